"""Questions in citizens' words, by procedure: `catalogue/phrasings.tsv`."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from pathlib import Path

from search_index.catalogue_files import CatalogueError


def load_phrasings(file: Path, known: Collection[str]) -> dict[str, list[str]]:
    """Return the questions of each procedure id.

    The file holds `id<TAB>question` lines; a missing file holds none.

    Raises:
        CatalogueError: if a line is no such pair or names an unknown procedure.
    """
    phrasings: dict[str, list[str]] = {}
    if not file.exists():
        return phrasings
    text = file.read_text(encoding="utf-8")
    if not unicodedata.is_normalized("NFC", text):
        raise CatalogueError(file, "text is not in Unicode NFC")
    for number, line in enumerate(text.splitlines(), 1):
        procedure_id, tab, question = line.partition("\t")
        if not tab or not question.strip():
            raise CatalogueError(
                file, "is not `id<TAB>question`", field=f"line {number}"
            )
        if procedure_id not in known:
            raise CatalogueError(
                file, "no such procedure", procedure_id, f"line {number}"
            )
        phrasings.setdefault(procedure_id, []).append(question)
    return phrasings
