"""How much of a phone the answer takes, and that the page prints on one sheet."""

from __future__ import annotations

import time
from io import BytesIO

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from storefront.words import LANGUAGES
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

PHONE = (390, 844)  # width and height [px]
WHOLE_SCREENS, REASON_SCREENS = 4.0, 1.5
SCREENS_OF_TWO = 4.0
FIRST_QUESTION_SCREENS, STEP_SCREENS = 1.0, 1.2
MOST_TAPS, MOST_S = 25, 90.0
THINK_S, TAP_S = 5.0, 1.5  # on a screen before its first tap, as of the benchmark's visitors; and for each tap. ASSUMED
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
def test_the_shortest_way_to_an_answer_takes_few_taps_and_little_time(
    browser: Browser, address: str, lang: str
) -> None:
    """Somebody who says only what has to be said, and nothing of health."""
    taps, screens, start = 0, 0, time.monotonic()
    with Visitor(browser, address, lang, PHONE[0]) as visitor:
        visitor.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})

        def tap(*keys: str) -> None:
            nonlocal taps, screens
            screens += 1
            for key in keys:
                visitor.press(key)
                taps += 1

        assert visitor.page.evaluate(ENDS, ".st-key-begin_here") <= FIRST_QUESTION_SCREENS * PHONE[1]
        tap("start.begin")
        visitor.sees_title("safety.title")
        assert visitor.page.evaluate(ENDS, ".st-key-none_of_these") <= STEP_SCREENS * PHONE[1]
        first = visitor.page.evaluate(LONG)
        assert first <= STEP_SCREENS * PHONE[1]
        tap("safety.no", "safety.without")
        visitor.sees_title("body.title")
        visitor.fill("weight_kg", 83.7)
        visitor.fill("height_cm", 178)
        taps += 2
        tap("frame.next")
        visitor.lies("side", "mostly")
        taps += 1
        for _ in ("lying", "measures", "bed", "checks"):
            tap("frame.next")
        tap("wishes.done")
        visitor.sees_title("result.heading")
    took_s = time.monotonic() - start + screens * THINK_S + taps * TAP_S
    said = f"{taps} taps on {screens} screens, {took_s:.0f} s with time to think"
    print(f"{lang}: {said}; step 1 {first / PHONE[1]:.2f} screens")
    assert taps <= MOST_TAPS
    assert took_s <= MOST_S


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_answer_is_four_screens_and_its_first_bed_stands_in_the_first(
    browser: Browser, address: str, lang: str
) -> None:
    with Visitor(browser, address, lang, PHONE[0]) as visitor:
        visitor.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        _answered(visitor)
        reason, whole = visitor.page.evaluate(ENDS, ".pick.first ul.why li"), visitor.page.evaluate(LONG)
        print(f"{lang}: first reason after {reason / PHONE[1]:.2f} screens, whole answer {whole / PHONE[1]:.2f}")
        assert reason <= REASON_SCREENS * PHONE[1]
        assert whole <= WHOLE_SCREENS * PHONE[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_answer_for_two_is_hardly_longer(browser: Browser, address: str, lang: str) -> None:
    with Visitor(browser, address, lang, PHONE[0]) as visitor:
        visitor.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        _answered(visitor)
        visitor.jump("wishes")
        visitor.choose("sleeps", visitor.w("sleeps.together"))
        visitor.press("frame.next")
        visitor.fill("weight_kg", 62)
        visitor.fill("height_cm", 168)
        visitor.lies("partner.back", "mostly")
        visitor.press("wishes.done")
        visitor.sees_title("result.heading")
        visitor.page.wait_for_selector(".couple")
        visitor.settle()
        whole = visitor.page.evaluate(LONG)
        print(f"{lang}: whole answer for two {whole / PHONE[1]:.2f} screens")
        assert whole <= SCREENS_OF_TWO * PHONE[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_answer_prints_on_one_sheet_with_what_to_ask_for(browser: Browser, address: str, lang: str) -> None:
    with Visitor(browser, address, lang) as visitor:
        _answered(visitor)
        pages = PdfReader(BytesIO(visitor.page.pdf(format="A4"))).pages
        assert len(pages) == 1
        printed = "".join(pages[0].extract_text().split())
        assert "".join(visitor.w("spec.questions").split()) in printed
        assert "".join(visitor.w("code.heading").split()) not in printed
