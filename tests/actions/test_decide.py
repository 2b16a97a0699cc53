"""Two keys open an answer; with one the citizen is asked back, with none staff are."""

import dataclasses
import datetime as dt

import pytest

from actions.context import Choice, Context
from actions.conversation import continues
from actions.decide import decide
from actions.decision import Status
from actions.message import AskedFacet, Understood, understood
from search_index.analysis import analyse_question
from search_index.index import Found
from search_index.procedure import Case, Facet, Procedure

NOW = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)


def procedure(id_: str) -> Procedure:
    return Procedure(
        id=id_, name=id_, sector="S", agency="A", levels=("commune",),
        cases=(Case(id="c", label="C"),),
    )  # fmt: skip


A, B, C = procedure("a"), procedure("b"), procedure("c")
ALL = {p.id: p for p in (A, B, C)}


def said(
    text, intent="ask_procedure", confidence=0.9, context=None, choice=None, facets=()
):
    ranking = ((intent, confidence), ("ask_procedure", (1 - confidence) / 2))
    if intent == "ask_procedure":
        ranking = ranking[:1]
    return Understood(text, ranking, context or Context(), choice, NOW, facets)


@pytest.fixture
def run(language):
    def run(message: Understood, found):
        question = analyse_question(message.text, language)
        return decide(message, question, found, ALL)

    return run


def test_both_keys(run):
    """Sure what is asked and about what: an answer."""
    decision = run(said("xyz lệ phí"), [Found(A, 10, 0.9), Found(B, 5, 0.5)])

    assert (decision.status, decision.procedures) == (Status.ANSWERED, (A,))
    assert decision.facets == (Facet.FEE,)


@pytest.mark.parametrize(
    ("found", "intent", "status"),
    [
        pytest.param([Found(A, 10, 0.9), Found(B, 9.5, 0.9)], "ask_procedure", "clarify", id="rivals"),
        pytest.param([Found(A, 10, 0.35), Found(B, 2, 0.1)], "ask_procedure", "clarify", id="half-explained"),
        pytest.param([Found(A, 10, 0.1)], "ask_procedure", "unanswered", id="not-explained"),
        pytest.param([Found(A, 10, 0.35)], "greet", "unanswered", id="no-key"),
        pytest.param([], "ask_procedure", "unanswered", id="nothing-found"),
        pytest.param([Found(A, 10, 0.9)], "greet", "clarify", id="only-search"),
        pytest.param([Found(A, 20, 1.0, True), Found(B, 19, 1.0)], "greet", "answered", id="by-code"),
    ],
)  # fmt: skip
def test_fewer_keys(run, found, intent, status):
    """Rivals, half-explained or unclear questions are never simply answered."""
    assert run(said("xyz xyz", intent), found).status == status


def test_at_most_four_choices(run):
    """Never more than four."""
    found = [Found(procedure(f"p{n}"), 10 - n / 10, 0.9) for n in range(8)]

    assert len(run(said("xyz"), found).procedures) == 4


@pytest.mark.parametrize(
    "text", ["thế còn lệ phí?", "le phi thi sao", "bao nhiêu tiền hả em"]
)
def test_follow_up_keeps_the_procedure(run, text):
    """A question that names nothing is about what we talk about."""
    decision = run(said(text, context=Context(procedure="b", at=NOW)), [])

    assert (decision.procedures, decision.facets) == ((B,), (Facet.FEE,))


def test_a_new_topic_drops_the_old(run):
    """A question that names another procedure is about that one."""
    message = said("xyz lệ phí", context=Context(procedure="b", at=NOW))
    decision = run(message, [Found(A, 10, 0.9), Found(B, 1, 0.1)])

    assert decision.procedures == (A,)


def test_nothing_named_and_nothing_before(run):
    """ "Lệ phí bao nhiêu?" out of the blue: which procedure?"""
    decision = run(said("lệ phí bao nhiêu"), [])

    assert (decision.status, decision.procedures) == (Status.CLARIFY, ())


