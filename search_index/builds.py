"""The index on disk: built beside the old one and switched, never seen half-done.

`folder/current` is a link to the build in service. Builders write a new folder, check
it by searching in it, then replace the link in one step. Readers look at the link for
each question (a microsecond) and load a new build when it points elsewhere.
"""

from __future__ import annotations

import datetime
import logging
import shutil
import threading
import uuid
from collections.abc import Sequence
from pathlib import Path

import msgspec

from search_index.answerable import Answerable
from search_index.documents import assemble
from search_index.elsewhere import Elsewhere, ElsewhereRows
from search_index.encoder import Encoder
from search_index.engines.beside import built_beside, engine_of
from search_index.engines.embedded import EmbeddedEngine
from search_index.engines.settings import ElasticsearchSettings
from search_index.index import Index
from search_index.language import Language
from search_index.procedure import Procedure
from vietnamese.marks import Marks

KEEP_BUILDS = 3

log = logging.getLogger(__name__)


class IndexUnavailable(Exception):
    """There is no usable index; building one helps."""


class IndexRejected(Exception):
    """A new index does not find what it holds; the old one stays in service."""


class IndexReader:
    """Hands out the build in service; safe to share between threads."""

    def __init__(
        self,
        folder: Path,
        language: Language,
        encoder: Encoder | None = None,
        cluster: ElasticsearchSettings | None = None,
        answerable: Answerable | None = None,
    ) -> None:
        """Read builds under *folder*, snapshots of *cluster*; nothing is opened yet."""
        self._link = folder / "current"
        self._language = language
        self._encoder = encoder
        self._cluster = cluster
        self._answerable = answerable
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
                        self._answerable,
                    )
                    self._loaded = loaded = (build, index)
        return loaded[1]


def read_procedures(build: Path) -> list[Procedure]:
    """Return the records of *build*.

    Raises:
        OSError, msgspec.MsgspecError: if it is not there or damaged.
    """
    return msgspec.msgpack.decode(
        (build / "procedures.msgpack").read_bytes(), type=list[Procedure]
    )


def load(
    build: Path,
    language: Language,
    encoder: Encoder | None = None,
    cluster: ElasticsearchSettings | None = None,
    answerable: Answerable | None = None,
) -> Index:
    """Load one build; its vectors are used only with the *encoder* that made them.

    With a *cluster* the index that belongs to the build searches there; it need not
    answer now. *answerable* tells what the catalogue does not answer.

    Raises:
        IndexUnavailable: if the build is not there or damaged.
    """
    try:
        procedures = read_procedures(build)
        words = EmbeddedEngine.load(build)
        elsewhere, marks = ElsewhereRows.load(build), Marks.load(build)
        made_by = (build / "encoder").read_text()
    except (OSError, ValueError, KeyError, msgspec.MsgspecError) as exc:
        raise IndexUnavailable(f"cannot read the index at {build}: {exc}") from exc
    if encoder is not None and encoder.identity != made_by:
        log.warning("index %s has no vectors of this encoder: words alone", build.name)
        encoder = None
    engine = engine_of(build, cluster)
    return Index(
        procedures, words, language, encoder, engine, answerable, elsewhere, marks
    )


def build_index(
    procedures: Sequence[Procedure],
    phrasings: dict[str, list[str]],
    folder: Path,
    language: Language,
    encoder: Encoder | None = None,
    cluster: ElasticsearchSettings | None = None,
    elsewhere: Sequence[Elsewhere] = (),
) -> Path:
    """Build an index of *procedures* under *folder*, check it and put it in service.

    *phrasings* are questions in citizens' words, by procedure id. In a *cluster* the
    same is built beside. *elsewhere* are other offices' procedures, to be told from
    these. Returns the folder of the new build.

    Raises:
        IndexRejected: if the new index does not find procedures by their own names.
        IndexNotBuilt: if the cluster does not take it, or does not answer.
    """
    now = datetime.datetime.now(datetime.UTC)
    build = folder / f"{now:%Y%m%dT%H%M%S%f}-{uuid.uuid4().hex[:8]}"
    beside = built_beside(cluster, build.name)
    build.mkdir(parents=True)
    try:
        parts = assemble(procedures, phrasings, language, encoder, elsewhere)
        words = EmbeddedEngine.build(parts.documents, parts.vectors)
        words.save(build)
        parts.marks.save(build)
        if parts.elsewhere is not None:
            parts.elsewhere.save(build)
        (build / "encoder").write_text(encoder.identity if encoder else "")
        encoded = msgspec.msgpack.encode(list(procedures))
        (build / "procedures.msgpack").write_bytes(encoded)
        check(load(build, language, encoder))
        beside.create(parts.documents, parts.vectors, words, build)
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
