"""Procedures of other offices: known by name, never answered from."""

import pytest

from search_index.answerable import answerable_or_none
from search_index.builds import build_index, load
from search_index.catalogue_files import CatalogueError
from search_index.elsewhere import Elsewhere, ElsewhereRows, read_elsewhere
from search_index.encoder import Encoder
from tests.conftest import ROOT

MODELS = ROOT / "models" / "encoder"
GUIDE = Elsewhere(
    "Cấp thẻ hướng dẫn viên du lịch quốc tế",
    ("muốn có thẻ hướng dẫn viên quốc tế", "xin thẻ hdv du lịch"),
)
QUESTION = "Làm thẻ hướng dẫn viên du lịch quốc tế cần giấy tờ gì?"


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load(MODELS)


def build(folder, procedures, language, encoder, elsewhere):
    built = build_index(procedures, {}, folder, language, encoder, elsewhere=elsewhere)
    return load(built, language, encoder, None, answerable_or_none(MODELS))


def test_a_question_for_another_office(tmp_path, procedures, language, encoder):
    """It is said whose name it is nearest to; the record found is no answer."""
    alone = build(tmp_path / "a", procedures, language, encoder, [])
    beside = build(tmp_path / "b", procedures, language, encoder, [GUIDE])

    assert alone.search(QUESTION)[0].elsewhere == ""
    found = beside.search(QUESTION)[0]
    assert found.elsewhere == GUIDE.name
    assert found.answers < min(0.15, alone.search(QUESTION)[0].answers)


def test_ours_stay_ours(tmp_path, procedures, language, encoder):
    """A question about a record is not pulled away by another office's name."""
    index = build(tmp_path, procedures, language, encoder, [GUIDE])

    assert index.search("đăng ký khai sinh cho con")[0].elsewhere == ""


def test_what_the_catalogue_comes_to_hold_steps_aside(encoder, procedures):
    """The name of a loaded record is not kept beside it."""
    names = [procedure.name for procedure in procedures[:5]]
    known = [Elsewhere(f"Thủ tục {names[0].lower()}", ("hỏi thế này",)), GUIDE]

    rows = ElsewhereRows.build(known, encoder, names, encoder.names(names))

    assert rows.names == (GUIDE.name,)


def test_no_encoder_no_vectors(tmp_path, procedures, language):
    """Words alone go on without the names of other offices."""
    index = build(tmp_path, procedures[:5], language, None, [GUIDE])

    assert index.search(procedures[0].name)[0].elsewhere == ""


@pytest.mark.parametrize("line", ["chỉ có tên", "tên\t", "\tcâu hỏi", "a\tb\tc"])
def test_a_line_that_is_none(tmp_path, line):
    """The file and the line are named."""
    (tmp_path / "x.tsv").write_text(f"Tên\tCâu hỏi\n{line}\n")

    with pytest.raises(CatalogueError, match=r"x\.tsv.*line 2"):
        read_elsewhere(tmp_path)


def test_shipped_names_have_questions():
    """All files read; every name is asked for in at least two ways."""
    known = read_elsewhere(ROOT / "catalogue" / "elsewhere")

    assert len(known) > 900
    assert [one.name for one in known if len(one.questions) < 2] == []
