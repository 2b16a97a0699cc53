"""The province's land procedures: papers sorted out, limits compared, keys as decided."""

import copy
import json

import pytest

from search_index.importers.base import ImportFailed
from search_index.importers.decision_docx import read_decision_docx
from search_index.importers.limits import read_limits
from search_index.importers.quang_ninh_json import read_quang_ninh_json
from search_index.importers.reading import load_links
from search_index.procedure import FilledBy, TimeBasis
from tests.search_index.importers.shorthand import flags, papers, times

LIMIT = "8 ngày làm việc (vùng núi, hải đảo, biên giới, khó khăn: 18 ngày làm việc)"
TAX = "Hồ sơ cần xác định nghĩa vụ tài chính: thêm 10 ngày làm việc của cơ quan thuế."
FULL = {
    "stt": "1",
    "ten": "Trình tự, thủ tục cấp sổ cho vườn",
    "thoiHanDanhMuc": LIMIT,
    "thoiHan": ["Không quá 8 ngày làm việc.", "Xã miền núi thì không quá 18 ngày làm việc.", TAX],
    "trinhTu": [
        "Bước 1: Nộp hồ sơ:",
        "Trực tiếp tại Trung tâm.",
        "Bước 2: Nhận kết quả.",
        "(2) Cách thức thực hiện: nộp tại Trung tâm.",
    ],
    "hoSo": [
        "Đơn theo Mẫu số 18 ban hành kèm theo Quy định này;",
        "a) Giấy chứng nhận đã cấp (bản gốc);",
        "Bản sao hợp đồng (nếu có).",
        "Báo cáo rà soát vườn theo Mẫu số 15d;",
        "Trường hợp ủy quyền thì nộp văn bản ủy quyền;",
        "Văn bản ủy quyền không phải thực hiện công chứng.",
        "Số lượng hồ sơ: 01 bộ",
    ],
    "doiTuong": ["Cá nhân."],
    "coQuan": [
        "Cơ quan có thẩm quyền quyết định: Chủ tịch.",
        "Cơ quan trực tiếp thực hiện thủ tục hành chính: Cơ quan chuyên môn.",
    ],
    "ketQua": ["Sổ vườn."],
    "phiLePhi": ["Theo quy định tại Nghị quyết của Hội đồng nhân dân tỉnh."],
    "tenMau": [
        "Theo Phụ lục II ban hành kèm theo quy định:",
        "Đơn đăng ký vườn theo Mẫu số 18;",
        "Phiếu chuyển thông tin theo Mẫu số 19 Tờ khai lệ phí theo Mẫu số 01/LPTB;",
    ],
    "yeuCau": ["Không quy định"],
    "canCu": ["Luật Vườn số 31/2024/Qh15 và Luật số 43/2024/QH15;"],
}  # fmt: skip
LAND = {
    "linhVuc": "Đất đai",
    "noiNop": [
        "Trực tiếp: Trung tâm tỉnh; Trung tâm các xã",
        "Trực tuyến: https://dichvucong.gov.vn/",
        "Qua dịch vụ bưu chính công ích",
    ],
    "capXa": [FULL],
    "capTinh": [{"stt": "1", "ten": "Cấp đổi sổ", "thoiHan": LIMIT}],
}
FORMS = {
    "danhSach": [
        {"so": "18", "ten": "Đơn đăng ký vườn", "aiDien": "dan"},
        {"so": "15d", "ten": "Báo cáo rà soát vườn", "aiDien": "coquan"},
        {"so": "19", "ten": "Phiếu chuyển thông tin", "aiDien": "coquan"},
        {"so": "01/LPTB", "ten": "Tờ khai lệ phí", "aiDien": "dan"},
    ]
}


def commune(**changes) -> dict:
    """LAND whose one commune procedure is FULL but for *changes*."""
    return {**LAND, "capXa": [{**FULL, **changes}]}


@pytest.fixture
def read(as_json, words):
    def one(value, links=None, forms=FORMS):
        as_json(forms, "tthc-mau-don.json")
        file = as_json(value, "tthc-dat-dai.json")
        return list(read_quang_ninh_json(file, links or {}, words))

    return one


@pytest.fixture
def full(read):
    """The one record in full of a file."""

    def one(value):
        return read(value)[-1]

    return one


