"""The facts of a record as lines of text: one function per facet, all pure.

Everything here comes from the record's fields; nothing is computed, rounded or
guessed. A function returns no lines when the record says nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from actions.wording import Wording
from search_index.procedure import (
    Area,
    Case,
    Facet,
    Fee,
    FilledBy,
    Handling,
    Method,
    Procedure,
    ProcessingTime,
    Requirement,
    TimeBasis,
    TimeUnit,
)

Lines = list[str]
LONG_NAME = 70
FIELD_OF_FACET = {
    Facet.REQUIREMENTS: "requirements",
    Facet.FEE: "fees",
    Facet.PROCESSING_TIME: "processing_times",
    Facet.PLACE: "receiving_places",
    Facet.STEPS: "steps",
    Facet.ONLINE: "submission_methods",
    Facet.FORM: "requirements",
    Facet.CONDITIONS: "conditions",
    Facet.OUTCOME: "outcome",
    Facet.LEGAL_BASIS: "legal_basis",
    Facet.GENERAL: "name",
}


def title(procedure: Procedure) -> str:
    """Return what to call *procedure*: its name, or what people call it.

    An official name of five lines is no title and no button.
    """
    if len(procedure.name) <= LONG_NAME or not procedure.aliases:
        return procedure.name
    called = procedure.aliases[0]
    return called[0].upper() + called[1:]


def number(amount: float) -> str:
    """Write a number as Vietnamese does: 8.000 and 0,5."""
    if float(amount).is_integer():
        return f"{int(amount):,}".replace(",", ".")
    return f"{amount:g}".replace(".", ",")


def day(date: datetime.date) -> str:
    """Write a date as dd/mm/yyyy."""
    return f"{date:%d/%m/%Y}"


def requirements(case: Case, wording: Wording) -> Lines:
    """Return the papers to hand in, then those only to show."""
    lines: Lines = []
    groups = [
        ("submit", FilledBy.CITIZEN, Handling.SUBMIT),
        ("show", FilledBy.CITIZEN, Handling.SHOW),
    ]
    for key, filled_by, handling in groups:
        papers = [
            paper
            for paper in case.requirements
            if paper.filled_by is filled_by and paper.handling is handling
        ]
        if papers:
            lines.append(f"{wording(f'requirements.{key}')}:")
            lines.extend(f"• {_paper(paper, wording)}" for paper in papers)
    return lines


def _paper(paper: Requirement, wording: Wording) -> str:
    counts = [
        wording(f"requirements.{key}", count=count)
        for key, count in (("originals", paper.originals), ("copies", paper.copies))
        if count
    ]
    text = paper.name
    if paper.form and paper.form not in paper.name:
        text += f", {wording('requirements.form', form=paper.form)}"
    if counts:
        text += f" ({', '.join(counts)})"
    if paper.condition:
        text += f" {wording('requirements.condition', condition=paper.condition)}"
    return text


def processing_times(case: Case, wording: Wording) -> Lines:
    """Return the limits, the province's published ones first."""
    lines: Lines = []
    bases = (TimeBasis.COMMITTED, TimeBasis.STATUTORY)
    several = len({time.basis for time in case.processing_times}) > 1
    for basis in bases:
        for time in case.processing_times:
            if time.basis is basis:
                label = (
                    wording(f"time.{basis}") if several or basis == "committed" else ""
                )
                lines.append(_time(time, label, wording))
    return lines


def _time(time: ProcessingTime, label: str, wording: Wording) -> str:
    amount = "" if time.amount is None else number(time.amount)
    text = wording(f"time.{time.unit}", amount=amount)
    if time.unit is TimeUnit.SAME_DAY:
        text = text[0].upper() + text[1:] if not label else text
    parts = [label] if label else []
    if time.method is not None:
        parts.append(wording(f"method.{time.method}"))
    if time.area is not Area.ALL:
        parts.append(wording(f"time.area_{time.area}"))
    head = ", ".join(parts)
    text = f"{head}: {text}" if head else text
    extra = [part for part in (time.condition, time.note) if part]
    return f"• {text}" + (f" ({'; '.join(extra)})" if extra else "")


