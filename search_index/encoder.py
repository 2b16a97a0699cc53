"""The encoder: from a citizen's words to a unit vector near its procedure's.

A two-layer transformer of 12 million weights in int8, run by onnxruntime on one
thread: about half a millisecond a question. What it is, how it was made and what it
cannot do stands in models/encoder/README.md. Without it everything works on words
alone.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from vietnamese.fold import fold

MODEL, TOKENIZER, LABELS = "encoder.int8.onnx", "tokenizer.json", "labels.json"
MAX_CHARACTERS, MAX_TOKENS = 400, 96
BATCH = 64
PHRASINGS_WEIGHT = 0.6
LEADING = "thu tuc "  # "Thủ tục …" says nothing; compared without marks

Vector = NDArray[np.float32]
log = logging.getLogger(__name__)


class EncoderUnavailable(Exception):
    """There is no usable encoder; search works on words alone."""


class _Labels(msgspec.Struct):
    kinds: list[str]
    facets: list[str]


@dataclass(frozen=True)
class Reading:
    """What the encoder makes of a question.

    `vector` has unit length; `kinds` are probabilities that sum to one, `facets` each
    stand alone.
    """

    vector: Vector
    kinds: dict[str, float]
    facets: dict[str, float]


class Encoder:
    """A loaded encoder; safe to share between threads."""

    def __init__(
        self,
        identity: str,
        session: onnxruntime.InferenceSession,
        tokenizer: Tokenizer,
        labels: _Labels,
    ) -> None:
        """Serve *session*; `load` is the usual way to get one."""
        self.identity = identity
        self._session = session
        self._tokenizer = tokenizer
        self._labels = labels

    @classmethod
    def load(cls, folder: Path) -> Encoder:
        """Read the encoder in *folder*.

        Raises:
            EncoderUnavailable: if it is not there, damaged, or of another shape.
        """
        try:
            model = (folder / MODEL).read_bytes()
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            session = onnxruntime.InferenceSession(
                model, options, providers=["CPUExecutionProvider"]
            )
            labels = msgspec.json.decode((folder / LABELS).read_bytes(), type=_Labels)
            tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            encoder = cls(identity_of(folder), session, tokenizer, labels)
            encoder.read("?")
        except Exception as exc:  # onnxruntime and tokenizers raise types of their own
            raise EncoderUnavailable(f"cannot read {folder}: {exc}") from exc
        return encoder

    def read(self, question: str) -> Reading:
        """Return what the encoder makes of *question*, which is in NFC."""
        vector, kinds, facets = self._run([f"query: {question[:MAX_CHARACTERS]}"])
        return Reading(
            vector[0],
            dict(zip(self._labels.kinds, _softmax(kinds[0]).tolist(), strict=True)),
            dict(zip(self._labels.facets, _sigmoid(facets[0]).tolist(), strict=True)),
        )

    def questions(self, texts: Sequence[str]) -> Vector:
        """Return the vectors of *texts*, one row each."""
        return self._vectors([f"query: {text[:MAX_CHARACTERS]}" for text in texts])

    def names(self, names: Sequence[str]) -> Vector:
        """Return the vectors of procedures' *names*, one row each."""
        return self._vectors(
            [f"passage: {without_leading(name)[:MAX_CHARACTERS]}" for name in names]
        )

    def _vectors(self, texts: list[str]) -> Vector:
        # Of like length in a batch: nothing is wasted on padding.
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        parts = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
        vectors = np.empty((len(texts), self._size()), np.float32)

        def fill(part: list[int]) -> None:
            vectors[part] = self._run([texts[place] for place in part])[0]

        # The model runs outside Python's lock: a batch on each core.
        with ThreadPoolExecutor(min(len(parts), os.cpu_count() or 1) or 1) as pool:
            list(pool.map(fill, parts))
        return vectors

    def _size(self) -> int:
        return int(self._session.get_outputs()[0].shape[-1])

    def _run(self, texts: list[str]) -> list[Any]:
        coded = [self._tokenizer.encode(text).ids[:MAX_TOKENS] for text in texts]
        ids = np.ones((len(coded), max(map(len, coded))), np.int64)
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(coded):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        outputs: list[Any] = self._session.run(
            ["vector", "kind", "facet"], {"input_ids": ids, "attention_mask": mask}
        )
        return outputs


def encoder_or_none(folder: Path) -> Encoder | None:
    """Return the encoder in *folder*, or None where there is no usable one.

    A folder that holds one which cannot be used is said in the log.
    """
    if not (folder / MODEL).exists():
        return None
    try:
        return Encoder.load(folder)
    except EncoderUnavailable as exc:
        log.warning("%s: words alone", exc)
        return None


def identity_of(folder: Path) -> str:
    """Return what tells this encoder from others: vectors of two do not compare."""
    found = hashlib.sha256()
    for name in (MODEL, TOKENIZER):
        found.update((folder / name).read_bytes())
    return found.hexdigest()[:16]


def without_leading(name: str) -> str:
    """Return *name* without a leading "Thủ tục"."""
    return name[len(LEADING) :] if fold(name).lower().startswith(LEADING) else name


def procedure_vectors(
    encoder: Encoder, names: Sequence[str], phrasings: Sequence[Sequence[str]]
) -> Vector:
    """Return a unit vector for each procedure: its name, drawn towards its phrasings.

    New procedures get theirs like this too, without any training.
    """
    vectors = encoder.names(names)
    spoken = encoder.questions([text for texts in phrasings for text in texts])
    start = 0
    for row, texts in enumerate(phrasings):
        if texts:
            mean = spoken[start : start + len(texts)].mean(axis=0)
            vectors[row] += PHRASINGS_WEIGHT * mean / np.linalg.norm(mean)
        start += len(texts)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def _softmax(logits: Vector) -> Vector:
    raised = np.exp(logits - logits.max())
    result: Vector = raised / raised.sum()
    return result


def _sigmoid(logits: Vector) -> Vector:
    result: Vector = 1 / (1 + np.exp(-logits))
    return result
