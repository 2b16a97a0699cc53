"""Run all processes together: prefixed logs, restarts with back-off, one Ctrl-C.

honcho (the kept Python port of foreman) starts processes and merges their output. It
ends everything when one process ends; here a process is restarted first, after a
growing pause, and only one that keeps dying ends the whole, with the reason.
"""

from __future__ import annotations

import datetime
import multiprocessing
import os
import queue
import shutil
import signal
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from honcho.printer import Message, Printer
from honcho.process import Process

from server.children import Child

COLOURS = ("36", "33", "32", "35", "34")
PAUSES = (0.2, 1.0, 2.0, 5.0)
# A process that lived so long was well; its next death is counted as the first.
LONG_LIFE_SECONDS = 60.0
STOP_SECONDS = 8.0


class PortTaken(Exception):
    """A port that a process needs is in use."""


class DiskFull(Exception):
    """There is no room for what must be written."""


@dataclass
class _Running:
    child: Child
    colour: str
    pid: int | None = None
    restart_at: float | None = None
    deaths: int = 0
    started_at: float = 0.0
    runner: Any = None


class Supervisor:
    """Keeps *children* running until a signal, or until one cannot be kept."""

    def __init__(
        self,
        children: Sequence[Child],
        env: dict[str, str],
        cwd: str,
        address: str,
        many_deaths: int = 6,
    ) -> None:
        """Run *children* in *cwd* with *env*; say *address* when all are ready.

        A child that dies *many_deaths* times in a row, never having lived a minute,
        ends everything.
        """
        self._many_deaths = many_deaths
        self._address = address
        self._env, self._cwd = env, cwd
        self._events: multiprocessing.Queue[Message] = multiprocessing.Queue()
        width = max(len(child.name) for child in children)
        self._printer = Printer(sys.stdout, width=max(width, len("system")))
        self._running = {
            child.name: _Running(child, COLOURS[place % len(COLOURS)])
            for place, child in enumerate(children)
        }
        self._stopping_since: float | None = None
        self._returncode = 0

    def run(self) -> int:
        """Start everything; return the exit code when everything has ended.

        Raises:
            PortTaken: before anything is started.
        """
        for running in self._running.values():
            refuse_taken_port(running.child)
        signal.signal(signal.SIGINT, self._on_signal)
        signal.signal(signal.SIGTERM, self._on_signal)
        started = time.monotonic()
        for running in self._running.values():
            self._start(running)
        ready, next_look, last_word = False, started + 1, started
        while not self._ended():
            self._handle_events()
            now = time.monotonic()
            self._restart_due(now)
            self._kill_stragglers(now)
            if not ready and self._stopping_since is None and now >= next_look:
                missing = [r.child.name for r in self._running.values() if not _up(r)]
                next_look = now + 1
                if not missing:
                    ready = True
                    self._say(f"ready after {now - started:.0f} s: {self._address}")
                elif now - last_word >= 5:
                    last_word = now
                    names = ", ".join(missing)
                    self._say(f"waiting for {names} ({now - started:.0f} s)")
        self._handle_events()
        return self._returncode

    def _handle_events(self) -> None:
        try:
            message = self._events.get(timeout=0.1)
            while True:
                self._handle(message)
                message = self._events.get_nowait()
        except queue.Empty:
            return

    def _handle(self, message: Message) -> None:
        running = self._running[message.name]
        if message.type == "line":
            self._printer.write(message)
        elif message.type == "start":
            running.pid = message.data["pid"]
            self._say(f"{message.name} started, pid {running.pid}")
            if self._stopping_since is not None:
                self._signal(running, signal.SIGTERM)
        elif message.type == "stop":
            running.pid = None
            if self._stopping_since is None:
                self._plan_restart(running, message.data["returncode"])

    def _plan_restart(self, running: _Running, code: int) -> None:
        now = time.monotonic()
        lived = now - running.started_at
        running.deaths = 1 if lived > LONG_LIFE_SECONDS else running.deaths + 1
        name, deaths = running.child.name, running.deaths
        if deaths >= self._many_deaths:
            self._say(
                f"{name} ended {deaths} times in a row (last exit code {code}):"
                " stopping everything. Its last lines above say why."
            )
            self._returncode = 1
            self._stop_all()
            return
        pause = PAUSES[min(deaths, len(PAUSES)) - 1]
        running.restart_at = now + pause
        self._say(f"{name} ended with exit code {code}; restarting in {pause:g} s")

    def _restart_due(self, now: float) -> None:
        for running in self._running.values():
            if running.restart_at is not None and now >= running.restart_at:
                running.restart_at = None
                self._start(running)

    def _start(self, running: _Running) -> None:
        running.started_at = time.monotonic()
        child = running.child
        process = Process(
            child.command,
            name=child.name,
            colour=running.colour,
            env=self._env,
            cwd=self._cwd,
        )
        running.runner = multiprocessing.Process(
            name=child.name, target=process.run, args=(self._events, True), daemon=True
        )
        running.runner.start()

    def _on_signal(self, number: int, _frame: object) -> None:
        if self._stopping_since is None:
            self._say(f"{signal.Signals(number).name} received: stopping everything")
            self._stop_all()

    def _stop_all(self) -> None:
        self._stopping_since = time.monotonic()
        for running in self._running.values():
            running.restart_at = None
            self._signal(running, signal.SIGTERM)

    def _kill_stragglers(self, now: float) -> None:
        if (
            self._stopping_since is not None
            and now - self._stopping_since > STOP_SECONDS
        ):
            for running in self._running.values():
                self._signal(running, signal.SIGKILL)

    def _signal(self, running: _Running, number: signal.Signals) -> None:
        if running.pid is None:
            return
        try:
            # honcho starts each process as leader of a group of its own.
            os.killpg(running.pid, number)
        except ProcessLookupError:
            running.pid = None

    def _ended(self) -> bool:
        if self._stopping_since is None:
            return False
        return not any(r.runner.is_alive() for r in self._running.values())

    def _say(self, text: str) -> None:
        self._printer.write(
            Message(
                type="line",
                data=f"{text}\n",
                time=datetime.datetime.now(),  # noqa: DTZ005 (honcho prints it)
                name="system",
                colour=None,
            )
        )
        sys.stdout.flush()


def refuse_full_disk(home: Path, megabytes: int = 300) -> None:
    """Stop with one sentence when the disk of *home* has less than *megabytes* free.

    Raises:
        DiskFull: naming the folder and the setting that moves it.
    """
    free = shutil.disk_usage(home).free // 1_000_000
    if free < megabytes:
        raise DiskFull(
            f"The disk that holds {home} is nearly full: {free} MB are free, about"
            f" {megabytes} MB are needed. Free some, or set ASSISTANT_HOME to a folder"
            " on another disk."
        )


def refuse_taken_port(child: Child) -> None:
    """Stop with one sentence when *child*'s port is in use.

    Raises:
        PortTaken: naming the port and the setting that changes it.
    """
    if child.port is None:
        return
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", child.port))
        except OSError as exc:
            name = child.name.upper()
            raise PortTaken(
                f"Port {child.port}, which {child.name} needs, is taken: end the other"
                f" program or set {name}_PORT to a free port."
            ) from exc


def _up(running: _Running) -> bool:
    return running.pid is not None and running.child.is_ready()
