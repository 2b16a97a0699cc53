"""Write the spreadsheet that clerks fill in for `import_catalogue`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from search_index.importers.decision_template import write_template
from search_index.importers.words import load_import_words


class Command(BaseCommand):
    help = "Write the template of a publishing decision (.xlsx) to PATH."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        words = load_import_words(settings.CATALOGUE_DIR / "import.yml")
        write_template(options["path"], words)
        self.stdout.write(f"template: {options['path']}")
