"""What a turn gives back to the worker: one dict, the same shape for every action."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from actions.context import Context
from actions.decision import Status
from actions.message import Understood
from search_index.index import Found
from search_index.procedure import Facet, Procedure

HITS = 10


def result(
    said: Understood,
    kind: str,
    status: Status,
    *,
    parts: Sequence[dict[str, Any]] = (),
    context: Context | None = None,
    facets: Sequence[Facet] = (),
    procedures: Sequence[Procedure] = (),
    found: Sequence[Found] = (),
    reason: str = "",
) -> dict[str, Any]:
    """Return the result of a turn, ready for JSON.

    `procedures` are those the citizen sees; `hits` the ranking whatever was decided;
    `context` is what to remember (the old one when None).
    """
    scores = {hit.procedure.id: hit.score for hit in found}
    return {
        "kind": kind,
        "status": str(status),
        "reason": reason,
        "intent": said.intent,
        "confidence": round(said.confidence, 4),
        "facets": [str(facet) for facet in facets],
        "asked": {str(one.facet): round(one.confidence, 3) for one in said.facets},
        "procedures": [
            {
                "id": procedure.id,
                "code": procedure.code,
                "name": procedure.name,
                "score": round(scores.get(procedure.id, 0.0), 4),
            }
            for procedure in procedures
        ],
        "hits": [
            {
                "id": hit.procedure.id,
                "code": hit.procedure.code,
                "score": round(hit.score, 4),
                "coverage": round(hit.coverage, 4),
            }
            for hit in found[:HITS]
        ],
        "parts": list(parts),
        "context": msgspec.to_builtins(said.context if context is None else context),
    }
