"""The normaliser: same words, same letters, and nothing else changed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.fold import fold, has_marks
from vietnamese.normalise import MAX_CHARACTERS, normalise


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("hoà thuỷ", "hòa thủy", id="old-tone-place"),
        pytest.param("quý hoàng khuỷu", "quý hoàng khuỷu", id="tone-place-kept"),
        pytest.param("lâuuuu quááá", "lâu quá", id="repeated-letters"),
        pytest.param("1.001193 000.00.22.H49-261105-0012", None, id="codes"),
        pytest.param("24/11/2026 300.000đ https://a.vn/b--c", None, id="dates-links"),
        pytest.param("a\u200bb\u00adc\x07d", "abcd", id="invisible"),
        pytest.param("  a \t\n b  ", "a b", id="spaces"),
        pytest.param(unicodedata.normalize("NFD", "đăng ký"), "đăng ký", id="nfd"),
        pytest.param("\ud800x", "x", id="lone-surrogate"),
        pytest.param("", "", id="empty"),
    ],
)
def test_normalise(typed, expected):
    """Letters are unified; codes, numbers, dates and links come out unchanged."""
    actual = normalise(typed)

    assert actual == (typed if expected is None else expected)


@given(st.text(max_size=3000))
def test_always_short_clean_and_idempotent(text):
    """Whatever comes in: NFC, no controls, short, and stable when done again."""
    once = normalise(text)

    assert once == normalise(once)
    assert len(once) <= MAX_CHARACTERS
    assert not any(unicodedata.category(char)[0] == "C" for char in once)


def test_hundred_thousand_characters():
    """A huge message is cut, not computed on."""
    actual = normalise("giấy tờ " * 12_500)

    assert len(actual) <= MAX_CHARACTERS


def test_fold_and_marks():
    """Folding drops marks and the stroke of đ, nothing else."""
    actual = fold("Đăng ký khai sinh Ở 1.001193"), has_marks("Dang"), has_marks("đ")

    assert actual == ("Dang ky khai sinh O 1.001193", False, True)
