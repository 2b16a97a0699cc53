"""Start what a command needs when it is not running, and end it afterwards."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from server.children import ROOT, Child, environment

READY_SECONDS = 120.0


class NotReady(Exception):
    """A process did not become ready; its log says why."""


@contextmanager
def running(
    needed: Sequence[Child], logs: Path, say: Callable[[str], None]
) -> Iterator[None]:
    """Make sure that *needed* run; end those that were started here.

    Raises:
        NotReady: if one ends or does not answer within two minutes.
    """
    missing = [child for child in needed if not child.is_ready()]
    logs.mkdir(parents=True, exist_ok=True)
    started: list[subprocess.Popen[bytes]] = []
    try:
        for child in missing:
            with (logs / f"{child.name}.log").open("wb") as log:
                started.append(
                    subprocess.Popen(  # noqa: S602 (our own command lines)
                        child.command,
                        shell=True,
                        cwd=ROOT,
                        env=environment(),
                        stdout=log,
                        stderr=subprocess.STDOUT,
                        start_new_session=True,
                    )
                )
        if missing:
            say(f"starting {', '.join(child.name for child in missing)} …")
        _wait(missing, started, logs)
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def to_stderr(text: str) -> None:
    """Say *text* where it does not mix with a command's output."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 (a command's own voice)


def _wait(
    missing: Sequence[Child], started: Sequence[subprocess.Popen[bytes]], logs: Path
) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not all(child.is_ready() for child in missing):
        for child, process in zip(missing, started, strict=True):
            if process.poll() is not None or time.monotonic() > deadline:
                log = logs / f"{child.name}.log"
                tail = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
                raise NotReady(f"{child.name} did not start; see {log}:\n{tail}")
        time.sleep(0.3)
