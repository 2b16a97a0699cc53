"""When the search answers, asks or refuses."""

from dataclasses import replace

import pytest

from actions.certainty import Verdict, judge
from search_index.index import Found


@pytest.fixture
def found(procedures):
    """Make a ranking: the best with score 1, the next with *second*."""

    def make(second=0.5, answers=None, coverage=1.0, **more):
        best = Found(procedures[0], 1.0, coverage, answers=answers, **more)
        return [best, Found(procedures[1], second, coverage, answers=answers)]

    return make


@pytest.mark.parametrize(
    ("second", "answers", "verdict"),
    [
        (0.5, None, Verdict.ANSWER),
        (0.95, None, Verdict.ASK),
        (0.5, 0.95, Verdict.ANSWER),
        (0.5, 0.7, Verdict.ANSWER),  # nothing else is near
        (0.75, 0.7, Verdict.ASK),
        (0.5, 0.4, Verdict.ASK),
        (0.5, 0.05, Verdict.REFUSE),
    ],
)
def test_lead_and_model_together(found, second, answers, verdict):
    """In doubt the citizen is asked; what nothing answers is never answered."""
    assert judge(found(second, answers)) is verdict


def test_a_name_is_always_a_question(found):
    """A code overrules the model; a bare name does where the model half believes it.

    "Hộ kinh doanh không đăng ký bị phạt": nothing but names, and asked back.
    """
    assert judge(found(answers=0.05, by_code=True)) is Verdict.ANSWER
    assert judge(found(answers=0.55, named=True)) is Verdict.ANSWER
    assert judge(found(answers=0.05, named=True)) is Verdict.ASK


def test_a_twin_is_no_rival(found):
    """The same procedure at another level does not make the search unsure."""
    best, second = found(second=0.98, answers=0.95)

    assert judge([best, second]) is Verdict.ASK
    assert judge([best, replace(second, twin=True)]) is Verdict.ANSWER


def test_nothing_found(found):
    """No record, or one that explains nothing of the question."""
    assert judge([]) is Verdict.REFUSE
    assert judge(found(coverage=0.1)) is Verdict.REFUSE
