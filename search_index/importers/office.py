"""What no office file may carry: macros, and archives that blow up when unpacked."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from search_index.importers.base import ImportFailed

MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200
SMALL = 5 * 1024 * 1024
# Visual Basic, and the macro sheets that came before it.
MACROS = re.compile(r"vbaproject|macrosheets/|dialogsheets/")
DOCUMENT_TYPE = b"<!DOCTYPE"
LOOKED_AT = 1024
# What zipfile raises for encrypted entries and unknown ways of packing.
ODD = (RuntimeError, NotImplementedError)


def refuse_dangerous(file: Path) -> None:
    """Look at the archive's directory before anything is unpacked.

    Raises:
        ImportFailed: if *file* is no archive, holds macros or entities, or unpacks to
            more than an office file of a decision can be.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _refuse_size(file, entries)
            types = {entry.filename: _beginning(archive, entry) for entry in entries}
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, *ODD) as exc:
        raise ImportFailed(file, f"is no Word or Excel file: {exc}") from exc
    for name, beginning in types.items():
        if MACROS.search(name.lower()):
            raise ImportFailed(file, "holds macros; save it without them")
        if DOCUMENT_TYPE in beginning.upper():
            # Entities that unfold to gigabytes; no office program writes any.
            raise ImportFailed(file, f"{name} declares a document type")


def _beginning(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as stream:
        return stream.read(LOOKED_AT)


def _refuse_size(file: Path, entries: list[zipfile.ZipInfo]) -> None:
    whole = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if whole > MAX_UNPACKED or (whole > SMALL and whole > MAX_RATIO * max(packed, 1)):
        raise ImportFailed(file, f"unpacks to {whole:,} bytes: not an office document")
