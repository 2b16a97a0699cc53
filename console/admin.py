"""What staff see until the desk of its own is built: questions, turns, messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from records.models import Inbound, Question, Turn

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Model]
else:  # generic for type checkers only
    ModelAdmin = admin.ModelAdmin


class ReadOnlyAdmin(ModelAdmin):
    """Records are made by conversations, never by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        """Refuse: what citizens asked is not tidied away by hand."""
        return False


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    """Questions passed on to staff, newest first."""

    list_display = ("created_at", "reason", "text")
    list_filter = ("reason",)
    search_fields = ("text",)
    ordering = ("-pk",)


@admin.register(Turn)
class TurnAdmin(ReadOnlyAdmin):
    """What was understood and said."""

    list_display = ("created_at", "status", "kind", "intent", "text", "took_ms")
    list_filter = ("status", "kind")
    search_fields = ("text",)
    ordering = ("-pk",)


@admin.register(Inbound)
class InboundAdmin(ReadOnlyAdmin):
    """Messages and whether an answer is still owed."""

    list_display = ("received_at", "channel", "state", "attempts")
    list_filter = ("state", "channel")
    ordering = ("-pk",)
    exclude = ("text", "choice")
