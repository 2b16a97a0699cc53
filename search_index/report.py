"""What an office reports of its catalogue: counts, decisions, Centres, days saved.

The Centre publishes such figures each year (procedures in force, decisions, limits
cut below the law's, records checked into the national database); these are the same
figures for the loaded catalogue.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from search_index.procedure import (
    Area,
    AuthorityLevel,
    Case,
    Procedure,
    Reach,
    TimeBasis,
    TimeUnit,
)
from search_index.reference import Commune

# What a build of the index leaves for the public page, beside it.
REPORT, CHART = "report.json", "by_sector.svg"
PROVINCIAL_CENTRE = "province"
# Limits are compared in one unit only; a month is not thirty working days.
COMPARED = (TimeUnit.WORKING_DAY, TimeUnit.DAY, TimeUnit.HOUR)
HOURS_A_DAY = 8


class DecisionLine(msgspec.Struct, frozen=True):
    """What one decision, or one file, put in force in the time reported."""

    decision: str
    new: int
    changed: int
    abolished: int


class CentreLine(msgspec.Struct, frozen=True):
    """How many procedures a Centre takes; `code` is "province" or a commune's."""

    code: str
    name: str
    procedures: int


class Saved(msgspec.Struct, frozen=True):
    """Committed against statutory limits, where both are known in the same unit."""

    compared: int
    shortened: int
    statutory_days: float
    committed_days: float

    @property
    def share(self) -> float:
        """The share of the statutory days that the province saves."""
        if not self.statutory_days:
            return 0.0
        return 1 - self.committed_days / self.statutory_days


class Report(msgspec.Struct, frozen=True):
    """The figures of a catalogue from one day to another, both included."""

    first: datetime.date
    last: datetime.date
    in_force: int
    by_level: dict[str, int]
    by_sector: dict[str, int]
    decisions: list[DecisionLine]
    centres: list[CentreLine]
    saved: Saved
    checked: int


def taken_by(procedure: Procedure, centre: str) -> bool:
    """Tell whether the Centre with this code takes dossiers of *procedure*.

    A list of Centres in the record decides. Else a commune's Centre takes what its
    level settles, the provincial one the rest, and all of them what does not depend
    on the place (Nghị định 118/2025/NĐ-CP).
    """
    if procedure.centres:
        return centre in procedure.centres
    local = {AuthorityLevel.COMMUNE, AuthorityLevel.PROVINCE} & set(procedure.levels)
    if procedure.reach in (Reach.PROVINCE, Reach.NATION):
        return bool(local)
    if centre == PROVINCIAL_CENTRE:
        return AuthorityLevel.PROVINCE in procedure.levels
    return AuthorityLevel.COMMUNE in procedure.levels


def saved(procedures: Iterable[Procedure]) -> Saved:
    """Return what the published limits save against the law's."""
    compared = shortened = 0
    statutory_days = committed_days = 0.0
    for procedure in procedures:
        pairs = [pair for case in procedure.cases if (pair := _pair(case))]
        if not pairs:
            continue
        # The slowest case stands for the procedure.
        by_law, promised = max(pairs)
        compared += 1
        shortened += promised < by_law
        statutory_days += by_law
        committed_days += min(promised, by_law)
    return Saved(compared, shortened, statutory_days, committed_days)


def _pair(case: Case) -> tuple[float, float] | None:
    """Return the statutory and the committed limit of *case* in days, if comparable."""
    for unit in COMPARED:
        found = {
            basis: [
                time.amount
                for time in case.processing_times
                if time.basis is basis
                and time.unit is unit
                and time.area is not Area.MOUNTAIN
                and time.amount is not None
            ]
            for basis in TimeBasis
        }
        by_law, promised = found[TimeBasis.STATUTORY], found[TimeBasis.COMMITTED]
        if by_law and promised:
            size = 1 / HOURS_A_DAY if unit is TimeUnit.HOUR else 1.0
            return max(by_law) * size, max(promised) * size
    return None


def counted(values: Iterable[str]) -> dict[str, int]:
    """Return how often each of *values* stands, most first."""
    return {str(value): count for value, count in Counter(values).most_common()}


def centres(
    procedures: Sequence[Procedure], communes: Sequence[Commune]
) -> list[CentreLine]:
    """Return how many of *procedures* each Centre takes, the provincial one first."""
    codes = [(PROVINCIAL_CENTRE, "")]
    codes += [(commune.code, commune.name) for commune in communes]
    return [
        CentreLine(code, name, sum(taken_by(one, code) for one in procedures))
        for code, name in codes
    ]
