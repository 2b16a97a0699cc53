"""Decisions and lists of Centres as workbooks: read by their heads, or refused."""

import datetime
import zipfile

import openpyxl
import pytest

from search_index.importers.base import ImportFailed
from search_index.importers.centre_names import CentreNames
from search_index.importers.decision_template import write_template
from search_index.importers.decision_xlsx import read_decision_xlsx
from search_index.procedure import AuthorityLevel
from search_index.reference import load_communes
from tests.search_index.importers.shorthand import fees, flags, times

NUMBER = "12/QĐ-VP.UBND"
HEAD = ["TT", "Mã số TTHC", "Tên thủ tục hành chính", "Thời hạn giải quyết"]
LEVEL = ["THỦ TỤC HÀNH CHÍNH CẤP TỈNH"]
BLOCK = [["Số quyết định", NUMBER], ["Ngày quyết định", "10/07/2026"]]
GOOD = ["1", "1.900001", "Cấp giấy phép", "8 ngày làm việc"]
LINKS = {(NUMBER, "province", "2"): "1.900002", (NUMBER, "province", "3.2"): "rieng"}


@pytest.fixture(scope="session")
def centres(catalogue):
    return CentreNames(load_communes(catalogue / "communes.yml"))


@pytest.fixture
def book(tmp_path):
    """Write sheets of rows as a workbook."""

    def write(*sheets, titles=(), name="decision.xlsx"):
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for place, rows in enumerate(sheets):
            title = titles[place] if place < len(titles) else f"Trang {place}"
            sheet = workbook.create_sheet(title)
            for row in rows:
                sheet.append(row)
        file = tmp_path / name
        workbook.save(file)
        return file

    return write


@pytest.fixture
def read(book, words, centres):
    """Read sheets of rows; the block and the heading of a level are put before."""

    def one(*rows, head=HEAD, before=(*BLOCK, [], LEVEL), **kwargs):
        head_rows = head if isinstance(head[0], list) else [head]
        file = book([*before, *head_rows, *rows], **kwargs)
        return list(read_decision_xlsx(file, LINKS, words, centres))

    return one


def with_columns(**values):
    """A head and a row with columns beside the usual ones."""
    return [*HEAD, *values], [*GOOD, *values.values()]


def test_a_decision(read):
    """Number, day, limits with their areas; the level from the heading."""
    (record,) = read(
        [
            1,
            "1.900001",
            "Cấp giấy phép.",
            "8 ngày làm việc (vùng núi: 18 ngày làm việc)",
        ]
    )

    assert (record.id, record.code) == ("tthc-1-900001", "1.900001")
    assert record.name == "Cấp giấy phép"
    assert record.decision.number == NUMBER
    assert record.decision.date == record.valid_from == datetime.date(2026, 7, 10)
    assert times(record) == [
        (8.0, "working_day", "plain"),
        (18.0, "working_day", "mountain"),
    ]
    assert {time.basis.value for time in record.cases[0].processing_times} == {
        "committed"
    }
    assert (record.levels, record.origin.value) == (
        (AuthorityLevel.PROVINCE,),
        "province",
    )


@pytest.mark.parametrize(
    "before",
    [
        pytest.param([[f"Số quyết định: {NUMBER}"], LEVEL], id="one-cell"),
        pytest.param(
            [[f"Kèm theo Quyết định số: {NUMBER}"], [f"Quyết định số: {NUMBER} ngày 1/7/2026"], LEVEL],
            id="written-out",
        ),
        pytest.param([["Số quyết định", None, "12/QĐ- VP. UBND"], LEVEL], id="blanks-of-a-scan"),
    ],
)  # fmt: skip
def test_where_the_number_stands(read, before):
    """The block above the table is written in many ways."""
    assert read(GOOD, before=before)[0].decision.number == NUMBER


