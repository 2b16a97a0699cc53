"""What a citizen meets on the chat page, in a real browser before the real system."""

from __future__ import annotations

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.rasa]

BIRTH = "làm giấy khai sinh cho con cần giấy tờ gì"
MARKUP = "<img src=x onerror=alert(1)>"
POSTED = "**/api/chat/messages"
UNSENT = "Chưa gửi được, đang thử lại"


def test_question_is_answered_with_its_source(chat):
    """The papers for a birth certificate are named, with where that is written."""
    reply = chat.ask(BIRTH)

    expect(reply).to_contain_text("Tờ khai")
    expect(reply).to_contain_text("Giấy chứng sinh")
    expect(reply.locator("dl")).to_contain_text("Quyết định công bố")


def test_choice_is_answered(chat):
    """A choice under an answer leads to that fact of the same procedure."""
    chat.ask(BIRTH)

    fee = chat.press("Lệ phí")

    expect(chat.asked.last).to_contain_text("Lệ phí")
    expect(fee.get_by_role("heading", name="Đăng ký khai sinh")).to_be_visible()
    expect(fee.get_by_role("heading", name="Lệ phí")).to_be_visible()


def test_pressing_twice_asks_once(chat):
    """A trembling finger that presses a choice twice asks once."""
    chat.ask(BIRTH)

    chat.replies.last.get_by_role("button", name="Lệ phí").dblclick()
    expect(chat.replies).to_have_count(2)
    chat.ask("cảm ơn")

    expect(chat.asked).to_have_count(3)


def test_follow_up_keeps_the_procedure(chat):
    """A short follow-up is about what was asked before."""
    chat.ask(BIRTH)

    place = chat.ask("thế còn nộp ở đâu")

    expect(place.get_by_role("heading", name="Đăng ký khai sinh")).to_be_visible()
    expect(place.get_by_role("heading", name="Nơi nộp")).to_be_visible()


def test_example_is_asked_at_a_press(chat):
    """Who knows not how to begin presses an example, even twice, and is answered."""
    chat.page.get_by_role("button", name="Đăng ký tạm trú nộp ở đâu?").dblclick()

    expect(chat.replies).to_have_count(1)
    expect(chat.replies.first).to_contain_text("Đăng ký tạm trú")
    expect(chat.page.get_by_role("button", name="Đăng ký tạm trú")).to_be_hidden()


def test_says_first_that_it_is_a_machine(chat):
    """Before anything is asked it says what it is, and how to reach a human."""
    notice = chat.page.locator("tro-ly-tthc .notice")

    expect(notice).to_contain_text("trợ lý tự động (phần mềm)")
    expect(notice).to_contain_text("được máy xử lý tự động")
    expect(notice).to_contain_text("được che")
    expect(notice.get_by_role("link")).to_have_attribute("href", re.compile("^tel:"))


def test_reload_keeps_the_transcript(chat):
    """After a reload everything stands as before, in order, nothing twice."""
    chat.ask(BIRTH)
    chat.ask("thế còn nộp ở đâu")
    before = chat.page.locator("tro-ly-tthc ol").first.inner_text()

    chat.page.reload()
    expect(chat.replies).to_have_count(2)
    chat.ask("cảm ơn")

    expect(chat.asked).to_have_count(3)
    after = chat.page.locator("tro-ly-tthc ol").first.inner_text()
    assert after.startswith(before)


def test_masked_numbers_are_named_in_vietnamese(chat):
    """A telephone number is masked in the record; the citizen reads that it is."""
    chat.ask("số tôi là 0912345678, đăng ký tạm trú nộp ở đâu")

    chat.page.reload()

    expect(chat.asked).to_contain_text("số tôi là [số điện thoại đã che], đăng ký")


def test_two_tabs_show_the_same(chat):
    """A question asked in one tab stands in the other, before its answer."""
    other = type(chat)(chat.page.context.new_page(), chat.base_url).open()
    chat.ask(BIRTH)

    expect(other.replies).to_have_count(1)
    expect(other.asked).to_have_text(re.compile(BIRTH))


