"""Messages in: stored once, claimed in order, retried until answered."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from records.models import Conversation, Inbound, Outbound

# More than any turn takes; a worker killed in the middle is replaced sooner, because
# it takes its own leases back when it starts again.
LEASE = datetime.timedelta(seconds=60)


def conversation_for(channel: str, key: str) -> Conversation:
    """Return the conversation of this pseudonymous *key*, made if it is new."""
    conversation, _ = Conversation.objects.get_or_create(channel=channel, key=key)
    return conversation


def accept(
    conversation: Conversation,
    external_id: str,
    text: str,
    choice: dict[str, Any] | None,
    now: datetime.datetime,
) -> bool:
    """Store a message; return whether it is new. A repeated one changes nothing."""
    try:
        with transaction.atomic():
            Inbound.objects.create(
                conversation=conversation,
                channel=conversation.channel,
                external_id=external_id,
                text=text,
                choice=choice,
                received_at=now,
                due_at=now,
            )
    except IntegrityError:
        return False
    return True


def claim(owner: str, now: datetime.datetime) -> Inbound | None:
    """Lease the conversation of the oldest message that is due; return the message.

    Only the oldest open message of a conversation can be claimed, and only by one
    owner at a time: messages of a conversation are answered in order.
    """
    free = Q(conversation__leased_until__isnull=True) | Q(
        conversation__leased_until__lt=now
    )
    older = Inbound.objects.filter(
        conversation=OuterRef("conversation"),
        state=Inbound.State.PENDING,
        pk__lt=OuterRef("pk"),
    )
    due = Inbound.objects.filter(free, state=Inbound.State.PENDING, due_at__lte=now)
    inbound = (
        due.exclude(Exists(older))
        .select_related("conversation")
        .order_by("due_at", "pk")
        .first()
    )
    if inbound is None:
        return None
    conversation = Conversation.objects.filter(pk=inbound.conversation_id)
    unleased = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    won = conversation.filter(unleased).update(
        lease_owner=owner, leased_until=now + LEASE
    )
    if not won:
        return None
    inbound.refresh_from_db()
    if inbound.state != Inbound.State.PENDING:
        # Another worker finished it between our look and our lease.
        release(inbound.conversation_id, owner)
        return None
    return inbound


def release(conversation_id: int, owner: str) -> None:
    """Give up *owner*'s lease of a conversation."""
    Conversation.objects.filter(pk=conversation_id, lease_owner=owner).update(
        lease_owner="", leased_until=None
    )


def release_all(owner: str) -> int:
    """Give up the leases that *owner* left when it was killed; return how many."""
    return Conversation.objects.filter(lease_owner=owner).update(
        lease_owner="", leased_until=None
    )


@transaction.atomic
def postpone(
    inbound: Inbound,
    owner: str,
    due_at: datetime.datetime,
    now: datetime.datetime,
    please_wait: list[dict[str, Any]] | None,
) -> None:
    """Try again at *due_at*; say *please_wait* to the citizen, if given."""
    inbound.attempts += 1
    inbound.due_at = due_at
    if please_wait is not None:
        inbound.told_to_wait = True
        Outbound.objects.create(
            conversation_id=inbound.conversation_id,
            inbound=inbound,
            parts=please_wait,
            final=False,
            created_at=now,
        )
    inbound.save(update_fields=["attempts", "due_at", "told_to_wait"])
    release(inbound.conversation_id, owner)
