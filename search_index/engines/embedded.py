"""The embedded engine: inverted lists with ready-made BM25 weights, in numpy.

Everything about a posting that does not depend on the question (term frequency,
length of the record, rarity of the term, weight of the field) is computed at build
time, so a search adds up a few short arrays. Exact: it scores every row that holds a
word, no candidates are cut off.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from search_index.analysis import VIEWS
from search_index.engines.base import (
    FIELDS,
    K1,
    Candidates,
    Document,
    Query,
    Ranked,
    Terms,
)
from search_index.engines.lengths import as_stored
from search_index.engines.vectors import VectorRows, at_least
from vietnamese.fold import fold

# Terms that more than one in so many rows hold are added up as whole rows of weights:
# measured at 2,639 and 100,000 rows, half the time of a search by words.
FREQUENT = 8
OTHER_MARKS = 0.5  # how much "đỡ" counts where "độ" was asked


@dataclass(frozen=True)
class Postings:
    """The inverted lists of one view, its fields added up."""

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
    """Searches inverted lists and vectors held in memory."""

    def __init__(
        self, size: int, lists: Mapping[str, Postings], vectors: VectorRows | None
    ) -> None:
        """Serve *size* rows from *lists*, one per view, and their *vectors*."""
        self._size = size
        self._lists = lists
        self._vectors = vectors
        self._frequent = {
            view: dict(_frequent(postings, size)) for view, postings in lists.items()
        }

    @property
    def size(self) -> int:
        """The number of rows."""
        return self._size

    @classmethod
    def build(
        cls, documents: Sequence[Document], vectors: NDArray[np.float32] | None = None
    ) -> EmbeddedEngine:
        """Index *documents*, one per row, each with the views of its fields.

        *vectors* holds a unit vector for each row, or is left out.
        """
        lists = {view: _postings(documents, view) for view in VIEWS}
        rows = None if vectors is None else VectorRows.build(vectors)
        return cls(len(documents), lists, rows)

    def save(self, folder: Path) -> None:
        """Write the index into *folder*, which must exist."""
        for view, postings in self._lists.items():
            np.savez(
                folder / f"{view}.npz",
                starts=postings.starts,
                rows=postings.rows,
                weights=postings.weights,
            )
            terms = msgspec.msgpack.encode(list(postings.terms))
            (folder / f"{view}.terms").write_bytes(terms)
        if self._vectors is not None:
            self._vectors.save(folder / "vectors.npz")
        (folder / "size").write_text(str(self._size))

    @classmethod
    def load(cls, folder: Path) -> EmbeddedEngine:
        """Read an index that `save` wrote."""
        lists = {}
        for view in VIEWS:
            terms = msgspec.msgpack.decode(
                (folder / f"{view}.terms").read_bytes(), type=list[str]
            )
            with np.load(folder / f"{view}.npz") as arrays:
                lists[view] = Postings(
                    {term: number for number, term in enumerate(terms)},
                    arrays["starts"],
                    arrays["rows"],
                    arrays["weights"],
                )
        file = folder / "vectors.npz"
        vectors = VectorRows.load(file) if file.exists() else None
        return cls(int((folder / "size").read_text()), lists, vectors)

    def search(self, query: Query, depth: int) -> Candidates:
        """Return the best *depth* rows for *query*, by words and by vector."""
        by_vector = Ranked.nothing()
        if query.vector is not None and self._vectors is not None:
            by_vector = self._vectors.nearest(query.vector, depth)
        return Candidates(self._by_words(query.terms, depth), by_vector)

    def _by_words(self, terms: Terms, depth: int) -> Ranked:
        total = np.zeros(self._size, dtype=np.float32)
        for view, weighed in terms.items():
            postings, frequent = self._lists[view], self._frequent[view]
            for term, weight in weighed.items():
                whole = frequent.get(term)
                if whole is not None:
                    total += weight * whole
                elif (place := postings.of(term)) is not None:
                    # Rows are unique within a term, so plain addition is right.
                    total[postings.rows[place]] += weight * postings.weights[place]
        return best(total, depth)

    def counts(self, view: str) -> dict[str, int]:
        """Return in how many rows each term of *view* stands."""
        postings = self._lists[view]
        return {
            term: int(postings.starts[number + 1] - postings.starts[number])
            for term, number in postings.terms.items()
        }

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
        if not words:
            return [0.0] * len(rows)
        wanted = np.asarray(rows, dtype=np.int32)
        explained = np.zeros(len(rows))
        whole = 0.0
        for word, others in zip(words, stand_ins, strict=True):
            bare = fold(word)
            rarity = self.rarity(bare)
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

    def rarity(self, word: str) -> float:
        """Return how rare folded *word* is; one that no row holds is the rarest."""
        place = self._lists["folded"].of(word)
        return idf(self._size, 0 if place is None else place.stop - place.start)

    def _holds(
        self, view: str, word: str, rows: NDArray[np.int32]
    ) -> NDArray[np.float64]:
        whole = self._frequent[view].get(word)
        if whole is not None:
            return (whole[rows] > 0).astype(np.float64)
        postings = self._lists[view]
        place = postings.of(word)
        if place is None:
            return np.zeros(len(rows))
        # Rows of a term are in order: a look-up by halves beats comparing sets.
        held = postings.rows[place]
        near = held.take(held.searchsorted(rows), mode="clip")
        found: NDArray[np.float64] = (near == rows).astype(np.float64)
        return found


def best(scores: NDArray[np.float32], depth: int) -> Ranked:
    """Return the *depth* best rows with a score above zero, ties by row."""
    # Of rows with equal scores at the cut, the first ones: as a full sort would.
    least = max(at_least(scores, depth), float(np.finfo(np.float32).tiny))
    rows = np.flatnonzero(scores >= least)
    rows = rows[np.argsort(-scores[rows], kind="stable")][:depth]
    return Ranked(rows, scores[rows])


def idf(rows: int, holding: int) -> float:
    """Return the rarity of a term that *holding* of *rows* hold, as Lucene does."""
    return math.log(1 + (rows - holding + 0.5) / (holding + 0.5))


def _frequent(
    postings: Postings, size: int
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yield the terms that many rows hold, with the weight of each row."""
    for term in postings.terms:
        place = postings.of(term)
        if place is not None and FREQUENT * (place.stop - place.start) > size:
            whole = np.zeros(size, np.float32)
            whole[postings.rows[place]] = postings.weights[place]
            yield term, whole


