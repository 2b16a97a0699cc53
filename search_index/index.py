"""The index on disk: built beside the old one and switched, never seen half-done.

`folder/current` is a link to the build in service. Builders write a new folder, check
it by searching in it, then replace the link in one step. Readers look at the link for
each question (a microsecond) and load a new build when it points elsewhere.
"""

from __future__ import annotations

import contextlib
import datetime
import logging
import shutil
import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from search_index.aliases import AliasMatcher
from search_index.analysis import (
    AnalysedQuestion,
    Views,
    analyse_question,
    analyse_text,
    respelt,
)
from search_index.encoder import Encoder, Reading, procedure_vectors, without_leading
from search_index.engines.base import EngineUnavailable, Query, SearchEngine
from search_index.engines.beside import built_beside, engine_of
from search_index.engines.circuit import Circuit
from search_index.engines.embedded import EmbeddedEngine
from search_index.engines.settings import ElasticsearchSettings
from search_index.language import Language
from search_index.procedure import Procedure
from search_index.ranking import WEIGHTS, Hit, Ranker, Weights, qualifiers_in
from search_index.spelling import Spelling

KEEP_BUILDS = 3

log = logging.getLogger(__name__)


class IndexUnavailable(Exception):
    """There is no usable index; building one helps."""


class IndexRejected(Exception):
    """A new index does not find what it holds; the old one stays in service."""


@dataclass(frozen=True)
class Found:
    """A procedure found for a question; see `ranking.Hit` for the numbers.

    `by_code` is set when the question gives the procedure's code, `named` when it is
    nothing but a name of it.
    """

    procedure: Procedure
    score: float
    coverage: float
    by_code: bool = False
    named: bool = False


class Index:
    """One build of the index, loaded."""

    def __init__(
        self,
        procedures: Sequence[Procedure],
        words: EmbeddedEngine,
        language: Language,
        encoder: Encoder | None = None,
        engine: SearchEngine | None = None,
        weights: Weights = WEIGHTS,
    ) -> None:
        """Serve *procedures*, whose rows in *words* stand in the same order.

        With an *encoder* questions are also found by their meaning. *engine* searches
        in place of *words*, its snapshot, as long as it answers.
        """
        self.procedures = tuple(procedures)
        self.language = language
        self.encoder = encoder
        self._words = words
        self._circuit = None if engine is None else Circuit(engine)
        self._spelling = Spelling(words.counts("folded"), words.counts("pairs"))
        self._by_id = {procedure.id: procedure for procedure in procedures}
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

    def engine_state(self) -> str:
        """Return who answers: "embedded", "elasticsearch" or "snapshot: <reason>".

        It is as of the last search; `try_engine` asks now.
        """
        if self._circuit is None:
            return "embedded"
        failure = self._circuit.failure
        return "elasticsearch" if failure is None else f"snapshot: {failure}"

    def try_engine(self) -> str:
        """Ask the engine for nothing; return who answers from now on."""
        if self._circuit is not None:
            with contextlib.suppress(EngineUnavailable):
                self._circuit.search(Query({}), 1)
        return self.engine_state()

    def look(
        self, question: AnalysedQuestion | str, limit: int = 10
    ) -> tuple[AnalysedQuestion, list[Hit], Reading | None]:
        """Return *question* with its spelling mended, its hits, what was read of it.

        The reading is None without an encoder.
        """
        if isinstance(question, str):
            question = analyse_question(question, self.language)
        meant = self._spelling.corrected(question.content.folded)
        question = respelt(question, meant)
        reading = vector = None
        if self.encoder is not None and question.content.folded:
            reading = self.encoder.read(question.text)
            vector = reading.vector
        try:
            engine = self._circuit or self._words
            hits = self._ranker.rank(question, engine, vector, limit)
        except EngineUnavailable:
            hits = self._ranker.rank(question, self._words, vector, limit)
        return question, hits, reading

    def search(self, question: AnalysedQuestion | str, limit: int = 10) -> list[Found]:
        """Return the best *limit* procedures for *question*, best first.

        A code in the text comes first, whatever else the text says.
        """
        question, hits, _ = self.look(question, limit)
        named = [
            self._by_code[code] for code in question.codes if code in self._by_code
        ]
        if named:
            top = 2 * (hits[0].score if hits else 1.0)
            rest = [hit for hit in hits if hit.row not in named]
            hits = [Hit(row, top, 1.0) for row in dict.fromkeys(named)] + rest
        return [
            Found(
                self.procedures[hit.row],
                hit.score,
                hit.coverage,
                by_code=hit.row in named,
                named=hit.named,
            )
            for hit in hits[:limit]
        ]


