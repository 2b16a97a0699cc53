"""Print what an office reports of its catalogue; write lists and the export."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from records.models import Check
from search_index.catalogue_files import CatalogueError
from search_index.importers.ngsp_write import write_ngsp
from search_index.importers.words import load_import_words
from search_index.procedure import Procedure
from search_index.reference import load_communes
from search_index.report import taken_by
from server.importing import today
from server.published import from_database
from server.report import Period, report

SECTORS_SHOWN = 15


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


class Command(BaseCommand):
    help = "Figures of the catalogue from one day to another (YYYY-MM-DD)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="first", type=_day)
        parser.add_argument("--to", dest="last", type=_day)
        parser.add_argument("--json", type=Path, help="write all figures here")
        parser.add_argument("--centre", help='list what one takes: code or "province"')
        parser.add_argument(
            "--export",
            type=Path,
            help="write checked records for the national database",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        last = options["last"] or today()
        period = Period(options["first"] or last.replace(month=1, day=1), last)
        if period.first > period.last:
            raise CommandError("--from is after --to.")
        try:
            procedures = from_database(settings.CATALOGUE_DIR, last).procedures()
            communes = load_communes(settings.CATALOGUE_DIR / "communes.yml")
        except CatalogueError as exc:
            raise CommandError(str(exc)) from exc
        if options["centre"]:
            self._list(procedures, options["centre"], last)
            return
        figures = report(procedures, communes, period)
        say = self.stdout.write
        say(f"{period.first} – {period.last}")
        say(f"in force: {figures.in_force:,}")
        for level, count in figures.by_level.items():
            say(f"  {count:6,}  {level}")
        say("by sector:")
        for sector, count in list(figures.by_sector.items())[:SECTORS_SHOWN]:
            say(f"  {count:6,}  {sector}")
        say("put in force by decision or file: new, amended, abolished")
        for line in figures.decisions:
            told = f"{line.new:5,} {line.changed:5,} {line.abolished:5,}"
            say(f"  {told}  {line.decision}")
        say("taken by Centre:")
        counts = [line.procedures for line in figures.centres[1:]]
        say(f"  {figures.centres[0].procedures:6,}  provincial")
        say(f"  {min(counts):,}–{max(counts):,}  each of {len(counts)} commune Centres")
        cut = figures.saved
        say(
            f"limits: {cut.shortened:,} of {cut.compared:,} compared are shortened,"
            f" {cut.statutory_days:g} to {cut.committed_days:g} days ({cut.share:.0%})"
        )
        say(f"checked by a person: {figures.checked:,}")
        if options["json"]:
            options["json"].write_bytes(
                msgspec.json.format(msgspec.json.encode(figures))
            )
        if options["export"]:
            self._export(procedures, period, options["export"])

    def _list(
        self, procedures: list[Procedure], centre: str, day: datetime.date
    ) -> None:
        for one in procedures:
            if one.in_force(day) and taken_by(one, centre):
                self.stdout.write(f"{one.code or one.id}\t{one.sector}\t{one.name}")

    def _export(self, procedures: list[Procedure], period: Period, file: Path) -> None:
        checked = set(
            Check.objects.filter(
                checked_at__date__gte=period.first, checked_at__date__lte=period.last
            ).values_list("revision__procedure", "revision__code")
        )
        keys = {key for pair in checked for key in pair if key}
        chosen = [one for one in procedures if {one.id, one.code} & keys]
        words = load_import_words(settings.CATALOGUE_DIR / "import.yml")
        with file.open("wb") as stream:
            stream.writelines(write_ngsp(chosen, words))
        self.stdout.write(f"{len(chosen):,} checked records written to {file}")
