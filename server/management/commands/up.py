"""Prepare everything and run all processes: what `make run` calls."""

from __future__ import annotations

import errno
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from server import children
from server.supervisor import PortTaken, Supervisor, refuse_taken_port


class Command(BaseCommand):
    help = "Migrate, index, train if needed, then run web, worker, rasa and actions."

    def handle(self, *args: Any, **options: Any) -> None:
        everything = children.everything()
        try:
            for child in everything:
                refuse_taken_port(child)
            call_command("migrate", interactive=False, verbosity=0)
            self.stdout.write("database: migrated")
            call_command("build_index", if_changed=True)
            call_command("train", if_changed=True)
            address = f"http://{settings.WEB_HOST}:{settings.WEB_PORT}/"
            supervisor = Supervisor(
                everything,
                children.environment(),
                str(settings.BASE_DIR),
                address,
                settings.DEATHS_PER_MINUTE,
            )
            sys.exit(supervisor.run())
        except PortTaken as exc:
            raise CommandError(str(exc)) from exc
        except OSError as exc:
            if exc.errno == errno.ENOSPC:
                home = settings.ASSISTANT_HOME
                raise CommandError(
                    f"The disk that holds {home} is full; free some space (about"
                    " 200 MB are needed) or set ASSISTANT_HOME to another disk."
                ) from exc
            raise
