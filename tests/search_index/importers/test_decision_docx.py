"""The province's publishing decision as a Word file: small ones, and the real one."""

import datetime
import zipfile

import docx
import pytest

from search_index.importers.base import MAX_TEXT, ImportFailed
from search_index.importers.decision_docx import read_decision_docx
from search_index.importers.reading import load_links
from search_index.procedure import Area
from tests.search_index.importers.shorthand import fees, flags, times

NUMBER = "12/QĐ-VP.UBND"
TITLE = f"Số: {NUMBER}\nQuảng Ninh, ngày 10 tháng 7 năm 2026"
HEAD = ["TT", "Mã số TTHC", "Tên TTHC", "Thời hạn giải quyết"]
WIDE = [*HEAD, "Địa điểm", "Phí, lệ phí", "Căn cứ pháp lý", "Tiếp nhận hồ sơ", "Toàn trình",
        "Một phần", "Không phụ thuộc địa giới"]  # fmt: skip
PROVINCE = "THỦ TỤC HÀNH CHÍNH CẤP TỈNH"
COMMUNE = "THỦ TỤC HÀNH CHÍNH CẤP XÃ"


@pytest.fixture
def document(tmp_path):
    """Write paragraphs (text) and tables (lists of rows) in order."""

    def write(*blocks):
        whole = docx.Document()
        for block in blocks:
            if isinstance(block, str):
                whole.add_paragraph(block)
                continue
            table = whole.add_table(rows=0, cols=max(map(len, block)))
            for values in block:
                cells = table.add_row().cells
                if len(values) == 1:
                    cells[0].merge(cells[-1]).text = values[0]
                    continue
                for cell, value in zip(cells, values, strict=False):
                    cell.text = value
        file = tmp_path / "decision.docx"
        whole.save(file)
        return file

    return write


@pytest.fixture
def read(document, words):
    def one(*blocks, links=None):
        return list(read_decision_docx(document(*blocks), links or {}, words))

    return one


def test_a_decision(read):
    """Number and day from the text, rows by the words of the head."""
    row = ["1", "1.900001", "Cấp giấy phép.", "8 ngày làm việc (vùng núi: 18 ngày làm việc)",
           "- Trung tâm tỉnh;\n- Trung tâm xã", "Theo Nghị quyết của Hội đồng nhân dân tỉnh",
           "Quyết định số 60/2026/QĐ- UBND; Nghị định 49/2026/NĐ-CP", "x", "", "x", "x"]  # fmt: skip
    (record,) = read(
        TITLE, "công bố thủ tục lĩnh vực đất đai thuộc phạm vi", [WIDE, row]
    )

    assert (record.code, record.name) == ("1.900001", "Cấp giấy phép")
    assert record.decision.number == NUMBER
    assert record.decision.date == record.valid_from == datetime.date(2026, 7, 10)
    assert record.sector == "Đất đai"
    assert times(record) == [
        (8.0, "working_day", "plain"),
        (18.0, "working_day", "mountain"),
    ]
    assert fees(record) == ["Hội đồng nhân dân tỉnh"]
    assert record.receiving_places == ("Trung tâm tỉnh", "Trung tâm xã")
    assert [law.number for law in record.legal_basis] == [
        "60/2026/QĐ-UBND",
        "49/2026/NĐ-CP",
    ]
    assert [(m.method.value, m.online_level) for m in record.submission_methods] == [
        ("in_person", None),
        ("online", "partial"),
        ("post", None),
    ]
    assert record.reach.value == "province"


def test_a_row_over_two_pages(read):
    """A row without number goes on with the one before; the head may repeat."""
    (record,) = read(
        TITLE,
        [HEAD, ["1", "", "Cấp giấy", "8 ngày"], HEAD, ["", "", "phép", "làm việc"]],
    )

    assert (record.name, times(record)) == (
        "Cấp giấy phép",
        [(8.0, "working_day", "all")],
    )


def test_levels_and_sub_rows(read):
    """Headings switch the level; sub-rows are cases, or procedures of their own."""
    records = read(
        TITLE,
        [
            HEAD,
            [PROVINCE],
            ["1", "", "Cấp lại", ""],
            ["1.1", "", "do mất", "5 ngày"],
            ["1.2", "", "do hỏng", "3 ngày"],
            [COMMUNE],
            ["1", "", "Xác nhận", "1 ngày"],
        ],
        links={
            (NUMBER, "province", "1"): "1.900001",
            (NUMBER, "province", "1.2"): "rieng",
        },
    )

    assert [(r.id, r.levels[0].value, len(r.cases)) for r in records] == [
        ("tthc-1-900001", "province", 1),
        ("rieng", "province", 1),
        ("xac-nhan-" + records[2].id.rpartition("-")[2], "commune", 1),
    ]


def test_a_legal_text_about_communes_is_no_heading(read):
    """Only a row with nothing else in it switches the level."""
    rows = [
        [*HEAD, "Căn cứ pháp lý"],
        ["1", "", "Cấp", "1 ngày", "Nghị quyết"],
        ["", "", "phép", "", "về thủ tục hành chính cấp xã"],
        ["2", "", "Đổi", "1 ngày", ""],
    ]
    records = read(TITLE, rows)

    assert [r.levels[0].value for r in records] == ["province", "province"]


