"""Messages are stored once, claimed in order, answered once."""

import datetime as dt
import threading

import pytest
from django.db import connection

from records import inbox, outbox, turns
from records.models import Conversation, Inbound, Outbound, Question, Turn

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
RESULT = {
    "kind": "procedure", "status": "answered", "parts": [{"kind": "text", "md": "x"}],
    "context": {"procedure": "a"},
}  # fmt: skip


@pytest.fixture
def conversation():
    return inbox.conversation_for("web", "k1")


def test_a_message_arrives_once(conversation):
    """The same id from the same channel is stored once."""
    first = inbox.accept(conversation, "m1", "xin chào", None, NOW)
    again = inbox.accept(conversation, "m1", "khác", None, NOW)

    assert (first, again) == (True, False)
    assert Inbound.objects.get().text == "xin chào"


def test_order_within_a_conversation(conversation):
    """The second message waits until the first is answered; others do not."""
    other = inbox.conversation_for("web", "k2")
    for number, owner in ((1, conversation), (2, conversation), (3, other)):
        inbox.accept(owner, f"m{number}", str(number), None, NOW)

    first = inbox.claim("w", NOW)
    elsewhere = inbox.claim("w", NOW)
    nothing = inbox.claim("w", NOW)
    turns.complete(first, "w", RESULT, 1.0, NOW)
    second = inbox.claim("w", NOW)

    assert (first.text, elsewhere.text, nothing, second.text) == ("1", "3", None, "2")


def test_order_is_kept_through_retries(conversation):
    """While the first message waits for another try, the second is not taken."""
    inbox.accept(conversation, "m1", "1", None, NOW)
    inbox.accept(conversation, "m2", "2", None, NOW)
    first = inbox.claim("w", NOW)
    inbox.postpone(first, "w", NOW + 5 * SECOND, NOW, None)

    assert inbox.claim("w", NOW + SECOND) is None
    assert inbox.claim("w", NOW + 6 * SECOND).text == "1"


def test_a_lease_runs_out(conversation):
    """A worker that was killed loses its claim; its late result is thrown away."""
    inbox.accept(conversation, "m1", "1", None, NOW)
    lost = inbox.claim("killed", NOW)
    assert inbox.claim("other", NOW) is None
    taken = inbox.claim("other", NOW + inbox.LEASE + SECOND)
    turns.complete(taken, "other", RESULT, 1.0, NOW)

    with pytest.raises(turns.LeaseLost):
        turns.complete(lost, "killed", RESULT, 1.0, NOW)

    assert (Turn.objects.count(), Outbound.objects.count()) == (1, 1)


def test_a_restarted_worker_takes_its_leases_back(conversation):
    """Nobody waits for the lease of a worker that is already back."""
    inbox.accept(conversation, "m1", "1", None, NOW)
    inbox.claim("worker-1", NOW)

    assert inbox.release_all("worker-1") == 1
    assert inbox.claim("worker-1", NOW) is not None


def test_reply_and_turn_in_one_transaction(conversation, monkeypatch):
    """If the reply cannot be stored, neither is the turn, and the message stays open."""
    inbox.accept(conversation, "m1", "1", None, NOW)
    inbound = inbox.claim("w", NOW)

    with pytest.raises(KeyError):
        turns.complete(inbound, "w", {"kind": "x", "status": "answered"}, 1.0, NOW)

    assert (Turn.objects.count(), Inbound.objects.get().state) == (0, "pending")


def test_what_staff_see(conversation):
    """Unanswered, handed over and failed turns become questions, with words masked."""
    text = "gọi 0900 000 000 hồ sơ H49.22-261105-0012"
    for number, status in enumerate(("answered", "unanswered", "handover", "error")):
        inbox.accept(conversation, f"m{number}", text, None, NOW)
        inbound = inbox.claim("w", NOW)
        result = {**RESULT, "status": status, "reason": ""}
        turns.complete(inbound, "w", result, 1.0, NOW)

    assert Question.objects.count() == 3
    for stored in (
        *Question.objects.all(),
        *Turn.objects.all(),
        *Inbound.objects.all(),
    ):
        assert "0900" not in stored.text
        assert "0012" not in stored.text


def test_replies_resume_after_any_point(conversation):
    """A browser gets exactly what it has not seen, in order."""
    for number in range(3):
        inbox.accept(conversation, f"m{number}", "x", None, NOW)
        turns.complete(inbox.claim("w", NOW), "w", RESULT, 1.0, NOW)
    ids = [reply.pk for reply in outbox.replies(conversation.pk, 0)]

    assert [r.pk for r in outbox.replies(conversation.pk, ids[0])] == ids[1:]
    said = outbox.history(conversation.pk)
    assert [e["from"] for e in said] == ["citizen"] * 3 + ["assistant"] * 3
    assert [e["answers"] for e in said[3:]] == ["m0", "m1", "m2"]
    assert all(e["final"] for e in said[3:])


def test_choices_belong_to_their_conversation(conversation):
    """Nobody can press a button of somebody else's conversation."""
    choices = {
        "kind": "choices",
        "items": [{"title": "A", "choice": {"procedure": "a"}}],
    }
    inbox.accept(conversation, "m1", "x", None, NOW)
    inbound = inbox.claim("w", NOW)
    turns.complete(inbound, "w", {**RESULT, "parts": [choices]}, 1.0, NOW)
    reply = Outbound.objects.get().pk
    other = inbox.conversation_for("web", "k2")

    assert outbox.choice_in(conversation.pk, reply, 0)[0] == "A"
    assert outbox.choice_in(conversation.pk, reply, 1) is None
    assert outbox.choice_in(other.pk, reply, 0) is None


def test_many_claimers_never_share(conversation):
    """Sixteen threads claim at once: each message goes to one of them."""
    for number in range(12):
        inbox.accept(
            inbox.conversation_for("web", f"c{number}"), f"n{number}", "x", None, NOW
        )
    taken: list[int] = []

    def work(name: str) -> None:
        while (inbound := inbox.claim(name, NOW)) is not None:
            taken.append(inbound.pk)
        connection.close()

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(taken) == len(set(taken))
    assert Conversation.objects.exclude(lease_owner="").count() == len(taken)
