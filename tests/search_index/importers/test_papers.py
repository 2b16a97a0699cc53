"""The flattened table of papers, cut into cases and rows again."""

import pytest

from search_index.importers.papers import form_in, paper_name, read_papers

HEAD = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"


def cases(text: str) -> list[tuple]:
    return [
        (case.label, [(p.name, p.originals, p.copies) for p in case.papers])
        for case in read_papers(text).cases
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            f"{HEAD}Tờ khai1 bản chính,0 bản saoẢnh2 bản chính",
            [("", [("Tờ khai", 1, None), ("Ảnh", 2, None)])],
            id="rows",
        ),
        pytest.param(
            f"Cấp mới{HEAD}Đơn1 bản chínhCấp lại{HEAD}Giấy cũ0 bản chính,2 bản sao",
            [("Cấp mới", [("Đơn", 1, None)]), ("Cấp lại", [("Giấy cũ", None, 2)])],
            id="cases",
        ),
        pytest.param(
            f"{HEAD}Hồ sơ gồm 01 bản chính và ảnh; nộp kèm đơn1 bản chính",
            [("", [("Hồ sơ gồm 01 bản chính và ảnh; nộp kèm đơn", 1, None)])],
            id="a-count-in-a-sentence",
        ),
        pytest.param(
            f"{HEAD}Giấy cấp ngày 01/01/20261 bản chính",
            [("", [("Giấy cấp ngày 01/01/2026", 1, None)])],
            id="a-year-runs-into-the-count",
        ),
        pytest.param(
            f"{HEAD}- Đơn đề nghị;Mau don.docx1 bản chính",
            [("", [("Đơn đề nghị", 1, None)])],
            id="the-name-of-a-file",
        ),
        pytest.param("Nộp tờ khai và ảnh.", [], id="no-table"),
        pytest.param(f"{HEAD}", [], id="an-empty-table"),
    ],
)
def test_cases_and_rows(text, expected):
    """Counts tell rows apart; what follows the last is the next case's label."""
    assert cases(text) == expected


def test_headings_among_the_papers():
    """A line without copies that ends with a colon is a heading; it is told of."""
    papers = read_papers(f"{HEAD}Giấy tờ phải nộp:0 bản chínhĐơn1 bản chính")

    assert [p.name for p in papers.cases[0].papers] == ["Đơn"]
    assert papers.mixed_with_notes


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Đơn theo Mẫu số 18 ban hành", "Mẫu số 18"),
        ("tờ khai mẫu NA5", "mẫu NA5"),
        ("Mẫu số 01/LPTB.", "Mẫu số 01/LPTB"),
        ("Bản sao theo mẫu", None),
        ("", None),
    ],
)
def test_forms(text, form):
    """A form is named by its number."""
    found = form_in(text)

    assert (found or "").endswith(form or "")
    assert (found is None) is (form is None)


def test_names():
    """Bullets and doubled blanks are no part of a name."""
    assert paper_name(" - , Đơn  đề nghị;\n") == "Đơn đề nghị"
