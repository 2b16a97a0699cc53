"""Lines of JSON, gzipped or not, one at a time: memory does not grow with the file."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

import msgspec

from search_index.importers.base import MAX_RECORD_BYTES, ImportFailed

T = TypeVar("T")
GZIP = b"\x1f\x8b"


def json_lines(file: Path, kind: type[T]) -> Iterator[tuple[int, T]]:
    """Yield (row, value) for each line of *file* that is not blank; rows from 1.

    Raises:
        ImportFailed: if the file cannot be read, is cut off, holds a line that is no
            *kind*, or one that is larger than a record can be (a zip bomb).
    """
    decoder = msgspec.json.Decoder(kind)
    row = 0
    try:
        with _open(file) as stream:
            while line := stream.readline(MAX_RECORD_BYTES + 1):
                row += 1
                if len(line) > MAX_RECORD_BYTES:
                    raise ImportFailed(
                        file, f"larger than {MAX_RECORD_BYTES:,} bytes", row=row
                    )
                if not line.strip():
                    continue
                try:
                    yield row, decoder.decode(line)
                except (msgspec.DecodeError, UnicodeDecodeError) as exc:
                    raise ImportFailed(file, f"is no record: {exc}", row=row) from exc
    except (OSError, EOFError, zlib.error) as exc:
        raise ImportFailed(file, f"cannot be read: {exc}", row=row + 1) from exc
    if row == 0:
        raise ImportFailed(file, "is empty")


def _open(file: Path) -> BinaryIO:
    with file.open("rb") as stream:
        packed = stream.read(2) == GZIP
    return cast("BinaryIO", gzip.open(file, "rb")) if packed else file.open("rb")
