"""The formats that can be imported, by name, and which one a file is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from search_index.catalogue_files import CatalogueError, load_procedures
from search_index.importers.base import ImportFailed
from search_index.importers.decision_docx import read_decision_docx
from search_index.importers.decision_rows import Links
from search_index.importers.national_jsonl import read_national_jsonl
from search_index.importers.words import ImportWords, load_import_words
from search_index.procedure import Procedure

LINK_COLUMNS = 4


@dataclass(frozen=True)
class Reading:
    """What readers need besides the file."""

    words: ImportWords
    links: Links


def load_reading(catalogue: Path) -> Reading:
    """Return what readers need, from the catalogue's folder.

    Raises:
        CatalogueError: if a file there is wrong.
    """
    return Reading(
        load_import_words(catalogue / "import.yml"),
        load_links(catalogue / "same_procedures.tsv"),
    )


def load_links(file: Path) -> dict[tuple[str, str, str], str]:
    """Return which procedure a row of a decision is: (decision, level, row) → key.

    Raises:
        CatalogueError: if a line has other than four columns.
    """
    links: dict[tuple[str, str, str], str] = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split("\t")
        if len(parts) != LINK_COLUMNS or not all(parts):
            raise CatalogueError(
                file, "is not `decision<TAB>level<TAB>row<TAB>key`", f"line {number}"
            )
        links[parts[0], parts[1], parts[2]] = parts[3]
    return links


Reader = Callable[[Path, Reading], Iterator[Procedure]]

FORMATS: dict[str, Reader] = {
    "national-jsonl": lambda file, reading: read_national_jsonl(file, reading.words),
    "decision-docx": lambda file, reading: read_decision_docx(
        file, reading.links, reading.words
    ),
    "yaml": lambda file, _: iter(load_procedures(file)),
}
ENDINGS = {
    ".jsonl.gz": "national-jsonl",
    ".jsonl": "national-jsonl",
    ".docx": "decision-docx",
}


def detect(file: Path) -> str:
    """Return the format that *file* looks like.

    Raises:
        ImportFailed: if it is not there, or its name tells no format.
    """
    if not file.exists():
        raise ImportFailed(file, "does not exist")
    if file.is_dir():
        return "yaml"
    for ending, name in ENDINGS.items():
        if file.name.lower().endswith(ending):
            return name
    raise ImportFailed(file, f"give --format, one of {', '.join(sorted(FORMATS))}")


def read(file: Path, format_name: str, reading: Reading) -> Iterator[Procedure]:
    """Yield the records of *file*.

    Raises:
        ImportFailed: names the file, the row and the field.
    """
    reader = FORMATS.get(format_name)
    if reader is None:
        known = ", ".join(sorted(FORMATS))
        raise ImportFailed(file, f"no format {format_name!r}; one of {known}")
    try:
        yield from reader(file, reading)
    except CatalogueError as exc:
        raise ImportFailed(
            exc.file, exc.reason, row=exc.procedure, field=exc.field
        ) from exc
