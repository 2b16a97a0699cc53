"""Questions in citizens' words, by procedure: `catalogue/phrasings/*.tsv`.

One file a sector; a line is `key<TAB>facets<TAB>question`. The key is the national
code, or our id where there is no code; the facets are those asked for, in order, and
may be empty. Procedures that are not loaded are skipped and reported: the phrasings
serve more catalogues than one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from search_index.catalogue_files import CatalogueError
from search_index.procedure import Facet, Procedure

COLUMNS = 3
FACETS = frozenset(facet.value for facet in Facet)


@dataclass(frozen=True)
class Phrasing:
    """One line: the key of a procedure, the facets asked, the question."""

    key: str
    facets: tuple[str, ...]
    question: str


@dataclass(frozen=True)
class Phrasings:
    """Questions by procedure id, and the keys that no procedure has."""

    by_id: dict[str, list[str]]
    unknown: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many questions there are."""
        return sum(map(len, self.by_id.values()))


def read_phrasings(folder: Path) -> Iterator[Phrasing]:
    """Yield the lines of all files in *folder*; a missing folder has none.

    Raises:
        CatalogueError: at the first line that is none; names file and line.
    """
    for file in sorted(folder.glob("*.tsv")):
        text = file.read_text(encoding="utf-8")
        if not unicodedata.is_normalized("NFC", text):
            raise CatalogueError(file, "text is not in Unicode NFC")
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            parts = line.split("\t")
            if len(parts) != COLUMNS or not parts[0] or not parts[2].strip():
                raise CatalogueError(
                    file, "is not `key<TAB>facets<TAB>question`", field=f"line {number}"
                )
            facets = tuple(filter(None, parts[1].split(",")))
            if not FACETS.issuperset(facets):
                raise CatalogueError(
                    file,
                    f"unknown facets {sorted(set(facets) - FACETS)}",
                    parts[0],
                    f"line {number}",
                )
            yield Phrasing(parts[0], facets, parts[2])


def load_phrasings(folder: Path, procedures: Iterable[Procedure]) -> Phrasings:
    """Return the questions of *folder* for *procedures*.

    Raises:
        CatalogueError: at the first line that is none.
    """
    ids: dict[str, str] = {}
    for procedure in procedures:
        ids[procedure.id] = procedure.id
        if procedure.code:
            ids[procedure.code] = procedure.id
    by_id: dict[str, list[str]] = {}
    unknown: dict[str, None] = {}
    for phrasing in read_phrasings(folder):
        if phrasing.key in ids:
            by_id.setdefault(ids[phrasing.key], []).append(phrasing.question)
        else:
            unknown[phrasing.key] = None
    return Phrasings(by_id, tuple(unknown))
