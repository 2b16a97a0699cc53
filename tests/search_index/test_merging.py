"""Which record stands: the province's before ours before the national one."""

import datetime

import msgspec
import pytest

from search_index.as_of import as_of
from search_index.differences import (
    Change,
    decode,
    differences,
    digest,
    encode,
    kind_of,
)
from search_index.importers.words import load_import_words
from search_index.merging import merge
from search_index.procedure import (
    Case,
    Decision,
    Fee,
    Origin,
    Procedure,
    ProcessingTime,
    QualityFlag,
    Requirement,
    TimeBasis,
    TimeUnit,
)


def record(origin: Origin, **more) -> Procedure:
    fields = {
        "id": "tthc-1-000001", "code": "1.000001", "name": "Cấp giấy phép thử",
        "sector": "Thử", "agency": "Cơ quan thử", "levels": ("province",),
        "origin": origin,
    }  # fmt: skip
    return Procedure(**(fields | more))


def limit(amount: float, basis: TimeBasis = TimeBasis.STATUTORY) -> ProcessingTime:
    return ProcessingTime(unit=TimeUnit.WORKING_DAY, amount=amount, basis=basis)


NATIONAL = record(
    Origin.NATIONAL,
    cases=(
        Case(
            id="case-1",
            label="Trường hợp chung",
            requirements=(Requirement(name="Đơn đề nghị"),),
            processing_times=(limit(18),),
        ),
    ),
    steps=("Nộp hồ sơ",),
    flags=(
        QualityFlag(flag="fee_bare_zero", field="fees", caution="Phí chưa rõ."),
        QualityFlag(flag="x", field="processing_times", caution="Thời hạn chưa rõ."),
    ),
)
PROVINCE = record(
    Origin.PROVINCE,
    cases=(
        Case(
            id="case-1",
            label="Trường hợp chung",
            processing_times=(limit(8, TimeBasis.COMMITTED),),
        ),
    ),
    decision=Decision(number="294/QĐ-VP"),
)


def test_the_province_gives_limits_and_the_national_record_papers():
    """Limits are the province's; papers and steps stay, and so does the fee's doubt."""
    (merged,) = merge([NATIONAL, PROVINCE])

    (case,) = merged.cases
    assert [time.amount for time in case.processing_times] == [8]
    assert case.requirements == NATIONAL.cases[0].requirements
    assert merged.steps == ("Nộp hồ sơ",)
    assert merged.decision == PROVINCE.decision
    assert [flag.field for flag in merged.flags] == ["fees"]


def test_a_whole_provincial_record_stands_whole():
    """Where the province gives papers and steps too, they are the province's."""
    papers = (Requirement(name="Đơn của tỉnh"),)
    case = msgspec.structs.replace(PROVINCE.cases[0], requirements=papers)
    whole = msgspec.structs.replace(PROVINCE, cases=(case,), steps=("Bước của tỉnh",))

    (merged,) = merge([NATIONAL, whole])

    assert merged.cases == (case,)
    assert merged.steps == ("Bước của tỉnh",)


def test_an_undoubted_statutory_limit_stands_beside_the_committed_one():
    """Staff and citizens see what the province has cut."""
    sure = msgspec.structs.replace(NATIONAL, flags=())

    (merged,) = merge([PROVINCE, sure])

    times = merged.cases[0].processing_times
    assert [(time.basis, time.amount) for time in times] == [
        ("committed", 8),
        ("statutory", 18),
    ]


def test_our_own_words_for_the_same_decision_stay():
    """A record written by hand from the decision is not cut up by its table."""
    own = record(
        Origin.OWN,
        id="cap-giay-phep-thu",
        cases=(Case(id="a", label="A", processing_times=(limit(8),)),),
        decision=PROVINCE.decision,
    )

    (merged,) = merge([own, NATIONAL, PROVINCE])

    assert merged.id == "cap-giay-phep-thu"
    assert merged.cases == own.cases


def test_our_own_record_replaces_the_national_one():
    """One record for one code."""
    own = record(Origin.OWN, id="cap-giay-phep-thu", name="Cấp phép thử")

    assert [p.name for p in merge([own, NATIONAL])] == ["Cấp phép thử"]


def test_several_cases_of_a_decision_are_all_told():
    """Where the cases differ from the national ones, each limit says its case."""
    province = msgspec.structs.replace(
        PROVINCE,
        cases=(
            Case(id="a", label="Sang tên", processing_times=(limit(8),)),
            Case(id="b", label="Cho thuê lại", processing_times=(limit(4),)),
        ),
    )

    (merged,) = merge([NATIONAL, province])

    times = [(t.amount, t.condition) for t in merged.cases[0].processing_times]
    assert times == [(8, "Sang tên"), (4, "Cho thuê lại")]


def test_a_fee_that_ended_is_not_told(catalogue):
    """An expired discount is dropped, and a flag says so."""
    words = load_import_words(catalogue / "import.yml")
    old = Fee(name="Phí", amount=160_000, until=datetime.date(2023, 12, 31))
    now = Fee(name="Phí", amount=200_000)
    procedure = record(
        Origin.NATIONAL, cases=(Case(id="a", label="A", fees=(old, now)),)
    )

    later = as_of(procedure, datetime.date(2024, 1, 1), words)

    assert later.cases[0].fees == (now,)
    assert "fee_expired" in [flag.flag for flag in later.flags]
    assert as_of(procedure, datetime.date(2023, 12, 31), words) == procedure


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (None, NATIONAL, Change.NEW),
        (NATIONAL, NATIONAL, Change.UNCHANGED),
        (NATIONAL, msgspec.structs.replace(NATIONAL, name="Khác"), Change.CHANGED),
        (
            NATIONAL,
            msgspec.structs.replace(NATIONAL, abolished_on=datetime.date(2026, 8, 1)),
            Change.ABOLISHED,
        ),
    ],
)
def test_kinds_of_change(before, after, kind):
    """An import says what it does to each procedure."""
    assert kind_of(before, after) is kind


def test_differences_name_the_field():
    """Only what changed, before and after."""
    (change,) = differences(NATIONAL, msgspec.structs.replace(NATIONAL, name="Khác"))

    assert (change.field, change.before, change.after) == (
        "name",
        NATIONAL.name,
        "Khác",
    )


def test_records_survive_storage(procedures):
    """What is read back is what was stored; the digest tells states apart."""
    assert [decode(encode(p)) for p in procedures] == procedures
    assert len({digest(p) for p in procedures}) == len(procedures)