def test_all_columns(read):
    """Every column of the template has its field."""
    head, row = with_columns(
        **{
            "Loại": "sửa đổi, bổ sung",
            "Cấp thực hiện": "Cấp Tỉnh, Cấp Xã",
            "Lĩnh vực": "Thú y",
            "Cơ quan giải quyết": "Sở Nông nghiệp",
            "Thời hạn theo quy định": "10 ngày",
            "Địa điểm": "Trung tâm tỉnh;\nTrung tâm xã",
            "Trung tâm tiếp nhận": "tỉnh; Phường Hà Tu; 06658",
            "Phí, lệ phí": "8.000 đồng/bản",
            "Căn cứ pháp lý": "Quyết định số 60/2026/QĐ-UBND",
            "Tiếp nhận hồ sơ": "x",
            "Toàn trình": None,
            "Một phần": "X",
            "Không phụ thuộc địa giới": "×",
            "Ngày hiệu lực": datetime.date(2026, 8, 1),
        }
    )
    (record,) = read(row, head=head)
    fee = record.cases[0].fees[0]

    assert [level.value for level in record.levels] == ["province", "commune"]
    assert (record.sector, record.agency) == ("Thú y", "Sở Nông nghiệp")
    assert [(t.amount, t.basis.value) for t in record.cases[0].processing_times] == [
        (8.0, "committed"),
        (10.0, "statutory"),
    ]
    assert record.receiving_places == ("Trung tâm tỉnh", "Trung tâm xã")
    assert record.centres == ("province", "06652", "06658")
    assert (fee.amount, fee.condition) == (8000, "bản")
    assert [law.number for law in record.legal_basis] == ["60/2026/QĐ-UBND"]
    assert [(m.method.value, m.online_level) for m in record.submission_methods] == [
        ("in_person", None),
        ("online", "partial"),
        ("post", None),
    ]
    assert record.reach.value == "province"
    assert record.valid_from == datetime.date(2026, 8, 1)


def test_an_abolished_row(read):
    """It ends on its day, and names what stands in its place."""
    head, row = with_columns(**{"Loại": "bãi bỏ", "Thay thế bởi": "1.900009; lam-lai"})
    (record,) = read(row, head=head)

    assert record.abolished_on == datetime.date(2026, 7, 10)
    assert record.valid_from is None
    assert record.replaced_by == ("tthc-1-900009", "lam-lai")


def test_abolished_from_which_day(read):
    """Without any day it would stay in force: refused."""
    head, row = with_columns(Loại="bãi bỏ")

    with pytest.raises(ImportFailed, match="from which day"):
        read(row, head=head, before=[["Số quyết định", NUMBER], LEVEL])


def test_headings_and_column_numbers(read):
    """Headings switch level, sector and list; "(1) (2) (3)" is no row."""
    records = read(
        ["(1)", "(2)", "(3)", "(4)"],
        ["I", "LĨNH VỰC ĐẤT ĐAI (2 TTHC)"],
        GOOD,
        ["THỦ TỤC HÀNH CHÍNH THUỘC THẨM QUYỀN GIẢI QUYẾT CẤP XÃ"],
        ["2", None, "Xác nhận", "trong ngày làm việc"],
        ["DANH MỤC THỦ TỤC HÀNH CHÍNH BỊ BÃI BỎ"],
        ["3", "1.900003", "Cấp đổi", None],
    )

    assert [
        (r.sector, r.levels[0].value, r.abolished_on is not None) for r in records
    ] == [
        ("Đất đai", "province", False),
        ("Đất đai", "commune", False),
        ("Đất đai", "commune", True),
    ]


def test_a_list_of_abolished_has_its_own_head(read):
    """The second table has other columns, and no limits."""
    records = read(
        GOOD,
        ["DANH MỤC THỦ TỤC HÀNH CHÍNH BỊ BÃI BỎ"],
        ["STT", "Tên thủ tục hành chính", "Mã TTHC", "Căn cứ pháp lý"],
        ["1.1", "Cấp đổi", "1.900003", "Nghị định 1/2026/NĐ-CP"],
    )

    assert [(r.code, r.abolished_on is None) for r in records] == [
        ("1.900001", True),
        ("1.900003", False),
    ]


def test_a_head_of_two_rows(read):
    """Merged cells leave the second row of the head to name its parts."""
    head = [
        [*HEAD, "Hình thức BCCI", None, "Mức độ DVC trực tuyến", None],
        [None] * 4 + ["Tiếp nhận hồ sơ", "Trả kết quả", "Toàn trình", "Một phần"],
    ]
    (record,) = read([*GOOD, "x", "x", None, "x"], head=head)

    assert [m.method.value for m in record.submission_methods] == [
        "in_person",
        "online",
        "post",
    ]


