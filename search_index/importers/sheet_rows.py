"""One row of a sheet, cell by cell, as a row of a decision or of a list of Centres."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from search_index.importers.base import WrongField, one_line
from search_index.importers.centre_names import CentreNames
from search_index.importers.decision_cells import (
    code_of,
    day_of,
    kind_of,
    levels_of,
    limit_of,
    mark_of,
    replacements,
)
from search_index.importers.decision_columns import ROW_NUMBER
from search_index.importers.decision_rows import Row
from search_index.importers.sheet_cells import Value, text_of
from search_index.procedure import AuthorityLevel

TEXTS = ("place", "fee", "legal", "agency")
MARKS = ("post", "full", "partial", "anywhere")
Cells = Mapping[str, Value]


def decision_row(
    number: int,
    cells: Cells,
    centres: CentreNames,
    levels: tuple[AuthorityLevel, ...],
    *,
    abolished: bool,
    sector: str,
) -> Row:
    """Return the row; *levels*, *abolished* and *sector* are what the headings said.

    Raises:
        WrongField: if a cell holds what its column cannot.
    """
    texts = {name: text_of(value) for name, value in cells.items()}
    name = one_line(texts.get("name", "")).strip(" .;")
    if not name:
        raise WrongField("name", "is empty")
    levels = levels_of(texts.get("level", "")) or levels
    if not levels:
        raise WrongField("level", "neither the row nor a heading tells the level")
    order = texts.get("number", "").strip(" .")
    if order and not ROW_NUMBER.fullmatch(order):
        raise WrongField("number", f"{order!r} is no row number (13 or 13.1)")
    kind = kind_of(texts.get("kind", ""))
    row = Row(
        number=order,
        level=levels[0],
        also=levels[1:],
        code=code_of(cells.get("code", "")),
        name=name,
        sector=one_line(texts.get("sector", "")) or sector,
        limit=limit_of(one_line(texts.get("limit", "")), "limit"),
        statutory=limit_of(one_line(texts.get("statutory", "")), "statutory"),
        centres=centres.read(texts.get("centres", ""))[0],
        abolished=abolished if kind is None else kind,
        valid_from=day_of(cells.get("valid_from", ""), "valid_from"),
        replaced_by=replacements(cells.get("replaced_by", "")),
        source_row=number,
    )
    for field in TEXTS:
        setattr(row, field, texts.get(field, ""))
    for field in MARKS:
        setattr(row, field, mark_of(texts.get(field, ""), field))
    return row


def centre_row(number: int, cells: Cells, centres: CentreNames) -> Row:
    """Return the row of a list of Centres: which procedure, and where.

    Raises:
        WrongField: if one of the two is not said.
    """
    texts = {name: text_of(value) for name, value in cells.items()}
    code, name = code_of(cells.get("code", "")), one_line(texts.get("name", ""))
    if not code and not name:
        raise WrongField("name", "neither code nor name says which procedure")
    places, levels = centres.read(texts.get("centres", ""))
    if not levels:
        raise WrongField("centres", "is empty")
    return Row(
        number="",
        level=levels[0],
        also=levels[1:],
        code=code,
        name=name or code,
        centres=places,
        source_row=number,
    )


def once_each_number(rows: list[Row]) -> Iterator[Row]:
    """Yield *rows*.

    Raises:
        WrongField: at a row number or code that stands there twice; a sub-row may
            repeat the code of the row that it belongs to.
    """
    seen: dict[tuple[str, ...], Row] = {}
    for row in rows:
        if row.number:
            first = seen.setdefault(("number", row.level, row.number), row)
            _refuse_second("number", row.number, first, row)
        if row.code:
            first = seen.setdefault(("code", row.code), row)
            if row.number.partition(".")[0] != first.number or not row.number:
                _refuse_second("code", row.code, first, row)
        yield row


def _refuse_second(field: str, key: str, first: Row, row: Row) -> None:
    if first is not row:
        raise WrongField(
            field,
            f"row {row.source_row}: {key} already stands in row {first.source_row}",
        )
