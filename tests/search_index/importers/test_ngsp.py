"""The sharing platform's shape: read, written, and read back unchanged."""

import copy
import datetime
import json

import msgspec
import pytest

from search_index.importers.base import ImportFailed
from search_index.importers.national_jsonl import read_national_jsonl
from search_index.importers.ngsp import read_ngsp
from search_index.importers.ngsp_write import write_ngsp
from search_index.procedure import (
    Area,
    AuthorityLevel,
    Case,
    Fee,
    FieldText,
    FilledBy,
    Handling,
    Procedure,
    ProcessingTime,
    QualityFlag,
    Requirement,
    TimeBasis,
    TimeUnit,
)
from tests.search_index.importers.shorthand import fees, flags, papers, times

ONE = {
    "ID": "12345",
    "MATTHC": "1.900001",
    "TENTTHC": "Cấp giấy phép thử nghiệm",
    "LINHVUCTHUCHIEN": [{"MALINHVUC": "G10-NN12", "TENLINHVUC": "Thú y"}],
    "TRINHTUTHUCHIEN": [
        {
            "TRUONGHOP": "",
            "TRINHTU": [
                {"TENTRINHTU": "Bước 1: Nộp hồ sơ."},
                {"TENTRINHTU": "Bước 2: Nhận kết quả."},
            ],
        }
    ],
    "CACHTHUCTHUCHIEN": [
        {
            "KENH": "1",
            "THOIGIAN": [
                {
                    "THOIGIANGIAIQUYET": "15",
                    "DONVITINH": "Ngày làm việc",
                    "MOTA": "",
                    "PHILEPHI": [
                        {
                            "SOTIEN": "135.000",
                            "DONVI": "VNĐ",
                            "MAPHILEPHI": "1",
                            "MOTA": "",
                        }
                    ],
                }
            ],
        },
        {
            "KENH": 2,
            "THOIGIAN": [{"THOIGIANGIAIQUYET": 15, "DONVITINH": "ngày làm việc"}],
        },
    ],
    "THANHPHANHOSO": [
        {
            "TRUONGHOP": "Cấp mới",
            "GIAYTO": [
                {
                    "MAGIAYTO": "KQ.1",
                    "TENGIAYTO": "- Đơn đề nghị theo Mẫu số 01;",
                    "SOBANCHINH": "1",
                    "SOBANSAO": "0",
                },
                {"TENGIAYTO": "Ảnh 4x6", "SOBANCHINH": 2, "URL": None},
            ],
        },
        {"TRUONGHOP": "Cấp lại", "GIAYTO": [{"TENGIAYTO": "Giấy phép cũ"}]},
    ],
    "YEUCAU": "Có thiết bị.\nCó người phụ trách.",
    "MOTADOITUONGTHUCHIEN": "Cá nhân; Tổ chức",
    "KETQUATHUCHIEN": [{"MAKETQUA": "K1", "TENKETQUA": "Giấy phép"}],
    "CANCUPHAPLY": [{"SOVANBAN": "79/2015/QH13", "TENVANBAN": "Luật Thú y"}],
    "COQUANTHUCHIEN": [{"MADONVI": "H49", "TENDONVI": "Sở Nông nghiệp"}],
    "CAPTHUCHIEN": [{"CAPTHUCHIEN": 2, "TENCAP": "Cấp Tỉnh"}],
    "MUCDO": "4",
}

