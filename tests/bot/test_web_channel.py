"""The web chat's door: durable before acknowledged, and no way in but its own."""

import json
import uuid

import pytest
from django.test import AsyncClient, Client
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels import web
from bot.channels.base import Arrived, BadMessage, plain_text, pseudonym
from records.models import Conversation, Inbound

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def citizen():
    client = Client()
    assert client.post("/api/chat/session").status_code == 200
    return client


def send(client, **body):
    return client.post(
        "/api/chat/messages", json.dumps(body), content_type="application/json"
    )


def test_a_message_is_stored_before_it_is_acknowledged(citizen):
    """202 means that the words are in the database."""
    answer = send(citizen, id=str(uuid.uuid4()), text="xin chào")

    assert (answer.status_code, answer.json()["new"]) == (202, True)
    assert Inbound.objects.get().text == "xin chào"


def test_sent_twice_stored_once(citizen):
    """A browser that repeats itself is acknowledged and changes nothing."""
    name = str(uuid.uuid4())
    first, again = (send(citizen, id=name, text="a").json()["new"] for _ in range(2))

    assert (first, again, Inbound.objects.count()) == (True, False, 1)


@pytest.mark.parametrize(
    "body",
    [
        {}, {"id": "short", "text": "a"}, {"id": "a" * 65, "text": "a"},
        {"id": "abcdefgh", "text": 5}, {"id": "abcdefgh"}, {"id": "abcdefgh", "choice": 1},
        {"id": "abcdefgh", "choice": [1, 0]}, {"id": "abcdefgh", "choice": [-1, 0]},
        {"id": "ab cd/../../x", "text": "a"}, [], 5,
    ],
)  # fmt: skip
def test_bad_bodies(citizen, body):
    """What is no message gets 400 and a reason; nothing is stored."""
    answer = citizen.post(
        "/api/chat/messages", json.dumps(body), content_type="application/json"
    )

    assert (answer.status_code, Inbound.objects.count()) == (400, 0)
    assert answer.json()["error"]


def test_too_large_a_body(citizen):
    """A body over the limit is refused, not read."""
    answer = citizen.post(
        "/api/chat/messages",
        b'{"id": "' + b"a" * 400_000,
        content_type="application/json",
    )

    assert answer.status_code in (400, 413)


def test_hundred_thousand_characters(citizen):
    """A very long message is kept as far as it matters."""
    answer = send(citizen, id="abcdefgh", text="giấy " * 20_000)

    assert answer.status_code == 202
    assert len(Inbound.objects.get().text) == 4000


def test_no_session_no_entry():
    """Without a cookie of ours there is nothing to write to or read from."""
    stranger = Client()
    forged = Client()
    forged.cookies[web.COOKIE] = "abc:def:ghi"

    for client in (stranger, forged):
        assert send(client, id="abcdefgh", text="a").status_code == 401
        assert client.get("/api/chat/history").status_code == 401
        assert client.get("/api/chat/events").status_code == 401


def test_foreign_pages_are_refused(citizen):
    """Another site's page cannot write with a citizen's cookie."""
    answer = citizen.post(
        "/api/chat/messages",
        json.dumps({"id": "abcdefgh", "text": "a"}),
        content_type="application/json",
        headers={"Origin": "https://evil.example"},
    )

    assert (answer.status_code, Inbound.objects.count()) == (403, 0)


def test_the_cookie_is_closed_to_scripts(citizen):
    """The session cookie is HttpOnly and SameSite."""
    cookie = citizen.cookies[web.COOKIE]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_addresses_are_not_stored(citizen):
    """The database holds a keyed hash, never the address in the cookie."""
    address = web.read_session(citizen.cookies[web.COOKIE].value)
    key = Conversation.objects.get().key

    assert address not in key
    assert key == pseudonym(
        __import__("django.conf").conf.settings.PSEUDONYM_KEY, "web", address
    )


def test_headers(citizen):
    """Pages come with a strict policy and without sniffing or framing."""
    answer = citizen.get("/")

    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"


async def test_events_resume(citizen):
    """The stream starts after the last event that the browser saw."""
    from asgiref.sync import sync_to_async

    from records.models import Outbound

    conversation = await sync_to_async(Conversation.objects.get)()
    rows = [
        await sync_to_async(Outbound.objects.create)(
            conversation=conversation,
            parts=[{"kind": "text", "md": str(n)}],
            created_at="2026-11-24T08:00:00Z",
        )
        for n in range(3)
    ]
    client = AsyncClient()
    client.cookies = citizen.cookies
    answer = await client.get(
        "/api/chat/events", headers={"Last-Event-ID": str(rows[0].pk)}
    )
    stream = aiter(answer.streaming_content)
    chunks = [(await anext(stream)).decode() for _ in range(3)]
    await stream.aclose()

    assert f"id: {rows[1].pk}\n" in chunks[1]
    assert f"id: {rows[2].pk}\n" in chunks[2]


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(lambda t: t.encode("utf-8", "surrogatepass"))
)
def test_any_bytes(body):
    """Whatever arrives is a message or a BadMessage, never another exception."""
    try:
        assert isinstance(web.parse(body), Arrived)
    except BadMessage:
        pass


def test_plain_text():
    """A reply reads well without markup."""
    parts = [
        {"kind": "text", "md": "**Lệ phí**\n• 8.000 đồng"},
        {"kind": "card", "title": "T", "rows": [["Mã", "1.001193"]]},
        {"kind": "link", "title": "Xem", "url": "https://x.vn"},
        {"kind": "choices", "items": [{"title": "A"}, {"title": "B"}]},
    ]

    assert plain_text(parts) == (
        "Lệ phí\n• 8.000 đồng\n\nMã: 1.001193\n\nXem: https://x.vn\n\n1. A\n2. B"
    )
