"""The catalogue's door: typed records, or an error with file, procedure and field."""

import pytest

from search_index.catalogue_files import CatalogueError, load_procedures
from search_index.reference import load_communes

GOOD = """\
sector: Hộ tịch
procedures:
  - id: mot
    code: "1.000001"
    name: Thủ tục một
    agency: UBND cấp xã
    levels: [commune]
    cases:
      - id: chung
        label: Chung
        fees: [{name: Lệ phí, amount: 8000, unit: bản}]
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "mot.yml").write_text(GOOD)
    return tmp_path


def test_a_good_file(folder):
    """A file becomes records; what is not said is absent."""
    (record,) = load_procedures(folder)

    assert (record.code, record.cases[0].fees[0].amount) == ("1.000001", 8000)
    assert record.decision is None


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        pytest.param("amount: 8000", "amount: 0", "cases[0].fees[0]", id="bare-zero"),
        pytest.param("amount: 8000", "amount: 135", "cases[0].fees[0]", id="cut-fee"),
        pytest.param(
            "amount: 8000", "amount: tám", "cases[0].fees[0].amount", id="text"
        ),
        pytest.param("[commune]", "[district]", "levels[0]", id="unknown-level"),
        pytest.param('"1.000001"', "1.000001", "code", id="unquoted-code"),
        pytest.param('"1.000001"', '"12"', "record", id="bad-code"),
        pytest.param("agency:", "agencies:", "record", id="unknown-field"),
        pytest.param("    cases:", "    x:", "record", id="no-cases-key"),
    ],
)
def test_a_wrong_value_is_named(folder, old, new, field):
    """The error names the file, the procedure and the field."""
    (folder / "mot.yml").write_text(GOOD.replace(old, new, 1))

    with pytest.raises(CatalogueError) as caught:
        load_procedures(folder)

    assert (caught.value.file.name, caught.value.procedure) == ("mot.yml", "mot")
    assert caught.value.field == field


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a",
        "sector: x\nprocedures: 5",
        "a: [",
        "sector: \u0065\u0302\nprocedures: []",
    ],
    ids=["empty", "list", "number", "not-yaml", "not-nfc"],
)
def test_what_is_no_catalogue_file(folder, text):
    """Anything else is refused with the file's name."""
    (folder / "hai.yml").write_text(text)

    with pytest.raises(CatalogueError, match=r"hai\.yml"):
        load_procedures(folder)


def test_repeated_codes(folder):
    """Two records cannot share a code; both places are named."""
    (folder / "hai.yml").write_text(GOOD.replace("id: mot", "id: hai"))

    with pytest.raises(CatalogueError, match=r"hai\.yml.*|mot\.yml.*already"):
        load_procedures(folder)


def test_no_procedure_at_all(tmp_path):
    """An empty folder is an error, not an empty catalogue."""
    with pytest.raises(CatalogueError):
        load_procedures(tmp_path)


def test_the_starter_catalogue(procedures):
    """At least 120 procedures; nearly all say what they need and where they come from."""
    sourced = [p for p in procedures if p.source_url or p.decision]

    assert len(procedures) >= 120
    assert len(sourced) >= 0.9 * len(procedures)
    assert all(p.aliases and p.checked_on for p in procedures)
    assert len({p.sector for p in procedures}) >= 12


def test_no_alias_names_two_procedures(procedures):
    """An alias points to one procedure only."""
    owners: dict[str, set[str]] = {}
    for procedure in procedures:
        for alias in procedure.aliases:
            owners.setdefault(alias.lower(), set()).add(procedure.id)
    shared = {alias: ids for alias, ids in owners.items() if len(ids) > 1}

    assert shared == {}


def test_nothing_says_district(procedures):
    """Districts ended on 1 July 2025: no record sends anybody there."""
    wrong = [
        procedure.id
        for procedure in procedures
        for text in (procedure.agency, *procedure.receiving_places, *procedure.steps)
        if "cấp huyện" in text.lower() or "ubnd huyện" in text.lower()
    ]

    assert wrong == []


def test_the_communes(catalogue):
    """54 units; old names that were split stand under more than one."""
    communes = load_communes(catalogue / "communes.yml")
    holders = [c.name for c in communes if "Phường Hà Khẩu" in c.formed_from]

    assert len(communes) == 54
    assert len(holders) >= 1