def test_abolished_procedures(read):
    """A list of abolished procedures ends them on the decision's day."""
    records = read(
        TITLE,
        "DANH MỤC THỦ TỤC HÀNH CHÍNH MỚI BAN HÀNH VÀ BỊ BÃI BỎ",
        "Phần I. DANH MỤC THỦ TỤC HÀNH CHÍNH MỚI BAN HÀNH",
        [HEAD, ["1", "1.900001", "Cấp mới", "5 ngày"]],
        "Phần II. DANH MỤC THỦ TỤC HÀNH CHÍNH BỊ BÃI BỎ",
        [
            ["STT", "Mã TTHC", "Tên TTHC", "Căn cứ pháp lý"],
            ["1", "1.900002", "Cấp cũ", ""],
        ],
    )

    assert [(r.code, r.abolished_on) for r in records] == [
        ("1.900001", None),
        ("1.900002", datetime.date(2026, 7, 10)),
    ]


def test_a_title_that_names_both_kinds_opens_neither(read):
    """Without further headings its rows are new ones."""
    (record,) = read(
        TITLE,
        "DANH MỤC THỦ TỤC HÀNH CHÍNH MỚI BAN HÀNH, SỬA ĐỔI VÀ BỊ BÃI BỎ",
        [HEAD, ["1", "1.900001", "Cấp mới", "5 ngày"]],
    )

    assert record.abolished_on is None


def test_abolished_from_which_day(read):
    """Without any day it would stay in force: refused."""
    with pytest.raises(ImportFailed, match="from which day"):
        read(
            f"Số: {NUMBER}",
            "DANH MỤC THỦ TỤC HÀNH CHÍNH BỊ BÃI BỎ",
            [["TT", "Mã TTHC", "Tên TTHC"], ["1", "1.900002", "Cấp cũ"]],
        )


@pytest.mark.parametrize(
    ("effect", "day"),
    [
        ("Quyết định này có hiệu lực kể từ ngày ký.", datetime.date(2026, 7, 10)),
        ("Quyết định này có hiệu lực từ ngày 01/8/2026.", datetime.date(2026, 8, 1)),
        ("", datetime.date(2026, 7, 10)),
    ],
)
def test_the_day_of_effect(read, effect, day):
    """The day the decision names, else the day it was signed."""
    (record,) = read(TITLE, effect, [HEAD, ["1", "", "Cấp", "1 ngày"]])

    assert record.valid_from == day


def test_what_could_not_be_typed_is_kept(read):
    """Limits in words, of every case."""
    rows = [HEAD, ["1", "", "Cấp", ""], ["1.1", "", "mới", "Theo dự án"], ["1.2", "", "lại", "Theo luật"]]  # fmt: skip
    (record,) = read(TITLE, rows)

    assert record.text("processing_times") == "Theo dự án; Theo luật"
    assert flags(record) == ["time_missing"]


@pytest.mark.parametrize(
    ("blocks", "field"),
    [
        pytest.param(["Danh mục", [HEAD, ["1", "", "Cấp", "1 ngày"]]], "number", id="no-number"),
        pytest.param([TITLE, [HEAD, ["1", "", " ", "1 ngày"]]], "name", id="no-name"),
        pytest.param([TITLE, [["a", "b"], ["1", "2"]]], "", id="another-table"),
        pytest.param([TITLE], "", id="no-table"),
        pytest.param(
            [TITLE, [HEAD, ["1", "1.900001", "A", "1 ngày"], ["2", "1.900001", "B", "1 ngày"]]],
            "code",
            id="a-code-twice",
        ),
        pytest.param(
            [TITLE, [HEAD, ["1", "", "x" * (MAX_TEXT + 1), "1 ngày"]]], "", id="too-long"
        ),
        pytest.param(
            [f"Số: {NUMBER} ngày 31/02/2026", [HEAD, ["1", "", "A", "1 ngày"]]], "date", id="no-day"
        ),
    ],
)  # fmt: skip
def test_a_wrong_document(read, blocks, field):
    """The error names the field; nothing is half-read."""
    with pytest.raises(ImportFailed) as caught:
        read(*blocks)

    assert caught.value.field == field


