"""What every engine offers: scores for analysed words, and nothing about language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search_index.analysis import Views


class SearchEngine(Protocol):
    """An index of procedures, each a row; fields hold the views of their texts."""

    @property
    def size(self) -> int:
        """The number of rows."""
        ...

    def add_scores(
        self, total: NDArray[np.float32], field: str, words: Views, weight: float
    ) -> None:
        """Add to *total* (one per row) *weight* times the BM25 score of *words*."""
        ...

    def coverage(
        self,
        words: Sequence[str],
        stand_ins: Sequence[Sequence[str]],
        rows: Sequence[int],
    ) -> list[float]:
        """Return, per row, the share of *words* it holds, weighed by rarity.

        A word with marks that the row holds only with other marks ("chế độ" for
        "che đỡ") counts half; one that it lacks counts by the share of its folded
        *stand_ins* that the row holds. A word that no row holds weighs as much as the
        rarest.
        """
        ...
