"""Tables of the catalogue: imports, revisions of procedures, checks by people."""

from __future__ import annotations

from django.db import models


class CatalogueImport(models.Model):
    """One file that was read: staged until somebody publishes or rejects it."""

    class State(models.TextChoices):
        """What became of it."""

        STAGED = "staged"
        PUBLISHED = "published"
        REJECTED = "rejected"

    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    format = models.CharField(max_length=30)
    origin = models.CharField(max_length=10)
    decision = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.STAGED)
    counts = models.JSONField(default=dict)
    read_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=150, blank=True)

    class Meta:
        indexes = (models.Index(fields=("state", "read_at"), name="import_state"),)

    def __str__(self) -> str:
        return f"{self.pk} {self.file_name} ({self.state})"


class Revision(models.Model):
    """A state of a procedure as one source gives it; never overwritten.

    `content` is the record as JSON (search_index.differences.encode); the published
    one with the latest `effective_from` on or before a day holds on that day.
    """

    class State(models.TextChoices):
        """Whether it is told to citizens."""

        STAGED = "staged"
        PUBLISHED = "published"
        REJECTED = "rejected"
        QUARANTINED = "quarantined"

    source = models.ForeignKey(CatalogueImport, models.PROTECT)
    procedure = models.CharField(max_length=120)
    code = models.CharField(max_length=20, blank=True)
    name = models.TextField()
    origin = models.CharField(max_length=10)
    change = models.CharField(max_length=10)
    state = models.CharField(max_length=12, choices=State.choices, default=State.STAGED)
    reason = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=24)
    content = models.BinaryField()
    differences = models.BinaryField(default=bytes)
    effective_from = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("source", "procedure"), name="once_in_an_import"
            ),
        )
        indexes = (
            models.Index(fields=("origin", "procedure", "state"), name="revision_of"),
            models.Index(fields=("state", "effective_from"), name="revision_in_force"),
        )

    def __str__(self) -> str:
        return f"{self.procedure} ({self.origin}, {self.state})"


class Check(models.Model):
    """A person has compared a record with the decision that published it."""

    revision = models.ForeignKey(Revision, models.PROTECT)
    checked_by = models.CharField(max_length=150)
    checked_at = models.DateTimeField()
    decision = models.CharField(max_length=60)
    note = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=("checked_at",), name="check_when"),)

    def __str__(self) -> str:
        return f"{self.revision_id} by {self.checked_by}"
