"""Records of JSON in any of the shapes in which people hand them over.

One record in a file, an array, or a record a line; each as it is or inside the answer
of the interface it came from (`{"code": "OK", "data": …}`, `{"error_code": 0,
"result": …}`); gzipped or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from search_index.importers.base import MAX_RECORD_BYTES, ImportFailed
from search_index.importers.lines import (
    BYTE_ORDER_MARK,
    UNREADABLE,
    decoded,
    json_lines,
    opened,
)

T = TypeVar("T")
# A whole array stands in memory; a province's catalogue is 45 MB of details.
MAX_WHOLE = 200 * 1024 * 1024
NO_ERROR = frozenset({"OK", "0", "None"})


class _Answer(msgspec.Struct):
    code: str | int | None = None
    error_code: str | int | None = None
    data: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    result: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    items: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


ANSWER = msgspec.json.Decoder(_Answer)
ARRAY = msgspec.json.Decoder(list[msgspec.Raw])
RAW = msgspec.json.Decoder(msgspec.Raw)


def json_records(file: Path, kind: type[T]) -> Iterator[tuple[int, T]]:
    """Yield (row, value) for each record of *file*; rows from 1.

    Raises:
        ImportFailed: if the file cannot be read, is no JSON, holds an error answer, a
            record that is no *kind*, or none at all; names row and field.
    """
    decoder = msgspec.json.Decoder(kind)
    if _is_lines(file):
        for row, line in json_lines(file, msgspec.Raw):
            for raw in _unwrapped(file, line, row):
                yield row, _record(file, decoder, raw, row)
        return
    whole = _read(file, MAX_WHOLE + 1)
    if len(whole) > MAX_WHOLE:
        raise ImportFailed(file, f"larger than {MAX_WHOLE:,} bytes")
    if not whole.strip():
        raise ImportFailed(file, "is empty")
    row = 0
    for raw in _unwrapped(file, decoded(file, RAW, whole, 1), 1):
        row += 1
        yield row, _record(file, decoder, raw, row)
    if not row:
        raise ImportFailed(file, "holds no record")


def _read(file: Path, limit: int, *, line: bool = False) -> bytes:
    try:
        with opened(file) as stream:
            data = stream.readline(limit) if line else stream.read(limit)
    except UNREADABLE as exc:
        raise ImportFailed(file, f"cannot be read: {exc}") from exc
    return data.removeprefix(BYTE_ORDER_MARK)


def _is_lines(file: Path) -> bool:
    """Tell whether the first line is an object of its own."""
    first = _read(file, MAX_RECORD_BYTES + 1, line=True)
    if not first.lstrip().startswith(b"{"):
        return False
    try:
        RAW.decode(first)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def _unwrapped(file: Path, raw: msgspec.Raw, row: int) -> Iterator[msgspec.Raw]:
    """Yield the records in *raw*: itself, those of an array, those of an answer."""
    if bytes(raw).lstrip().startswith(b"["):
        for one in decoded(file, ARRAY, raw, row):
            yield from _unwrapped(file, one, row)
        return
    try:
        answer = ANSWER.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        # Not the envelope's types: then the record itself says what is wrong.
        yield raw
        return
    inner = answer.data if answer.data is not msgspec.UNSET else answer.result
    if answer.items is not msgspec.UNSET:
        raise ImportFailed(file, "is a list of names, not of details", row=row)
    if inner is msgspec.UNSET:
        if answer.error_code is not None:
            raise ImportFailed(file, f"is the error {answer.error_code}", row=row)
        yield raw
        return
    status = answer.code if answer.data is not msgspec.UNSET else answer.error_code
    if str(status) not in NO_ERROR:
        raise ImportFailed(file, f"is the error answer {status}", row=row)
    yield from _unwrapped(file, inner, row)


def _record(
    file: Path, decoder: msgspec.json.Decoder[T], raw: msgspec.Raw, row: int
) -> T:
    if len(bytes(raw)) > MAX_RECORD_BYTES:
        raise ImportFailed(file, f"larger than {MAX_RECORD_BYTES:,} bytes", row=row)
    return decoded(file, decoder, raw, row)
