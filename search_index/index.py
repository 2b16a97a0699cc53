"""One build of the index, loaded: a question in, the best procedures out."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from search_index.aliases import AliasMatcher
from search_index.analysis import (
    AnalysedQuestion,
    analyse_question,
    analyse_text,
    respelt,
)
from search_index.answerable import Answerable
from search_index.elsewhere import ElsewhereRows
from search_index.encoder import Encoder, Reading
from search_index.engines.base import EngineUnavailable, Query, SearchEngine
from search_index.engines.circuit import Circuit
from search_index.engines.embedded import EmbeddedEngine
from search_index.language import Language
from search_index.procedure import Procedure
from search_index.ranking import WEIGHTS, Hit, Ranker, Weights, qualifiers_in
from search_index.spelling import Spelling
from search_index.twins import Twins
from vietnamese.marks import Marks

# A question less near than this in meaning is not said to be about a procedure.
NEAR = 0.55


@dataclass(frozen=True)
class Found:
    """A procedure found for a question; see `ranking.Hit` for the numbers.

    `by_code` is set when the question gives the procedure's code, `named` when it is
    nothing but a name of it, `alias` when it holds one of its names. `cosine` is its
    nearness in meaning, 0 without an encoder. `answers` is the
    probability that the catalogue answers the question at all, the same for all found;
    None where no model tells. `elsewhere` names the other office's procedure that the
    question is nearer to than to any record, if there is one. `twin` is set on what is
    the best one's procedure at another level.
    """

    procedure: Procedure
    score: float
    coverage: float
    by_code: bool = False
    named: bool = False
    alias: bool = False
    answers: float | None = None
    elsewhere: str = ""
    twin: bool = False
    cosine: float = 0.0


@dataclass(frozen=True)
class Look:
    """What the index sees in a question, before anything is decided.

    `question` has its spelling mended; `reading` is None without an encoder;
    `elsewhere` is the nearest procedure of another office and its cosine.
    """

    question: AnalysedQuestion
    hits: list[Hit]
    reading: Reading | None
    elsewhere: tuple[str, float] = ("", 0.0)

    @property
    def is_elsewhere(self) -> bool:
        """Tell whether the question is nearer to another office's procedure."""
        nearest = max((hit.cosine for hit in self.hits), default=0.0)
        return self.elsewhere[1] > max(nearest, NEAR)


