"""Names and aliases as wholes: a question that holds one of them all means it.

Word statistics see "làm giấy khai sinh cho con" in every record about birth
certificates; that it is word for word what people call the registration of a birth
is told by the alias as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_index.analysis import AnalysedQuestion, analyse_question
from search_index.language import Language
from search_index.procedure import Procedure
from vietnamese.fold import fold


@dataclass(frozen=True)
class AliasMatcher:
    """Finds the aliases that a question holds entirely, in whatever order.

    `lengths`, `rows` and `weights` are parallel, one entry per alias: its distinct
    content words, the row of its procedure and the summed rarity of its words.
    """

    holding: dict[str, NDArray[np.int32]]
    lengths: NDArray[np.int32]
    rows: NDArray[np.int32]
    weights: NDArray[np.float32]
    bare_fillers: frozenset[str]

    @classmethod
    def build(cls, procedures: Sequence[Procedure], language: Language) -> AliasMatcher:
        """Prepare the names and aliases of *procedures*, row by row."""
        found = [
            (row, frozenset(words))
            for row, procedure in enumerate(procedures)
            for words in _wordings(procedure, language)
            if words
        ]
        holding: dict[str, list[int]] = {}
        for number, (_, words) in enumerate(found):
            for word in words:
                holding.setdefault(word, []).append(number)
        rarity = {
            word: float(np.log(1 + len(found) / len(numbers)))
            for word, numbers in holding.items()
        }
        return cls(
            {word: np.asarray(n, dtype=np.int32) for word, n in holding.items()},
            np.asarray([len(words) for _, words in found], dtype=np.int32),
            np.asarray([row for row, _ in found], dtype=np.int32),
            np.asarray([sum(map(rarity.__getitem__, w)) for _, w in found], np.float32),
            frozenset(map(fold, language.marked_fillers)),
        )

    def match(
        self, question: AnalysedQuestion
    ) -> tuple[dict[int, float], frozenset[int]]:
        """Return what the aliases that *question* holds entirely say.

        First, by row, the weight of the heaviest; then the rows that the question
        names outright: it holds the words of one of their aliases and no others.
        """
        heaviest: dict[int, float] = {}
        named: frozenset[int] = frozenset()
        words = set(question.content.folded)
        lists = [self.holding[word] for word in words if word in self.holding]
        if lists:
            numbers, counts = np.unique(np.concatenate(lists), return_counts=True)
            whole = numbers[counts == self.lengths[numbers]]
            for row, weight in zip(self.rows[whole], self.weights[whole], strict=True):
                heaviest[int(row)] = max(heaviest.get(int(row), 0.0), float(weight))
            # Typed without marks, fillers cannot be told from words that matter.
            matter = len(words - self.bare_fillers)
            outright = whole[self.lengths[whole] >= matter]
            named = frozenset(self.rows[outright].tolist())
        return heaviest, named


def _wordings(procedure: Procedure, language: Language) -> Iterable[tuple[str, ...]]:
    for text in (procedure.name, *procedure.aliases):
        yield analyse_question(text, language).content.folded
