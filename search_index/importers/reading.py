"""What every reader may need beside its file: words, links, the Centres' names."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path

from search_index.catalogue_files import CatalogueError
from search_index.importers.centre_names import CentreNames
from search_index.importers.decision_columns import ROW_NUMBER
from search_index.importers.decision_rows import Links
from search_index.importers.words import ImportWords, load_import_words
from search_index.procedure import PROCEDURE_CODE, SLUG, AuthorityLevel
from search_index.reference import load_communes

COLUMNS = ("decision", "level", "row", "procedure")


@dataclass(frozen=True)
class Reading:
    """The context of an import, loaded once from the catalogue's folder."""

    words: ImportWords
    links: Links
    centres: CentreNames


def load_reading(catalogue: Path) -> Reading:
    """Return the context that the files of *catalogue* give.

    Raises:
        CatalogueError: at the first of them that cannot be used.
    """
    return Reading(
        load_import_words(catalogue / "import.yml"),
        load_links(catalogue / "same_procedures.tsv"),
        CentreNames(load_communes(catalogue / "communes.yml")),
    )


def load_links(file: Path) -> Links:
    """Return which row of a decision is which procedure, from a file with tabs.

    A line is decision, level, row number, and code or id of the same procedure; lines
    that begin with # are remarks.

    Raises:
        CatalogueError: at the first line that is none, or tells a row once more.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise CatalogueError(file, f"cannot be read: {exc}") from exc
    if not unicodedata.is_normalized("NFC", text):
        raise CatalogueError(file, "text is not in Unicode NFC")
    links: dict[tuple[str, str, str], str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        key, target = _link(file, number, line)
        if key in links:
            raise CatalogueError(file, f"line {number} tells row {key[2]} once more")
        links[key] = target
    return links


def _link(file: Path, number: int, line: str) -> tuple[tuple[str, str, str], str]:
    parts = [part.strip() for part in line.split("\t")]
    if len(parts) != len(COLUMNS) or not all(parts):
        told = ", ".join(COLUMNS)
        raise CatalogueError(
            file, f"line {number} must hold, with tabs between: {told}"
        )
    decision, level, row, target = parts
    if level not in set(AuthorityLevel):
        raise CatalogueError(file, f"line {number}: unknown level {level!r}")
    if not ROW_NUMBER.fullmatch(row):
        raise CatalogueError(file, f"line {number}: {row!r} is no row number")
    if not PROCEDURE_CODE.fullmatch(target) and not SLUG.fullmatch(target):
        raise CatalogueError(file, f"line {number}: {target!r} is no code and no id")
    return (decision, level, row), target
