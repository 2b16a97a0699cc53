"""What all channels share: a message that came in, and a reply as plain text."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

# Kept of a message; the rest of a very long one cannot change the answer.
MAX_STORED = 4000


class BadMessage(Exception):
    """What arrived is no message; says why in one English sentence."""


@dataclass(frozen=True)
class Arrived:
    """A message from outside, checked: `choice` is (reply id, button number)."""

    external_id: str
    text: str
    choice: tuple[int, int] | None = None


def pseudonym(secret: str, channel: str, address: str) -> str:
    """Return the key under which a citizen's conversation is stored."""
    digest = hmac.new(secret.encode(), f"{channel}:{address}".encode(), hashlib.sha256)
    return digest.hexdigest()[:40]


def plain_text(parts: Sequence[dict[str, Any]]) -> str:
    """Return a reply as text, for channels and programs without markup."""
    return "\n\n".join(filter(None, map(_plain_part, parts)))


def _plain_part(part: dict[str, Any]) -> str:
    if part["kind"] == "text":
        return str(part["md"]).replace("**", "")
    if part["kind"] == "card":
        return "\n".join(f"{label}: {value}" for label, value in part["rows"])
    if part["kind"] == "link":
        return f"{part['title']}: {part['url']}"
    if part["kind"] == "choices":
        return "\n".join(_numbered(item["title"] for item in part["items"]))
    return ""


def _numbered(titles: Iterator[str]) -> Iterator[str]:
    return (f"{number}. {title}" for number, title in enumerate(titles, 1))
