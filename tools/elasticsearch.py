"""A real Elasticsearch on loopback, for development and tests: `make elasticsearch`.

Maven Central carries the official server as a zip, so neither Docker nor a download
page is needed. Everything it writes lies in a temporary folder that goes with it.
"""

from __future__ import annotations

import argparse
import os
import pwd
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tools.elasticsearch_zip import NoServer, java_and_version, server_zip, unpacked
from tools.system import free_ports

READY_SECONDS = 180
STOP_SECONDS = 20


@dataclass(frozen=True)
class Secured:
    """How a server of one node speaks TLS, and what who gives no key may do.

    `authority` signed `certificate`; the three are PEM files. `rights` is a role as in
    roles.yml. (The server that Maven carries cannot keep API keys: its security index
    asks for a module that it lacks. Keys that it does not know it refuses.)
    """

    authority: Path
    certificate: Path
    key: Path
    password: str
    rights: str


class NotHealthy(Exception):
    """The server did not become healthy; the message holds the end of its log."""


@dataclass(frozen=True)
class Node:
    """One running server: its name, its address and its process."""

    name: str
    port: int
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """End it as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def search_url(nodes: list[Node], prefix: str = "") -> str:
    """Return the SEARCH_URL that names *nodes*."""
    hosts = ",".join(f"127.0.0.1:{node.port}" for node in nodes)
    return f"elasticsearch://{hosts}" + (f"/{prefix}" if prefix else "")


@contextmanager
def elasticsearch(
    count: int = 1,
    heap: str = "512m",
    port: int | None = None,
    secured: Secured | None = None,
) -> Iterator[list[Node]]:
    """Run a cluster of *count* nodes until the block ends; *secured* only of one.

    Raises:
        NoServer: if Java, Maven or the server's zip is missing.
        NotHealthy: if the cluster does not become green.
    """
    java, version = java_and_version()
    archive = server_zip(version)
    ports = free_ports(2 * count)
    https, transports = ports[:count], ports[count:]
    if port is not None:
        https[0] = port
    # In the system's temporary folder, which the unprivileged user can reach too.
    home = Path(tempfile.mkdtemp(prefix="elasticsearch-"))
    nodes: list[Node] = []
    try:
        server = unpacked(archive, home)
        for place in range(count):
            _configure(home / f"config-{place}", server, home, place, https, transports)
        if secured is not None:
            _secure(home, server, java, secured)
        _own(home)
        for place in range(count):
            process = _start(server, home, place, java, heap)
            nodes.append(Node(f"node-{place}", https[place], process))
        _wait_until_green(nodes, home, secured)
        yield nodes
    finally:
        for node in nodes:
            _stop(node)
        shutil.rmtree(home, ignore_errors=True)


def _configure(
    config: Path,
    server: Path,
    home: Path,
    place: int,
    https: list[int],
    transports: list[int],
) -> None:
    shutil.copytree(server / "config", config)
    (home / f"tmp-{place}").mkdir()
    lines = [
        "cluster.name: assistant-development",
        f"node.name: node-{place}",
        f"path.data: {home / f'data-{place}'}",
        f"path.logs: {home / f'logs-{place}'}",
        "http.host: 127.0.0.1",
        "transport.host: 127.0.0.1",
        f"http.port: {https[place]}",
        f"transport.port: {transports[place]}",
        "xpack.security.enabled: false",
        # A nearly full disk of a developer is no reason to refuse an index of 1 MB.
        "cluster.routing.allocation.disk.threshold_enabled: false",
    ]
    if len(https) == 1:
        lines.append("discovery.type: single-node")
    else:
        seeds = ", ".join(f"127.0.0.1:{port}" for port in transports)
        names = ", ".join(f"node-{number}" for number in range(len(https)))
        lines.append(f"discovery.seed_hosts: [{seeds}]")
        lines.append(f"cluster.initial_master_nodes: [{names}]")
    (config / "elasticsearch.yml").write_text("\n".join(lines) + "\n")


def _secure(home: Path, server: Path, java: Path, secured: Secured) -> None:
    """Have the only node speak TLS and ask who one is."""
    config = home / "config-0"
    shutil.copy(secured.certificate, config / "node.crt")
    shutil.copy(secured.key, config / "node.key")
    settings = config / "elasticsearch.yml"
    said = settings.read_text().replace(
        "xpack.security.enabled: false", "xpack.security.enabled: true"
    )
    said += "xpack.security.authc.anonymous.roles: without-key\n"
    said += "xpack.security.http.ssl.enabled: true\n"
    said += "xpack.security.http.ssl.certificate: node.crt\n"
    said += "xpack.security.http.ssl.key: node.key\n"
    settings.write_text(said)
    (config / "roles.yml").write_text(f"without-key: {secured.rights}\n")
    keystore = str(server / "bin" / "elasticsearch-keystore")
    subprocess.run(
        [keystore, "add", "--stdin", "--force", "bootstrap.password"],
        input=secured.password.encode(),
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "ES_JAVA_HOME": str(java),
            "ES_PATH_CONF": str(config),
        },
        check=True,
        capture_output=True,
    )


def _user() -> str | None:
    """Return whom to run as: the server refuses to run as root."""
    return "nobody" if os.getuid() == 0 else None


def _own(home: Path) -> None:
    user = _user()
    if user is not None:
        ids = pwd.getpwnam(user)
        for path in (home, *home.rglob("*")):
            os.chown(path, ids.pw_uid, ids.pw_gid)


def _start(
    server: Path, home: Path, place: int, java: Path, heap: str
) -> subprocess.Popen[bytes]:
    user = _user()
    with (home / f"output-{place}.log").open("wb") as output:
        return subprocess.Popen(
            [str(server / "bin" / "elasticsearch")],
            cwd=home,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(home),
                "ES_JAVA_HOME": str(java),
                "ES_JAVA_OPTS": f"-Xms{heap} -Xmx{heap}",
                "ES_PATH_CONF": str(home / f"config-{place}"),
                "ES_TMPDIR": str(home / f"tmp-{place}"),
            }
            | ({} if user is None else {"LOGNAME": user}),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=user,
            group=None if user is None else pwd.getpwnam(user).pw_gid,
            extra_groups=None if user is None else [],
        )


def _wait_until_green(nodes: list[Node], home: Path, secured: Secured | None) -> None:
    deadline = time.monotonic() + READY_SECONDS
    asked = f"127.0.0.1:{nodes[0].port}/_cluster/health"
    access: dict[str, Any] = {}
    if secured is not None:
        trusted = ssl.create_default_context(cafile=str(secured.authority))
        access = {"verify": trusted, "auth": ("elastic", secured.password)}
    asked = f"{'http' if secured is None else 'https'}://{asked}"
    wanted = {"wait_for_nodes": len(nodes), "wait_for_status": "green", "timeout": "1s"}
    while time.monotonic() < deadline:
        if any(node.process.poll() is not None for node in nodes):
            break
        try:
            if httpx.get(asked, params=wanted, timeout=5, **access).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    said = "".join(
        (home / f"output-{place}.log").read_text(errors="replace")[-1500:]
        for place in range(len(nodes))
    )
    raise NotHealthy(f"the server did not become healthy:\n{said}")


def _stop(node: Node) -> None:
    if node.process.poll() is None:
        node.process.terminate()
        try:
            node.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            node.kill()


def main() -> int:
    """Run one server until Ctrl-C; return the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, help="else a free one")
    chosen = options.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        print("starting Elasticsearch, about 20 seconds …", flush=True)
        with elasticsearch(port=chosen.port) as nodes:
            print(f"SEARCH_URL={search_url(nodes)}", flush=True)
            print("Ctrl-C ends it; its index goes with it.", flush=True)
            nodes[0].process.wait()
        print("the server ended by itself", flush=True)
    except KeyboardInterrupt:
        return 0
    except (NoServer, NotHealthy) as exc:
        print(exc, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
