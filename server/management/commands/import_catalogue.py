"""Read a file of procedures, show what it changes, and put it in force if approved."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from search_index.catalogue_files import CatalogueError
from search_index.importers.base import ImportFailed
from search_index.importers.formats import READERS, detect
from search_index.importers.reading import load_reading
from server.import_report import affected, change_lines
from server.importing import changed, import_file

SHOWN = 20


class Command(BaseCommand):
    help = "Import procedures; without --approve they wait for a person."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--format", choices=sorted(READERS))
        parser.add_argument(
            "--approve", action="store_true", help="put it in force at once"
        )
        parser.add_argument("--by", help="who approves (default: the login name)")
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would change"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        call_command("migrate", verbosity=0)
        by = options["by"] or getpass.getuser()
        try:
            reading = load_reading(settings.CATALOGUE_DIR)
            outcome = import_file(
                path,
                options["format"] or detect(path),
                reading,
                self.stderr.write,
                approve_as=by if options["approve"] else "",
                dry_run=options["dry_run"],
            )
        except (ImportFailed, CatalogueError) as exc:
            raise CommandError(f"{exc}\nNothing was changed.") from exc
        source = outcome.source
        counts = ", ".join(f"{n} {name}" for name, n in sorted(source.counts.items()))
        self.stdout.write(f"{path.name}: {counts or 'nothing'}")
        for told in outcome.quarantined:
            self.stdout.write(f"  quarantined: {told}")
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was kept.")
            return
        self._show_changes(source)
        if options["approve"]:
            self.stdout.write(
                f"{outcome.published} published by {by}; `manage.py build_index` next."
            )
        else:
            self.stdout.write(
                f"Import {source.pk} waits: manage.py catalogue_diff {source.pk},"
                f" then manage.py approve_import {source.pk}"
            )

    def _show_changes(self, source: Any) -> None:
        for shown, revision in enumerate(changed(source)):
            if shown == SHOWN:
                self.stdout.write(f"  … all: manage.py catalogue_diff {source.pk}")
                break
            for line in change_lines(revision):
                self.stdout.write(f"  {line}")
        for line in affected(source, settings.BASE_DIR, settings.CATALOGUE_DIR):
            self.stdout.write(f"  {line}")
