"""What changed between two states of a record, field by field."""

from __future__ import annotations

import enum
import hashlib
from typing import Any

import msgspec

from search_index.procedure import Procedure

# Where a record came from and when is not what it says.
NOT_COMPARED = frozenset({"origin", "source_url", "checked_on"})


class Change(enum.StrEnum):
    """What an import does to a procedure."""

    NEW = "new"
    CHANGED = "changed"
    ABOLISHED = "abolished"
    UNCHANGED = "unchanged"


class FieldChange(msgspec.Struct, frozen=True):
    """One field before and after, as plain values (lists, dicts, texts, numbers)."""

    field: str
    before: Any
    after: Any


def encode(procedure: Procedure) -> bytes:
    """Return *procedure* as JSON, always the same for the same record."""
    return msgspec.json.encode(procedure, order="deterministic")


def decode(content: bytes) -> Procedure:
    """Return the record that `encode` wrote.

    Raises:
        msgspec.ValidationError: if it was written by an incompatible version.
    """
    return msgspec.json.decode(content, type=Procedure)


def digest(procedure: Procedure) -> str:
    """Return what tells this state of the record from others."""
    return hashlib.sha256(encode(procedure)).hexdigest()[:24]


def differences(before: Procedure | None, after: Procedure) -> list[FieldChange]:
    """Return the fields that differ, in the order of the record."""
    new = msgspec.to_builtins(after)
    old = {} if before is None else msgspec.to_builtins(before)
    return [
        FieldChange(name, old.get(name), new.get(name))
        for name in Procedure.__struct_fields__
        if name not in NOT_COMPARED and old.get(name) != new.get(name)
    ]


def kind_of(before: Procedure | None, after: Procedure) -> Change:
    """Return what the step from *before* to *after* is."""
    if after.abolished_on is not None and (
        before is None or before.abolished_on != after.abolished_on
    ):
        return Change.ABOLISHED
    if before is None:
        return Change.NEW
    return Change.CHANGED if differences(before, after) else Change.UNCHANGED
