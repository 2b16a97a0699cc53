"""The index on disk: built beside the old one and switched, never seen half-done.

`folder/current` is a link to the build in service. Builders write a new folder, check
it by searching in it, then replace the link in one step. Readers look at the link for
each question (a microsecond) and load a new build when it points elsewhere.
"""

from __future__ import annotations

import datetime
import shutil
import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from search_index.aliases import AliasMatcher
from search_index.analysis import Views, analyse_question, analyse_text
from search_index.engines.embedded import EmbeddedEngine
from search_index.language import Language
from search_index.procedure import Procedure
from search_index.ranking import Hit, qualifiers_in, rank
from vietnamese.fold import fold
from vietnamese.identifiers import procedure_codes

KEEP_BUILDS = 3
LEADING = "thu tuc "  # "Thủ tục …" says nothing; compared without marks


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
        engine: EmbeddedEngine,
        language: Language,
    ) -> None:
        """Serve *procedures*, whose rows in *engine* stand in the same order."""
        self.procedures = tuple(procedures)
        self.language = language
        self._engine = engine
        self._by_id = {procedure.id: procedure for procedure in procedures}
        self._by_code = {p.code: row for row, p in enumerate(procedures) if p.code}
        self._aliases = AliasMatcher.build(procedures, language)
        self._qualifiers = tuple(
            qualifiers_in(
                analyse_text(procedure.name, language).folded, language.qualifiers
            )
            for procedure in procedures
        )

    def get(self, procedure_id: str) -> Procedure | None:
        """Return the procedure with this id, if it is in this build."""
        return self._by_id.get(procedure_id)

    def search(self, text: str, limit: int = 10) -> list[Found]:
        """Return the best *limit* procedures for *text*, best first.

        A code in the text comes first, whatever else the text says.
        """
        question = analyse_question(text, self.language)
        hits = rank(
            question,
            self._engine,
            self._aliases,
            self._qualifiers,
            self.language,
            limit,
        )
        named = [
            self._by_code[code]
            for code in procedure_codes(text)
            if code in self._by_code
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

    def __init__(self, folder: Path, language: Language) -> None:
        """Read builds under *folder*; nothing is opened yet."""
        self._link = folder / "current"
        self._language = language
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
                    index = load(self._link.parent / build, self._language)
                    self._loaded = loaded = (build, index)
        return loaded[1]


def load(build: Path, language: Language) -> Index:
    """Load one build.

    Raises:
        IndexUnavailable: if it is not there or damaged.
    """
    try:
        procedures = msgspec.msgpack.decode(
            (build / "procedures.msgpack").read_bytes(), type=list[Procedure]
        )
        return Index(procedures, EmbeddedEngine.load(build), language)
    except (OSError, ValueError, KeyError, msgspec.MsgspecError) as exc:
        raise IndexUnavailable(f"cannot read the index at {build}: {exc}") from exc


def build_index(
    procedures: Sequence[Procedure],
    phrasings: dict[str, list[str]],
    folder: Path,
    language: Language,
) -> Path:
    """Build an index of *procedures* under *folder*, check it and put it in service.

    *phrasings* are questions in citizens' words, by procedure id. Returns the folder
    of the new build.

    Raises:
        IndexRejected: if the new index does not find procedures by their own names.
    """
    now = datetime.datetime.now(datetime.UTC)
    build = folder / f"{now:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"
    build.mkdir(parents=True)
    try:
        engine = EmbeddedEngine.build(
            [document(p, phrasings.get(p.id, []), language) for p in procedures]
        )
        engine.save(build)
        encoded = msgspec.msgpack.encode(list(procedures))
        (build / "procedures.msgpack").write_bytes(encoded)
        check(load(build, language))
    except BaseException:
        shutil.rmtree(build, ignore_errors=True)
        raise
    fresh = folder / f"current-{uuid.uuid4().hex[:8]}"
    fresh.symlink_to(build.name)
    fresh.replace(folder / "current")
    _drop_old_builds(folder, build)
    return build


def document(
    procedure: Procedure, phrasings: list[str], language: Language
) -> dict[str, Views]:
    """Return what is indexed of a procedure: its name, and all ways to word it."""
    name = procedure.name
    if fold(name).lower().startswith(LEADING):
        name = name[len(LEADING) :]
    name_views = analyse_text(name, language)
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
