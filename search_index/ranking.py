"""Which procedure a question is about: scores over the index's fields and views.

    score = (Σ_field w_field · Σ_view BM25_view(content)
             + ½ · the same for the synonyms
             + the heaviest alias that the question holds entirely)
            · e^(-0.12 · unasked qualifiers)

with the leading "Thủ tục" dropped from names. Weights follow measurements on
separately written questions (docs/measurements.md); names alone find half as much
as names with the ways people ask.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_index.aliases import AliasMatcher
from search_index.analysis import AnalysedQuestion, Views
from search_index.engines.base import SearchEngine
from search_index.language import Language, Phrase, Qualifier

Scores = NDArray[np.float32]

FIELD_WEIGHTS = {"name": 0.6, "wording": 1.0}
SYNONYM_WEIGHT = 0.5
ALIAS_WEIGHT = 1.5
QUALIFIER_PENALTY = 0.12
LONGEST_QUALIFIER = 5


@dataclass(frozen=True)
class Hit:
    """A procedure found: its row in the index, its score and how much it explains.

    `coverage` is the share (0 to 1) of the question's content, weighed by rarity,
    that the record's name and wordings contain; words that no record knows count as
    the rarest of all. It tells "found" from "only the nearest". `named` is set when
    the question is nothing but a name of the record.
    """

    row: int
    score: float
    coverage: float
    named: bool = False


def rank(
    question: AnalysedQuestion,
    engine: SearchEngine,
    aliases: AliasMatcher,
    qualifiers: tuple[frozenset[int], ...],
    language: Language,
    limit: int = 10,
) -> list[Hit]:
    """Return the best *limit* procedures for *question*, best first."""
    scores = _field_scores(question.content, engine)
    if question.synonyms.folded:
        scores = scores + SYNONYM_WEIGHT * _field_scores(question.synonyms, engine)
    bonus, named = aliases.match(question, engine.size)
    scores = scores + ALIAS_WEIGHT * bonus
    best = np.argsort(-scores, kind="stable")[: 4 * limit]
    asked = _asked(question.folded, language.qualifiers)
    found = []
    for row in best:
        score = float(scores[row])
        if score <= 0:
            continue
        unasked = len(qualifiers[row] - asked)
        found.append((score * math.exp(-QUALIFIER_PENALTY * unasked), int(row)))
    found.sort(key=lambda pair: (-pair[0], pair[1]))
    rows = [row for _, row in found[:limit]]
    coverage = engine.coverage(question.content.accented, question.stand_ins, rows)
    return [
        Hit(row, score, share, row in named)
        for (score, row), share in zip(found[:limit], coverage, strict=True)
    ]


def qualifiers_in(folded: Phrase, qualifiers: tuple[Qualifier, ...]) -> frozenset[int]:
    """Return which special cases a record's folded name has, by number."""
    parts = _parts(folded)
    return frozenset(n for n, one in enumerate(qualifiers) if one.name in parts)


def _asked(folded: Phrase, qualifiers: tuple[Qualifier, ...]) -> frozenset[int]:
    parts = _parts(folded)
    return frozenset(
        number
        for number, qualifier in enumerate(qualifiers)
        if qualifier.name in parts or not parts.isdisjoint(qualifier.also)
    )


def _parts(folded: Phrase) -> set[Phrase]:
    """Return all runs of up to five words of *folded*."""
    return {
        folded[start : start + size]
        for size in range(1, LONGEST_QUALIFIER + 1)
        for start in range(len(folded) - size + 1)
    }


def _field_scores(words: Views, engine: SearchEngine) -> Scores:
    total = np.zeros(engine.size, dtype=np.float32)
    for field, weight in FIELD_WEIGHTS.items():
        engine.add_scores(total, field, words, weight)
    return total
