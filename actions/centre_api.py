"""Ask the Centre where a dossier stands. Dialect "simple": ours, one GET by code.

    GET {CENTRE_API_URL}/dossiers/{code}
    200 {"code", "status", "received_on"?, "due_on"?, "unit"?, "sandbox"?}
    404 when there is no such dossier

Errors:

    DossierError
    ├── DossierNotFound             no dossier has this code
    └── DossierServiceUnavailable   no usable answer; asking again later may help
"""

from __future__ import annotations

import datetime
import enum

import httpx
import msgspec


class DossierError(Exception):
    """Base for everything that can go wrong when asking about a dossier."""


class DossierNotFound(DossierError):
    """No dossier has this code."""


class DossierServiceUnavailable(DossierError):
    """The service gave no usable answer; asking again later may help."""


class DossierStatus(enum.StrEnum):
    """Where a dossier stands; what we cannot read is `unknown`, never a guess."""

    REGISTERED = "registered"
    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    SUPPLEMENT = "supplement"
    PAYMENT = "payment"
    DONE = "done"
    RETURNED = "returned"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


class Dossier(msgspec.Struct, frozen=True):
    """What a code alone may tell: state, dates (Asia/Ho_Chi_Minh) and unit."""

    code: str
    status: DossierStatus
    received_on: datetime.date | None = None
    due_on: datetime.date | None = None
    unit: str | None = None
    sandbox: bool = False


class _Answer(msgspec.Struct):
    code: str
    status: str
    received_on: datetime.date | None = None
    due_on: datetime.date | None = None
    unit: str | None = None
    sandbox: bool = False


class DossierClient:
    """Looks dossiers up by code."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        """Ask through *http*, whose base address is the Centre's API."""
        self._http = http

    async def fetch(self, code: str) -> Dossier:
        """Return the dossier with this code.

        Raises:
            DossierNotFound: if there is none.
            DossierServiceUnavailable: for whatever else is not an answer.
        """
        try:
            response = await self._http.get(f"/dossiers/{code}")
            if response.status_code == httpx.codes.NOT_FOUND:
                raise DossierNotFound(code)
            response.raise_for_status()
            answer = msgspec.json.decode(response.content, type=_Answer)
        except (httpx.HTTPError, msgspec.DecodeError) as exc:
            raise DossierServiceUnavailable from exc
        try:
            status = DossierStatus(answer.status)
        except ValueError:
            status = DossierStatus.UNKNOWN
        return Dossier(
            code=answer.code,
            status=status,
            received_on=answer.received_on,
            due_on=answer.due_on,
            unit=answer.unit,
            sandbox=answer.sandbox,
        )
