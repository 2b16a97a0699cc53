"""Which procedure a question is about: words and meaning, weighed together.

    words = BM25 over fields and views (content, and synonyms at half weight)
            + the heaviest alias that the question holds entirely
    score = (words / the best of words + cosine(question, procedure)) ^ 1.5

with the leading "Thủ tục" dropped from names. Without the encoder's vectors the score
is `words` alone, less by e^-0.12 for each qualifier ("foreign element") that the record
has and the question does not ask for. Weights follow measurements on separately
written questions (docs/measurements.md).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_index.aliases import AliasMatcher
from search_index.analysis import VIEWS, AnalysedQuestion
from search_index.engines.base import Query, Ranked, SearchEngine
from search_index.engines.embedded import EmbeddedEngine
from search_index.language import Language, Phrase, Qualifier

Scores = NDArray[np.float64]

LONGEST_QUALIFIER = 5
DEPTH = 200
# Raises scores with meaning, so that a runner-up at 0.8 of the best means as much as
# with words alone: the best is right in more than nine of ten cases. No order changes.
SHARPNESS = 1.5


@dataclass(frozen=True)
class Weights:
    """How much each part of the score counts; zero leaves it out.

    Names as wholes and unasked qualifiers matter less where meaning tells them too.
    """

    synonyms: float = 0.5
    meaning: float = 1.0
    alias: float = 0.68
    alias_with_meaning: float = 0.3
    qualifier: float = 0.12
    qualifier_with_meaning: float = 0.0


WEIGHTS = Weights()


@dataclass(frozen=True)
class Hit:
    """A procedure found: its row in the index, its score and how much it explains.

    `coverage` is the share (0 to 1) of the question's content, weighed by rarity,
    that the record's name and wordings contain; words that no record knows count as
    the rarest of all. It tells "found" from "only the nearest". `named` is set when
    the question is nothing but a name of the record, `alias` when it holds one of its
    names. `cosine` is the nearness in meaning, `words` the BM25 per word asked; both
    are zero where that way did not find it.
    """

    row: int
    score: float
    coverage: float
    named: bool = False
    alias: bool = False
    cosine: float = 0.0
    words: float = 0.0


@dataclass(frozen=True)
class Ranker:
    """What ranking needs to know of an index: names, aliases and special cases.

    `words` tells which words a record holds; the engine that searches may be another.
    """

    words: EmbeddedEngine
    aliases: AliasMatcher
    qualifiers: tuple[frozenset[int], ...]
    language: Language
    weights: Weights = WEIGHTS

    def rank(
        self,
        question: AnalysedQuestion,
        engine: SearchEngine,
        vector: NDArray[np.float32] | None,
        limit: int = 10,
    ) -> list[Hit]:
        """Return the best *limit* procedures for *question*, best first.

        Raises:
            EngineUnavailable: if *engine* cannot answer.
        """
        candidates = engine.search(Query(self._terms(question), vector), DEPTH)
        bonus, named = self.aliases.match(question)
        by_words, near = candidates.by_words, candidates.by_vector
        rows = np.unique(
            np.concatenate([by_words.rows, near.rows, np.asarray(list(bonus), int)])
        )
        lexical, cosines = _at(rows, by_words), _at(rows, near)
        scores = self._scores(question, rows, lexical, cosines, bonus)
        # Best first, ties by row: rows are in order, and the sort is stable.
        best = np.argsort(-scores, kind="stable")[:limit]
        found = rows[best].tolist()
        coverage = self.words.coverage(
            question.content.accented, question.stand_ins, found
        )
        length = max(len(question.content.folded), 1)
        return [
            Hit(
                row,
                float(scores[place]),
                share,
                named=row in named,
                alias=row in bonus,
                cosine=float(cosines[place]),
                words=float(lexical[place]) / length,
            )
            for row, place, share in zip(found, best.tolist(), coverage, strict=True)
        ]

    def _scores(
        self,
        question: AnalysedQuestion,
        rows: NDArray[np.int64],
        lexical: Scores,
        cosines: Scores,
        bonus: dict[int, float],
    ) -> Scores:
        """Return the score of each of *rows*; see the top of this module."""
        weights, meant = self.weights, bool(cosines.any())
        words = lexical.copy()
        for row, heaviest in bonus.items():
            alias = weights.alias_with_meaning if meant else weights.alias
            words[np.searchsorted(rows, row)] += alias * heaviest
        scores = words
        if meant:
            together = words / (words.max() or 1.0) + weights.meaning * cosines
            scores = np.maximum(together, 0.0) ** SHARPNESS
        penalty = weights.qualifier_with_meaning if meant else weights.qualifier
        if penalty:
            asked = _asked(question.folded, self.language.qualifiers)
            unasked = [len(self.qualifiers[row] - asked) for row in rows.tolist()]
            scores = scores * np.exp(-penalty * np.asarray(unasked))
        return scores

    def _terms(self, question: AnalysedQuestion) -> dict[str, dict[str, float]]:
        return weighed_terms(question, self.weights.synonyms)


def _at(rows: NDArray[np.int64], ranked: Ranked) -> Scores:
    """Return the scores of *rows* in *ranked*, zero where it does not hold one."""
    found = np.zeros(len(rows))
    found[np.searchsorted(rows, ranked.rows)] = ranked.scores
    return found


def weighed_terms(
    question: AnalysedQuestion, synonyms: float
) -> dict[str, dict[str, float]]:
    """Return the terms to look for, by view, with their weights."""
    terms: dict[str, dict[str, float]] = {}
    for view in VIEWS:
        weighed: dict[str, float] = defaultdict(float)
        for term in getattr(question.content, view):
            weighed[term] += 1.0
        for term in getattr(question.synonyms, view):
            weighed[term] += synonyms
        terms[view] = dict(weighed)
    return terms


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
