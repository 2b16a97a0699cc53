"""Leave an engine that fails alone for a while, so that it costs nobody's time.

After a failure every search is refused at once for some seconds. Then one search may
try; the others are refused until it has come back.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from search_index.engines.base import (
    Candidates,
    EngineUnavailable,
    Query,
    QueryRefused,
    SearchEngine,
)

PAUSE_SECONDS = 5.0

log = logging.getLogger(__name__)


class Circuit:
    """Asks *engine*, unless it has just failed; safe to share between threads."""

    def __init__(
        self,
        engine: SearchEngine,
        pause: float = PAUSE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Guard *engine*, which is left alone for *pause* seconds after a failure."""
        self._engine = engine
        self._pause = pause
        self._clock = clock
        self._lock = threading.Lock()
        self._failure: str | None = None
        self._next_try = 0.0

    @property
    def size(self) -> int:
        """The number of rows."""
        return self._engine.size

    @property
    def failure(self) -> str | None:
        """Why the engine does not answer, or None if it did the last time."""
        return self._failure

    def search(self, query: Query, depth: int) -> Candidates:
        """Return what the engine finds.

        Raises:
            EngineUnavailable: if it cannot answer, or could not a moment ago.
        """
        with self._lock:
            if self._failure is not None:
                now = self._clock()
                if now < self._next_try:
                    raise EngineUnavailable(self._failure)
                self._next_try = now + self._pause
        try:
            found = self._engine.search(query, depth)
        except EngineUnavailable as exc:
            self._failed(str(exc), 0 if isinstance(exc, QueryRefused) else self._pause)
            raise
        self._answered()
        return found

    def _failed(self, failure: str, pause: float) -> None:
        with self._lock:
            if failure != self._failure:
                log.warning("search engine: %s; the snapshot answers", failure)
            self._failure = failure
            self._next_try = self._clock() + pause

    def _answered(self) -> None:
        with self._lock:
            if self._failure is not None:
                log.warning("search engine: answers again")
            self._failure = None
