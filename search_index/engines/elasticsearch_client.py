"""The client of a cluster, and what its failures mean in a few words."""

from __future__ import annotations

import functools
import logging
import re
from typing import Any

from elastic_transport import ConnectionError as NoConnection
from elastic_transport import (
    ConnectionTimeout,
    SerializationError,
    TlsError,
    TransportError,
)
from elasticsearch import ApiError, Elasticsearch, UnsupportedProductError

from search_index.engines.settings import ElasticsearchSettings

TIMEOUT_SECONDS = 1.5
# What the client raises; everything else would be an error of ours.
FAILURES = (ApiError, TransportError)
KINDS = (
    (ConnectionTimeout, "no answer in time"),
    (TlsError, "TLS failed: the certificate is not trusted, or no TLS is spoken there"),
    (NoConnection, "no connection"),
    (SerializationError, "its answer cannot be read"),
    (UnsupportedProductError, "what answers there is no Elasticsearch"),
)
ERROR_TYPE = re.compile(r"[a-z_]{1,60}")
REASONS = {
    401: "the API key is missing or refused (401)",
    403: "the API key may not do this (403)",
    404: "the index is not there (404): make index",
    408: "the cluster gave up waiting (408)",
    429: "the cluster is overloaded (429)",
    503: "no shard answers: the cluster is red or starting (503)",
}


@functools.cache
def connect(settings: ElasticsearchSettings) -> Elasticsearch:
    """Return the one client of this process for *settings*; nothing is asked yet.

    It knows all nodes, leaves a dead one alone for a while, and is safe to share
    between threads. It never tries again by itself: its callers count tries.
    """
    # It tells each request and each dead node; the circuit tells what matters.
    logging.getLogger("elastic_transport").setLevel(logging.ERROR)
    secure: dict[str, Any] = {}
    if settings.ca_certs:
        secure["ca_certs"] = settings.ca_certs
    if settings.api_key:
        secure["api_key"] = settings.api_key
    return Elasticsearch(
        list(settings.hosts),
        request_timeout=TIMEOUT_SECONDS,
        max_retries=0,
        retry_on_timeout=False,
        **secure,
    )


def why(failure: Exception) -> str:
    """Return in a few words why a request failed; never a secret, never a question."""
    for kind, words in KINDS:
        if isinstance(failure, kind):
            return words
    if isinstance(failure, ApiError):
        return reason(failure.status_code, error_type(failure.body))
    return type(failure).__name__


def reason(status: int, kind: str = "") -> str:
    """Return in a few words what *status* and the *kind* of an error mean."""
    if kind == "cluster_block_exception":
        return (
            f"writing or reading is blocked ({status}, {kind}):"
            " a full disk, or an index set to read-only"
        )
    words = REASONS.get(status, f"error {status}")
    return f"{words}: {kind}" if kind and status not in (401, 404, 503) else words


def error_type(body: Any) -> str:
    """Return the kind of error that *body* names, or nothing if it names none."""
    error = body.get("error") if isinstance(body, dict) else None
    kind = error.get("type") if isinstance(error, dict) else None
    return kind if isinstance(kind, str) and ERROR_TYPE.fullmatch(kind) else ""
