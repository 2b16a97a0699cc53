"""Count the doubts about the catalogue, and list them for those who mend records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from records import catalogue
from search_index.catalogue_files import CatalogueError
from search_index.importers.base import ImportFailed
from search_index.importers.formats import READERS, detect
from search_index.importers.reading import load_reading
from server import quality
from server.importing import today


class Command(BaseCommand):
    help = "Print doubts by kind, of a file or of what is in force; write the list."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, nargs="?", help="a file not imported")
        parser.add_argument("--format", choices=sorted(READERS))
        parser.add_argument("--out", type=Path, help="where to write the list")

    def handle(self, *args: Any, **options: Any) -> None:
        out = options["out"] or settings.ASSISTANT_HOME / "catalogue_check.tsv"
        call_command("migrate", verbosity=0)
        try:
            reading = load_reading(settings.CATALOGUE_DIR)
            if path := options["path"]:
                form = options["format"] or detect(path)
                doubts = quality.doubts_in_file(path, form, reading, today())
            else:
                doubts = quality.doubts_in_force(today(), reading.words)
        except (ImportFailed, CatalogueError) as exc:
            raise CommandError(str(exc)) from exc
        for flag, count in quality.counts(doubts).items():
            kind = reading.words.flags[flag]
            self.stdout.write(f"{count:6,}  {flag} ({kind.severity}, {kind.field})")
            self.stdout.write(f"        {kind.rule}")
        quality.write_list(doubts, out)
        concerned = len({doubt.procedure for doubt in doubts})
        self.stdout.write(f"{len(doubts):,} doubts about {concerned:,} records: {out}")
        checked, held = catalogue.check_coverage(today())
        if held:
            share = 100 * checked / held
            self.stdout.write(
                f"checked by a person: {checked:,} of {held:,} in force ({share:.1f} %)"
            )
