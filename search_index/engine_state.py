"""Who answers searches, told by the process that searches to those that watch it.

A line in a file beside the builds: the action server writes it when it changes, the
web process shows it in `/healthz`.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

FILE = "engine.state"

log = logging.getLogger(__name__)


class EngineState:
    """Tells the state of the engine that searches builds in *folder*."""

    def __init__(self, folder: Path) -> None:
        """Write into *folder*; nothing is written yet."""
        self._file = folder / FILE
        self._told: str | None = None

    def tell(self, state: str) -> None:
        """Write *state* if it is news; a full disk is logged and fails nothing."""
        if state == self._told:
            return
        draft = self._file.with_suffix(f".{os.getpid()}")
        try:
            draft.write_text(state + "\n")
            draft.replace(self._file)
        except OSError as exc:
            log.warning("%s cannot be written: %s", self._file, exc.strerror)
            return
        self._told = state


def told_state(folder: Path) -> str | None:
    """Return what was told last about the builds in *folder*, or None if nothing."""
    try:
        return (folder / FILE).read_text().strip() or None
    except OSError:
        return None
