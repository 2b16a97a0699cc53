"""Turns: what a message led to, stored with its reply in one transaction."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from records.models import Conversation, Inbound, Outbound, Question, Turn
from vietnamese.identifiers import mask_dossier_codes, mask_personal_data

# Staff see what was not answered, and what was promised to be passed on.
FOR_STAFF = {"unanswered", "handover", "error"}


class LeaseLost(Exception):
    """Somebody else answers this conversation now; the result is thrown away."""


@transaction.atomic
def complete(
    inbound: Inbound,
    owner: str,
    result: dict[str, Any],
    took_ms: float,
    now: datetime.datetime,
) -> Turn:
    """Store the turn, its reply and what the conversation is about; end the message.

    Raises:
        LeaseLost: if *owner* no longer holds the conversation, or the message is
            already answered. Nothing is stored then: nobody is answered twice.
    """
    conversation = Conversation.objects.select_for_update().get(
        pk=inbound.conversation_id
    )
    still_open = Inbound.objects.filter(
        pk=inbound.pk, state=Inbound.State.PENDING
    ).exists()
    if conversation.lease_owner != owner or not still_open:
        raise LeaseLost
    masked = mask(inbound.text)
    turn = Turn.objects.create(
        inbound=inbound,
        conversation=conversation,
        text=masked,
        kind=result["kind"],
        status=result["status"],
        reason=result.get("reason", ""),
        intent=result.get("intent", ""),
        confidence=result.get("confidence", 0),
        facets=result.get("facets", []),
        procedures=result.get("procedures", []),
        hits=result.get("hits", []),
        took_ms=took_ms,
        created_at=now,
    )
    Outbound.objects.create(
        conversation=conversation,
        inbound=inbound,
        parts=result["parts"],
        created_at=now,
    )
    if turn.status in FOR_STAFF:
        Question.objects.create(
            turn=turn,
            text=masked,
            reason=turn.reason or turn.status,
            nearest=turn.hits[:5],
            created_at=now,
        )
    inbound.state = Inbound.State.DONE
    inbound.text = masked
    inbound.save(update_fields=["state", "text"])
    conversation.context = result.get("context", conversation.context)
    conversation.lease_owner = ""
    conversation.leased_until = None
    conversation.save(update_fields=["context", "lease_owner", "leased_until"])
    return turn


def mask(text: str) -> str:
    """Return *text* as it may be kept: no phone, identity number, e-mail, dossier."""
    return mask_dossier_codes(mask_personal_data(text))
