"""The engine in a cluster: the same numbers as the embedded one, asked over HTTP."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
from elasticsearch import Elasticsearch

from search_index.engines.base import (
    Candidates,
    EngineUnavailable,
    IndexMissing,
    Query,
    Ranked,
    SearchEngine,
)
from search_index.engines.elasticsearch_client import FAILURES, connect
from search_index.engines.elasticsearch_exchange import (
    WANTED,
    PassingFailure,
    as_searches,
    by_vector,
    by_words,
    rankings,
    unavailable,
)
from search_index.engines.elasticsearch_mapping import (
    MAPPING_VERSION,
    EngineFile,
    Layout,
)
from search_index.engines.settings import ElasticsearchSettings

ENGINE_FILE = "engine.json"
RETRY_WITHIN_SECONDS = 2.0  # one timeout may pass, several slow answers may not
MOST_ROWS = 10_000  # Elasticsearch gives no more in one answer


class ElasticsearchEngine:
    """Searches one index of a cluster; safe to share between threads."""

    def __init__(self, client: Elasticsearch, held: EngineFile) -> None:
        """Serve the index that *held* names; nothing is asked yet."""
        self._client = client
        self._held = held
        self._is_checked = False

    @property
    def size(self) -> int:
        """The number of rows."""
        return self._held.rows

    def search(self, query: Query, depth: int) -> Candidates:
        """Return the best *depth* rows for *query*, by words and by vector.

        The first search, and the first after a failure, looks whether the index is
        the one that was built. What may pass is tried exactly once again, unless the
        first try has taken too long already.

        Raises:
            QueryRefused: if the cluster takes this query for wrong.
            EngineUnavailable: if there is no answer, or the index is not whole.
        """
        started = time.monotonic()
        try:
            return self._search(query, depth)
        except PassingFailure:
            if time.monotonic() - started > RETRY_WITHIN_SECONDS:
                raise
        return self._search(query, depth)

    def _search(self, query: Query, depth: int) -> Candidates:
        try:
            if not self._is_checked:
                self._check()
            return self._candidates(query, min(depth, self.size, MOST_ROWS))
        except EngineUnavailable:
            self._is_checked = False
            raise

    def _candidates(self, query: Query, depth: int) -> Candidates:
        vector = by_vector(query, depth) if self._held.has_vectors else None
        wanted = {"words": by_words(query.terms), "vector": vector}
        bodies = {name: body for name, body in wanted.items() if body is not None}
        if not bodies or depth < 1:
            return Candidates(Ranked.nothing(), Ranked.nothing())
        try:
            given = self._client.msearch(
                index=self._held.index,
                searches=as_searches(list(bodies.values()), depth),
                filter_path=WANTED,
            )
        except FAILURES as exc:
            raise unavailable(exc) from exc
        found = dict(zip(bodies, rankings(given.body, len(bodies)), strict=True))
        near = found.get("vector", Ranked.nothing())
        return Candidates(
            found.get("words", Ranked.nothing()),
            # Elasticsearch gives (1 + cosine) / 2, which is never negative.
            Ranked(near.rows, 2 * near.scores - 1),
        )

    def _check(self) -> None:
        """Refuse an index that is not the one that was built."""
        name = self._held.index
        try:
            told = self._client.indices.get_mapping(index=name)[name]["mappings"]
            layout = msgspec.convert(told.get("_meta"), Layout)
            counted = self._client.count(index=name)
            rows, failed = counted["count"], counted["_shards"]["failed"]
        except FAILURES as exc:
            raise unavailable(exc) from exc
        except (KeyError, TypeError, AttributeError, msgspec.ValidationError) as exc:
            raise IndexMissing("the index is none of ours: make index") from exc
        if failed:
            raise PassingFailure("a shard of the index is lost")
        if layout.version != MAPPING_VERSION:
            raise IndexMissing(
                f"the index has mapping version {layout.version},"
                f" {MAPPING_VERSION} is needed: make index"
            )
        if rows != self.size or layout.rows != self.size:
            raise IndexMissing(
                f"the index holds {rows} of {self.size} rows: make index"
            )
        self._is_checked = True


class NoEngine:
    """Stands for an engine that cannot even be asked, and says why."""

    def __init__(self, why_not: str) -> None:
        """Refuse every search with *why_not*."""
        self._why_not = why_not

    @property
    def size(self) -> int:
        """No row is there."""
        return 0

    def search(self, query: Query, depth: int) -> Candidates:
        """Raise IndexMissing."""
        raise IndexMissing(self._why_not)


def engine_of(build: Path, cluster: ElasticsearchSettings) -> SearchEngine:
    """Return the engine in *cluster* that holds the rows of *build*.

    Nothing is asked yet.
    """
    try:
        text = (build / ENGINE_FILE).read_bytes()
        held = msgspec.json.decode(text, type=EngineFile)
    except FileNotFoundError:
        return NoEngine("the build in service is in no Elasticsearch: make index")
    except (OSError, msgspec.MsgspecError):
        return NoEngine(f"{ENGINE_FILE} of the build cannot be read: make index")
    if held.version != MAPPING_VERSION:
        return NoEngine(f"the build has mapping version {held.version}: make index")
    return ElasticsearchEngine(connect(cluster), held)
