"""Running text of a record cut into steps and lines, and what its words tell."""

from __future__ import annotations

import re

from search_index.importers.base import clean, one_line
from search_index.procedure import AuthorityLevel
from vietnamese.fold import fold
from vietnamese.folded_text import FoldedText

NOTHING = re.compile(r"[\s.-]*(?:khong co thong tin|khong co|khong)?[\s.-]*")
STEP = re.compile(r"(?=\bbuoc \d)")
DISTRICT = re.compile(r"cap huyen|ubnd huyen|uy ban nhan dan (?:cap )?huyen")
LEVELS = {
    "cap bo": AuthorityLevel.MINISTRY,
    "cap tinh": AuthorityLevel.PROVINCE,
    "cap xa": AuthorityLevel.COMMUNE,
    "co quan khac": AuthorityLevel.OTHER,
}
MARKS = " -+*\u2022"
LONGEST_STEP, LONGEST_TEXT = 1_200, 2_000


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
