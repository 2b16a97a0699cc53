"""Times of the national file's rows as typed values, where they can be.

The bare columns mislead (a number without unit, "Miễn phí" for an empty column,
thousands cut off, cases put into channels), so each value is compared with what the
note and the description say. What does not agree becomes a flag, and the source's
words are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from search_index.importers.channel_rows import (
    UNITS,
    ChannelRow,
    number,
)
from search_index.procedure import ProcessingTime, TimeUnit
from vietnamese.folded_text import FoldedText

LONGEST_CONDITION = 300
DURATION = re.compile(
    # "ngày 15 tháng 7 năm 2026" is a day, not fifteen months and seven years.
    r"(?<!ngay )(?<!thang )(?<!\d)"
    rf"(?P<amount>\d{{1,3}}(?:[.,]\d)?) ?(?P<unit>{'|'.join(UNITS)})(?!\w)"
)


V = TypeVar("V")


@dataclass
class Values(Generic[V]):
    """What a field of a record came to: typed values, doubts, the source's words."""

    values: list[V] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    text: str = ""


def processing_times(rows: list[ChannelRow]) -> Values[ProcessingTime]:
    """Return the limits of *rows*."""
    found: dict[tuple[float, TimeUnit], list[ChannelRow]] = {}
    flags: list[str] = []
    for row in rows:
        amount, unit, doubt = _time(row)
        if doubt:
            flags.append(doubt)
        if amount is not None and unit is not None:
            found.setdefault((amount, unit), []).append(row)
    several = len(found) > 1
    if several:
        flags.append("limits_differ_by_channel")
    times = [
        ProcessingTime(
            amount=amount,
            unit=unit,
            method=same[0].method if several and len(same) == 1 else None,
            condition=shortened(same[0].description) if several else None,
        )
        for (amount, unit), same in found.items()
    ]
    words = list(dict.fromkeys(row.words for row in rows if row.words))
    told = [row.description for row in rows if _tells_other_times(row, found)]
    if told and not several:
        flags.append("time_cases_in_text")
    text = " ".join(dict.fromkeys([*words, *told]))
    if not text and not times:
        text = " ".join(dict.fromkeys(r.description for r in rows if r.description))
    return Values(times, list(dict.fromkeys(flags)), text)


def _time(row: ChannelRow) -> tuple[float | None, TimeUnit | None, str]:
    """Return a row's limit and what is doubtful about it."""
    if row.amount is None:
        return None, None, "" if row.words else "time_missing"
    if not row.amount:
        return None, None, "time_missing"
    said = [
        (number(match["amount"]), UNITS[match["unit"]])
        for match in FoldedText(row.description).find(DURATION)
    ]
    units = {unit for amount, unit in said if amount == row.amount}
    if row.unit is None:
        if len(units) == 1:
            return row.amount, units.pop(), "time_from_text"
        return None, None, "time_without_unit"
    if row.unit is TimeUnit.DAY and units == {TimeUnit.WORKING_DAY}:
        return row.amount, TimeUnit.WORKING_DAY, "time_unit_conflict"
    return row.amount, row.unit, ""


def _tells_other_times(
    row: ChannelRow, found: dict[tuple[float, TimeUnit], list[ChannelRow]]
) -> bool:
    known = {amount for amount, _ in found}
    return any(
        number(match["amount"]) not in known
        for match in FoldedText(row.description).find(DURATION)
    )


def shortened(text: str) -> str | None:
    """Return *text* short enough for a condition, or none where it says nothing."""
    text = text.strip(" .;:-+()")
    if len(text) > LONGEST_CONDITION:
        text = text[:LONGEST_CONDITION].rsplit(" ", 1)[0] + " …"
    return text or None
