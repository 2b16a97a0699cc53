"""The portal's detail records: typed where both places agree, flagged where not."""

import copy
import datetime
import gzip
import json

import pytest

from search_index.importers.base import MAX_TEXT, ImportFailed
from search_index.importers.portal_json import read_portal_json
from tests.search_index.importers.shorthand import fees, flags, papers, times

ONE = {
    "id": "019d2bf8-0404-7608-803c-7c6fa7653fd5",
    "code": "1.900001",
    "codeNotation": "1.900001",
    "name": "Cấp giấy phép thử  nghiệm",
    "executionSteps": [
        {"name": "", "description": "Bước 1: Nộp hồ sơ.\nBước 2: Nhận kết quả."}
    ],
    "executionMethods": [
        {
            "submissionMethod": "DIRECT_AND_ONLINE",
            "processingTime": 25,
            "processingTimeUnit": "WORKING_DAY",
            "description": "Nộp tại bộ phận một cửa.",
            "fees": [
                {
                    "type": "FEE",
                    "value": 230000,
                    "currencyName": "Việt Nam Đồng",
                    "description": "Phí thẩm định 230.000 đồng/lần",
                }
            ],
        }
    ],
    "executionCases": [
        {
            "name": "",
            "profileComponents": [
                {
                    "name": ", Đơn đề nghị theo Mẫu số 09.QLT;",
                    "originalQty": 1,
                    "copyQty": 0,
                    "required": False,
                    "isProcessingResult": False,
                    "attachments": [{"fileName": "x.docx"}],
                },
                {
                    "name": "Giấy phép đã cấp",
                    "originalQty": 0,
                    "copyQty": 2,
                    "required": False,
                },
                {"name": "Giấy phép mới", "isProcessingResult": True},
            ],
        }
    ],
    "cases": [{"name": "Cấp mới", "processingDay": {"qty": 25, "type": "WORKING_DAY"}}],
    "isProvince": True,
    "isWard": True,
    "isMinistry": False,
    "isFullProcess": False,
    "isNonTerritorial": True,
    "categoriesDetails": [{"name": "Thú y", "code": "G10-NN12"}],
    "legalBasisesDetails": [
        {"name": "Luật Thú y", "code": "Luật 79/2015/QH13"},
        {"name": "Nghị định số 146/2025/NĐ-CP", "code": "nghị định 146/2025"},
    ],
    "resultsDetails": [{"name": "Giấy phép.,", "code": "KQ.G10.000209"}],
    "subjectTypesDetails": [{"name": "Công dân Việt Nam", "code": "ĐT1"}],
    "executingAgencies": "Ủy ban nhân dân cấp tỉnh",
    "dossierReceivingAddresses": "",
    "requirementsAndConditions": "- Có địa điểm;\n- Có thiết bị.",
    "procedureProposal": {
        "proposalNumber": "1649/QĐ-BNNMT",
        # 2026-05-06 00:00 in Vietnam, still the day before in Greenwich
        "decisionDate": 1778000400000,
        "issuingAgency": {"name": "Bộ Nông nghiệp và Môi trường"},
    },
    "somethingNew": {"a": [1, {"b": None}]},
}


def changed(path: str, value, record=ONE) -> dict:
    """ONE with the value at *path* ("executionMethods.0.processingTime") replaced."""
    record = copy.deepcopy(record)
    *parents, last = path.split(".")
    place = record
    for key in parents:
        place = place[int(key) if key.isdigit() else key]
    place[last] = value
    return record


@pytest.fixture
def read(as_json, words):
    def one(value):
        return list(read_portal_json(as_json(value), words))

    return one


def test_a_whole_record(read):
    """Each part of the wire's record has its place; unknown keys are ignored."""
    (record,) = read(ONE)
    case = record.cases[0]

    assert (record.id, record.code) == ("tthc-1-900001", "1.900001")
    assert record.name == "Cấp giấy phép thử nghiệm"
    assert (record.sector, record.agency) == ("Thú y", "Ủy ban nhân dân cấp tỉnh")
    assert [level.value for level in record.levels] == ["province", "commune"]
    assert record.asked_by == ("Công dân Việt Nam",)
    assert times(record) == [(25.0, "working_day", "all")]
    assert fees(record) == [230000]
    assert [(m.method.value, m.online_level) for m in record.submission_methods] == [
        ("in_person", None),
        ("online", "partial"),
    ]
    assert [
        (paper.name, paper.originals, paper.copies, paper.form)
        for paper in case.requirements
    ] == [
        ("Đơn đề nghị theo Mẫu số 09.QLT", 1, None, "Mẫu số 09.QLT"),
        ("Giấy phép đã cấp", None, 2, None),
    ]
    assert record.steps == ("Bước 1: Nộp hồ sơ.", "Bước 2: Nhận kết quả.")
    assert record.outcome == ("Giấy phép",)
    assert record.conditions == ("Có địa điểm;", "Có thiết bị.")
    assert [law.number for law in record.legal_basis] == [
        "79/2015/QH13",
        "146/2025/NĐ-CP",
    ]
    assert record.decision.number == "1649/QĐ-BNNMT"
    assert record.decision.date == datetime.date(2026, 5, 6)
    assert record.decision.issuer == "Bộ Nông nghiệp và Môi trường"
    assert (record.reach.value, record.origin.value) == ("province", "national")
    assert record.source_url.endswith("/019d2bf8-0404-7608-803c-7c6fa7653fd5")
    assert flags(record) == ["name_repaired"]