def test_keyboard_alone_is_enough(chat):
    """With Tab and Enter one asks, chooses and asks again."""
    keys = chat.page.keyboard
    chat.input.focus()
    keys.type(BIRTH)
    keys.press("Enter")
    expect(chat.replies).to_have_count(1)

    keys.press("Shift+Tab")  # the last choice of the reply stands before the input
    keys.press("Enter")
    expect(chat.replies).to_have_count(2)
    chat.input.focus()
    keys.type("một dòng")
    keys.press("Shift+Enter")
    keys.type("hai dòng")

    expect(chat.input).to_have_value("một dòng\nhai dòng")


def test_tab_reaches_everything_in_order(chat):
    """Tab goes from the telephone number over the examples to the input and Send."""
    reached = []
    for _ in range(8):
        chat.page.keyboard.press("Tab")
        reached.append(
            chat.page.evaluate(
                """() => {
                  let one = document.activeElement;
                  if (one.shadowRoot) one = one.shadowRoot.activeElement;
                  const tel = one.getAttribute("href");
                  return tel ? "tel" : one.localName;
                }"""
            )
        )

    assert reached == ["tel", "tel", *["button"] * 4, "textarea", "button"]


@pytest.mark.parametrize(
    "composing",
    [
        pytest.param({"isComposing": True}, id="composing"),
        pytest.param({"keyCode": 229}, id="safari"),
    ],
)
def test_enter_of_an_input_method_sends_nothing(chat, composing):
    """Enter that ends a letter in Telex or VNI does not send half a question."""
    chat.input.fill("đăng ky")
    chat.input.dispatch_event("keydown", {"key": "Enter", **composing})

    expect(chat.input).to_have_value("đăng ky")
    expect(chat.asked).to_have_count(0)


def test_connection_lost_and_back(chat):
    """What is asked without a connection is kept, and sent once when it is back."""
    chat.page.context.set_offline(True)
    chat.input.fill(BIRTH)
    chat.input.press("Enter")

    expect(chat.asked).to_contain_text(UNSENT)
    expect(chat.alarm).to_contain_text("Câu hỏi của ông/bà vẫn được giữ")
    expect(chat.alarm.get_by_role("link")).to_have_attribute("href", re.compile("^tel"))
    chat.page.context.set_offline(False)
    expect(chat.replies).to_have_count(1)
    expect(chat.asked).not_to_contain_text(UNSENT)
    expect(chat.alarm).to_be_empty()
    assert chat.stored() == [BIRTH]


def test_lost_acknowledgement_doubles_nothing(chat):
    """A message that arrived, though the browser was not told, is stored once."""
    tries = []

    def lose_the_first(route):
        tries.append(route.request.post_data_json["id"])
        route.fetch()
        [route.abort, route.continue_][len(tries) > 1]()

    chat.page.route(POSTED, lose_the_first)
    chat.ask(BIRTH)
    expect(chat.asked).not_to_contain_text(UNSENT)

    assert len(set(tries)) == 1
    assert chat.stored() == [BIRTH]
    expect(chat.replies).to_have_count(1)


def test_unsent_question_outlives_a_reload(chat):
    """A question that was not sent yet is still there after a reload, and is sent."""
    chat.page.route(POSTED, lambda route: route.abort())
    chat.input.fill(BIRTH)
    chat.input.press("Enter")
    expect(chat.asked).to_contain_text(UNSENT)

    chat.page.reload()
    expect(chat.asked).to_contain_text(UNSENT)
    chat.page.unroute(POSTED)

    expect(chat.replies).to_have_count(1)
    expect(chat.asked).to_have_count(1)
    assert chat.stored() == [BIRTH]


def test_server_down_from_the_start(new_chat):
    """Where the server does not answer, the page says so, and keeps the question."""
    chat = new_chat()
    chat.page.route("**/api/chat/**", lambda route: route.abort())
    chat.open()

    expect(chat.alarm).to_contain_text("Chưa kết nối được")
    chat.input.fill(BIRTH)
    chat.input.press("Enter")
    expect(chat.asked).to_contain_text(BIRTH)
    chat.page.unroute("**/api/chat/**")
    expect(chat.replies).to_have_count(1)