RICH = Procedure(
    id="cap-so",
    name="Cấp  sổ",
    sector="Đất đai",
    agency="Văn phòng đăng ký",
    levels=(AuthorityLevel.PROVINCE, AuthorityLevel.COMMUNE),
    aliases=("làm sổ",),
    centres=("province", "06652"),
    cases=(
        Case(
            id="dong-bang",
            label="Thường",
            requirements=(
                Requirement(name="Đơn", originals=1, copies=0, form="Mẫu số 1"),
                Requirement(name="Tờ trình", filled_by=FilledBy.AGENCY),
                Requirement(
                    name="Căn cước", handling=Handling.SHOW, condition="nếu có"
                ),
            ),
            processing_times=(
                ProcessingTime(
                    amount=8,
                    unit=TimeUnit.WORKING_DAY,
                    basis=TimeBasis.COMMITTED,
                    area=Area.PLAIN,
                    condition="chưa tính thuế",
                ),
                ProcessingTime(
                    amount=18,
                    unit=TimeUnit.WORKING_DAY,
                    basis=TimeBasis.COMMITTED,
                    area=Area.MOUNTAIN,
                ),
                ProcessingTime(unit=TimeUnit.SAME_DAY, note="sau 15 giờ thì hôm sau"),
            ),
            fees=(
                Fee(name="Lệ phí", set_by="Hội đồng nhân dân tỉnh"),
                Fee(name="Phí", amount=5000, until=datetime.date(2026, 12, 31)),
                Fee(name="Trích lục", free=True),
            ),
        ),
    ),
    valid_from=datetime.date(2026, 7, 10),
    texts=(FieldText(field="fees", text="theo nghị quyết"),),
    flags=(QualityFlag(flag="own", field="fees", caution="Hỏi lại."),),
)


@pytest.fixture
def read(as_json, words):
    def one(value):
        return list(read_ngsp(as_json(value), words))

    return one


@pytest.fixture
def write(tmp_path, words):
    """Write records and give the file."""

    def to(procedures):
        file = tmp_path / "out.json"
        with file.open("wb") as stream:
            stream.writelines(write_ngsp(procedures, words))
        return file

    return to


def test_a_whole_record(read):
    """Each part of the shape has its place; numbers may be text or numbers."""
    (record,) = read(ONE)

    assert (record.id, record.code) == ("tthc-1-900001", "1.900001")
    assert (record.sector, record.agency) == ("Thú y", "Sở Nông nghiệp")
    assert record.levels == (AuthorityLevel.PROVINCE,)
    assert record.asked_by == ("Cá nhân", "Tổ chức")
    assert [case.label for case in record.cases] == ["Cấp mới", "Cấp lại"]
    assert papers(record) == ["Đơn đề nghị theo Mẫu số 01", "Ảnh 4x6"]
    assert record.cases[0].requirements[0].form == "Mẫu số 01"
    assert record.cases[0].requirements[1].originals == 2
    assert times(record) == [(15.0, "working_day", "all")]
    assert fees(record) == [135000]
    assert [(m.method.value, m.online_level) for m in record.submission_methods] == [
        ("in_person", None),
        ("online", "full"),
    ]
    assert record.steps == ("Bước 1: Nộp hồ sơ.", "Bước 2: Nhận kết quả.")
    assert record.conditions == ("Có thiết bị.", "Có người phụ trách.")
    assert record.outcome == ("Giấy phép",)
    assert [(law.number, law.title) for law in record.legal_basis] == [
        ("79/2015/QH13", "Luật Thú y")
    ]
    assert flags(record) == []


def test_without_a_code_the_name_is_the_key(read):
    """A local procedure has a stable key; two of one name and level are one too many."""
    local = {**ONE, "MATTHC": None}

    assert read(local)[0].id.startswith("cap-giay-phep-thu-nghiem-")
    with pytest.raises(ImportFailed, match="already stands in row 1"):
        read([local, {**local, "YEUCAU": "khác"}])


@pytest.mark.parametrize(
    ("entry", "expected", "doubts"),
    [
        pytest.param({"SOTIEN": "0"}, [], ["fee_bare_zero"], id="bare-zero"),
        pytest.param(
            {"SOTIEN": "0.0", "MOTA": "Không thu phí"}, ["free"], [], id="free"
        ),
        pytest.param({"SOTIEN": "135"}, [], ["fee_thousands_cut"], id="cut"),
        pytest.param({"SOTIEN": 135000.0}, [135000], [], id="a-number"),
        pytest.param({"SOTIEN": "135,000"}, [135000], [], id="comma"),
        pytest.param({"SOTIEN": "135000.0"}, [135000], [], id="a-double-as-text"),
        pytest.param(
            {"SOTIEN": "Theo Nghị quyết của Hội đồng nhân dân tỉnh"},
            ["Hội đồng nhân dân tỉnh"],
            ["free_but_fee_cited"],
            id="words-for-a-number",
        ),
        pytest.param(
            {"SOTIEN": "20", "DONVI": "USD"},
            [],
            ["fee_in_other_currency"],
            id="dollars",
        ),
    ],
)
def test_fees_go_by_the_rules_of_the_page(read, entry, expected, doubts):
    """A zero is not free, a cut amount is no amount."""
    record = copy.deepcopy(ONE)
    record["CACHTHUCTHUCHIEN"][0]["THOIGIAN"][0]["PHILEPHI"] = [entry]
    (read_back,) = read(record)

    assert (fees(read_back), flags(read_back)) == (expected, doubts)