@pytest.mark.parametrize(
    "wrap",
    [
        pytest.param(lambda one, two: [one, two], id="array"),
        pytest.param(lambda one, two: {"code": "OK", "data": [one, two]}, id="answer"),
        pytest.param(
            lambda one, two: [{"code": "OK", "data": one}, {"code": "OK", "data": two}],
            id="array-of-answers",
        ),
        pytest.param(
            lambda one, two: json.dumps(one) + "\n\n" + json.dumps(two) + "\n",
            id="lines",
        ),
        pytest.param(
            lambda one, two: "\n".join(
                json.dumps({"code": "OK", "data": d}) for d in (one, two)
            ),
            id="lines-of-answers",
        ),
        pytest.param(
            lambda one, two: gzip.compress(json.dumps([one, two]).encode()), id="gzip"
        ),
        pytest.param(
            lambda one, two: "\ufeff" + json.dumps([one, two], indent=1),
            id="byte-order-mark",
        ),
    ],
)
def test_every_wrapping(read, wrap):
    """It does not matter how the records were saved."""
    two = changed("code", "1.900002")

    assert [record.code for record in read(wrap(ONE, two))] == ["1.900001", "1.900002"]


def test_one_record_over_many_lines(read):
    """A pretty-printed single record, in its envelope or not."""
    assert len(read(json.dumps(ONE, indent=2))) == 1
    assert len(read(json.dumps({"code": "OK", "data": ONE}, indent=2))) == 1


@pytest.mark.parametrize(
    ("path", "value", "expected", "doubts"),
    [
        pytest.param(
            "executionMethods.0.processingTimeUnit",
            "DAY",
            [(25.0, "working_day", "all")],
            ["time_unit_conflict"],
            id="days-against-working-days",
        ),
        pytest.param(
            "cases.0.processingDay.type",
            "DAY",
            [(25.0, "working_day", "all")],
            ["time_unit_conflict"],
            id="working-days-against-days",
        ),
        pytest.param(
            "cases.0.processingDay.qty",
            8,
            [(25.0, "working_day", "all")],
            ["time_cases_in_text"],
            id="another-number",
        ),
        pytest.param(
            "executionMethods.0.processingTime",
            0,
            [(25.0, "working_day", "all")],
            ["time_from_cases"],
            id="only-the-case-says",
        ),
        pytest.param(
            "executionMethods.0.processingTimeUnit",
            "OTHER",
            [(25.0, "working_day", "all")],
            ["time_from_cases"],
            id="unit-only-in-the-case",
        ),
    ],
)
def test_channels_against_cases(read, path, value, expected, doubts):
    """Where the two places disagree, the longer unit is told, with a caution."""
    (record,) = read(changed(path, value))

    assert times(record) == expected
    assert flags(record) == [*doubts, "name_repaired"]


def test_other_limits_are_kept_in_words(read):
    """What the cases say otherwise is not lost."""
    (record,) = read(changed("cases.0.processingDay.qty", 8))

    assert record.text("processing_times") == "Cấp mới: 8 ngày làm việc."


def test_a_number_without_unit_is_no_limit(read):
    """Neither channel nor case has a unit: nothing is told."""
    record = changed("executionMethods.0.processingTimeUnit", None)
    (record,) = read(changed("cases", None, record))

    assert times(record) == []
    assert record.blocked("processing_times")


