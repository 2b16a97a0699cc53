"""The catalogue's revisions: staged by an import, published by a person, kept for ever.

What a revision holds is the business of `search_index`; here it is bytes with a key.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from records.catalogue_models import CatalogueImport, Check, Revision

BATCH = 200


@dataclass(frozen=True)
class Incoming:
    """A record as an import brings it."""

    procedure: str
    code: str
    name: str
    digest: str
    content: bytes
    effective_from: datetime.date | None


@dataclass(frozen=True)
class Compared:
    """What an incoming record changes: the kind, and the differences as bytes."""

    change: str
    differences: bytes


# (content of the revision before or None, content of the incoming one)
Compare = Callable[[bytes | None, bytes], Compared]


class AlreadyDecided(Exception):
    """The import was published or rejected before."""


@transaction.atomic
def stage(
    source: CatalogueImport, incoming: Iterable[Incoming], compare: Compare
) -> CatalogueImport:
    """Store what *incoming* changes against what is published, all or nothing.

    A record that is published as it is, or already waits for approval or stands in
    quarantine as it is, adds nothing: importing a file twice changes nothing.
    `counts` of the import tells how many are new, changed, abolished and unchanged.
    """
    source.save()
    heads = _heads(source.origin)
    waiting = set(
        Revision.objects.filter(
            origin=source.origin,
            state__in=(Revision.State.STAGED, Revision.State.QUARANTINED),
        ).values_list("procedure", "digest")
    )
    counts: dict[str, int] = {}
    batch: list[Revision] = []
    for record in incoming:
        head = heads.get(record.procedure)
        if head is not None and head[1] == record.digest:
            counts["unchanged"] = counts.get("unchanged", 0) + 1
            continue
        if (record.procedure, record.digest) in waiting:
            counts["waiting"] = counts.get("waiting", 0) + 1
            continue
        before = bytes(Revision.objects.get(pk=head[0]).content) if head else None
        compared = compare(before, record.content)
        counts[compared.change] = counts.get(compared.change, 0) + 1
        batch.append(_revision(source, record, compared))
        if len(batch) >= BATCH:
            Revision.objects.bulk_create(batch)
            batch.clear()
    Revision.objects.bulk_create(batch)
    source.counts = counts
    source.save(update_fields=["counts"])
    return source


@transaction.atomic
def quarantine(source: CatalogueImport, keys: Iterable[str], reason: str) -> list[str]:
    """Keep revisions of *source* away from citizens; return their names and codes."""
    rows = source.revision_set.filter(
        procedure__in=list(keys), state=Revision.State.STAGED
    )
    told = [f"{code} {name}" for code, name in rows.values_list("code", "name")]
    rows.update(state=Revision.State.QUARANTINED, reason=reason)
    if told:
        source.counts = {**source.counts, "quarantined": len(told)}
        source.save(update_fields=["counts"])
    return told


@transaction.atomic
def publish(
    source: CatalogueImport, by: str, now: datetime.datetime, today: datetime.date
) -> int:
    """Put the staged revisions of *source* in force; return how many.

    One that names no day holds from *today*.

    Raises:
        AlreadyDecided: if it is not staged any more.
    """
    _decide(source, CatalogueImport.State.PUBLISHED, by, now)
    rows = source.revision_set.filter(state=Revision.State.STAGED)
    rows.filter(effective_from=None).update(effective_from=today)
    return rows.update(state=Revision.State.PUBLISHED)


@transaction.atomic
def reject(source: CatalogueImport, by: str, now: datetime.datetime) -> int:
    """Drop the staged revisions of *source* from what waits; they stay on record.

    Raises:
        AlreadyDecided: if it is not staged any more.
    """
    _decide(source, CatalogueImport.State.REJECTED, by, now)
    rows = source.revision_set.filter(state=Revision.State.STAGED)
    return rows.update(state=Revision.State.REJECTED)


def in_force(day: datetime.date) -> Iterator[bytes]:
    """Yield the records that hold on *day*, one for each source and procedure."""
    latest: dict[tuple[str, str], int] = {}
    for origin, procedure, pk in (
        published_until(day)
        .order_by("effective_from", "pk")
        .values_list("origin", "procedure", "pk")
    ):
        latest[origin, procedure] = pk
    keys = sorted(latest.values())
    for start in range(0, len(keys), BATCH):
        rows = Revision.objects.filter(pk__in=keys[start : start + BATCH])
        for content in rows.order_by("pk").values_list("content", flat=True):
            yield bytes(content)


def published_until(day: datetime.date) -> QuerySet[Revision]:
    """Return the published revisions that had begun on *day*."""
    return Revision.objects.filter(
        state=Revision.State.PUBLISHED, effective_from__lte=day
    )


def newest_published() -> str:
    """Return what changes whenever something is published."""
    row = (
        CatalogueImport.objects.filter(state=CatalogueImport.State.PUBLISHED)
        .order_by("-published_at", "-pk")
        .values_list("pk", "published_at")
        .first()
    )
    return f"{row[0]} {row[1].isoformat()}" if row and row[1] else ""


def record_check(
    revision: Revision, by: str, now: datetime.datetime, decision: str, note: str = ""
) -> Check:
    """Note that *by* has compared *revision* with *decision*."""
    return Check.objects.create(
        revision=revision, checked_by=by, checked_at=now, decision=decision, note=note
    )


def check_coverage(day: datetime.date) -> tuple[int, int]:
    """Return how many records in force were checked by a person, and how many are."""
    rows = published_until(day)
    counted = rows.aggregate(
        checked=Count("procedure", filter=Q(check__isnull=False), distinct=True),
        all=Count("procedure", distinct=True),
    )
    return counted["checked"], counted["all"]


def _heads(origin: str) -> dict[str, tuple[int, str]]:
    """Return (revision, digest) of what is published last, by procedure."""
    rows = Revision.objects.filter(origin=origin, state=Revision.State.PUBLISHED)
    return {
        procedure: (pk, digest)
        for procedure, pk, digest in rows.order_by("effective_from", "pk").values_list(
            "procedure", "pk", "digest"
        )
    }


def _revision(
    source: CatalogueImport, record: Incoming, compared: Compared
) -> Revision:
    return Revision(
        source=source,
        procedure=record.procedure,
        code=record.code,
        name=record.name,
        origin=source.origin,
        change=compared.change,
        digest=record.digest,
        content=record.content,
        differences=compared.differences,
        effective_from=record.effective_from,
    )


def _decide(
    source: CatalogueImport, state: str, by: str, now: datetime.datetime
) -> None:
    moved = CatalogueImport.objects.filter(
        pk=source.pk, state=CatalogueImport.State.STAGED
    ).update(state=state, published_by=by, published_at=now)
    if not moved:
        raise AlreadyDecided(f"import {source.pk} was decided before")
    source.refresh_from_db()
