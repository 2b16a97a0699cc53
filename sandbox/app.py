"""The sandbox of the centre API, dialect "simple" (actions/centre_api.py).

Dates are relative to today, so that the same code always tells the same story.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

TIME_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DOSSIERS = Path(__file__).parent / "dossiers.json"


class Dossier(msgspec.Struct):
    """An invented dossier; dates are days from today."""

    code: str
    status: str
    unit: str
    received_days: int | None = None
    due_days: int | None = None


def load(file: Path) -> dict[str, Dossier]:
    """Return the dossiers of *file* by code."""
    dossiers = msgspec.json.decode(file.read_bytes(), type=list[Dossier])
    return {dossier.code: dossier for dossier in dossiers}


known = load(DOSSIERS)


async def dossier(request: Request) -> JSONResponse:
    """Return one dossier as a code alone may show it."""
    found = known.get(request.path_params["code"].upper())
    if found is None:
        return JSONResponse({"error": "not found"}, status_code=404)
    return JSONResponse(
        {
            "code": found.code,
            "status": found.status,
            "received_on": _day(found.received_days),
            "due_on": _day(found.due_days),
            "unit": found.unit,
            "sandbox": True,
        }
    )


async def health(request: Request) -> JSONResponse:
    """Say that the sandbox runs."""
    return JSONResponse({"ok": True, "sandbox": True})


def _day(offset: int | None) -> str | None:
    if offset is None:
        return None
    today = datetime.datetime.now(TIME_ZONE).date()
    return (today + datetime.timedelta(days=offset)).isoformat()


app = Starlette(
    routes=[Route("/dossiers/{code}", dossier), Route("/health", health)],
)