def fees(case: Case, wording: Wording) -> Lines:
    """Return what is paid, or that nothing is."""
    return [f"• {_fee(fee, wording)}" for fee in case.fees]


def _fee(fee: Fee, wording: Wording) -> str:
    if fee.free:
        paid = wording("fee.free")
    elif fee.set_by is not None:
        paid = wording("fee.set_by", set_by=fee.set_by)
    else:
        amount = number(fee.amount or 0)
        key = "fee.amount_unit" if fee.unit else "fee.amount"
        paid = wording(key, amount=amount, unit=fee.unit)
    name = fee.name
    if fee.method is not None:
        name += f" ({wording(f'method.{fee.method}')})"
    text = f"{name}: {paid}"
    if fee.condition:
        text += f" {wording('fee.condition', condition=fee.condition)}"
    if fee.basis:
        text += f" {wording('fee.basis', basis=fee.basis)}"
    return text


def place(procedure: Procedure, wording: Wording) -> Lines:
    """Return where to hand the dossier in, and who settles it."""
    lines = [f"• {place}" for place in procedure.receiving_places]
    if procedure.reach is not None:
        lines.append(wording(f"place.reach_{procedure.reach}"))
    methods = dict.fromkeys(
        wording(f"method.{way.method}") for way in procedure.submission_methods
    )
    if methods:
        lines.append(wording("place.methods", methods=", ".join(methods)))
    lines.append(wording("place.agency", agency=procedure.agency))
    return lines


def online(procedure: Procedure, wording: Wording) -> Lines:
    """Return whether and how the dossier can be handed in online."""
    ways = [w for w in procedure.submission_methods if w.method is Method.ONLINE]
    if not procedure.submission_methods:
        return []
    if not ways:
        return [wording("online.none")]
    lines: Lines = []
    for way in ways:
        level = way.online_level
        lines.append(wording(f"online.{level}" if level else "online.any"))
        if way.note:
            lines.append(way.note)
        if way.url:
            lines.append(wording("online.url", url=way.url))
    return lines


def forms(case: Case, wording: Wording) -> Lines:
    """Return the forms that the citizen fills in."""
    names = [
        f"• {paper.form}"
        if paper.form in paper.name
        else f"• {paper.name}: {paper.form}"
        for paper in case.requirements
        if paper.form and paper.filled_by is FilledBy.CITIZEN
    ]
    return list(dict.fromkeys(names))


def legal_basis(procedure: Procedure) -> Lines:
    """Return the laws and decrees by number."""
    return [
        f"• {basis.number}" + (f": {basis.title}" if basis.title else "")
        for basis in procedure.legal_basis
    ]


def steps(procedure: Procedure) -> Lines:
    """Return the numbered steps."""
    return [f"{place}. {step}" for place, step in enumerate(procedure.steps, 1)]


def bullets(items: Sequence[str]) -> Lines:
    """Return *items* as a list."""
    return [f"• {item}" for item in items]


OF_CASE: dict[Facet, Callable[[Case, Wording], Lines]] = {
    Facet.REQUIREMENTS: requirements,
    Facet.PROCESSING_TIME: processing_times,
    Facet.FEE: fees,
    Facet.FORM: forms,
}
OF_PROCEDURE: dict[Facet, Callable[[Procedure, Wording], Lines]] = {
    Facet.PLACE: place,
    Facet.ONLINE: online,
    Facet.STEPS: lambda procedure, _: steps(procedure),
    Facet.CONDITIONS: lambda procedure, _: bullets(procedure.conditions),
    Facet.OUTCOME: lambda procedure, _: bullets(procedure.outcome),
    Facet.LEGAL_BASIS: lambda procedure, _: legal_basis(procedure),
}
__all__ = ["FIELD_OF_FACET", "OF_CASE", "OF_PROCEDURE", "day", "number", "title"]
