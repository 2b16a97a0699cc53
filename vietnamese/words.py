"""Words as underthesea sees them, an extra view beside the syllables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from underthesea import word_tokenize


@dataclass(frozen=True, slots=True)
class Word:
    """A word, which may hold spaces, with its place in the text it came from."""

    text: str
    start: int
    end: int


def segment(text: str) -> Iterator[Word]:
    """Yield the words of *text*, which must be NFC, with their offsets in it.

    underthesea collapses spaces and moves tone marks ("hoà" becomes "hòa"), so its
    words cannot be looked up in *text*. Both sides have the same visible characters
    in the same order, so those are counted instead.
    """
    visible = [i for i, char in enumerate(text) if not char.isspace()]
    taken = 0
    for word in word_tokenize(text):
        length = sum(not char.isspace() for char in word)
        span = visible[taken : taken + length]
        taken += length
        if span:
            start, end = span[0], span[-1] + 1
            yield Word(text[start:end], start, end)


def warm_up() -> None:
    """Load the segmenter's model now: its first call is not thread-safe (9.5.0)."""
    list(segment("a"))
