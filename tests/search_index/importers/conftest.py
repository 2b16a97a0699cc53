"""What the readers' tests share: the words, and files written on the spot."""

from __future__ import annotations

import gzip
import json

import pytest

from search_index.importers.words import load_import_words


@pytest.fixture(scope="session")
def words(catalogue):
    return load_import_words(catalogue / "import.yml")


@pytest.fixture
def as_json(tmp_path):
    """Write a value as a JSON file; bytes and text are written as they are."""

    def write(value, name="file.json"):
        file = tmp_path / name
        if not isinstance(value, bytes | str):
            value = json.dumps(value, ensure_ascii=False)
        file.write_bytes(value.encode() if isinstance(value, str) else value)
        return file

    return write


@pytest.fixture
def cut_gzip(tmp_path):
    """Write a gzip file that breaks off in the middle."""

    def write(text: str):
        file = tmp_path / "cut.jsonl.gz"
        packed = gzip.compress(text.encode() * 50)
        file.write_bytes(packed[: len(packed) // 2])
        return file

    return write
