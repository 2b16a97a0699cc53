"""The worker: whatever Rasa does, each message gets one answer or an honest word."""

import datetime as dt

import httpx
import pytest
from django.utils import timezone

from bot.gateway.rasa_client import RasaClient, RasaUnavailable
from bot.gateway.worker import Patience, Worker
from records import inbox
from records.models import Inbound, Outbound, Question, Turn

pytestmark = pytest.mark.django_db(transaction=True)
ANSWER = {
    "result": {
        "kind": "procedure", "status": "answered", "facets": ["fee"], "context": {"procedure": "a"},
        "parts": [{"kind": "text", "md": "8.000 đồng"}],
    }
}  # fmt: skip


def rasa(answer) -> RasaClient:
    seen = []

    def handler(request):
        seen.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    http = httpx.Client(transport=httpx.MockTransport(handler), base_url="http://x")
    client = RasaClient(http, "token")
    client.seen = seen
    return client


def arrived(text="lệ phí", seconds_ago=0, choice=None) -> Inbound:
    conversation = inbox.conversation_for("web", "k")
    when = timezone.now() - dt.timedelta(seconds=seconds_ago)
    inbox.accept(conversation, f"m{Inbound.objects.count()}", text, choice, when)
    return inbox.claim("w", timezone.now())


def worker(client) -> Worker:
    return Worker("w", client, Patience(patience=8, give_up=600), 1)


def test_an_answer():
    """Turn, reply and context are stored; the message is done."""
    worker(rasa(httpx.Response(200, json=ANSWER))).answer(arrived())

    turn = Turn.objects.get()
    assert (turn.status, turn.facets, Inbound.objects.get().state) == (
        "answered",
        ["fee"],
        "done",
    )
    assert turn.conversation.context == {"procedure": "a"}
    assert Outbound.objects.get().parts == ANSWER["result"]["parts"]


def test_personal_data_does_not_reach_rasa():
    """Phone and identity numbers are masked before anybody else sees them."""
    client = rasa(httpx.Response(200, json=ANSWER))
    worker(client).answer(arrived("số tôi 0900 000 000, cccd 022090000001"))
    body = client.seen[0].content.decode()

    assert "0900" not in body
    assert "022090000001" not in body


BROKEN = [
    pytest.param(httpx.Response(502, json={"error": "no answer"}), id="no-answer"),
    pytest.param(httpx.Response(401), id="wrong-token"),
    pytest.param(httpx.Response(200, text="<html>"), id="not-json"),
    pytest.param(
        httpx.Response(200, json={"result": {"kind": "x"}}), id="half-an-answer"
    ),
    pytest.param(httpx.ConnectError("down"), id="down"),
    pytest.param(httpx.ReadTimeout("slow"), id="slow"),
]


@pytest.mark.parametrize("answer", BROKEN)
def test_a_broken_neighbour(answer):
    """The message is kept and tried again; nothing is said at first."""
    worker(rasa(answer)).answer(arrived())

    inbound = Inbound.objects.get()
    assert (inbound.state, inbound.attempts, Outbound.objects.count()) == (
        "pending",
        1,
        0,
    )
    assert inbound.due_at > timezone.now() - dt.timedelta(seconds=1)


def test_patience_runs_out():
    """After some seconds the citizen is told once that the question is kept."""
    job = worker(rasa(httpx.ConnectError("down")))
    job.answer(arrived(seconds_ago=20))
    again = inbox.claim("w", timezone.now() + dt.timedelta(minutes=1))
    job.answer(again)

    assert [reply.final for reply in Outbound.objects.all()] == [False]
    assert Inbound.objects.get().attempts == 2


def test_then_the_answer_comes():
    """When the neighbour is back the answer follows the waiting notice."""
    worker(rasa(httpx.ConnectError("down"))).answer(arrived(seconds_ago=20))
    again = inbox.claim("w", timezone.now() + dt.timedelta(minutes=1))
    worker(rasa(httpx.Response(200, json=ANSWER))).answer(again)

    assert [reply.final for reply in Outbound.objects.order_by("pk")] == [False, True]


def test_giving_up_is_told_and_passed_on():
    """After ten minutes staff have the question and the citizen knows."""
    inbound = arrived(seconds_ago=700)
    inbound.attempts = 6
    worker(rasa(httpx.ConnectError("down"))).answer(inbound)

    assert (Turn.objects.get().status, Inbound.objects.get().state) == ("error", "done")
    assert Question.objects.get().reason == "no_turn"
    assert "cán bộ" in Outbound.objects.get().parts[0]["md"]


def test_after_a_long_stop_messages_are_still_tried():
    """A message that waited while everything was off is not given up at once."""
    worker(rasa(httpx.ConnectError("down"))).answer(arrived(seconds_ago=7000))

    assert Inbound.objects.get().state == "pending"


def test_the_client_raises_only_its_own():
    """Whatever goes wrong is RasaUnavailable."""
    with pytest.raises(RasaUnavailable):
        rasa(httpx.ReadError("cut")).turn("c", "m", "t", {})
    assert not rasa(httpx.ConnectError("down")).is_ready()
