"""Cells of a decision's sheet as values: codes, marks, days, kinds, levels, limits."""

from __future__ import annotations

import datetime
import re

from search_index.importers.base import WrongField, one_line, sane_day
from search_index.importers.decision_columns import ABOLISHED, ISSUED
from search_index.importers.keys import procedure_id
from search_index.importers.sheet_cells import Value, text_of
from search_index.procedure import PROCEDURE_CODE, SLUG, AuthorityLevel
from vietnamese.fold import fold

# Old local codes end with the province: 1.004194.000.00.00.H49.
CODE = re.compile(r"([1-6])[ .,]{0,2}(\d{6})(?:\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})?")
DAY = re.compile(
    r"(?:ngay )?(?P<day>\d{1,2})(?:[/.-]| thang )(?P<month>\d{1,2})(?:[/.-]| nam )"
    r"(?P<year>\d{4})"
)
ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?: 00:00:00)?")
NUMBER_ONLY = re.compile(r"[\d.,\s]+")
YES, NO = {"x", "\u00d7", "\u2713", "v", "co", "1"}, {"", "khong", "0", "-"}
LEVELS = {
    "tinh": AuthorityLevel.PROVINCE,
    "xa": AuthorityLevel.COMMUNE,
    "bo": AuthorityLevel.MINISTRY,
    "trung uong": AuthorityLevel.MINISTRY,
    "co quan khac": AuthorityLevel.OTHER,
}


def code_of(value: Value) -> str:
    """Return the procedure code; a spreadsheet turns 1.013400 into 1.0134.

    Raises:
        WrongField: if it is none.
    """
    if isinstance(value, float):
        text = f"{value:.6f}" if value < 10 else f"{value:.0f}"
    else:
        text = text_of(value).strip()
    found = CODE.fullmatch(text)
    if found is not None:
        return f"{found[1]}.{found[2]}"
    if text and not PROCEDURE_CODE.fullmatch(text):
        raise WrongField("code", f"{text!r} is no procedure code (1.001193)")
    return text


def mark_of(text: str, field: str) -> bool:
    """Tell whether a cell is marked with an x.

    Raises:
        WrongField: if it says something else.
    """
    said = fold(one_line(text)).lower()
    if said in YES or said in NO:
        return said in YES
    raise WrongField(field, f"{text!r}: write x or leave it empty")


def day_of(value: Value, field: str) -> datetime.date | None:
    """Return the day; text is read as day, month and a year of four digits.

    Raises:
        WrongField: if it is no day, or one before 1990 or after 2100.
    """
    if isinstance(value, datetime.date):
        return sane_day(value, field)
    text = text_of(value).strip(" .")
    if not text:
        return None
    folded = fold(one_line(text)).lower()
    found = DAY.fullmatch(folded) or ISO_DAY.fullmatch(folded)
    if found is None:
        raise WrongField(field, f"{text!r} is no day (10/07/2026)")
    try:
        day = datetime.date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError as exc:
        raise WrongField(field, f"{text!r}: {exc}") from exc
    return sane_day(day, field)


def kind_of(text: str) -> bool | None:
    """Tell whether a row abolishes its procedure; None if the cell is empty.

    Raises:
        WrongField: if it says neither new, changed nor abolished.
    """
    folded = fold(one_line(text)).lower()
    if not folded:
        return None
    if ABOLISHED.search(folded):
        return True
    if ISSUED.search(folded):
        return False
    raise WrongField("kind", f"{text!r} is neither new, changed nor abolished")


def levels_of(text: str) -> tuple[AuthorityLevel, ...]:
    """Return the levels that a cell names ("Cấp tỉnh, cấp xã").

    Raises:
        WrongField: if a part is none.
    """
    found: dict[AuthorityLevel, None] = {}
    for part in re.split(r"[,;/\n]| v\u00e0 ", text):
        name = fold(one_line(part)).lower().removeprefix("cap ").strip(" .")
        if not name:
            continue
        if name not in LEVELS:
            raise WrongField("level", f"{part.strip()!r} is no level")
        found[LEVELS[name]] = None
    return tuple(found)


def limit_of(text: str, field: str) -> str:
    """Return the text of a limit.

    Raises:
        WrongField: if it is a bare number: 15 of what?
    """
    if text and NUMBER_ONLY.fullmatch(text):
        raise WrongField(field, f"{text} has no unit: days, working days, hours?")
    return text


def replacements(value: Value) -> tuple[str, ...]:
    """Return the ids of the procedures that a cell names by code or id.

    Raises:
        WrongField: if one is neither.
    """
    found = []
    text = code_of(value) if isinstance(value, float) else text_of(value)
    for part in filter(None, map(str.strip, re.split(r"[;,\n]\s+|[;\n]", text))):
        if SLUG.fullmatch(part) and not part.isdigit():
            found.append(part)
            continue
        try:
            found.append(procedure_id(code_of(part)))
        except WrongField as exc:
            raise WrongField("replaced_by", str(exc)) from exc
    return tuple(dict.fromkeys(found))
