"""Limits of the portal's channels, compared with those of its cases.

The portal tells a limit twice, and not always the same one: 25 "DAY" for the
channel, 25 "WORKING_DAY" for the case.
"""

from __future__ import annotations

import msgspec

from search_index.importers.base import WrongField
from search_index.importers.channel_rows import ChannelRow, Money
from search_index.importers.national_values import Values, processing_times
from search_index.importers.passages import told
from search_index.importers.portal_shape import ExecutionMethod, PortalCase, PortalFee
from search_index.importers.words import ImportWords
from search_index.procedure import Method, ProcessingTime, TimeUnit
from vietnamese.fold import fold

METHODS = {
    "DIRECT": (Method.IN_PERSON,),
    "ONLINE": (Method.ONLINE,),
    "POSTAL": (Method.POST,),
    "DIRECT_AND_ONLINE": (Method.IN_PERSON, Method.ONLINE),
}
UNITS = {
    "WORKING_DAY": TimeUnit.WORKING_DAY,
    "DAY": TimeUnit.DAY,
    "WORKING_HOUR": TimeUnit.WORKING_HOUR,
    "HOUR": TimeUnit.HOUR,
    "MONTH": TimeUnit.MONTH,
    "YEAR": TimeUnit.YEAR,
}
DAYS = {TimeUnit.DAY, TimeUnit.WORKING_DAY}
Limit = tuple[float, TimeUnit]


def channel_rows(methods: tuple[ExecutionMethod, ...]) -> list[ChannelRow]:
    """Return the channels as rows like those of the portal's page.

    Raises:
        WrongField: if a channel is none that we know.
    """
    rows = []
    for one in methods:
        if one.submission_method not in METHODS:
            raise WrongField(
                "executionMethods.submissionMethod",
                f"{one.submission_method!r} is unknown",
            )
        if (one.processing_time or 0) < 0:
            raise WrongField(
                "executionMethods.processingTime", f"{one.processing_time} is negative"
            )
        # "OTHER" and the like: a number without a unit.
        unit = UNITS.get(one.processing_time_unit or "")
        money = tuple(_money(fee) for fee in one.fees or () if fee.value is not None)
        rows += [
            ChannelRow(
                method,
                one.processing_time,
                unit,
                "",
                money,
                told(one.description or ""),
            )
            for method in METHODS[one.submission_method]
        ]
    return rows


def _money(fee: PortalFee) -> Money:
    currency = fold(fee.currency_name or "").lower()
    vnd = not currency or "dong" in currency or "vnd" in currency
    value = fee.value or 0.0
    if value < 0:
        raise WrongField("executionMethods.fees.value", f"{value} is negative")
    note = told(fee.description or "")
    return Money(value, "vnd" if vnd else currency, not value, note)


def limits(
    rows: list[ChannelRow], cases: tuple[PortalCase, ...], words: ImportWords
) -> Values[ProcessingTime]:
    """Return the limits of *rows*, and what *cases* say otherwise as doubts."""
    times = processing_times(rows)
    named = _limits_of(cases)
    _settle_unit(times, set(named))
    known = {time.amount for time in times.values}
    others = {limit: name for limit, name in named.items() if limit[0] not in known}
    if not others:
        return times
    bare = {row.amount for row in rows if row.amount and row.unit is None}
    ((amount, unit), *more) = others
    if not times.values and not more and bare <= {amount}:
        doubts = {"time_missing", "time_without_unit"}
        times.flags = [flag for flag in times.flags if flag not in doubts]
        times.flags.append("time_from_cases")
        times.values.append(ProcessingTime(amount=amount, unit=unit))
        return times
    if "time_cases_in_text" not in times.flags:
        times.flags.append("time_cases_in_text")
    said = [
        f"{name}: {amount:g} {words.units[unit]}."
        for (amount, unit), name in others.items()
    ]
    times.text = " ".join(filter(None, [times.text, *said]))
    return times


def _limits_of(cases: tuple[PortalCase, ...]) -> dict[Limit, str]:
    found: dict[Limit, str] = {}
    for case in cases:
        day = case.processing_day
        unit = UNITS.get((day.type if day else None) or "")
        if day is not None and day.qty and day.qty > 0 and unit is not None:
            found.setdefault((day.qty, unit), told(case.name or ""))
    return found


def _settle_unit(times: Values[ProcessingTime], told_by_cases: set[Limit]) -> None:
    """Take working days where one place says so and the other says days."""
    settled = []
    for time in times.values:
        other = next(iter(DAYS - {time.unit}))
        unit = time.unit
        if unit in DAYS and (time.amount, other) in told_by_cases:
            unit = TimeUnit.WORKING_DAY
            if "time_unit_conflict" not in times.flags:
                times.flags.append("time_unit_conflict")
        settled.append(msgspec.structs.replace(time, unit=unit))
    times.values = list(dict.fromkeys(settled))
