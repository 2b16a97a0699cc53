"""The worker process."""

from __future__ import annotations

import fcntl
import signal
import threading
from typing import Any

import httpx
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from bot.gateway.health import beat
from bot.gateway.rasa_client import RasaClient
from bot.gateway.worker import Patience, Worker


class Command(BaseCommand):
    help = "Take messages in order, run their turns, store the replies."

    def handle(self, *args: Any, **options: Any) -> None:
        name = settings.WORKER_NAME
        # A worker takes back the leases of its own name: nobody else may have it.
        lock = (settings.ASSISTANT_HOME / f"{name}.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            raise CommandError(
                f"A worker named {name} is running; set WORKER_NAME to another name."
            ) from exc
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        timeout = httpx.Timeout(settings.TURN_SECONDS, connect=2.0)
        with httpx.Client(base_url=settings.RASA_URL, timeout=timeout) as http:
            Worker(
                name,
                RasaClient(http, settings.RASA_CHANNEL_TOKEN),
                Patience(settings.PATIENCE_SECONDS, settings.GIVE_UP_SECONDS),
                settings.WORKER_THREADS,
            ).run(stop, heartbeat=lambda: beat(settings.ASSISTANT_HOME))
