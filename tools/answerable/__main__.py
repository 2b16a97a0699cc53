"""Train `search_index/answerable.py`'s model on what the encoder never saw.

    python -m tools.answerable --records FILE --encoder HELD_OUT --out models/encoder

HELD_OUT is an encoder trained with `--hold-out`: on procedures it knows, questions
look too near to what they ask. Each question is searched in an index without it, and
the words' own model is asked by folds, so nothing is judged by what it was taught.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from search_index.answerable import BUCKETS, FEATURES, MODEL, WORDS, features, grams
from search_index.encoder import Encoder, identity_of
from search_index.language import load_language
from search_index.phrasings import Phrasing, read_phrasings
from search_index.procedure import Procedure
from tools.encoder.held_out import HeldOut, read_held_out
from tools.relevance.catalogue import Built, build, national

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDS = 5
WORDS_C, FEATURES_C = 2.0, 0.5


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
    rows, told = _features(
        procedures, asked, misses, held, encoder, logits, options.catalogue
    )
    scaled, means, scales = _scaled(rows)
    model = LogisticRegression(C=FEATURES_C, max_iter=500, class_weight="balanced")
    scores = cross_val_predict(model, scaled, told, cv=FOLDS, method="predict_proba")
    model.fit(scaled, told)
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


def _features(
    procedures: Sequence[Procedure],
    asked: Sequence[Phrasing],
    misses: Sequence[str],
    held: HeldOut,
    encoder: Encoder,
    logits: np.ndarray,
    catalogue: Path,
) -> tuple[np.ndarray, np.ndarray]:
    """Return features and labels: held-out questions by folds, held-out misses."""
    draw = random.Random(3)
    codes, messages = set(held.codes), set(held.messages)
    language = load_language(catalogue / "language")
    mine = [place for place, one in enumerate(asked) if one.key in codes]
    draw.shuffle(mine)
    rows, told = [], []
    for fold in range(FOLDS):
        left_out = set(mine[fold::FOLDS])
        kept = [one for place, one in enumerate(asked) if place not in left_out]
        built = build(procedures, kept, language, encoder)
        for place in sorted(left_out):
            rows.append(_row(built, asked[place].question, logits[place]))
            told.append(1)
        print(f"fold {fold + 1}/{FOLDS}", flush=True)
    for number, text in enumerate(misses):
        if text in messages:
            rows.append(_row(built, text, logits[len(asked) + number]))
            told.append(0)
    return np.array(rows), np.array(told)


def _row(built: Built, text: str, logit: float) -> list[float]:
    question, hits, reading = built.look(text)
    if not hits:
        return [logit] + [0.0] * (len(FEATURES) - 1)
    return features(question, hits, reading, logit)


def _scaled(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    means, scales = rows.mean(axis=0), rows.std(axis=0)
    scales[scales == 0] = 1.0
    return (rows - means) / scales, means, scales


def _report(scores: np.ndarray, told: np.ndarray) -> None:
    yes, no = np.sort(scores[told == 1]), scores[told == 0]
    for lost in (0.02, 0.05, 0.10):
        limit = yes[int(lost * len(yes))]
        passed = (no >= limit).mean()
        print(f"refusing {lost:.0%} of questions ({limit:.3f}): {passed:.1%} pass")


if __name__ == "__main__":
    sys.exit(main())
