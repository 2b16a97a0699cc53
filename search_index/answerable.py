"""Does the catalogue answer this at all? A look at question and best hit together.

"What is the fine for …", "am I entitled to …", "how is … defined" name procedures in
the same words as the people who need one. No score of the search tells them apart, so
a small logistic model sees: how near the best record is and how far the next, how
much of the question it explains, what the encoder takes the message for, and the
words of the question themselves. It is trained on questions of procedures that the
encoder never saw, and on near misses (tools/answerable/).
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from search_index.analysis import AnalysedQuestion
from search_index.encoder import Reading
from search_index.ranking import SHARPNESS, Hit
from vietnamese.fold import fold
from vietnamese.syllables import syllables

log = logging.getLogger(__name__)

MODEL = "answerable.json"
WORDS = "answerable_words.npy"
BUCKETS = 1 << 16
LONGEST_GRAM = 3
# Kinds of message (the encoder's names) that are told apart from procedure questions.
ASKED = "procedure"
SURE = 1e-4


class _Model(msgspec.Struct):
    names: list[str]
    means: list[float]
    scales: list[float]
    weights: list[float]
    intercept: float
    words_intercept: float
    encoder: str


@dataclass(frozen=True)
class Answerable:
    """The loaded model; gives the probability that the best hit answers."""

    model: _Model
    words: NDArray[np.float32]

    @classmethod
    def load(cls, folder: Path) -> Answerable | None:
        """Return the model in *folder*, or None where there is none.

        Raises:
            ValueError: if it is damaged or of other features.
        """
        file = folder / MODEL
        if not file.exists():
            return None
        model = msgspec.json.decode(file.read_bytes(), type=_Model)
        if model.names != list(FEATURES):
            raise ValueError(f"{file} is of other features: train it anew")
        return cls(model, np.load(folder / WORDS).astype(np.float32))

    def probability(
        self,
        question: AnalysedQuestion,
        hits: Sequence[Hit],
        reading: Reading,
        elsewhere: float,
    ) -> float:
        """Return how likely the best of *hits* answers *question*, 0 to 1.

        *elsewhere* is the cosine to the nearest procedure of another office.
        """
        if not hits:
            return 0.0
        logit = self.word_logit(question.text)
        values = np.asarray(features(question, hits, reading, logit, elsewhere))
        model = self.model
        scaled = (values - np.asarray(model.means)) / np.asarray(model.scales)
        total = float(scaled @ np.asarray(model.weights)) + model.intercept
        return float(1 / (1 + np.exp(-total)))

    def word_logit(self, text: str) -> float:
        """Return what the words alone say, as a logit."""
        places = grams(text)
        if not places:
            return self.model.words_intercept
        whole = float(self.words[places].sum() / np.sqrt(len(places)))
        return whole + self.model.words_intercept


def answerable_or_none(folder: Path) -> Answerable | None:
    """Return the model in *folder*; None where there is none, or none that fits.

    One that does not fit is said in the log.
    """
    try:
        return Answerable.load(folder)
    except (OSError, ValueError, msgspec.MsgspecError) as exc:
        log.warning("cannot tell what the catalogue does not answer: %s", exc)
        return None


def grams(text: str) -> list[int]:
    """Return the buckets of the folded runs of one to three syllables of *text*."""
    words = [fold(word.text) for word in syllables(text)]
    words = ["0" if word[:1].isdigit() else word for word in words]
    return sorted({zlib.crc32(run.encode()) % BUCKETS for run in _runs(words)})


def _runs(words: Sequence[str]) -> Iterator[str]:
    for size in range(1, LONGEST_GRAM + 1):
        for start in range(len(words) - size + 1):
            yield "_".join(words[start : start + size])


FEATURES = (
    "words",
    "kind_procedure",
    "kind_best_other",
    "facet_best",
    "cosine",
    "cosine_lead",
    "lexical",
    "score_lead",
    "coverage",
    "named",
    "alias",
    "phrases_ask",
    "length",
    "elsewhere_lead",
)


def features(
    question: AnalysedQuestion,
    hits: Sequence[Hit],
    reading: Reading,
    words: float,
    elsewhere: float,
) -> list[float]:
    """Return the values of FEATURES for *question* and its *hits*, best first.

    *words* is what the words alone say, *elsewhere* the cosine to the nearest
    procedure of another office.
    """
    best = hits[0]
    rest = hits[1] if len(hits) > 1 else None
    procedure = reading.kinds.get(ASKED, 0.0)
    other = max((p for kind, p in reading.kinds.items() if kind != ASKED), default=0.0)
    return [
        words,
        _logit(procedure),
        _logit(other),
        _logit(max(reading.facets.values(), default=0.0)),
        best.cosine,
        best.cosine - (rest.cosine if rest else 0.0),
        best.words,
        1 - _ratio(best, rest),
        best.coverage,
        float(best.named),
        float(best.alias),
        float(bool(question.facets)),
        float(np.log1p(len(question.text))),
        elsewhere - max(hit.cosine for hit in hits),
    ]


def _ratio(best: Hit, rest: Hit | None) -> float:
    """Return the runner-up's share of the best score, before it was sharpened."""
    if rest is None or not best.score:
        return 0.0
    return float((rest.score / best.score) ** (1 / SHARPNESS))


def _logit(probability: float) -> float:
    bounded = min(max(probability, SURE), 1 - SURE)
    return float(np.log(bounded / (1 - bounded)))
