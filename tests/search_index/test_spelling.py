"""Mistyped syllables are mended where the catalogue's own pairs speak for it."""

import pytest

from search_index.spelling import Spelling

KNOWN = Spelling(
    syllables={"lam": 9, "nam": 9, "giay": 9, "viet": 9, "so": 9, "do": 9, "dang": 9,
               "ky": 9, "khai": 9, "sinh": 9, "xe": 9},
    pairs={"lam_giay": 5, "viet_nam": 5, "so_do": 5, "dang_ky": 5, "khai_sinh": 5},
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nam giay", "lam giay"),  # l and n sound alike
        ("xo do", "so do"),
        ("ddang ky", "dang ky"),  # Telex
        ("khai sinhh", "khai sinh"),
        ("khai snih", "khai sinh"),
    ],
)
def test_slips_are_mended(typed, meant):
    """Sound, Telex left-overs, a letter too many or two swapped."""
    words = typed.split()
    for place, word in KNOWN.corrected(words).items():
        words[place] = word

    assert words == meant.split()


@pytest.mark.parametrize("typed", ["viet nam", "lam giay", "1.001193", "xe"])
def test_what_is_right_stays(typed):
    """A known pair, a code, a lone known word are left alone."""
    assert KNOWN.corrected(typed.split()) == {}