def test_a_whole_file(read):
    """The province's rows come with names and limits, the commune's in full."""
    listed, record = read(LAND)

    assert (listed.name, listed.levels[0].value) == ("Cấp đổi sổ", "province")
    assert times(listed) == [
        (8.0, "working_day", "plain"),
        (18.0, "working_day", "mountain"),
    ]
    assert (record.name, record.levels[0].value) == ("Cấp sổ cho vườn", "commune")
    assert times(record) == times(listed)
    assert {time.basis for time in record.cases[0].processing_times} == {
        TimeBasis.COMMITTED
    }
    assert "thêm 10 ngày" in record.cases[0].processing_times[0].condition
    assert record.agency == "Cơ quan chuyên môn"
    assert record.sector == "Đất đai"
    assert record.steps == (
        "Bước 1: Nộp hồ sơ:\nTrực tiếp tại Trung tâm.",
        "Bước 2: Nhận kết quả.",
    )
    assert record.conditions == ()
    assert record.asked_by == ("Cá nhân.",)
    assert [law.number for law in record.legal_basis] == [
        "31/2024/QH15",
        "43/2024/QH15",
    ]
    assert record.cases[0].fees[0].set_by == "Hội đồng nhân dân tỉnh"
    assert record.receiving_places == ("Trung tâm tỉnh", "Trung tâm các xã")
    assert [m.method.value for m in record.submission_methods] == [
        "in_person",
        "online",
        "post",
    ]
    assert record.submission_methods[1].url == "https://dichvucong.gov.vn/"
    assert record.decision.number.startswith("294/")
    assert record.origin.value == "province"


def test_papers_and_who_fills_them_in(full):
    """Papers, counts, conditions; the agency's own forms are marked as such."""
    record = full(LAND)

    assert [
        (paper.name, paper.originals, paper.copies, paper.form, paper.condition)
        for paper in record.cases[0].requirements
        if paper.filled_by is FilledBy.CITIZEN
    ] == [
        ("Đơn đăng ký vườn", None, None, "Mẫu số 18", None),
        ("Giấy chứng nhận đã cấp (bản gốc)", 1, None, None, None),
        ("Bản sao hợp đồng", None, 1, None, "nếu có"),
        ("Văn bản ủy quyền", None, None, None, "Trường hợp ủy quyền"),
        (
            "Tờ khai lệ phí",
            None,
            None,
            "Mẫu số 01/LPTB",
            "khi nơi tiếp nhận yêu cầu; nguồn chỉ nêu trong danh sách mẫu, không nêu trong thành phần hồ sơ",
        ),
    ]
    assert [
        (paper.name, paper.form)
        for paper in record.cases[0].requirements
        if paper.filled_by is FilledBy.AGENCY
    ] == [
        ("Báo cáo rà soát vườn theo Mẫu số 15d", "Mẫu số 15d"),
        ("Phiếu chuyển thông tin", "Mẫu số 19"),
    ]
    assert (
        record.text("requirements")
        == "Văn bản ủy quyền không phải thực hiện công chứng."
    )
    assert flags(record) == ["papers_mixed_with_notes"]


def test_headings_begin_cases(full):
    """Two dossiers in one list are two cases with the same limits."""
    record = full(
        commune(
            hoSo=[
                "Hồ sơ xin cấp gồm:",
                "Đơn xin cấp;",
                "Hồ sơ gia hạn: Văn bản gia hạn.",
                "Số lượng hồ sơ: 01 bộ",
            ],
            tenMau=[],
        )
    )

    assert [(case.label, papers(record, n)) for n, case in enumerate(record.cases)] == [
        ("Xin cấp", ["Đơn xin cấp"]),
        ("Gia hạn", ["Văn bản gia hạn"]),
    ]
    assert times(record, 0) == times(record, 1) != []


def test_sub_rows_are_cases(full):
    """Sub-rows have their own limits, and each its dossier."""
    record = full(
        commune(
            thoiHanDanhMuc="",
            mucCon=[
                {"stt": "1.1", "ten": "Cấp mới", "thoiHan": "8 ngày làm việc"},
                {"stt": "1.2", "ten": "Gia hạn", "thoiHan": "18 ngày làm việc"},
            ],
            hoSo=[
                "Đối với trường hợp cấp mới thực hiện Đơn xin cấp theo Mẫu số 7;",
                "Đối với trường hợp gia hạn sổ Đơn xin gia hạn theo Mẫu số 8 và Tờ khai thuế;",
            ],
            tenMau=[],
        )
    )

    assert [(case.label, papers(record, n)) for n, case in enumerate(record.cases)] == [
        ("Cấp mới", ["Đơn xin cấp theo Mẫu số 7"]),
        ("Gia hạn", ["Đơn xin gia hạn theo Mẫu số 8", "Tờ khai thuế"]),
    ]
    assert times(record, 1) == [(18.0, "working_day", "all")]


