"""When the search answers, asks or refuses."""

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
    """The bare name of a procedure, or its code, overrules the model."""
    assert judge(found(answers=0.05, named=True)) is Verdict.ANSWER
    assert judge(found(answers=0.05, by_code=True)) is Verdict.ANSWER


def test_nothing_found(found):
    """No record, or one that explains nothing of the question."""
    assert judge([]) is Verdict.REFUSE
    assert judge(found(coverage=0.1)) is Verdict.REFUSE
