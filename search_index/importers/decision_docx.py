"""The province's publishing decision as a Word file.

Its tables have the columns of domain page A.4, run over many pages (a row without
number goes on with the one before it) and repeat their head on each.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table

from search_index.importers.base import (
    MAX_TEXT,
    ImportFailed,
    clean,
    failed,
    once_each,
    sane_day,
)
from search_index.importers.decision_columns import (
    ORDER,
    ROW_NUMBER,
    abolished_in,
    is_head,
    level_in,
    without_repeats,
)
from search_index.importers.decision_columns import columns as columns_of
from search_index.importers.decision_rows import (
    Links,
    Published,
    Row,
    records,
)
from search_index.importers.decision_values import is_marked
from search_index.importers.office import refuse_dangerous
from search_index.importers.words import ImportWords
from search_index.procedure import AuthorityLevel, Decision, Procedure
from vietnamese.fold import fold
from vietnamese.folded_text import FoldedText

# What python-docx lets through from inside a broken archive; its XML is a SyntaxError.
BROKEN = (PackageNotFoundError, SyntaxError, KeyError, ValueError, OSError)
NUMBER = re.compile(r"so: ?(?P<number>\d{1,5}/[\w.\u0110\u0111-]+)")
DATE = re.compile(r"ngay (\d{1,2})(?:/| thang )(\d{1,2})(?:/| nam )(20\d\d)")
EFFECT = re.compile(
    r"co hieu luc (?:thi hanh )?(?:ke )?tu (?P<when>ngay ky|.{0,5}ngay[^.]{4,40})"
)
SECTOR = re.compile(r"linh vuc (?P<sector>[a-z ,]{3,60}?) (?:thuoc|trong|tren|do|cua)")


@dataclass
class _State:
    """What the part of the file read so far says about the rows that follow."""

    level: AuthorityLevel = AuthorityLevel.PROVINCE
    abolished: bool = False
    rows: list[Row] = field(default_factory=list)


def read_decision_docx(
    file: Path, links: Links, words: ImportWords
) -> Iterator[Procedure]:
    """Yield the records of the decision in *file*.

    Raises:
        ImportFailed: if it is no Word file, holds macros, names no decision number,
            or has no table with the columns of a publishing decision.
    """
    refuse_dangerous(file)
    try:
        document = docx.Document(str(file))
    except BROKEN as exc:
        raise ImportFailed(file, f"is no Word document: {exc}") from exc
    published = _published(file, document)
    state = _State()
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            _read_table(file, block, state, words)
        elif block.text.strip():
            _read_heading(fold(clean(block.text)).lower(), state)
    if not state.rows:
        raise ImportFailed(
            file, "has no table with the columns of a publishing decision"
        )
    for row in state.rows:
        row.name = row.name.replace("\n", " ").strip(" .;")
        row.limit = row.limit.replace("\n", " ")
        if not row.name:
            raise ImportFailed(file, "is empty", row=row.number, field="name")
    pairs = records(state.rows, published, links, words)
    try:
        yield from once_each(file, ((row.number, record) for row, record in pairs))
    except ValueError as exc:
        raise failed(file, exc, None, "") from exc


def _published(file: Path, document: Document) -> Published:
    text = "\n".join(clean(paragraph.text) for paragraph in document.paragraphs)
    both = FoldedText(text)
    match = NUMBER.search(both.folded)
    if match is None:
        raise ImportFailed(file, "names no decision number", field="number")
    number = both.original(match, "number")
    # The date stands in words beside the stamp, or beside the number in the annex.
    # Scans put blanks after points: "294/QĐ-VP. UBND".
    compact = re.sub(r"(?<=[./-]) +", "", both.folded)
    wanted = re.escape(fold(number).lower())
    near = re.search(wanted + r"\s*ngay (\d+)/(\d+)/(20\d\d)", compact)
    found = near or re.search(wanted + r".{0,200}?" + DATE.pattern, compact, re.DOTALL)
    date = _date(file, found)
    effect = EFFECT.search(both.folded)
    valid_from = date
    if effect is not None and effect["when"] != "ngay ky":
        valid_from = _date(file, DATE.search(effect["when"])) or date
    sector = SECTOR.search(both.folded.replace("\n", " "))
    return Published(
        Decision(number=number, date=date),
        both.text[sector.start("sector") : sector.end("sector")].capitalize()
        if sector
        else "",
        valid_from,
    )


def _date(file: Path, match: re.Match[str] | None) -> datetime.date | None:
    if match is None:
        return None
    day, month, year = (int(match[group]) for group in (1, 2, 3))
    try:
        return sane_day(datetime.date(year, month, day), "date")
    except ValueError as exc:
        raise ImportFailed(file, f"{match[0]}: {exc}", field="date") from exc


def _read_heading(folded: str, state: _State) -> None:
    if "danh muc" in folded or folded.startswith("phan "):
        told = abolished_in(folded)
        state.abolished = state.abolished if told is None else told


def _read_table(file: Path, table: Table, state: _State, words: ImportWords) -> None:
    columns: dict[str, int] = {}
    head: set[str] = set()
    for table_row in table.rows:
        cells = [clean(cell.text) for cell in table_row.cells]
        if any(len(cell) > MAX_TEXT for cell in cells):
            raise ImportFailed(file, "a cell is too long", row=cells[0][:20])
        named = columns_of(cells, words)
        number = cells[columns.get("number", 0)].strip(" .")
        numbered = columns and ROW_NUMBER.fullmatch(number)
        if is_head(named, abolished=state.abolished) and not numbered:
            columns = {**columns, **named}
            head.update(cells)
            continue
        if not columns:
            return
        texts = without_repeats(cells)
        level = level_in(fold(" ".join(texts.values())).lower())
        # An order ("II") may stand before a heading; nothing else beside it.
        alone = sum(not ORDER.fullmatch(text) for text in texts.values()) == 1
        if level is not None and alone and not numbered:
            state.level = level
            continue
        mine = {
            name: texts.get(place, "")
            for name, place in columns.items()
            # A head that is merged into the first row says nothing about it.
            if texts.get(place, "") not in head
        }
        if numbered:
            state.rows.append(
                Row(number=number, level=state.level, abolished=state.abolished)
            )
        elif not state.rows or number:
            continue
        _add(state.rows[-1], mine, cells, columns)


def _add(
    row: Row, mine: dict[str, str], cells: list[str], columns: dict[str, int]
) -> None:
    """Add what a table row says to *row*, which it begins or goes on with."""
    for name in ("code", "name", "limit", "place", "fee", "legal"):
        text = mine.get(name, "")
        if text:
            setattr(row, name, f"{getattr(row, name)} {text}".strip())
    for name in ("post", "full", "partial", "anywhere"):
        place = columns.get(name)
        if place is not None and len(cells[place]) < 4 and is_marked(cells[place]):
            setattr(row, name, True)
