"""Tell open web chats that a reply has come: one look at the database for all."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asgiref.sync import sync_to_async
from django.db.utils import Error

from records.outbox import conversations_with_news, newest

log = logging.getLogger(__name__)

LOOK_EVERY = 0.1


class NewReplies:
    """Watches the outbox for this process while anybody listens."""

    def __init__(self) -> None:
        """Watch nothing yet."""
        self._waiting: dict[int, set[asyncio.Event]] = {}
        self._task: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def listen(self, conversation_id: int) -> AsyncIterator[asyncio.Event]:
        """Yield an event that is set whenever the conversation has a new reply."""
        news = asyncio.Event()
        self._waiting.setdefault(conversation_id, set()).add(news)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._watch())
        try:
            yield news
        finally:
            listeners = self._waiting[conversation_id]
            listeners.discard(news)
            if not listeners:
                del self._waiting[conversation_id]

    async def _watch(self) -> None:
        after: int | None = None
        while self._waiting:
            try:
                if after is None:
                    # Whoever listened before this look is told once to be sure.
                    after = await sync_to_async(newest)()
                    fresh = set(self._waiting)
                else:
                    after, fresh = await sync_to_async(conversations_with_news)(after)
            except Error as exc:
                log.warning("outbox_unreadable: %s", exc)
                await asyncio.sleep(1)
                continue
            for conversation_id in fresh:
                for news in self._waiting.get(conversation_id, ()):
                    news.set()
            await asyncio.sleep(LOOK_EVERY)


new_replies = NewReplies()
