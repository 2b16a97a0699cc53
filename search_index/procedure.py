"""The procedure record: what we know about one administrative procedure.

Every reader (catalogue files, importers) ends here and everything that is told to a
citizen starts here. The types refuse what could mislead: an amount of zero is not
"free", a number of days without a unit is not a limit.

The parts follow Nghị định 63/2010/NĐ-CP, article 8 (the seven mandatory parts of a
procedure) and the columns of the province's publishing decisions.
"""

from __future__ import annotations

import datetime
import re

import msgspec

from search_index.values import (
    Area,
    AuthorityLevel,
    Facet,
    FilledBy,
    Handling,
    Method,
    OnlineLevel,
    Origin,
    Reach,
    Severity,
    TimeBasis,
    TimeUnit,
)

PROCEDURE_CODE = re.compile(r"[1-6]\.\d{6}|C08_XPHCDB")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of all parts of a record: frozen, and strict about unknown fields."""


class Requirement(Record, frozen=True):
    """One paper of the dossier. Numbers absent: the source does not say."""

    name: str
    originals: int | None = None
    copies: int | None = None
    form: str | None = None
    filled_by: FilledBy = FilledBy.CITIZEN
    handling: Handling = Handling.SUBMIT
    condition: str | None = None

    def __post_init__(self) -> None:
        """Refuse negative counts and empty names."""
        if not self.name.strip():
            raise ValueError("name is empty")
        if (self.originals or 0) < 0 or (self.copies or 0) < 0:
            raise ValueError("originals and copies cannot be negative")


class ProcessingTime(Record, frozen=True):
    """A limit with its unit, the area it holds in and what lengthens it.

    With a `method` it holds only for dossiers handed in that way.
    """

    unit: TimeUnit
    amount: float | None = None
    basis: TimeBasis = TimeBasis.STATUTORY
    area: Area = Area.ALL
    method: Method | None = None
    condition: str | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        """A same-day limit has no amount; every other one has a positive one."""
        if self.unit is TimeUnit.SAME_DAY:
            if self.amount is not None:
                raise ValueError("amount goes with every unit but same_day")
        elif self.amount is None or self.amount <= 0:
            raise ValueError("amount must be a positive number")


class Fee(Record, frozen=True):
    """A fee: an amount in VND, or explicitly free, or set by somebody else.

    A bare zero is refused: in the national data it means "not filled in" as often
    as "free". `until` is the last day of a fee that holds for a
    time; with a `method` it holds only for dossiers handed in that way.
    """

    name: str
    amount: int | None = None
    unit: str | None = None
    free: bool = False
    set_by: str | None = None
    condition: str | None = None
    basis: str | None = None
    method: Method | None = None
    until: datetime.date | None = None

    def __post_init__(self) -> None:
        """Exactly one of amount, free and set_by tells what is paid."""
        told = [self.amount is not None, self.free, self.set_by is not None]
        if sum(told) != 1:
            raise ValueError("give exactly one of amount, free, set_by")
        if self.amount is not None and self.amount < 1000:
            raise ValueError(
                f"amount {self.amount} VND is below 1.000: thousands cut off? "
                "write free: true for what is free"
            )


class Case(Record, frozen=True):
    """One variant of a procedure with its own papers, limits and fees."""

    id: str
    label: str
    requirements: tuple[Requirement, ...] = ()
    processing_times: tuple[ProcessingTime, ...] = ()
    fees: tuple[Fee, ...] = ()

    def __post_init__(self) -> None:
        """The id is a slug."""
        if not SLUG.fullmatch(self.id):
            raise ValueError(f"id {self.id!r} is not a slug")


class SubmissionMethod(Record, frozen=True):
    """One way to hand the dossier in."""

    method: Method
    online_level: OnlineLevel | None = None
    note: str | None = None
    url: str | None = None


class LegalBasis(Record, frozen=True):
    """A law, decree or circular by its number; title in short."""

    number: str
    title: str | None = None


class Decision(Record, frozen=True):
    """The decision that published the procedure."""

    number: str
    date: datetime.date | None = None
    issuer: str | None = None


class FieldText(Record, frozen=True):
    """The source's own words for a field that could not be read as typed values."""

    field: str
    text: str


