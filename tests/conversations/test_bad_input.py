"""Whatever is typed gets a polite answer in good time; nothing is executed."""

import time
import unicodedata

import httpx
import pytest

from server.secrets import load_or_create

pytestmark = pytest.mark.rasa
BAD = {
    "empty": "",
    "spaces": "   \n\t ",
    "emoji": "😀😀😀",
    "huge": "giấy khai sinh " * 7000,
    "nfd": unicodedata.normalize("NFD", "làm giấy khai sinh cần gì"),
    "controls": "khai\x00 sinh\x07\u202e cần gì",
    "restart": "/restart",
    "intent": '/ask_fee{"a":1}',
    "slashes": "//// /choose_option",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "sql": "'; DROP TABLE records_inbound; --",
    "format": "{hotline} {0.__class__} %s %(x)s ${HOME}",
    "english": "How do I register a birth here?",
    "chinese": "我要办理出生登记",
    "numbers": "1.1.1." * 3000,
    "one-letter": "a",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_bad_input(ask, text):
    """One of the closed set of statuses, some words, and quickly."""
    started = time.monotonic()
    result = ask(text)
    seconds = time.monotonic() - started

    assert result.status in {
        "answered",
        "clarify",
        "unanswered",
        "small_talk",
        "refused",
        "dossier",
    }
    assert result.parts
    assert seconds < 5  # a hang, not a benchmark


def test_commands_are_words(ask):
    """`/restart` wipes nothing: the conversation goes on where it was."""
    ask("đăng ký kết hôn cần giấy tờ gì", "slash")
    ask("/restart", "slash")
    result = ask("thế còn lệ phí?", "slash")

    assert result.procedures[0]["code"] == "1.000894"


def test_an_unknown_topic_drops_the_old_one(ask):
    """After a question that is not answered, "lệ phí?" tells no other thing's fee."""
    ask("đăng ký kết hôn cần giấy tờ gì", "unknown")
    unknown = ask("xin giấy phép bay lên sao Hỏa mất bao lâu", "unknown")
    result = ask("thế còn lệ phí?", "unknown")

    assert unknown.status != "answered"
    assert "1.000894" not in [one["code"] for one in result.procedures]


def test_small_talk_keeps_the_topic(ask):
    """Thanks in between change nothing."""
    ask("đăng ký kết hôn cần giấy tờ gì", "thanks")
    ask("cảm ơn em nhé", "thanks")
    result = ask("thế còn lệ phí?", "thanks")

    assert result.procedures[0]["code"] == "1.000894"


def test_nfd_is_the_same_question(ask):
    """Decomposed text, as some phones send it, is understood alike."""
    composed, decomposed = (
        ask("làm giấy khai sinh cho con cần giấy tờ gì"),
        ask(unicodedata.normalize("NFD", "làm giấy khai sinh cho con cần giấy tờ gì")),
    )

    assert composed.procedures == decomposed.procedures
    assert composed.facets == decomposed.facets


@pytest.mark.parametrize("token", [None, "", "Bearer wrong", "Basic x"])
def test_only_the_worker_gets_in(system, token):
    """Rasa answers nobody without the token."""
    url = f"http://127.0.0.1:{system.ports['RASA_PORT']}/webhooks/assistant/turn"
    headers = {} if token is None else {"Authorization": token}
    body = {"conversation": "x", "text": "xin chào"}

    assert httpx.post(url, json=body, headers=headers).status_code == 401


def test_no_other_way_into_rasa(system):
    """Rasa's own channels and its HTTP interface are not there."""
    base = f"http://127.0.0.1:{system.ports['RASA_PORT']}"

    assert httpx.post(f"{base}/webhooks/rest/webhook", json={}).status_code == 404
    assert httpx.get(f"{base}/domain").status_code == 404
    assert httpx.post(f"{base}/model/parse", json={"text": "a"}).status_code == 404


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"conversation": ""}', b"x" * 70_000]
)
def test_bad_turns(system, body):
    """What is no turn gets 400, never a stack trace."""
    token = load_or_create(system.home)["RASA_CHANNEL_TOKEN"]
    url = f"http://127.0.0.1:{system.ports['RASA_PORT']}/webhooks/assistant/turn"
    answer = httpx.post(url, content=body, headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 400
    assert "Traceback" not in answer.text


def test_dossier_in_the_sandbox(ask):
    """A code is looked up whatever stands around it, and marked as a trial."""
    known = ask("hồ sơ H49.22-261105-0012 của tôi đến đâu rồi em")
    unknown = ask("H49.22-261105-9999")
    none = ask("hồ sơ của tôi đến đâu rồi")

    assert [r.status for r in (known, unknown, none)] == ["dossier"] * 3
    assert "THỬ NGHIỆM" in known.parts[0]["md"]
    assert unknown.reason == "dossier_not_found"
    assert none.reason == "no_dossier_code"
