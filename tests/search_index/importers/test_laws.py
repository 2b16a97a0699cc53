"""Numbers of laws out of cells that run into one another: right, or not told."""

import pytest

from search_index.importers.laws import law_entry, law_numbers, laws_in_table

HEAD = "Tên văn bản pháp lýMã văn bản"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("60/2014/QH13", ["60/2014/QH13"], id="law"),
        pytest.param(
            "07/2026/NĐ-CPvề phí", ["07/2026/NĐ-CP"], id="small-letter-follows"
        ),
        pytest.param(
            "22/2023/TT-BCAQUY ĐỊNH", ["22/2023/TT-BCA"], id="capitals-follow"
        ),
        pytest.param(
            "166/2016/NĐ-CPLuật Hộ tịch", ["166/2016/NĐ-CP"], id="a-title-follows"
        ),
        pytest.param("Luật năm 202446/2024/QH15", ["46/2024/QH15"], id="a-year-before"),
        pytest.param(
            "ngày 25/01/202640/2026/NĐ-CP", ["40/2026/NĐ-CP"], id="a-date-before"
        ),
        pytest.param(
            "54/2024/QH15193/2025/NĐ-CP", ["54/2024/QH15", "193/2025/NĐ-CP"], id="both"
        ),
        pytest.param("31/2025/TT_BCAVề", ["31/2025/TT-BCA"], id="underscore"),
        pytest.param("53/2010/QĐ-TTgThông tư", ["53/2010/QĐ-TTg"], id="prime-minister"),
        pytest.param("02/2014/TTLT-BTP-BTCLuật", ["02/2014/TTLT-BTP-BTC"], id="joint"),
        pytest.param("12/2020/TT-BKHĐT", ["12/2020/TT-BKHĐT"], id="d-with-stroke"),
        pytest.param("9494/BTC-CT", ["9494/BTC-CT"], id="letter"),
        pytest.param("12/2026/QĐ-XYZ", ["12/2026/QĐ-XYZ"], id="unknown-issuer-alone"),
        pytest.param("12/2026/QĐ-XYZLuật", [], id="unknown-issuer-cannot-be-cut"),
        pytest.param("số 987651/2026/NĐ-CP", [], id="digits-cannot-be-cut"),
        pytest.param("225/NĐ", [], id="no-issuer"),
    ],
)
def test_numbers(text, expected):
    """A number ends with who issues it; digits of a year before it are none of its."""
    assert [law.number for law in law_numbers(text)] == expected


def test_a_table():
    """A number behind a title ends an entry; one inside a title does not."""
    laws = laws_in_table(
        f"{HEAD}Luật Hộ tịch60/2014/QH13Nghị định số 1/2020/NĐ-CP sửa đổi1/2020/NĐ-CP"
    )

    assert [(law.number, law.title) for law in laws] == [
        ("60/2014/QH13", "Luật Hộ tịch"),
        ("1/2020/NĐ-CP", "Nghị định số 1/2020/NĐ-CP sửa đổi"),
    ]


@pytest.mark.parametrize(
    ("number", "title", "expected"),
    [
        ("Luật 79/2015/QH13", "Luật Thú y", ("79/2015/QH13", "Luật Thú y")),
        ("nghị định 146", "Nghị định 146/2025/NĐ-CP", ("146/2025/NĐ-CP", "Nghị định 146/2025/NĐ-CP")),
        ("", "Điều lệ", ("Điều lệ", None)),
        ("", " ", None),
    ],
)  # fmt: skip
def test_entries(number, title, expected):
    """Number and title apart; the number is looked for in both."""
    law = law_entry(number, title)

    assert (law and (law.number, law.title)) == expected
