"""Decide what to say: pure rules over what was understood and what was found.

Two keys open an answer: NLU must know that a procedure is asked about, and search
must know which. With one key the citizen is asked back; with none the question goes
to staff. Thresholds were chosen on questions that no test uses
(docs/measurements.md).
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from actions.certainty import (
    COVERED,
    NARROW_LEAD,
    Verdict,
    explains,
    is_sure,
    judge,
    names_outright,
)
from actions.context import Choice
from actions.message import FACET_OF_INTENT, Understood
from search_index.analysis import AnalysedQuestion
from search_index.index import Found
from search_index.procedure import Facet, Procedure
from vietnamese.ordinals import chosen_number

NEAREST = 2
# When asking back, procedures down to this share of the best score are offered.
OFFERED, OFFERED_IN_DOUBT = 0.75, 0.6
# NLU key: the probability that this is a question about a procedure.
ABOUT_PROCEDURES = 0.5
# A facet that only NLU sees is believed from here on.
SURE_FACET = 0.6
MAX_CHOICES = 4
# Below this NLU may be overruled by a search that knows what is asked about.
SURE_KIND = 0.45
# "thuế đất phi nông nghiệp là gì": a name, but NLU is sure that it is no request.
SURE_OUTSIDE = 0.7
MAYBE_PROCEDURE = 0.3


class Status(enum.StrEnum):
    """What became of a turn; the staff desk filters by the same words."""

    ANSWERED = "answered"
    CLARIFY = "clarify"
    UNANSWERED = "unanswered"
    DOSSIER = "dossier"
    SMALL_TALK = "small_talk"
    HANDOVER = "handover"
    REFUSED = "refused"
    ERROR = "error"


@dataclass(frozen=True)
class Decision:
    """What to say about which procedures; `reason` tells staff why not more.

    `twins` are the answered one at other levels; `elsewhere` names another office's
    procedure that the question seems to mean.
    """

    status: Status
    procedures: tuple[Procedure, ...] = ()
    facets: tuple[Facet, ...] = ()
    case: str | None = None
    reason: str = ""
    twins: tuple[Procedure, ...] = ()
    elsewhere: str = ""


def decide(
    said: Understood,
    question: AnalysedQuestion,
    found: Sequence[Found],
    known: dict[str, Procedure],
) -> Decision:
    """Return what to say to a message about procedures.

    *known* holds the procedures that the context, a choice or ambiguous words name,
    by id.
    """
    choice = said.choice or _choice_by_words(said, found)
    facets = asked_facets(said, question)
    if choice is not None:
        if choice.procedure not in known:
            return Decision(Status.UNANSWERED, reason="choice_gone")
        wanted = (choice.facet,) if choice.facet else said.context.facets or facets
        procedure = known[choice.procedure]
        return Decision(Status.ANSWERED, (procedure,), wanted, choice.case)
    going_on = _in_conversation(said, question, found, known, facets)
    if going_on is not None:
        return going_on
    return _from_search(said, question, found, known, facets)


def _in_conversation(
    said: Understood,
    question: AnalysedQuestion,
    found: Sequence[Found],
    known: dict[str, Procedure],
    facets: tuple[Facet, ...],
) -> Decision | None:
    """Return what to say when the message goes on about what we talk about."""
    active = known.get(said.context.procedure or "")
    on_offer = _procedures_on_offer(said, known)
    if on_offer and question.only_circumstances and not names_outright(found):
        # "hết bao nhiêu?" while we ask which: one on offer is taken as confirmed.
        if len(on_offer) == 1:
            return Decision(Status.ANSWERED, on_offer, facets)
        return Decision(Status.CLARIFY, on_offer, facets, reason="choice_open")
    if active is not None and _is_follow_up(question, found, active):
        return Decision(Status.ANSWERED, (active,), facets)
    return None


def _from_search(
    said: Understood,
    question: AnalysedQuestion,
    found: Sequence[Found],
    known: dict[str, Procedure],
    facets: tuple[Facet, ...],
) -> Decision:
    """Return what to say to a message that stands on its own."""
    if question.ambiguous:
        meant = tuple(known[name] for name in question.ambiguous if name in known)
        if len(meant) > 1:
            return Decision(Status.CLARIFY, meant, facets, reason="ambiguous_words")
    if question.only_circumstances and not names_outright(found):
        return Decision(Status.CLARIFY, facets=facets, reason="no_procedure_named")
    verdict = judge(found)
    if verdict is Verdict.REFUSE:
        nearest = tuple(hit.procedure for hit in found[:NEAREST] if explains(hit))
        elsewhere = found[0].elsewhere if found else ""
        reason = "elsewhere" if elsewhere else "not_in_catalogue"
        return Decision(
            Status.UNANSWERED, nearest, facets, reason=reason, elsewhere=elsewhere
        )
    sure_about_what = verdict is Verdict.ANSWER
    asked = said.about_procedures >= ABOUT_PROCEDURES
    sure_it_is_asked = asked or names_outright(found)
    if sure_about_what and sure_it_is_asked:
        twins = tuple(hit.procedure for hit in found[:MAX_CHOICES] if hit.twin)
        return Decision(Status.ANSWERED, (found[0].procedure,), facets, twins=twins)
    if not sure_it_is_asked and not sure_about_what:
        return Decision(Status.UNANSWERED, facets=facets, reason="not_understood")
    offered = _offered(found)
    reason = "several_procedures" if len(offered) > 1 else "not_sure"
    return Decision(Status.CLARIFY, offered, facets, reason=reason)


def asked_facets(said: Understood, question: AnalysedQuestion) -> tuple[Facet, ...]:
    """Return the facets asked for, first asked first, never empty.

    Phrases say it for sure and in order; NLU knows the ways of asking that no phrase
    list holds.
    """
    guess = FACET_OF_INTENT.get(said.intent)
    named = [facet for facet in question.facets if facet is not Facet.GENERAL]
    if guess in (None, Facet.GENERAL):
        return tuple(named) or (Facet.GENERAL,)
    if guess not in named and (not named or said.confidence >= SURE_FACET):
        named.insert(0, guess)
    return tuple(named)


def _is_follow_up(
    question: AnalysedQuestion, found: Sequence[Found], active: Procedure
) -> bool:
    """Tell whether the question is about the procedure we talk about.

    It is when it names nothing, or when what it names is that procedure.
    """
    if names_outright(found):
        return found[0].procedure.id == active.id
    if question.only_circumstances:
        return True
    best = found[0].score if found else 0.0
    return any(
        hit.procedure.id == active.id
        and hit.score >= NARROW_LEAD * best
        and hit.coverage >= COVERED
        for hit in found
    )


def _procedures_on_offer(
    said: Understood, known: dict[str, Procedure]
) -> tuple[Procedure, ...]:
    """Return the procedures that the citizen was asked to choose from."""
    return tuple(
        known[choice.procedure]
        for choice in said.context.choices
        if choice.facet is None and choice.procedure in known
    )


def continues(said: Understood, question: AnalysedQuestion) -> bool:
    """Tell whether a message that looks like small talk goes on about a procedure.

    "còn phí?" is short enough to look like anything; in a conversation about a
    procedure it asks for the fee. A "vâng" confirms the one procedure on offer.
    """
    context = said.context
    offers = [choice for choice in context.choices if choice.facet is None]
    if said.intent == "affirm" and len(offers) == 1 and not question.facets:
        return True
    if said.context.choices and chosen_number(said.text, len(context.choices)):
        return True
    about_one = context.procedure is not None or bool(offers)
    return about_one and bool(question.facets) and question.only_circumstances


def asks_about_procedure(
    said: Understood, question: AnalysedQuestion, found: Sequence[Found]
) -> bool:
    """Tell whether an unsure NLU is overruled by a sure search.

    A code, the bare name of a procedure, and words known to name several are always
    a question.
    """
    if question.ambiguous or (found and found[0].by_code):
        return True
    if found and found[0].named and said.confidence < SURE_OUTSIDE:
        return True
    if said.about_procedures < MAYBE_PROCEDURE or judge(found) is not Verdict.ANSWER:
        return False
    # A model that has seen question and record knows better than NLU's words alone.
    limit = SURE_KIND if found[0].answers is None else SURE_OUTSIDE
    return said.confidence < limit


def _offered(found: Sequence[Found]) -> tuple[Procedure, ...]:
    """Return the procedures that the question may mean, best first."""
    best = found[0]
    # One that leads but may not be meant at all is offered beside the next.
    least = OFFERED if not is_sure(found) else OFFERED_IN_DOUBT
    return tuple(
        hit.procedure
        for hit in found[:MAX_CHOICES]
        if (hit.by_code if best.by_code else hit.score >= least * best.score)
    )


def _choice_by_words(said: Understood, found: Sequence[Found]) -> Choice | None:
    """Return which choice on offer the citizen names by number or by its words."""
    choices = said.context.choices
    if not choices:
        return None
    number = chosen_number(said.text, len(choices))
    if number is not None:
        return choices[number - 1]
    offers = [choice for choice in choices if choice.facet is None]
    if said.intent == "affirm" and len(offers) == 1:
        return offers[0]
    offered = {choice.procedure for choice in choices if choice.facet is None}
    if len(offered) > 1 and found and found[0].procedure.id in offered:
        best = found[0]
        rest = [hit for hit in found[1:] if hit.procedure.id in offered]
        if not rest or rest[0].score < NARROW_LEAD * best.score:
            return next(c for c in choices if c.procedure == best.procedure.id)
    return None