def repacked(file, change, packing=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w", packing) as archive:
        for name, content in change(parts).items():
            archive.writestr(name, content)


def with_type(parts):
    return {
        **parts,
        "word/document.xml": b"<!DOCTYPE a []>" + parts["word/document.xml"],
    }


def long_cell(parts):
    name = "word/document.xml"
    return {**parts, name: parts[name].replace(b"LONG", b"x" * 40_000_000)}


@pytest.mark.parametrize(
    ("change", "packing"),
    [
        pytest.param(
            lambda p: {**p, "word/vbaProject.bin": b"x"},
            zipfile.ZIP_DEFLATED,
            id="macros",
        ),
        pytest.param(
            lambda p: {**p, "word/media/a.png": b"\0" * 30_000_000},
            zipfile.ZIP_DEFLATED,
            id="zip-bomb",
        ),
        pytest.param(with_type, zipfile.ZIP_DEFLATED, id="entities"),
        pytest.param(long_cell, zipfile.ZIP_STORED, id="40-mb-cell"),
        pytest.param(
            lambda p: {n: c for n, c in p.items() if n != "word/document.xml"},
            zipfile.ZIP_DEFLATED,
            id="a-part-is-missing",
        ),
        pytest.param(
            lambda p: {n: c[: len(c) // 2] for n, c in p.items()},
            zipfile.ZIP_DEFLATED,
            id="parts-cut-off",
        ),
    ],
)
def test_dangerous_documents(document, words, change, packing):
    """Refused before anything of it is used."""
    file = document(TITLE, [HEAD, ["1", "", "LONG", "1 ngày"]])
    repacked(file, change, packing)

    with pytest.raises(ImportFailed):
        list(read_decision_docx(file, {}, words))


@pytest.mark.parametrize(
    "content", [b"", b"text", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512]
)
def test_no_document(tmp_path, words, content):
    """Another kind of file under this name."""
    file = tmp_path / "decision.docx"
    file.write_bytes(content)

    with pytest.raises(ImportFailed, match="no Word or Excel file"):
        list(read_decision_docx(file, {}, words))


@pytest.fixture(scope="module")
def land(shared_data, words, catalogue):
    """The real decision: (level, name begins with …) by key."""
    links = load_links(catalogue / "same_procedures.tsv")
    file = shared_data / "quang-ninh" / "QD-cong-bo-TTHC-dat-dai.docx"
    return {record.id: record for record in read_decision_docx(file, links, words)}


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("key", "case", "plain", "mountain", "tax"),
    [
        pytest.param("tthc-1-013831", 0, 8, 18, True, id="13.1-transfer"),
        pytest.param(
            "cho-thue-lai-dat-khu-cong-nghiep", 0, 4, 14, True, id="13.2-sublet"
        ),
        pytest.param("tthc-1-012784", 0, 12, 22, True, id="10-split"),
        pytest.param("tthc-1-013833", 0, 4, 14, False, id="15.1-rename"),
        pytest.param("tthc-1-013833", 2, 10, 20, False, id="15.3-landslide"),
        pytest.param("tthc-1-013977", 0, 8, 18, True, id="16.1-organisation"),
        pytest.param("tthc-1-013980", 0, 8, 18, True, id="17.1-spouses"),
        pytest.param("tthc-1-013995", 0, 8, 18, True, id="18.1-assets"),
        pytest.param("tthc-1-013992", 0, 7, 17, False, id="20-purpose"),
        pytest.param("tthc-1-012783", 1, 10, 20, True, id="22.2-exchange-measured"),
        pytest.param("tthc-1-012783", 2, 5, 15, False, id="22.3-exchange"),
        pytest.param("tthc-1-012786", 0, 10, 20, True, id="23-lost"),
        pytest.param("tthc-1-012790", 0, 8, 18, False, id="28-correction"),
        pytest.param("tthc-1-012791", 0, 33, 43, False, id="29-withdrawal"),
        pytest.param("tthc-1-013949", 0, 15, 25, True, id="commune-1"),
        pytest.param("tthc-1-013962", 0, 35, 45, True, id="commune-4"),
        pytest.param("tthc-1-013965", 0, 12, 20, False, id="commune-6.1"),
        pytest.param("tthc-1-013965", 1, 7, 15, False, id="commune-6.2"),
        pytest.param("tthc-1-013978", 0, 20, 25, True, id="commune-9.1"),
        pytest.param("tthc-1-013978", 1, 10, None, True, id="commune-9.2"),
        pytest.param("tthc-1-012796", 0, 8, 12, False, id="commune-14"),
        pytest.param("tthc-1-012818", 0, 40, 50, True, id="commune-15"),
    ],
)
def test_the_real_limits(land, key, case, plain, mountain, tax):
    """Limits of the land decision, by area, and the tax office's ten days."""
    limits = land[key].cases[case].processing_times
    by_area = {limit.area: limit.amount for limit in limits}

    assert by_area.get(Area.PLAIN, by_area.get(Area.ALL)) == plain
    assert by_area.get(Area.MOUNTAIN) == mountain
    assert all(("10 ngày" in (limit.condition or "")) is tax for limit in limits)


@pytest.mark.shared_data
def test_the_real_decision(land):
    """51 rows, two of whose sub-rows are procedures of their own."""
    debt = land["tthc-1-013988"]

    assert len(land) == 53
    assert {record.decision.number for record in land.values()} == {
        "294/QĐ-VP.UBND.KSTT"
    }
    assert {record.valid_from for record in land.values()} == {
        datetime.date(2026, 7, 10)
    }
    assert times(debt) == [(1.0, "working_day", "all")]
    assert "sau 15 giờ" in debt.text("processing_times")
