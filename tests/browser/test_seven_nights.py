"""The diary is saved as a file and loaded from it; another file is rejected; a half-completed form stays."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser


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


def test_another_language_keeps_a_morning_that_is_half_filled_in(browser: Browser, address: str) -> None:
    with Visitor(browser, address, "nl", 360) as visitor:
        visitor.jump("diary")
        visitor.tick("health_consent")
        points = visitor.page.get_by_role("radiogroup", name=visitor.w("diary.ask_pain_wake_nrs"), exact=True)
        points.get_by_role("radio", name="7", exact=True).click()
        visitor.page.get_by_role("radio", name="EN", exact=True).click()
        visitor.settle()
        expect(visitor.page.get_by_role("radio", name="7", exact=True)).to_be_checked()
