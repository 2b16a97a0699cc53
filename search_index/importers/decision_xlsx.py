"""The province's publishing decision as a workbook, or a list of Centres.

The same columns as in Word, and those of the template that clerks fill in. Sheets that
are hidden, without a table, or the template's example are passed over.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

from search_index.importers.base import ImportFailed, failed, once_each
from search_index.importers.centre_names import CentreNames
from search_index.importers.decision_rows import (
    Links,
    Published,
    Row,
    records,
)
from search_index.importers.decision_sheet import Sheet, SheetReader
from search_index.importers.keys import local_key, procedure_id
from search_index.importers.sheet_cells import read_sheets
from search_index.importers.sheet_rows import once_each_number
from search_index.importers.words import ImportWords
from search_index.procedure import Decision, Origin, Procedure

NUMBER = re.compile(r"\d{1,5}/[^\W\d][\w.-]*")


def read_decision_xlsx(
    file: Path, links: Links, words: ImportWords, centres: CentreNames
) -> Iterator[Procedure]:
    """Yield the records of the decision or of the list of Centres in *file*.

    A row of a list of Centres becomes a record without cases: it says nothing but
    where the procedure is taken.

    Raises:
        ImportFailed: if it is no workbook with such a table, holds macros, formulas, a
            value that its column cannot hold, a row without a name or a procedure that
            stands there twice; names row and field.
    """
    read = [sheet for sheet in _sheets(file, words, centres) if sheet.columns]
    if not any(sheet.rows or sheet.centre_rows for sheet in read):
        raise ImportFailed(
            file, "has no table with the columns of a decision or a list of Centres"
        )
    return once_each(file, _records(file, read, links, words))


def _sheets(file: Path, words: ImportWords, centres: CentreNames) -> Iterator[Sheet]:
    for title, rows in read_sheets(file):
        if title == words.template.example_sheet:
            continue
        reader = SheetReader(title, words, centres)
        for row in rows:
            try:
                reader.read(row)
            except ValueError as exc:
                raise failed(file, exc, row.number, "") from exc
        yield reader.sheet


def _records(
    file: Path, read: list[Sheet], links: Links, words: ImportWords
) -> Iterator[tuple[object, Procedure]]:
    rows = [row for sheet in read for row in sheet.rows]
    if rows:
        published = _published(file, read)
        try:
            checked = list(once_each_number(rows))
            for row, record in records(checked, published, links, words):
                yield row.source_row, record
        except ValueError as exc:
            raise failed(file, exc, None, "") from exc
    for row in (row for sheet in read for row in sheet.centre_rows):
        yield row.source_row, _only_centres(row, words)


def _published(file: Path, read: list[Sheet]) -> Published:
    block: dict[str, str | datetime.date] = {}
    for sheet in read:
        block = {**sheet.block, **block}
    # "Quyết định số 12/QĐ-UBND ngày …" is often written out, with blanks inside.
    written = re.sub(r"(?<=[./-]) +", "", str(block.get("decision", "")))
    found = NUMBER.search(written)
    if found is None:
        raise ImportFailed(file, "names no decision number", field="decision")
    date, effect = block.get("date"), block.get("valid_from")
    assert not isinstance(date, str)
    assert not isinstance(effect, str)
    if date is not None and effect is not None and effect < date:
        raise ImportFailed(
            file, f"{effect} is before the decision's day {date}", field="valid_from"
        )
    return Published(
        Decision(
            number=found[0], date=date, issuer=str(block.get("issuer", "")) or None
        ),
        str(block.get("sector", "")),
        effect or date,
    )


def _only_centres(row: Row, words: ImportWords) -> Procedure:
    return Procedure(
        id=procedure_id(row.code) if row.code else local_key(row.name, row.level),
        code=row.code or None,
        name=row.name,
        sector=words.case,
        agency=words.unknown_agency,
        levels=(row.level, *row.also),
        centres=row.centres,
        origin=Origin.PROVINCE,
    )
