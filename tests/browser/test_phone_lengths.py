"""How much of a phone the answer takes, and that the page prints on one sheet."""

from __future__ import annotations

from io import BytesIO

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from storefront.words import LANGUAGES
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

PHONE = (390, 844)  # width and height [px]
WHOLE_SCREENS, REASON_SCREENS = 4.0, 1.5
# Where an element ends, from the top of the page; and how long the whole page is.
ENDS = """(where) => {
  const main = document.querySelector('[data-testid=stMain]');
  return document.querySelector(where).getBoundingClientRect().bottom + main.scrollTop;
}"""
LONG = "document.querySelector('[data-testid=stMain]').scrollHeight"


def _answered(visitor: Visitor) -> None:
    visitor.press("start.begin")
    visitor.press("safety.no")
    visitor.press("safety.without")
    visitor.sees_title("body.title")
    visitor.fill("weight_kg", 83.7)
    visitor.fill("height_cm", 178)
    visitor.press("frame.next")
    visitor.lies("side", "mostly")
    visitor.lies("back", "sometimes")
    visitor.press("frame.next")
    visitor.jump("wishes")
    visitor.pick("market", visitor.w("wishes.any_market"))
    visitor.jump("result")
    visitor.sees_title("result.heading")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_answer_is_four_screens_and_its_first_bed_stands_in_the_first(
    browser: Browser, address: str, lang: str
) -> None:
    with Visitor(browser, address, lang, PHONE[0]) as visitor:
        visitor.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        _answered(visitor)
        assert visitor.page.evaluate(ENDS, ".pick.first ul.why li") <= REASON_SCREENS * PHONE[1]
        assert visitor.page.evaluate(LONG) <= WHOLE_SCREENS * PHONE[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_answer_prints_on_one_sheet_with_what_to_ask_for(browser: Browser, address: str, lang: str) -> None:
    with Visitor(browser, address, lang) as visitor:
        _answered(visitor)
        pages = PdfReader(BytesIO(visitor.page.pdf(format="A4"))).pages
        assert len(pages) == 1
        printed = "".join(pages[0].extract_text().split())
        assert "".join(visitor.w("spec.questions").split()) in printed
        assert "".join(visitor.w("code.heading").split()) not in printed
