"""What an encoder was never taught, noted beside it for fair tests of others."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

FILE = "held_out.json"


class HeldOut(msgspec.Struct):
    """Codes of procedures whose questions, and messages that, were kept out.

    `elsewhere` are the names of other offices' procedures whose questions were.
    """

    codes: list[str]
    messages: list[str]
    elsewhere: list[str] = []


def write_held_out(
    folder: Path,
    codes: Iterable[str],
    messages: Iterable[str],
    elsewhere: Iterable[str],
) -> None:
    """Write the note into *folder*."""
    noted = HeldOut(sorted(codes), sorted(messages), sorted(elsewhere))
    (folder / FILE).write_bytes(msgspec.json.format(msgspec.json.encode(noted)))


def read_held_out(folder: Path) -> HeldOut:
    """Read the note in *folder*.

    Raises:
        OSError: if the encoder there was taught everything.
    """
    return msgspec.json.decode((folder / FILE).read_bytes(), type=HeldOut)