@pytest.mark.parametrize(
    ("duration", "expected", "doubts"),
    [
        pytest.param({"THOIGIANGIAIQUYET": "15"}, [], ["time_without_unit"], id="bare"),
        pytest.param(
            {"THOIGIANGIAIQUYET": "1,5", "DONVITINH": "Ngày"},
            [(1.5, "day", "all")],
            [],
            id="half",
        ),
        pytest.param({}, [], ["time_missing"], id="nothing"),
        pytest.param(
            {"THOIGIANGIAIQUYET": "Trong ngày làm việc"}, [], [], id="words-only"
        ),
    ],
)
def test_limits_go_by_the_rules_of_the_page(read, duration, expected, doubts):
    """A number without unit is no limit; words stay words."""
    record = {**ONE, "CACHTHUCTHUCHIEN": [{"KENH": "3", "THOIGIAN": [duration]}]}
    (read_back,) = read(record)

    assert times(read_back) == expected
    assert [flag for flag in flags(read_back) if flag.startswith("time")] == doubts


def test_a_record_comes_back_unchanged(read, write, words):
    """Areas, conditions, aliases, centres, texts, flags: nothing is lost."""
    file = write([RICH])

    assert list(read_ngsp(file, words)) == [RICH]


def test_the_starter_catalogue_comes_back_unchanged(write, words, procedures):
    """Every record of ours survives the way out and in."""
    file = write(procedures)

    assert list(read_ngsp(file, words)) == procedures


@pytest.mark.shared_data
def test_the_national_catalogue_comes_back_unchanged(write, words, shared_data):
    """All 2,642 records survive the way out and in."""
    file = shared_data / "national-catalogue" / "records.jsonl.gz"
    records = list(read_national_jsonl(file, words))

    assert list(read_ngsp(write(records), words)) == records
    assert len(records) == 2642


def test_an_empty_catalogue_is_an_empty_array(write):
    """What is written is JSON also without records."""
    assert json.loads(write([]).read_bytes()) == []


def test_what_others_read(write):
    """The shape's own fields say what a citizen needs, without our extension."""
    (shared,) = json.loads(write([RICH]).read_bytes())
    (channel,) = shared["CACHTHUCTHUCHIEN"]
    durations = channel["THOIGIAN"]

    assert [(d.get("THOIGIANGIAIQUYET"), d["DONVITINH"]) for d in durations] == [
        ("8", "ngày làm việc"),
        ("18", "ngày làm việc"),
        (None, "trong ngày"),
    ]
    assert durations[1]["MOTA"] == "vùng núi, hải đảo, biên giới, khó khăn"
    assert [fee.get("SOTIEN") for fee in durations[0]["PHILEPHI"]] == [
        None,
        "5000",
        "0",
    ]
    assert [paper["TENGIAYTO"] for paper in shared["THANHPHANHOSO"][0]["GIAYTO"]] == [
        "Đơn",
        "Căn cước (chỉ xuất trình; nếu có)",
    ]
    assert [level["TENCAP"] for level in shared["CAPTHUCHIEN"]] == [
        "Cấp Tỉnh",
        "Cấp Xã",
    ]


