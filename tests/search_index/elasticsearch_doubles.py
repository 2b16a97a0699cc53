"""Servers that take an Elasticsearch's place and do what a real one rarely does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Fake(ThreadingHTTPServer):
    """Gives every request the same answer and counts them."""

    daemon_threads = True

    def __init__(self, status: int, body: bytes, product: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status, self.body, self.product = status, body, product
        self.asked: list[str] = []

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Fake

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append(self.path)
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(self.server.body)))
        if self.server.product:
            self.send_header("X-Elastic-Product", "Elasticsearch")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(self.server.body)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _answer  # noqa: N815

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def fake(status: int, body: bytes = b"{}", *, product: bool = True) -> Iterator[Fake]:
    """Run a server that answers *status* and *body*, whatever it is asked."""
    with Fake(status, body, product) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def hanging() -> Iterator[str]:
    """Listen and never answer."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(50)
        yield f"127.0.0.1:{silent.getsockname()[1]}"


def closed_port() -> str:
    """Return an address that refuses connections."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"