class IndexReader:
    """Hands out the build in service; safe to share between threads."""

    def __init__(
        self,
        folder: Path,
        language: Language,
        encoder: Encoder | None = None,
        cluster: ElasticsearchSettings | None = None,
    ) -> None:
        """Read builds under *folder*, snapshots of *cluster*; nothing is opened yet."""
        self._link = folder / "current"
        self._language = language
        self._encoder = encoder
        self._cluster = cluster
        self._loaded: tuple[str, Index] | None = None
        self._loading = threading.Lock()

    def get(self) -> Index:
        """Return the build in service.

        Raises:
            IndexUnavailable: if none was ever built, or it cannot be read.
        """
        try:
            build = str(self._link.readlink())
        except OSError as exc:
            raise IndexUnavailable(f"no index at {self._link}") from exc
        loaded = self._loaded
        if loaded is None or loaded[0] != build:
            with self._loading:
                loaded = self._loaded
                if loaded is None or loaded[0] != build:
                    index = load(
                        self._link.parent / build,
                        self._language,
                        self._encoder,
                        self._cluster,
                    )
                    self._loaded = loaded = (build, index)
        return loaded[1]


def load(
    build: Path,
    language: Language,
    encoder: Encoder | None = None,
    cluster: ElasticsearchSettings | None = None,
) -> Index:
    """Load one build; its vectors are used only with the *encoder* that made them.

    With a *cluster* the index that belongs to the build searches there; it need not
    answer now.

    Raises:
        IndexUnavailable: if the build is not there or damaged.
    """
    try:
        procedures = msgspec.msgpack.decode(
            (build / "procedures.msgpack").read_bytes(), type=list[Procedure]
        )
        words = EmbeddedEngine.load(build)
        made_by = (build / "encoder").read_text()
    except (OSError, ValueError, KeyError, msgspec.MsgspecError) as exc:
        raise IndexUnavailable(f"cannot read the index at {build}: {exc}") from exc
    if encoder is not None and encoder.identity != made_by:
        log.warning("index %s has no vectors of this encoder: words alone", build.name)
        encoder = None
    return Index(procedures, words, language, encoder, engine_of(build, cluster))


def build_index(
    procedures: Sequence[Procedure],
    phrasings: dict[str, list[str]],
    folder: Path,
    language: Language,
    encoder: Encoder | None = None,
    cluster: ElasticsearchSettings | None = None,
) -> Path:
    """Build an index of *procedures* under *folder*, check it and put it in service.

    *phrasings* are questions in citizens' words, by procedure id. In a *cluster* the
    same is built beside. Returns the folder of the new build.

    Raises:
        IndexRejected: if the new index does not find procedures by their own names.
        IndexNotBuilt: if the cluster does not take it, or does not answer.
    """
    now = datetime.datetime.now(datetime.UTC)
    build = folder / f"{now:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"
    beside = built_beside(cluster, build.name)
    build.mkdir(parents=True)
    try:
        said = [phrasings.get(procedure.id, []) for procedure in procedures]
        documents = [
            document(procedure, texts, language)
            for procedure, texts in zip(procedures, said, strict=True)
        ]
        vectors = None
        if encoder is not None:
            vectors = procedure_vectors(encoder, [p.name for p in procedures], said)
        words = EmbeddedEngine.build(documents, vectors)
        words.save(build)
        (build / "encoder").write_text(encoder.identity if encoder else "")
        encoded = msgspec.msgpack.encode(list(procedures))
        (build / "procedures.msgpack").write_bytes(encoded)
        check(load(build, language, encoder))
        beside.create(documents, vectors, words, build)
        beside.put_in_service()
    except BaseException:
        shutil.rmtree(build, ignore_errors=True)
        beside.drop()
        raise
    fresh = folder / f"current-{uuid.uuid4().hex[:8]}"
    fresh.symlink_to(build.name)
    fresh.replace(folder / "current")
    _drop_old_builds(folder, build)
    beside.drop_others()
    return build


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


def check(index: Index) -> None:
    """Refuse an index that does not find its own procedures.

    Raises:
        IndexRejected: if more than 2 % are not among the first ten for their name.
    """
    lost = [
        procedure.id
        for procedure in index.procedures
        if procedure.id not in {f.procedure.id for f in index.search(procedure.name)}
    ]
    if len(lost) > 0.02 * len(index.procedures):
        raise IndexRejected(f"not found by their own names: {', '.join(lost[:10])}")


def _drop_old_builds(folder: Path, current: Path) -> None:
    others = [
        path for path in folder.glob("*T*-*") if path.is_dir() and path != current
    ]
    others.sort(key=lambda path: path.stat().st_mtime_ns)
    for old in others[: -KEEP_BUILDS + 1]:
        shutil.rmtree(old, ignore_errors=True)
