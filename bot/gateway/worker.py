"""The worker: takes messages in order, runs their turns, stores the replies.

A message that Rasa cannot answer now is tried again, with growing pauses. After
`patience` the citizen is told that the question is kept; after `give_up` that it was
passed on to staff. Either way there is never silence and never a second answer.
"""

from __future__ import annotations

import datetime
import logging
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import close_old_connections
from django.db.utils import OperationalError
from django.utils import timezone

from bot.gateway.rasa_client import RasaClient, RasaUnavailable
from bot.gateway.sentences import passed_on, please_wait
from records import inbox, turns
from records.models import Inbound
from vietnamese.identifiers import mask_personal_data
from vietnamese.normalise import normalise

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.05
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 15.0
# After a long stop the first tries meet a Rasa that is still loading (14 s).
FEWEST_TRIES = 6


@dataclass(frozen=True)
class Patience:
    """How long an unanswerable message waits, in seconds."""

    patience: float
    give_up: float


class Worker:
    """Answers messages until told to stop; *threads* conversations at a time."""

    def __init__(
        self, name: str, rasa: RasaClient, patience: Patience, threads: int
    ) -> None:
        """Work under *name*, which no other running worker may have."""
        self._name = name
        self._rasa = rasa
        self._patience = patience
        self._threads = threads
        self._busy = threading.Semaphore(threads)

    def run(
        self, stop: threading.Event, heartbeat: Callable[[], None] = lambda: None
    ) -> None:
        """Take back leases of an earlier life, then work until *stop* is set."""
        inbox.release_all(self._name)
        with ThreadPoolExecutor(self._threads, "turn") as pool:
            while not stop.is_set():
                heartbeat()
                if not self._busy.acquire(timeout=1.0):
                    continue
                inbound = self._claim()
                if inbound is None:
                    self._busy.release()
                    stop.wait(IDLE_SECONDS)
                else:
                    pool.submit(self._answer_and_free, inbound)

    def _claim(self) -> Inbound | None:
        try:
            return inbox.claim(self._name, timezone.now())
        except OperationalError as exc:
            log.warning("database_busy: %s", exc)
            time.sleep(1)
            close_old_connections()
            return None

    def _answer_and_free(self, inbound: Inbound) -> None:
        try:
            self.answer(inbound)
        except Exception:
            # The lease runs out and the message is tried again: nothing is lost.
            log.exception("turn_failed inbound=%s", inbound.pk)
        finally:
            close_old_connections()
            self._busy.release()

    def answer(self, inbound: Inbound) -> None:
        """Run the turn of a claimed message and store what comes of it."""
        started = time.monotonic()
        try:
            result = self._rasa.turn(
                str(inbound.conversation_id),
                str(inbound.pk),
                mask_personal_data(normalise(inbound.text)),
                inbound.conversation.context,
                inbound.choice,
            )
        except RasaUnavailable as exc:
            log.warning("no_turn inbound=%s cause=%r", inbound.pk, exc.__cause__)
            self._keep_or_pass_on(inbound)
            return
        took_ms = 1000 * (time.monotonic() - started)
        self._complete(inbound, msgspec.to_builtins(result), took_ms)

    def _complete(
        self, inbound: Inbound, result: dict[str, Any], took_ms: float
    ) -> None:
        try:
            turns.complete(inbound, self._name, result, took_ms, timezone.now())
        except turns.LeaseLost:
            log.warning("lease_lost inbound=%s", inbound.pk)

    def _keep_or_pass_on(self, inbound: Inbound) -> None:
        now = timezone.now()
        waited = (now - inbound.received_at).total_seconds()
        if waited > self._patience.give_up and inbound.attempts >= FEWEST_TRIES:
            self._complete(inbound, passed_on(inbound.conversation.context), 0.0)
            return
        tell = waited > self._patience.patience and not inbound.told_to_wait
        pause = datetime.timedelta(seconds=_pause(inbound.attempts))
        inbox.postpone(
            inbound, self._name, now + pause, now, please_wait() if tell else None
        )


def _pause(attempts: int) -> float:
    """Return how long to wait: growing, and never in step with others."""
    longest: float = min(FIRST_PAUSE * 2.0 ** min(attempts, 10), LONGEST_PAUSE)
    return longest * random.uniform(0.6, 1.0)  # noqa: S311 (jitter, no secret)
