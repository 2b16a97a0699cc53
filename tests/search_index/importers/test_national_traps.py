"""The real national file: what misleads in it is typed with care, flagged, or not told."""

import pytest

from search_index.importers.national_jsonl import read_national_jsonl
from tests.search_index.importers.shorthand import flags

pytestmark = pytest.mark.shared_data
NOISE = {"outcome_with_page_noise", "name_repaired", "papers_mixed_with_notes"}


@pytest.fixture(scope="module")
def national(shared_data, words):
    file = shared_data / "national-catalogue" / "records.jsonl.gz"
    return {record.code: record for record in read_national_jsonl(file, words)}


def limits(record) -> list[tuple]:
    return [
        (time.amount, time.unit.value, time.method and time.method.value)
        for time in record.cases[0].processing_times
    ]


def paid(record) -> list[tuple]:
    return [
        (fee.amount or fee.set_by, fee.method and fee.method.value)
        for fee in record.cases[0].fees
    ]


def test_every_record_is_read(national):
    """2,642 procedures, each with a name, a sector and a level."""
    assert len(national) == 2642


@pytest.mark.parametrize(
    ("code", "times", "fees", "doubts"),
    [
        pytest.param(
            # The list's price stands in the row "in person"; the condition says so.
            "1.004194", [(3.0, "working_day", None)],
            [(7000, "online"), (10000, "in_person")], set(), id="1.004194-temporary-residence",
        ),
        pytest.param(
            # By post 4 is a sub-case, 18 the mountain; the plain 8 is missing.
            "1.013831", [(18.0, "working_day", None), (4.0, "working_day", "post")],
            [], {"limits_differ_by_channel", "free_but_fee_cited"}, id="1.013831-land-transfer",
        ),
        pytest.param(
            "1.012784", [(12.0, "working_day", None), (22.0, "working_day", "in_person")],
            [], {"limits_differ_by_channel", "free_but_fee_cited"}, id="1.012784-split",
        ),
        pytest.param(
            "1.012790", [(8.0, "working_day", None), (18.0, "working_day", "in_person")],
            [], {"limits_differ_by_channel", "free_but_fee_cited"}, id="1.012790-correction",
        ),
        pytest.param(
            # 15 is for houses, not for those who come in person.
            "1.013225", [(20.0, "day", None), (15.0, "day", "in_person")],
            [("Hội đồng nhân dân cấp tỉnh", None)],
            {"limits_differ_by_channel", "free_but_fee_cited"}, id="1.013225-building",
        ),
        pytest.param(
            # The column says days, the text working days.
            "1.012575", [(2.0, "working_day", None)],
            [("Thông tư số 60/2023/TT-BTC", None)],
            {"time_unit_conflict", "time_cases_in_text", "free_but_fee_cited"}, id="1.012575-car",
        ),
        pytest.param(
            # 45 days is the slowest case; its own fields do not tell the others.
            "1.002759", [(45.0, "day", None)], [],
            {"fee_bare_zero", "papers_cut", "district_in_body"}, id="1.002759-insurance-card",
        ),
        pytest.param(
            # 40 in one row, 4.000 in its note; a police matter under a decision of construction.
            "1.003133", [(1.0, "working_day", None)], [(5000, None)],
            {"fee_thousands_cut", "decision_of_other_ministry"}, id="1.003133-border-pass",
        ),
        pytest.param(
            # 5.000 in the column, 7.000 in the note.
            "1.002755", [(3.0, "working_day", None)], [(10000, None)],
            {"fee_conflict"}, id="1.002755-residence-extended",
        ),
        pytest.param(
            # "700 VNĐ" in the column, 700.000 in the note.
            "2.001827", [(15.0, "day", None)], [(700000, None)],
            {"fee_thousands_restored"}, id="2.001827-food-safety",
        ),
    ],
)  # fmt: skip
def test_traps(national, code, times, fees, doubts):
    """What is typed, and what is doubted."""
    record = national[code]

    assert (limits(record), paid(record)) == (times, fees)
    assert set(flags(record)) - NOISE == doubts


@pytest.mark.parametrize("code", ["1.003133", "1.002755"])
def test_contradicting_fees_are_not_told(national, code):
    """Of two amounts none is told."""
    assert national[code].blocked("fees")


def test_no_limit_without_unit_is_told(national):
    """A number without unit blocks, unless the text gives the unit."""
    bare = [r for r in national.values() if "time_without_unit" in flags(r)]

    assert len(bare) > 300
    assert all(record.blocked("processing_times") for record in bare)


def test_nothing_is_free_by_a_bare_column(national):
    """Free is only what a note says is free."""
    free = [
        fee
        for record in national.values()
        for case in record.cases
        for fee in case.fees
        if fee.free
    ]

    assert free
    assert all(fee.condition for fee in free)


def test_no_fee_below_a_thousand(national):
    """Cut thousands are restored from the note, or the fee is not told."""
    cut = [r for r in national.values() if "fee_thousands_cut" in flags(r)]

    assert cut
    assert all(record.blocked("fees") for record in cut)


def test_numbers_of_laws_are_whole(national):
    """No number ends in the middle of an abbreviation or begins with a year."""
    numbers = [law.number for r in national.values() for law in r.legal_basis]
    cut = [
        n for n in numbers if n.endswith(("/NĐ-C", "/TT-BT", "/QĐ-T", "/TT-BC", "QUY"))
    ]
    glued = [n for n in numbers if len(n.partition("/")[0]) > 5]

    assert len(numbers) > 9000
    assert (cut, glued) == ([], [])
