"""The catalogue desk in a real browser: sign in, upload, findings, import, difference, publish, go back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, Locator, expect

from catalog.catalogue_file import REFERENCE, load_catalogue
from catalog.inspection import check_feed
from database.importing import import_file
from database.store import open_store
from database.versions import publish
from tests.browser.axe_rules import violations
from tests.browser.serving import NAME, PIN, served, staffed
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

FEED = Path(__file__).parents[1] / "catalog" / "feeds" / "samples" / "google_merchant_xml.xml"
BUTTONS = ".stButton button, .stDownloadButton button, .stFormSubmitButton button"
TOO_SMALL = """(buttons) => [...document.querySelectorAll(buttons)]
    .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5).map(e => e.innerText)"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with a desk, on which the catalogue that ships is live as version 1."""
    folder = tmp_path_factory.mktemp("desk")
    url = staffed(folder)
    store = open_store(url)
    publish(store, import_file(store, REFERENCE).version.version_id)
    store.engine.dispose()
    shop = {
        "MATTRESS_FIT_DESK": "1",
        "MATTRESS_FIT_DATABASE_URL": url,
    }
    with served(folder, **shop) as address:
        yield address


def _found(visitor: Visitor) -> list[str]:
    """What axe finds, and what is too small for a thumb or scrolls sideways."""
    found = violations(visitor, visitor.page.url)
    small = visitor.page.evaluate(TOO_SMALL, BUTTONS)
    wide = visitor.page.evaluate("document.documentElement.scrollWidth")
    return [*found, *small, *([f"{wide} px wide"] if wide > visitor.width else [])]


def _to_the_desk(visitor: Visitor) -> None:
    visitor.page.goto(f"{visitor.address}/desk")
    visitor.sees_title("staff.title")


def _button(visitor: Visitor, key: str) -> Locator:
    return visitor.page.get_by_role("button", name=visitor.w(key), exact=True)


def _sees(visitor: Visitor, text: str) -> None:
    expect(visitor.page.locator('[data-testid="stMain"]')).to_contain_text(text)
    visitor.settle()


@pytest.mark.parametrize(("lang", "width"), [("nl", 360), ("en", 1280)])
def test_a_feed_goes_live_and_back(browser: Browser, desk: str, lang: str, width: int) -> None:
    with Visitor(browser, desk, lang, width) as visitor:
        w = visitor.w
        _to_the_desk(visitor)
        assert _found(visitor) == []
        visitor.sign_in("730286")
        _sees(visitor, w("staff.refused"))
        visitor.sign_in()
        visitor.sees_title("desk.title")
        was_live = visitor.page.get_by_text(re.compile(rf"^(Versie|Version) 1: {len(load_catalogue())} ")).inner_text()
        assert _found(visitor) == []

        visitor.page.locator("input[type=file]").set_input_files(FEED)
        expect(visitor.page.get_by_role("region", name=w("desk.findings"))).to_be_visible()
        visitor.settle()
        report = check_feed(FEED)
        found = len(report.findings) + sum(len(record.findings) for record in report.records)
        assert w("desk.checked", format="google_merchant_xml", n=4, kept=3, rejected=1, found=found) in visitor.text()
        assert w.term("severe") in visitor.text()
        assert _found(visitor) == []
        visitor.keep("desk-findings")

        _button(visitor, "desk.import").click()
        _sees(visitor, w("desk.difference_heading"))
        expect(_button(visitor, "desk.compare")).to_be_visible()
        visitor.settle()
        assert was_live in visitor.text()
        _button(visitor, "desk.compare").click()
        expect(_button(visitor, "desk.publish")).to_be_visible()
        visitor.settle()
        assert f"{len(load_catalogue())} {w('desk.count_gone')}" in visitor.text()
        # Nearly everybody: those whom no bed of the old catalogue fits had no first choice to lose.
        told = re.escape(w("desk.effect_standard", percent="PERCENT", n=2000)).replace("PERCENT", r"(\d+)\S*\s%")
        changed = re.search(told, visitor.text())
        assert changed and int(changed[1]) >= 90, visitor.text()
        assert _found(visitor) == []
        visitor.keep("desk-difference")

        _button(visitor, "desk.publish").focus()
        visitor.page.keyboard.press("Enter")
        _sees(visitor, w("desk.publish_sure"))
        assert _found(visitor) == []
        _button(visitor, "desk.publish_yes").click()
        _sees(visitor, FEED.name)
        assert was_live not in visitor.page.get_by_role("status").inner_text()
        visitor.keep("desk-published")

        _button(visitor, "desk.rollback").click()
        _button(visitor, "desk.rollback_yes").click()
        _sees(visitor, w("desk.published", number="1"))
        assert was_live in visitor.text()

        visitor.page.get_by_role("button", name=w("staff.sign_out", name=NAME), exact=True).click()
        visitor.sees_title("staff.title")
        assert visitor.hosts() == {urlparse(desk).netloc}
        held = visitor.page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie")
        assert PIN not in held
        assert not [url for url in visitor.requests if PIN in url]


def test_the_desk_is_not_there_unless_it_is_switched_on(browser: Browser, address: str) -> None:
    with Visitor(browser, address, "en") as visitor:
        visitor.page.goto(f"{address}/desk")
        visitor.sees_title("start.heading")
        assert visitor.page.get_by_label(visitor.w("staff.pin")).count() == 0
