"""Cells of a publishing decision as values: fees, places, laws, marks, a local key."""

from __future__ import annotations

import re
from collections.abc import Iterator

from search_index.importers.base import one_line
from search_index.importers.laws import law_numbers
from search_index.importers.words import ImportWords
from search_index.procedure import (
    Fee,
    LegalBasis,
    Method,
    OnlineLevel,
    SubmissionMethod,
)
from vietnamese.fold import fold
from vietnamese.folded_text import FoldedText

COUNCIL = re.compile(r"hoi dong nhan dan(?: cap)?(?: tinh)?|hdnd tinh")
NO_RULE = re.compile(r"^\W*khong quy dinh\W*$|^\W*khong(?: thu)?\W*$|^\W*khong co\W*$")
FREE = re.compile(r"^\W*(?:mien phi|khong thu phi|khong thu le phi)\W*$")
AMOUNT = re.compile(r"(\d{1,3}(?:\.\d{3})+) ?(?:d\b|dong|vnd)")
MARKED = re.compile(r"\bx\b|\u00d7|\u2713")
LONGEST_FEE = 120


def fees_of(text: str, words: ImportWords) -> tuple[tuple[Fee, ...], str]:
    """Return the fees that a cell tells, and its words where it tells none for sure."""
    both = FoldedText(one_line(text))
    if not both.text or both.has(NO_RULE):
        # "Không quy định" says that no rule sets one, not that it costs nothing.
        return (), ""
    if both.has(FREE):
        return (Fee(name=words.fee, free=True),), ""
    found = list(both.find(AMOUNT))
    if len(found) == 1 and len(both.text) <= LONGEST_FEE:
        around = both.text[: found[0].start()] + " " + both.text[found[0].end() :]
        fee = Fee(
            name=words.fee,
            amount=int(found[0][1].replace(".", "")),
            condition=one_line(around).strip(" .,;:-()/") or None,
        )
        return (fee,), ""
    council = COUNCIL.search(both.folded)
    if council is not None and not found:
        return (Fee(name=words.fee, set_by=both.original(council)),), ""
    return (), both.text


def laws_of(text: str) -> tuple[LegalBasis, ...]:
    """Return the laws that a cell names by number."""
    # Scans put blanks after hyphens: "QĐ- UBND".
    written = re.sub(r"(?<=[-/]) +", "", one_line(text))
    found = dict.fromkeys(law.number for law in law_numbers(written))
    return tuple(LegalBasis(number=number) for number in found)


def methods_of(
    *, full: bool, partial: bool, post: bool
) -> tuple[SubmissionMethod, ...]:
    """Return the ways to hand in that the marks of a row tell; in person always."""
    methods = [SubmissionMethod(method=Method.IN_PERSON)]
    if full or partial:
        level = OnlineLevel.FULL if full else OnlineLevel.PARTIAL
        methods.append(SubmissionMethod(method=Method.ONLINE, online_level=level))
    if post:
        methods.append(SubmissionMethod(method=Method.POST))
    return tuple(methods)


def places_of(text: str) -> Iterator[str]:
    """Yield the places of a cell: its lines and sentences."""
    for line in re.split(r"\n|(?<=[;.])\s+", text):
        place = re.sub(r"\s+", " ", line).strip(" -;.")
        if place:
            yield place


def is_marked(text: str) -> bool:
    """Tell whether a cell carries an x."""
    return MARKED.search(fold(text).lower()) is not None
