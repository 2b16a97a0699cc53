"""What the gateway says itself, when nobody behind it can speak."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string


def please_wait() -> list[dict[str, Any]]:
    """Return the parts that tell a citizen that the question is kept."""
    return [_text("gateway/please_wait.txt")]


def passed_on(context: dict[str, Any]) -> dict[str, Any]:
    """Return the result of a turn that could not be run: staff have the question."""
    return {
        "kind": "procedure",
        "status": "error",
        "reason": "no_turn",
        "parts": [_text("gateway/passed_on.txt")],
        "context": context,
    }


def _text(template: str) -> dict[str, Any]:
    text = render_to_string(template, {"hotline": settings.HOTLINE}).strip()
    return {"kind": "text", "md": text}
