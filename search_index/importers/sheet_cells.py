"""Cells of a workbook, one row at a time, refused where they are not plain values."""

from __future__ import annotations

import datetime
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from search_index.importers.base import MAX_TEXT, ImportFailed, clean
from search_index.importers.office import refuse_dangerous

MAX_ROWS, MAX_COLUMNS, MAX_CHARACTERS = 20_000, 60, 50_000_000
Value = str | float | datetime.date
# What openpyxl lets through from inside a broken archive.
BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,  # its XML
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    EOFError,
    OSError,
)


@dataclass(frozen=True)
class SheetRow:
    """A row that is not blank: its number in the sheet, its cells by place."""

    number: int
    cells: dict[int, Value]

    def texts(self, width: int) -> list[str]:
        """Return the first *width* cells as text; blank ones are empty."""
        return [text_of(self.cells.get(place, "")) for place in range(width)]


def text_of(value: Value) -> str:
    """Return a cell as a person reads it: 15, not 15.0."""
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return value if isinstance(value, str) else f"{value:%d/%m/%Y}"


def read_sheets(file: Path) -> list[tuple[str, list[SheetRow]]]:
    """Return the title and the rows of each sheet that is not hidden.

    Raises:
        ImportFailed: if it is no workbook, holds macros, a formula, an error, a cell
            that is too long, or more than a catalogue has; names row and cell.
    """
    refuse_dangerous(file)
    try:
        with warnings.catch_warnings():
            # openpyxl warns about styles and extensions that we do not read.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
            try:
                shown = [s for s in book.worksheets if s.sheet_state == "visible"]
                return [(sheet.title, list(_rows(file, sheet))) for sheet in shown]
            finally:
                book.close()
    except BROKEN as exc:
        raise ImportFailed(file, f"is no Excel workbook: {exc}") from exc


def _rows(file: Path, sheet: Any) -> Iterator[SheetRow]:
    # Some programs write a wrong extent of the sheet.
    sheet.reset_dimensions()
    found = characters = 0
    for row in sheet.iter_rows(max_col=MAX_COLUMNS):
        cells = {
            place: value
            for place, cell in enumerate(row)
            if cell.value is not None and (value := _value(file, cell)) != ""
        }
        if not cells:
            continue
        number = next(cell.row for cell in row if cell.value is not None)
        found += 1
        # One long text may be told in every cell.
        characters += sum(len(v) for v in cells.values() if isinstance(v, str))
        if found > MAX_ROWS or characters > MAX_CHARACTERS:
            raise ImportFailed(file, "more than a catalogue holds", row=number)
        yield SheetRow(number, cells)


def _value(file: Path, cell: Any) -> Value:
    def refuse(reason: str) -> ImportFailed:
        return ImportFailed(file, reason, row=cell.row, field=cell.coordinate)

    value = cell.value
    if cell.data_type == "f":
        raise refuse("is a formula; write the value itself")
    if cell.data_type == "e":
        raise refuse(f"holds an error: {value}")
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, int | float):
        return float(value)
    if len(str(value)) > MAX_TEXT:
        raise refuse(f"longer than {MAX_TEXT:,} characters")
    return clean(str(value))
