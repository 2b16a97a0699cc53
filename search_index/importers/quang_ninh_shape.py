"""The province's land procedures as a JSON file, and the list of forms beside it.

Keys as the file names them: `capXa` holds the commune's procedures in full, `capTinh`
the province's with names and limits; `mucCon` are sub-rows.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from search_index.importers.base import ImportFailed, Text
from search_index.importers.json_records import json_records

FORMS_FILE = "tthc-mau-don.json"
Lines = tuple[Text, ...]


class ListedRow(
    msgspec.Struct,
    frozen=True,
    rename={"number": "stt", "name": "ten", "limit": "thoiHan"},
):
    """A row of the list: number, name, limit."""

    number: Text
    name: Text
    limit: Text = ""


class CommuneProcedure(
    msgspec.Struct,
    frozen=True,
    rename={
        "number": "stt",
        "name": "ten",
        "listed_limit": "thoiHanDanhMuc",
        "parts": "mucCon",
        "steps": "trinhTu",
        "papers": "hoSo",
        "limits": "thoiHan",
        "asked_by": "doiTuong",
        "agencies": "coQuan",
        "outcome": "ketQua",
        "fees": "phiLePhi",
        "forms": "tenMau",
        "conditions": "yeuCau",
        "laws": "canCu",
    },
):
    """A procedure in full. `listed_limit` stands in the list, `limits` in the annex."""

    number: Text
    name: Text
    listed_limit: Text = ""
    parts: tuple[ListedRow, ...] = ()
    steps: Lines = ()
    papers: Lines = ()
    limits: Lines = ()
    asked_by: Lines = ()
    agencies: Lines = ()
    outcome: Lines = ()
    fees: Lines = ()
    forms: Lines = ()
    conditions: Lines = ()
    laws: Lines = ()


class LandFile(
    msgspec.Struct,
    frozen=True,
    rename={
        "commune": "capXa",
        "province": "capTinh",
        "sector": "linhVuc",
        "places": "noiNop",
    },
):
    """The whole file."""

    commune: tuple[CommuneProcedure, ...]
    province: tuple[ListedRow, ...]
    sector: Text = ""
    places: Lines = ()


class ListedForm(
    msgspec.Struct,
    frozen=True,
    rename={"number": "so", "name": "ten", "filled_by": "aiDien"},
):
    """A form: "dan" fills it in, or "coquan"."""

    number: Text
    name: Text
    filled_by: Text


class FormsFile(msgspec.Struct, frozen=True, rename={"forms": "danhSach"}):
    """The list of forms."""

    forms: tuple[ListedForm, ...]


def load_land_file(file: Path) -> LandFile:
    """Return what *file* holds.

    Raises:
        ImportFailed: if it holds anything but one such object with procedures.
    """
    found = [land for _, land in json_records(file, LandFile)]
    if len(found) != 1:
        raise ImportFailed(file, f"holds {len(found)} lists instead of one")
    if not found[0].commune and not found[0].province:
        raise ImportFailed(file, "holds no procedure")
    return found[0]


def load_forms(file: Path) -> tuple[ListedForm, ...]:
    """Return the forms of the list beside *file*; none if there is no list.

    Raises:
        ImportFailed: if the list is something else.
    """
    beside = file.with_name(FORMS_FILE)
    if not beside.exists():
        return ()
    return tuple(
        form for _, one in json_records(beside, FormsFile) for form in one.forms
    )
