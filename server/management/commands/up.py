"""Prepare everything and run all processes: what `make run` calls."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from server import children
from server.midnight import rebuild_each_day
from server.supervisor import (
    DiskFull,
    PortTaken,
    Supervisor,
    refuse_full_disk,
    refuse_taken_port,
)


class Command(BaseCommand):
    help = "Migrate, index, train if needed, then run web, worker, rasa and actions."

    def handle(self, *args: Any, **options: Any) -> None:
        everything = children.everything()
        try:
            refuse_full_disk(settings.ASSISTANT_HOME)
            for child in everything:
                refuse_taken_port(child)
            call_command("migrate", interactive=False, verbosity=0)
            self.stdout.write("database: migrated")
            call_command("build_index", if_changed=True)
            call_command("train", if_changed=True)
            rebuild_each_day(
                settings.BASE_DIR, settings.ASSISTANT_HOME / "logs" / "index.log"
            )
            address = f"http://{settings.WEB_HOST}:{settings.WEB_PORT}/"
            supervisor = Supervisor(
                everything,
                children.environment(),
                str(settings.BASE_DIR),
                address,
                settings.DEATHS_IN_A_ROW,
            )
            sys.exit(supervisor.run())
        except (PortTaken, DiskFull) as exc:
            raise CommandError(str(exc)) from exc
