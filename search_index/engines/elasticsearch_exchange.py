"""What is sent to a cluster for a query, and what its answer means.

A term counts as weight of its field times weight in the question, both as boosts;
idf, frequency and stored length are the same as ours. Elasticsearch still multiplies
by the constant k1 + 1, which Lucene 8 dropped; the boosts take it out again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from elasticsearch import ApiError

from search_index.engines.base import (
    FIELDS,
    K1,
    EngineUnavailable,
    IndexMissing,
    Query,
    QueryRefused,
    Ranked,
    Terms,
)
from search_index.engines.elasticsearch_client import error_type, reason, why
from search_index.engines.elasticsearch_mapping import field_names

VECTOR_CANDIDATES = 1_000
PASSING = frozenset({429, 502, 503, 504})
# Of an answer, only what is read travels.
WANTED = (
    "responses.status,responses.error.type,responses.timed_out,"
    "responses._shards.failed,responses.hits.hits.sort"
)
UNREADABLE = "its answer cannot be read"


class PassingFailure(EngineUnavailable):
    """A failure that another try, perhaps at another node, may mend."""


class _Hit(msgspec.Struct):
    sort: tuple[float, int]


class _Hits(msgspec.Struct):
    hits: list[_Hit] = []


class _Shards(msgspec.Struct):
    failed: int = 0


class _Answer(msgspec.Struct):
    status: int
    error: dict[str, Any] | None = None
    timed_out: bool = False
    shards: _Shards = msgspec.field(default_factory=_Shards, name="_shards")
    hits: _Hits = msgspec.field(default_factory=_Hits)


def by_words(terms: Terms) -> dict[str, Any] | None:
    """Return the search for *terms*, or None if there is none with a weight."""
    should = [
        {"term": {name: {"value": term, "boost": boost}}}
        for name, field, view in field_names()
        for term, weight in terms.get(view, {}).items()
        if (boost := FIELDS[field].weight * weight / (K1 + 1)) > 0
    ]
    return {"query": {"bool": {"should": should}}} if should else None


def by_vector(query: Query, depth: int) -> dict[str, Any] | None:
    """Return the search for the vector of *query*, or None if it has none."""
    if query.vector is None:
        return None
    return {
        "knn": {
            "field": "vector",
            "query_vector": query.vector.tolist(),
            "k": depth,
            "num_candidates": max(depth, VECTOR_CANDIDATES),
        }
    }


def as_searches(bodies: Sequence[dict[str, Any]], depth: int) -> list[dict[str, Any]]:
    """Return *bodies* as one request for several searches."""
    searches: list[dict[str, Any]] = []
    for body in bodies:
        # Half an answer is none: without it a lost shard would look like no hit.
        searches.append({"allow_partial_search_results": False})
        searches.append(
            {
                **body,
                "size": depth,
                "sort": [{"_score": "desc"}, {"row": "asc"}],
                # Row and score stand in the sort; nothing is fetched of a hit.
                "stored_fields": "_none_",
                "track_total_hits": False,
            }
        )
    return searches


def rankings(body: Any, count: int) -> list[Ranked]:
    """Return the *count* rankings that the answer *body* holds.

    Raises:
        EngineUnavailable: if one of them is an error, partial, or unreadable.
    """
    try:
        answers = msgspec.convert(body["responses"], list[_Answer])
    except (KeyError, TypeError, msgspec.ValidationError) as exc:
        raise EngineUnavailable(UNREADABLE) from exc
    if len(answers) != count:
        raise EngineUnavailable(UNREADABLE)
    return [_ranked(answer) for answer in answers]


def unavailable(failure: Exception) -> EngineUnavailable:
    """Return what a *failure* of the client means to who asked."""
    if isinstance(failure, ApiError):
        return _failure(failure.status_code, why(failure))
    return PassingFailure(why(failure))


def _ranked(answer: _Answer) -> Ranked:
    if answer.status != 200 or answer.error is not None:
        kind = error_type({"error": answer.error})
        raise _failure(answer.status, reason(answer.status, kind))
    if answer.timed_out or answer.shards.failed:
        raise PassingFailure("a shard gave no answer")
    found = [hit.sort for hit in answer.hits.hits]
    return Ranked(
        np.asarray([row for _, row in found], np.int64),
        np.asarray([score for score, _ in found], np.float32),
    )


def _failure(status: int, words: str) -> EngineUnavailable:
    if status in PASSING:
        return PassingFailure(words)
    kinds = {400: QueryRefused, 404: IndexMissing}
    return kinds.get(status, EngineUnavailable)(words)
