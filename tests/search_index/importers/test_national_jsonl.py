"""The national catalogue as crawled: a record a line, or an error with row and field."""

import gzip
import json

import pytest

from search_index.importers.base import MAX_TEXT, ImportFailed
from search_index.importers.national_jsonl import read_national_jsonl
from tests.search_index.importers.shorthand import fees, flags, papers, times

ONE = {
    "ma_thu_tuc": "1.900001",
    "ten_thu_tuc": "Cấp giấy phép",
    "cap_thuc_hien": "Cấp Tỉnh, Cấp Xã",
    "linh_vuc": "Thú y",
    "detail_url": "https://dichvucong.gov.vn/x",
    "so_quyet_dinh": "QĐ 12/QĐ-BTP",
    "doi_tuong_thuc_hien": "Công dân Việt Nam, Cán bộ, công chức, viên chức, Tổ chức (cơ quan, đơn vị)",
    "trinh_tu_thuc_hien": "Bước 1: Nộp.\nBước 2: Nhận.",
    "cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp8 Ngày làm việc8,000 VNĐ",
    "thanh_phan_ho_so": "Tên giấy tờMẫu đơn, tờ khaiSố lượngĐơn1 bản chính,0 bản sao",
    "can_cu_phap_ly": "Tên văn bản pháp lýMã văn bảnLuật Thú y79/2015/QH13",
    "co_quan_thuc_hien": "Sở Nông nghiệp",
    "yeu_cau_dieu_kien": "Không",
    "ket_qua_xu_ly": "Giấy phépMã: KQ.G10.000209Từ khóa: thú y",
    "raw_text": "…",
}  # fmt: skip


def line(**changes) -> str:
    return json.dumps({**ONE, **changes}, ensure_ascii=False)


@pytest.fixture
def read(as_json, words):
    def one(content):
        return list(read_national_jsonl(as_json(content, "national.jsonl"), words))

    return one


def test_a_whole_record(read):
    """Every key of the page has its place."""
    (record,) = read(line())

    assert (record.id, record.code, record.name) == (
        "tthc-1-900001",
        "1.900001",
        "Cấp giấy phép",
    )
    assert [level.value for level in record.levels] == ["province", "commune"]
    assert record.asked_by == (
        "Công dân Việt Nam",
        "Cán bộ, công chức, viên chức",
        "Tổ chức (cơ quan, đơn vị)",
    )
    assert times(record) == [(8.0, "working_day", "all")]
    assert (fees(record), papers(record)) == ([8000], ["Đơn"])
    assert record.steps == ("Bước 1: Nộp.", "Bước 2: Nhận.")
    assert record.outcome == ("Giấy phép",)
    assert record.conditions == ()
    assert record.decision.number == "12/QĐ-BTP"
    assert [law.number for law in record.legal_basis] == ["79/2015/QH13"]
    assert flags(record) == ["outcome_with_page_noise"]


@pytest.mark.parametrize(
    ("changes", "doubts"),
    [
        pytest.param({"ten_thu_tuc": "Cấp  phép"}, ["name_repaired"], id="double-blank"),
        pytest.param({"ten_thu_tuc": "Cấp phe\u0301p"}, ["name_repaired"], id="not-nfc"),
        pytest.param({"ten_thu_tuc": "Cấp phép cấp huyện"}, ["district_in_name"], id="district"),
        pytest.param({"co_quan_thuc_hien": "UBND huyện"}, ["district_in_body"], id="district-body"),
        pytest.param({"co_quan_thuc_hien": "Không có thông tin"}, ["agency_missing"], id="agency"),
        pytest.param({"thanh_phan_ho_so": ""}, ["papers_missing"], id="no-papers"),
        pytest.param({"thanh_phan_ho_so": "). Nộp đơn"}, ["papers_cut"], id="papers-cut"),
    ],
)  # fmt: skip
def test_doubts(read, changes, doubts):
    """What the crawl or the source spoilt is flagged."""
    (record,) = read(line(**{"ket_qua_xu_ly": "Giấy phép", **changes}))

    assert flags(record) == doubts


def test_markup_goes(read):
    """HTML in a field is no part of the text."""
    assert read(line(ten_thu_tuc="<p>Cấp <b>giấy</b></p>"))[0].name == "Cấp giấy"


def test_gzipped_and_blank_lines(as_json, words):
    """Packed or not, blank lines or not: the rows count as they stand."""
    text = f"\n{line()}\n\n{line(ma_thu_tuc='1.900002')}\n"
    file = as_json(gzip.compress(text.encode()), "x.gz")

    assert [r.code for r in read_national_jsonl(file, words)] == [
        "1.900001",
        "1.900002",
    ]


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        pytest.param(line(ma_thu_tuc="1.1"), "ma_thu_tuc", id="bad-code"),
        pytest.param(line(ten_thu_tuc="  "), "ten_thu_tuc", id="no-name"),
        pytest.param(line(ten_thu_tuc="<br>"), "1.900001", id="only-markup-for-a-name"),
        pytest.param(line(linh_vuc=5), "linh_vuc", id="a-number"),
        pytest.param(line(ket_qua_xu_ly="x" * (MAX_TEXT + 1)), "ket_qua_xu_ly", id="too-long"),
        pytest.param('{"ma_thu_tuc": "1.900001"}', "", id="keys-missing"),
        pytest.param("[]", "", id="an-array"),
        pytest.param("{", "", id="broken"),
        pytest.param(line(raw_text="x" * 4_000_001), "", id="too-large"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_named(read, bad, field):
    """The error names the row and, where there is one, the field."""
    with pytest.raises(ImportFailed) as caught:
        read(f"{line(ma_thu_tuc='1.900009')}\n{bad}")

    assert (caught.value.row, caught.value.field) == (2, field)


def test_twice(read):
    """A code that stands there twice: which record holds?"""
    with pytest.raises(ImportFailed, match="already stands in row 1"):
        read(f"{line()}\n{line()}")


@pytest.mark.parametrize("content", ["", "\n\n", "<html>"])
def test_a_file_that_is_none(read, content):
    """Empty, or not JSON."""
    with pytest.raises(ImportFailed):
        read(content)


def test_a_file_cut_off(cut_gzip, words):
    """A download that broke off; the error names where."""
    with pytest.raises(ImportFailed, match="cannot be read") as caught:
        list(read_national_jsonl(cut_gzip(line() + "\n"), words))

    assert caught.value.row is not None


def test_a_bomb(as_json, words):
    """A line of gigabytes out of kilobytes is stopped at a record's size."""
    file = as_json(gzip.compress(b'"' + b"x" * 50_000_000), "bomb.gz")

    with pytest.raises(ImportFailed, match="larger than"):
        list(read_national_jsonl(file, words))
