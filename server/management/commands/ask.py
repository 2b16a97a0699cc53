"""Ask from a shell or a program, through the same pipeline as a citizen's message."""

from __future__ import annotations

import json
import sys
import time
import uuid
from typing import Any

import httpx
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from bot.channels.base import plain_text
from bot.gateway.rasa_client import RasaClient, RasaUnavailable, Result
from bot.gateway.sentences import passed_on
from server import children
from server.jsonl import BadLine, Line, read_lines
from server.running import NotReady, running, to_stderr
from vietnamese.identifiers import mask_personal_data
from vietnamese.normalise import normalise

TRIES = 3


class Command(BaseCommand):
    help = "Answer one question, or lines of JSON; starts what is not running."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("question", nargs="?", help="the question")
        parser.add_argument(
            "--jsonl", action="store_true", help="read lines {id, text, conversation?}"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["question"]) == options["jsonl"]:
            raise CommandError("Give a question, or --jsonl with lines on stdin.")
        needed = [children.actions(), children.rasa()]
        try:
            self._build()
            if (sandbox := children.sandbox()) is not None:
                needed.append(sandbox)
            with running(needed, settings.ASSISTANT_HOME / "logs", to_stderr):
                self._ask(options)
        except (NotReady, BadLine) as exc:
            raise CommandError(str(exc)) from exc

    def _build(self) -> None:
        # Progress goes to stderr: stdout carries answers only.
        call_command("build_index", if_changed=True, stdout=sys.stderr)
        call_command("train", if_changed=True, stdout=sys.stderr)

    def _ask(self, options: dict[str, Any]) -> None:
        timeout = httpx.Timeout(settings.TURN_SECONDS, connect=2.0)
        with httpx.Client(base_url=settings.RASA_URL, timeout=timeout) as http:
            asker = Asker(RasaClient(http, settings.RASA_CHANNEL_TOKEN))
            if options["question"]:
                _, result = asker.ask(Line("1", options["question"]))
                self.stdout.write(plain_text(result.parts))
                return
            for line in read_lines(sys.stdin):
                ms, result = asker.ask(line)
                answer = as_json(line, result, ms)
                self.stdout.write(json.dumps(answer, ensure_ascii=False))
                self.stdout.flush()


class Asker:
    """Runs turns, remembering what each conversation is about."""

    def __init__(self, rasa: RasaClient) -> None:
        """Ask *rasa*; conversations of earlier runs are never met again."""
        self._rasa = rasa
        self._run = uuid.uuid4().hex[:12]
        self._contexts: dict[str, dict[str, Any]] = {}
        self._count = 0

    def ask(self, line: Line) -> tuple[float, Result]:
        """Return how many milliseconds the turn took, and its result."""
        self._count += 1
        alone = line.conversation is None
        name = f"alone-{self._count}" if alone else f"shared-{line.conversation}"
        conversation = f"ask-{self._run}-{name}"
        context = self._contexts.get(conversation, {})
        text = mask_personal_data(normalise(line.text))
        started = time.perf_counter()
        for attempt in range(1, TRIES + 1):
            try:
                result = self._rasa.turn(
                    conversation, f"{self._run}-{self._count}", text, context
                )
                break
            except RasaUnavailable:
                if attempt == TRIES:
                    result = Result(**passed_on(context))
                time.sleep(0.2 * attempt)
        ms = 1000 * (time.perf_counter() - started)
        if not alone:
            self._contexts[conversation] = result.context
        return ms, result


def as_json(line: Line, result: Result, ms: float) -> dict[str, Any]:
    """Return the line of output for one question."""
    return {
        "id": line.id,
        "status": result.status,
        "kind": result.kind,
        "intent": result.intent,
        "facets": list(map(str, result.facets)),
        "procedures": [
            {key: procedure[key] for key in ("code", "name", "score")}
            for procedure in result.procedures
        ],
        "hits": [{"code": hit["code"], "score": hit["score"]} for hit in result.hits],
        "reply": plain_text(result.parts),
        "choices": [
            item["title"]
            for part in result.parts
            if part["kind"] == "choices"
            for item in part["items"]
        ],
        "ms": round(ms, 2),
    }
