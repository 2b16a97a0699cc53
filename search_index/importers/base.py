"""What all readers share: the clear error, and text made clean at the door."""

from __future__ import annotations

import datetime
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import msgspec

from search_index.procedure import Procedure

# A text of a record is a page, not a book: the longest of the national file's fields
# has 68,000 characters. A cell of 40 MB is an accident or an attack.
MAX_TEXT = 200_000
MAX_RECORD_BYTES = 4_000_000
FIRST_DAY, LAST_DAY = datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)
Text = Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]
TAG = re.compile(r"</?[a-zA-Z][^<>]{0,400}>|<!--.*?-->", re.DOTALL)
ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,6});", re.IGNORECASE)
# Controls, marks that belong to no letter, joiners, direction marks, private use.
HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u0300-\u036f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ue000-\uf8ff\ud800-\udfff]"
)
BLANKS = re.compile(r"[^\S\n]+")
LINES = re.compile(r"\s*\n\s*")


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


class WrongField(ValueError):
    """A field of a record holds what it cannot; the reader adds file and row."""

    def __init__(self, field: str, reason: str) -> None:
        """Keep the field apart, so that an error can name it."""
        self.field = field
        super().__init__(reason)


def failed(file: Path, exc: ValueError, row: object, field: str) -> ImportFailed:
    """Return the error for a record that cannot be; *field* where *exc* names none."""
    return ImportFailed(file, str(exc), row=row, field=getattr(exc, "field", field))


def sane_day(day: datetime.date, field: str) -> datetime.date:
    """Return *day*.

    Raises:
        WrongField: if no procedure can be of that day (a wrong century, an epoch in
            the wrong unit).
    """
    if not FIRST_DAY <= day <= LAST_DAY:
        raise WrongField(field, f"{day} is not between {FIRST_DAY} and {LAST_DAY}")
    return day


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


def once_each(
    file: Path, rows: Iterable[tuple[object, Procedure]]
) -> Iterator[Procedure]:
    """Yield the records of *rows*, which are pairs of row and record, as they come.

    Raises:
        ImportFailed: at the second record with the same id or code.
    """
    seen: dict[str, object] = {}
    for row, procedure in rows:
        for field, key in (("code", procedure.code), ("id", procedure.id)):
            if key is not None and key in seen:
                raise ImportFailed(
                    file,
                    f"{key} already stands in row {seen[key]}",
                    row=row,
                    field=field,
                )
        for key in filter(None, (procedure.id, procedure.code)):
            seen[key] = row
        yield procedure
