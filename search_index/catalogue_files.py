"""Read the catalogue's own files: YAML into typed records, tables into values.

A wrong value raises `CatalogueError`, which names the file, the procedure and the
field, so that a clerk can mend it; nothing half-read is ever returned.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from search_index.procedure import Procedure

T = TypeVar("T")
AT = re.compile(r"(?P<reason>.*?)(?: - at `\$(?P<path>.*)`)?", re.DOTALL)


class CatalogueError(Exception):
    """A catalogue file cannot be used; says which file, procedure and field."""

    def __init__(
        self, file: Path, reason: str, procedure: str = "", field: str = ""
    ) -> None:
        """Keep the parts for those who show them one by one."""
        self.file, self.reason = file, reason
        self.procedure, self.field = procedure, field
        where = [str(file)]
        if procedure:
            where.append(f"procedure {procedure}")
        if field:
            where.append(f"field {field}")
        super().__init__(f"{', '.join(where)}: {reason}")


def load_yaml(file: Path) -> Any:
    """Return what *file* holds; refuse text that is not NFC or not YAML.

    Raises:
        CatalogueError: if the file cannot be read, is not UTF-8, NFC or YAML.
    """
    try:
        return YAML(typ="safe").load(_read_text(file))
    except YAMLError as exc:
        raise CatalogueError(file, f"is not YAML: {exc}") from exc


def read_tables(
    folder: Path, columns: Sequence[str], optional: Sequence[str] = ()
) -> Iterator[tuple[Path, int, list[str]]]:
    """Yield file, line number and values of each line of the tables in *folder*.

    Tables are `*.tsv` without a head; lines that start with # are remarks. A missing
    folder has none. Only *optional* columns may be empty.

    Raises:
        CatalogueError: at the first line without these *columns*; names file and line.
    """
    for file in sorted(folder.glob("*.tsv")):
        for number, line in enumerate(_read_text(file).splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            values = line.split("\t")
            if len(values) != len(columns) or not all(
                value.strip() or name in optional
                for name, value in zip(columns, values, strict=True)
            ):
                form = "<TAB>".join(columns)
                raise CatalogueError(file, f"is not `{form}`", field=f"line {number}")
            yield file, number, values


def _read_text(file: Path) -> str:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise CatalogueError(file, f"cannot be read: {exc}") from exc
    if not unicodedata.is_normalized("NFC", text):
        raise CatalogueError(file, "text is not in Unicode NFC")
    return text


def load_typed(file: Path, kind: type[T]) -> T:
    """Return what *file* holds as a *kind*.

    Raises:
        CatalogueError: if it holds something else; names the place.
    """
    content = load_yaml(file)
    try:
        return msgspec.convert(content, kind)
    except msgspec.ValidationError as exc:
        reason, path = error_parts(exc)
        raise CatalogueError(file, reason, field=path) from exc


def error_parts(exc: msgspec.ValidationError) -> tuple[str, str]:
    """Return the reason and the path of the field from msgspec's message."""
    found = AT.fullmatch(str(exc))
    if found is None:
        return str(exc), ""
    return found["reason"], (found["path"] or "").lstrip(".")


def load_procedures(path: Path) -> list[Procedure]:
    """Return all procedures of a folder or of one file, in the order of the lines.

    Raises:
        CatalogueError: at the first file, procedure and field that is wrong, also
            when two records share an id or a code, or when there is no record.
    """
    procedures: list[Procedure] = []
    seen: dict[str, str] = {}
    for file in sorted(path.glob("*.yml")) if path.is_dir() else [path]:
        for procedure in _read_file(file):
            for key in filter(None, (procedure.id, procedure.code)):
                if key in seen:
                    raise CatalogueError(
                        file, f"{key} already stands in {seen[key]}", procedure.id, "id"
                    )
                seen[key] = f"{file.name}, procedure {procedure.id}"
            procedures.append(procedure)
    if not procedures:
        raise CatalogueError(path, "holds no procedure")
    return procedures


def _read_file(file: Path) -> Iterator[Procedure]:
    content = load_yaml(file)
    if not isinstance(content, dict) or set(content) != {"sector", "procedures"}:
        raise CatalogueError(file, "must hold `sector` and `procedures`, nothing else")
    records = content["procedures"]
    if not isinstance(records, list):
        raise CatalogueError(file, "`procedures` must be a list")
    for number, fields in enumerate(records, 1):
        name, record = f"number {number}", fields
        if isinstance(fields, dict):
            name = str(fields.get("id") or fields.get("name") or name)
            record = {"sector": content["sector"], **fields}
        try:
            procedure = msgspec.convert(record, Procedure)
        except msgspec.ValidationError as exc:
            reason, path = error_parts(exc)
            raise CatalogueError(file, reason, name, path or "record") from exc
        if not procedure.cases:
            raise CatalogueError(file, "has no case", procedure.id, "cases")
        yield procedure
