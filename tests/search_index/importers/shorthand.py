"""Records in short, so that a test can say what it expects on one line."""

from __future__ import annotations


def flags(procedure) -> list[str]:
    """The names of the doubts."""
    return [flag.flag for flag in procedure.flags]


def times(procedure, case=0) -> list[tuple]:
    """The limits of a case as (amount, unit, area)."""
    return [
        (time.amount, time.unit.value, time.area.value)
        for time in procedure.cases[case].processing_times
    ]


def fees(procedure, case=0) -> list:
    """The fees of a case: an amount, "free", or who sets it."""
    return [
        fee.amount or ("free" if fee.free else fee.set_by)
        for fee in procedure.cases[case].fees
    ]


def papers(procedure, case=0) -> list[str]:
    """The names of the papers of a case."""
    return [paper.name for paper in procedure.cases[case].requirements]