def test_data_with_the_words_of_a_head(read):
    """A procedure about "mã số", received "tại nơi tiếp nhận hồ sơ", is no head."""
    records = read(
        GOOD,
        ["2", None, "Cấp mã số vùng trồng, đổi tên thủ tục", "thời hạn: 5 ngày", "Nơi tiếp nhận"],
        head=[*HEAD, "Địa điểm"],
    )  # fmt: skip

    assert [r.name for r in records] == [
        "Cấp giấy phép",
        "Cấp mã số vùng trồng, đổi tên thủ tục",
    ]


def test_sub_rows(read):
    """A sub-row is a case, unless it is linked or coded as a procedure of its own."""
    records = read(
        ["2", None, "Cấp lại", None],
        [2.1, None, "do mất", "5 ngày làm việc"],
        [2.2, "1.900022", "do hỏng", "3 ngày làm việc"],
        ["3", "1.900003", "Cấp đổi", None],
        ["3.1", "1.900003", "đổi tên", "4 ngày làm việc"],
        ["3.2", None, "đổi địa chỉ", "2 ngày làm việc"],
    )

    assert [(r.id, [case.label for case in r.cases]) for r in records] == [
        ("tthc-1-900002", ["do mất"]),
        ("tthc-1-900022", ["Trường hợp chung"]),
        ("tthc-1-900003", ["đổi tên"]),
        ("rieng", ["Trường hợp chung"]),
    ]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        pytest.param(1.0134, "1.013400", id="a-number-lost-its-noughts"),
        pytest.param(1004194, "1.004194", id="a-number-without-its-point"),
        pytest.param("1,004194", "1.004194", id="comma"),
        pytest.param("1.004194.000.00.00.H49", "1.004194", id="old-local-code"),
        pytest.param(" 1.004194 ", "1.004194", id="blanks"),
        pytest.param("C08_XPHCDB", "C08_XPHCDB", id="traffic-fine"),
    ],
)
def test_codes_as_spreadsheets_write_them(read, written, code):
    """A spreadsheet turns 1.013400 into a number; the code comes back whole."""
    assert read(["1", written, "Cấp", "1 ngày"])[0].code == code


@pytest.mark.parametrize(
    ("text", "expected", "words_told"),
    [
        pytest.param("Miễn phí", ["free"], None, id="free"),
        pytest.param("Không quy định", [], None, id="no-rule"),
        pytest.param("Theo Nghị quyết của HĐND tỉnh", ["HĐND tỉnh"], None, id="council"),
        pytest.param(
            "150.000 đồng theo Nghị quyết của HĐND tỉnh", [150000], None, id="amount-and-basis"
        ),
        pytest.param(
            "Phí 100.000 đồng, lệ phí 20.000 đồng", [], "Phí 100.000 đồng, lệ phí 20.000 đồng",
            id="two-amounts",
        ),
        pytest.param(
            "Theo Luật phí và lệ phí", [], "Theo Luật phí và lệ phí", id="only-words"
        ),
    ],
)  # fmt: skip
def test_fees(read, text, expected, words_told):
    """What is clear is typed; the rest stays in the decision's words."""
    (record,) = read([*GOOD, text], head=[*HEAD, "Phí, lệ phí"])

    assert (fees(record), record.text("fees")) == (expected, words_told)


def test_a_bare_zero_is_not_free(read):
    """ "0 đồng" is what an empty cell looks like."""
    (record,) = read([*GOOD, "0 đồng"], head=[*HEAD, "Phí, lệ phí"])

    assert (fees(record), flags(record)) == ([], ["fee_bare_zero"])


def test_a_list_of_centres(read):
    """Codes or names with their Centres: records that say only where."""
    records = read(
        ["1.900001", "Phường Hà Tu; Phường Cao Xanh"],
        ["1.900002", "tỉnh"],
        ["1.900003", "tất cả các xã, phường, đặc khu"],
        head=["Mã TTHC", "Trung tâm tiếp nhận"],
        before=[],
    )

    assert [
        (r.code, r.centres, [level.value for level in r.levels]) for r in records
    ] == [
        ("1.900001", ("06652", "06658"), ["commune"]),
        ("1.900002", ("province",), ["province"]),
        ("1.900003", (), ["commune"]),
    ]
    assert [r.cases for r in records] == [(), (), ()]


