"""The catalogue to measure on: the national file, with our own records over it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from search_index.catalogue_files import load_procedures
from search_index.documents import assemble
from search_index.elsewhere import Elsewhere
from search_index.encoder import Encoder
from search_index.engines.embedded import EmbeddedEngine
from search_index.importers.cross_checks import compare, summary
from search_index.importers.national_jsonl import read_national_jsonl
from search_index.importers.words import load_import_words
from search_index.index import Index
from search_index.language import Language
from search_index.merging import merge
from search_index.phrasings import Phrasing, by_id
from search_index.procedure import Procedure
from search_index.ranking import WEIGHTS, Weights


def national(records: Path, catalogue: Path) -> list[Procedure]:
    """Return what an import of *records* over our own files publishes."""
    words = load_import_words(catalogue / "import.yml")
    imported = list(read_national_jsonl(records, words))
    apart = compare([summary(record) for record in imported]).other_page
    own = load_procedures(catalogue / "procedures")
    return merge([*own, *(one for one in imported if one.id not in apart)])


def build(
    procedures: Sequence[Procedure],
    phrasings: Iterable[Phrasing],
    language: Language,
    encoder: Encoder,
    elsewhere: Sequence[Elsewhere] = (),
    weights: Weights = WEIGHTS,
) -> Index:
    """Index *procedures* with *phrasings* in memory, beside what is *elsewhere*."""
    said = by_id(phrasings, procedures).by_id
    parts = assemble(procedures, said, language, encoder, elsewhere)
    engine = EmbeddedEngine.build(parts.documents, parts.vectors)
    return Index(
        procedures,
        engine,
        language,
        encoder,
        elsewhere=parts.elsewhere,
        marks=parts.marks,
        weights=weights,
    )
