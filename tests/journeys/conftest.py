"""A real Chromium before the running system."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    expect,
    sync_playwright,
)

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
expect.set_options(timeout=20_000)


@dataclass
class Chat:
    """The chat as a citizen sees it, and what the browser says about it."""

    page: Page
    base_url: str
    complaints: list[str] = field(default_factory=list)
    origins: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Listen before the page is opened."""
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._on_request(request.url))

    def _on_console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _on_request(self, url: str) -> None:
        parts = urlsplit(url)
        self.origins.add(f"{parts.scheme}://{parts.netloc}")

    def open(self) -> Chat:
        """Open the page and wait until it can be used."""
        self.page.goto(self.base_url)
        expect(self.input).to_be_visible()
        return self

    @property
    def input(self) -> Locator:
        """Where the citizen writes."""
        return self.page.get_by_label("Câu hỏi của ông/bà")

    @property
    def asked(self) -> Locator:
        """What the citizen said."""
        return self.page.locator("tro-ly-tthc li.citizen")

    @property
    def replies(self) -> Locator:
        """What the assistant said."""
        return self.page.locator("tro-ly-tthc li.assistant")

    @property
    def alarm(self) -> Locator:
        """What is said when something is wrong."""
        return self.page.get_by_role("alert")

    def ask(self, text: str) -> Locator:
        """Send *text*; return the reply to it, once it is there."""
        before = self.replies.count()
        self.input.fill(text)
        self.page.get_by_role("button", name="Gửi").click()
        expect(self.replies).to_have_count(before + 1)
        return self.replies.last

    def press(self, choice: str) -> Locator:
        """Press a choice of the last reply; return the reply to that."""
        before = self.replies.count()
        self.replies.last.get_by_role("button", name=choice).click()
        expect(self.replies).to_have_count(before + 1)
        return self.replies.last

    def stored(self) -> list[str]:
        """What the server has stored of the citizen's side."""
        answer = self.page.request.get(f"{self.base_url}/api/chat/history").json()
        return [m["text"] for m in answer["messages"] if m["from"] == "citizen"]

    def is_wider_than_screen(self) -> bool:
        """Tell whether one must scroll sideways."""
        return self.page.evaluate(
            """() => {
              const inside = document.querySelector("tro-ly-tthc").shadowRoot;
              return [document.documentElement, ...inside.querySelectorAll("*")]
                .filter((one) => !one.matches(".unseen"))
                .some((one) => one.scrollWidth > Math.max(one.clientWidth, 1)
                  && one.clientWidth > 0);
            }"""
        )


# Not for the whole session: while Playwright's loop runs, asyncio's own tests cannot.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; where it is missing, CI fails and a desk leaves it out."""
    if not CHROMIUM.exists():
        missing = f"{CHROMIUM} is missing: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=ARGUMENTS, env={**os.environ}
        )
        yield browser
        browser.close()


@pytest.fixture
def new_chat(chromium, system) -> Iterator[Callable[..., Chat]]:
    """Make a chat of a new citizen; `width`, `height`, `scheme` say on what screen."""
    contexts: list[BrowserContext] = []

    def make(
        width: int = 1280, height: int = 800, scheme: str = "light", **more: Any
    ) -> Chat:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            locale="vi-VN",
            **more,
        )
        contexts.append(context)
        return Chat(context.new_page(), system.base_url)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def chat(new_chat) -> Chat:
    """The chat of a new citizen, opened on a desk's screen."""
    return new_chat().open()


@pytest.fixture
def launcher(chat) -> Chat:
    """The chat as other pages embed it: a button that opens a panel."""
    chat.page.evaluate(
        """() => {
          document.querySelector("tro-ly-tthc").remove();
          const made = document.createElement("tro-ly-tthc");
          made.setAttribute("hotline", "1900 558826");
          document.querySelector("main").append(made);
        }"""
    )
    return chat
