"""The figures of a run as text and as one JSON file; what flipped since another."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from evaluation.judged import JudgedConversation, JudgedMessage, Unanswerable
from evaluation.score import (
    PROCEDURE,
    Said,
    calibration,
    calibration_error,
    confusions,
    facet_points,
    facet_scores,
    is_false_answer,
    kind_points,
    kind_share,
    overall,
    procedure_shares,
    turn_problem,
)
from evaluation.shares import share

WORST = 30


class Run(msgspec.Struct):
    """Everything that was said to judged messages, by version of their writing.

    `conversations` holds, per version, each conversation's turns in order.
    """

    half: str
    catalogue: int
    messages: dict[str, list[Said]]
    unanswerable: list[Said]
    conversations: dict[str, list[list[Said]]]


def figures(
    run: Run,
    messages: Sequence[JudgedMessage],
    unanswerable: Sequence[Unanswerable],
    conversations: Sequence[JudgedConversation],
    loaded: frozenset[str],
) -> dict[str, Any]:
    """Return the figures of *run*, as plain values for JSON."""
    found: dict[str, Any] = {"versions": {}, "turns": {}}
    for version, said in run.messages.items():
        pairs = list(zip(messages, said, strict=True))
        scores = facet_scores(pairs)
        found["versions"][version] = {
            "kind": str(kind_share(pairs)),
            "facets F1": round(overall(scores.values()).f1, 3),
            "by facet": {name: round(one.f1, 3) for name, one in scores.items()},
            **{name: str(s) for name, s in procedure_shares(pairs, loaded).items()},
        }
    pairs = list(zip(messages, run.messages["as written"], strict=True))
    found["confusions"] = [
        f"{right} taken for {wrong}: {count}"
        for (right, wrong), count in confusions(pairs).most_common()
    ]
    for name, points in (("kind", kind_points(pairs)), ("facet", facet_points(pairs))):
        curve = calibration(points)
        found[f"calibration of {name}"] = {
            "error": round(calibration_error(curve), 3),
            "curve": [(round(p, 3), round(r, 3), n) for p, r, n in curve],
        }
    others = [said for one, said in pairs if one.kind != PROCEDURE]
    found["false answers"] = {
        "unanswerable": str(_falsely(run.unanswerable)),
        "other kinds": str(_falsely(others)),
    }
    for version, turns in run.conversations.items():
        problems = list(turn_problems(conversations, turns, loaded))
        right = sum(not problem for *_, problem in problems)
        found["turns"][version] = str(share(right, len(problems)))
    times = sorted(said.ms for group in run.messages.values() for said in group)
    found["ms"] = {
        "p50": statistics.median(times),
        "p95": times[int(0.95 * len(times))],
        "max": times[-1],
    }
    return found


def _falsely(said: Sequence[Said]) -> Any:
    return share(sum(map(is_false_answer, said)), len(said))


def turn_problems(
    conversations: Sequence[JudgedConversation],
    said: Sequence[Sequence[Said]],
    loaded: frozenset[str],
) -> Iterator[tuple[str, str, str]]:
    """Yield conversation, words and what is wrong (or nothing) for each turn.

    Conversations about procedures that are not *loaded* are left out.
    """
    for conversation, answers in zip(conversations, said, strict=True):
        codes = [set(turn.codes) for turn in conversation.turns if turn.codes]
        if not all(loaded & mine for mine in codes):
            continue
        for turn, answer in zip(conversation.turns, answers, strict=True):
            yield conversation.id, turn.user, turn_problem(turn, answer)


def as_text(found: Mapping[str, Any]) -> str:
    """Return *found*, of `figures`, for a terminal."""
    lines = []
    for version, one in found["versions"].items():
        lines.append(f"{version}")
        lines += [f"  {name:18} {value}" for name, value in one.items()
                  if name != "by facet"]  # fmt: skip
        facets = ", ".join(f"{name} {f1:.2f}" for name, f1 in one["by facet"].items())
        lines.append(f"  {'by facet':18} {facets}")
    lines.append("false answers")
    lines += [f"  {name:18} {value}" for name, value in found["false answers"].items()]
    lines.append("conversation turns right")
    lines += [f"  {version:18} {value}" for version, value in found["turns"].items()]
    for name in ("kind", "facet"):
        one = found[f"calibration of {name}"]
        curve = " ".join(f"{p:.2f}→{right:.2f}({n})" for p, right, n in one["curve"])
        lines.append(f"calibration of {name}: error {one['error']}; {curve}")
    lines.append("ms a turn: " + ", ".join(f"{k} {v}" for k, v in found["ms"].items()))
    lines.append("kinds taken for others")
    lines += [f"  {line}" for line in found["confusions"]]
    return "\n".join(lines)


def errors(
    run: Run,
    messages: Sequence[JudgedMessage],
    unanswerable: Sequence[Unanswerable],
    loaded: frozenset[str],
) -> list[str]:
    """Return the errors, those that harm a citizen most first."""
    found = [
        (0, f"answered {said.code}, but is {missed.reason}: {missed.text}")
        for missed, said in zip(unanswerable, run.unanswerable, strict=True)
        if is_false_answer(said)
    ]
    pairs = zip(messages, run.messages["as written"], strict=True)
    for one, said in pairs:
        harm, what = _error(one, said, loaded)
        if what:
            found.append((harm, f"{what}: {one.text}"))
    return [line for _, line in sorted(found, key=lambda pair: pair[0])]


def _error(one: JudgedMessage, said: Said, loaded: frozenset[str]) -> tuple[int, str]:
    """Return how bad what went wrong is (0 is worst), and what; nothing if right."""
    answered = is_false_answer(said)
    if answered and one.kind != PROCEDURE:
        return 1, f"answered {said.code}, but is {one.kind}"
    if answered and loaded & set(one.codes) and said.code not in one.codes:
        return 2, f"answered {said.code}, not {one.codes[0]}"
    if said.kind != one.kind:
        return 3, f"kind {said.kind}, not {one.kind}"
    if one.kind == PROCEDURE and set(said.facets) != set(one.facets):
        return 4, f"facets {said.facets}, not {list(one.facets)}"
    return 9, ""


def flips(
    now: Run, before: Run, messages: Sequence[JudgedMessage]
) -> Iterator[tuple[str, str, str]]:
    """Yield version, text and what changed for messages judged otherwise than before.

    Raises:
        ValueError: if *before* is of other messages.
    """
    for version, said in now.messages.items():
        old = before.messages.get(version, [])
        for one, new_said, old_said in zip(messages, said, old, strict=True):
            was, is_ = _verdict(one, old_said), _verdict(one, new_said)
            if was != is_:
                better = "better" if not is_ else "worse" if not was else "other"
                yield (
                    version,
                    one.text,
                    f"{better}: {was or 'right'} → {is_ or 'right'}",
                )


def _verdict(one: JudgedMessage, said: Said) -> str:
    """Return what is wrong with *said*, or nothing."""
    if said.kind != one.kind:
        return f"kind {said.kind}"
    if one.kind == PROCEDURE and set(said.facets) != set(one.facets):
        return f"facets {','.join(said.facets)}"
    if one.kind == PROCEDURE and said.status == "answered":
        return "" if said.code in one.codes else f"procedure {said.code}"
    return ""
