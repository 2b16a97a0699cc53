"""The province's land procedures of July 2026 as a JSON file.

The commune's procedures stand there in full, the province's with names and limits; a
list of forms beside the file tells who fills them in. Keys and codes come out as from
the decision itself, so that both are the same records.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from search_index.importers.base import WrongField, failed, once_each, one_line
from search_index.importers.decision_columns import ROW_NUMBER
from search_index.importers.decision_rows import Links, Published, Row, records
from search_index.importers.limits import DURATION
from search_index.importers.quang_ninh_details import agency_of, detailed
from search_index.importers.quang_ninh_limits import compare
from search_index.importers.quang_ninh_shape import (
    CommuneProcedure,
    LandFile,
    ListedForm,
    ListedRow,
    load_forms,
    load_land_file,
)
from search_index.importers.words import ImportWords, flag_record
from search_index.procedure import (
    AuthorityLevel,
    Decision,
    Method,
    Procedure,
    SubmissionMethod,
)
from vietnamese.folded_text import FoldedText

BEFORE_NAME = re.compile(r"^trinh tu, thu tuc ")
LINK = re.compile(r"https://[\w./-]+")
METHODS = {
    "truc tiep": Method.IN_PERSON,
    "truc tuyen": Method.ONLINE,
    "buu chinh": Method.POST,
}


def read_quang_ninh_json(
    file: Path, links: Links, words: ImportWords
) -> Iterator[Procedure]:
    """Yield the records of *file*: the province's, then the commune's.

    Raises:
        ImportFailed: if it is something else, or a row has no name or number, or
            stands there twice; names row ("capXa 9") and field.
    """
    land, forms = load_land_file(file), load_forms(file)
    return once_each(file, _read(file, land, forms, links, words))


def _read(
    file: Path,
    land: LandFile,
    forms: Sequence[ListedForm],
    links: Links,
    words: ImportWords,
) -> Iterator[tuple[str, Procedure]]:
    decision = words.land_decision
    published = Published(
        Decision(number=decision.number, date=decision.date, issuer=decision.issuer),
        one_line(land.sector),
        decision.date,
    )
    in_full = {one.number: one for one in land.commune}
    names = {one.number: _names(one) for one in land.commune}
    try:
        rows = [*_province_rows(land, words), *_commune_rows(land)]
        pairs = records(_once(rows), published, links, words)
        for row, base in pairs:
            record = msgspec.structs.replace(
                base, submission_methods=tuple(_methods(land.places))
            )
            if row.level is AuthorityLevel.COMMUNE and row.number in in_full:
                one = in_full[row.number]
                others = [n for m, n in names.items() if m != one.number]
                annex = compare(_listed(one), one.limits, names[one.number], others)
                record = detailed(record, one, annex, forms, words)
            elif row.name == words.name_lost.format(row=row.number):
                lost = flag_record("name_lost", words)
                record = msgspec.structs.replace(record, flags=(*record.flags, lost))
            yield f"{_list_of(row)} {row.number}", record
    except ValueError as exc:
        raise failed(file, exc, None, "") from exc


def _list_of(row: Row) -> str:
    return "capXa" if row.level is AuthorityLevel.COMMUNE else "capTinh"


def _province_rows(land: LandFile, words: ImportWords) -> Iterator[Row]:
    for place, listed in enumerate(land.province, 1):
        row = _row(listed, AuthorityLevel.PROVINCE, land, place)
        if DURATION.match(FoldedText(row.name).folded):
            # The columns slipped: the limit stands in the place of the name.
            row.limit = f"{row.name}. {row.limit}"
            row.name = words.name_lost.format(row=row.number)
        yield row


def _commune_rows(land: LandFile) -> Iterator[Row]:
    for place, one in enumerate(land.commune, 1):
        listed = ListedRow(one.number, one.name, one.listed_limit)
        longer = compare(_listed(one), one.limits, "", ()).longer
        for part in (listed, *one.parts):
            row = _row(part, AuthorityLevel.COMMUNE, land, place)
            if row.limit and longer:
                row.limit = f"{row.limit.rstrip(' .')}. {longer}"
            row.fee = " ".join(map(one_line, one.fees))
            row.agency = agency_of(one.agencies)
            yield row


def _row(listed: ListedRow, level: AuthorityLevel, land: LandFile, place: int) -> Row:
    both = FoldedText(one_line(listed.name))
    before = BEFORE_NAME.match(both.folded)
    name = both.text[before.end() if before else 0 :].strip(" .;")
    number = one_line(listed.number).strip(" .")
    row = Row(
        number=number,
        level=level,
        name=name[:1].upper() + name[1:],
        limit=one_line(listed.limit),
        place=_in_person(land.places),
        source_row=place,
    )
    if not name:
        raise WrongField("ten", f"{_list_of(row)} {number or place}: is empty")
    if not ROW_NUMBER.fullmatch(number):
        raise WrongField("stt", f"{_list_of(row)} {place}: {number!r} is no number")
    return row


def _once(rows: Sequence[Row]) -> Sequence[Row]:
    seen = set()
    for row in rows:
        if (row.level, row.number) in seen:
            raise WrongField("stt", f"{_list_of(row)} {row.number} stands there twice")
        seen.add((row.level, row.number))
    return rows


def _names(one: CommuneProcedure) -> str:
    return " | ".join([one.name, *(part.name for part in one.parts)])


def _listed(one: CommuneProcedure) -> list[str]:
    return [one.listed_limit, *(part.limit for part in one.parts)]


def _methods(places: Sequence[str]) -> Iterator[SubmissionMethod]:
    for line in map(one_line, places):
        before = FoldedText(line).folded.partition(":")[0]
        for name, method in METHODS.items():
            if name in before:
                link = LINK.search(line)
                yield SubmissionMethod(method=method, url=link[0] if link else None)


def _in_person(places: Sequence[str]) -> str:
    """Return the places of "Trực tiếp: …", one a line."""
    for line in map(one_line, places):
        before, _, after = line.partition(":")
        if FoldedText(before).folded.startswith("truc tiep"):
            return after.strip()
    return ""
