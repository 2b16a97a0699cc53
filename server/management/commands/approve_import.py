"""Put a staged import in force, or reject it."""

from __future__ import annotations

import datetime
import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from records import catalogue
from records.models import CatalogueImport
from server.importing import today


class Command(BaseCommand):
    help = "Publish a staged import; `build_index` then shows it to citizens."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("import_id", type=int)
        parser.add_argument("--reject", action="store_true", help="drop it instead")
        parser.add_argument("--by", help="who decides (default: the login name)")

    def handle(self, *args: Any, **options: Any) -> None:
        source = CatalogueImport.objects.filter(pk=options["import_id"]).first()
        if source is None:
            raise CommandError(f"There is no import {options['import_id']}.")
        by = options["by"] or getpass.getuser()
        now = datetime.datetime.now(datetime.UTC)
        try:
            if options["reject"]:
                count = catalogue.reject(source, by, now)
                self.stdout.write(f"{count} rejected by {by}.")
            else:
                count = catalogue.publish(source, by, now, today())
                self.stdout.write(
                    f"{count} published by {by}; `manage.py build_index` next."
                )
        except catalogue.AlreadyDecided as exc:
            raise CommandError(f"{exc}: {source.state}.") from exc
