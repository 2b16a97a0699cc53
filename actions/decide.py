"""Decide what to say: pure rules over what was understood and what was found.

Two keys open an answer: NLU must know that a procedure is asked about, and search
must know which. With one key the citizen is asked back; with none the question goes
to staff. Thresholds were chosen on questions that no test uses
(docs/measurements.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actions.certainty import Verdict, explains, is_sure, judge, names_outright
from actions.conversation import NEAREST, SURE_KIND, choice_by_words, go_on
from actions.decision import Decision, Status
from actions.facets import asked_facets
from actions.message import Understood
from actions.reference import asks_again, corrects, earlier_topic
from search_index.analysis import AnalysedQuestion
from search_index.index import Found
from search_index.procedure import Facet, Procedure

# When asking back, procedures down to this share of the best score are offered.
OFFERED, OFFERED_IN_DOUBT = 0.75, 0.6
# NLU key: the probability that this is a question about a procedure.
ABOUT_PROCEDURES = 0.5
MAX_CHOICES = 4
# "thuế đất phi nông nghiệp là gì": a name, but NLU is sure that it is no request.
SURE_OUTSIDE = 0.7
MAYBE_PROCEDURE = 0.3


def decide(
    said: Understood,
    question: AnalysedQuestion,
    found: Sequence[Found],
    known: dict[str, Procedure],
    explained: Mapping[str, float] | None = None,
    spoken_of: Mapping[str, float] | None = None,
) -> Decision:
    """Return what to say to a message about procedures.

    *known* holds the procedures that the context, a choice or ambiguous words name,
    by id; *explained* how much of the question each of them explains, *spoken_of* how
    much of it stands in their names (0 to 1).
    """
    choice = said.choice or choice_by_words(said, question, found)
    facets = asked_facets(said, question)
    leans = asks_again(said.text) or corrects(said.text)
    if facets == (Facet.GENERAL,) and leans and said.context.facets:
        facets = said.context.facets
    if choice is not None:
        if choice.procedure not in known:
            return Decision(Status.UNANSWERED, reason="choice_gone")
        owed = said.context.facets if facets == (Facet.GENERAL,) else ()
        wanted = (choice.facet,) if choice.facet else owed or facets
        procedure = known[choice.procedure]
        return Decision(Status.ANSWERED, (procedure,), wanted, choice.case)
    earlier = known.get(earlier_topic(said.text, said.context, spoken_of or {}) or "")
    going_on = go_on(said, question, found, known, facets, explained or {}, earlier)
    if going_on is not None:
        return going_on
    return _from_search(said, question, found, known, facets)


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
        forgotten = said.context.forgotten
        reason = "topic_forgotten" if forgotten else "no_procedure_named"
        return Decision(Status.CLARIFY, facets=facets, reason=reason)
    verdict = judge(found, said.about_procedures)
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
