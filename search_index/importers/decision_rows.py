"""Rows of a province's publishing decision, from Word or Excel, as records.

A row "13" with rows "13.1", "13.2" below it is one procedure with cases, unless a
sub-row is known to be a procedure of its own. The code column is often empty: such
rows get the code of the procedure that `same_procedures.tsv` names, or a local key.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from search_index.importers.base import WrongField
from search_index.importers.decision_values import (
    fees_of,
    laws_of,
    methods_of,
    places_of,
)
from search_index.importers.keys import local_key, procedure_id
from search_index.importers.limits import read_limits
from search_index.importers.words import ImportWords, flag_record
from search_index.procedure import (
    PROCEDURE_CODE,
    SLUG,
    AuthorityLevel,
    Case,
    Decision,
    FieldText,
    Origin,
    Procedure,
    ProcessingTime,
    Reach,
    TimeBasis,
)

BARE_ZERO = re.compile(r"0(?: ?\S{1,4})?")


@dataclass
class Row:
    """One row as written; texts are clean, marks are true where an x stands."""

    number: str
    level: AuthorityLevel
    also: tuple[AuthorityLevel, ...] = ()
    code: str = ""
    name: str = ""
    sector: str = ""
    limit: str = ""
    statutory: str = ""
    place: str = ""
    fee: str = ""
    legal: str = ""
    agency: str = ""
    post: bool = False
    full: bool = False
    partial: bool = False
    anywhere: bool = False
    centres: tuple[str, ...] = ()
    abolished: bool = False
    valid_from: datetime.date | None = None
    replaced_by: tuple[str, ...] = ()
    source_row: int = 0
    parts: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Published:
    """The decision that a file carries."""

    decision: Decision
    sector: str
    valid_from: datetime.date | None


# (decision number, level, row number) → code or id of the same procedure
Links = Mapping[tuple[str, str, str], str]


def records(
    rows: Sequence[Row], published: Published, links: Links, words: ImportWords
) -> Iterator[tuple[Row, Procedure]]:
    """Yield each row with its record, also each sub-row that has one of its own.

    Raises:
        WrongField: if a row cannot be a record; it names field and row.
    """

    def target(row: Row) -> str:
        linked = links.get((published.decision.number, row.level, row.number), "")
        return row.code.strip() or linked

    for row in nested(rows):
        parts = {part.number: target(part) for part in row.parts}
        own = {n for n, to in parts.items() if to and to != target(row)}
        kept = [part for part in row.parts if part.number not in own]
        yield row, _record(row, kept, target(row), published, words)
        for part in row.parts:
            if part.number in own:
                record = _record(part, [], target(part), published, words, row)
                yield part, record


def nested(rows: Sequence[Row]) -> list[Row]:
    """Put rows "13.1" under the row "13" that precedes them."""
    top: list[Row] = []
    for row in rows:
        parent = row.number.partition(".")[0]
        if "." in row.number and top and top[-1].number == parent:
            top[-1].parts.append(row)
        else:
            top.append(row)
    return top


def _record(
    row: Row,
    parts: Sequence[Row],
    target: str,
    published: Published,
    words: ImportWords,
    parent: Row | None = None,
) -> Procedure:
    whole = parent or row
    code, key = _identity(row, target)
    ended = row.valid_from or published.valid_from or published.decision.date
    if row.abolished and ended is None:
        # Without a day it would stay in force.
        raise WrongField(
            "valid_from", f"row {row.number}: abolished, but from which day?"
        )
    told: dict[str, list[str]] = {"processing_times": [], "fees": []}
    flags, cases = [], []
    for place, part in enumerate(parts or [row], 1):
        times, rest = _times(part)
        if not times:
            flags.append("time_missing")
        told["processing_times"].append(rest if times else part.limit)
        fees, words_told = fees_of(part.fee or whole.fee, words)
        told["fees"].append(words_told)
        if BARE_ZERO.fullmatch(words_told):
            flags.append("fee_bare_zero")
        cases.append(
            Case(
                id=f"case-{place}",
                label=part.name if parts else words.case,
                processing_times=times,
                fees=fees,
            )
        )
    texts = {
        field: "; ".join(dict.fromkeys(filter(None, said)))
        for field, said in told.items()
    }
    return Procedure(
        id=key,
        code=code,
        name=row.name,
        sector=row.sector or published.sector,
        agency=whole.agency or words.unknown_agency,
        levels=(row.level, *row.also),
        cases=tuple(cases),
        submission_methods=methods_of(
            full=whole.full, partial=whole.partial, post=whole.post
        ),
        receiving_places=tuple(places_of(whole.place)),
        reach=Reach.PROVINCE if whole.anywhere else None,
        centres=row.centres,
        legal_basis=laws_of(whole.legal),
        decision=published.decision,
        valid_from=None if row.abolished else row.valid_from or published.valid_from,
        abolished_on=ended if row.abolished else None,
        replaced_by=row.replaced_by,
        origin=Origin.PROVINCE,
        texts=tuple(
            FieldText(field=field, text=text) for field, text in texts.items() if text
        ),
        flags=tuple(flag_record(flag, words) for flag in dict.fromkeys(flags)),
    )


def _identity(row: Row, target: str) -> tuple[str | None, str]:
    """Return code and key; a target that is no code is the id of a record of ours."""
    if PROCEDURE_CODE.fullmatch(target):
        return target, procedure_id(target)
    if SLUG.fullmatch(target):
        return None, target
    return None, local_key(row.name, row.level)


def _times(row: Row) -> tuple[tuple[ProcessingTime, ...], str]:
    committed = read_limits(row.limit, TimeBasis.COMMITTED)
    statutory = read_limits(row.statutory, TimeBasis.STATUTORY)
    return (*committed.times, *statutory.times), committed.rest
