"""Which parts of the system work, as the supervisor and a monitor ask it."""

from __future__ import annotations

import datetime
import time
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings
from django.db import connection
from django.db.utils import Error

from records.models import Inbound
from search_index.engine_state import told_state

HEARTBEAT = "worker.heartbeat"
WORKER_QUIET_SECONDS = 15.0


def beat(home: Path) -> None:
    """Say that the worker is alive."""
    (home / HEARTBEAT).touch()


def health_report(now: datetime.datetime) -> dict[str, Any]:
    """Return whether all is well, and each part by name.

    Notes tell what citizens do not notice: who answers searches, as of the last one.
    """
    parts = {
        "database": _database(),
        "index": (settings.INDEX_DIR / "current" / "procedures.msgpack").exists(),
        "rasa": _answers(f"{settings.RASA_URL}/webhooks/assistant/"),
        "actions": _answers(f"{settings.ACTIONS_URL}/health"),
        "worker": _worker(),
    }
    waiting = oldest = None
    if parts["database"]:
        open_messages = Inbound.objects.filter(state=Inbound.State.PENDING)
        waiting = open_messages.count()
        first = open_messages.order_by("received_at").first()
        oldest = (now - first.received_at).total_seconds() if first else 0.0
    return {
        "ok": all(parts.values()),
        "parts": parts,
        "notes": {"search": told_state(settings.INDEX_DIR)},
        "messages_waiting": waiting,
        "oldest_waiting_seconds": oldest,
    }


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _worker() -> bool:
    beat_file = Path(settings.ASSISTANT_HOME) / HEARTBEAT
    try:
        return time.time() - beat_file.stat().st_mtime < WORKER_QUIET_SECONDS
    except FileNotFoundError:
        return False


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=1.0).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
