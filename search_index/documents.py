"""What a build is made of: the words, the vectors and the marks of a catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_index.analysis import Views, analyse_question, analyse_text
from search_index.elsewhere import Elsewhere, ElsewhereRows
from search_index.encoder import Encoder, procedure_vectors, without_leading
from search_index.engines.base import Document
from search_index.language import Language
from search_index.procedure import Procedure
from vietnamese.marks import Marks


@dataclass(frozen=True)
class Parts:
    """One document and, with an encoder, one vector a procedure; what goes beside."""

    documents: Sequence[Document]
    vectors: NDArray[np.float32] | None
    elsewhere: ElsewhereRows | None
    marks: Marks


def assemble(
    procedures: Sequence[Procedure],
    phrasings: Mapping[str, list[str]],
    language: Language,
    encoder: Encoder | None,
    elsewhere: Sequence[Elsewhere],
) -> Parts:
    """Return the parts of a build of *procedures*, in their order.

    *phrasings* are questions in citizens' words, by procedure id; *elsewhere* are
    other offices' procedures, which need an *encoder* to be told from these.
    """
    said = [phrasings.get(procedure.id, []) for procedure in procedures]
    documents = [
        document(procedure, texts, language)
        for procedure, texts in zip(procedures, said, strict=True)
    ]
    vectors = others = None
    if encoder is not None:
        names = [procedure.name for procedure in procedures]
        vectors = procedure_vectors(encoder, names, said)
        others = ElsewhereRows.build(elsewhere, encoder, names, vectors)
    marks = Marks.learn(_texts(procedures, said, elsewhere))
    return Parts(documents, vectors, others, marks)


def document(
    procedure: Procedure, phrasings: list[str], language: Language
) -> dict[str, Views]:
    """Return what is indexed of a procedure: its name, and all ways to word it."""
    name_views = analyse_text(without_leading(procedure.name), language)
    wordings = [analyse_text(text, language) for text in procedure.aliases]
    # Of a whole question only what is left of it for a search says which procedure.
    wordings += [analyse_question(text, language).content for text in phrasings]
    parts = [name_views, *wordings]
    return {
        "name": name_views,
        "wording": Views(
            folded=tuple(word for part in parts for word in part.folded),
            accented=tuple(word for part in parts for word in part.accented),
            pairs=tuple(word for part in parts for word in part.pairs),
        ),
    }


def _texts(
    procedures: Sequence[Procedure],
    phrasings: Sequence[Sequence[str]],
    elsewhere: Sequence[Elsewhere],
) -> Iterator[str]:
    """Yield all names and wordings: what the marks of questions are learnt from."""
    for procedure, said in zip(procedures, phrasings, strict=True):
        yield from (procedure.name, *procedure.aliases, *said)
    for one in elsewhere:
        yield from (one.name, *one.questions)
