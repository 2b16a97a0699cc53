"""How sound the catalogue is: doubts by kind, and who has checked what."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from records import catalogue
from records.models import Revision
from search_index.as_of import as_of
from search_index.differences import decode
from search_index.importers.cross_checks import Summary, compare, summary
from search_index.importers.formats import read
from search_index.importers.reading import Reading
from search_index.importers.words import ImportWords
from search_index.procedure import Procedure

OTHER_PAGE, SAME_NAME = "page_of_other_procedure", "name_duplicate"
COLUMNS = ("code", "id", "flag", "severity", "field", "name")


@dataclass(frozen=True)
class Doubt:
    """One doubt about one record."""

    code: str
    procedure: str
    flag: str
    severity: str
    field: str
    name: str


def doubts_in_file(
    file: Path, format_name: str, reading: Reading, day: datetime.date
) -> list[Doubt]:
    """Return the doubts about the records of *file* as they stand on *day*.

    Raises:
        ImportFailed: names file, row and field.
    """
    return _doubts(read(file, reading, format_name), day, reading.words)


def doubts_in_force(day: datetime.date, words: ImportWords) -> list[Doubt]:
    """Return the doubts about the records that hold on *day*, quarantine included."""
    return _doubts(_stored(day), day, words)


def _stored(day: datetime.date) -> Iterator[Procedure]:
    yield from map(decode, catalogue.in_force(day))
    apart = Revision.objects.filter(state=Revision.State.QUARANTINED)
    for content in apart.order_by("procedure", "-pk").values_list("content", flat=True):
        yield decode(bytes(content))


def _doubts(
    records: Iterable[Procedure], day: datetime.date, words: ImportWords
) -> list[Doubt]:
    found: list[Doubt] = []
    summaries: list[Summary] = []
    names: dict[str, tuple[str, str]] = {}
    for stored in records:
        record = as_of(stored, day, words)
        summaries.append(summary(record))
        names[record.id] = (record.code or "", record.name)
        found += [
            Doubt(
                record.code or "",
                record.id,
                flag.flag,
                flag.severity,
                flag.field,
                record.name,
            )
            for flag in record.flags
        ]
    compared = compare(summaries)
    for flag, keys in (
        (OTHER_PAGE, compared.other_page),
        (SAME_NAME, compared.same_name),
    ):
        kind = words.flags[flag]
        found += [
            Doubt(names[key][0], key, flag, kind.severity, kind.field, names[key][1])
            for key in sorted(keys)
        ]
    return found


def counts(doubts: Iterable[Doubt]) -> dict[str, int]:
    """Return how many records each kind of doubt concerns, most first."""
    return dict(Counter(doubt.flag for doubt in doubts).most_common())


def write_list(doubts: Iterable[Doubt], file: Path) -> None:
    """Write *doubts* as a table (tab-separated), for a spreadsheet."""
    lines = ["\t".join(COLUMNS)]
    lines += [
        "\t".join(
            (
                one.code,
                one.procedure,
                one.flag,
                one.severity,
                one.field,
                " ".join(one.name.split()),
            )
        )
        for one in doubts
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
