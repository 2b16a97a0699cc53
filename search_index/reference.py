"""Reference data beside the records: the 54 communes and the working calendar."""

from __future__ import annotations

import datetime
from pathlib import Path

import msgspec

from search_index.catalogue_files import load_typed
from vietnamese.working_days import Calendar


class Commune(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A commune-level unit since 1 July 2025, and the old units it was made of."""

    code: str
    name: str
    formed_from: tuple[str, ...]


class _Day(msgspec.Struct, forbid_unknown_fields=True):
    date: datetime.date
    why: str
    source: str


class _Year(msgspec.Struct, forbid_unknown_fields=True):
    year: int
    confirmed: bool


class _CalendarFile(msgspec.Struct, forbid_unknown_fields=True):
    days_off: list[_Day]
    days_worked: list[_Day]
    years: list[_Year]


def load_communes(file: Path) -> list[Commune]:
    """Return the communes of *file*.

    Raises:
        CatalogueError: if the file holds something else.
    """
    return load_typed(file, list[Commune])


def load_calendar(file: Path) -> Calendar:
    """Return the working calendar of *file*.

    Raises:
        CatalogueError: if the file holds something else.
    """
    content = load_typed(file, _CalendarFile)
    return Calendar(
        frozenset(day.date for day in content.days_off),
        frozenset(day.date for day in content.days_worked),
    )
