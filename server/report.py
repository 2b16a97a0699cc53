"""The report of a catalogue and of what the database says was put in force."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from records.models import Check, Revision
from search_index.builds import read_procedures
from search_index.procedure import Procedure
from search_index.reference import Commune
from search_index.report import (
    CHART,
    REPORT,
    DecisionLine,
    Report,
    centres,
    counted,
    saved,
)
from server.chart import sectors_chart


@dataclass(frozen=True)
class Period:
    """From *first* to *last*, both included."""

    first: datetime.date
    last: datetime.date


def report(
    procedures: Sequence[Procedure], communes: Sequence[Commune], period: Period
) -> Report:
    """Return the figures of *procedures* on the last day of *period*."""
    held = [one for one in procedures if one.in_force(period.last)]
    return Report(
        first=period.first,
        last=period.last,
        in_force=len(held),
        by_level=counted(level for one in held for level in one.levels),
        by_sector=counted(one.sector for one in held),
        decisions=_decisions(period),
        centres=centres(held, communes),
        saved=saved(held),
        checked=Check.objects.filter(
            checked_at__date__gte=period.first, checked_at__date__lte=period.last
        )
        .values("revision__procedure")
        .distinct()
        .count(),
    )


def write_report(build: Path, communes: Sequence[Commune], day: datetime.date) -> None:
    """Write the figures of *build*, from the year's first day, for the public page."""
    file = build.parent / REPORT
    if file.exists() and file.stat().st_mtime_ns > build.stat().st_mtime_ns:
        return
    procedures = read_procedures(build)
    period = Period(day.replace(month=1, day=1), day)
    figures = report(procedures, communes, period)
    _write(build.parent / CHART, sectors_chart(figures.by_sector))
    _write(file, msgspec.json.encode(figures))


def _write(file: Path, content: bytes) -> None:
    draft = file.with_suffix(".draft")
    draft.write_bytes(content)
    draft.replace(file)


def _decisions(period: Period) -> list[DecisionLine]:
    rows = Revision.objects.filter(
        state=Revision.State.PUBLISHED,
        effective_from__gte=period.first,
        effective_from__lte=period.last,
    ).values_list("source__decision", "source__file_name", "change")
    counted: dict[str, Counter[str]] = {}
    for decision, file_name, change in rows:
        counted.setdefault(decision or file_name, Counter())[change] += 1
    return [
        DecisionLine(name, found["new"], found["changed"], found["abolished"])
        for name, found in sorted(counted.items())
    ]
