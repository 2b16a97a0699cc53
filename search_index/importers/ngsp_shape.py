"""A procedure as provinces exchange it over the national sharing platform (NGSP).

The shape of `LayThuTuc`: what `LayDanhSachTTHC` lists, in full. Systems write numbers
as text or as numbers, and leave out or null what they do not have.
"""

from __future__ import annotations

import msgspec

from search_index.importers.base import Text

Loose = Text | int | float | None


class Shared(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of all parts; unknown keys are ignored."""


class Sector(Shared, frozen=True, rename={"code": "MALINHVUC", "name": "TENLINHVUC"}):
    """A sector."""

    name: Text | None = None
    code: Text | None = None


class Step(Shared, frozen=True, rename={"text": "TENTRINHTU"}):
    """One step in words."""

    text: Text | None = None


class StepCase(Shared, frozen=True, rename={"case": "TRUONGHOP", "steps": "TRINHTU"}):
    """The steps of one case."""

    case: Text | None = None
    steps: tuple[Step, ...] | None = None


class FeeEntry(
    Shared,
    frozen=True,
    rename={"amount": "SOTIEN", "currency": "DONVI", "note": "MOTA"},
):
    """A fee; 0 stands for "free" and for "nobody filled it in"."""

    amount: Loose = None
    currency: Text | None = None
    note: Text | None = None


class Duration(
    Shared,
    frozen=True,
    rename={
        "amount": "THOIGIANGIAIQUYET",
        "unit": "DONVITINH",
        "note": "MOTA",
        "fees": "PHILEPHI",
    },
):
    """A limit and the fees that go with it."""

    amount: Loose = None
    unit: Text | None = None
    note: Text | None = None
    fees: tuple[FeeEntry, ...] | None = None


class Channel(Shared, frozen=True, rename={"channel": "KENH", "durations": "THOIGIAN"}):
    """One channel: 1 in person, 2 online, 3 by post."""

    channel: Loose = None
    durations: tuple[Duration, ...] | None = None


class Paper(
    Shared,
    frozen=True,
    rename={
        "code": "MAGIAYTO",
        "name": "TENGIAYTO",
        "originals": "SOBANCHINH",
        "copies": "SOBANSAO",
        "form": "TENMAUDON",
        "url": "URL",
    },
):
    """One paper; `form` is the name of the form's file."""

    name: Text | None = None
    code: Text | None = None
    originals: Loose = None
    copies: Loose = None
    form: Text | None = None
    url: Text | None = None


class PaperCase(Shared, frozen=True, rename={"case": "TRUONGHOP", "papers": "GIAYTO"}):
    """The papers of one case."""

    case: Text | None = None
    papers: tuple[Paper, ...] | None = None


class Subject(
    Shared, frozen=True, rename={"code": "MADOITUONG", "name": "TENDOITUONG"}
):
    """Who may ask for it."""

    name: Text | None = None
    code: Text | None = None


class Outcome(Shared, frozen=True, rename={"code": "MAKETQUA", "name": "TENKETQUA"}):
    """What the citizen gets."""

    name: Text | None = None
    code: Text | None = None


class Law(Shared, frozen=True, rename={"number": "SOVANBAN", "title": "TENVANBAN"}):
    """A legal text."""

    number: Text | None = None
    title: Text | None = None


class Unit(Shared, frozen=True, rename={"code": "MADONVI", "name": "TENDONVI"}):
    """An agency."""

    name: Text | None = None
    code: Text | None = None


class Level(Shared, frozen=True, rename={"code": "CAPTHUCHIEN", "name": "TENCAP"}):
    """Who settles it: ministry, province, commune."""

    name: Text | None = None
    code: Loose = None


KEYS = {
    "code": "MATTHC",
    "name": "TENTTHC",
    "sectors": "LINHVUCTHUCHIEN",
    "steps": "TRINHTUTHUCHIEN",
    "channels": "CACHTHUCTHUCHIEN",
    "papers": "THANHPHANHOSO",
    "conditions": "YEUCAU",
    "asked_by": "MOTADOITUONGTHUCHIEN",
    "subjects": "DOITUONGTHUCHIEN",
    "outcome": "KETQUATHUCHIEN",
    "laws": "CANCUPHAPLY",
    "agencies": "COQUANTHUCHIEN",
    "places": "DIACHITIEPNHAN",
    "decision": "QUYETDINH",
    "levels": "CAPTHUCHIEN",
    "online": "MUCDO",
    "extension": "TROLY",
}


class SharedProcedure(Shared, frozen=True, rename=KEYS):
    """One procedure. `extension` is ours: what the shape has no place for."""

    name: Text
    code: Text | None = None
    sectors: tuple[Sector, ...] | None = None
    steps: tuple[StepCase, ...] | None = None
    channels: tuple[Channel, ...] | None = None
    papers: tuple[PaperCase, ...] | None = None
    conditions: Text | None = None
    asked_by: Text | None = None
    subjects: tuple[Subject, ...] | None = None
    outcome: tuple[Outcome, ...] | None = None
    laws: tuple[Law, ...] | None = None
    agencies: tuple[Unit, ...] | None = None
    places: Text | None = None
    decision: Text | None = None
    levels: tuple[Level, ...] | None = None
    online: Loose = None
    extension: dict[str, object] | None = None
