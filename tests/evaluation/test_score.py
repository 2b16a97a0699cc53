"""Figures say what they should of answers that are right, wrong and missing."""

import pytest

from evaluation.chart import draw_calibration
from evaluation.judged import (
    BadJudgement,
    JudgedMessage,
    JudgedTurn,
    read_conversations,
    read_messages,
)
from evaluation.report import Run, flips
from evaluation.score import (
    Said,
    calibration,
    calibration_error,
    facet_scores,
    kind_share,
    overall,
    procedure_shares,
    turn_problem,
)


def said(kind="procedure", status="answered", facets=("fee",), code="1.1", **other):
    found = {"found": code, "confidence": 0.9, "asked": {}, "ms": 1.0, **other}
    return Said(kind, status, list(facets), code, **found)


ASKED = JudgedMessage("procedure", ("fee", "place"), ("1.1",), "x")
GREETING = JudgedMessage("small_talk", (), (), "y")


def test_kinds_and_facets():
    """A facet counts as found only where the kind is right; F1 joins both errors."""
    pairs = [
        (ASKED, said(facets=["fee", "form"])),
        (ASKED, said("small_talk", "small_talk", ["fee"], None)),
        (GREETING, said("small_talk", "small_talk", [], None)),
    ]
    scores = facet_scores(pairs)

    assert kind_share(pairs).value == pytest.approx(2 / 3)
    assert (scores["fee"].right, scores["fee"].missed) == (1, 1)
    assert (scores["form"].wrong, scores["place"].missed) == (1, 2)
    assert overall(scores.values()).f1 == pytest.approx(2 / 6)


def test_procedures_that_are_not_loaded_do_not_count():
    """Shares are of questions whose procedure the catalogue holds."""
    other = JudgedMessage("procedure", ("fee",), ("9.9",), "z")
    shares = procedure_shares(
        [(ASKED, said()), (ASKED, said(code="2.2")), (other, said())],
        frozenset({"1.1", "2.2"}),
    )

    assert shares["found first"].value == 0.5
    assert shares["of those right"].value == 0.5
    assert procedure_shares([(other, said())], frozenset()) == {}


def test_turns():
    """Status first, then the procedure, then all facets."""
    turn = JudgedTurn("u", "answered", ["1.1", "1.2"], ["fee"])

    assert turn_problem(turn, said()) == ""
    assert "status" in turn_problem(turn, said(status="clarify"))
    assert "procedure" in turn_problem(turn, said(code="3.3"))
    assert "facets" in turn_problem(turn, said(facets=["fee", "place"]))


def test_calibration(tmp_path):
    """Half right at 0.9 is an error of 0.4; the curve can be drawn."""
    curve = calibration([(0.9, True), (0.9, False), (0.1, False)])

    assert curve == [(0.1, 0.0, 1), (0.9, 0.5, 2)]
    assert calibration_error(curve) == pytest.approx((0.1 + 2 * 0.4) / 3)
    draw_calibration({"kind": curve}, tmp_path / "curve.png")
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")


def test_flips():
    """What was right and is wrong is worse; other messages are refused."""

    def run(answer):
        return Run("test", 1, {"as written": [answer]}, [], {})

    right, wrong = said(facets=["fee", "place"]), said("human", "handover", [], None)

    assert list(flips(run(wrong), run(right), [ASKED])) == [
        ("as written", "x", "worse: right → kind human")
    ]
    assert list(flips(run(right), run(right), [ASKED])) == []
    with pytest.raises(ValueError, match=r"shorter|longer"):
        list(flips(run(right), Run("test", 1, {"as written": []}, [], {}), [ASKED]))


def test_bad_judgements_name_their_place(tmp_path):
    """A line with too few columns, a turn with an unknown field."""
    (tmp_path / "messages.tsv").write_text("test\tprocedure\tfee\n")
    (tmp_path / "conversations.yml").write_text(
        "- {id: a, half: dev, turns: [{user: u, status: s, colour: red}]}"
    )

    with pytest.raises(BadJudgement, match="line 1"):
        read_messages(tmp_path, "")
    with pytest.raises(BadJudgement, match="conversations"):
        read_conversations(tmp_path, "")


def test_the_examination_is_large_enough():
    """At least 500 messages and 60 conversations of 3 to 8 turns, all readable."""
    from tests.conftest import ROOT

    folder = ROOT / "tests" / "understanding"
    conversations = read_conversations(folder, "")

    assert len(read_messages(folder, "")) >= 500
    assert len(conversations) >= 60
    assert {len(one.turns) for one in conversations} <= set(range(3, 9))
