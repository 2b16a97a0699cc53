"""The judged questions of tests/relevance/, typed at the door."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

HALVES = ("dev", "test", "second")


class BadJudgement(Exception):
    """A line is no judgement; says which."""


@dataclass(frozen=True)
class Judged:
    """A question that one of `codes` answers; the first is the best."""

    half: str
    codes: tuple[str, ...]
    voice: str
    facets: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Unanswerable:
    """A question that the catalogue does not answer, and why not."""

    half: str
    reason: str
    text: str


def read_judged(file: Path, half: str) -> list[Judged]:
    """Return the answerable questions of *half*.

    Raises:
        BadJudgement: at the first line that is none.
    """
    return [
        Judged(
            row[0], tuple(row[1].split(",")), row[2], tuple(row[3].split(",")), row[4]
        )
        for row in _rows(file, 5)
        if row[0] == half
    ]


def read_unanswerable(file: Path, half: str) -> list[Unanswerable]:
    """Return the unanswerable questions of *half*.

    Raises:
        BadJudgement: at the first line that is none.
    """
    return [Unanswerable(*row) for row in _rows(file, 3) if row[0] == half]


def _rows(file: Path, columns: int) -> list[list[str]]:
    rows = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        row = line.split("\t")
        if len(row) != columns or row[0] not in HALVES or not all(row):
            raise BadJudgement(f"{file.name} line {number}: not {columns} columns")
        rows.append(row)
    return rows
