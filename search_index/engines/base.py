"""What every engine offers: the best rows for weighed terms and for a vector.

Engines know nothing about language: they get analysed terms and give back rows with
scores. All of them compute the same BM25 (k1, b, idf and stored lengths as in Lucene),
so the ranking above them is one and the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search_index.analysis import Views

K1 = 1.2
VECTOR_SIZE = 384
Document = Mapping[str, Views]
Terms = Mapping[str, Mapping[str, float]]


class EngineUnavailable(Exception):
    """The engine cannot answer just now; the message says why, without secrets."""


class QueryRefused(EngineUnavailable):
    """The engine refuses this one query; it may well answer the next."""


class IndexMissing(EngineUnavailable):
    """The engine answers, but does not hold the whole index: building helps."""


class IndexNotBuilt(Exception):
    """An engine did not take a new index, and why; the old one stays in service."""


@dataclass(frozen=True)
class Field:
    """How much a field counts, and how much its long texts are marked down (b)."""

    weight: float
    b: float


# Names differ in length for no reason that matters to a question (b = 1); wordings
# are longer the more ways of asking we know (docs/measurements.md).
FIELDS = {"name": Field(0.6, 1.0), "wording": Field(1.0, 0.6)}


@dataclass(frozen=True)
class Query:
    """What to look for: by view, terms with their weights; and a unit vector."""

    terms: Terms
    vector: NDArray[np.float32] | None = None


@dataclass(frozen=True)
class Ranked:
    """Rows of the index with their scores, best first, ties by row."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]

    @classmethod
    def nothing(cls) -> Ranked:
        """No row at all."""
        return cls(np.empty(0, np.int64), np.empty(0, np.float32))


@dataclass(frozen=True)
class Candidates:
    """The best rows by words (weighed BM25) and by meaning (cosine)."""

    by_words: Ranked
    by_vector: Ranked


class SearchEngine(Protocol):
    """An index of procedures, each a row; fields hold the views of their texts."""

    @property
    def size(self) -> int:
        """The number of rows."""
        ...

    def search(self, query: Query, depth: int) -> Candidates:
        """Return the best *depth* rows for *query*, by words and by vector.

        Rows that hold none of the terms are left out; without a vector in the query
        or in the index, `by_vector` is empty.

        Raises:
            EngineUnavailable: if the engine cannot answer in time.
        """
        ...
