"""Patterns over folded text that give back the words as they were written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vietnamese.fold import fold


class FoldedText:
    """A text beside its folded, lower-case copy of the same length.

    Patterns are written without marks ("ngay lam viec") and match however the words
    were written; `original` gives back what stands there.
    """

    def __init__(self, text: str) -> None:
        """Take *text*, which is in NFC."""
        self.text = text
        self.folded = fold(text).lower()
        if len(self.folded) != len(text):
            # Some capital letters of other scripts change their length.
            self.folded = "".join(_one(char) for char in text)

    def original(self, match: re.Match[str], group: int | str = 0) -> str:
        """Return the words as written where *group* of *match* was found."""
        start, end = match.span(group)
        return self.text[start:end] if start >= 0 else ""

    def find(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield the matches of *pattern* in the folded copy."""
        return pattern.finditer(self.folded)

    def has(self, pattern: re.Pattern[str]) -> bool:
        """Tell whether *pattern* matches anywhere in the folded copy."""
        return pattern.search(self.folded) is not None


def _one(char: str) -> str:
    folded = fold(char).lower()
    return folded if len(folded) == 1 else char
