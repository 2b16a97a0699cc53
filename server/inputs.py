"""Has something changed since it was last built? A digest over files tells."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(paths: Iterable[Path], base: Path) -> str:
    """Return one digest over the names and contents of all files under *paths*."""
    total = hashlib.sha256()
    files = {
        file
        for path in paths
        for file in ([path] if path.is_file() else path.rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts
    }
    for file in sorted(files):
        name = file.relative_to(base) if file.is_relative_to(base) else file.name
        total.update(str(name).encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()[:16]
