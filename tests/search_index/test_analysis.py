"""What is asked is told apart from what it is asked about."""

import pytest

from search_index.analysis import analyse_question
from search_index.procedure import Facet
from vietnamese.fold import fold


@pytest.mark.parametrize(
    ("question", "facets", "content"),
    [
        ("khai sinh cần giấy tờ gì, mất bao lâu, nộp ở đâu",
         (Facet.REQUIREMENTS, Facet.PROCESSING_TIME, Facet.PLACE), "khai sinh"),
        ("cho em hỏi lệ phí đăng ký kết hôn bao nhiêu ạ", (Facet.FEE,), "đăng ký kết hôn"),
        ("lệ phí trước bạ nhà đất", (), "lệ phí trước bạ nhà đất"),
        ("thế còn lệ phí thì sao", (Facet.FEE,), ""),
        ("nop ho so o dau", (Facet.PLACE,), ""),
        ("dkkh can gi", (Facet.REQUIREMENTS,), "đăng ký kết hôn"),
    ],
)  # fmt: skip
def test_facets_and_content(language, question, facets, content):
    """Aspect phrases are taken out, in the order asked; names of things stay."""
    actual = analyse_question(question, language)

    assert actual.facets == facets
    assert list(actual.content.folded) == fold(content).split()


def test_ellipsis_names_nothing(language):
    """A follow-up names no procedure, with or without its circumstances."""
    bare = analyse_question("nộp ở đâu vậy em", language)
    circumstances = analyse_question("ở xã miền núi thì bao nhiêu ngày", language)
    place = analyse_question("nhà em ở Cô Tô thì nộp tại đâu", language)
    topic = analyse_question("đổi bằng lái", language)

    assert not bare.content.folded
    assert bare.only_circumstances
    assert circumstances.only_circumstances
    assert place.only_circumstances
    assert not topic.only_circumstances


@pytest.mark.parametrize(
    "name", ["làm hộ chiếu", "tiền đẻ", "báo tử ở phường", "giấy tạm vắng"]
)
def test_names_are_no_circumstances(language, name):
    """Words that fold onto circumstances (hộ chiếu, hộ + chiều) still name things."""
    assert not analyse_question(name, language).only_circumstances


def test_ambiguous_words(language):
    """ "Sang tên" alone may mean land or vehicle; with more words it may not."""
    alone = analyse_question("tôi muốn làm sang tên", language)
    more = analyse_question("tôi muốn sang tên xe máy", language)

    assert len(alone.ambiguous) >= 2
    assert more.ambiguous == ()
