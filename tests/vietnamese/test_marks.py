"""Marks put back where nobody typed any."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.fold import fold
from vietnamese.marks import FILE, Marks
from vietnamese.normalise import normalise
from vietnamese.syllables import syllables

TEXTS = [
    "Làm giấy khai sinh cho con cần giấy tờ gì?",
    "Sang tên sổ đỏ mất bao lâu",
    "Mẹ tôi mất rồi, giờ tôi muốn sang tên sổ đỏ",
    "Đăng ký khai tử cho mẹ",
    "xin cap lai so do bi mat",  # unmarked: teaches nothing
]
MARKS = Marks.learn(TEXTS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lam giay khai sinh cho con", "làm giấy khai sinh cho con"),
        ("sang ten so do", "sang tên sổ đỏ"),
        ("me toi mat roi", "mẹ tôi mất rồi"),
        ("SANG TEN SO DO 2026", "sang tên sổ đỏ 2026"),
        ("abcd sang ten so do", "abcd sang tên sổ đỏ"),
    ],
)
def test_neighbours_tell_the_marks(typed, meant):
    """What follows what decides; what no text taught stays as it is."""
    assert MARKS.restored(typed) == meant


@pytest.mark.parametrize("text", ["", "😀", "2026", "sổ đỏ", "sang tên sổ đỏ", "abcd"])
def test_nothing_to_restore(text):
    """Text with marks of its own, and what is no text, is left alone."""
    assert MARKS.restored(text) is None


def test_marks_that_were_typed_stay():
    """A reading never contradicts what was written."""
    restored = MARKS.restored("lam giay khai sinh cho con roi sang tên so do")

    assert restored is not None
    assert "sang tên sổ đỏ" in restored


@given(st.text())
def test_only_marks_change(text):
    """Whatever is typed, the restored text says the same without marks."""
    restored = MARKS.restored(text)
    bare = " ".join(fold(word.text) for word in syllables(normalise(text)))

    assert restored is None or fold(restored) == bare


def test_what_was_learnt_is_kept(tmp_path):
    """Saved and read again it restores the same; damaged it says so."""
    MARKS.save(tmp_path)
    again = Marks.load(tmp_path)

    assert again is not None
    assert again.restored("sang ten so do") == "sang tên sổ đỏ"
    (tmp_path / FILE).write_bytes(b"\x93")
    with pytest.raises(msgspec.MsgspecError):
        Marks.load(tmp_path)
    assert Marks.load(tmp_path / "none") is None
