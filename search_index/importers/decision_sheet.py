"""The rows of a publishing decision in one sheet of a workbook.

Above the table stand the decision's number and days; in it, rows with one text are
headings ("Thủ tục hành chính cấp xã", "Lĩnh vực đất đai").
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from search_index.importers.base import WrongField, one_line
from search_index.importers.centre_names import CentreNames
from search_index.importers.decision_cells import day_of, levels_of
from search_index.importers.decision_columns import (
    ORDER,
    ROW_NUMBER,
    abolished_in,
    columns,
    is_head,
    is_label,
    level_in,
)
from search_index.importers.decision_rows import Row
from search_index.importers.sheet_cells import MAX_COLUMNS, SheetRow, Value, text_of
from search_index.importers.sheet_rows import Cells, centre_row, decision_row
from search_index.importers.words import ImportWords
from search_index.procedure import AuthorityLevel
from vietnamese.fold import fold

SECTOR = re.compile(
    r"(?:[ivx]+[.)] *)?linh vuc\W+(?P<sector>[^(]+?)\s*(?:\(.*\))?[ .:]*"
)
COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?")
HEAD_SHARE = 0.6
DAYS = frozenset({"date", "valid_from"})


@dataclass
class Sheet:
    """What was read of a sheet so far; `block` is what stands above its table."""

    block: dict[str, str | datetime.date] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    levels: tuple[AuthorityLevel, ...] = ()
    abolished: bool = False
    sector: str = ""
    rows: list[Row] = field(default_factory=list)
    centre_rows: list[Row] = field(default_factory=list)


class SheetReader:
    """Reads rows one by one; what they say together is in `sheet`."""

    def __init__(self, title: str, words: ImportWords, centres: CentreNames) -> None:
        """Take the sheet's title, which may name a level."""
        self.sheet = Sheet(levels=_levels_in_title(title))
        self._words, self._centres = words, centres
        self._below_head = False

    def read(self, row: SheetRow) -> None:
        """Read one row.

        Raises:
            WrongField: if a cell holds what its column cannot.
        """
        texts = row.texts(MAX_COLUMNS)
        named = columns(texts, self._words)
        if self._is_head(named, texts):
            self.sheet.columns, self._below_head = named, True
        elif not self.sheet.columns:
            self._read_block(row)
        elif not (self._below_head and self._is_more_head(row, named)):
            self._below_head = False
            self._read_data(row)

    def _is_head(self, named: Mapping[str, int], texts: Sequence[str]) -> bool:
        centre_list = "centres" in named and not {"code", "name"}.isdisjoint(named)
        if not centre_list and not is_head(named, abolished=self.sheet.abolished):
            return False
        # Once a head is known, a row of data may hold some of its words too.
        number = self.sheet.columns.get("number")
        if number is not None and ROW_NUMBER.fullmatch(texts[number].strip(" .")):
            return False
        return len(named) >= HEAD_SHARE * sum(map(bool, texts))

    def _is_more_head(self, row: SheetRow, named: Mapping[str, int]) -> bool:
        """Take in what goes on with the head: parts of merged cells, their numbers."""
        texts = [text_of(value) for value in row.cells.values()]
        if len(texts) > 2 and all(map(COLUMN_NUMBER.fullmatch, texts)):
            return True
        unnamed = self.sheet.columns.get("name") not in row.cells
        if unnamed and all(is_label(text, self._words) for text in texts):
            self.sheet.columns = {**named, **self.sheet.columns}
            return True
        return False

    def _read_block(self, row: SheetRow) -> None:
        """Read "Số quyết định | 294/QĐ-…" or "Số quyết định: 294/QĐ-…"."""
        places = sorted(row.cells)
        for at, place in enumerate(places):
            written, _, after = text_of(row.cells[place]).partition(":")
            label = fold(one_line(written)).lower()
            for name, labels in self._words.heading.items():
                if label.startswith(tuple(labels)) and name not in self.sheet.block:
                    value: Value = one_line(after)
                    if not value and at + 1 < len(places):
                        value = row.cells[places[at + 1]]
                    told = day_of(value, name) if name in DAYS else text_of(value)
                    if told:
                        self.sheet.block[name] = told
                    return
        self._take_heading(" ".join(map(text_of, row.cells.values())), in_table=False)

    def _read_data(self, row: SheetRow) -> None:
        sheet = self.sheet
        cells = {
            name: row.cells[place]
            for name, place in sheet.columns.items()
            if place in row.cells
        }
        if self._is_heading(row, cells):
            return
        if "limit" in sheet.columns or sheet.abolished:
            one = decision_row(
                row.number,
                cells,
                self._centres,
                sheet.levels,
                abolished=sheet.abolished,
                sector=sheet.sector,
            )
            sheet.rows.append(one)
        else:
            sheet.centre_rows.append(centre_row(row.number, cells, self._centres))

    def _is_heading(self, row: SheetRow, cells: Cells) -> bool:
        """Take in a row that is a heading; an order ("II") may stand before it."""
        texts = [text_of(value) for value in row.cells.values()]
        written = [text for text in texts if not ORDER.fullmatch(text)]
        numbered = ROW_NUMBER.fullmatch(text_of(cells.get("number", "")).strip(" ."))
        if len(written) != 1 or len(texts) > 2 or numbered:
            return False
        if self._take_heading(written[0], in_table=True):
            return True
        raise WrongField(
            "name", f"{written[0][:60]!r} is neither a heading nor a procedure"
        )

    def _take_heading(self, text: str, *, in_table: bool) -> bool:
        written = one_line(text)
        folded = fold(written).lower()
        level, abolished = level_in(folded), abolished_in(folded)
        sector = SECTOR.fullmatch(folded) if in_table else None
        if level is not None:
            self.sheet.levels = (level,)
        if abolished is not None and ("danh muc" in folded or "thu tuc" in folded):
            self.sheet.abolished = abolished
        if sector is not None:
            start, end = sector.span("sector")
            self.sheet.sector = written[start:end].capitalize()
        return not (level is None and abolished is None and sector is None)


def _levels_in_title(title: str) -> tuple[AuthorityLevel, ...]:
    try:
        return levels_of(title)
    except WrongField:
        return ()
