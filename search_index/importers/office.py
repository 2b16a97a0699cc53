"""What no office file may carry: macros, and archives that blow up when unpacked."""

from __future__ import annotations

import zipfile
from pathlib import Path

from search_index.importers.base import ImportFailed

MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200
SMALL = 5 * 1024 * 1024


def refuse_dangerous(file: Path) -> None:
    """Look at the archive's directory before anything is unpacked.

    Raises:
        ImportFailed: if *file* is no archive, holds macros, or unpacks to more than
            an office file of a decision can be.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (OSError, zipfile.BadZipFile) as exc:
        raise ImportFailed(file, f"is no Word or Excel file: {exc}") from exc
    if any("vbaproject" in entry.filename.lower() for entry in entries):
        raise ImportFailed(file, "holds macros; save it without them")
    whole = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if whole > MAX_UNPACKED or (whole > SMALL and whole > MAX_RATIO * max(packed, 1)):
        raise ImportFailed(file, f"unpacks to {whole:,} bytes: not an office document")
