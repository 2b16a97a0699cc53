"""Bring a file into the catalogue: read, compare, quarantine, and maybe publish."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from django.db import transaction

from records import catalogue
from records.models import CatalogueImport, Revision
from search_index import differences
from search_index.importers.base import ImportFailed
from search_index.importers.cross_checks import Summary, compare, summary
from search_index.importers.formats import read
from search_index.importers.reading import Reading
from search_index.procedure import Origin, Procedure
from vietnamese.working_days import TIME_ZONE

PROGRESS_EVERY = 500
OTHER_PAGE = "page_of_other_procedure"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What an import did; `quarantined` are codes and names."""

    source: CatalogueImport
    quarantined: list[str]
    published: int


class _DryRun(Exception):
    """Everything was tried; nothing is kept."""


def today() -> datetime.date:
    """Return the day it is at the Centre."""
    return datetime.datetime.now(TIME_ZONE).date()


def import_file(
    file: Path,
    format_name: str,
    reading: Reading,
    say: Say,
    *,
    approve_as: str = "",
    dry_run: bool = False,
) -> Outcome:
    """Stage the records of *file*, and publish them if *approve_as* names a person.

    All or nothing: a file that fails half-way changes nothing.

    Raises:
        ImportFailed: names file, row and field.
    """
    outcome: Outcome | None = None
    try:
        with transaction.atomic():
            outcome = _import(file, format_name, reading, say, approve_as)
            if dry_run:
                raise _DryRun  # noqa: TRY301 (rolls everything back)
    except _DryRun:
        pass
    if outcome is None:
        raise ImportFailed(file, "was not read")
    return outcome


def _import(
    file: Path, format_name: str, reading: Reading, say: Say, approve_as: str
) -> Outcome:
    now = datetime.datetime.now(datetime.UTC)
    summaries: list[Summary] = []
    records = read(file, reading, format_name)
    first = next(records, None)
    if first is None:
        raise ImportFailed(file, "holds no procedure")
    source = CatalogueImport(
        file_name=file.name,
        file_digest=_file_digest(file),
        format=format_name,
        origin=first.origin,
        decision=first.decision.number
        if first.decision and first.origin is Origin.PROVINCE
        else "",
        read_at=now,
    )
    incoming = _incoming(file, first, records, summaries, say)
    catalogue.stage(source, incoming, _compare)
    compared = compare(summaries)
    quarantined = catalogue.quarantine(source, compared.other_page, OTHER_PAGE)
    published = 0
    if approve_as:
        published = catalogue.publish(source, approve_as, now, today())
    return Outcome(source, quarantined, published)


def _incoming(
    file: Path,
    first: Procedure,
    rest: Iterator[Procedure],
    summaries: list[Summary],
    say: Say,
) -> Iterator[catalogue.Incoming]:
    seen: set[str] = set()
    record: Procedure | None = first
    while record is not None:
        if record.id in seen:
            raise ImportFailed(
                file, f"{record.code or record.id} stands twice", row=len(seen) + 1
            )
        seen.add(record.id)
        summaries.append(summary(record))
        yield catalogue.Incoming(
            procedure=record.id,
            code=record.code or "",
            name=record.name,
            digest=differences.digest(record),
            content=differences.encode(record),
            effective_from=record.abolished_on or record.valid_from,
        )
        if len(seen) % PROGRESS_EVERY == 0:
            say(f"{len(seen)} records read …")
        record = next(rest, None)
    say(f"{len(seen)} records read")


def _compare(before: bytes | None, after: bytes) -> catalogue.Compared:
    old = None if before is None else differences.decode(before)
    new = differences.decode(after)
    changes = differences.differences(old, new) if old is not None else []
    return catalogue.Compared(
        differences.kind_of(old, new), msgspec.json.encode(changes)
    )


def _file_digest(file: Path) -> str:
    if file.is_dir():
        names = sorted(str(path.name) for path in file.glob("*"))
        return hashlib.sha256("\n".join(names).encode()).hexdigest()
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def changed(source: CatalogueImport) -> Iterator[Revision]:
    """Yield the revisions of *source* that are no new procedures."""
    rows = source.revision_set.exclude(change=differences.Change.NEW)
    yield from rows.order_by("procedure").iterator(chunk_size=200)
