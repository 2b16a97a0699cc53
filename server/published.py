"""The catalogue that citizens are told today: our files, and what was published."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from records import catalogue
from search_index.as_of import as_of
from search_index.catalogue_files import load_procedures
from search_index.differences import decode
from search_index.importers.words import load_import_words
from search_index.merging import merge
from search_index.procedure import Procedure


def _nothing(day: datetime.date) -> Iterable[bytes]:
    return ()


@dataclass(frozen=True)
class Published:
    """Where the catalogue stands: files in *folder*, imports, and the day.

    `stamp` changes whenever something is published; `imported` gives the records of
    the database that hold on a day.
    """

    folder: Path
    day: datetime.date
    stamp: str = ""
    imported: Callable[[datetime.date], Iterable[bytes]] = field(default=_nothing)

    def procedures(self) -> list[Procedure]:
        """Return one record for each procedure, as it holds on the day.

        Abolished ones are among them: they are answered as abolished.

        Raises:
            CatalogueError: if a file is wrong.
        """
        words = load_import_words(self.folder / "import.yml")
        # Our own first: their ids are the ones that links and phrasings know.
        records = load_procedures(self.folder / "procedures")
        records += map(decode, self.imported(self.day))
        return [
            as_of(procedure, self.day, words)
            for procedure in merge(records)
            if procedure.valid_from is None or procedure.valid_from <= self.day
        ]


def from_database(folder: Path, day: datetime.date) -> Published:
    """Return the catalogue with what the database has published."""
    return Published(folder, day, catalogue.newest_published(), catalogue.in_force)
