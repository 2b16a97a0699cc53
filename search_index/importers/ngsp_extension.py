"""What the sharing platform's shape has no place for, in an object under our own key.

The extension holds the fields that a reading of the shape alone would not give back,
and a digest of the parts that they stand beside. Where another system has changed
such a part since, its value counts and ours is dropped: nobody's later correction is
undone by an older copy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from search_index.catalogue_files import error_parts
from search_index.importers.base import WrongField
from search_index.importers.ngsp_shape import KEYS, SharedProcedure
from search_index.procedure import FieldText, Procedure, QualityFlag

VERSION = 1
# The parts of the shape that tell a field; a field that is not here has none.
BESIDE: Mapping[str, tuple[str, ...]] = {
    "id": ("code",),
    "code": ("code",),
    "name": ("name",),
    "sector": ("sectors",),
    "agency": ("agencies",),
    "levels": ("levels",),
    "asked_by": ("asked_by", "subjects"),
    "cases": ("channels", "papers"),
    "submission_methods": ("channels", "online"),
    "receiving_places": ("places",),
    "steps": ("steps",),
    "outcome": ("outcome",),
    "conditions": ("conditions",),
    "legal_basis": ("laws",),
    "decision": ("decision",),
    # Fields that flags and texts speak of.
    "requirements": ("papers",),
    "processing_times": ("channels",),
    "fees": ("channels",),
}
About = TypeVar("About", FieldText, QualityFlag)


class _Extension(msgspec.Struct, forbid_unknown_fields=True):
    version: int
    fields: dict[str, Any]
    beside: dict[str, str]


def extension(
    procedure: Procedure, plain: Procedure, shared: SharedProcedure
) -> dict[str, object]:
    """Return what makes *procedure* of *plain*, the reading of *shared* alone."""
    fields = {
        name: msgspec.to_builtins(value)
        for name in Procedure.__struct_fields__
        if (value := getattr(procedure, name)) != getattr(plain, name)
    }
    parts = {part for names in BESIDE.values() for part in names}
    return {
        "version": VERSION,
        "fields": fields,
        "beside": {KEYS[part]: _digest(shared, part) for part in sorted(parts)},
    }


def extended(plain: Procedure, shared: SharedProcedure) -> Procedure:
    """Return *plain* with the fields of the extension of *shared*, if it has one.

    Raises:
        WrongField: if the extension is none of ours.
    """
    if shared.extension is None:
        return plain
    try:
        ours = msgspec.convert(shared.extension, _Extension)
        if ours.version != VERSION:
            raise WrongField(KEYS["extension"], f"version {ours.version} is unknown")
        changed = {
            part
            for names in BESIDE.values()
            for part in names
            if ours.beside.get(KEYS[part]) != _digest(shared, part)
        }
        kept = {
            name: value
            for name, value in ours.fields.items()
            if changed.isdisjoint(BESIDE.get(name, ()))
        }
        whole = msgspec.convert({**msgspec.to_builtins(plain), **kept}, Procedure)
    except msgspec.ValidationError as exc:
        reason, field = error_parts(exc)
        raise WrongField(f"{KEYS['extension']}.{field}".rstrip("."), reason) from exc
    if not changed:
        return whole
    return msgspec.structs.replace(
        whole,
        texts=_about(whole.texts, plain.texts, changed),
        flags=_about(whole.flags, plain.flags, changed),
    )


def _about(
    ours: tuple[About, ...], plain: tuple[About, ...], changed: set[str]
) -> tuple[About, ...]:
    """Return ours about fields that are as they were, the reading's about others."""
    found: list[About] = []
    for items, whether_changed in ((ours, False), (plain, True)):
        for one in items:
            if whether_changed != changed.isdisjoint(BESIDE.get(one.field, ())):
                found.append(one)  # noqa: PERF401 mypy cannot type the other way
    return tuple(found)


def _digest(shared: SharedProcedure, part: str) -> str:
    told = msgspec.json.encode(getattr(shared, part))
    return hashlib.sha256(told).hexdigest()[:16]
