"""How an index in Elasticsearch is laid out, so that it scores as the embedded one.

One primary shard: rarity is counted per shard, so two would rank differently. Terms
arrive analysed; each is one value of its field, taken as it is (`keyword` analyzer).
What scoring does not need stays out: answers come from our own build.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from search_index.analysis import VIEWS
from search_index.engines.base import FIELDS, K1, VECTOR_SIZE, Document
from search_index.engines.vectors import EXACT_UP_TO

# Raise it whenever anything below changes: indexes of another version are not used.
MAPPING_VERSION = 1
# The second of the build, and since there may be several in one, its microseconds.
BUILD_NAME = r"\d{8}t\d{6}(?:\d{6})?-[0-9a-f]{8}"


class Layout(msgspec.Struct):
    """What an index says of itself in `_meta`."""

    version: int
    build: str
    rows: int


class EngineFile(msgspec.Struct):
    """`engine.json` of a build: the index in Elasticsearch that holds its rows."""

    index: str
    version: int
    rows: int
    has_vectors: bool


@dataclass(frozen=True)
class Names:
    """How indexes and alias of a prefix are called."""

    prefix: str

    @property
    def alias(self) -> str:
        """The alias of the index in service."""
        return self.prefix

    @property
    def pattern(self) -> str:
        """Matches all indexes of this mapping version, and perhaps others."""
        return f"{self.prefix}-v{MAPPING_VERSION}-*"

    def index(self, build: str) -> str:
        """Return the name of the index of *build*."""
        return f"{self.prefix}-v{MAPPING_VERSION}-{build.lower()}"

    def is_ours(self, index: str) -> bool:
        """Tell whether *index* is one of ours, and of this mapping version."""
        start = re.escape(f"{self.prefix}-v{MAPPING_VERSION}-")
        return re.fullmatch(start + BUILD_NAME, index) is not None


def field_names() -> Iterator[tuple[str, str, str]]:
    """Yield the name of each text field in the index, its field and its view."""
    for field in FIELDS:
        for view in VIEWS:
            yield f"{field}_{view}", field, view


def settings(replicas: int | None) -> dict[str, Any]:
    """Return the settings of an index; None lets the cluster place a replica."""
    spread: dict[str, Any] = (
        {"auto_expand_replicas": "0-1"}
        if replicas is None
        else {"number_of_replicas": replicas}
    )
    return {
        "number_of_shards": 1,
        **spread,
        # Written once, then only read: the builder refreshes when all is there.
        "refresh_interval": "-1",
        # Where a list is cut among equal scores, the first rows are in it.
        "sort.field": "row",
        "similarity": {
            name: {"type": "BM25", "k1": K1, "b": field.b}
            for name, field in FIELDS.items()
        },
    }


def mappings(layout: Layout, size: int | None) -> dict[str, Any]:
    """Return the mappings of an index with vectors of *size*, or without any."""
    kind = "flat" if layout.rows <= EXACT_UP_TO else "hnsw"
    texts = {
        name: {
            "type": "text",
            "analyzer": "keyword",
            "similarity": field,
            "index_options": "freqs",
        }
        for name, field, _ in field_names()
    }
    return {
        "dynamic": "strict",
        "_source": {"enabled": False},
        "_meta": msgspec.to_builtins(layout),
        "properties": {
            "row": {"type": "integer", "index": False},
            **texts,
            "vector": {
                "type": "dense_vector",
                "dims": size or VECTOR_SIZE,
                "similarity": "dot_product",
                "index_options": {"type": kind},
            },
        },
    }


def sources(
    documents: Sequence[Document], vectors: NDArray[np.float32] | None
) -> Iterator[Mapping[str, Any]]:
    """Yield what is indexed of each of *documents*, row by row."""
    for row, document in enumerate(documents):
        source: dict[str, Any] = {"row": row}
        for name, field, view in field_names():
            # A field without terms is left out: it counts in no mean length.
            if terms := getattr(document[field], view):
                source[name] = terms
        if vectors is not None:
            source["vector"] = vectors[row].tolist()
        yield source
