"""What the encoder learns from: procedures, questions about them, other messages."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from search_index.elsewhere import read_elsewhere
from search_index.encoder import without_leading
from search_index.procedure import Procedure
from vietnamese.fold import fold

SENTENCE = re.compile(r"[\n;•]|(?<=[^\W\d_])(?:\.|[+-])\s")
WEAK_WORDS = range(8, 46)
WEAK_PER_RECORD, WEAK_IN_RECORDS = 6, 2
# Names that share most of their syllables are neither right nor wrong for a question.
TWIN_SHARE = 0.8


@dataclass(frozen=True)
class Asked:
    """A question, the row of its name, and the facets if they are labelled."""

    row: int
    text: str
    facets: tuple[str, ...]


@dataclass(frozen=True)
class Lessons:
    """All there is to learn from. `others` are (kind, message) that ask for none.

    `names` are those of the procedures and, after them, of other offices' procedures:
    to be found like the first, so that they are told from them.
    """

    procedures: tuple[Procedure, ...]
    names: tuple[str, ...]
    asked: tuple[Asked, ...]
    weak: tuple[tuple[int, str], ...]
    others: tuple[tuple[str, str], ...]
    unknown_keys: tuple[str, ...]


def gather(
    procedures: Sequence[Procedure], catalogue: Path, draw: random.Random
) -> Lessons:
    """Read the questions of *catalogue* for *procedures*.

    Keys of questions that no procedure has (another catalogue's) are reported.
    """
    rows: dict[str, int] = {}
    for row, procedure in enumerate(procedures):
        rows.setdefault(procedure.id, row)
        if procedure.code:
            rows.setdefault(procedure.code, row)
    asked, unknown = [], set()
    for file in sorted((catalogue / "phrasings").glob("*.tsv")):
        for key, facets, text in _table(file):
            if key in rows:
                named = tuple(filter(None, facets.split(",")))
                asked.append(Asked(rows[key], text, named))
            else:
                unknown.add(key)
    others = [
        (kind, text)
        for name in ("kinds.tsv", "not_answerable.tsv")
        for kind, text in _table(catalogue / "other_messages" / name)
    ]
    elsewhere = read_elsewhere(catalogue / "elsewhere")
    for row, known in enumerate(elsewhere, len(procedures)):
        asked += [Asked(row, text, ()) for text in known.questions]
    names = [one.name for one in (*procedures, *elsewhere)]
    return Lessons(
        tuple(procedures),
        tuple(without_leading(name) for name in names),
        tuple(asked),
        tuple(weak_questions(procedures, draw)),
        tuple(others),
        tuple(sorted(unknown)),
    )


def weak_questions(
    procedures: Sequence[Procedure], draw: random.Random
) -> Iterable[tuple[int, str]]:
    """Yield sentences of records that stand in at most two of them, as questions.

    Words for papers and acts that no name holds are learnt from them.
    """
    found: list[list[str]] = []
    count: Counter[str] = Counter()
    for procedure in procedures:
        texts = [*procedure.steps, *procedure.conditions]
        texts += [paper.name for case in procedure.cases for paper in case.requirements]
        mine = {
            part.strip(" .-+*:;")
            for text in texts
            for part in SENTENCE.split(text)
            if len(part.split()) in WEAK_WORDS
        }
        found.append(sorted(mine))
        count.update({fold(part) for part in mine})
    for row, mine in enumerate(found):
        rare = [part for part in mine if count[fold(part)] <= WEAK_IN_RECORDS]
        draw.shuffle(rare)
        for part in rare[:WEAK_PER_RECORD]:
            yield row, part
        for outcome in procedures[row].outcome[:1]:
            if 2 <= len(outcome.split()) <= 40:
                yield row, outcome


def twins_of(names: Sequence[str]) -> list[list[int]]:
    """Return, per name, the rows of other names nearly alike."""
    words = [frozenset(fold(name).lower().split()) for name in names]
    return [
        [
            other
            for other, theirs in enumerate(words)
            if other != row and len(mine & theirs) >= TWIN_SHARE * len(mine | theirs)
        ]
        for row, mine in enumerate(words)
    ]


def _table(file: Path) -> Iterable[list[str]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
