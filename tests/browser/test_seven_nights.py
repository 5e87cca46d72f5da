"""The diary is saved as a file and loaded from it; another file is rejected; a half-completed form stays."""

from __future__ import annotations

from time import monotonic

import pytest
from playwright.sync_api import Browser, expect

from storefront.look.first_page import DEVICE_NAME
from storefront.words import LANGUAGES
from tests.browser.visitor import Visitor
from tests.patience import HANGS_S

pytestmark = pytest.mark.browser

PHONE = (390, 844)  # width and height [px]
MOST_SCREENS = 1.2


def test_a_diary_is_taken_home_erased_and_brought_back(browser: Browser, address: str) -> None:
    with Visitor(browser, address, "nl", 360) as visitor:
        visitor.jump("diary")
        visitor.sees_title("diary.title")
        visitor.tick("health_consent")
        for pain in (6, 4):
            visitor.write_down(pain)
        sheet = visitor.download("diary.save_csv")
        visitor.press("diary.delete")
        expect(visitor.page.locator("svg.diary")).to_have_count(0)
        visitor.unfold("diary.go_on")
        upload = visitor.page.locator("input[type=file]")
        upload.set_input_files({"name": "other.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"})
        expect(visitor.page.get_by_text(visitor.w("diary.not_a_diary"))).to_be_visible()
        upload.set_input_files({"name": "mine.csv", "mimeType": "text/csv", "buffer": sheet})
        expect(visitor.page.locator("svg.diary circle")).to_have_count(2)
        assert visitor.problems == []


def _until(visitor: Visitor, holds: str) -> None:
    """Wait for an expression of the page; the page's policy forbids the browser to evaluate text by itself."""
    deadline = monotonic() + HANGS_S
    while not visitor.page.evaluate(holds):
        assert monotonic() < deadline, holds
        visitor.page.wait_for_timeout(100)


def test_a_diary_stays_on_the_device_by_consent_and_comes_back(browser: Browser, address: str) -> None:
    """Unasked the browser holds nothing; asked it gives the diary back to a visit that knows nothing, and erases it."""
    held = f"localStorage.getItem('{DEVICE_NAME}')"
    with Visitor(browser, address, "nl", 390) as visitor:
        visitor.jump("diary")
        visitor.tick("health_consent")
        for pain in (6, 4):
            visitor.write_down(pain)
        assert visitor.page.evaluate(held) is None
        visitor.page.get_by_text(visitor.w("diary.device"), exact=True).click()
        _until(visitor, f"{held} !== null")
        visitor.write_down(3)
        _until(visitor, f"JSON.parse({held}).entries.length === 3")
        visitor.context.clear_cookies()
        visitor.page.evaluate("sessionStorage.clear()")
        visitor.page.goto(f"{address}/diary")
        go_on = visitor.page.get_by_role("button", name=visitor.w("diary.device_go_on"), exact=True)
        expect(go_on).to_be_visible()
        expect(visitor.page.locator("svg.diary")).to_have_count(0)
        go_on.click()
        expect(visitor.page.locator("svg.diary circle")).to_have_count(3)
        visitor.settle()
        visitor.press("diary.delete")
        _until(visitor, f"{held} === null")
        visitor.page.evaluate(f"localStorage.setItem('{DEVICE_NAME}', JSON.stringify({{until: '2020-01-01'}}))")
        visitor.page.reload()
        assert visitor.page.evaluate(held) is None, "its time is up"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_morning_is_a_screen_and_a_fifth_of_a_phone(browser: Browser, address: str, lang: str) -> None:
    with Visitor(browser, address, lang, PHONE[0]) as visitor:
        visitor.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        visitor.jump("diary")
        visitor.tick("health_consent")
        for night in range(1, 8):
            form = visitor.page.locator("[data-testid=stForm]").bounding_box()
            assert form is not None and form["height"] <= MOST_SCREENS * PHONE[1], night
            visitor.write_down(5)


def test_another_language_keeps_a_morning_that_is_half_filled_in(browser: Browser, address: str) -> None:
    with Visitor(browser, address, "nl", 360) as visitor:
        visitor.jump("diary")
        visitor.tick("health_consent")
        points = visitor.page.get_by_role("radiogroup", name=visitor.w("diary.ask_pain_wake_nrs"), exact=True)
        points.get_by_role("radio", name="7", exact=True).click()
        visitor.page.get_by_role("radio", name="EN", exact=True).click()
        visitor.settle()
        expect(visitor.page.get_by_role("radio", name="7", exact=True)).to_be_checked()
