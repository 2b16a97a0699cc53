"""Ask Rasa for a turn, through the one channel that it offers us.

RasaUnavailable     no usable answer; trying again later may help
"""

from __future__ import annotations

from typing import Any

import httpx
import msgspec

from search_index.procedure import Facet


class RasaUnavailable(Exception):
    """Rasa, or the actions behind it, gave no usable answer."""


class Result(msgspec.Struct, frozen=True):
    """What a turn gives back (actions/result.py writes it)."""

    kind: str
    status: str
    parts: list[dict[str, Any]]
    context: dict[str, Any]
    reason: str = ""
    intent: str = ""
    confidence: float = 0.0
    facets: list[Facet] = []
    asked: dict[str, float] = {}
    procedures: list[dict[str, Any]] = []
    hits: list[dict[str, Any]] = []


class _Answer(msgspec.Struct):
    result: Result


class RasaClient:
    """Runs turns, one request each; safe to share between threads."""

    def __init__(self, http: httpx.Client, token: str) -> None:
        """Ask through *http*, whose base address is Rasa's."""
        self._http = http
        self._headers = {"Authorization": f"Bearer {token}"}

    def is_ready(self) -> bool:
        """Tell whether Rasa has loaded its model."""
        try:
            return self._http.get("/webhooks/assistant/").status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def turn(
        self,
        conversation: str,
        message_id: str,
        text: str,
        context: dict[str, Any],
        choice: dict[str, Any] | None = None,
    ) -> Result:
        """Return what the assistant says to *text*.

        Raises:
            RasaUnavailable: if there is no such answer, for whatever reason.
        """
        body = {
            "conversation": conversation,
            "message_id": message_id,
            "text": text,
            "context": context,
            "choice": choice,
        }
        try:
            response = self._http.post(
                "/webhooks/assistant/turn", json=body, headers=self._headers
            )
            response.raise_for_status()
            return msgspec.json.decode(response.content, type=_Answer).result
        except (httpx.HTTPError, msgspec.DecodeError) as exc:
            raise RasaUnavailable from exc
