"""Runs of syllables as numbers: the one view of a message that both models share.

Folded runs of up to three syllables (as people type without marks), marked runs of up
to two (bán is not bạn), and underthesea's words of text with marks. Each falls into
one of `BUCKETS`: no vocabulary to keep, and staff's new words count at once. Pieces
of words were tried and are worse (docs/measurements.md).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from vietnamese.fold import fold, has_marks
from vietnamese.normalise import normalise
from vietnamese.words import segment

BUCKETS = 1 << 18
FOLDED_RUN, MARKED_RUN = 3, 2
NEVER = -9.0

Buckets = NDArray[np.int64]


# Both models ask for the same message one after the other.
@lru_cache(maxsize=16)
def buckets(syllables: tuple[str, ...], text: str) -> tuple[Buckets, NDArray[np.int64]]:
    """Return the buckets of a message's runs, and the syllable where each begins.

    *syllables* are those of *text*, abbreviations expanded. Words of underthesea
    stand at no syllable in particular: -1.
    """
    runs = [*_runs([fold(one) for one in syllables], FOLDED_RUN, "")]
    runs += _runs(syllables, MARKED_RUN, "=")
    runs += ((f"_{word}", -1) for word in _words(text))
    found = [zlib.crc32(run.encode()) % BUCKETS for run, _ in runs]
    return np.asarray(found, np.int64), np.asarray([at for _, at in runs], np.int64)


def fit(
    rows: Iterable[Buckets], right: Sequence[Sequence[bool]], c: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return weights (BUCKETS, models) and intercepts of one regression a model.

    *right* holds, per model, whether each row is of it; *c* is scikit-learn's C.
    """
    seen = [np.unique(row) for row in rows]
    starts = np.cumsum([0, *map(len, seen)])
    places = np.concatenate(seen)
    ones = np.ones(len(places), np.float32)
    matrix = csr_matrix((ones, places, starts), shape=(len(seen), BUCKETS))
    weights = np.zeros((BUCKETS, len(right)), np.float32)
    intercepts = np.zeros(len(right), np.float32)
    for number, labels in enumerate(right):
        if not any(labels):  # nothing to learn from: never told
            intercepts[number] = NEVER
            continue
        model = LogisticRegression(C=c, solver="liblinear").fit(matrix, labels)
        weights[:, number], intercepts[number] = model.coef_[0], model.intercept_[0]
    return weights, intercepts


def _runs(words: Sequence[str], longest: int, view: str) -> Iterator[tuple[str, int]]:
    """Yield the runs of up to *longest* of *words*, and where each begins."""
    # Numbers differ from message to message and tell nothing.
    words = ["0" if word[:1].isdigit() else word for word in words]
    for size in range(1, longest + 1):
        for start in range(len(words) - size + 1):
            yield view + "_".join(words[start : start + size]), start


def _words(text: str) -> Iterator[str]:
    """Yield underthesea's words; on text without marks it invents them: none."""
    text = normalise(text)
    if has_marks(text):
        for word in segment(text):
            yield word.text.lower().replace(" ", "_")
