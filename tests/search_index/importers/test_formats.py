"""Formats by name or by what a file holds; one signature for all."""

import gzip
import json
import zipfile

import docx
import openpyxl
import pytest

from search_index.catalogue_files import CatalogueError
from search_index.importers.base import ImportFailed
from search_index.importers.decision_template import write_template
from search_index.importers.formats import READERS, detect, read
from search_index.importers.reading import load_links, load_reading


@pytest.fixture(scope="session")
def reading(catalogue):
    return load_reading(catalogue)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param({"ma_thu_tuc": "1.1"}, "national-jsonl", id="national"),
        pytest.param({"id": "x", "code": "1", "codeNotation": "1"}, "portal-json", id="portal"),
        pytest.param({"code": "OK", "data": {"executionSteps": []}}, "portal-json", id="answer"),
        pytest.param([{"MATTHC": "1", "TENTTHC": "x"}], "ngsp", id="ngsp"),
        pytest.param({"capNhat": "", "capXa": []}, "quang-ninh-json", id="quang-ninh"),
    ],
)  # fmt: skip
def test_json_goes_by_its_keys(as_json, content, name):
    """The first known key tells whose JSON it is, gzipped or not."""
    packed = gzip.compress(json.dumps(content).encode())

    assert detect(as_json(content)) == name
    assert detect(as_json(packed, "x.bin")) == name


def test_office_files_go_by_their_parts(tmp_path, words):
    """The suffix does not matter."""
    word, sheet = tmp_path / "a.bin", tmp_path / "b.bin"
    docx.Document().save(word)
    write_template(sheet, words)

    assert (detect(word), detect(sheet)) == ("decision-docx", "decision-xlsx")


def test_yaml(catalogue, tmp_path):
    """The catalogue's own folder, or one of its files."""
    assert detect(catalogue / "procedures") == "yaml"
    assert detect(tmp_path / "x.yml") == "yaml"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b"%PDF-1.7", "is a PDF", id="pdf"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1", "is an old Word or Excel file", id="old-word"
        ),
        pytest.param(b"a;b\n1;2\n", "in no format", id="csv"),
        pytest.param(b'{"a": 1}', "in no format", id="other-json"),
        pytest.param(gzip.compress(b"x" * 999)[:20], "cannot be read", id="cut-gzip"),
    ],
)
def test_what_is_in_no_format(tmp_path, content, reason):
    """The error says what the file is, where that is known."""
    file = tmp_path / "file"
    file.write_bytes(content)

    with pytest.raises(ImportFailed, match=reason):
        detect(file)


def test_an_archive_of_something_else(tmp_path):
    """A zip file is not an office file."""
    file = tmp_path / "a.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "x")

    with pytest.raises(ImportFailed, match="neither a Word nor an Excel"):
        detect(file)


def test_an_unknown_format_is_named(tmp_path, reading):
    """The error lists the formats that there are."""
    with pytest.raises(
        ImportFailed, match="'csv' is no format; there are national-jsonl"
    ):
        read(tmp_path, reading, "csv")


def test_no_such_file(tmp_path, reading):
    """Neither found nor guessed at."""
    with pytest.raises(ImportFailed, match="cannot be read"):
        read(tmp_path / "none.json", reading)
    with pytest.raises(ImportFailed, match="does not exist"):
        read(tmp_path / "none.json", reading, "ngsp")


def test_the_catalogue_is_a_format(catalogue, reading, procedures):
    """Our own files are read through the same door."""
    file = min((catalogue / "procedures").glob("*.yml"))

    assert list(read(catalogue / "procedures", reading)) == procedures
    assert list(read(file, reading)) == procedures[: len(list(read(file, reading)))]


def test_errors_of_the_catalogue_come_as_those_of_imports(tmp_path, reading):
    """One kind of error, whatever the format."""
    (tmp_path / "a.yml").write_text("sector: x\nprocedures:\n  - {id: a, nam: b}\n")

    with pytest.raises(ImportFailed) as caught:
        list(read(tmp_path, reading))

    assert (caught.value.file.name, caught.value.row) == ("a.yml", "a")


@pytest.mark.parametrize("name", sorted(READERS))
def test_every_reader_refuses_what_is_not_its_own(tmp_path, reading, name):
    """Any reader given any other file raises its one error."""
    sheet, plain = tmp_path / "a.xlsx", tmp_path / "b.yml"
    openpyxl.Workbook().save(sheet)
    plain.write_text('{"a": 1}')
    empty = tmp_path / "c"
    empty.write_bytes(b"")

    for file in (sheet, plain, empty):
        with pytest.raises(ImportFailed):
            list(read(file, reading, name))


def test_the_links_of_the_catalogue(catalogue):
    """Rows of the land decision by level and number."""
    links = load_links(catalogue / "same_procedures.tsv")

    assert links["294/QĐ-VP.UBND.KSTT", "province", "13.1"] == "1.013831"


GOOD_LINK = "1/QĐ-X\tcommune\t13.1\t1.900001\n"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param("1/QĐ-X\tcommune\t1\n", "line 1 must hold", id="a-column-missing"),
        pytest.param("1/QĐ-X commune 1 1.900001\n", "must hold", id="blanks-for-tabs"),
        pytest.param(
            "#\n1/QĐ-X\tdistrict\t1\ta\n", "line 2: unknown level", id="level"
        ),
        pytest.param("1/QĐ-X\tcommune\tmột\ta\n", "no row number", id="row"),
        pytest.param("1/QĐ-X\tcommune\t1\tA B\n", "no code and no id", id="target"),
        pytest.param(GOOD_LINK + GOOD_LINK, "once more", id="twice"),
        pytest.param("1/Q\u0110-X\tcommune\t1\ta\n# e\u0302\n", "NFC", id="decomposed"),
    ],
)
def test_wrong_links_are_named(tmp_path, content, reason):
    """The error names the line."""
    file = tmp_path / "links.tsv"
    file.write_text(content)

    with pytest.raises(CatalogueError, match=reason):
        load_links(file)


def test_no_file_of_links(tmp_path):
    """A missing file is an error, not an empty list."""
    with pytest.raises(CatalogueError, match="cannot be read"):
        load_links(tmp_path / "none.tsv")


def test_the_readme_tells_of_every_format_and_column(catalogue, words):
    """What clerks read names each format and each column of the template."""
    readme = (catalogue / "README.md").read_text()
    titles = [
        entry.title
        for entries in (words.template.block, words.template.columns)
        for entry in entries.values()
    ]

    assert [name for name in READERS if f"`{name}`" not in readme] == []
    assert [title for title in titles if title not in readme] == []
