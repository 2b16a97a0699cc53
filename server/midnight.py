"""At each new day the index is built anew: decisions begin and end to hold then.

A day is the Centre's, Asia/Ho_Chi_Minh. Where no supervisor of ours runs, a timer of
the system runs `manage.py build_index --if-changed` instead (docs/operations.md).
"""

from __future__ import annotations

import datetime
import subprocess
import sys
import threading
from pathlib import Path

from vietnamese.working_days import TIME_ZONE

# A little later: nobody waits for it, and clocks differ.
AFTER_MIDNIGHT = datetime.timedelta(minutes=1)


def seconds_until_new_day(now: datetime.datetime) -> float:
    """Return how long it is from *now* (with a zone) to the next day's first minute."""
    here = now.astimezone(TIME_ZONE)
    midnight = datetime.datetime.combine(
        here.date() + datetime.timedelta(days=1), datetime.time(), TIME_ZONE
    )
    return (midnight + AFTER_MIDNIGHT - here).total_seconds()


def rebuild_each_day(root: Path, log: Path) -> threading.Thread:
    """Start a thread that builds the index at each new day; it ends with us."""
    thread = threading.Thread(target=_loop, args=(root, log), daemon=True)
    thread.start()
    return thread


def _loop(root: Path, log: Path) -> None:
    never = threading.Event()
    while True:
        never.wait(seconds_until_new_day(datetime.datetime.now(datetime.UTC)))
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as stream:
            subprocess.run(
                [sys.executable, "manage.py", "build_index", "--if-changed"],
                cwd=root,
                stdout=stream,
                stderr=subprocess.STDOUT,
                check=False,
            )
