"""Rasa's memory of conversations: short, bounded and replaceable.

What a conversation is about travels with each message (`Conversation.context` in the
database), so that Rasa can be killed, restarted or doubled at any time. Its own
trackers only serve forms in progress and the rules of one turn.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker


class BoundedTrackerStore(InMemoryTrackerStore):
    """Keeps the last events of the most recent conversations in memory.

    Rasa's own in-memory store keeps everything for ever: a turn takes longer with
    each turn before it, and memory grows with each citizen.
    """

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        conversations: int = 2000,
        events: int = 30,
        **kwargs: Any,
    ) -> None:
        """Keep *events* events of each of *conversations* conversations."""
        kwargs.pop("host", None)
        super().__init__(domain, event_broker, **kwargs)
        self.store: OrderedDict[str, str] = OrderedDict()
        self._conversations = conversations
        self._events = events

    def init_tracker(self, sender_id: str) -> DialogueStateTracker:
        """Return an empty tracker that forgets old events."""
        return DialogueStateTracker(
            sender_id, self.domain.slots, max_event_history=self._events
        )

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store *tracker*, dropping the conversation that was quiet for longest."""
        await super().save(tracker)
        self.store.move_to_end(tracker.sender_id)
        while len(self.store) > self._conversations:
            self.store.popitem(last=False)
