"""Start the whole system on free ports, for tests and failure tests."""

from __future__ import annotations

import dataclasses
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 420


class NotReady(Exception):
    """The system did not become ready; the message holds the end of its log."""


@dataclasses.dataclass(frozen=True)
class System:
    """The running system: its address, home, ports and environment."""

    base_url: str
    home: Path
    ports: dict[str, int]
    env: dict[str, str]


def free_ports(count: int) -> list[int]:
    """Return ports that nobody uses now."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def start_system(home: Path, log: Path) -> tuple[subprocess.Popen[bytes], System]:
    """Start everything with `manage.py up`; it is not ready yet."""
    names = ("WEB_PORT", "RASA_PORT", "ACTIONS_PORT", "SANDBOX_PORT")
    ports = dict(zip(names, free_ports(4), strict=True))
    env = {k: v for k, v in os.environ.items() if k not in ("RASA_URL", "ACTIONS_URL")}
    env |= {name: str(port) for name, port in ports.items()}
    env["ASSISTANT_HOME"] = str(home)
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=env,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    url = f"http://127.0.0.1:{ports['WEB_PORT']}"
    return process, System(url, home, ports, env)


def wait_until_ready(
    process: subprocess.Popen[bytes], system: System, log: Path
) -> None:
    """Wait for health.

    Raises:
        NotReady: with the log's end, when the system ends first or takes too long.
    """
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{system.base_url}/healthz", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    raise NotReady("the system did not start:\n" + log.read_text()[-4000:])


def stop(process: subprocess.Popen[bytes]) -> int:
    """End the system as Ctrl-C would."""
    process.send_signal(signal.SIGINT)
    try:
        return process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return process.wait()
