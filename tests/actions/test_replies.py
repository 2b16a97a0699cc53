"""Answers come from the record's fields only: every number, date, code and link."""

import datetime
import re

import msgspec
import pytest

from actions.context import Context
from actions.decision import Decision, Status
from actions.facts import FIELD_OF_FACET
from actions.replies import compose, offered
from bot.channels.base import plain_text
from search_index.procedure import (
    Facet,
    Fee,
    FieldText,
    ProcessingTime,
    QualityFlag,
    Severity,
    TimeUnit,
)

NUMBER = re.compile(r"\d[\d.,/-]*\d|\d")
TODAY = datetime.date(2026, 11, 24)
HOTLINE_NUMBERS = {"1900", "000000"}


def spellings(value) -> set[str]:
    """Return how the numbers inside *value* may be written in an answer."""
    found: set[str] = set()
    if isinstance(value, bool) or value is None:
        return found
    if isinstance(value, int | float):
        plain = f"{value:g}" if isinstance(value, float) else str(value)
        if float(value).is_integer():
            plain = str(int(value))
            found.add(f"{int(value):,}".replace(",", "."))
        return found | {plain, plain.replace(".", ",")}
    if isinstance(value, str):
        found |= set(NUMBER.findall(value))
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            year, month, day = value.split("-")
            found.add(f"{day}/{month}/{year}")
        return found
    if isinstance(value, dict):
        value = list(value.values())
    for item in value:
        found |= spellings(item)
    return found


@pytest.mark.parametrize("facet", list(Facet))
def test_every_number_stands_in_the_record(procedures, wording, facet):
    """The whole catalogue × this facet × each case: nothing is computed or invented."""
    wrong = []
    for procedure in procedures:
        known = spellings(msgspec.to_builtins(procedure)) | HOTLINE_NUMBERS
        known |= {str(n) for n in range(1, len(procedure.steps) + 1)}
        for case in (None, *(case.id for case in procedure.cases)):
            decision = Decision(Status.ANSWERED, (procedure,), (facet,), case)
            parts = [
                p for p in compose(decision, wording, TODAY) if p["kind"] != "choices"
            ]
            text = plain_text(parts)
            unknown = set(NUMBER.findall(text)) - known
            if unknown:
                wrong.append((procedure.id, case, unknown))

    assert wrong == []


@pytest.mark.parametrize("facet", list(Facet))
def test_every_link_stands_in_the_record(procedures, wording, facet):
    """No address is shown that the record does not hold."""
    for procedure in procedures:
        raw = msgspec.json.encode(procedure).decode()
        text = plain_text(
            compose(Decision(Status.ANSWERED, (procedure,), (facet,)), wording, TODAY)
        )
        for link in re.findall(r"https?://\S+", text):
            assert link.rstrip(".,)") in raw


def test_free_is_said_only_when_the_record_says_free(procedures, wording):
    """The words for "free" stand in an answer only for a fee that is free."""
    for procedure in procedures:
        free = any(fee.free for case in procedure.cases for fee in case.fees)
        decision = Decision(Status.ANSWERED, (procedure,), (Facet.FEE,))
        text = plain_text(compose(decision, wording, TODAY)[:1])
        assert (": không thu" in text) <= free


def test_cautions_are_shown(procedures, wording):
    """A doubtful field is never shown without its caution."""
    for procedure in procedures:
        for facet, field in FIELD_OF_FACET.items():
            caution = procedure.caution(field)
            if caution:
                decision = Decision(Status.ANSWERED, (procedure,), (facet,))
                assert caution in plain_text(compose(decision, wording, TODAY))


def test_committed_time_stands_before_statutory(procedures, wording):
    """The province's limit comes first, both by area: sang tên 8 and 18 days."""
    transfer = next(p for p in procedures if p.code == "1.013831")
    decision = Decision(Status.ANSWERED, (transfer,), (Facet.PROCESSING_TIME,))
    text = plain_text(compose(decision, wording, TODAY))

    assert text.index("8 ngày làm việc") < text.index("18 ngày làm việc")
    assert "10 ngày" in text


def test_facets_come_in_the_order_asked(procedures, wording):
    """The first asked facet is the first answered, the others stand as choices."""
    birth = next(p for p in procedures if p.code == "1.001193")
    facets = (Facet.PLACE, Facet.REQUIREMENTS)
    parts = compose(Decision(Status.ANSWERED, (birth,), facets), wording, TODAY)
    text = plain_text(parts)

    assert text.index(wording("facet_title.place")) < text.index(
        wording("facet_title.requirements")
    )
    assert not {c.facet for c in offered(parts) if not c.case} & set(facets)


def test_forms_of_the_agency_are_not_asked_of_citizens(procedures, wording):
    """Papers that the agency fills in are left out of the list."""
    for procedure in procedures:
        agency = {
            paper.name
            for case in procedure.cases
            for paper in case.requirements
            if paper.filled_by == "agency"
        }
        decision = Decision(Status.ANSWERED, (procedure,), (Facet.REQUIREMENTS,))
        lines = plain_text(compose(decision, wording, TODAY)).splitlines()
        assert not [n for n in agency for line in lines if line == f"• {n}"]


