"""Show what an import changes, as staff read it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from records.models import CatalogueImport
from server.import_report import change_lines


class Command(BaseCommand):
    help = "Print the changes of an import, procedure by procedure."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("import_id", type=int)
        parser.add_argument("--only", help="one kind: new, changed, abolished")

    def handle(self, *args: Any, **options: Any) -> None:
        source = CatalogueImport.objects.filter(pk=options["import_id"]).first()
        if source is None:
            raise CommandError(f"There is no import {options['import_id']}.")
        rows = source.revision_set.order_by("change", "procedure")
        if options["only"]:
            rows = rows.filter(change=options["only"])
        for revision in rows.iterator(chunk_size=100):
            for line in change_lines(revision):
                self.stdout.write(line)
