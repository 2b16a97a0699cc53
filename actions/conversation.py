"""Rules for messages that lean on the conversation: "thế còn phí?", "cái thứ hai".

Thresholds were chosen on the development half of tests/understanding
(docs/measurements.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actions.certainty import (
    COVERED,
    NARROW_LEAD,
    Verdict,
    explains,
    is_near,
    judge,
    names_outright,
)
from actions.context import Choice
from actions.decision import Decision, Status
from actions.facets import asked_facets
from actions.message import Understood
from actions.reference import (
    NAMED,
    asks_for_simpler,
    compares,
    corrects,
    goes_back,
    names_a_thing,
)
from search_index.analysis import AnalysedQuestion
from search_index.index import Found
from search_index.procedure import Facet, Procedure
from vietnamese.ordinals import chosen_number

NEAREST = 2
# Below this NLU may be overruled.
SURE_KIND = 0.45
# "Công ty cổ phần bạn nhé" answers our question, though it sounds like a chat.
SMALL_TALK, SURE_SMALL_TALK = {"chitchat", "affirm", "deny", "choose_option"}, 0.6
# A message of more content words than this stands on its own.
LONGEST_LEANING = 8


def go_on(
    said: Understood,
    question: AnalysedQuestion,
    found: Sequence[Found],
    known: dict[str, Procedure],
    facets: tuple[Facet, ...],
    explained: Mapping[str, float],
    earlier: Procedure | None,
) -> Decision | None:
    """Return what to say when the message goes on about what we talk about."""
    active = known.get(said.context.procedure or "")
    if active is not None:
        return _about(active, said, question, found, facets, explained, earlier)
    on_offer = _procedures_on_offer(said, known) if said.context.asked_back else ()
    if on_offer and _leans(question, found):
        # "hết bao nhiêu?" while we ask which: never the same question twice. The best
        # on offer is taken as meant; its title stands above the answer.
        return Decision(Status.ANSWERED, on_offer[:1], facets)
    return None


def _about(
    active: Procedure,
    said: Understood,
    question: AnalysedQuestion,
    found: Sequence[Found],
    facets: tuple[Facet, ...],
    explained: Mapping[str, float],
    earlier: Procedure | None,
) -> Decision | None:
    """Return what to say while we talk about *active*, unless the topic is new."""
    if asks_for_simpler(said.text) and not names_outright(found):
        same = said.context.facets or facets
        return Decision(Status.ANSWERED, (active,), same, plain=True)
    if compares(said.text):
        return _compared(active, found, facets)
    if earlier is not None and goes_back(said.text):
        return Decision(Status.ANSWERED, (earlier,), facets)
    if corrects(said.text) and _is_meant_instead(found, active):
        return Decision(Status.ANSWERED, (found[0].procedure,), facets)
    if is_new_topic(found, active, said.about_procedures):
        return None
    topic = earlier
    if topic is None and _is_follow_up(question, found, active):
        # An unknown thing is not told the fee of what we talk about.
        strange = explained.get(active.id, 1.0) < NAMED and names_a_thing(said.text)
        topic = None if strange else active
    return None if topic is None else Decision(Status.ANSWERED, (topic,), facets)


def _compared(
    active: Procedure, found: Sequence[Found], facets: tuple[Facet, ...]
) -> Decision:
    """Return the present procedure beside the one that it is compared with."""
    others = [
        hit.procedure
        for hit in found[:NEAREST]
        if hit.procedure.id != active.id and (is_near(hit) or hit.alias)
    ]
    return Decision(Status.ANSWERED, (active,), facets, compared=tuple(others[:1]))


def _is_meant_instead(found: Sequence[Found], active: Procedure) -> bool:
    """Tell whether a correction names the best of *found* in place of *active*."""
    if not found or found[0].procedure.id == active.id or not explains(found[0]):
        return False
    return is_near(found[0]) or judge(found) is not Verdict.REFUSE


def is_new_topic(found: Sequence[Found], active: Procedure, asked: float) -> bool:
    """Tell whether search is sure of a procedure that we do not talk about."""
    if not found or found[0].procedure.id == active.id:
        return False
    if names_outright(found):
        return True
    return judge(found, asked) is Verdict.ANSWER and is_near(found[0])


def _is_follow_up(
    question: AnalysedQuestion, found: Sequence[Found], active: Procedure
) -> bool:
    """Tell whether the question is about the procedure we talk about.

    It is when it names nothing, when what it names is that procedure, or when nothing
    that it may name is near: short questions lean on what was said.
    """
    if names_outright(found):
        return found[0].procedure.id == active.id
    best = found[0].score if found else 0.0
    if any(
        hit.procedure.id == active.id
        and hit.score >= NARROW_LEAD * best
        and hit.coverage >= COVERED
        for hit in found
    ):
        return True
    return _leans(question, found)


def _leans(question: AnalysedQuestion, found: Sequence[Found]) -> bool:
    """Tell whether the question is short and names nothing of its own."""
    if names_outright(found):
        return False
    if question.only_circumstances:
        return True
    short = len(question.content.folded) <= LONGEST_LEANING
    return short and not names_something(found)


def names_something(found: Sequence[Found]) -> bool:
    """Tell whether the question may mean one of *found*, ours or another office's."""
    if not found:
        return False
    if found[0].elsewhere:
        return True
    return is_near(found[0]) and judge(found) is not Verdict.REFUSE


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
    if context.choices and chosen_number(said.text, len(context.choices)):
        return True
    if context.open and said.intent in SMALL_TALK and not question.only_circumstances:
        return said.confidence < SURE_SMALL_TALK
    refers = (asks_for_simpler, compares, goes_back, corrects)
    if context.procedure and any(rule(said.text) for rule in refers):
        return True
    about_one = context.procedure is not None or bool(offers)
    asked = about_one and asked_facets(said, question) != (Facet.GENERAL,)
    # Else nothing but the facet is sure, and NLU of nothing at all.
    return asked and (question.only_circumstances or said.confidence < SURE_KIND)


def chooses(
    said: Understood, question: AnalysedQuestion, found: Sequence[Found]
) -> bool:
    """Tell whether the message answers our question which procedure is meant."""
    open_ = any(choice.facet is None for choice in said.context.choices)
    return open_ and choice_by_words(said, question, found) is not None


def choice_by_words(
    said: Understood, question: AnalysedQuestion, found: Sequence[Found]
) -> Choice | None:
    """Return which choice on offer the citizen names by number or by its words."""
    choices = said.context.choices
    if not choices:
        return None
    number = chosen_number(said.text, len(choices))
    # "việc thứ nhất căn cứ nghị định nào" has a question of its own.
    if number is not None and not question.facets:
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
