"""The formats that can be imported, by name, and which one a file is in.

All readers have one signature here: a path and what they need beside it. Each yields
records or raises `ImportFailed`; who imports takes them all before anything changes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from search_index.catalogue_files import CatalogueError, load_procedures
from search_index.importers.base import ImportFailed
from search_index.importers.decision_docx import read_decision_docx
from search_index.importers.decision_xlsx import read_decision_xlsx
from search_index.importers.lines import UNREADABLE, opened
from search_index.importers.national_jsonl import read_national_jsonl
from search_index.importers.ngsp import read_ngsp
from search_index.importers.portal_json import read_portal_json
from search_index.importers.quang_ninh_json import read_quang_ninh_json
from search_index.importers.reading import Reading
from search_index.procedure import Procedure

Reader = Callable[[Path, Reading], Iterator[Procedure]]
LOOKED_AT = 512 * 1024
# The first of these keys in a file tells whose JSON it is.
KEYS = {
    "ma_thu_tuc": "national-jsonl",
    "TENTTHC": "ngsp",
    "capXa": "quang-ninh-json",
    "capTinh": "quang-ninh-json",
    "codeNotation": "portal-json",
    "executionSteps": "portal-json",
    "executionMethods": "portal-json",
    "executionCases": "portal-json",
}
KEY = re.compile(rf'"({"|".join(KEYS)})"\s*:'.encode())
OLD_OFFICE, PDF = b"\xd0\xcf\x11\xe0", b"%PDF"
PARTS = {"word/document.xml": "decision-docx", "xl/workbook.xml": "decision-xlsx"}


def _read_yaml(path: Path, reading: Reading) -> Iterator[Procedure]:
    try:
        yield from load_procedures(path)
    except CatalogueError as exc:
        raise ImportFailed(
            exc.file, exc.reason, row=exc.procedure or None, field=exc.field
        ) from exc


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "national-jsonl": lambda path, to: read_national_jsonl(path, to.words),
        "portal-json": lambda path, to: read_portal_json(path, to.words),
        "ngsp": lambda path, to: read_ngsp(path, to.words),
        "decision-docx": lambda path, to: read_decision_docx(path, to.links, to.words),
        "decision-xlsx": lambda path, to: read_decision_xlsx(
            path, to.links, to.words, to.centres
        ),
        "quang-ninh-json": lambda path, to: read_quang_ninh_json(
            path, to.links, to.words
        ),
        "yaml": _read_yaml,
    }
)


def read(path: Path, reading: Reading, name: str | None = None) -> Iterator[Procedure]:
    """Yield the records of *path*, in the format called *name* or in the one found.

    Raises:
        ImportFailed: if there is no such format, or *path* is in none, or the reader
            finds something wrong.
    """
    name = name or detect(path)
    if name not in READERS:
        known = ", ".join(READERS)
        raise ImportFailed(path, f"{name!r} is no format; there are {known}")
    if not path.exists():
        raise ImportFailed(path, "does not exist")
    return READERS[name](path, reading)


def detect(path: Path) -> str:
    """Return the name of the format of *path*, by what it holds.

    Raises:
        ImportFailed: if it is in none; says what it is, where that is known.
    """
    if path.is_dir() or path.suffix in {".yml", ".yaml"}:
        return "yaml"
    try:
        with opened(path) as stream:
            beginning = stream.read(LOOKED_AT)
    except UNREADABLE as exc:
        raise ImportFailed(path, f"cannot be read: {exc}") from exc
    if zipfile.is_zipfile(path):
        return _office_format(path)
    found = KEY.search(beginning)
    if found is not None:
        return KEYS[found[1].decode()]
    raise ImportFailed(path, _what(beginning))


def _office_format(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (OSError, zipfile.BadZipFile) as exc:
        raise ImportFailed(path, f"cannot be read: {exc}") from exc
    for part, name in PARTS.items():
        if part in names:
            return name
    raise ImportFailed(path, "is an archive, but neither a Word nor an Excel file")


def _what(beginning: bytes) -> str:
    if not beginning.strip():
        return "is empty"
    if beginning.startswith(OLD_OFFICE):
        return "is an old Word or Excel file; save it as .docx or .xlsx"
    if beginning.startswith(PDF):
        return "is a PDF; ask for the Word or Excel file"
    return f"is in no format that can be imported ({', '.join(READERS)})"
