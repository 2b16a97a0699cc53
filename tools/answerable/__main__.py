"""Train `search_index/answerable.py`'s model on what the encoder never saw.

    python -m tools.answerable --records FILE --encoder HELD_OUT --out models/encoder

HELD_OUT is an encoder trained with `--hold-out`: on procedures it knows, questions
look too near to what they ask. Each question is searched in an index without it, and
the words' own model is asked by folds, so nothing is judged by what it was taught.
Other offices' procedures are asked for once where their names stand beside the index,
once where they do not: what nobody thought of is unanswerable too. The words' model
does not learn them: an office that loads their records must be answered.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from search_index.answerable import BUCKETS, FEATURES, MODEL, WORDS, features, grams
from search_index.elsewhere import Elsewhere, read_elsewhere
from search_index.encoder import Encoder, identity_of
from search_index.index import Index
from search_index.language import load_language
from search_index.phrasings import Phrasing, read_phrasings
from search_index.procedure import Procedure
from tools.encoder.held_out import HeldOut, read_held_out
from tools.relevance.catalogue import build, national

Array = NDArray[np.float64]
ROOT = Path(__file__).resolve().parent.parent.parent
FOLDS = 5
WORDS_C, FEATURES_C = 2.0, 0.5
# What a row is of, and how much its group weighs against all questions together.
QUESTIONS, NEAR_MISSES, ELSEWHERE = 1, 0, 2
WEIGHT = {QUESTIONS: 1.0, NEAR_MISSES: 0.7, ELSEWHERE: 0.3}


def main() -> int:
    """Gather, fit, write; print how well near misses and questions are told apart."""
    options = _options()
    procedures = national(options.records, options.catalogue)
    encoder = Encoder.load(options.encoder)
    held = read_held_out(options.encoder)
    asked = [
        one for one in read_phrasings(options.catalogue / "phrasings") if one.question
    ]
    misses = _near_misses(options.catalogue)
    texts = [one.question for one in asked] + misses
    labels = np.array([1] * len(asked) + [0] * len(misses))
    bags = _bags(texts)
    print(f"{len(asked)} questions, {len(misses)} near misses", flush=True)
    by_words = LogisticRegression(C=WORDS_C, max_iter=300, class_weight="balanced")
    logits = cross_val_predict(
        by_words, bags, labels, cv=FOLDS, method="decision_function"
    )
    by_words.fit(bags, labels)
    asking = _Asking(by_words, encoder, options.catalogue)
    rows, groups = asking.features(procedures, asked, misses, held, logits)
    told, shares = (groups == QUESTIONS).astype(int), _shares(groups)
    scaled, means, scales = _scaled(rows)
    model = LogisticRegression(C=FEATURES_C, max_iter=500)
    scores = cross_val_predict(
        model,
        scaled,
        told,
        cv=StratifiedKFold(FOLDS, shuffle=True, random_state=3),
        method="predict_proba",
        fit_params={"sample_weight": shares},
    )
    model.fit(scaled, told, sample_weight=shares)
    _report(scores[:, 1], told)
    for name, weight in sorted(
        zip(FEATURES, model.coef_[0], strict=True), key=lambda pair: -abs(pair[1])
    ):
        print(f"  {name:18} {weight:+.2f}")
    options.out.mkdir(parents=True, exist_ok=True)
    np.save(options.out / WORDS, by_words.coef_[0].astype(np.float16))
    written = {
        "names": list(FEATURES),
        "means": means.tolist(),
        "scales": scales.tolist(),
        "weights": model.coef_[0].tolist(),
        "intercept": float(model.intercept_[0]),
        "words_intercept": float(by_words.intercept_[0]),
        "encoder": identity_of(options.encoder),
    }
    (options.out / MODEL).write_text(json.dumps(written, indent=1) + "\n")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--catalogue", type=Path, default=ROOT / "catalogue")
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "encoder")
    return parser.parse_args()


def _near_misses(catalogue: Path) -> list[str]:
    file = catalogue / "other_messages" / "not_answerable.tsv"
    return [line.split("\t")[1] for line in file.read_text().splitlines() if line]


def _bags(texts: Sequence[str]) -> csr_matrix:
    """Return one row a text, its buckets weighing 1/√n, as `word_logit` does."""
    starts, places, values = [0], [], []
    for text in texts:
        mine = grams(text)
        places += mine
        values += [1 / np.sqrt(max(len(mine), 1))] * len(mine)
        starts.append(len(places))
    return csr_matrix((values, places, starts), shape=(len(texts), BUCKETS))


class _Asking:
    """Asks indexes that do not know the questions, and notes the features."""

    def __init__(
        self, by_words: LogisticRegression, encoder: Encoder, catalogue: Path
    ) -> None:
        self._by_words = by_words
        self._encoder = encoder
        self._language = load_language(catalogue / "language")
        self._elsewhere = read_elsewhere(catalogue / "elsewhere")

    def features(
        self,
        procedures: Sequence[Procedure],
        asked: Sequence[Phrasing],
        misses: Sequence[str],
        held: HeldOut,
        logits: Array,
    ) -> tuple[Array, Array]:
        """Return features and groups: held-out questions by folds, held-out misses."""
        rows: list[list[float]] = []
        codes, messages, names = map(set, (held.codes, held.messages, held.elsewhere))
        mine = [place for place, one in enumerate(asked) if one.key in codes]
        random.Random(3).shuffle(mine)
        others = [one for one in self._elsewhere if one.name in names]
        groups: list[int] = []
        for fold in range(FOLDS):
            left_out = set(mine[fold::FOLDS])
            kept = [one for place, one in enumerate(asked) if place not in left_out]
            beside = [_without(one, fold, names) for one in self._elsewhere]
            index = build(procedures, kept, self._language, self._encoder, beside)
            rows += [
                _row(index, asked[place].question, logits[place])
                for place in sorted(left_out)
            ]
            groups += [QUESTIONS] * len(left_out)
            strange = [text for one in others for text in one.questions[fold::FOLDS]]
            rows += self._strange(index, strange)
            groups += [ELSEWHERE] * len(strange)
            print(f"fold {fold + 1}/{FOLDS}", flush=True)
        unknown = [one for one in self._elsewhere if one.name not in names]
        index = build(procedures, asked, self._language, self._encoder, unknown)
        strange = [text for one in others for text in one.questions]
        rows += self._strange(index, strange)
        groups += [ELSEWHERE] * len(strange)
        for number, text in enumerate(misses):
            if text in messages:
                rows.append(_row(index, text, logits[len(asked) + number]))
                groups.append(NEAR_MISSES)
        return np.array(rows), np.array(groups)

    def _strange(self, index: Index, texts: Sequence[str]) -> list[list[float]]:
        """Return the features of *texts*, which the words' model never saw."""
        if not texts:
            return []
        logits = self._by_words.decision_function(_bags(texts))
        return [
            _row(index, text, logit) for text, logit in zip(texts, logits, strict=True)
        ]