def test_refused_session_is_replaced(chat):
    """A session that the server no longer knows is replaced, and the talk goes on."""
    chat.ask("xin chào")
    chat.page.context.clear_cookies()

    reply = chat.ask(BIRTH)

    expect(reply).to_contain_text("Giấy chứng sinh")
    assert chat.stored() == [BIRTH]


def test_markup_is_only_text(chat):
    """HTML that somebody types is shown as typed, and does nothing."""
    chat.page.on("dialog", lambda dialog: chat.complaints.append(dialog.message))
    chat.ask(MARKUP)
    chat.page.reload()
    expect(chat.asked).to_contain_text(MARKUP)

    expect(chat.page.locator("tro-ly-tthc img")).to_have_count(0)
    assert chat.complaints == []


def test_stays_at_home_and_within_its_policy(chat):
    """No request goes to another origin; the browser has nothing to complain about."""
    chat.ask(BIRTH)
    chat.press("Lệ phí")

    assert chat.origins == {chat.base_url}
    assert chat.complaints == []


def test_start_of_the_reply_is_in_view(new_chat):
    """However long a reply is, one reads it from its beginning."""
    chat = new_chat(390, 700, has_touch=True, is_mobile=True).open()
    reply = chat.ask(BIRTH)

    top = reply.bounding_box()["y"]
    header = chat.page.locator("header").bounding_box()["height"]
    assert header <= top < 350


@pytest.mark.parametrize(
    ("width", "height"),
    [pytest.param(320, 640, id="phone"), pytest.param(320, 256, id="zoomed-to-400")],
)
def test_never_scrolls_sideways(new_chat, width, height):
    """On the narrowest phone, and at 400 % zoom, nothing is wider than the screen."""
    chat = new_chat(width, height).open()
    chat.ask(BIRTH)
    chat.ask("a" * 300)

    assert not chat.is_wider_than_screen()


def test_everything_is_large_enough(new_chat):
    """Words are at least 17 px high, what is pressed at least 44 px."""
    chat = new_chat(320, 640).open()
    chat.ask(BIRTH)

    too_small = chat.page.evaluate(
        """() => {
          const inside = document.querySelector("tro-ly-tthc").shadowRoot;
          const all = [...document.body.querySelectorAll("*"),
            ...inside.querySelectorAll("*")].filter((one) => one.clientHeight);
          return all.filter((one) =>
            parseFloat(getComputedStyle(one).fontSize) < 17 ||
            (one.matches("button, textarea, .top a, .link a") &&
              one.getBoundingClientRect().height < 44)
          ).map((one) => one.outerHTML);
        }"""
    )
    assert too_small == []


def violations(page) -> list[str]:
    report = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:120]}" for one in report for node in one["nodes"]
    ]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(new_chat, width, scheme):
    """Neither the empty page nor an answer breaks a rule that axe can check."""
    chat = new_chat(width, 800, scheme).open()
    expect(chat.page.get_by_role("heading", name="Ông/bà cần hỏi")).to_be_visible()
    empty = violations(chat.page)
    chat.ask(BIRTH)

    assert (empty, violations(chat.page)) == ([], [])


def test_states_have_their_roles(chat):
    """Readers of screens are told of replies, of waiting and of trouble."""
    log = chat.page.get_by_role("log")

    expect(log).to_have_attribute("aria-live", "polite")
    expect(chat.page.get_by_role("status")).to_be_attached()
    expect(chat.alarm).to_be_attached()
    chat.page.route("**/api/chat/events*", lambda route: None)
    chat.page.reload()
    chat.input.fill(BIRTH)
    chat.input.press("Enter")
    expect(chat.page.get_by_role("status")).to_have_text("Đang tìm câu trả lời…")


