"""Secrets, generated once into `ASSISTANT_HOME` and never anywhere else."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

NAMES = ("DJANGO_SECRET_KEY", "RASA_CHANNEL_TOKEN", "PSEUDONYM_KEY")


def load_or_create(home: Path) -> dict[str, str]:
    """Return the secrets of *home*; make those that are missing.

    The file is readable by its owner only. It is created in one step, so two
    processes that start at once end up with the same secrets.
    """
    file = home / "secrets.env"
    home.mkdir(parents=True, exist_ok=True)
    known = _read(file)
    if set(NAMES) <= set(known):
        return known
    known = {name: known.get(name) or secrets.token_urlsafe(48) for name in NAMES}
    draft = home / f"secrets.{os.getpid()}.tmp"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.writelines(f"{name}={value}\n" for name, value in known.items())
    try:
        if file.exists():
            draft.replace(file)
        else:
            os.link(draft, file)  # fails if somebody else was first
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
    return _read(file)


def _read(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    lines = file.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)