def test_a_later_change_by_others_counts(read, write):
    """Where another system changed a part, ours about that part is dropped."""
    (shared,) = json.loads(write([RICH]).read_bytes())
    shared["CACHTHUCTHUCHIEN"][0]["THOIGIAN"] = [
        {"THOIGIANGIAIQUYET": "9", "DONVITINH": "ngày", "PHILEPHI": [{"SOTIEN": "0"}]}
    ]
    (record,) = read([shared])

    assert times(record) == [(9.0, "day", "all")]
    assert flags(record) == ["fee_bare_zero"]
    assert (record.id, record.aliases, record.centres) == (
        RICH.id,
        RICH.aliases,
        RICH.centres,
    )
    assert record.valid_from == RICH.valid_from


def test_a_code_given_later_counts(read, write):
    """A procedure that got its national code since goes by it."""
    (shared,) = json.loads(write([RICH]).read_bytes())
    (record,) = read([{**shared, "MATTHC": "1.900009"}])

    assert (record.id, record.code) == ("tthc-1-900009", "1.900009")
    assert record.cases == RICH.cases


def spoilt(**changes) -> dict:
    return {**ONE, **changes}


@pytest.mark.parametrize(
    ("record", "field"),
    [
        pytest.param(spoilt(TENTTHC="  "), "TENTTHC", id="no-name"),
        pytest.param(spoilt(MATTHC="1.2"), "MATTHC", id="bad-code"),
        pytest.param(spoilt(KETQUATHUCHIEN="x"), "KETQUATHUCHIEN", id="text-for-array"),
        pytest.param(
            spoilt(CACHTHUCTHUCHIEN=[{"KENH": "7"}]),
            "CACHTHUCTHUCHIEN.KENH",
            id="unknown-channel",
        ),
        pytest.param(spoilt(TROLY={"a": 1}), "TROLY", id="not-our-extension"),
        pytest.param(
            spoilt(TROLY={"version": 9, "fields": {}, "beside": {}}),
            "TROLY",
            id="newer-extension",
        ),
        pytest.param(
            spoilt(TROLY={"version": 1, "fields": {"aliases": 1}, "beside": {}}),
            "TROLY.aliases",
            id="wrong-type-inside",
        ),
        pytest.param(
            spoilt(TROLY={"version": 1, "fields": {"password": "x"}, "beside": {}}),
            "TROLY",
            id="unknown-field-inside",
        ),
        pytest.param(spoilt(YEUCAU="x" * 200_001), "YEUCAU", id="too-long"),
    ],
)
def test_a_wrong_value_is_named(read, record, field):
    """The error names the file, the row and the field."""
    with pytest.raises(ImportFailed) as caught:
        read([{**ONE, "MATTHC": "1.900009"}, record])

    assert (caught.value.row, caught.value.field) == (2, field)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param("not json", id="not-json"),
        pytest.param(json.dumps({"error_code": 5, "message": "no"}), id="error"),
        pytest.param(json.dumps({"error_code": 5, "result": [ONE]}), id="error-answer"),
        pytest.param(json.dumps([ONE, ONE]), id="twice"),
        pytest.param(
            json.dumps([{"code": "1.900001", "name": "x"}]), id="portal-shape"
        ),
    ],
)
def test_a_file_that_is_none(read, content):
    """Whatever is not this shape is refused."""
    with pytest.raises(ImportFailed):
        read(content)


def test_an_answer_of_the_platform(read):
    """The answer's envelope may be left on."""
    assert len(read({"error_code": 0, "message": "", "result": [ONE]})) == 1


def test_a_file_cut_off(cut_gzip, words):
    """A download that broke off is no catalogue."""
    with pytest.raises(ImportFailed, match="cannot be read"):
        list(read_ngsp(cut_gzip(json.dumps(ONE) + "\n"), words))


def test_markup_goes(read):
    """HTML in a field is taken out on the way in."""
    (record,) = read({**ONE, "YEUCAU": "<p>Có <b>thiết bị</b></p>"})

    assert record.conditions == ("Có thiết bị",)


def test_extension_is_small(write):
    """What the shape tells is not told twice."""
    plain = msgspec.structs.replace(RICH, cases=(), flags=(), texts=(), name="Cấp sổ")
    (shared,) = json.loads(write([plain]).read_bytes())

    assert {"name", "sector", "steps"}.isdisjoint(shared["TROLY"]["fields"])
