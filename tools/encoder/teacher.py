"""Vectors that a better or an earlier model gave: what the new one follows.

Either a file of a twelve-layer teacher (npz: texts "code<TAB>question", text_vectors,
codes, code_vectors) or the folder of an encoder that is in service.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search_index.encoder import Encoder
from search_index.procedure import Procedure
from tools.encoder.data import Asked

Vectors = NDArray[np.float32]


def teach(
    source: Path, procedures: Sequence[Procedure], asked: Sequence[Asked]
) -> tuple[Vectors, Vectors]:
    """Return vectors of the procedures' names and of the questions.

    Questions that the teacher never saw get rows of zeros.
    """
    if source.is_dir():
        encoder = Encoder.load(source)
        return (
            encoder.names([procedure.name for procedure in procedures]),
            encoder.questions([one.text for one in asked]),
        )
    with np.load(source) as arrays:
        texts = {text: row for row, text in enumerate(arrays["texts"].tolist())}
        spoken = _unit(arrays["text_vectors"])
        codes = {code: row for row, code in enumerate(arrays["codes"].tolist())}
        names = _unit(arrays["code_vectors"])
    missing = [p.code for p in procedures if p.code not in codes]
    if missing:
        raise ValueError(f"the teacher has no vector for {missing[:5]} …")
    taught = np.zeros((len(asked), spoken.shape[1]), np.float32)
    for place, one in enumerate(asked):
        if one.row >= len(procedures):
            continue
        row = texts.get(f"{procedures[one.row].code}\t{one.text}")
        if row is not None:
            taught[place] = spoken[row]
    return names[[codes[p.code] for p in procedures if p.code]], taught


def _unit(vectors: NDArray[np.float16]) -> Vectors:
    wide = vectors.astype(np.float32)
    unit: Vectors = wide / np.linalg.norm(wide, axis=1, keepdims=True)
    return unit
