"""Tables. Only functions of this package change them.

Times are UTC in the database and Asia/Ho_Chi_Minh on screens.
"""

from __future__ import annotations

from django.db import models

from records.catalogue_models import CatalogueImport, Check, Revision


class Conversation(models.Model):
    """One citizen on one channel, known by a pseudonym.

    `context` is what the conversation is about (actions.context.Context as JSON).
    The lease says which worker is answering it, so that messages stay in order.
    """

    channel = models.CharField(max_length=20)
    key = models.CharField(max_length=64, help_text="keyed hash of the address")
    context = models.JSONField(default=dict, blank=True)
    lease_owner = models.CharField(max_length=64, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("channel", "key"), name="one_conversation_per_address"
            ),
        )

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"


class Inbound(models.Model):
    """A message as it arrived: durable before it is acknowledged.

    The words stay raw only until the turn is done; then they are masked.
    """

    class State(models.TextChoices):
        """Whether the worker still owes an answer."""

        PENDING = "pending"
        DONE = "done"

    conversation = models.ForeignKey(Conversation, models.CASCADE)
    channel = models.CharField(max_length=20)
    external_id = models.CharField(max_length=100)
    text = models.TextField(blank=True)
    choice = models.JSONField(null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.PENDING
    )
    attempts = models.PositiveIntegerField(default=0)
    told_to_wait = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="not to be tried before")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("channel", "external_id"), name="a_message_arrives_once"
            ),
        )
        indexes = (
            models.Index(fields=("state", "due_at"), name="inbound_to_do"),
            models.Index(fields=("conversation", "state"), name="inbound_order"),
        )

    def __str__(self) -> str:
        return f"{self.channel} {self.external_id}"


class Turn(models.Model):
    """What was understood, found and said for one message; words are masked."""

    inbound = models.OneToOneField(Inbound, models.CASCADE)
    conversation = models.ForeignKey(Conversation, models.CASCADE)
    text = models.TextField(blank=True)
    kind = models.CharField(max_length=20)
    status = models.CharField(max_length=12)
    reason = models.CharField(max_length=40, blank=True)
    intent = models.CharField(max_length=40, blank=True)
    confidence = models.FloatField(default=0)
    facets = models.JSONField(default=list)
    procedures = models.JSONField(default=list)
    hits = models.JSONField(default=list)
    took_ms = models.FloatField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("status", "created_at"), name="turn_status"),)

    def __str__(self) -> str:
        return f"{self.status}: {self.text[:60]}"


class Outbound(models.Model):
    """One reply, in typed parts; its id is its place in the conversation's stream."""

    conversation = models.ForeignKey(Conversation, models.CASCADE)
    inbound = models.ForeignKey(Inbound, models.SET_NULL, null=True)
    parts = models.JSONField()
    final = models.BooleanField(
        default=True, help_text="false for 'please wait': the answer is still owed"
    )
    created_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("conversation", "id"), name="outbound_order"),)

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.pk}"


class Question(models.Model):
    """A message that staff must see, with the reason; grouped later."""

    turn = models.OneToOneField(Turn, models.CASCADE)
    text = models.TextField(blank=True)
    reason = models.CharField(max_length=40)
    nearest = models.JSONField(default=list)
    created_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("reason", "created_at"), name="question_why"),)

    def __str__(self) -> str:
        return f"{self.reason}: {self.text[:60]}"


__all__ = [
    "CatalogueImport",
    "Check",
    "Conversation",
    "Inbound",
    "Outbound",
    "Question",
    "Revision",
    "Turn",
]