def test_conditions_over_several_papers(full):
    """A heading with a condition holds for its sub-lines, one of several for its list."""
    record = full(
        commune(
            hoSo=[
                "Đơn xin; Trích lục và một trong các giấy tờ sau:",
                "a1) Quyết định;",
                "b1) Hợp đồng.",
                "h1) Đối với trường hợp giao rừng thì phải có thêm các tài liệu sau:",
                "h1’) Báo cáo;",
                "i1) Giấy miễn giảm.",
            ],
            tenMau=[],
        )
    )

    assert [
        (paper.name, paper.condition) for paper in record.cases[0].requirements
    ] == [
        ("Đơn xin", None),
        ("Trích lục", None),
        ("Quyết định", "một trong các giấy tờ sau"),
        ("Hợp đồng", "một trong các giấy tờ sau"),
        ("Báo cáo", "Đối với trường hợp giao rừng"),
        ("Giấy miễn giảm", None),
    ]


OTHER = {**FULL, "stt": "2", "ten": "Tặng vườn cho Nhà nước", "thoiHan": []}


@pytest.mark.parametrize(
    ("annex", "doubts"),
    [
        pytest.param(
            ["Không quá 8 ngày làm việc.", "Xã miền núi thì không quá 18 ngày."],
            ["time_unit_conflict"],
            id="days-for-working-days",
        ),
        pytest.param(["Không quá 17 ngày làm việc."], ["time_cases_in_text"], id="another"),
        pytest.param(
            ["Không quá 8 ngày làm việc (trong đó đăng ký 5 ngày làm việc)."], [], id="phases"
        ),
        pytest.param(
            ["Thời gian giải quyết đối với trường hợp tặng vườn là không quá 8 ngày làm việc."],
            ["time_sentence_of_other_procedure"],
            id="of-another-procedure",
        ),
    ],
)  # fmt: skip
def test_the_annex_against_the_list(read, annex, doubts):
    """The list's limit counts; what the annex says otherwise is a doubt."""
    record = read({**LAND, "capXa": [{**FULL, "thoiHan": annex, "hoSo": []}, OTHER]})[1]

    assert times(record) == [
        (8.0, "working_day", "plain"),
        (18.0, "working_day", "mountain"),
    ]
    assert flags(record) == [*doubts, "papers_missing"]


def test_its_own_sentence_is_no_doubt(read):
    """The same sentence is right where the procedure is named so."""
    own = [
        "Thời gian giải quyết đối với trường hợp tặng vườn là không quá 8 ngày làm việc."
    ]
    record = read({**LAND, "capXa": [FULL, {**OTHER, "thoiHan": own}]})[2]

    assert "time_sentence_of_other_procedure" not in flags(record)


def test_a_row_whose_columns_slipped(read, words):
    """The limit is kept, the lost name is not made up, and nothing of it is told."""
    slipped = {"stt": "10", "ten": LIMIT, "thoiHan": "tăng thêm 10 ngày làm việc"}
    links = {(words.land_decision.number, "province", "10"): "1.900001"}
    record = read({**LAND, "capTinh": [slipped]}, links)[0]

    assert (record.code, times(record)[1]) == (
        "1.900001",
        (18.0, "working_day", "mountain"),
    )
    assert record.blocked("name")


def test_links(read, words):
    """Rows are the procedures that the links name, as in the decision."""
    number = words.land_decision.number
    records = read(LAND, {(number, "commune", "1"): "1.900002"})

    assert [record.code for record in records] == [None, "1.900002"]


def test_without_the_list_of_forms(as_json, words):
    """The names of the forms then tell who fills them in."""
    file = as_json(LAND, "alone.json")
    record = list(read_quang_ninh_json(file, {}, words))[-1]
    by = {paper.form: paper.filled_by.value for paper in record.cases[0].requirements}

    assert (by["Mẫu số 18"], by["Mẫu số 19"], by["Mẫu số 01/LPTB"]) == (
        "citizen",
        "agency",
        "citizen",
    )


def spoilt(change) -> dict:
    land = copy.deepcopy(LAND)
    change(land)
    return land


