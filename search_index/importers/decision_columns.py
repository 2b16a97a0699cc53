"""What the heads and headings of a publishing decision's tables mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from search_index.importers.words import ImportWords
from search_index.procedure import AuthorityLevel
from vietnamese.fold import fold

ROW_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,2})?")
# What may stand before a heading: "A", "II.", "1)".
ORDER = re.compile(r"(?:[A-Z]{1,5}|\d{0,2})[.)]?")
LEVEL = re.compile(r"(?:thu tuc hanh chinh|tthc).{0,30}?cap (?P<level>tinh|xa)")
ABOLISHED = re.compile(r"(?:bi )?bai bo|huy bo|het hieu luc")
ISSUED = re.compile(r"\bmoi\b|ban hanh|sua doi|bo sung|thay the|chuan hoa")


def columns(cells: Sequence[str], words: ImportWords) -> dict[str, int]:
    """Return which column is which, by the words of the head."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        for name in _names(cell, words):
            if name not in found:
                found[name] = place
                break
    return found


def is_label(cell: str, words: ImportWords) -> bool:
    """Tell whether *cell* holds the words of any column's head."""
    return any(_names(cell, words))


def _names(cell: str, words: ImportWords) -> Iterator[str]:
    head = re.sub(r"\W+", " ", fold(cell).lower()).strip()
    for name, labels in words.columns.items():
        if any(label in head for label in labels):
            yield name


def is_head(named: Mapping[str, int], *, abolished: bool) -> bool:
    """Tell whether a row that names these columns is the head of a decision's table.

    A list of abolished procedures has no limits.
    """
    return "name" in named and (
        "limit" in named or (abolished and not {"code", "number"}.isdisjoint(named))
    )


def level_in(folded: str) -> AuthorityLevel | None:
    """Return the level that a heading names ("… thuộc … cấp xã"), if it is one."""
    found = LEVEL.search(folded)
    if found is None or ("cap tinh" in folded and "cap xa" in folded):
        return None
    province = found["level"] == "tinh"
    return AuthorityLevel.PROVINCE if province else AuthorityLevel.COMMUNE


def abolished_in(folded: str) -> bool | None:
    """Tell whether a heading opens a list of abolished procedures; None: neither.

    The title of a whole decision often names both kinds: then it opens none.
    """
    abolished = ABOLISHED.search(folded) is not None
    issued = ISSUED.search(folded) is not None
    return None if abolished == issued else abolished


def without_repeats(cells: Sequence[str]) -> dict[int, str]:
    """Return the cells by place; a merged cell counts where it begins."""
    return {
        place: cell
        for place, cell in enumerate(cells)
        if place == 0 or cell != cells[place - 1] or len(cell) <= 1
    }
