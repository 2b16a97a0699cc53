"""Search the index from a program: lines of JSON in, rankings out."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from actions.certainty import judge
from search_index.answerable import answerable_or_none
from search_index.builds import IndexReader, IndexUnavailable
from search_index.encoder import encoder_or_none
from search_index.language import load_language
from server.cluster import cluster
from server.jsonl import BadLine, read_lines


class Command(BaseCommand):
    help = "Rank procedures for lines of JSON {id, text} on stdin."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--jsonl", action="store_true", required=True)
        parser.add_argument("--limit", type=int, default=10)

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("build_index", if_changed=True, stdout=sys.stderr)
        language = load_language(settings.CATALOGUE_DIR / "language")
        encoder = encoder_or_none(settings.ENCODER_DIR)
        answerable = answerable_or_none(settings.ENCODER_DIR)
        reader = IndexReader(
            settings.INDEX_DIR, language, encoder, cluster(), answerable
        )
        try:
            for line in read_lines(sys.stdin):
                started = time.perf_counter()
                found = reader.get().search(line.text, options["limit"])
                ms = 1000 * (time.perf_counter() - started)
                hits = [
                    {
                        "code": hit.procedure.code,
                        "id": hit.procedure.id,
                        "name": hit.procedure.name,
                        "score": round(hit.score, 4),
                    }
                    for hit in found
                ]
                answers = found[0].answers if found else None
                answer = {
                    "id": line.id,
                    "hits": hits,
                    "answers": None if answers is None else round(answers, 4),
                    "verdict": judge(found),
                    "elsewhere": found[0].elsewhere if found else "",
                    "ms": round(ms, 3),
                }
                self.stdout.write(json.dumps(answer, ensure_ascii=False))
        except (BadLine, IndexUnavailable) as exc:
            raise CommandError(str(exc)) from exc