class Index:
    """One build of the index, loaded."""

    def __init__(
        self,
        procedures: Sequence[Procedure],
        words: EmbeddedEngine,
        language: Language,
        encoder: Encoder | None = None,
        engine: SearchEngine | None = None,
        answerable: Answerable | None = None,
        elsewhere: ElsewhereRows | None = None,
        marks: Marks | None = None,
        weights: Weights = WEIGHTS,
    ) -> None:
        """Serve *procedures*, whose rows in *words* stand in the same order.

        With an *encoder* questions are also found by their meaning. *engine* searches
        in place of *words*, its snapshot, as long as it answers. *answerable* tells
        what the catalogue does not answer, with the help of *elsewhere*. *marks* are
        put back where a question has none.
        """
        self.procedures = tuple(procedures)
        self.language = language
        self.encoder = encoder
        self._answerable = answerable
        self._elsewhere = elsewhere
        self._marks = marks
        self._words = words
        self._circuit = None if engine is None else Circuit(engine)
        self._spelling = Spelling(words.counts("folded"), words.counts("pairs"))
        self._twins = Twins(procedures)
        self._by_id = {procedure.id: procedure for procedure in procedures}
        self._rows = {procedure.id: row for row, procedure in enumerate(procedures)}
        self._by_code = {p.code: row for row, p in enumerate(procedures) if p.code}
        self._ranker = Ranker(
            words,
            AliasMatcher.build(procedures, language),
            tuple(
                qualifiers_in(
                    analyse_text(procedure.name, language).folded, language.qualifiers
                )
                for procedure in procedures
            ),
            language,
            weights,
        )

    def get(self, procedure_id: str) -> Procedure | None:
        """Return the procedure with this id, if it is in this build."""
        return self._by_id.get(procedure_id)

    def named(self, key: str) -> Procedure | None:
        """Return the procedure whose id or code is *key*."""
        row = self._by_code.get(key)
        return self._by_id.get(key) if row is None else self.procedures[row]

    def explained(
        self, question: AnalysedQuestion, ids: Iterable[str]
    ) -> dict[str, float]:
        """Return how much of *question* each procedure of *ids* explains, 0 to 1.

        See `ranking.Hit.coverage`; a question without content is explained by all.
        Ids that this build does not hold are left out.
        """
        known = [one for one in dict.fromkeys(ids) if one in self._rows]
        if not question.content.accented:
            return dict.fromkeys(known, 1.0)
        shares = self._words.coverage(
            question.content.accented,
            question.stand_ins,
            [self._rows[one] for one in known],
        )
        return dict(zip(known, shares, strict=True))

    def named_share(
        self, question: AnalysedQuestion, ids: Iterable[str]
    ) -> dict[str, float]:
        """Return the share of *question*'s content in the names of each of *ids*.

        Words count by rarity. Unlike `explained`, papers and ways of asking, in which
        neighbours resemble each other, do not count.
        """
        asked = {word: self._words.rarity(word) for word in question.content.folded}
        whole = sum(asked.values())
        found = {}
        for one in ids:
            procedure = self._by_id.get(one)
            if procedure is not None:
                names = " ".join((procedure.name, *procedure.aliases))
                words = set(analyse_text(names, self.language).folded)
                held = sum(rarity for word, rarity in asked.items() if word in words)
                found[one] = held / whole if whole else 1.0
        return found

    def with_parts(
        self, weights: Weights, encoder: Encoder | None, *, restore: bool = True
    ) -> Index:
        """Return the same build ranked otherwise, to measure what a part is worth."""
        other = copy.copy(self)
        other.encoder = encoder
        if not restore:
            other._marks = None  # noqa: SLF001 (of the same class)
        ranker = dataclasses.replace(self._ranker, weights=weights)
        other._ranker = ranker  # noqa: SLF001 (of the same class)
        return other

    def engine_state(self) -> str:
        """Return who answers: "embedded", "elasticsearch" or "snapshot: <reason>".

        It is as of the last search; `try_engine` asks now.
        """
        if self._circuit is None:
            return "embedded"
        failure = self._circuit.failure
        return "elasticsearch" if failure is None else f"snapshot: {failure}"

    def state(self) -> str:
        """Return who answers, and whether by words alone, for those who watch."""
        how = "" if self.encoder is not None else ", words alone: no encoder"
        return f"{self.engine_state()}{how}"

    def try_engine(self) -> str:
        """Ask the engine for nothing; return who answers from now on."""
        if self._circuit is not None:
            with contextlib.suppress(EngineUnavailable):
                self._circuit.search(Query({}), 1)
        return self.engine_state()

    def look(self, question: AnalysedQuestion | str, limit: int = 10) -> Look:
        """Return what is seen in *question*, with its best *limit* hits."""
        if isinstance(question, str):
            question = analyse_question(question, self.language)
        asked, question = question, self._with_marks(question)
        meant = self._spelling.corrected(question.content.folded)
        question = respelt(question, meant)
        reading = vector = None
        elsewhere = ("", 0.0)
        if self.encoder is not None and question.content.folded:
            reading = self._read(self.encoder, asked.text, question.text)
            vector = reading.vector
            if self._elsewhere is not None:
                elsewhere = self._elsewhere.nearest(vector)
        try:
            engine = self._circuit or self._words
            hits = self._ranker.rank(question, engine, vector, limit)
        except EngineUnavailable:
            hits = self._ranker.rank(question, self._words, vector, limit)
        hits = self._twins.ordered(hits, " ".join(question.folded))
        return Look(question, hits, reading, elsewhere)

    def _with_marks(self, question: AnalysedQuestion) -> AnalysedQuestion:
        """Return *question*, or its likeliest reading with marks if it has none."""
        restored = None if self._marks is None else self._marks.restored(question.text)
        if restored is None:
            return question
        read = analyse_question(restored, self.language)
        return dataclasses.replace(read, codes=question.codes)

    @staticmethod
    def _read(encoder: Encoder, written: str, restored: str) -> Reading:
        """Return what *encoder* makes of a question, as written and with its marks."""
        reading = encoder.read(restored)
        if restored == written:
            return reading
        both = reading.vector + encoder.read(written).vector
        return dataclasses.replace(reading, vector=both / np.linalg.norm(both))

    def search(self, question: AnalysedQuestion | str, limit: int = 10) -> list[Found]:
        """Return the best *limit* procedures for *question*, best first.

        A code in the text comes first, whatever else the text says.
        """
        look = self.look(question, limit)
        hits, answers = look.hits, None
        if self._answerable is not None and look.reading is not None:
            answers = self._answerable.probability(
                look.question, hits, look.reading, look.elsewhere[1]
            )
        codes = look.question.codes
        named = [self._by_code[code] for code in codes if code in self._by_code]
        if named:
            top = 2 * (hits[0].score if hits else 1.0)
            rest = [hit for hit in hits if hit.row not in named]
            hits = [Hit(row, top, 1.0) for row in dict.fromkeys(named)] + rest
        same = self._twins.of(hits[0].row) if hits else frozenset()
        return [
            Found(
                self.procedures[hit.row],
                hit.score,
                hit.coverage,
                by_code=hit.row in named,
                named=hit.named,
                alias=hit.alias,
                answers=answers,
                elsewhere=look.elsewhere[0] if look.is_elsewhere else "",
                twin=place > 0 and hit.row in same,
                cosine=hit.cosine,
            )
            for place, hit in enumerate(hits[:limit])
        ]