class QualityFlag(Record, frozen=True):
    """A doubt about one field, and what the citizen is told because of it."""

    flag: str
    field: str
    caution: str
    severity: Severity = Severity.WARNS

    def __post_init__(self) -> None:
        """The field must be one that an answer can show."""
        if self.field not in FLAGGABLE:
            raise ValueError(f"field {self.field!r} is not one of {sorted(FLAGGABLE)}")


FLAGGABLE = frozenset(
    {
        "name",
        "requirements",
        "processing_times",
        "fees",
        "submission_methods",
        "receiving_places",
        "steps",
        "outcome",
        "conditions",
        "legal_basis",
    }
)


class Procedure(Record, frozen=True):
    """One administrative procedure as we may tell it to a citizen.

    `id` is ours and always there; `code` is the national one and may be absent: the
    province publishes procedures before they have one. In force from `valid_from`
    to the day before `abolished_on`; an abolished record may name its replacements
    by id. `centres` names the only Centres that take it ("province", or a commune's
    code); empty means all of its level. `texts` holds what the source says where it
    could not be typed.
    """

    id: str
    name: str
    sector: str
    agency: str
    levels: tuple[AuthorityLevel, ...]
    code: str | None = None
    aliases: tuple[str, ...] = ()
    asked_by: tuple[str, ...] = ()
    summary: str | None = None
    cases: tuple[Case, ...] = ()
    submission_methods: tuple[SubmissionMethod, ...] = ()
    receiving_places: tuple[str, ...] = ()
    reach: Reach | None = None
    centres: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
    decision: Decision | None = None
    valid_from: datetime.date | None = None
    abolished_on: datetime.date | None = None
    replaced_by: tuple[str, ...] = ()
    origin: Origin = Origin.OWN
    texts: tuple[FieldText, ...] = ()
    source_url: str | None = None
    checked_on: datetime.date | None = None
    flags: tuple[QualityFlag, ...] = ()

    def __post_init__(self) -> None:
        """Refuse records that cannot be named, found or placed."""
        if not SLUG.fullmatch(self.id):
            raise ValueError(f"id {self.id!r} is not a slug")
        if not self.name.strip():
            raise ValueError("name is empty")
        if self.code is not None and not PROCEDURE_CODE.fullmatch(self.code):
            raise ValueError(f"code {self.code!r} does not look like 1.001193")
        if not self.levels:
            raise ValueError("levels is empty")
        case_ids = [case.id for case in self.cases]
        if len(set(case_ids)) != len(case_ids):
            raise ValueError(f"cases repeat an id: {case_ids}")

    def caution(self, field: str) -> str | None:
        """Return what to tell the citizen about a doubtful *field*, if anything."""
        cautions = [
            flag.caution
            for flag in self.flags
            if flag.field == field and flag.severity is not Severity.INFORMS
        ]
        return " ".join(filter(None, dict.fromkeys(cautions))) or None

    def blocked(self, field: str) -> bool:
        """Tell whether the values of *field* must not be told."""
        return any(
            flag.field == field and flag.severity is Severity.BLOCKS
            for flag in self.flags
        )

    def text(self, field: str) -> str | None:
        """Return the source's own words for *field*, where they were not typed."""
        return next((one.text for one in self.texts if one.field == field), None)

    def in_force(self, day: datetime.date) -> bool:
        """Tell whether the procedure holds on *day*."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.abolished_on is None or day < self.abolished_on)


__all__ = [
    "Area",
    "AuthorityLevel",
    "Case",
    "Decision",
    "Facet",
    "Fee",
    "FieldText",
    "FilledBy",
    "Handling",
    "LegalBasis",
    "Method",
    "OnlineLevel",
    "Origin",
    "Procedure",
    "ProcessingTime",
    "QualityFlag",
    "Reach",
    "Record",
    "Requirement",
    "Severity",
    "SubmissionMethod",
    "TimeBasis",
    "TimeUnit",
]