def test_choices_can_be_told_apart(procedures, wording):
    """No two choices on one list have the same title."""
    for start in range(0, len(procedures) - 4, 3):
        group = tuple(procedures[start : start + 4])
        parts = compose(Decision(Status.CLARIFY, group, (Facet.FEE,)), wording, TODAY)
        titles = [choice.title for choice in offered(parts)]
        assert len(set(titles)) == len(titles) == 4


def test_all_sentences_of_refusal_exist(wording):
    """Every reason that `decide` gives has its sentence."""
    for reason in ("not_in_catalogue", "elsewhere", "not_understood", "choice_gone"):
        parts = compose(Decision(Status.UNANSWERED, reason=reason), wording, TODAY)
        assert "1900 000000" in plain_text(parts)


def test_another_office_is_named_never_answered(procedures, wording):
    """The citizen reads what was understood, and that it was passed on."""
    decision = Decision(
        Status.UNANSWERED,
        (procedures[0],),
        (Facet.FEE,),
        reason="elsewhere",
        elsewhere="Cấp thẻ hướng dẫn viên du lịch quốc tế",
    )

    parts = compose(decision, wording, TODAY)
    text = plain_text(parts)

    assert "Cấp thẻ hướng dẫn viên du lịch quốc tế" in text
    assert "chuyển câu hỏi cho cán bộ" in text
    assert [choice.procedure for choice in offered(parts)] == [procedures[0].id]


def test_the_twin_is_offered(procedures, wording):
    """Beside the commune's answer stands a choice for the province's."""
    first, twin = procedures[:2]
    twin = msgspec.structs.replace(twin, levels=("province",))
    decision = Decision(Status.ANSWERED, (first,), (Facet.FEE,), twins=(twin,))

    choices = offered(compose(decision, wording, TODAY))

    assert ("Việc này làm ở cấp tỉnh", twin.id) in [
        (choice.title, choice.procedure) for choice in choices
    ]


def test_types_refuse_what_misleads():
    """A bare zero is no fee, a number without unit no limit."""
    with pytest.raises(ValueError):
        Fee(name="x", amount=0)
    with pytest.raises(ValueError):
        Fee(name="x")
    with pytest.raises(ValueError):
        ProcessingTime(unit=TimeUnit.WORKING_DAY)
    with pytest.raises(ValueError):
        ProcessingTime(unit=TimeUnit.SAME_DAY, amount=1)


def test_context_forgets_after_half_an_hour():
    """What was said half an hour ago is not what "thế còn phí?" means."""
    import datetime as dt

    now = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
    context = Context(procedure="x", at=now)

    assert context.fresh(now + dt.timedelta(minutes=29)) == context
    assert context.fresh(now + dt.timedelta(minutes=31)) == Context(forgotten=True)
    assert Context(at=now).fresh(now + dt.timedelta(minutes=31)) == Context()


def test_an_abolished_procedure_is_answered_as_such(procedures, wording):
    """Since when, and what took its place as a choice; nothing else of it is told."""
    old, new = procedures[:2]
    ended = msgspec.structs.replace(
        old, abolished_on=datetime.date(2026, 8, 1), replaced_by=(new.id,)
    )
    decision = Decision(Status.ANSWERED, (ended, new), (Facet.FEE,))

    parts = compose(decision, wording, TODAY)

    text = plain_text(parts)
    assert "bãi bỏ từ ngày 01/08/2026" in text
    assert [choice.procedure for choice in offered(parts)] == [new.id]
    assert wording("facet_title.fee") not in text


def test_a_blocked_value_is_never_told(procedures, wording):
    """A doubt that blocks hides the value; the citizen reads why."""
    priced = next(
        p for p in procedures for c in p.cases for f in c.fees if f.amount == 8000
    )
    doubt = QualityFlag(
        flag="fee_conflict",
        field="fees",
        caution="Nguồn mâu thuẫn.",
        severity=Severity.BLOCKS,
    )
    doubted = msgspec.structs.replace(priced, flags=(doubt,))

    decision = Decision(Status.ANSWERED, (doubted,), (Facet.FEE,))
    text = plain_text(compose(decision, wording, TODAY)[:1])

    assert "8.000" not in text
    assert "Nguồn mâu thuẫn." in text
    assert wording("facet_unknown") in text


def test_words_that_could_not_be_typed_are_quoted(procedures, wording):
    """What the source says stands in quotation marks, as its words."""
    texts = (FieldText(field="fees", text="theo biểu mức thu"),)
    bare = tuple(msgspec.structs.replace(c, fees=()) for c in procedures[0].cases)
    quoted = msgspec.structs.replace(procedures[0], texts=texts, cases=bare)

    decision = Decision(Status.ANSWERED, (quoted,), (Facet.FEE,))

    assert "Nguồn ghi: “theo biểu mức thu”" in plain_text(
        compose(decision, wording, TODAY)
    )
