"""Legal texts by number, out of a table whose cells run into one another.

"…Luật Công chứng năm 202446/2024/QH15Nghị định…": the number follows on a year and runs
into the next title. A number that is told must be the right one, so its end is found by
the abbreviations of those who issue laws, and digits that cannot be cut are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from search_index.importers.base import one_line
from search_index.importers.passages import cut, told
from search_index.procedure import LegalBasis
from vietnamese.fold import fold

HEAD = re.compile(r"ten van ban phap ly\s*ma van ban")
# Kinds of text and who issues them; the longest of those that fit counts.
KINDS = r"CT CV L ND N\u0110 NQ NQLT PL QD Q\u0110 TT TTLT VBHN"
ISSUERS = (
    r"BC\u0110 BCA BCT BG\u0110 BG\u0110\u0110T BG\u0110&\u0110T BGTVT BHXH BKHCN"
    r" BKH\u0110T BL\u0110TBXH BNG BNN BNNMT BNNPTNT BNV BQP BTC BTNMT BTP BTTTT"
    r" BVHTT BVHTTDL BXD BYT CP CSXH CTN H\u0110BT H\u0110ND H\u0110TP KTNN NHNN"
    r" NHNNVN TANDTC TBXH TTCP TTg TTG UB UBDT UBND UBTVQH VKSNDTC VPCP VPQH"
)
ONE = "|".join(sorted(f"{KINDS} {ISSUERS}".split(), key=len, reverse=True))
NUMBER = re.compile(
    r"(?P<digits>\d+)(?P<year>/(?:19|20)\d\d)?/"
    r"(?P<kind>(?:NQ[-/])?(?:UBTV)?QH\d\d"
    rf"|(?:{ONE})(?:[-_](?:{ONE}))*[-_](?:(?:UBTV)?QH\d\d|{ONE})"
    # An issuer that we do not know, where nothing runs into it.
    r"|[A-Z\u0110]{1,8}(?:-[A-Z\u0110]{1,12})+(?!\w))"
)
YEAR_BEFORE = re.compile(r"^(?:19|20)\d\d(?=[1-9])")
LONGEST_DIGITS, LONGEST_TITLE = 4, 250


@dataclass(frozen=True)
class LawNumber:
    """A number as it should be written, and where it stands in the text."""

    number: str
    start: int
    end: int


def law_numbers(text: str) -> Iterator[LawNumber]:
    """Yield the numbers of legal texts in *text*, which is clean, as they stand."""
    for match in NUMBER.finditer(text):
        digits = match["digits"]
        longest = LONGEST_DIGITS if match["year"] else LONGEST_DIGITS + 1
        if len(digits) > LONGEST_DIGITS:
            # The year that a title ended with: "năm 2024" and "46/2024/QH15".
            digits = YEAR_BEFORE.sub("", digits)
        if len(digits) > longest:
            continue
        start = match.start() + len(match["digits"]) - len(digits)
        written = digits + text[match.end("digits") : match.end()]
        yield LawNumber(written.replace("_", "-"), start, match.end())


def laws_in_table(text: str) -> tuple[LegalBasis, ...]:
    """Return the texts of the portal's table; a number behind a title ends an entry."""
    whole = one_line(text)
    head = HEAD.match(fold(whole).lower())
    whole = whole[head.end() :] if head else whole
    found: dict[str, str | None] = {}
    start = 0
    for law in law_numbers(whole):
        glued = law.start > 0 and whole[law.start - 1].isalnum()
        if glued:
            title = whole[start : law.start].strip(" .,;")
            found[law.number] = title if 0 < len(title) <= LONGEST_TITLE else None
            start = law.end
        else:
            found.setdefault(law.number, None)
    return tuple(LegalBasis(number=n, title=title) for n, title in found.items())


def law_entry(number: str, title: str) -> LegalBasis | None:
    """Return one text whose number and title stand apart, if it says anything.

    "Luật 79/2015/QH13" and "nghị định 146/2025" stand in the number's place too.
    """
    number, title = one_line(number), told(title)
    found = next(law_numbers(number), None) or next(law_numbers(title), None)
    if found is not None:
        number = found.number
    if not number and not title:
        return None
    return LegalBasis(
        number=cut(number or title, LONGEST_TITLE),
        title=title if number and len(title) <= LONGEST_TITLE and title else None,
    )
