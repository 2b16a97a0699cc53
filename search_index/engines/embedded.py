"""The embedded engine: inverted lists with ready-made BM25 weights, in numpy.

Everything about a posting that does not depend on the question (term frequency,
length of the record, rarity of the term) is computed at build time, so a search adds
up a few short arrays. Exact: it scores every row that holds a word, no candidates
are cut off.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from search_index.analysis import VIEWS, Views
from vietnamese.fold import fold

K1 = 1.2
# b: how much a long record is marked down. Names differ in length for no reason that
# matters to a question (1.0); wordings are longer the more ways of asking we know.
FIELD_B = {"name": 1.0, "wording": 0.6}
OTHER_MARKS = 0.5  # how much "đỡ" counts where "độ" was asked
ALL_WORDS = "wording"  # the field that holds every word of a record


@dataclass(frozen=True)
class Postings:
    """The inverted lists of one field in one view."""

    terms: Mapping[str, int]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: NDArray[np.float32]

    def of(self, term: str) -> slice | None:
        """Return where the postings of *term* stand, or None if there are none."""
        number = self.terms.get(term)
        if number is None:
            return None
        return slice(int(self.starts[number]), int(self.starts[number + 1]))


class EmbeddedEngine:
    """Searches inverted lists held in memory (about 1 kB per procedure and field)."""

    def __init__(self, size: int, lists: Mapping[tuple[str, str], Postings]) -> None:
        """Serve *size* rows from *lists*, one per field and view."""
        self._size = size
        self._lists = lists

    @property
    def size(self) -> int:
        """The number of rows."""
        return self._size

    @classmethod
    def build(cls, documents: Sequence[Mapping[str, Views]]) -> EmbeddedEngine:
        """Index *documents*, one per row, each with the views of its fields."""
        lists = {
            (field, view): _postings(
                [getattr(document[field], view) for document in documents], b
            )
            for field, b in FIELD_B.items()
            for view in VIEWS
        }
        return cls(len(documents), lists)

    def save(self, folder: Path) -> None:
        """Write the index into *folder*, which must exist."""
        for (field, view), postings in self._lists.items():
            stem = f"{field}-{view}"
            np.savez(
                folder / f"{stem}.npz",
                starts=postings.starts,
                rows=postings.rows,
                weights=postings.weights,
            )
            terms = msgspec.msgpack.encode(list(postings.terms))
            (folder / f"{stem}.terms").write_bytes(terms)
        (folder / "size").write_text(str(self._size))

    @classmethod
    def load(cls, folder: Path) -> EmbeddedEngine:
        """Read an index that `save` wrote."""
        lists = {}
        for field in FIELD_B:
            for view in VIEWS:
                terms = msgspec.msgpack.decode(
                    (folder / f"{field}-{view}.terms").read_bytes(), type=list[str]
                )
                with np.load(folder / f"{field}-{view}.npz") as arrays:
                    lists[field, view] = Postings(
                        {term: number for number, term in enumerate(terms)},
                        arrays["starts"],
                        arrays["rows"],
                        arrays["weights"],
                    )
        return cls(int((folder / "size").read_text()), lists)

    def add_scores(
        self, total: NDArray[np.float32], field: str, words: Views, weight: float
    ) -> None:
        """Add to *total* (one per row) *weight* times the BM25 score of *words*."""
        for view in VIEWS:
            postings = self._lists[field, view]
            for term in getattr(words, view):
                place = postings.of(term)
                if place is not None:
                    # Rows are unique within a term, so plain addition is right.
                    total[postings.rows[place]] += weight * postings.weights[place]

    def coverage(
        self,
        words: Sequence[str],
        stand_ins: Sequence[Sequence[str]],
        rows: Sequence[int],
    ) -> list[float]:
        """Return, per row, the share of *words* it holds, weighed by rarity."""
        if not words:
            return [0.0] * len(rows)
        wanted = np.asarray(rows, dtype=np.int32)
        explained = np.zeros(len(rows))
        whole = 0.0
        for word, others in zip(words, stand_ins, strict=True):
            bare = fold(word)
            rarity = self._rarity(bare)
            whole += rarity
            held = self._holds("folded", bare, wanted)
            if bare != word:
                exactly = self._holds("accented", word, wanted)
                held = np.maximum(exactly, OTHER_MARKS * held)
            if others:
                shares = [self._holds("folded", other, wanted) for other in others]
                held = np.maximum(held, np.mean(shares, axis=0))
            explained += rarity * held
        return [float(share) for share in explained / whole]

    def _rarity(self, word: str) -> float:
        postings = self._lists[ALL_WORDS, "folded"]
        place = postings.of(word)
        return _idf(self._size, 0 if place is None else place.stop - place.start)

    def _holds(
        self, view: str, word: str, rows: NDArray[np.int32]
    ) -> NDArray[np.float64]:
        postings = self._lists[ALL_WORDS, view]
        place = postings.of(word)
        if place is None:
            return np.zeros(len(rows))
        # Rows of a term are in order: a look-up by halves beats comparing sets.
        held = postings.rows[place]
        near = np.minimum(np.searchsorted(held, rows), len(held) - 1)
        found: NDArray[np.float64] = (held[near] == rows).astype(np.float64)
        return found


def _idf(rows: int, holding: int) -> float:
    return math.log(1 + (rows - holding + 0.5) / (holding + 0.5))


def _postings(texts: Sequence[Sequence[str]], b: float) -> Postings:
    """Return the inverted lists of one field in one view."""
    found: dict[str, list[tuple[int, int]]] = {}
    lengths = [len(text) for text in texts]
    mean = sum(lengths) / max(len(texts), 1) or 1.0
    for row, text in enumerate(texts):
        for term, frequency in Counter(text).items():
            found.setdefault(term, []).append((row, frequency))
    starts, rows, weights = [0], [], []
    for pairs in found.values():
        idf = _idf(len(texts), len(pairs))
        for row, frequency in pairs:
            longer = 1 - b + b * lengths[row] / mean
            rows.append(row)
            weights.append(idf * frequency * (K1 + 1) / (frequency + K1 * longer))
        starts.append(len(rows))
    return Postings(
        {term: number for number, term in enumerate(found)},
        np.asarray(starts, dtype=np.int64),
        np.asarray(rows, dtype=np.int32),
        np.asarray(weights, dtype=np.float32),
    )
