"""Procedures of other offices, known by name only: `catalogue/elsewhere/*.tsv`.

A question about a tour guide's card finds, in a catalogue without tourism, some card
or other; nothing in its score tells. So the names of what people ask for elsewhere
stand beside the catalogue with questions about them, one line `name<TAB>question`
each. They are never answered from: a question that is nearer to one of them than to
any record is not the catalogue's. One that the catalogue comes to hold steps aside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from search_index.catalogue_files import read_tables
from search_index.encoder import Encoder, procedure_vectors, without_leading
from search_index.engines.vectors import as_kept
from vietnamese.fold import fold

# Shares of syllables and of meaning from which two names are taken for one procedure.
SAME_WORDS, SAME_MEANING = 0.75, 0.93
COLUMNS = ("name", "question")
NAMES, VECTORS = "elsewhere.msgpack", "elsewhere.npy"


@dataclass(frozen=True)
class Elsewhere:
    """A procedure of another office: its name, and how people ask for it."""

    name: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class ElsewhereRows:
    """The names that stand beside an index, and their vectors (names, size)."""

    names: tuple[str, ...]
    vectors: NDArray[np.float32]

    @classmethod
    def build(
        cls,
        known: Sequence[Elsewhere],
        encoder: Encoder,
        names: Sequence[str],
        vectors: NDArray[np.float32],
    ) -> ElsewhereRows:
        """Return those of *known* that no record, by its *names* and *vectors*, is."""
        if not known:
            return cls((), np.empty((0, vectors.shape[1]), np.float32))
        theirs = procedure_vectors(
            encoder,
            [one.name for one in known],
            [one.questions for one in known],
        )
        held = [_syllables(name) for name in names]
        near = (theirs @ vectors.T).max(axis=1)
        kept = [
            row
            for row, one in enumerate(known)
            if near[row] < SAME_MEANING and not _same(_syllables(one.name), held)
        ]
        return cls(tuple(known[row].name for row in kept), as_kept(theirs[kept]))

    def save(self, folder: Path) -> None:
        """Write the rows into *folder* (half precision, as all vectors)."""
        (folder / NAMES).write_bytes(msgspec.msgpack.encode(self.names))
        np.save(folder / VECTORS, self.vectors.astype(np.float16))

    @classmethod
    def load(cls, folder: Path) -> ElsewhereRows | None:
        """Read what `save` wrote; None where it wrote nothing."""
        if not (folder / NAMES).exists():
            return None
        names = msgspec.msgpack.decode(
            (folder / NAMES).read_bytes(), type=tuple[str, ...]
        )
        return cls(names, as_kept(np.load(folder / VECTORS)))

    def nearest(self, vector: NDArray[np.float32]) -> tuple[str, float]:
        """Return the name nearest to *vector* and its cosine; ("", 0) of none."""
        if not self.names:
            return "", 0.0
        cosines = self.vectors @ vector
        row = int(cosines.argmax())
        return self.names[row], float(cosines[row])


def read_elsewhere(folder: Path) -> list[Elsewhere]:
    """Return what the files in *folder* know; a missing folder knows nothing.

    Raises:
        CatalogueError: at the first line that is none; names file and line.
    """
    questions: dict[str, list[str]] = {}
    for _, _, (name, question) in read_tables(folder, COLUMNS):
        questions.setdefault(name.strip(), []).append(question.strip())
    return [Elsewhere(name, tuple(asked)) for name, asked in questions.items()]


def _syllables(name: str) -> frozenset[str]:
    return frozenset(fold(without_leading(name)).lower().split())


def _same(mine: frozenset[str], held: Sequence[frozenset[str]]) -> bool:
    return any(len(mine & one) >= SAME_WORDS * len(mine | one) for one in held)
