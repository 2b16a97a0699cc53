"""Whatever the centre API does, the citizen gets one honest sentence."""

import httpx
import pytest

from actions.centre_api import (
    DossierClient,
    DossierNotFound,
    DossierServiceUnavailable,
    DossierStatus,
)
from actions.dossier_status import sentences

CODE = "H49.22-261105-0012"
GOOD = {"code": CODE, "status": "in_progress", "due_on": "2026-12-09", "sandbox": True}


def client(answer) -> DossierClient:
    def handler(request):
        if isinstance(answer, Exception):
            raise answer
        return answer

    return DossierClient(
        httpx.AsyncClient(transport=httpx.MockTransport(handler), base_url="http://x")
    )


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(httpx.Response(500), id="server-error"),
        pytest.param(httpx.Response(200, text="<html>"), id="not-json"),
        pytest.param(httpx.Response(200, json=[]), id="empty-list"),
        pytest.param(httpx.Response(200, json={"code": CODE}), id="no-status"),
        pytest.param(httpx.ConnectTimeout("slow"), id="timeout"),
    ],
)
async def test_broken_service(answer):
    """A broken service is never read as "no such dossier"."""
    with pytest.raises(DossierServiceUnavailable):
        await client(answer).fetch(CODE)


async def test_not_found():
    """404 is the one way to say that there is none."""
    with pytest.raises(DossierNotFound):
        await client(httpx.Response(404)).fetch(CODE)


async def test_found(wording):
    """Status, due date and sandbox mark are told; the code is not repeated whole."""
    dossier = await client(httpx.Response(200, json=GOOD)).fetch(CODE)
    text = "\n".join(sentences(dossier, wording))

    assert "09/12/2026" in text
    assert "THỬ NGHIỆM" in text
    assert CODE not in text


async def test_unknown_status_is_not_guessed(wording):
    """A status we do not know is said to be unknown."""
    answer = httpx.Response(200, json={**GOOD, "status": "18"})
    dossier = await client(answer).fetch(CODE)

    assert dossier.status is DossierStatus.UNKNOWN
    assert "chưa xác định" in "\n".join(sentences(dossier, wording))


def test_the_sandbox():
    """The sandbox answers in the same shape, and only for its own codes."""
    from starlette.testclient import TestClient

    from sandbox.app import app

    with TestClient(app) as http:
        found = http.get(f"/dossiers/{CODE}").json()
        missing = http.get("/dossiers/H49.22-261105-9999").status_code

    assert (found["sandbox"], missing) == (True, 404)
