"""Folding: Vietnamese without its marks, as many people type it."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

LONGEST_KNOWN = 16  # letters; longer texts are rarely folded twice
# SQLite, PostgreSQL and Unicode decomposition all leave đ alone: it is a letter, not
# a d with a mark.
D_WITH_STROKE = str.maketrans("đĐ", "dD")
LATIN = (*range(0x80, 0x250), *range(0x1E00, 0x1F00))
COMBINING = range(0x300, 0x370)


def fold(text: str) -> str:
    """Return *text* without diacritics: "Đăng ký" becomes "Dang ky"."""
    # A question folds the same few hundred syllables again and again.
    return _known(text) if len(text) <= LONGEST_KNOWN else _fold(text)


def _fold(text: str) -> str:
    # One pass over Latin letters; what is left beyond ASCII takes the long way.
    quick = text.translate(_BARE)
    return quick if quick.isascii() else _fold_any(text)


def _fold_any(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.translate(D_WITH_STROKE))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare)


@lru_cache(maxsize=50_000)
def _known(text: str) -> str:
    return _fold(text)


def has_marks(text: str) -> bool:
    """Tell whether *text* carries any Vietnamese mark or đ."""
    return fold(text) != unicodedata.normalize("NFC", text)


_BARE: dict[int, str | None] = {
    letter: bare
    for letter in LATIN
    if (bare := _fold_any(chr(letter))) != chr(letter) and bare.isascii()
} | {mark: None for mark in COMBINING if unicodedata.combining(chr(mark))}