def test_a_topic_of_long_ago_is_not_guessed(run):
    """ "Lệ phí bao nhiêu?" an hour later: says that it is not sure any more."""
    decision = run(said("lệ phí bao nhiêu", context=Context(forgotten=True)), [])

    assert (decision.status, decision.reason) == (Status.CLARIFY, "topic_forgotten")


CHOICES = (Choice("A", "a"), Choice("B", "b"), Choice("C", "c"))
OPEN = Context(facets=(Facet.FEE,), choices=CHOICES, at=NOW)


@pytest.mark.parametrize(
    ("text", "found", "chosen"),
    [
        ("2", [], B),
        ("cái thứ ba", [], C),
        ("xyz ấy", [Found(C, 10, 0.9), Found(A, 2, 0.1)], C),
    ],
)
def test_choosing(run, text, found, chosen):
    """By number or by words, the facets first asked are still owed."""
    decision = run(said(text, "choose_option", context=OPEN), found)

    assert (decision.status, decision.procedures) == (Status.ANSWERED, (chosen,))
    assert decision.facets == (Facet.FEE,)


def test_pressing_a_button(run):
    """A button says procedure, facet and case outright."""
    pressed = Choice("Nộp ở đâu", "c", Facet.PLACE, "c")
    decision = run(said("", choice=pressed, context=OPEN), [])

    assert (decision.procedures, decision.facets, decision.case) == (
        (C,),
        (Facet.PLACE,),
        "c",
    )


def test_a_choice_that_is_gone(run):
    """A button of an old release is answered honestly."""
    decision = run(said("", choice=Choice("X", "gone")), [])

    assert (decision.status, decision.reason) == (Status.UNANSWERED, "choice_gone")


def test_asking_on_while_choices_are_open(run):
    """ "Hết bao nhiêu?" while we ask which: never asked again, the best is taken."""
    asked_back = dataclasses.replace(
        said("hết bao nhiêu tiền"),
        context=Context(choices=CHOICES, at=NOW, open="xyz", asked_back=True),
    )
    decision = run(asked_back, [])

    assert (decision.status, decision.procedures) == (Status.ANSWERED, (A,))
    # Nearest ones beside "I do not know" are no offer to take for granted.
    assert run(said("hết bao nhiêu tiền", context=OPEN), []).status == Status.CLARIFY


def recent(*ids: str) -> Context:
    return Context(procedure=ids[-1], recent=ids, facets=(Facet.FEE,), at=NOW)


@pytest.mark.parametrize(
    ("text", "spoken_of", "expected"),
    [
        ("quay lại cái lúc nãy, nộp ở đâu", {"a": 1, "b": 1}, A),
        ("quay lại cái xyz", {"a": 0.8, "b": 0.1}, A),
        ("xyz thì nộp ở đâu", {"a": 0.8, "b": 0.1}, A),
        ("xyz thì nộp ở đâu", {"a": 0.6, "b": 0.5}, B),
    ],
)
def test_going_back(language, text, spoken_of, expected):
    """An earlier topic is taken up by a phrase that says so, or by its own words."""
    question = analyse_question(text, language)
    decision = decide(
        said(text, context=recent("a", "b")), question, [], ALL, {}, spoken_of
    )

    assert (decision.status, decision.procedures) == (Status.ANSWERED, (expected,))


def test_a_correction_drops_what_was_understood(run):
    """ "Nhầm, ý em là …": what it names, and what was asked before."""
    found = [Found(A, 10, 0.6, answers=0.4, cosine=0.7), Found(B, 9.5, 0.6)]
    decision = run(said("nhầm, ý em là xyz", context=recent("b")), found)

    assert (decision.procedures, decision.facets) == ((A,), (Facet.FEE,))


