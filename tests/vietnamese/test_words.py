"""Words and syllables keep their place in the text."""

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given, settings
from hypothesis import strategies as st

from vietnamese.normalise import normalise
from vietnamese.syllables import expand, syllables
from vietnamese.words import segment, warm_up

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấềộớữỵ hoà thuỷ 0123456789.,-/?"


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=LETTERS, max_size=60))
def test_words_stand_where_they_say(text):
    """Each word of the segmenter is found in the text at its offsets."""
    clean = normalise(text)

    words = list(segment(clean))

    assert all(clean[word.start : word.end] == word.text for word in words)
    assert "".join("".join(w.text.split()) for w in words) == "".join(clean.split())


def test_segmenter_from_many_threads():
    """After the warm-up the segmenter may be called from any thread."""
    warm_up()
    with ThreadPoolExecutor(8) as pool:
        results = list(
            pool.map(lambda _: len(list(segment("đăng ký khai sinh"))), range(40))
        )

    assert set(results) == {len(list(segment("đăng ký khai sinh")))}


def test_numbers_and_codes_stay_whole():
    """A code, a date, a decree number is one token."""
    actual = [s.text for s in syllables("Mã 1.001193 ngày 24/11, NĐ 63/2010/NĐ-CP")]

    assert actual == ["mã", "1.001193", "ngày", "24/11", "nđ", "63/2010/nđ-cp"]


def test_expand_keeps_places():
    """An abbreviation becomes syllables that all stand where it stood."""
    actual = expand(list(syllables("làm cccd")), {"cccd": "căn cước"})

    assert [(s.text, s.start, s.end) for s in actual] == [
        ("làm", 0, 3),
        ("căn", 4, 8),
        ("cước", 4, 8),
    ]
