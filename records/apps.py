"""The Django app that owns all tables."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Tables of the assistant."""

    name = "records"
    default_auto_field = "django.db.models.BigAutoField"
