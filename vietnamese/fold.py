"""Folding: Vietnamese without its marks, as many people type it."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

LONGEST_KNOWN = 16  # letters; longer texts are rarely folded twice
# SQLite, PostgreSQL and Unicode decomposition all leave đ alone: it is a letter, not
# a d with a mark.
D_WITH_STROKE = str.maketrans("đĐ", "dD")


def fold(text: str) -> str:
    """Return *text* without diacritics: "Đăng ký" becomes "Dang ky"."""
    # A question folds the same few hundred syllables again and again.
    return _known(text) if len(text) <= LONGEST_KNOWN else _fold(text)


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.translate(D_WITH_STROKE))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare)


@lru_cache(maxsize=50_000)
def _known(text: str) -> str:
    return _fold(text)


def has_marks(text: str) -> bool:
    """Tell whether *text* carries any Vietnamese mark or đ."""
    return fold(text) != unicodedata.normalize("NFC", text)
