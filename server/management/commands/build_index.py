"""Build the search index from the catalogue."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from search_index.builds import IndexRejected
from search_index.catalogue_files import CatalogueError
from search_index.engines.base import IndexNotBuilt
from search_index.engines.settings import BadSearchSettings
from search_index.reference import load_communes
from server.build import ensure_index
from server.cluster import cluster
from server.importing import today
from server.published import from_database
from server.report import write_report


class Command(BaseCommand):
    help = "Build the index beside the old one and put it in service."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-changed", action="store_true", help="only if the catalogue changed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            call_command("migrate", verbosity=0)
            build = ensure_index(
                from_database(settings.CATALOGUE_DIR, today()),
                settings.ENCODER_DIR,
                settings.INDEX_DIR,
                self.stdout.write,
                force=not options["if_changed"],
                cluster=cluster(),
            )
            communes = load_communes(settings.CATALOGUE_DIR / "communes.yml")
            write_report(build, communes, today())
        except BadSearchSettings as exc:
            raise CommandError(str(exc)) from exc
        except (CatalogueError, IndexRejected, IndexNotBuilt) as exc:
            kept = (settings.INDEX_DIR / "current").exists()
            state = "The old index stays in service." if kept else "There is no index."
            raise CommandError(f"{exc}\n{state}") from exc
