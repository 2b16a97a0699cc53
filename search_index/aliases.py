"""Names and aliases as wholes: a question that holds one of them all means it.

Word statistics see "làm giấy khai sinh cho con" in every record about birth
certificates; that it is word for word what people call the registration of a birth
is told by the alias as a whole.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search_index.analysis import AnalysedQuestion, analyse_question
from search_index.language import Language
from search_index.procedure import Procedure
from vietnamese.fold import fold


@dataclass(frozen=True)
class Alias:
    """One wording: its distinct content words, its row, the rarity of its words."""

    words: frozenset[str]
    row: int
    weight: float


@dataclass(frozen=True)
class AliasMatcher:
    """Finds the aliases that a question holds entirely, in whatever order.

    `by_rarest` keeps each alias under its rarest word: a question that lacks that one
    needs no further look.
    """

    by_rarest: dict[str, tuple[Alias, ...]]
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
        holding = Counter(word for _, words in found for word in words)
        rarity = {
            word: math.log(1 + len(found) / count) for word, count in holding.items()
        }
        by_rarest: dict[str, list[Alias]] = defaultdict(list)
        for row, words in found:
            rarest = min(words, key=lambda word: (holding[word], word))
            weight = math.fsum(rarity[word] for word in words)
            by_rarest[rarest].append(Alias(words, row, weight))
        return cls(
            {word: tuple(aliases) for word, aliases in by_rarest.items()},
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
        named: set[int] = set()
        words = frozenset(question.content.folded)
        # Typed without marks, fillers cannot be told from words that matter.
        matter = len(words - self.bare_fillers)
        for word in words:
            for alias in self.by_rarest.get(word, ()):
                if alias.words <= words:
                    row = alias.row
                    heaviest[row] = max(heaviest.get(row, 0.0), alias.weight)
                    if len(alias.words) >= matter:
                        named.add(row)
        return heaviest, frozenset(named)


def _wordings(procedure: Procedure, language: Language) -> Iterable[tuple[str, ...]]:
    for text in (procedure.name, *procedure.aliases):
        yield analyse_question(text, language).content.folded