@pytest.mark.parametrize(
    ("value", "field"),
    [
        pytest.param({}, "", id="another-object"),
        pytest.param({**LAND, "capXa": {}}, "capXa", id="object-for-array"),
        pytest.param({**LAND, "capXa": [], "capTinh": []}, "", id="no-procedure"),
        pytest.param([LAND, LAND], "", id="two-lists"),
        pytest.param(commune(ten=" "), "ten", id="no-name"),
        pytest.param(commune(stt="một"), "stt", id="no-number"),
        pytest.param(commune(hoSo="Đơn"), "capXa[0].hoSo", id="text-for-array"),
        pytest.param(commune(hoSo=["x" * 200_001]), "capXa[0].hoSo[0]", id="too-long"),
        pytest.param({**LAND, "capXa": [FULL, FULL]}, "stt", id="twice"),
        pytest.param(
            {**LAND, "capXa": [FULL, {**FULL, "stt": "2"}]}, "id", id="name-twice"
        ),
    ],
)
def test_a_wrong_file_is_refused(read, value, field):
    """The error names the field; nothing is half-read."""
    with pytest.raises(ImportFailed) as caught:
        read(value)

    assert caught.value.field == field


@pytest.mark.parametrize("content", ["", "[]", "{", "<html>"])
def test_a_file_that_is_none(read, content):
    """Not JSON, or empty."""
    with pytest.raises(ImportFailed):
        read(content)


def test_a_wrong_list_of_forms(read):
    """The list beside the file is part of the import: it must be right too."""
    with pytest.raises(ImportFailed, match="danhSach"):
        read(LAND, forms={"danhSach": 5})


def test_a_file_cut_off(cut_gzip, words):
    """A download that broke off."""
    with pytest.raises(ImportFailed, match="cannot be read"):
        list(read_quang_ninh_json(cut_gzip(json.dumps(LAND)), {}, words))


@pytest.mark.shared_data
def test_the_real_file(shared_data, words, catalogue):
    """51 records, with the keys and limits of the decision itself."""
    folder = shared_data / "quang-ninh"
    links = load_links(catalogue / "same_procedures.tsv")
    records = list(read_quang_ninh_json(folder / "tthc-dat-dai.json", links, words))
    decided = {
        record.id: record
        for record in read_decision_docx(folder / "QD-cong-bo-TTHC-dat-dai.docx", links, words)
    }  # fmt: skip
    split = {
        record.id for record in records if not any(case.processing_times for case in record.cases)
    }  # fmt: skip

    assert len(records) == 51
    assert {record.id for record in records} <= decided.keys()
    # The JSON lost the limits of provincial rows that have sub-rows.
    assert len(split) == 8
    for record in records:
        if record.id not in split:
            got = {tuple(times(record, n)) for n in range(len(record.cases))}
            wanted = {
                tuple(times(decided[record.id], n))
                for n in range(len(decided[record.id].cases))
            }
            assert got == wanted, record.name


@pytest.mark.shared_data
def test_the_known_inconsistencies(shared_data, words, catalogue):
    """Commune rows 2–5 say days in the annex; 7 and 13 carry another's sentence."""
    links = load_links(catalogue / "same_procedures.tsv")
    file = shared_data / "quang-ninh" / "tthc-dat-dai.json"
    records = list(read_quang_ninh_json(file, links, words))[32:]
    by_flag: dict[str, list[int]] = {}
    for row, record in enumerate(records, 1):
        for flag in flags(record):
            by_flag.setdefault(flag, []).append(row)

    assert by_flag["time_unit_conflict"] == [2, 3, 4, 5]
    assert by_flag["time_sentence_of_other_procedure"] == [7, 13]


@pytest.mark.shared_data
def test_the_forms_of_the_real_file(shared_data, words, catalogue):
    """Citizens are asked for their own forms only, wherever the numbers repeat."""
    file = shared_data / "quang-ninh" / "tthc-dat-dai.json"
    links = load_links(catalogue / "same_procedures.tsv")
    second = list(read_quang_ninh_json(file, links, words))[33]
    by_citizens = {
        paper.name
        for case in second.cases
        for paper in case.requirements
        if paper.form and paper.filled_by is FilledBy.CITIZEN
    }

    assert len(second.cases) == 4
    assert "Đơn đề nghị chuyển hình thức sử dụng đất" in by_citizens
    assert not any(
        name.startswith(("Tờ trình", "Quyết định", "Phiếu")) for name in by_citizens
    )


def test_an_addition_is_no_limit():
    """ "thêm 10 ngày" lengthens a limit; it is none itself."""
    limits = read_limits(f"Không quá 15 ngày làm việc. {TAX}", TimeBasis.COMMITTED)

    assert [time.amount for time in limits.times] == [15.0]
    assert "thêm 10 ngày" in limits.times[0].condition
