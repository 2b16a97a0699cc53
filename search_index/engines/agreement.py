"""Do two engines find the same? Asked before a new index comes into service."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from search_index.analysis import VIEWS
from search_index.engines.base import Document, Query, Ranked, SearchEngine

DEPTH = 10
SAMPLE = 50
TOLERANCE = 1e-3  # of the best score; single precision differs by a thousandth of it


def disagreement(
    one: SearchEngine,
    other: SearchEngine,
    documents: Sequence[Document],
    vectors: NDArray[np.float32] | None = None,
) -> int | None:
    """Return a row whose own name the two engines rank differently, or None.

    A sample of the rows is asked for. *vectors* are compared where they are given;
    leave them out where an engine only approximates them.

    Raises:
        EngineUnavailable: if one does not answer.
    """
    for row, query in _queries(documents, vectors):
        found, again = (engine.search(query, DEPTH) for engine in (one, other))
        if _differ(found.by_words, again.by_words):
            return row
        if _differ(found.by_vector, again.by_vector):
            return row
    return None


def _queries(
    documents: Sequence[Document], vectors: NDArray[np.float32] | None
) -> Iterator[tuple[int, Query]]:
    for row in range(0, len(documents), max(1, len(documents) // SAMPLE)):
        name = documents[row]["name"]
        terms = {view: dict.fromkeys(getattr(name, view), 1.0) for view in VIEWS}
        yield row, Query(terms, None if vectors is None else vectors[row])


def _differ(one: Ranked, other: Ranked) -> bool:
    """Tell whether scores differ; rows may change places where they are level."""
    if len(one.rows) != len(other.rows):
        return True
    if not len(one.rows):
        return False
    near = TOLERANCE * max(1.0, float(one.scores[0]))
    if np.abs(one.scores - other.scores).max() > near:
        return True
    scores = dict(zip(one.rows.tolist(), one.scores.tolist(), strict=True))
    last = float(one.scores[-1])
    return any(
        abs(scores.get(row, last) - score) > near
        for row, score in zip(other.rows.tolist(), other.scores.tolist(), strict=True)
    )
