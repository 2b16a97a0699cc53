"""The catalogue in the shape of the national sharing platform, written.

Another system reads what the shape has a place for; reading the file back gives equal
records, because our extension carries the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from search_index.importers.ngsp import read_shared
from search_index.importers.ngsp_extension import extension
from search_index.importers.ngsp_papers import write_papers
from search_index.importers.ngsp_shape import (
    Channel,
    Duration,
    FeeEntry,
    Law,
    Level,
    Outcome,
    Sector,
    SharedProcedure,
    Step,
    StepCase,
    Subject,
    Unit,
)
from search_index.importers.words import ImportWords
from search_index.procedure import (
    Area,
    Fee,
    Method,
    OnlineLevel,
    Procedure,
    ProcessingTime,
)

CHANNELS = {Method.IN_PERSON: "1", Method.ONLINE: "2", Method.POST: "3"}
ONLINE_LEVELS = {OnlineLevel.FULL: "4", OnlineLevel.PARTIAL: "3"}


def write_ngsp(procedures: Iterable[Procedure], words: ImportWords) -> Iterator[bytes]:
    """Yield the bytes of a JSON array, a record a line, one record at a time."""
    before = b"[\n"
    for procedure in procedures:
        shared = write_shared(procedure, words)
        plain = read_shared(shared, words)
        whole = msgspec.structs.replace(
            shared, extension=extension(procedure, plain, shared)
        )
        yield before + msgspec.json.encode(whole)
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


def write_shared(one: Procedure, words: ImportWords) -> SharedProcedure:
    """Return *one* as far as the shape has a place for it."""
    online = [method.online_level for method in one.submission_methods]
    return SharedProcedure(
        code=one.code,
        name=one.name,
        sectors=(Sector(name=one.sector),),
        steps=(StepCase(steps=tuple(Step(text=step) for step in one.steps)),),
        channels=tuple(_channels(one, words)),
        papers=tuple(write_papers(case, words) for case in one.cases),
        conditions="\n".join(one.conditions),
        asked_by="; ".join(one.asked_by),
        subjects=tuple(Subject(name=name) for name in one.asked_by),
        outcome=tuple(Outcome(name=name) for name in one.outcome),
        laws=tuple(Law(number=law.number, title=law.title) for law in one.legal_basis),
        agencies=(Unit(name=one.agency),),
        places="\n".join(one.receiving_places),
        decision=one.decision.number if one.decision else None,
        levels=tuple(Level(name=words.levels[level]) for level in one.levels),
        online=next((ONLINE_LEVELS[level] for level in online if level), None),
    )


def _channels(one: Procedure, words: ImportWords) -> Iterator[Channel]:
    known = [method.method for method in one.submission_methods]
    several = len(one.cases) > 1
    for method in known or [Method.IN_PERSON]:
        durations: dict[Duration, None] = {}
        fees: dict[FeeEntry, None] = {}
        for case in one.cases:
            label = case.label if several else ""
            for time in case.processing_times:
                if time.method in {None, method}:
                    durations[_duration(time, label, words)] = None
            for fee in case.fees:
                if fee.method in {None, method}:
                    fees[_fee(fee, label, words)] = None
        first, *rest = durations or [Duration()]
        # The shape hangs fees on limits: they stand with the first.
        first = msgspec.structs.replace(first, fees=tuple(fees))
        yield Channel(channel=CHANNELS[method], durations=(first, *rest))


def _duration(time: ProcessingTime, label: str, words: ImportWords) -> Duration:
    area = "" if time.area is Area.ALL else words.areas[time.area]
    notes = [label, area, time.condition or "", time.note or ""]
    return Duration(
        amount=None if time.amount is None else f"{time.amount:g}",
        unit=words.units[time.unit],
        note="; ".join(filter(None, notes)) or None,
    )


def _fee(fee: Fee, label: str, words: ImportWords) -> FeeEntry:
    notes = [label, fee.name, fee.unit or "", fee.condition or ""]
    if fee.free:
        notes.append(words.no_charge)
    elif fee.set_by is not None:
        notes.append(words.set_by.format(who=fee.set_by))
    if fee.until is not None:
        notes.append(words.until.format(day=f"{fee.until:%d/%m/%Y}"))
    notes.append(fee.basis or "")
    amount = "0" if fee.free else None
    return FeeEntry(
        # A fee of unknown amount is no zero.
        amount=amount if fee.amount is None else str(fee.amount),
        currency="VND",
        note="; ".join(filter(None, notes)),
    )
