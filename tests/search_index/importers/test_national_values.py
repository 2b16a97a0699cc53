"""Times and fees of the national pages: typed where the text allows, else doubted."""

import datetime

import pytest

from search_index.importers.channel_rows import read_rows
from search_index.importers.national_fees import fees
from search_index.importers.national_values import processing_times


def told(result) -> list[tuple]:
    return [
        (time.amount, time.unit.value, time.method and time.method.value)
        for time in result.values
    ]


@pytest.mark.parametrize(
    ("text", "expected", "doubts"),
    [
        pytest.param(
            "Trực tiếp8 Ngày làm việcMiễn phí",
            [(8.0, "working_day", None)],
            [],
            id="plain",
        ),
        pytest.param("Trực tiếp8Miễn phí", [], ["time_without_unit"], id="no-unit"),
        pytest.param(
            "Trực tiếp8Miễn phíTrong 08 ngày làm việc.",
            [(8.0, "working_day", None)],
            ["time_from_text"],
            id="unit-in-the-text",
        ),
        pytest.param(
            "Trực tiếp2 NgàyMiễn phí02 ngày làm việc",
            [(2.0, "working_day", None)],
            ["time_unit_conflict"],
            id="text-says-working-days",
        ),
        pytest.param(
            "Trực tiếp8 NgàyMiễn phíTrực tuyến5 NgàyMiễn phí",
            [(8.0, "day", "in_person"), (5.0, "day", "online")],
            ["limits_differ_by_channel"],
            id="by-channel",
        ),
        pytest.param(
            "Trực tiếp8 NgàyMiễn phíTrường hợp phải xác minh: 15 ngày.",
            [(8.0, "day", None)],
            ["time_cases_in_text"],
            id="cases-in-the-text",
        ),
        pytest.param(
            "Trực tiếp8 NgàyMiễn phíTheo Thông tư ngày 15 tháng 12 năm 2021.",
            [(8.0, "day", None)],
            [],
            id="a-date-is-no-limit",
        ),
        pytest.param("Trực tiếp0 NgàyMiễn phí", [], ["time_missing"], id="nought"),
        pytest.param(
            "Trực tiếpKhông có thông tinMiễn phí", [], ["time_missing"], id="nothing"
        ),
    ],
)
def test_times(text, expected, doubts):
    """A number has a unit or is not told; another limit in the text is a doubt."""
    result = processing_times(read_rows(text))

    assert (told(result), result.flags) == (expected, doubts)


@pytest.mark.parametrize(
    ("note", "expected", "doubts"),
    [
        pytest.param("Miễn phí", [], ["fee_bare_zero"], id="bare"),
        pytest.param("Miễn phí(Không thu phí)", ["free"], [], id="really-free"),
        pytest.param(
            "Miễn phí(Không thu phí theo Thông tư 85/2019/TT-BTC)", ["free"], [], id="free-by-law"
        ),
        pytest.param("Miễn phí(30.000 đồng/lần)", [], ["free_but_fee_cited"], id="fee-in-note"),
        pytest.param(
            "Miễn phí(Mức thu do Hội đồng nhân dân tỉnh quyết định)",
            ["Hội đồng nhân dân tỉnh"],
            ["free_but_fee_cited"],
            id="set-by-council",
        ),
        pytest.param(
            "Miễn phí(Mức thu do Hội đồng nhân dân tỉnh quyết định. Miễn lệ phí cho hộ nghèo)",
            ["Hội đồng nhân dân tỉnh"],
            ["free_but_fee_cited"],
            id="free-for-some-is-not-free",
        ),
        pytest.param(
            "Miễn phí(Theo Thông tư số 172/2010/TT-BTC.)",
            ["Thông tư số 172/2010/TT-BTC"],
            ["free_but_fee_cited"],
            id="set-by-circular",
        ),
        pytest.param(
            "Miễn phí(Theo Luật phí và lệ phí)", [], ["free_but_fee_cited"], id="only-a-law"
        ),
        pytest.param("135 VNĐ", [], ["fee_thousands_cut"], id="thousands-cut"),
        pytest.param(
            "135 VNĐ(135.000 đồng)", [135000], ["fee_thousands_restored"], id="restored"
        ),
        pytest.param("40 VNĐ(4.000 đồng)", [], ["fee_thousands_cut"], id="cut-against-note"),
        pytest.param("50,000 VNĐ(30.000 đồng)", [], ["fee_conflict"], id="column-against-note"),
        pytest.param("50,000 VNĐ(Theo Thông tư 10/2024/TT-BTC)", [50000], [], id="a-law-is-no-sum"),
        pytest.param(
            "50,000 VNĐ(Mức cụ thể do Hội đồng nhân dân tỉnh quyết định)",
            ["Hội đồng nhân dân tỉnh"],
            [],
            id="an-example-of-another-province",
        ),
        pytest.param(
            "50,000 VNĐ(Đến hết ngày 31/12/2026 bằng 50% mức trên)",
            [50000],
            ["fee_reduced_for_a_time"],
            id="reduced-for-a-time",
        ),
        pytest.param("20 USD(một lần)", [], ["fee_in_other_currency"], id="dollars"),
        pytest.param("Không có thông tin", [], ["fee_missing"], id="nothing"),
    ],
)  # fmt: skip
def test_fees(words, note, expected, doubts):
    """ "Miễn phí" and amounts are compared with what the note says."""
    result = fees(read_rows(f"Trực tiếp8 Ngày làm việc{note}"), words)
    values = [
        fee.amount or ("free" if fee.free else fee.set_by) for fee in result.values
    ]

    assert (values, result.flags) == (expected, doubts)


@pytest.mark.parametrize(
    ("note", "until"),
    [
        pytest.param(
            "4.000 đồng, áp dụng đến hết ngày 31/12/2026",
            datetime.date(2026, 12, 31),
            id="the-amount-ends",
        ),
        pytest.param(
            "4.000 đồng (miễn phí từ ngày 07/4/2026 đến 30/6/2026)", None, id="an-exemption-ends"
        ),
        pytest.param("Đến hết ngày 31/12/2026 bằng 50% mức trên", None, id="a-discount-ends"),
        pytest.param("4.000 đồng, đến ngày 31/2/2026", None, id="no-such-day"),
        pytest.param("4.000 đồng. Đơn nộp đến hết ngày 31/12/2026", None, id="another-sentence"),
    ],
)  # fmt: skip
def test_fees_for_a_time(words, note, until):
    """Only the amount's own last day is one."""
    (fee,) = fees(read_rows(f"Trực tiếp8 Ngày4,000 VNĐ({note})"), words).values

    assert fee.until == until


def test_one_fee_for_all_channels(words):
    """The same fee in every row is told once, without a channel."""
    text = "Trực tiếp1 Ngày8,000 VNĐTrực tuyến1 Ngày8,000 VNĐ"
    (fee,) = fees(read_rows(text), words).values

    assert (fee.amount, fee.method) == (8000, None)


def test_fees_by_channel(words):
    """Different fees each keep their channel."""
    text = "Trực tiếp1 Ngày10,000 VNĐTrực tuyến1 Ngày7,000 VNĐ"

    assert [(fee.amount, fee.method.value) for fee in fees(read_rows(text), words).values] == [
        (10000, "in_person"),
        (7000, "online"),
    ]  # fmt: skip
