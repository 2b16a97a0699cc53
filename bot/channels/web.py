"""The web chat: signed sessions, messages in, replies as JSON.

POST /api/chat/session              → cookie, {"messages": […]}
POST /api/chat/messages             {"id": "<uuid>", "text": "…"} or
                                    {"id": "<uuid>", "choice": [reply, number]}
                                    → 202 {"id": "…", "new": true}
GET  /api/chat/events?after=<seq>   text/event-stream, resumes by Last-Event-ID
GET  /api/chat/history              → {"messages": […]}
"""

from __future__ import annotations

import json
import re
import secrets
from typing import Any

from django.core import signing

from bot.channels.base import MAX_STORED, Arrived, BadMessage
from records.models import Outbound

CHANNEL = "web"
COOKIE = "chat"
SALT = "web-chat"
SESSION_SECONDS = 30 * 24 * 3600
MESSAGE_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def new_address() -> str:
    """Return a random address for a new citizen."""
    return secrets.token_urlsafe(18)


def sign(address: str) -> str:
    """Return the cookie that carries *address*, good for a month from now."""
    return signing.dumps(address, salt=SALT)


def read_session(cookie: str) -> str | None:
    """Return the address in *cookie*, or None if it is not ours or too old."""
    try:
        address = signing.loads(cookie, salt=SALT, max_age=SESSION_SECONDS)
    except signing.BadSignature:
        return None
    return address if isinstance(address, str) else None


def parse(body: bytes) -> Arrived:
    """Return the message in a request's *body*.

    Raises:
        BadMessage: if it is none.
    """
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise BadMessage("The body is not JSON.") from exc
    if not isinstance(content, dict):
        raise BadMessage("The body is not a JSON object.")
    message_id, text, choice = map(content.get, ("id", "text", "choice"))
    if not isinstance(message_id, str) or not MESSAGE_ID.fullmatch(message_id):
        raise BadMessage("`id` must be 8 to 64 letters, digits or dashes.")
    if choice is not None:
        return Arrived(message_id, "", _pressed(choice))
    if not isinstance(text, str):
        raise BadMessage("`text` must be a string.")
    # PostgreSQL stores no NUL, and a lone surrogate is no text.
    text = text[:MAX_STORED].replace("\0", "").encode("utf-8", "ignore").decode()
    return Arrived(message_id, text)


def _pressed(choice: object) -> tuple[int, int]:
    match choice:
        case [int(reply), int(number)] if 0 < reply < 2**62 and 0 <= number < 1000:
            return reply, number
    raise BadMessage("`choice` must be [reply, number].")


def event(reply: Outbound) -> dict[str, Any]:
    """Return a reply as the widget reads it; `answers` is the citizen's message."""
    return {
        "seq": reply.pk,
        "parts": _without_payload(reply.parts),
        "final": reply.final,
        "answers": reply.inbound.external_id if reply.inbound else None,
    }


def _without_payload(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out what buttons mean: the browser sends back only their place."""
    return [
        {"kind": "choices", "items": [{"title": i["title"]} for i in part["items"]]}
        if part["kind"] == "choices"
        else part
        for part in parts
    ]


def history_entry(entry: dict[str, Any]) -> dict[str, Any]:
    """Return a message of the history as the widget reads it."""
    if "parts" in entry:
        return {**entry, "parts": _without_payload(entry["parts"])}
    return entry
