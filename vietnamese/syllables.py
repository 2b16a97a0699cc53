"""Syllables: the words of this project's indexes and features.

Vietnamese writes syllables apart. Splitting at them is robust on text without marks,
where a word segmenter invents words (docs/decisions/0004-own-analysis.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# A number keeps its points, dashes and slashes: 1.001193, 24/11, 163/QĐ-BTP stay
# whole, and so do dossier codes.
TOKEN = re.compile(r"[A-Za-z]{0,3}\d[\w./-]*\w|\w+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Syllable:
    """A syllable or number, lower case, with its place in the text it came from."""

    text: str
    start: int
    end: int


def syllables(text: str) -> Iterator[Syllable]:
    """Yield the lower-case syllables and numbers of *text*, in order."""
    for match in TOKEN.finditer(text):
        yield Syllable(match[0].lower(), match.start(), match.end())


def expand(words: list[Syllable], abbreviations: Mapping[str, str]) -> list[Syllable]:
    """Replace abbreviations and teencode by the syllables they stand for.

    An expansion of several syllables gives each the place of the abbreviation.
    """
    result: list[Syllable] = []
    for word in words:
        expansion = abbreviations.get(word.text)
        if expansion is None:
            result.append(word)
        else:
            result.extend(
                Syllable(part, word.start, word.end) for part in expansion.split()
            )
    return result
