"""Running text of a record cut into steps, lines and legal texts by number."""

from __future__ import annotations

import re

from search_index.importers.base import clean, one_line
from search_index.procedure import AuthorityLevel, LegalBasis
from vietnamese.fold import fold
from vietnamese.folded_text import FoldedText

NOTHING = re.compile(r"[\s.-]*(?:khong co thong tin|khong co|khong)?[\s.-]*")
LEGAL_HEAD = re.compile(r"ten van ban phap ly\s*ma van ban")
LEGAL_NUMBER = re.compile(
    # An upper-case letter before a lower-case one begins the next title.
    r"\d{1,5}(?:/\d{4})?/[A-Z\u0110]{1,8}(?:-[A-Z\u0110]{1,12})*(?![a-z\u0111\u00e0-\u1ef9])"
    r"(?:(?<=QH)\d{2})?"
)
STEP = re.compile(r"(?=\bbuoc \d)")
DISTRICT = re.compile(r"cap huyen|ubnd huyen|uy ban nhan dan (?:cap )?huyen")
LEVELS = {
    "cap bo": AuthorityLevel.MINISTRY,
    "cap tinh": AuthorityLevel.PROVINCE,
    "cap xa": AuthorityLevel.COMMUNE,
    "co quan khac": AuthorityLevel.OTHER,
}
MARKS = " -+*\u2022"
LONGEST_STEP, LONGEST_TEXT, LONGEST_TITLE = 1_200, 2_000, 250


def told(text: str) -> str:
    """Return *text* on one line; nothing where it says "Không có thông tin"."""
    text = one_line(text)
    return "" if NOTHING.fullmatch(fold(text).lower()) else text


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of *text* that say something, without their bullets."""
    parts = [part.strip(MARKS) for part in clean(text).split("\n")]
    return tuple(
        cut(part, LONGEST_STEP)
        for part in parts
        if part and not NOTHING.fullmatch(fold(part).lower())
    )


def steps(text: str) -> tuple[str, ...]:
    """Return the steps: those that are numbered as such, else the lines."""
    both = FoldedText(clean(text))
    starts = [match.start() for match in both.find(STEP)]
    if len(starts) < 2:
        return lines(both.text)
    starts = [0, *starts] if starts[0] > 0 else starts
    ends = [*starts[1:], len(both.text)]
    parts = [
        both.text[a:b].strip(f"{MARKS}\n") for a, b in zip(starts, ends, strict=True)
    ]
    return tuple(cut(part, LONGEST_STEP) for part in parts if part)


def legal(text: str) -> tuple[LegalBasis, ...]:
    """Return the texts by number; a number glued to a title ends an entry."""
    whole = one_line(text)
    head = LEGAL_HEAD.match(fold(whole).lower())
    whole = whole[head.end() :] if head else whole
    found: dict[str, str | None] = {}
    start = 0
    for match in LEGAL_NUMBER.finditer(whole):
        glued = match.start() > 0 and whole[match.start() - 1].isalpha()
        if glued:
            title = whole[start : match.start()].strip(" .,;")
            found[match[0]] = title if 0 < len(title) <= LONGEST_TITLE else None
            start = match.end()
        else:
            found.setdefault(match[0], None)
    return tuple(LegalBasis(number=n, title=title) for n, title in found.items())


def legal_entry(number: str, title: str) -> LegalBasis | None:
    """Return one text whose number and title stand apart, if it says anything.

    "Luật 79/2015/QH13" and "nghị định 146/2025" stand in the number's place too.
    """
    number, title = one_line(number), told(title)
    found = LEGAL_NUMBER.search(number) or LEGAL_NUMBER.search(title)
    if found is not None:
        number = found[0]
    if not number and not title:
        return None
    return LegalBasis(
        number=cut(number or title, LONGEST_TITLE),
        title=title if number and len(title) <= LONGEST_TITLE and title else None,
    )


def levels_in(text: str) -> tuple[AuthorityLevel, ...]:
    """Return the levels that *text* names ("Cấp Tỉnh, Cấp Xã"); at least `other`."""
    folded = fold(one_line(text)).lower()
    found = [level for name, level in LEVELS.items() if name in folded]
    return tuple(found) or (AuthorityLevel.OTHER,)


def name_flags(raw: str) -> list[str]:
    """Return what is doubtful about a name as it was written."""
    flags = []
    if one_line(raw) != raw.strip():
        flags.append("name_repaired")
    if DISTRICT.search(fold(one_line(raw)).lower()):
        flags.append("district_in_name")
    return flags


def names_district(text: str) -> bool:
    """Tell whether *text* speaks of districts, which ended on 1 July 2025."""
    return DISTRICT.search(fold(text).lower()) is not None


def cut(text: str, longest: int) -> str:
    """Return *text* cut at a word, with a sign that it goes on."""
    text = text.strip()
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0] + " …"
