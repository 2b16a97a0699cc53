"""The few Vietnamese words that importers write: `catalogue/import.yml`."""

from __future__ import annotations

import datetime
from pathlib import Path

import msgspec

from search_index.catalogue_files import load_typed
from search_index.procedure import (
    Area,
    AuthorityLevel,
    QualityFlag,
    Severity,
    TimeUnit,
)


class FlagText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of doubt: what it does to which field, and what the citizen reads.

    `rule` tells staff when it is set.
    """

    field: str
    severity: Severity
    rule: str
    caution: str = ""


class TemplateColumn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column of the template: its head, what to write in it, an example."""

    title: str
    note: str
    example: str = ""
    width: int = 20


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The workbook that clerks fill in: `block` stands above the table."""

    sheet: str
    example_sheet: str
    kinds: list[str]
    block: dict[str, TemplateColumn]
    columns: dict[str, TemplateColumn]


class LandDecision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The decision that the province's JSON file carries, which names none itself."""

    number: str
    date: datetime.date
    issuer: str


class ImportWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Labels for what a source leaves unnamed, and the kinds of doubt by name.

    `columns` gives, for each column of a decision's table, the folded words that its
    head may hold; the first match counts. `heading` does so for what stands above.
    `units`, `areas` and `levels` are the closed sets as they are written; the
    sentences about fees go into exports.
    """

    fee: str
    case: str
    bare_free: str
    unknown_agency: str
    if_any: str
    form_only_listed: str
    name_lost: str
    show: str
    no_charge: str
    set_by: str
    until: str
    units: dict[TimeUnit, str]
    areas: dict[Area, str]
    levels: dict[AuthorityLevel, str]
    heading: dict[str, list[str]]
    columns: dict[str, list[str]]
    fields: dict[str, str]
    ministries: dict[str, list[str]]
    changes: dict[str, str]
    template: Template
    land_decision: LandDecision
    flags: dict[str, FlagText]


def load_import_words(file: Path) -> ImportWords:
    """Return the words of *file*.

    Raises:
        CatalogueError: if it holds something else.
    """
    return load_typed(file, ImportWords)


def flag_record(name: str, words: ImportWords) -> QualityFlag:
    """Return the doubt called *name* as a record carries it."""
    kind = words.flags[name]
    return QualityFlag(
        flag=name, field=kind.field, caution=kind.caution, severity=kind.severity
    )
