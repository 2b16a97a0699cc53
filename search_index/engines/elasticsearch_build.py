"""Build an index in Elasticsearch beside the one in service, then switch the alias.

A build that died half-way leaves an index that nothing names; the next build that
succeeds deletes it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from elasticsearch.helpers import BulkIndexError, streaming_bulk
from numpy.typing import NDArray

from search_index.engines.agreement import disagreement
from search_index.engines.base import (
    Document,
    EngineUnavailable,
    IndexNotBuilt,
    SearchEngine,
)
from search_index.engines.elasticsearch import ENGINE_FILE, ElasticsearchEngine
from search_index.engines.elasticsearch_client import (
    FAILURES,
    connect,
    error_type,
    reason,
    why,
)
from search_index.engines.elasticsearch_mapping import (
    MAPPING_VERSION,
    EngineFile,
    Layout,
    Names,
    mappings,
    settings,
    sources,
)
from search_index.engines.elasticsearch_service import InService
from search_index.engines.settings import ElasticsearchSettings
from search_index.engines.vectors import EXACT_UP_TO, as_kept

REQUEST_SECONDS = 60.0
SHARD_SECONDS = 20
REPLICA_SECONDS = 30
AT_ONCE = 500

log = logging.getLogger(__name__)


class ElasticsearchBuild:
    """One build: `create`, then `put_in_service` and `drop_others`, or `drop`."""

    def __init__(self, cluster: ElasticsearchSettings, build: str) -> None:
        """Build the index of *build* in *cluster*; nothing is asked yet."""
        names = Names(cluster.prefix)
        self._client = connect(cluster).options(request_timeout=REQUEST_SECONDS)
        self._in_service = InService(self._client, names)
        self._replicas = cluster.replicas
        self._build = build
        self._before: list[str] = []
        self.index = names.index(build)

    def create(
        self,
        documents: Sequence[Document],
        vectors: NDArray[np.float32] | None,
        snapshot: SearchEngine,
        build: Path,
    ) -> None:
        """Index *documents*; note in *build* where. It must rank as *snapshot* does.

        An index of the same name, left by a build that died, is made anew.

        Raises:
            IndexNotBuilt: if the cluster did not take all of it, or ranks otherwise.
        """
        kept = None if vectors is None else as_kept(vectors)
        rows = len(documents)
        held = EngineFile(self.index, MAPPING_VERSION, rows, kept is not None)
        try:
            self._in_service.refuse_index_for_alias()
            self._make(rows, None if kept is None else kept.shape[1])
            self._load(documents, kept)
            self._refuse_missing(rows)
            self._refuse_other_ranking(held, documents, kept, snapshot)
        except BulkIndexError as exc:
            raise IndexNotBuilt(f"elasticsearch: {_first_error(exc)}") from exc
        except EngineUnavailable as exc:
            raise IndexNotBuilt(f"elasticsearch: {exc}") from exc
        except FAILURES as exc:
            raise IndexNotBuilt(f"elasticsearch: {why(exc)}") from exc
        (build / ENGINE_FILE).write_bytes(msgspec.json.encode(held))

    def put_in_service(self) -> None:
        """Let the alias point to the new index, in one step.

        Raises:
            IndexNotBuilt: if the cluster refuses; the alias stays where it is.
        """
        self._before = self._in_service.switch(self.index)

    def drop_others(self) -> None:
        """Delete older builds, but for the one in service before; never fails."""
        self._in_service.drop_older(self.index, self._before)

    def drop(self) -> None:
        """Delete the new index, which is not to come into service; never fails."""
        self._in_service.drop(self.index)

    def _make(self, rows: int, vector_size: int | None) -> None:
        self._client.options(ignore_status=404).indices.delete(index=self.index)
        self._client.indices.create(
            index=self.index,
            settings=settings(self._replicas),
            mappings=mappings(Layout(MAPPING_VERSION, self._build, rows), vector_size),
            # Waited for below, where a cluster that cannot place it gets its words.
            wait_for_active_shards=0,
        )
        if self._status("yellow", SHARD_SECONDS) == "red":
            raise IndexNotBuilt(
                "elasticsearch: the cluster is red, no node takes the new index:"
                " look at its nodes and their disks"
            )

    def _status(self, wanted: str, seconds: int) -> str:
        """Return the colour of the new index, *wanted* if it gets so in time."""
        health = self._client.options(ignore_status=408).cluster.health(
            index=self.index, wait_for_status=wanted, timeout=f"{seconds}s"
        )
        return str(health.get("status", "red"))

    def _load(
        self, documents: Sequence[Document], vectors: NDArray[np.float32] | None
    ) -> None:
        actions = (
            {"_index": self.index, "_id": str(source["row"]), "_source": source}
            for source in sources(documents, vectors)
        )
        for _ in streaming_bulk(self._client, actions, chunk_size=AT_ONCE):
            pass
        self._client.indices.refresh(index=self.index)
        # Rows are never deleted, so one segment is all that searches ever see.
        self._client.indices.forcemerge(index=self.index, max_num_segments=1)

    def _refuse_missing(self, rows: int) -> None:
        held = self._client.count(index=self.index)["count"]
        if held != rows:
            raise IndexNotBuilt(f"elasticsearch: the new index holds {held} of {rows}")
        if self._status("green", REPLICA_SECONDS) != "green":
            log.warning("%s is built, but not all its replicas are", self.index)

    def _refuse_other_ranking(
        self,
        held: EngineFile,
        documents: Sequence[Document],
        vectors: NDArray[np.float32] | None,
        snapshot: SearchEngine,
    ) -> None:
        exact = vectors if len(documents) <= EXACT_UP_TO else None
        engine = ElasticsearchEngine(self._client, held)
        row = disagreement(snapshot, engine, documents, exact)
        if row is not None:
            raise IndexNotBuilt(
                f"elasticsearch: the new index ranks otherwise than ours for row {row}"
            )


def _first_error(failure: BulkIndexError) -> str:
    """Return which row was refused first, and for what."""
    for item in failure.errors:
        for outcome in item.values():
            status = outcome.get("status", 0)
            return f"row {outcome.get('_id')}: {reason(status, error_type(outcome))}"
    return "rows were refused"
