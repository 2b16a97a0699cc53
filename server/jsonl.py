"""Lines of JSON in: each becomes a typed question, or an error with its number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec


class BadLine(Exception):
    """A line is no question; says which and why."""


class Line(msgspec.Struct):
    """A question; lines of one conversation are its turns, in order."""

    id: str
    text: str
    conversation: str | None = None


def read_lines(stream: Iterable[str]) -> Iterator[Line]:
    """Yield the questions in *stream*; empty lines are skipped.

    Raises:
        BadLine: at the first line that is none.
    """
    for number, text in enumerate(stream, 1):
        if not text.strip():
            continue
        try:
            yield msgspec.json.decode(text, type=Line)
        except msgspec.DecodeError as exc:
            raise BadLine(f"line {number}: {exc}") from exc
