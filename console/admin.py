"""What staff see until the desk of its own is built: questions, turns, messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from records.models import CatalogueImport, Check, Inbound, Question, Revision, Turn

if TYPE_CHECKING:
    from django.forms import ModelForm

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


@admin.register(CatalogueImport)
class CatalogueImportAdmin(ReadOnlyAdmin):
    """What was imported, and what became of it."""

    list_display = ("pk", "file_name", "decision", "state", "counts", "read_at")
    list_filter = ("state", "format", "origin")
    ordering = ("-pk",)


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    """States of procedures as their sources gave them."""

    list_display = ("code", "name", "origin", "change", "state", "effective_from")
    list_filter = ("state", "change", "origin")
    search_fields = ("code", "procedure", "name")
    ordering = ("-pk",)
    exclude = ("content", "differences")


@admin.register(Check)
class CheckAdmin(ReadOnlyAdmin):
    """Who compared which record with which decision; entered here, never changed.

    A check that was wrong is followed by another.
    """

    list_display = ("revision", "decision", "checked_by", "checked_at")
    fields = ("revision", "decision", "note")
    raw_id_fields = ("revision",)
    ordering = ("-pk",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Leave it to the rights that Django keeps."""
        return ModelAdmin.has_add_permission(self, request)

    def save_model(
        self, request: HttpRequest, obj: Model, form: ModelForm[Any], change: bool
    ) -> None:
        """Note who checked, and when."""
        assert isinstance(obj, Check)
        obj.checked_by = request.user.get_username()
        obj.checked_at = timezone.now()
        super().save_model(request, obj, form, change)
