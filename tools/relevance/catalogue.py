"""The catalogue to measure on: the national file, with our own records over it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from search_index.analysis import AnalysedQuestion
from search_index.builds import document
from search_index.catalogue_files import load_procedures
from search_index.encoder import Encoder, Reading, procedure_vectors
from search_index.engines.embedded import EmbeddedEngine
from search_index.importers.cross_checks import compare, summary
from search_index.importers.national_jsonl import read_national_jsonl
from search_index.importers.words import load_import_words
from search_index.index import Index
from search_index.language import Language
from search_index.merging import merge
from search_index.phrasings import Phrasing
from search_index.procedure import Procedure
from search_index.ranking import WEIGHTS, Hit, Weights


def national(records: Path, catalogue: Path) -> list[Procedure]:
    """Return what an import of *records* over our own files publishes."""
    words = load_import_words(catalogue / "import.yml")
    imported = list(read_national_jsonl(records, words))
    apart = compare([summary(record) for record in imported]).other_page
    own = load_procedures(catalogue / "procedures")
    return merge([*own, *(one for one in imported if one.id not in apart)])


@dataclass(frozen=True)
class Built:
    """An index in memory, with its encoder."""

    index: Index
    encoder: Encoder

    def look(self, text: str) -> tuple[AnalysedQuestion, list[Hit], Reading | None]:
        """Return the analysed question, its hits and the encoder's reading."""
        return self.index.look(text)


def build(
    procedures: Sequence[Procedure],
    phrasings: Iterable[Phrasing],
    language: Language,
    encoder: Encoder,
    weights: Weights = WEIGHTS,
) -> Built:
    """Index *procedures* with *phrasings* in memory."""
    rows = {key: row for row, p in enumerate(procedures) for key in (p.id, p.code)}
    said: list[list[str]] = [[] for _ in procedures]
    for phrasing in phrasings:
        if phrasing.key in rows:
            said[rows[phrasing.key]].append(phrasing.question)
    documents = [
        document(procedure, texts, language)
        for procedure, texts in zip(procedures, said, strict=True)
    ]
    vectors = procedure_vectors(encoder, [p.name for p in procedures], said)
    engine = EmbeddedEngine.build(documents, vectors)
    return Built(Index(procedures, engine, language, encoder, weights=weights), encoder)