def test_simpler_words_for_the_same(run):
    """Asked for it simpler, the same facet of the same procedure, plainly."""
    decision = run(said("nói dễ hiểu hơn được không", context=recent("b")), [])

    assert (decision.procedures, decision.facets) == ((B,), (Facet.FEE,))
    assert decision.plain


def test_two_procedures_compared(run):
    """What it differs from stands beside it."""
    found = [Found(A, 10, 0.9, cosine=0.8)]
    decision = run(said("khác gì với xyz", context=recent("b")), found)

    assert (decision.procedures, decision.compared) == ((B,), (A,))


def test_another_office_in_a_conversation(run):
    """What the catalogue does not know is no question about what we talk about."""
    found = [Found(A, 10, 0.9, answers=0.01, elsewhere="X", cosine=0.6)]
    decision = run(said("xyz thì lệ phí bao nhiêu", context=recent("b")), found)

    assert decision.status == Status.UNANSWERED


def test_both_fairly_sure_is_enough(run):
    """NLU sure that a procedure is asked about, and search fairly of which."""
    found = [Found(A, 10, 0.5, answers=0.7), Found(B, 9, 0.4)]

    assert run(said("xyz", confidence=0.95), found).status == Status.ANSWERED
    assert run(said("xyz", confidence=0.7), found).status == Status.CLARIFY


def test_small_talk_that_goes_on(language):
    """ "còn phí?" looks like anything; in a conversation it asks for the fee."""
    context = Context(procedure="a", at=NOW)
    question = analyse_question("còn phí?", language)

    assert continues(said("còn phí?", "affirm", context=context), question)
    assert not continues(said("còn phí?", "affirm"), question)
    assert not continues(
        said("cảm ơn em", "thank", context=context),
        analyse_question("cảm ơn em", language),
    )


def test_several_facets(run):
    """All facets named are found, first asked first."""
    decision = run(said("xyz cần giấy tờ gì, mất bao lâu"), [Found(A, 10, 0.9)])

    assert decision.facets == (Facet.REQUIREMENTS, Facet.PROCESSING_TIME)


def test_facets_by_nlu(run):
    """Likely ones are asked for, in the order of their words; a phrase needs less."""
    seen = (
        AskedFacet(Facet.ONLINE, 0.9, 2),
        AskedFacet(Facet.FEE, 0.3, 5),
        AskedFacet(Facet.FORM, 0.3, 7),
        AskedFacet(Facet.GENERAL, 0.5, 0),
    )
    decision = run(said("xyz lệ phí", facets=seen), [Found(A, 10, 0.9)])

    assert decision.facets == (Facet.ONLINE, Facet.FEE)


def test_what_rasa_hands_over():
    """Rasa's dicts become types; an unreadable context is forgotten, not fatal."""
    message = understood(
        {
            "text": "/choose_option",
            "intent_ranking": [{"name": "choose_option", "confidence": 1.0}],
            "metadata": {"text": "", "context": {"procedure": 5}, "choice": {"x": 1}},
        },
        NOW,
    )

    assert (message.text, message.context, message.choice) == ("", Context(), None)
    assert understood({}, NOW).intent == "nlu_fallback"


def test_what_other_offices_settle_is_passed_on(run):
    """The name that is nearest goes with the question to staff."""
    found = [Found(A, 10, 0.9, answers=0.01, elsewhere="X"), Found(B, 5, 0.5)]

    decision = run(said("xyz lệ phí"), found)

    assert (decision.status, decision.reason) == (Status.UNANSWERED, "elsewhere")
    assert decision.elsewhere == "X"


def test_twins_go_with_the_answer(run):
    """The same procedure at another level is no rival; it is offered."""
    found = [Found(A, 10, 0.9), Found(B, 9.9, 0.9, twin=True), Found(C, 3, 0.5)]

    decision = run(said("xyz lệ phí"), found)

    assert (decision.status, decision.procedures) == (Status.ANSWERED, (A,))
    assert decision.twins == (B,)