def test_a_list_of_centres_by_name(read):
    """Without codes the name at its level is the key, as in a decision."""
    (record,) = read(
        ["Cấp giấy phép", "Trung tâm Phục vụ hành chính công tỉnh"],
        head=["Tên thủ tục", "Nơi tiếp nhận"],
        before=[],
    )
    (decided,) = read([1, None, "Cấp giấy phép", "1 ngày"])

    assert record.id == decided.id


def test_sheets(read, book, words, centres):
    """Each visible sheet with a table counts; its title may name the level."""
    file = book(
        [*BLOCK, HEAD, GOOD],
        [HEAD, ["1", "1.900002", "Xác nhận", "1 ngày"]],
        [["ghi chú"]],
        titles=["Cấp tỉnh", "Cấp xã", "Ghi chú"],
    )
    records = list(read_decision_xlsx(file, {}, words, centres))

    assert [(r.code, r.levels[0].value) for r in records] == [
        ("1.900001", "province"),
        ("1.900002", "commune"),
    ]


def test_hidden_sheets_are_not_read(book, words, centres):
    """What a clerk does not see is not imported."""
    file = book([*BLOCK, LEVEL, HEAD, GOOD], [HEAD, ["1", None, "Ẩn", "1 ngày"]])
    workbook = openpyxl.load_workbook(file)
    workbook.worksheets[1].sheet_state = "hidden"
    workbook.save(file)

    assert len(list(read_decision_xlsx(file, {}, words, centres))) == 1


def test_the_template_filled_in(tmp_path, words, centres):
    """What a clerk writes into the template comes back; the example does not."""
    file = tmp_path / "template.xlsx"
    write_template(file, words)
    workbook = openpyxl.load_workbook(file)
    sheet = workbook.worksheets[0]
    columns = list(words.template.columns)
    first = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "STT") + 1
    for row, (name, entry) in enumerate(words.template.block.items(), 1):
        sheet.cell(row, 3, entry.example if name != "valid_from" else None)
    filled = {
        "number": "1",
        "code": "1.013400",
        "name": "Cấp giấy phép",
        "kind": words.template.kinds[0],
        "level": "Cấp Xã",
        "limit": "8 ngày làm việc",
        "partial": "x",
    }
    for name, value in filled.items():
        sheet.cell(first, columns.index(name) + 1, value)
    workbook.save(file)
    (record,) = read_decision_xlsx(file, {}, words, centres)

    assert (record.code, record.levels[0].value) == ("1.013400", "commune")
    assert record.decision.number == words.template.block["decision"].example
    assert record.valid_from == datetime.date(2026, 7, 10)
    assert record.sector == words.template.block["sector"].example
    assert times(record) == [(8.0, "working_day", "all")]


def test_the_templates_example_can_be_read(tmp_path, words, centres):
    """The example row is itself right: copied into the first sheet it is read."""
    file = tmp_path / "template.xlsx"
    write_template(file, words)
    workbook = openpyxl.load_workbook(file)
    sheet, example = workbook.worksheets
    row = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "STT")
    for place in range(1, len(words.template.columns) + 1):
        sheet.cell(row + 1, place, example.cell(row + 1, place).value)
        for above in range(1, row):
            sheet.cell(above, place, example.cell(above, place).value)
    workbook.save(file)
    (record,) = read_decision_xlsx(file, {}, words, centres)

    assert record.centres == ("province", "06652")
    assert [t.area.value for t in record.cases[0].processing_times][:2] == [
        "plain",
        "mountain",
    ]


def test_an_unfilled_template(tmp_path, words, centres):
    """Nothing filled in is nothing to import."""
    file = tmp_path / "template.xlsx"
    write_template(file, words)

    with pytest.raises(ImportFailed, match="no table"):
        list(read_decision_xlsx(file, {}, words, centres))


