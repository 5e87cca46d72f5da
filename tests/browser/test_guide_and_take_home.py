"""The guide and what a visitor takes home, in a real browser: the timer runs, the files open, nothing is fetched."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlparse

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from storefront.guide.content import GUIDE
from storefront.words import LANGUAGES
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

WEIGHT_KG = 83.7
TICKS_MS = 2600
THUMB_PX = 44
SMALL = """(least) => [...document.querySelectorAll('[data-testid=stMain] :is(button, summary, a, label:has(input))')]
    .filter(e => e.offsetParent && e.getBoundingClientRect().height < least - 0.5)
    .map(e => e.innerText + ' ' + e.getBoundingClientRect().height)"""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [360, 1280])
def test_the_guide_is_walked_by_its_links(browser: Browser, address: str, lang: str, width: int) -> None:
    with Visitor(browser, address, lang, width) as visitor:
        visitor.page.get_by_role("link", name=visitor.w("guide_page.link"), exact=True).click()
        visitor.sees_title("guide.title")
        for topic in GUIDE:
            visitor.page.get_by_role("link", name=visitor.w(f"{topic}.title"), exact=True).first.click()
            visitor.sees_title(f"{topic}.title")
            assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width, topic
            assert [e for e in visitor.page.evaluate(SMALL, THUMB_PX) if "112" not in e] == [], topic
            visitor.keep(f"guide-{topic}")
        assert visitor.hosts() == {urlparse(address).netloc}


def test_the_clock_runs_and_rests(browser: Browser, address: str) -> None:
    """The visitor asks for reduced motion; the timer still gives the time, in words."""
    with Visitor(browser, address, "en", 360) as visitor:
        visitor.jump("guide_routine")
        visitor.sees_title("guide_routine.title")
        face = visitor.page.locator("svg.ring text")
        assert face.text_content() == "1:00"
        visitor.press("guide_page.timer_start")
        expect(face).to_have_text(re.compile(r"0:[0-5]\d"))
        visitor.press("guide_page.timer_pause")
        left = face.text_content() or ""
        assert "0:00" < left < "1:00"
        visitor.page.wait_for_timeout(TICKS_MS)
        assert face.text_content() == left
        visitor.press("guide_page.timer_next")
        visitor.reads(visitor.w("guide_page.step_of", number=2, total=3))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [360, 1280])
def test_answer_and_test_are_taken_home(browser: Browser, address: str, lang: str, width: int, tmp_path: Path) -> None:
    with Visitor(browser, address, lang, width) as visitor:
        visitor.press("start.begin")
        visitor.press("safety.no")
        visitor.press("safety.without")
        visitor.sees_title("body.title")
        visitor.fill("weight_kg", WEIGHT_KG)
        visitor.fill("height_cm", 178)
        visitor.press("frame.next")
        visitor.lies("side", "mostly")
        visitor.press("frame.next")
        visitor.jump("result")
        visitor.sees_title("result.heading")
        pdf = PdfReader(_download(visitor, "take_home.pdf", tmp_path / "answer.pdf"))
        assert len(pdf.pages) == 2  # a side for the shop, one for home
        assert visitor.w("result.heading") in pdf.pages[0].extract_text()
        visitor.unfold("take_home.nights")
        events = Calendar.from_ical(_download(visitor, "take_home.calendar", tmp_path / "test.ics").read_bytes())
        assert len(events.walk("VEVENT")) == 8
        assert all(f"{WEIGHT_KG:g}" not in url for url in visitor.requests)
        assert visitor.hosts() == {urlparse(address).netloc}


def test_the_leaflet_is_taken_home_where_products_are_hidden(browser: Browser, address: str, tmp_path: Path) -> None:
    with Visitor(browser, address, "nl", 360) as visitor:
        visitor.jump("leaflet")
        visitor.sees_title("leaflet.title")
        pdf = PdfReader(_download(visitor, "take_home.leaflet_pdf", tmp_path / "leaflet.pdf"))
        assert visitor.w("leaflet.title") in pdf.pages[0].extract_text()


def _download(visitor: Visitor, key: str, path: Path) -> Path:
    with visitor.page.expect_download() as waiting:
        visitor.page.get_by_role("button", name=visitor.w(key), exact=True).click()
    name = waiting.value.suggested_filename
    assert re.fullmatch(r"mattress-fit-\d{4}-\d\d-\d\d\.(pdf|ics)", name)
    waiting.value.save_as(path)
    return path
