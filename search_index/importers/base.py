"""What all readers share: the clear error, and text made clean at the door."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from search_index.procedure import Procedure

# A text of a record is a page, not a book: the longest of the national file's fields
# has 68,000 characters. A cell of 40 MB is an accident or an attack.
MAX_TEXT = 200_000
MAX_RECORD_BYTES = 4_000_000
TAG = re.compile(r"</?[a-zA-Z][^<>]{0,400}>|<!--.*?-->", re.DOTALL)
ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,6});", re.IGNORECASE)
# Controls, marks that belong to no letter, joiners, direction marks, private use.
HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u0300-\u036f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ue000-\uf8ff\ud800-\udfff]"
)
BLANKS = re.compile(r"[^\S\n]+")
LINES = re.compile(r"\s*\n\s*")

Reader = Callable[[Path], Iterator[Procedure]]


class ImportFailed(Exception):
    """A file cannot be imported; says which file, row and field. Nothing changed."""

    def __init__(
        self, file: Path, reason: str, *, row: object = None, field: str = ""
    ) -> None:
        """Keep the parts for those who show them one by one."""
        self.file, self.reason, self.row, self.field = file, reason, row, field
        where = [file.name]
        if row is not None:
            where.append(f"row {row}")
        if field:
            where.append(f"field {field}")
        super().__init__(f"{', '.join(where)}: {reason}")


def clean(text: str) -> str:
    """Return *text* in NFC without markup, control characters and doubled blanks.

    Line breaks stay. Every character has one folded counterpart, so that a pattern
    found in the folded text stands at the same place in the clean one.
    """
    text = unicodedata.normalize("NFC", text)
    if "<" in text:
        text = TAG.sub(" ", text)
    if "&" in text and ENTITY.search(text):
        text = html.unescape(text)
    text = HIDDEN.sub("", BLANKS.sub(" ", text))
    return LINES.sub("\n", text).strip()


def one_line(text: str) -> str:
    """Return *text* clean and on one line."""
    return clean(text).replace("\n", " ")
