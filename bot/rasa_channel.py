"""The one way into Rasa: a turn from the worker, answered with typed parts.

    POST /webhooks/assistant/turn      Authorization: Bearer <token>
    {"conversation": "…", "message_id": "…", "text": "…",
     "context": {…}, "choice": {…}?}   →  200 {"result": {…}}

A citizen's text never becomes a command: a leading slash, which Rasa reads as an
intent, is defused. Only a choice that this system offered is sent as one.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import (
    CollectingOutputChannel,
    InputChannel,
    UserMessage,
)
from sanic import Blueprint, Request, response
from sanic.response import HTTPResponse

from bot import cached_validation

MAX_BODY = 64 * 1024
# Rasa's regex message handler takes a text that starts with "/" for an intent; a
# zero-width space in front is not stripped and shows nowhere.
DEFUSED = "\u200b"
CHOOSE = "/choose_option"


class AssistantInput(InputChannel):
    """Takes turns from the worker on loopback; nobody else has the token."""

    @classmethod
    def name(cls) -> str:
        """Return the name that stands in the address."""
        return "assistant"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> AssistantInput:
        """Create the channel from credentials.yml."""
        token = (credentials or {}).get("token")
        if not token:
            raise ValueError("credentials.yml: bot.rasa_channel needs a token")
        cached_validation.install()
        return cls(token)

    def __init__(self, token: str) -> None:
        """Accept only requests that carry *token*."""
        self._expected = f"Bearer {token}".encode()

    def blueprint(
        self, on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> Blueprint:
        """Return the routes: health and turn."""
        routes = Blueprint("assistant")

        @routes.get("/")
        async def health(request: Request) -> HTTPResponse:
            agent = request.app.ctx.agent
            ready = agent is not None and agent.is_ready()
            return response.json({"ready": ready}, status=200 if ready else 503)

        @routes.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            given = request.headers.get("Authorization", "").encode()
            if not hmac.compare_digest(given, self._expected):
                return response.json({"error": "unauthorised"}, status=401)
            body = request.json if len(request.body) <= MAX_BODY else None
            if not isinstance(body, dict) or not body.get("conversation"):
                return response.json({"error": "bad request"}, status=400)
            collected = CollectingOutputChannel()
            await on_new_message(_user_message(body, collected))
            result = _result(collected.messages)
            if result is None:
                # Rasa logs and swallows what goes wrong inside an action.
                return response.json({"error": "no answer"}, status=502)
            return response.json({"result": result})

        return routes


def _result(messages: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the action's result, with the responses of domain.yml as its words."""
    results = [message["custom"] for message in messages if "custom" in message]
    if not results:
        return None
    result = results[-1]
    said = "\n\n".join(message["text"] for message in messages if "text" in message)
    words = [{"kind": "text", "md": said}] if said else []
    parts = words + result["parts"]
    return {**result, "parts": parts} if parts else None


def _user_message(body: dict[str, Any], output: CollectingOutputChannel) -> UserMessage:
    choice = body.get("choice")
    text = str(body.get("text") or "").strip() or "?"
    if choice is not None:
        text = CHOOSE
    elif text.startswith("/"):
        text = DEFUSED + text
    return UserMessage(
        text=text,
        output_channel=output,
        sender_id=str(body["conversation"]),
        input_channel="assistant",
        message_id=body.get("message_id"),
        metadata={
            "context": body.get("context") or {},
            "choice": choice,
            "text": "" if choice is not None else text,
        },
    )
