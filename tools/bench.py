"""Turns per second beside the same project on stock Rasa settings, in one run.

`make bench` starts two Rasa servers with the same model and the same action server:
ours (our channel, cached validator, bounded trackers) and stock (Rasa's rest channel,
its own validator and tracker store). Each is asked the same questions, every turn a
search, one at a time and eight at a time, in alternating rounds; a conversation has
five turns. Prints a table and the memory of each process.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import django
import httpx

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "server.settings")
django.setup()

from django.conf import settings  # noqa: E402 (after django.setup)

from server import children  # noqa: E402
from server.build import ensure_index, ensure_model  # noqa: E402
from server.children import Child  # noqa: E402
from server.importing import today  # noqa: E402
from server.published import Published  # noqa: E402
from server.running import running, to_stderr  # noqa: E402
from tools.system import free_ports  # noqa: E402

QUESTIONS = [
    line.split("\t")[0]
    for line in (settings.BASE_DIR / "tests" / "conversations" / "questions.tsv")
    .read_text(encoding="utf-8")
    .splitlines()[1:]
    if line.split("\t")[1] == "procedure"
]
TURNS_IN_CONVERSATION = 5
Ask = Callable[[httpx.AsyncClient, str, str], Awaitable[None]]


@dataclass
class Server:
    """A Rasa server under test and what was measured of it."""

    name: str
    url: str
    ask: Ask
    times: dict[int, list[float]] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)


async def ask_ours(http: httpx.AsyncClient, conversation: str, text: str) -> None:
    """One turn through our channel."""
    body = {"conversation": conversation, "message_id": uuid.uuid4().hex, "text": text}
    headers = {"Authorization": f"Bearer {settings.RASA_CHANNEL_TOKEN}"}
    answer = await http.post("/webhooks/assistant/turn", json=body, headers=headers)
    if "result" not in answer.json():
        raise RuntimeError(answer.text)


async def ask_stock(http: httpx.AsyncClient, conversation: str, text: str) -> None:
    """One turn through Rasa's rest channel."""
    body = {"sender": conversation, "message": text, "metadata": {"text": text}}
    answer = await http.post("/webhooks/rest/webhook", json=body)
    if not answer.json():
        raise RuntimeError("no answer")


async def load(server: Server, at_once: int, turns: int) -> None:
    """Ask *turns* questions, *at_once* citizens at a time, each waiting for answers."""
    times = server.times.setdefault(at_once, [])
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as http:

        async def citizen(number: int) -> None:
            for turn in range(turns // at_once):
                if turn % TURNS_IN_CONVERSATION == 0:
                    conversation = uuid.uuid4().hex
                text = QUESTIONS[(number * 17 + turn) % len(QUESTIONS)]
                started = time.perf_counter()
                await server.ask(http, conversation, text)
                times.append(1000 * (time.perf_counter() - started))

        started = time.perf_counter()
        await asyncio.gather(*(citizen(number) for number in range(at_once)))
        elapsed = time.perf_counter() - started
    server.seconds[at_once] = server.seconds.get(at_once, 0.0) + elapsed


def stock_rasa(port: int, folder: Path) -> Child:
    """Return Rasa with our model on stock settings."""
    (folder / "credentials.yml").write_text("rest:\n")
    (folder / "endpoints.yml").write_text(
        f"action_endpoint:\n  url: {settings.ACTIONS_URL}/webhook\n"
    )
    ours = children.rasa()
    command = ours.command.replace("credentials.yml", str(folder / "credentials.yml"))
    command = command.replace("endpoints.yml", str(folder / "endpoints.yml"))
    command = command.replace(f"-p {settings.RASA_PORT}", f"-p {port}")
    return Child("stock", command, port, f"http://127.0.0.1:{port}/webhooks/rest/")


def main() -> int:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--turns", type=int, default=400, help="per round")
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    ensure_index(
        Published(settings.CATALOGUE_DIR, today()),
        settings.ENCODER_DIR,
        settings.INDEX_DIR,
        to_stderr,
        force=False,
    )
    ensure_model(settings.BASE_DIR, settings.MODELS_DIR, to_stderr, force=False)
    (port,) = free_ports(1)
    with tempfile.TemporaryDirectory() as folder:
        needed = [children.actions(), children.rasa(), stock_rasa(port, Path(folder))]
        if (sandbox := children.sandbox()) is not None:
            needed.append(sandbox)
        with running(needed, settings.ASSISTANT_HOME / "logs", to_stderr):
            servers = [
                Server("ours", settings.RASA_URL, ask_ours),
                Server("stock", f"http://127.0.0.1:{port}", ask_stock),
            ]
            for server in servers:  # warm up
                asyncio.run(load(server, 1, 50))
                server.times.clear()
                server.seconds.clear()
            for round_ in range(chosen.rounds):
                for server in servers if round_ % 2 == 0 else reversed(servers):
                    for at_once in (1, 8):
                        asyncio.run(load(server, at_once, chosen.turns))
            report(servers)
    return 0


def report(servers: list[Server]) -> None:
    """Print one line per server and level."""
    print(f"{len(QUESTIONS)} questions, every turn a search; times in ms")
    print("server   at once   turns    p50     p95    turns/s")
    rate = {}
    for at_once in (1, 8):
        for server in servers:
            times = sorted(server.times[at_once])
            rate[server.name, at_once] = len(times) / server.seconds[at_once]
            print(
                f"{server.name:8} {at_once:7} {len(times):7}"
                f" {statistics.median(times):6.1f} {times[int(0.95 * len(times))]:7.1f}"
                f" {rate[server.name, at_once]:9.1f}"
            )
    ratio = {n: round(rate["ours", n] / rate["stock", n], 2) for n in (1, 8)}
    print("throughput of ours over stock:", json.dumps(ratio))


if __name__ == "__main__":
    sys.exit(main())