def _postings(documents: Sequence[Document], view: str) -> Postings:
    """Return the inverted lists of *view*: the weighed BM25 of all fields in one."""
    found: dict[str, dict[int, float]] = {}
    for name, field in FIELDS.items():
        texts = [getattr(document[name], view) for document in documents]
        holding = Counter(term for text in texts for term in set(text))
        # As in Lucene: rows without the field count neither here nor in the mean.
        filled = sum(1 for text in texts if text)
        mean = sum(map(len, texts)) / max(filled, 1)
        rarity = {term: idf(filled, count) for term, count in holding.items()}
        for row, text in enumerate(texts):
            longer = 1 - field.b + field.b * as_stored(len(text)) / (mean or 1.0)
            for term, frequency in Counter(text).items():
                weight = field.weight * rarity[term]
                weight *= frequency / (frequency + K1 * longer)
                lists = found.setdefault(term, {})
                lists[row] = lists.get(row, 0.0) + weight
    starts, rows, weights = [0], [], []
    for by_row in found.values():
        for row in sorted(by_row):
            rows.append(row)
            weights.append(by_row[row])
        starts.append(len(rows))
    return Postings(
        {term: number for number, term in enumerate(found)},
        np.asarray(starts, dtype=np.int64),
        np.asarray(rows, dtype=np.int32),
        np.asarray(weights, dtype=np.float32),
    )
