"""Questions in citizens' words, by procedure: `catalogue/phrasings/*.tsv`.

One file a sector; a line is `key<TAB>facets<TAB>question`. The key is the national
code, or our id where there is no code; the facets are those asked for, in order, and
may be empty. Procedures that are not loaded are skipped and reported: the phrasings
serve more catalogues than one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from search_index.catalogue_files import CatalogueError, read_tables
from search_index.procedure import Facet, Procedure

COLUMNS = ("key", "facets", "question")
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
    tables = read_tables(folder, COLUMNS, optional=("facets",))
    for file, number, (key, named, question) in tables:
        facets = tuple(filter(None, named.split(",")))
        if not FACETS.issuperset(facets):
            raise CatalogueError(
                file,
                f"unknown facets {sorted(set(facets) - FACETS)}",
                key,
                f"line {number}",
            )
        yield Phrasing(key, facets, question)


def load_phrasings(folder: Path, procedures: Iterable[Procedure]) -> Phrasings:
    """Return the questions of *folder* for *procedures*.

    Raises:
        CatalogueError: at the first line that is none.
    """
    return by_id(read_phrasings(folder), procedures)


def by_id(phrasings: Iterable[Phrasing], procedures: Iterable[Procedure]) -> Phrasings:
    """Return *phrasings* by the ids of the *procedures* that their keys name."""
    ids: dict[str, str] = {}
    for procedure in procedures:
        ids[procedure.id] = procedure.id
        if procedure.code:
            ids[procedure.code] = procedure.id
    grouped: dict[str, list[str]] = {}
    unknown: dict[str, None] = {}
    for phrasing in phrasings:
        if phrasing.key in ids:
            grouped.setdefault(ids[phrasing.key], []).append(phrasing.question)
        else:
            unknown[phrasing.key] = None
    return Phrasings(grouped, tuple(unknown))
