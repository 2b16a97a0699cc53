"""A citizen's message as Rasa understood it: the door from Rasa's dicts to ours."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

import msgspec

from actions.context import Choice, Context, read_context
from search_index.procedure import Facet

ASK_PROCEDURE = "ask_procedure"


@dataclass(frozen=True)
class AskedFacet:
    """A facet that may be asked for: how likely, and the place of its words."""

    facet: Facet
    confidence: float
    at: int


@dataclass(frozen=True)
class Understood:
    """What was said and what NLU makes of it.

    `ranking` holds intents with their probabilities, best first; `facets` all facets,
    in the order of their words; `choice` is set when the citizen pressed a button;
    `now` is UTC.
    """

    text: str
    ranking: tuple[tuple[str, float], ...]
    context: Context
    choice: Choice | None
    now: datetime.datetime
    facets: tuple[AskedFacet, ...] = ()

    @property
    def intent(self) -> str:
        """The likeliest intent."""
        return self.ranking[0][0] if self.ranking else "nlu_fallback"

    @property
    def confidence(self) -> float:
        """How sure NLU is of it."""
        return self.ranking[0][1] if self.ranking else 0.0

    @property
    def about_procedures(self) -> float:
        """The probability that the message asks about a procedure at all."""
        return sum(p for name, p in self.ranking if name == ASK_PROCEDURE)


def understood(latest: dict[str, Any], now: datetime.datetime) -> Understood:
    """Read Rasa's `latest_message`.

    The words come from the metadata that our channel wrote: for a button Rasa itself
    only sees a command.
    """
    metadata = latest.get("metadata") or {}
    ranking = latest.get("intent_ranking") or [latest.get("intent") or {}]
    return Understood(
        text=metadata.get("text", latest.get("text") or ""),
        ranking=tuple(
            (str(entry["name"]), float(entry.get("confidence") or 0))
            for entry in ranking
            if entry.get("name")
        ),
        context=read_context(metadata.get("context") or {}).fresh(now),
        choice=_choice(metadata.get("choice")),
        now=now,
        facets=tuple(
            AskedFacet(Facet(one["name"]), float(one["confidence"]), int(one["at"]))
            for one in latest.get("facets") or ()
        ),
    )


def _choice(raw: object) -> Choice | None:
    if raw is None:
        return None
    try:
        return msgspec.convert(raw, Choice)
    except msgspec.ValidationError:
        return None