@pytest.mark.parametrize(
    ("fee", "expected", "doubts"),
    [
        pytest.param({"value": 0}, [], ["fee_bare_zero"], id="bare-zero"),
        pytest.param(
            {"value": 0, "description": "Không thu phí"}, ["free"], [], id="really-free"
        ),
        pytest.param(
            {"value": 0, "description": "Theo Nghị quyết của HĐND tỉnh"},
            ["HĐND tỉnh"],
            ["free_but_fee_cited"],
            id="zero-but-set-by-council",
        ),
        pytest.param(
            {"value": 700, "description": "Phí 700.000 đồng/cơ sở"},
            [700000],
            ["fee_thousands_restored"],
            id="thousands-restored",
        ),
        pytest.param({"value": 135}, [], ["fee_thousands_cut"], id="thousands-cut"),
        pytest.param(
            {"value": 20, "currencyName": "Đô la Mỹ"},
            [],
            ["fee_in_other_currency"],
            id="dollars",
        ),
        pytest.param({"value": None}, [], ["fee_missing"], id="nothing"),
    ],
)
def test_fees_go_by_the_rules_of_the_page(read, fee, expected, doubts):
    """A zero is not free, a cut amount is no amount: as in the crawled pages."""
    (record,) = read(changed("executionMethods.0.fees", [fee]))

    assert (fees(record), flags(record)) == (expected, [*doubts, "name_repaired"])


def test_optional_papers(read):
    """`required` counts only where somebody filled it in."""
    record = changed("executionCases.0.profileComponents.0.required", True)
    (record,) = read(record)

    assert [paper.condition for paper in record.cases[0].requirements] == [
        None,
        "nếu có",
    ]


def test_markup_is_text_no_more(read):
    """HTML in a field is taken out; what stands between the tags stays."""
    (record,) = read(changed("name", "<b>Cấp</b> giấy &amp; phép<script>x</script>"))

    assert record.name == "Cấp giấy & phép x"


def test_no_papers(read):
    """No case, or cases of results only: flagged, not invented."""
    (record,) = read(changed("executionCases", []))

    assert (papers(record), "papers_missing" in flags(record)) == ([], True)


@pytest.mark.parametrize(
    ("record", "field"),
    [
        pytest.param(changed("name", " <i></i> "), "name", id="no-name"),
        pytest.param(changed("code", "12"), "code", id="bad-code"),
        pytest.param(changed("name", 5), "name", id="name-is-a-number"),
        pytest.param(
            changed("executionMethods", {}), "executionMethods", id="object-for-array"
        ),
        pytest.param(
            changed("executionMethods.0.processingTime", "25"),
            "executionMethods[0].processingTime",
            id="text-for-number",
        ),
        pytest.param(
            changed("executionMethods.0.submissionMethod", "FAX"),
            "executionMethods.submissionMethod",
            id="unknown-channel",
        ),
        pytest.param(
            changed("executionMethods.0.fees.0.value", -5),
            "executionMethods.fees.value",
            id="negative-fee",
        ),
        pytest.param(
            changed("procedureProposal.decisionDate", 1778000400),
            "procedureProposal.decisionDate",
            id="seconds-for-milliseconds",
        ),
        pytest.param(
            changed("procedureProposal.decisionDate", 17780004000000),
            "procedureProposal.decisionDate",
            id="wrong-century",
        ),
        pytest.param(
            changed("procedureProposal.decisionDate", 10**18),
            "procedureProposal.decisionDate",
            id="no-date-at-all",
        ),
        pytest.param(
            changed("requirementsAndConditions", "x" * (MAX_TEXT + 1)),
            "requirementsAndConditions",
            id="too-long",
        ),
    ],
)
def test_a_wrong_value_is_named(read, record, field):
    """The error names the file, the row and the field; nothing is half-read."""
    with pytest.raises(ImportFailed) as caught:
        read([changed("code", "1.900009"), record])

    assert (caught.value.row, caught.value.field) == (2, field)
    assert str(caught.value).startswith(f"file.json, row 2, field {field}: ")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param("   \n", id="blank"),
        pytest.param("[]", id="no-record"),
        pytest.param("<html>", id="not-json"),
        pytest.param("{", id="broken"),
        pytest.param("[1, 2]", id="numbers"),
        pytest.param("null", id="null"),
        pytest.param('{"code": "ERROR", "data": null}', id="error-answer"),
        pytest.param('{"code": "OK", "data": {"items": [], "total": 0}}', id="list"),
        pytest.param("[" * 100_000, id="too-deep"),
        pytest.param(b"\xff\xfe[\x00", id="utf-16"),
        pytest.param(
            json.dumps(changed("description", "x" * 5_000_000)), id="too-large"
        ),
        pytest.param(json.dumps([ONE, ONE]), id="twice"),
    ],
)
def test_a_file_that_is_none(read, content):
    """Whatever is not the portal's records is refused with a reason."""
    with pytest.raises(ImportFailed):
        read(content)


def test_a_file_cut_off(cut_gzip, words):
    """A download that broke off is no catalogue."""
    file = cut_gzip(json.dumps(ONE) + "\n")

    with pytest.raises(ImportFailed, match="cannot be read"):
        list(read_portal_json(file, words))
