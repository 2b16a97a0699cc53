"""Replies out: read in order, from any point on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from records.models import Inbound, Outbound


def newest() -> int:
    """Return the id of the last reply of all conversations, 0 if there is none."""
    return Outbound.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def conversations_with_news(after: int) -> tuple[int, set[int]]:
    """Return the newest id and the conversations with replies after id *after*."""
    rows = Outbound.objects.filter(pk__gt=after).order_by("pk")
    pairs = list(rows.values_list("pk", "conversation_id")[:1000])
    return (pairs[-1][0] if pairs else after), {pair[1] for pair in pairs}


def replies(conversation_id: int, after: int, limit: int = 100) -> list[Outbound]:
    """Return the replies of a conversation after id *after*, in order."""
    rows = Outbound.objects.filter(conversation_id=conversation_id, pk__gt=after)
    return list(rows.select_related("inbound").order_by("pk")[:limit])


def history(conversation_id: int, limit: int = 100) -> list[dict[str, Any]]:
    """Return the last messages of both sides, oldest first, ready for the widget."""
    asked = Inbound.objects.filter(conversation_id=conversation_id)
    said = Outbound.objects.filter(conversation_id=conversation_id)
    rows: Iterable[tuple[Any, dict[str, Any]]] = [
        *(
            (
                (row.received_at, 0, row.pk),
                {"from": "citizen", "id": row.external_id, "text": row.text},
            )
            for row in asked.order_by("-pk")[:limit]
        ),
        *(
            (
                (row.created_at, 1, row.pk),
                {
                    "from": "assistant",
                    "seq": row.pk,
                    "parts": row.parts,
                    "final": row.final,
                    "answers": row.inbound.external_id if row.inbound else None,
                },
            )
            for row in said.select_related("inbound").order_by("-pk")[:limit]
        ),
    ]
    return [entry for _, entry in sorted(rows, key=lambda row: row[0])][-limit:]


def choice_in(
    conversation_id: int, reply: int, number: int
) -> tuple[str, dict[str, Any]] | None:
    """Return title and choice of button *number* of a reply of this conversation."""
    row = Outbound.objects.filter(conversation_id=conversation_id, pk=reply).first()
    if row is None:
        return None
    items = [
        item
        for part in row.parts
        if part["kind"] == "choices"
        for item in part["items"]
    ]
    if not 0 <= number < len(items):
        return None
    return items[number]["title"], items[number]["choice"]
