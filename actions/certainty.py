"""How sure the search is, of which procedure is meant and of whether one is at all.

Pure rules over what was found. Thresholds were chosen on questions that no test uses
(docs/measurements.md).
"""

from __future__ import annotations

import enum
from collections.abc import Sequence

from search_index.index import NEAR, Found

# Search key: how much of the question the record explains (ranking.Hit.coverage), and
# how far the runner-up is behind. A lead is worth more than words: on questions that
# no test uses, a runner-up under 0.8 of the best leaves the best right in 9 of 10
# cases, one between 0.8 and 0.88 only where the record explains nearly all.
CLEAR_LEAD, COVERED = 0.8, 0.4
NARROW_LEAD, WELL_COVERED = 0.88, 0.7
BARELY_COVERED = 0.3
# With a model that tells what is answered at all, a smaller lead will do.
MODEL_CLEAR_LEAD, MODEL_NARROW_LEAD, MODEL_COVERED = 0.86, 0.92, 0.3
# Below this probability the catalogue does not answer; the nearest are only offered.
# Chosen on the development half of tests/relevance (docs/measurements.md).
ANSWERS = 0.15
# From here on it is sure that one answers, a little lower where no other record is
# near; between the two the citizen is asked.
SURELY_ANSWERS = 0.85
PROBABLY_ANSWERS, FAR_LEAD = 0.6, 0.65
# From this probability of NLU on the two keys are taken together.
SURELY_ASKED = 0.82
# "hộ kinh doanh không đăng ký kinh doanh bị phạt": nothing but names, and no request.
NAMED_ANSWERS = 0.5
# A question that holds a name of the record and little else, however it is asked.
NEARLY_NAMED = 0.95


class Verdict(enum.StrEnum):
    """What the search alone would do with a question."""

    ANSWER = "answer"
    ASK = "ask"
    REFUSE = "refuse"


def judge(found: Sequence[Found], asked: float = 0.0) -> Verdict:
    """Return what the search makes of a question by what it *found*, best first.

    *asked* is the probability, by NLU, that a procedure is asked about at all: where
    both are fairly sure, neither need be very.
    """
    if not _catalogue_answers(found):
        return Verdict.REFUSE
    together = asked >= SURELY_ASKED
    sure = is_sure(found, together) and _surely_answers(found, together)
    return Verdict.ANSWER if sure else Verdict.ASK


def _catalogue_answers(found: Sequence[Found]) -> bool:
    """Tell whether the question is one that a procedure answers at all.

    A code or the bare name of a procedure always is. Without the model that tells
    (no encoder), every question that a record explains is taken for one.
    """
    if not found or not explains(found[0]):
        return False
    answers = found[0].answers
    named = names_outright(found) or found[0].alias
    return answers is None or answers >= ANSWERS or named


def _surely_answers(found: Sequence[Found], together: bool) -> bool:
    answers = found[0].answers
    if together and answers is not None and answers >= PROBABLY_ANSWERS:
        return True
    if answers is None or answers >= SURELY_ANSWERS or found[0].by_code:
        return True
    if found[0].named and answers >= NAMED_ANSWERS:
        return True
    if answers < PROBABLY_ANSWERS:
        return False
    nearly_named = found[0].alias and found[0].coverage >= NEARLY_NAMED
    return nearly_named or rival(found) <= FAR_LEAD * found[0].score


def rival(found: Sequence[Found]) -> float:
    """Return the score of the next procedure; the best one's twins are no rivals."""
    return next((hit.score for hit in found[1:] if not hit.twin), 0.0)


def explains(hit: Found) -> bool:
    """Tell whether the record has anything to do with what was asked."""
    return hit.coverage >= BARELY_COVERED


def is_near(hit: Found) -> bool:
    """Tell whether the record may be meant: by meaning, without an encoder by words."""
    return hit.cosine >= NEAR if hit.cosine else hit.coverage >= COVERED


def is_sure(found: Sequence[Found], together: bool = False) -> bool:
    """Tell whether search knows which procedure is meant.

    With *together* NLU is sure that one is asked about: a small lead will do.
    """
    if not found:
        return False
    best, second = found[0], rival(found)
    if best.by_code:
        return sum(hit.by_code for hit in found) == 1
    clear, narrow, covered = CLEAR_LEAD, NARROW_LEAD, COVERED
    if best.answers is not None:
        clear, narrow, covered = MODEL_CLEAR_LEAD, MODEL_NARROW_LEAD, MODEL_COVERED
    if second < clear * best.score:
        return best.coverage >= covered
    enough = covered if together else WELL_COVERED
    return second < narrow * best.score and best.coverage >= enough


def names_outright(found: Sequence[Found]) -> bool:
    """Tell whether the question is a code, or nothing but a name of the best record."""
    return bool(found) and (found[0].by_code or found[0].named)
