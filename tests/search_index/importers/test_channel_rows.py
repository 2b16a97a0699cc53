"""The flattened table of channels, cut into rows again."""

import pytest

from search_index.importers.base import clean
from search_index.importers.channel_rows import amounts_in, read_rows
from vietnamese.folded_text import FoldedText

HEAD = "Hình thức nộpThời gianPhí, lệ phíMô tả"


def rows(text: str) -> list[tuple]:
    return [
        (
            row.method.value,
            row.amount,
            row.unit and row.unit.value,
            [(money.amount, money.free, money.note) for money in row.money],
            row.description,
        )
        for row in read_rows(clean(text))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Trực tiếp8 Ngày làm việcMiễn phíNộp tại xã.",
            [("in_person", 8.0, "working_day", [(None, True, "")], "Nộp tại xã.")],
            id="all-columns",
        ),
        pytest.param(
            "Trực tuyến1Miễn phí", [("online", 1.0, None, [(None, True, "")], "")], id="no-unit"
        ),
        pytest.param(
            "Dịch vụ bưu chính1,5 Ngày7,000 Việt Nam Đồng(Phí (gồm tem))Gửi.",
            [("post", 1.5, "day", [(7000.0, False, "Phí (gồm tem)")], "Gửi.")],
            id="note-with-brackets",
        ),
        pytest.param(
            "Trực tiếp2 Giờ10,000 VNĐ(một)20,000 VNĐ(hai)",
            [("in_person", 2.0, "hour", [(10000.0, False, "một"), (20000.0, False, "hai")], "")],
            id="several-fees",
        ),
        pytest.param(
            "Trực tiếpKhông có thông tinKhông có thông tinNộp.",
            [("in_person", None, None, [], "Nộp.")],
            id="nothing-said",
        ),
        pytest.param(
            "Trực tiếp5 NgàyMiễn phíNộp trực tiếp tại xã.Trực tuyến3 NgàyMiễn phí",
            [
                ("in_person", 5.0, "day", [(None, True, "")], "Nộp trực tiếp tại xã."),
                ("online", 3.0, "day", [(None, True, "")], ""),
            ],
            id="channel-words-inside",
        ),
        pytest.param("Nộp tại xã.", [], id="no-row"),
        pytest.param("", [], id="empty"),
    ],
)  # fmt: skip
def test_rows(text, expected):
    """A row begins with a channel that is followed at once by a time or a fee."""
    assert rows(HEAD + text) == expected


def test_a_time_in_words():
    """ "Không quy định" is a time too, told in words."""
    (row,) = read_rows("Trực tiếpkhông quy địnhMiễn phí")

    assert (row.words, row.amount) == ("không quy định", None)


@pytest.mark.parametrize(
    ("text", "amount", "money"),
    [
        pytest.param("120 VNĐ", 1.0, 20.0, id="one-way"),
        pytest.param(
            "140,000 Việt Nam Đồng", 1.0, 40000.0, id="one-way-with-thousands"
        ),
        pytest.param("1100,000 VNĐ", 1.0, 100000.0, id="noughts-begin-no-amount"),
        pytest.param("125 VNĐ(25.000 đồng)", 1.0, 25.0, id="the-note-tells"),
        pytest.param(
            "1510,000 VNĐ(10.000 đ/lần)", 15.0, 10000.0, id="thousands-in-the-note"
        ),
    ],
)
def test_a_time_that_runs_into_the_amount(text, amount, money):
    """ "1" and "20 VNĐ" stand as "120 VNĐ": cut where there is one way to."""
    (row,) = read_rows(f"Trực tuyến{text}")

    assert (row.amount, row.unit, row.money[0].amount) == (amount, None, money)


@pytest.mark.parametrize("text", ["125 VNĐ", "1510,000 VNĐ", "125 VNĐ(50% mức thu)"])
def test_what_cannot_be_cut_is_not_told(text):
    """Two ways to cut: the amount is one that is never told, the note is kept."""
    (row,) = read_rows(f"Trực tuyến{text}")

    assert row.unit is None
    assert row.money[0].amount < 1000
    assert row.money[0].note == text.partition("(")[2].rstrip(")")


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        pytest.param("thu 7.000 đồng/lần", {7000}, id="dots"),
        pytest.param("230.000/lần", {230000}, id="a-slash-for-the-currency"),
        pytest.param("20000đ", {20000}, id="no-dots"),
        pytest.param("1,5 triệu đồng", {1500000}, id="millions"),
        pytest.param("Thông tư số 172/2010/TT-BTC", set(), id="the-year-of-a-law"),
        pytest.param("ngày 30/6/2025/lần", set(), id="a-date"),
    ],
)
def test_amounts_in_notes(text, amounts):
    """Money is told by its currency; the year of a law is no money."""
    assert amounts_in(FoldedText(text)) == amounts