def _without(one: Elsewhere, fold: int, held: set[str]) -> Elsewhere:
    """Return *one* without the questions that are asked in *fold*."""
    if one.name not in held:
        return one
    kept = [text for n, text in enumerate(one.questions) if n % FOLDS != fold]
    return Elsewhere(one.name, tuple(kept))


def _row(index: Index, text: str, logit: float) -> list[float]:
    look = index.look(text)
    if not look.hits or look.reading is None:
        return [logit] + [0.0] * (len(FEATURES) - 1)
    return features(look.question, look.hits, look.reading, logit, look.elsewhere[1])


def _shares(groups: Array) -> Array:
    """Return the weight of each row, so that each group weighs what WEIGHT says."""
    counts = {group: max(int((groups == group).sum()), 1) for group in WEIGHT}
    return np.array([WEIGHT[group] / counts[group] for group in groups.tolist()]) * len(
        groups
    )


def _scaled(rows: Array) -> tuple[Array, Array, Array]:
    means, scales = rows.mean(axis=0), rows.std(axis=0)
    scales[scales == 0] = 1.0
    return (rows - means) / scales, means, scales


def _report(scores: Array, told: Array) -> None:
    yes, no = np.sort(scores[told == 1]), scores[told == 0]
    for lost in (0.02, 0.05, 0.10):
        limit = yes[int(lost * len(yes))]
        passed = (no >= limit).mean()
        print(f"refusing {lost:.0%} of questions ({limit:.3f}): {passed:.1%} pass")


if __name__ == "__main__":
    sys.exit(main())
