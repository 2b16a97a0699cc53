"""The judged messages and conversations of tests/understanding/, typed at the door."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from ruamel.yaml import YAML

HALVES = ("dev", "test")


class BadJudgement(Exception):
    """A line or a turn is no judgement; says which."""


@dataclass(frozen=True)
class JudgedMessage:
    """A message, its kind, and for questions about a procedure which and what.

    `facets` stand in the order asked; any of `codes` is right.
    """

    kind: str
    facets: tuple[str, ...]
    codes: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Unanswerable:
    """A message that no procedure answers, and why not."""

    reason: str
    text: str


class JudgedTurn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A citizen's turn and what is to become of it.

    Without `codes` it depends on what the assistant offered, or on no procedure.
    """

    user: str
    status: str
    codes: list[str]
    facets: list[str]


class JudgedConversation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A conversation, its turns in order."""

    id: str
    half: str
    turns: list[JudgedTurn]


def read_messages(folder: Path, half: str) -> list[JudgedMessage]:
    """Return the messages of *half*, or of both when it is empty.

    Raises:
        BadJudgement: at the first line that is none.
    """
    return [
        JudgedMessage(kind, _parts(facets), _parts(codes), text)
        for mine, kind, facets, codes, text in _rows(folder / "messages.tsv", 5)
        if half in ("", mine)
    ]


def read_unanswerable(folder: Path, half: str) -> list[Unanswerable]:
    """Return the messages of *half* that no procedure answers.

    Raises:
        BadJudgement: at the first line that is none.
    """
    return [
        Unanswerable(reason, text)
        for mine, reason, text in _rows(folder / "unanswerable.tsv", 3)
        if half in ("", mine)
    ]


def read_conversations(folder: Path, half: str) -> list[JudgedConversation]:
    """Return the conversations of *half*.

    Raises:
        BadJudgement: at the first one that is none.
    """
    file = folder / "conversations.yml"
    raw = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    try:
        found = msgspec.convert(raw, list[JudgedConversation])
    except msgspec.ValidationError as exc:
        raise BadJudgement(f"{file}: {exc}") from exc
    return [one for one in found if half in ("", one.half)]


def _rows(file: Path, columns: int) -> Iterator[list[str]]:
    lines = file.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        row = line.split("\t")
        if len(row) != columns or row[0] not in HALVES:
            raise BadJudgement(f"{file}, line {number}: {line!r}")
        yield row


def _parts(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))
