"""Measure how people are understood, on messages that nobody was trained on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from bot.gateway.rasa_client import RasaClient
from evaluation.chart import draw_calibration
from evaluation.judged import (
    JudgedConversation,
    read_conversations,
    read_messages,
    read_unanswerable,
)
from evaluation.report import WORST, Run, as_text, errors, figures, flips, turn_problems
from evaluation.score import Said, as_said
from evaluation.spoil import Spoiler, folded, misspelt, phone_typist, shorts_of
from search_index.catalogue_files import load_typed
from server import children
from server.importing import today
from server.jsonl import Line
from server.management.commands.ask import Asker
from server.published import from_database
from server.running import NotReady, running, to_stderr

JUDGED = settings.BASE_DIR / "tests" / "understanding"
SHORTS = settings.CATALOGUE_DIR / "language" / "abbreviations.yml"
SHOWN_TURNS = 40


class Command(BaseCommand):
    help = "Measure kind, facets, procedure, conversations and false answers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--half", choices=("dev", "test", "all"), default="test")
        parser.add_argument("--out", type=Path, help="folder for figures and curves")
        parser.add_argument("--against", type=Path, help="a run.json to compare with")

    def handle(self, *args: Any, **options: Any) -> None:
        half = "" if options["half"] == "all" else options["half"]
        messages = read_messages(JUDGED, half)
        unanswerable = read_unanswerable(JUDGED, half)
        conversations = read_conversations(JUDGED, half)
        before = _read(options["against"])
        loaded = frozenset(
            procedure.code
            for procedure in from_database(settings.CATALOGUE_DIR, today()).procedures()
            if procedure.code
        )
        spoilers: dict[str, Spoiler] = {
            "as written": str,
            "without marks": folded,
            "phone": phone_typist(shorts_of(load_typed(SHORTS, dict[str, str]))),
            "misspelt": misspelt,
        }
        with self._asker() as ask:
            run = Run(
                options["half"],
                len(loaded),
                {
                    version: [ask(spoil(one.text)) for one in messages]
                    for version, spoil in spoilers.items()
                },
                [ask(one.text) for one in unanswerable],
                {
                    version: [
                        _converse(one, version, spoilers[version], ask)
                        for one in conversations
                    ]
                    for version in ("as written", "without marks")
                },
            )
        found = figures(run, messages, unanswerable, conversations, loaded)
        self.stdout.write(f"{len(messages)} messages, {len(unanswerable)} without an "
                          f"answer, {len(conversations)} conversations; "
                          f"{len(loaded)} procedures")  # fmt: skip
        self.stdout.write(as_text(found))
        self.stdout.write(f"the {WORST} worst errors")
        for line in errors(run, messages, unanswerable, loaded)[:WORST]:
            self.stdout.write(f"  {line}")
        wrong = turn_problems(conversations, run.conversations["as written"], loaded)
        self.stdout.write("turns that went wrong")
        for where, words, problem in [one for one in wrong if one[2]][:SHOWN_TURNS]:
            self.stdout.write(f"  {where}: {words}: {problem}")
        if before is not None:
            self._tell_flips(run, before, messages)
        if options["out"]:
            _write(options["out"], run, found)

    @contextmanager
    def _asker(self) -> Iterator[Callable[..., Said]]:
        call_command("build_index", if_changed=True, stdout=sys.stderr)
        call_command("train", if_changed=True, stdout=sys.stderr)
        needed = [children.actions(), children.rasa()]
        if (sandbox := children.sandbox()) is not None:
            needed.append(sandbox)
        timeout = httpx.Timeout(settings.TURN_SECONDS, connect=2.0)
        try:
            with (
                running(needed, settings.ASSISTANT_HOME / "logs", to_stderr),
                httpx.Client(base_url=settings.RASA_URL, timeout=timeout) as http,
            ):
                asker = Asker(RasaClient(http, settings.RASA_CHANNEL_TOKEN))

                def ask(text: str, conversation: str | None = None) -> Said:
                    ms, result = asker.ask(Line("1", text, conversation))
                    return as_said(result, ms)

                yield ask
        except NotReady as exc:
            raise CommandError(str(exc)) from exc

    def _tell_flips(self, run: Run, before: Run, messages: Any) -> None:
        try:
            found = list(flips(run, before, messages))
        except ValueError as exc:
            raise CommandError("--against is of other messages") from exc
        self.stdout.write(f"{len(found)} messages judged otherwise than before")
        for version, text, what in found:
            self.stdout.write(f"  {version}: {what}: {text}")


def _converse(
    conversation: JudgedConversation,
    version: str,
    spoil: Callable[[str], str],
    ask: Callable[..., Said],
) -> list[Said]:
    name = f"{conversation.id}-{version}"
    return [ask(spoil(turn.user), name) for turn in conversation.turns]


def _read(file: Path | None) -> Run | None:
    if file is None:
        return None
    try:
        return msgspec.json.decode(file.read_bytes(), type=Run)
    except (OSError, msgspec.MsgspecError) as exc:
        raise CommandError(f"{file}: {exc}") from exc


def _write(folder: Path, run: Run, found: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "run.json").write_bytes(msgspec.json.encode(run))
    (folder / "figures.json").write_bytes(
        msgspec.json.format(msgspec.json.encode(found), indent=1)
    )
    curves = {
        name: found[f"calibration of {name}"]["curve"] for name in ("kind", "facet")
    }
    draw_calibration(curves, folder / "calibration.png")
