"""What happens in a cluster while a build is made, or nothing where there is none.

Only who uses a cluster waits for its client: importing it takes most of a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search_index.engines.base import Document, Query, SearchEngine
from search_index.engines.settings import ElasticsearchSettings


class Beside(Protocol):
    """An index made beside a build: `create`, `put_in_service` and `drop_others`."""

    def create(
        self,
        documents: Sequence[Document],
        vectors: NDArray[np.float32] | None,
        snapshot: SearchEngine,
        build: Path,
    ) -> None:
        """Index *documents*; note in *build* where. It must rank as *snapshot* does.

        Raises:
            IndexNotBuilt: if that cannot be done; says why.
        """
        ...

    def put_in_service(self) -> None:
        """Switch to the new index.

        Raises:
            IndexNotBuilt: if that cannot be done; the old one stays in service.
        """
        ...

    def drop_others(self) -> None:
        """Delete what is no longer needed; a failure here is only logged."""
        ...

    def drop(self) -> None:
        """Delete the new index, which is not to come into service; never fails."""
        ...


class Nothing:
    """There is no cluster: the build alone serves."""

    def create(self, *parts: object) -> None:
        """Do nothing."""

    def put_in_service(self) -> None:
        """Do nothing."""

    def drop_others(self) -> None:
        """Do nothing."""

    def drop(self) -> None:
        """Do nothing."""


def built_beside(cluster: ElasticsearchSettings | None, build: str) -> Beside:
    """Return what makes the index of *build* in *cluster*; nothing is asked yet."""
    if cluster is None:
        return Nothing()
    from search_index.engines.elasticsearch_build import (  # noqa: PLC0415
        ElasticsearchBuild,
    )

    return ElasticsearchBuild(cluster, build)


def engine_of(
    build: Path, cluster: ElasticsearchSettings | None
) -> SearchEngine | None:
    """Return the engine in *cluster* that holds the rows of *build*, if any does.

    Nothing is asked yet.
    """
    if cluster is None:
        return None
    from search_index.engines import elasticsearch  # noqa: PLC0415

    return elasticsearch.engine_of(build, cluster)


def refuse_missing(build: Path, cluster: ElasticsearchSettings | None) -> None:
    """Ask *cluster* whether it holds the rows of *build*.

    Raises:
        IndexMissing: if it does not.
        EngineUnavailable: if it does not say.
    """
    engine = engine_of(build, cluster)
    if engine is not None:
        engine.search(Query({}), 1)
