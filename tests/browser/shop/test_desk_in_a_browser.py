"""The catalogue desk in a real browser: sign in, upload, findings, import, difference, publish, go back."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, Locator, expect

from catalog.catalogue_file import REFERENCE, load_catalogue
from catalog.inspection import check_feed
from database.importing import import_file
from database.store import open_store
from database.versions import catalogue, publish
from tests.browser.axe_rules import violations
from tests.browser.serving import NAME, PIN, served, staffed, with_range
from tests.browser.visitor import Visitor
from tests.catalog.feeds import made_up_shop

pytestmark = pytest.mark.browser

FEED = Path(__file__).parents[2] / "catalog" / "feeds" / "samples" / "google_merchant_xml.xml"
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
        visitor.reads(w("desk.checked", format="google_merchant_xml", n=4, kept=3, rejected=1, found=found))
        visitor.reads(w.term("severe"))
        assert _found(visitor) == []
        visitor.keep("desk-findings")

        _button(visitor, "desk.import").click()
        _sees(visitor, w("desk.difference_heading"))
        expect(_button(visitor, "desk.compare")).to_be_visible()
        visitor.settle()
        visitor.reads(was_live)
        _button(visitor, "desk.compare").click()
        expect(_button(visitor, "desk.publish")).to_be_visible()
        visitor.settle()
        visitor.reads(f"{len(load_catalogue())} {w('desk.count_gone')}")
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
        visitor.reads(was_live)

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
        expect(visitor.page.get_by_label(visitor.w("staff.pin"))).to_have_count(0)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """A server of a shop whose own range is live as version 1, and the address of its database."""
    url = with_range(tmp_path)
    with served(tmp_path, MATTRESS_FIT_DESK="1", MATTRESS_FIT_DATABASE_URL=url) as address:
        yield address, url


def _choose(visitor: Visitor, key: str, option: str) -> None:
    box = visitor.page.locator(f".st-key-{key} input").first
    box.click()
    box.fill(option)  # a long list shows only what is sought
    visitor.page.get_by_role("option", name=option, exact=True).first.click()
    visitor.settle()


def _type(visitor: Visitor, key: str, text: str) -> None:
    box = visitor.page.locator(f'[class*="st-key-{key}"] input').first
    box.fill(text)
    box.press("Tab")
    visitor.settle()


def _compare(visitor: Visitor) -> None:
    """The newest version beside what is live, as far as the button or form that publishes it."""
    _button(visitor, "desk.compare").click()
    expect(visitor.page.get_by_role("heading", name=visitor.w("desk.publish_heading"), exact=True)).to_be_visible()
    visitor.settle()


def test_a_shops_day(browser: Browser, shop: tuple[str, str], tmp_path: Path) -> None:
    """A feed that lost its prices goes live under a name; three beds are mended by what is missing, one is measured;
    a shopper sees the range; it is exported; and taken back.
    """
    address, url = shop
    store = open_store(url)
    with Visitor(browser, address, "nl") as visitor:
        w = visitor.w
        _to_the_desk(visitor)
        visitor.sign_in()
        visitor.sees_title("desk.title")
        visitor.page.locator("input[type=file]").set_input_files(
            made_up_shop.another_night(tmp_path, lambda row, price: None)
        )
        _button(visitor, "desk.import").click()
        _sees(visitor, w("desk.imported", number="2", n=66))
        _compare(visitor)
        visitor.reads(w("finding.lost_prices"))
        visitor.reads(w("finding.one_bed_first"))  # beds set per zone are first for nearly everybody
        _button(visitor, "desk.publish_anyway").click()
        _sees(visitor, w("desk.published", number="2"))
        visitor.reads(w("desk.live_anyway", name=NAME, despite="").split(NAME)[0])

        _button(visitor, "desk.beds_show").click()
        _sees(visitor, w("desk.beds_shown", shown=66, n=66))
        _choose(visitor, "desk_beds_missing", w("desk.fact_height"))
        mended = [bed for bed in catalogue(store, 2) if bed.variant == "H4"][:3]
        assert len(mended) == 3
        for number, bed in enumerate(mended, start=3):
            _choose(visitor, "desk_mend", bed.name)
            _type(visitor, "desk_mend_height_cm", f"{20 + number}")
            _type(visitor, "desk_mend_why", "gemeten")
            _button(visitor, "desk.mend_save").click()
            _sees(visitor, w("desk.mended", number=str(number)))
        for name, figure in (("light_mm", "15"), ("heavy_mm", "60")):
            _type(visitor, f"press_{name}", figure)
        _button(visitor, "press.go").click()
        _choose(visitor, "press_into", mended[0].name)
        _button(visitor, "press.write").click()
        _sees(visitor, w("desk.mended", number="6"))
        visitor.keep("desk-day")
        _compare(visitor)
        assert w("finding.one_bed_first") not in visitor.text(), "it was let live under a name, and is the bed it was"
        _button(visitor, "desk.publish").click()
        _sees(visitor, w("desk.publish_sure"))
        _button(visitor, "desk.publish_yes").click()
        _sees(visitor, w("desk.published", number="6"))
        now = {bed.mattress_id: bed for bed in catalogue(store, 6)}
        assert [now[bed.mattress_id].height_cm for bed in mended] == [23, 24, 25]
        assert now[mended[0].mattress_id].compression is not None

        with Visitor(browser, address, "nl") as shopper:
            shopper.press("start.begin")
            shopper.press("safety.no")
            shopper.tick("health_consent")
            shopper.press("frame.next")
            shopper.fill("weight_kg", 78)
            shopper.fill("height_cm", 180)
            shopper.press("frame.next")
            shopper.sees_title("lying.title")
            shopper.lies("side", "mostly")
            for step in ("measures", "aches", "bed", "checks", "wishes"):
                shopper.press("frame.next")
                shopper.sees_title(f"{step}.title")
            shopper.press("wishes.done")
            shopper.sees_title("result.heading")
            shopper.reads(made_up_shop.BRAND)

        out = tmp_path / "export.csv"
        words = [sys.executable, "-c", "from storefront.cli import main; main()", "catalog", "export", "live"]
        environment = {**os.environ, "MATTRESS_FIT_DATABASE_URL": url}
        subprocess.run([*words, "--out", str(out)], env=environment, check=True, capture_output=True)
        assert {bed.mattress_id: bed for bed in load_catalogue(out)} == now

        _button(visitor, "desk.rollback").click()
        _button(visitor, "desk.rollback_yes").click()
        _sees(visitor, w("desk.published", number="2"))
    store.engine.dispose()
