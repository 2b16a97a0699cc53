"""Train Rasa's model."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from server.build import TrainingFailed, ensure_model


class Command(BaseCommand):
    help = "Train the model from nlu_data; the old one stays until it is done."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-changed", action="store_true", help="only if its inputs changed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            model = ensure_model(
                settings.BASE_DIR,
                settings.MODELS_DIR,
                self.stdout.write,
                force=not options["if_changed"],
            )
        except TrainingFailed as exc:
            raise CommandError(f"training failed:\n{exc}") from exc
        self.stdout.write(str(model.name))
