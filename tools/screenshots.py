"""Make the pictures of the docs from the running system: `make screenshots`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tools.system import ROOT, start_system, stop, wait_until_ready

QUESTION = "làm giấy khai sinh cho con cần giấy tờ gì"
SHOTS = (
    ("chat.png", 1280, 800, "light", QUESTION),
    ("chat-phone.png", 390, 844, "light", QUESTION),
    ("chat-start.png", 320, 640, "dark", None),
)


def main() -> int:
    """Start the system, take the pictures, end it."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images"
    home = Path(tempfile.mkdtemp(prefix="screenshots-"))
    if (ROOT / "var" / "models").exists():
        shutil.copytree(ROOT / "var" / "models", home / "models")
    log = home / "system.log"
    process, system = start_system(home, log)
    try:
        wait_until_ready(process, system, log)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            for name, width, height, scheme, question in SHOTS:
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme
                )
                page = context.new_page()
                page.goto(system.base_url)
                page.get_by_role("textbox").wait_for()
                if question:
                    page.get_by_role("textbox").fill(question)
                    page.get_by_role("textbox").press("Enter")
                    page.locator("tro-ly-tthc li.assistant").wait_for()
                page.wait_for_timeout(500)
                page.screenshot(path=target / name)
                context.close()
            browser.close()
    finally:
        stop(process)
        shutil.rmtree(home, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
