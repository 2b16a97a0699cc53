"""Kill each process again and again while messages arrive; count what comes of them.

`make faults` starts its own system in a temporary home, lets 200 citizens' messages
arrive at an even pace, and meanwhile sends kill -9 to worker, rasa, actions and web,
20 times each, in random order. It prints one line per promise and exits 1 when one
is broken. Only loopback, only processes that it started.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from pathlib import Path

import httpx

from tools.system import ROOT, start_system, stop, wait_until_ready

QUESTIONS = [
    "làm giấy khai sinh cho con cần giấy tờ gì",
    "đăng ký tạm trú mất bao lâu",
    "sang ten so do nop o dau",
    "đổi giấy phép lái xe hết bao nhiêu tiền",
    "thế còn lệ phí?",
    "cảm ơn em",
]
NAMES = ("worker", "rasa", "actions", "web")


def main() -> int:
    """Run the test; return the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--messages", type=int, default=200)
    options.add_argument("--kills", type=int, default=20, help="of each process")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    home = Path(tempfile.mkdtemp(prefix="faults-"))
    models = ROOT / "var" / "models"
    if models.exists():
        shutil.copytree(models, home / "models")
    log = home / "system.log"
    os.environ["DEATHS_IN_A_ROW"] = "1000"  # we are the reason of all deaths
    process, system = start_system(home, log)
    try:
        print("starting the system …", flush=True)
        wait_until_ready(process, system, log)
        return run(chosen, system, process)
    finally:
        stop(process)
        shutil.rmtree(home, ignore_errors=True)


def run(chosen, system, process: subprocess.Popen[bytes]) -> int:
    """Send, kill, wait, count."""
    rng = random.Random(chosen.seed)
    kills = [name for name in NAMES for _ in range(chosen.kills)]
    rng.shuffle(kills)
    sent: dict[str, float] = {}
    done = threading.Event()
    killed: Counter[str] = Counter()

    def killer() -> None:
        for name in kills:
            time.sleep(rng.uniform(1.0, 2.5))
            while not (pid := pid_of(process.pid, name)):
                time.sleep(0.2)
            os.kill(pid, signal.SIGKILL)
            killed[name] += 1
            print(f"  killed {name} ({sum(killed.values())}/{len(kills)})", flush=True)
        done.set()

    thread = threading.Thread(target=killer, daemon=True)
    started = time.monotonic()
    thread.start()
    conversations = [Citizen(system.base_url) for _ in range(20)]
    pace = 1.75 * len(kills) / chosen.messages
    for number in range(chosen.messages):
        citizen = conversations[number % len(conversations)]
        name = citizen.send(QUESTIONS[number % len(QUESTIONS)])
        sent[name] = time.monotonic() - started
        time.sleep(pace)
    print(f"all sent after {time.monotonic() - started:.0f} s; waiting …", flush=True)
    done.wait(600)
    return report(sent, killed, wait_for_answers(system, len(sent)), system)


class Citizen:
    """A browser that repeats a message until it is acknowledged."""

    def __init__(self, base_url: str) -> None:
        self._http = httpx.Client(base_url=base_url, timeout=5)
        self._has_session = False

    def send(self, text: str) -> str:
        """Send *text*; return its id when the server has it."""
        name = str(uuid.uuid4())
        while True:
            try:
                if not self._has_session:
                    self._http.post("/api/chat/session").raise_for_status()
                    self._has_session = True
                answer = self._http.post(
                    "/api/chat/messages", json={"id": name, "text": text}
                )
                answer.raise_for_status()
                return name
            except httpx.HTTPError:
                time.sleep(0.3)


def pid_of(supervisor: int, name: str) -> int | None:
    """Return the pid of the supervisor's process that runs *name*."""
    patterns = {
        "worker": "manage.py\0work",
        "rasa": "rasa\0run",
        "actions": "rasa_sdk",
        "web": "server.asgi",
    }
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
                parents[int(folder.name)] = int(fields[1])
            except (OSError, IndexError):
                continue
    for pid in parents:
        ancestor = parents.get(pid)
        while ancestor and ancestor != supervisor:
            ancestor = parents.get(ancestor)
        if ancestor != supervisor:
            continue
        try:
            command = (Path("/proc") / str(pid) / "cmdline").read_text()
        except OSError:
            continue
        if patterns[name] in command:
            return pid
    return None


def wait_for_answers(system, count: int) -> list[tuple[str, int, str | None]]:
    """Wait until each message has its final reply; return (id, replies, status)."""
    database = system.home / "assistant.db"
    query = """
        SELECT i.external_id,
               (SELECT COUNT(*) FROM records_outbound o
                 WHERE o.inbound_id = i.id AND o.final),
               (SELECT t.status FROM records_turn t WHERE t.inbound_id = i.id)
          FROM records_inbound i
    """
    deadline = time.monotonic() + 240
    while True:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=20) as db:
            rows = db.execute(query).fetchall()
        open_messages = count - sum(1 for row in rows if row[1])
        if open_messages <= 0 or time.monotonic() > deadline:
            return rows
        time.sleep(1)


def report(sent, killed, rows, system) -> int:
    """Print the promises and whether they were kept."""
    replies = {external_id.split(":", 1)[1]: count for external_id, count, _ in rows}
    lost = [name for name in sent if name not in replies]
    silent = [name for name in sent if replies.get(name) == 0]
    doubled = [name for name, count in replies.items() if count > 1]
    statuses = Counter(status for _, _, status in rows)
    print(json.dumps({"killed": killed, "statuses": statuses}, ensure_ascii=False))
    print(f"messages acknowledged {len(sent)}, stored {len(replies)}")
    print(
        f"lost: {len(lost)}   never answered: {len(silent)}   doubled: {len(doubled)}"
    )
    return 1 if lost or silent or doubled else 0


if __name__ == "__main__":
    sys.exit(main())
