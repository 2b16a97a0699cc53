"""Figures from answers: kind, facets, procedure, false answers, turns, calibration."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from evaluation.judged import JudgedMessage, JudgedTurn
from evaluation.shares import Share, share

BINS = 10
PROCEDURE = "procedure"


class Said(msgspec.Struct, frozen=True):
    """What became of a message: the part of a turn's result that is judged.

    `code` is that of the first procedure shown, `found` of the first hit; `asked`
    gives the probability of each facet, `confidence` that of the kind.
    """

    kind: str
    status: str
    facets: list[str]
    code: str | None
    found: str | None
    confidence: float
    asked: dict[str, float]
    ms: float


@dataclass(frozen=True)
class FacetScore:
    """How often a facet was found, and rightly so."""

    right: int
    wrong: int
    missed: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0 where it never occurs."""
        return 2 * self.right / max(2 * self.right + self.wrong + self.missed, 1)


Pairs = Sequence[tuple[JudgedMessage, Said]]


def kind_share(pairs: Pairs) -> Share:
    """Return the share of messages whose kind was understood."""
    return share(sum(said.kind == one.kind for one, said in pairs), len(pairs))


def confusions(pairs: Pairs) -> Counter[tuple[str, str]]:
    """Return how often which kind was taken for which."""
    return Counter(
        (one.kind, said.kind) for one, said in pairs if one.kind != said.kind
    )


def facet_scores(pairs: Pairs) -> dict[str, FacetScore]:
    """Return the score of each facet over questions about procedures.

    One that was taken for another kind of message has none of its facets found.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one, said in pairs:
        if one.kind != PROCEDURE:
            continue
        found = set(said.facets) if said.kind == PROCEDURE else set()
        for facet in found | set(one.facets):
            in_both = facet in found and facet in one.facets
            name = "right" if in_both else "wrong" if facet in found else "missed"
            counts[facet][name] += 1
    return {
        facet: FacetScore(count["right"], count["wrong"], count["missed"])
        for facet, count in sorted(counts.items())
    }


def overall(scores: Iterable[FacetScore]) -> FacetScore:
    """Return all facets counted together (micro average)."""
    scores = list(scores)
    return FacetScore(
        sum(one.right for one in scores),
        sum(one.wrong for one in scores),
        sum(one.missed for one in scores),
    )


def procedure_shares(pairs: Pairs, loaded: frozenset[str]) -> dict[str, Share]:
    """Return how often the right procedure was found first, answered, answered right.

    Counts questions whose procedure is among the *loaded* codes.
    """
    asked = [
        (one, said)
        for one, said in pairs
        if one.kind == PROCEDURE and loaded & set(one.codes)
    ]
    if not asked:
        return {}
    answered = [(one, said) for one, said in asked if said.status == "answered"]
    shares = {
        "found first": share(sum(s.found in one.codes for one, s in asked), len(asked)),
        "answered outright": share(len(answered), len(asked)),
    }
    if answered:
        right = sum(said.code in one.codes for one, said in answered)
        shares["of those right"] = share(right, len(answered))
    return shares


def is_false_answer(said: Said) -> bool:
    """Tell whether a procedure was told."""
    return said.kind == PROCEDURE and said.status == "answered"


def turn_problem(turn: JudgedTurn, said: Said) -> str:
    """Return what is wrong with the answer to *turn*, or nothing."""
    if said.status != turn.status:
        return f"status {said.status}, not {turn.status}"
    if turn.codes and said.code not in turn.codes:
        return f"procedure {said.code}, not {' or '.join(turn.codes)}"
    if turn.status == "answered" and set(turn.facets) != set(said.facets):
        return f"facets {said.facets}, not {turn.facets}"
    return ""


def calibration(points: Iterable[tuple[float, bool]]) -> list[tuple[float, float, int]]:
    """Return mean probability, share right and count of each of ten bins."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for probability, right in points:
        bins[min(int(probability * BINS), BINS - 1)].append((probability, right))
    return [
        (
            sum(p for p, _ in found) / len(found),
            sum(r for _, r in found) / len(found),
            len(found),
        )
        for found in bins
        if found
    ]


def calibration_error(curve: Sequence[tuple[float, float, int]]) -> float:
    """Return the mean distance of probability and share right, weighed by count."""
    total = sum(count for *_, count in curve)
    return sum(count * abs(p - right) for p, right, count in curve) / max(total, 1)


def facet_points(pairs: Pairs) -> list[tuple[float, bool]]:
    """Return each facet's probability with whether it was asked, for questions."""
    return [
        (probability, facet in one.facets)
        for one, said in pairs
        if one.kind == PROCEDURE and said.kind == PROCEDURE
        for facet, probability in said.asked.items()
    ]


def kind_points(pairs: Pairs) -> list[tuple[float, bool]]:
    """Return the probability of each message's kind with whether it was right."""
    return [(said.confidence, said.kind == one.kind) for one, said in pairs]


def as_said(result: Any, ms: float) -> Said:
    """Return the judged part of a turn's *result* (bot.gateway.rasa_client.Result)."""
    return Said(
        result.kind,
        result.status,
        [str(facet) for facet in result.facets],
        result.procedures[0]["code"] if result.procedures else None,
        result.hits[0]["code"] if result.hits else None,
        result.confidence,
        result.asked,
        round(ms, 1),
    )
