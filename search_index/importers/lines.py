"""Lines of JSON, gzipped or not, one at a time: memory does not grow with the file."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

import msgspec

from search_index.catalogue_files import error_parts
from search_index.importers.base import MAX_RECORD_BYTES, ImportFailed

T = TypeVar("T")
GZIP = b"\x1f\x8b"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
UNREADABLE = (OSError, EOFError, zlib.error)


def json_lines(file: Path, kind: type[T]) -> Iterator[tuple[int, T]]:
    """Yield (row, value) for each line of *file* that is not blank; rows from 1.

    Raises:
        ImportFailed: if the file cannot be read, is cut off, holds a line that is no
            *kind*, or one that is larger than a record can be (a zip bomb).
    """
    decoder = msgspec.json.Decoder(kind)
    row = found = 0
    try:
        with opened(file) as stream:
            while line := stream.readline(MAX_RECORD_BYTES + 1):
                row += 1
                if len(line) > MAX_RECORD_BYTES:
                    raise ImportFailed(
                        file, f"larger than {MAX_RECORD_BYTES:,} bytes", row=row
                    )
                text = line.removeprefix(BYTE_ORDER_MARK) if row == 1 else line
                if text.strip():
                    found += 1
                    yield row, decoded(file, decoder, text, row)
    except UNREADABLE as exc:
        raise ImportFailed(file, f"cannot be read: {exc}", row=row + 1) from exc
    if not found:
        raise ImportFailed(file, "is empty")


def decoded(
    file: Path, decoder: msgspec.json.Decoder[T], data: bytes | msgspec.Raw, row: int
) -> T:
    """Return *data* as what *decoder* decodes.

    Raises:
        ImportFailed: if it is something else; names the field that is wrong.
    """
    try:
        return decoder.decode(data)
    except msgspec.ValidationError as exc:
        reason, field = error_parts(exc)
        raise ImportFailed(file, reason, row=row, field=field) from exc
    except (msgspec.DecodeError, UnicodeDecodeError) as exc:
        raise ImportFailed(file, f"is no JSON: {exc}", row=row) from exc
    except RecursionError as exc:
        raise ImportFailed(file, "is nested too deep", row=row) from exc


def opened(file: Path) -> BinaryIO:
    """Open *file* for reading, unpacked where it is gzipped; raises as `open` does."""
    with file.open("rb") as stream:
        packed = stream.read(len(GZIP)) == GZIP
    return cast("BinaryIO", gzip.open(file, "rb")) if packed else file.open("rb")
