"""The page of figures as everybody sees it: complete, on a phone and on a desk."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.rasa]


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_of_figures(chromium, system, width):
    """The figures of the index in service stand there; nothing is cut off."""
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{system.base_url}/bao-cao/")

    assert page.locator("h1").inner_text() == "Danh mục thủ tục hành chính bằng số"
    assert int(page.locator(".figures b").first.inner_text()) > 200
    chart = page.locator(".chart")
    assert chart.evaluate("image => image.complete && image.naturalWidth > 0")
    beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    context.close()
    assert beyond <= 0
