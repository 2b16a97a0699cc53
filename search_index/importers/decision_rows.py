"""Rows of a province's publishing decision, from Word or Excel, as records.

A row "13" with rows "13.1", "13.2" below it is one procedure with cases, unless a
sub-row is known to be a procedure of its own. The code column is often empty: such
rows get the code of the procedure that `same_procedures.tsv` names, or a local key.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from search_index.importers.limits import read_limits
from search_index.importers.national_jsonl import flag_record, procedure_id
from search_index.importers.words import ImportWords
from search_index.procedure import (
    PROCEDURE_CODE,
    SLUG,
    AuthorityLevel,
    Case,
    Decision,
    Fee,
    FieldText,
    LegalBasis,
    Method,
    OnlineLevel,
    Origin,
    Procedure,
    ProcessingTime,
    Reach,
    SubmissionMethod,
    TimeBasis,
)
from vietnamese.fold import fold
from vietnamese.folded_text import FoldedText

COUNCIL = re.compile(r"hoi dong nhan dan(?: cap)?(?: tinh)?|hdnd tinh")
NO_RULE = re.compile(r"^\W*khong quy dinh\W*$|^\W*khong(?: thu)?\W*$|^\W*khong co\W*$")
FREE = re.compile(r"^\W*(?:mien phi|khong thu phi|khong thu le phi)\W*$")
AMOUNT = re.compile(r"(\d{1,3}(?:\.\d{3})+) ?(?:d\b|dong|vnd)")
LEGAL = re.compile(
    r"\d{1,4}/\d{4}/(?:Q\u0110-\s*UBND|N\u0110-CP|TT-[A-Z]+|QH\d+|NQ-H\u0110ND)|\d{1,5}/BTC-CT"
)
MARKED = re.compile(r"\bx\b|\u00d7|\u2713")
KEY_WORDS, KEY_DIGITS = 6, 6


@dataclass
class Row:
    """One row as written; texts are clean, marks are true where an x stands."""

    number: str
    level: AuthorityLevel
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
) -> Iterator[Procedure]:
    """Yield a record for each row, and for each sub-row that has one of its own."""
    number = published.decision.number
    for row in nested(rows):
        target = links.get((number, row.level, row.number), "")
        own = {
            part.number: link
            for part in row.parts
            if (link := links.get((number, row.level, part.number), "")) != target
            and link
        }
        kept = [part for part in row.parts if part.number not in own]
        yield _record(row, kept, target, published, words)
        for part in row.parts:
            if part.number in own:
                yield _record(part, [], own[part.number], published, words, row)


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


def local_key(name: str, level: AuthorityLevel) -> str:
    """Return the stable key of a procedure without code: words of its name, a digest.

    The same name at the same level has the same key in every file; the place in the
    list does not matter.
    """
    folded = " ".join(re.findall(r"[a-z0-9]+", fold(name).lower()))
    begun = "-".join(folded.split()[:KEY_WORDS])
    digest = hashlib.sha256(f"{level} {folded}".encode()).hexdigest()[:KEY_DIGITS]
    return f"{begun}-{digest}" if begun else f"khong-ten-{digest}"


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
    texts, flags = [], []
    cases = []
    for place, part in enumerate(parts or [row], 1):
        times, rest = _times(part)
        if rest or not times:
            told = part.limit if not times else rest
            if told:
                texts.append(FieldText(field="processing_times", text=told))
            if not times:
                flags.append("time_missing")
        cases.append(
            Case(
                id=f"case-{place}",
                label=part.name if parts else words.case,
                processing_times=times,
                fees=_fees(part.fee or whole.fee, words),
            )
        )
    return Procedure(
        id=key,
        code=code,
        name=row.name,
        sector=row.sector or published.sector,
        agency=whole.agency or words.unknown_agency,
        levels=(row.level,),
        cases=tuple(cases),
        submission_methods=_methods(whole),
        receiving_places=tuple(_places(whole.place)),
        reach=Reach.PROVINCE if whole.anywhere else None,
        centres=row.centres,
        legal_basis=tuple(
            LegalBasis(number=n)
            for n in dict.fromkeys(
                re.sub(r"\s", "", m[0]) for m in LEGAL.finditer(whole.legal)
            )
        ),
        decision=published.decision,
        valid_from=None if row.abolished else row.valid_from or published.valid_from,
        abolished_on=(row.valid_from or published.valid_from or published.decision.date)
        if row.abolished
        else None,
        replaced_by=row.replaced_by,
        origin=Origin.PROVINCE,
        texts=tuple(texts[:1]),
        flags=tuple(flag_record(flag, words) for flag in dict.fromkeys(flags)),
    )


def _identity(row: Row, target: str) -> tuple[str | None, str]:
    """Return code and key; a target that is no code is the id of a record of ours."""
    code = row.code.strip() or target
    if PROCEDURE_CODE.fullmatch(code):
        return code, procedure_id(code)
    if code and SLUG.fullmatch(code):
        return None, code
    return None, local_key(row.name, row.level)


def _times(row: Row) -> tuple[tuple[ProcessingTime, ...], str]:
    committed = read_limits(row.limit, TimeBasis.COMMITTED)
    statutory = read_limits(row.statutory, TimeBasis.STATUTORY)
    return (*committed.times, *statutory.times), committed.rest


def _fees(text: str, words: ImportWords) -> tuple[Fee, ...]:
    both = FoldedText(text.replace("\n", " ").strip())
    if not both.text or both.has(NO_RULE):
        # "Không quy định" says that no rule sets one, not that it costs nothing.
        return ()
    if both.has(FREE):
        return (Fee(name=words.fee, free=True),)
    council = COUNCIL.search(both.folded)
    if council is not None:
        return (Fee(name=words.fee, set_by=both.original(council)),)
    amounts = [int(match[1].replace(".", "")) for match in both.find(AMOUNT)]
    if len(amounts) == 1 and len(both.text) <= 120:
        return (Fee(name=words.fee, amount=amounts[0], condition=both.text),)
    return (Fee(name=words.fee, set_by=both.text[:300]),)


def _methods(row: Row) -> tuple[SubmissionMethod, ...]:
    methods = [SubmissionMethod(method=Method.IN_PERSON)]
    if row.full or row.partial:
        level = OnlineLevel.FULL if row.full else OnlineLevel.PARTIAL
        methods.append(SubmissionMethod(method=Method.ONLINE, online_level=level))
    if row.post:
        methods.append(SubmissionMethod(method=Method.POST))
    return tuple(methods)


def _places(text: str) -> Iterator[str]:
    for line in re.split(r"\n|(?<=[;.])\s+", text):
        place = re.sub(r"\s+", " ", line).strip(" -;.")
        if place:
            yield place


def is_marked(text: str) -> bool:
    """Tell whether a cell carries an x."""
    return MARKED.search(fold(text).lower()) is not None