@pytest.mark.parametrize("width", [320, 1280])
def test_launcher_opens_and_closes(launcher, width):
    """On another page a button opens the chat, Escape closes it and gives focus back."""
    page = launcher.page
    page.set_viewport_size({"width": width, "height": 800})
    button = page.get_by_role("button", name="Hỏi thủ tục hành chính")
    expect(button).to_have_attribute("aria-expanded", "false")

    button.click()
    panel = page.get_by_role("dialog", name="Trợ lý thủ tục hành chính")
    expect(panel).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(launcher.input).to_be_focused()
    launcher.ask(BIRTH)
    assert violations(page) == []
    page.keyboard.press("Escape")

    expect(panel).to_be_hidden()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")


def test_tab_stays_in_the_panel_on_a_phone(launcher):
    """On a phone the panel hides the page, so Tab does not wander off behind it."""
    page = launcher.page
    page.set_viewport_size({"width": 360, "height": 640})
    page.get_by_role("button", name="Hỏi thủ tục hành chính").click()
    expect(launcher.input).to_be_focused()

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Đóng")).to_be_focused()
    page.keyboard.press("Shift+Tab")

    expect(page.get_by_role("button", name="Gửi")).to_be_focused()


def stream(*replies: dict) -> dict:
    """What the server would send for *replies*, to be played by a route."""
    events = [
        f"id: {reply['seq']}\nevent: reply\ndata: {json.dumps(reply)}\n\n"
        for reply in replies
    ]
    return {"content_type": "text/event-stream", "body": "".join(events)}


def choices(*titles: str) -> dict:
    return {"kind": "choices", "items": [{"title": title} for title in titles]}


def test_please_wait_is_no_answer(new_chat):
    """After a notice to wait the assistant is still seen to look for the answer."""
    chat = new_chat()
    held = []

    def hold(route):
        held.append(route)

    chat.page.route("**/api/chat/events*", hold)
    chat.open()
    with chat.page.expect_response(POSTED) as posted:
        chat.input.fill(BIRTH)
        chat.input.press("Enter")
    notice = {
        "seq": 10**9,
        "parts": [{"kind": "text", "md": "Câu hỏi vẫn được giữ. Gọi 1900 558826."}],
        "final": False,
        "answers": "1:" + posted.value.json()["id"],
    }
    held.pop().fulfill(**stream(notice))

    call = chat.replies.last.get_by_role("link")
    expect(call).to_have_attribute("href", "tel:1900558826")
    expect(chat.page.get_by_role("status")).to_have_text("Đang tìm câu trả lời…")


def test_choices_are_numbered_over_the_whole_reply(new_chat):
    """Numbers go on from one list of choices to the next, as the server counts."""
    chat = new_chat()
    parts = [choices("một", "hai"), {"kind": "text", "md": "hoặc"}, choices("ba")]
    reply = {"seq": 10**9, "parts": parts, "final": True, "answers": None}
    chat.page.route("**/api/chat/events*", lambda r: r.fulfill(**stream(reply)))
    chat.open()

    with chat.page.expect_request(POSTED) as posted:
        chat.page.get_by_role("button", name="3. ba").click()

    assert posted.value.post_data_json["choice"] == [10**9, 2]


def test_refused_message_is_told(new_chat):
    """What the server will never take is not tried for ever: the citizen is told."""
    chat = new_chat()
    reply = {"seq": 10**9, "parts": [choices("một")], "final": True, "answers": None}
    chat.page.route("**/api/chat/events*", lambda r: r.fulfill(**stream(reply)))
    chat.open()

    chat.page.get_by_role("button", name="1. một").click()

    expect(chat.asked).to_contain_text("Câu này không gửi được")


def test_reply_that_comes_twice_is_shown_once(new_chat):
    """A stream that starts again from the beginning doubles nothing."""
    chat = new_chat()
    first = {"seq": 10**9, "parts": [], "final": True, "answers": None}
    second = {**first, "seq": 10**9 + 1}
    chat.page.route(
        "**/api/chat/events*", lambda r: r.fulfill(**stream(first, second, first))
    )
    chat.open()
    # The stream ends at once, so the browser starts it again by itself.
    with chat.page.expect_request("**/api/chat/events*"):
        expect(chat.replies).to_have_count(2)

    expect(chat.replies).to_have_count(2)
    expect(chat.replies.last).to_contain_text("Tôi chưa trả lời được câu này")
