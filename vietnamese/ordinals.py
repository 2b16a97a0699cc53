"""Which of several choices a citizen means: "2", "cái thứ hai", "ý cuối"."""

from __future__ import annotations

import re

from vietnamese.fold import fold

NUMBERS = {
    "mot": 1, "nhat": 1, "dau": 1, "dau tien": 1,
    "hai": 2, "nhi": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5,
}  # fmt: skip
LAST = {"cuoi", "cuoi cung", "chot"}
WORDS = "|".join(sorted([*NUMBERS, *LAST], key=len, reverse=True))
MARKER = r"(?:thu|so|cai|y|muc|phuong an|lua chon|chon|dong|truong hop)"
CHOICE = re.compile(rf"\b{MARKER}(?: (?:thu|so))? (?P<which>\d|{WORDS})\b")
ALONE = re.compile(r"^(?:so )?(?P<which>\d)[.)]?$")


def chosen_number(text: str, count: int) -> int | None:
    """Return which of *count* choices *text* names, from 1, or None."""
    folded = re.sub(r"\s+", " ", fold(text).lower()).strip(" .,!?")
    match = ALONE.match(folded) or CHOICE.search(folded)
    if match is None:
        return None
    which = match["which"]
    if which in LAST:
        number = count
    else:
        number = int(which) if which.isdigit() else NUMBERS[which]
    return number if 1 <= number <= count else None
