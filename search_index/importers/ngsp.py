"""Procedures in the shape of the national sharing platform, read.

What the shape tells goes through the same comparisons as the portal's pages; what it
has no place for is taken from our own extension, where a file carries one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from search_index.importers.base import (
    ImportFailed,
    failed,
    once_each,
    one_line,
)
from search_index.importers.cases import same_for_all
from search_index.importers.channel_rows import methods as methods_of
from search_index.importers.json_records import json_records
from search_index.importers.keys import local_key, procedure_id
from search_index.importers.laws import law_entry
from search_index.importers.national_fees import fees
from search_index.importers.national_values import processing_times
from search_index.importers.ngsp_channels import channel_rows, text_of
from search_index.importers.ngsp_extension import extended
from search_index.importers.ngsp_papers import read_papers
from search_index.importers.ngsp_shape import (
    KEYS,
    SharedProcedure,
)
from search_index.importers.passages import (
    LONGEST_TEXT,
    cut,
    levels_in,
    lines,
    name_flags,
    names_district,
    steps,
    told,
)
from search_index.importers.words import ImportWords, flag_record
from search_index.procedure import (
    PROCEDURE_CODE,
    Decision,
    FieldText,
    Method,
    OnlineLevel,
    Origin,
    Procedure,
    SubmissionMethod,
)
from vietnamese.fold import fold

ONLINE_LEVELS = {
    "4": OnlineLevel.FULL,
    "toan trinh": OnlineLevel.FULL,
    "3": OnlineLevel.PARTIAL,
    "mot phan": OnlineLevel.PARTIAL,
}


def read_ngsp(file: Path, words: ImportWords) -> Iterator[Procedure]:
    """Yield the records of *file*: one, an array, or one a line.

    Raises:
        ImportFailed: at the first record that is none, or stands there twice; names
            row and field.
    """
    return once_each(file, _read(file, words))


def _read(file: Path, words: ImportWords) -> Iterator[tuple[int, Procedure]]:
    for row, shared in json_records(file, SharedProcedure):
        if not one_line(shared.name):
            raise ImportFailed(file, "is empty", row=row, field=KEYS["name"])
        code = (shared.code or "").strip()
        if code and not PROCEDURE_CODE.fullmatch(code):
            raise ImportFailed(
                file, f"{code!r} is no procedure code", row=row, field=KEYS["code"]
            )
        try:
            yield row, extended(read_shared(shared, words), shared)
        except ValueError as exc:
            raise failed(file, exc, row, code) from exc


def read_shared(shared: SharedProcedure, words: ImportWords) -> Procedure:
    """Return what the shape itself tells, without our extension.

    Raises:
        ValueError: if a value cannot be; a `WrongField` where the field is known.
    """
    code = (shared.code or "").strip() or None
    name = one_line(shared.name)
    rows = [row for channel in shared.channels or () for row in channel_rows(channel)]
    times, paid = processing_times(rows), fees(rows, words)
    papers, flags = read_papers(shared.papers or ())
    flags = [*times.flags, *paid.flags, *flags, *name_flags(shared.name)]
    told_steps = "\n".join(
        step.text or "" for case in shared.steps or () for step in case.steps or ()
    )
    agency = ", ".join(
        filter(None, (told(u.name or "") for u in shared.agencies or ()))
    )
    if not agency:
        flags.append("agency_missing")
    if names_district(f"{agency} {told_steps} {shared.places or ''}"):
        flags.append("district_in_body")
    levels = levels_in(" ".join(level.name or "" for level in shared.levels or ()))
    sector = next((told(one.name or "") for one in shared.sectors or ()), "")
    texts = {"processing_times": times.text, "fees": paid.text}
    laws = (law_entry(law.number or "", law.title or "") for law in shared.laws or ())
    decision = told(shared.decision or "")
    return Procedure(
        id=procedure_id(code) if code else local_key(name, levels[0]),
        code=code,
        name=name,
        sector=sector or words.case,
        agency=agency or words.unknown_agency,
        levels=levels,
        asked_by=_asked_by(shared),
        cases=same_for_all(papers, times.values, paid.values, words),
        submission_methods=tuple(
            SubmissionMethod(method=method, online_level=_online(method, shared))
            for method in methods_of(rows)
        ),
        receiving_places=lines(shared.places or ""),
        steps=steps(told_steps),
        outcome=tuple(
            filter(None, (told(one.name or "") for one in shared.outcome or ()))
        ),
        conditions=lines(shared.conditions or ""),
        legal_basis=tuple(filter(None, laws)),
        decision=Decision(number=decision) if decision else None,
        origin=Origin.NATIONAL,
        texts=tuple(
            FieldText(field=field, text=cut(text, LONGEST_TEXT))
            for field, text in texts.items()
            if text.strip()
        ),
        flags=tuple(flag_record(one, words) for one in dict.fromkeys(flags)),
    )


def _online(method: Method, shared: SharedProcedure) -> OnlineLevel | None:
    if method is not Method.ONLINE:
        return None
    return ONLINE_LEVELS.get(fold(text_of(shared.online)).lower())


def _asked_by(shared: SharedProcedure) -> tuple[str, ...]:
    named = [told(subject.name or "") for subject in shared.subjects or ()]
    described = re.split(r"[;\n]", shared.asked_by or "")
    found = list(filter(None, named)) or [told(part) for part in described]
    return tuple(dict.fromkeys(filter(None, found)))
