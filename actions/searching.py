"""One search for a message, whichever actions look at it."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Sequence
from typing import NamedTuple

from search_index.analysis import AnalysedQuestion, analyse_question
from search_index.builds import IndexReader
from search_index.engine_state import EngineState
from search_index.index import Found, Index
from search_index.language import Language

# An action that hands a message on is followed by the next at once.
KEPT = 16


class Searched(NamedTuple):
    """The build that was searched, the question analysed, what was found."""

    build: Index
    question: AnalysedQuestion
    found: Sequence[Found]


class Searching:
    """Searches beside the event loop, and tells who answered."""

    def __init__(
        self, index: IndexReader, language: Language, engine_state: EngineState
    ) -> None:
        """Search in what *index* hands out; nothing is opened yet."""
        self._reader = index
        self._language = language
        self._engine_state = engine_state
        self._search = functools.lru_cache(maxsize=KEPT)(self._once)

    async def search(self, text: str) -> Searched:
        """Return what is found for *text* in the index in service, best first.

        Raises:
            IndexUnavailable: if there is no index.
        """
        index = self._reader.get()
        # In a thread: while a cluster hangs, only who asked it waits.
        searched = await asyncio.to_thread(self._search, index, text)
        self._engine_state.tell(index.state())
        return searched

    def _once(self, index: Index, text: str) -> Searched:
        question = analyse_question(text, self._language)
        return Searched(index, question, tuple(index.search(question)))