def row(**changes):
    """A row that is right but for *changes*, by the head's words."""
    return with_columns(**changes)


@pytest.mark.parametrize(
    ("head", "bad", "field"),
    [
        pytest.param(HEAD, ["2", "1.900002", " ", "1 ngày"], "name", id="no-name"),
        pytest.param(HEAD, ["2", "12", "Cấp", "1 ngày"], "code", id="bad-code"),
        pytest.param(HEAD, ["2", None, "Cấp", 15], "limit", id="limit-without-unit"),
        pytest.param(HEAD, ["hai", None, "Cấp", "1 ngày"], "number", id="bad-number"),
        pytest.param(HEAD, [None, None, "Người lập biểu"], "name", id="a-signature"),
        pytest.param(*row(Loại="khác"), "kind", id="unknown-kind"),
        pytest.param(*row(**{"Cấp thực hiện": "Cấp Huyện"}), "level", id="districts"),
        pytest.param(*row(**{"Trung tâm tiếp nhận": "Phường Trên Mây"}), "centres", id="no-centre"),
        pytest.param(*row(**{"Toàn trình": "có lẽ"}), "full", id="half-a-mark"),
        pytest.param(*row(**{"Ngày hiệu lực": "30/2/2026"}), "valid_from", id="no-such-day"),
        pytest.param(*row(**{"Ngày hiệu lực": "10/7/26"}), "valid_from", id="two-digit-year"),
        pytest.param(*row(**{"Ngày hiệu lực": 46213}), "valid_from", id="a-days-number"),
        pytest.param(
            *row(**{"Ngày hiệu lực": datetime.date(1926, 7, 10)}), "valid_from", id="last-century"
        ),
        pytest.param(
            *row(**{"Ngày hiệu lực": datetime.date(2126, 7, 10)}), "valid_from", id="next-century"
        ),
        pytest.param(*row(**{"Thay thế bởi": "Cái Mới"}), "replaced_by", id="replaced-by-what"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named(read, head, bad, field):
    """The error names the file, the sheet's row and the column."""
    with pytest.raises(ImportFailed) as caught:
        read(bad, head=head)

    assert (caught.value.file.name, caught.value.row, caught.value.field) == (
        "decision.xlsx",
        6,
        field,
    )


def test_no_level(read):
    """Nothing says whose procedure it is: refused, not guessed."""
    with pytest.raises(ImportFailed) as caught:
        read(GOOD, before=BLOCK)

    assert caught.value.field == "level"


@pytest.mark.parametrize(
    ("rows", "words_told"),
    [
        pytest.param(
            [GOOD, ["2", "1.900001", "Khác", "1 ngày"]], "1.900001", id="code"
        ),
        pytest.param([GOOD, ["1", None, "Khác", "1 ngày"]], "1 already", id="number"),
        pytest.param(
            [["4", None, "Cấp", "1 ngày"], ["5", None, "CẤP ", "2 ngày"]],
            "cap-",
            id="name",
        ),
    ],
)
def test_twice(read, rows, words_told):
    """A procedure that stands there twice: which one holds?"""
    with pytest.raises(ImportFailed, match=words_told):
        read(*rows)


@pytest.mark.parametrize(
    ("before", "field"),
    [
        pytest.param([LEVEL], "decision", id="no-number"),
        pytest.param([["Số quyết định", "10/7/2026"], LEVEL], "decision", id="a-day-for-number"),
        pytest.param([*BLOCK, ["Ngày hiệu lực", "1/7/2026"], LEVEL], "valid_from", id="too-early"),
        pytest.param([["Ngày quyết định", "hôm qua"], LEVEL], "date", id="no-day"),
    ],
)  # fmt: skip
def test_a_wrong_block(read, before, field):
    """A decision without a number, or in force before it was made."""
    with pytest.raises(ImportFailed) as caught:
        read(GOOD, before=before)

    assert caught.value.field == field


def test_formulas_are_refused(read):
    """A formula's value is not ours to compute."""
    with pytest.raises(ImportFailed, match="is a formula") as caught:
        read(["1", None, '=HYPERLINK("http://x")', "1 ngày"])

    assert (caught.value.row, caught.value.field) == (6, "C6")


def test_markup_goes(read):
    """HTML in a cell is taken out."""
    assert read(["1", None, "<b>Cấp</b>", "1 ngày"])[0].name == "Cấp"


def repacked(file, change, packing=zipfile.ZIP_DEFLATED):
    """Write the workbook anew with *change* applied to each (name, content)."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w", packing) as archive:
        for name, content in change(parts).items():
            archive.writestr(name, content)
    return file


def long_cell(parts):
    name = "xl/worksheets/sheet1.xml"
    return {**parts, name: parts[name].replace(b"LONG", b"x" * 40_000_000)}


def document_type(parts):
    name = "xl/worksheets/sheet1.xml"
    kind = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    return {**parts, name: kind + parts[name]}


@pytest.mark.parametrize(
    ("change", "packing", "reason"),
    [
        pytest.param(
            lambda parts: {**parts, "xl/vbaProject.bin": b"x"},
            zipfile.ZIP_DEFLATED,
            "macros",
            id="macros",
        ),
        pytest.param(
            lambda parts: {**parts, "xl/macrosheets/sheet1.xml": b"x"},
            zipfile.ZIP_DEFLATED,
            "macros",
            id="macro-sheet",
        ),
        pytest.param(
            lambda parts: {**parts, "xl/media/a.png": b"\0" * 30_000_000},
            zipfile.ZIP_DEFLATED,
            "unpacks to",
            id="zip-bomb",
        ),
        pytest.param(
            document_type, zipfile.ZIP_DEFLATED, "document type", id="entities"
        ),
        pytest.param(long_cell, zipfile.ZIP_STORED, "longer than", id="40-mb-cell"),
        pytest.param(
            lambda parts: {n: c for n, c in parts.items() if "sheet1" not in n},
            zipfile.ZIP_DEFLATED,
            "no table",
            id="a-part-is-missing",
        ),
        pytest.param(
            lambda parts: {n: c[: len(c) // 2] for n, c in parts.items()},
            zipfile.ZIP_DEFLATED,
            "no Excel workbook",
            id="parts-cut-off",
        ),
    ],
)
def test_dangerous_workbooks(book, words, centres, change, packing, reason):
    """Refused before anything of it is used."""
    file = book([*BLOCK, LEVEL, HEAD, ["1", None, "LONG", "1 ngày"]])
    repacked(file, change, packing)

    with pytest.raises(ImportFailed, match=reason):
        list(read_decision_xlsx(file, {}, words, centres))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"STT;T\xc3\xaan\n1;x\n", id="csv"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, id="old-excel"),
    ],
)
def test_no_workbook(tmp_path, words, centres, content):
    """Another kind of file under this name."""
    file = tmp_path / "decision.xlsx"
    file.write_bytes(content)

    with pytest.raises(ImportFailed, match="no Word or Excel file"):
        list(read_decision_xlsx(file, {}, words, centres))


def test_a_workbook_cut_off(book, words, centres):
    """A download that broke off."""
    file = book([*BLOCK, LEVEL, HEAD, GOOD])
    file.write_bytes(file.read_bytes()[:2000])

    with pytest.raises(ImportFailed):
        list(read_decision_xlsx(file, {}, words, centres))


def test_no_table(book, words, centres):
    """A workbook about something else."""
    file = book([["Ngày", "Doanh thu"], ["1/1/2026", 5]])

    with pytest.raises(ImportFailed, match="no table"):
        list(read_decision_xlsx(file, {}, words, centres))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Hà Tu", ("06652",), id="bare-name"),
        pytest.param("phuong ha tu", ("06652",), id="without-marks"),
        pytest.param("TTHCC phường Hà Tu", ("06652",), id="abbreviated"),
        pytest.param("Trung tâm Phục vụ hành chính công tỉnh Quảng Ninh", ("province",), id="full"),
        pytest.param("tất cả các xã; Phường Hà Tu", (), id="all-and-one"),
        pytest.param("tất cả", (), id="all"),
        pytest.param("", (), id="nothing"),
    ],
)  # fmt: skip
def test_names_of_centres(centres, text, expected):
    """Centres go by name or code, as people write them."""
    assert centres.read(text)[0] == expected
