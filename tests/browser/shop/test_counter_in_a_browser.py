"""The counter as busy staff see it: one screen, by keyboard, without the internet, and cleared once they are gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from catalog.catalogue_file import load_catalogue
from catalog.selling.floor import Floor, FloorRow
from database.shops import floors
from database.store import open_store
from storefront.words import words
from tests.browser.axe_rules import violations
from tests.browser.serving import served, staffed
from tests.browser.shop.counter_typing import COUNTER_PX, CUT_OFF, ONE, at_the_counter, field, type_one, type_two
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

SIZES_PX = (COUNTER_PX, (800, 1280))
IDLE_S = 10
LONGER_S = IDLE_S + 18  # the server looks every fifteen seconds
MOST_TYPING_S = 60.0
PARTS = (
    ("head", "h2"),
    ("fields", "input"),
    *(("answer", f".{name}") for name in ("target", "verdict-line", "bed", "facts")),
)


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A shop's own server."""
    folder = tmp_path_factory.mktemp("counter")
    with served(folder, MATTRESS_FIT_DATABASE_URL=_shops(folder), MATTRESS_FIT_COUNTER="1") as address:
        yield address


@pytest.fixture
def left_soon(tmp_path: Path) -> Iterator[str]:
    """The same, whose screen clears itself soon: too soon for a busy machine to type in two people."""
    shop = {"MATTRESS_FIT_COUNTER": "1", "MATTRESS_FIT_COUNTER_IDLE_SECONDS": str(IDLE_S)}
    with served(tmp_path, MATTRESS_FIT_DATABASE_URL=_shops(tmp_path), **shop) as address:
        yield address


def _shops(folder: Path) -> str:
    url = staffed(folder, "staff")
    store = open_store(url)
    floors.put(store, [_floor("Utrecht", 0), _floor("Gent", 7)])
    store.engine.dispose()
    return url


def _floor(shop: str, first: int) -> Floor:
    """Every twentieth bed stands there; of every second one there is stock in 90x200."""
    beds = [bed for bed in load_catalogue() if bed.firmness is not None][first::20]
    rows = (FloorRow(bed.mattress_id, (90.0, 200.0), i % 2, 700.0 + i, "EUR", True) for i, bed in enumerate(beds))
    return Floor(shop, tuple(rows), "2026-11-30")


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_two_people_are_typed_in_and_answered_above_the_fold(browser: Browser, counter: str, lang: str) -> None:
    width, height = COUNTER_PX
    with Visitor(browser, counter, lang, width) as visitor:
        visitor.page.set_viewport_size({"width": width, "height": height})
        at_the_counter(visitor)
        assert type_two(visitor) < MOST_TYPING_S
        shown = {
            f"{person} {part}": visitor.page.locator(f".st-key-{place}_{person} {part}").first.bounding_box()
            for person in "ab"
            for place, part in PARTS
        }
        shown["both"] = visitor.page.locator("section.both").bounding_box()
        below = {name: box for name, box in shown.items() if box is None or box["y"] + box["height"] > height}
        assert below == {}
        assert visitor.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0
        assert visitor.page.evaluate(CUT_OFF) == []


def test_the_target_moves_while_a_figure_is_typed_and_the_focus_stays(browser: Browser, counter: str) -> None:
    with Visitor(browser, counter, "en", COUNTER_PX[0]) as visitor:
        at_the_counter(visitor)
        for name, text in (("height_cm", "178"), ("side", "100"), ("weight_kg", "70")):
            box = field(visitor, "a", name)
            box.focus()
            visitor.page.keyboard.type(text)
        target = visitor.page.locator(".st-key-answer_a .target")
        expect(target).to_be_visible()
        before = target.inner_text()
        visitor.page.keyboard.press("Backspace")
        visitor.page.keyboard.type("90")  # 790 kg: nobody; said in place of the target
        expect(visitor.page.locator(".st-key-answer_a .problem")).to_be_visible()
        visitor.page.keyboard.press("Backspace")
        visitor.page.keyboard.press("Backspace")
        visitor.page.keyboard.type("5 kg")
        expect(target).to_be_visible()
        expect(target).not_to_have_text(before)
        assert visitor.page.evaluate("document.activeElement.value") == "75 kg"


def test_axe_finds_nothing_at_either_size(browser: Browser, counter: str) -> None:
    found = []
    for width, height in SIZES_PX:
        with Visitor(browser, counter, "nl", width) as visitor:
            visitor.page.set_viewport_size({"width": width, "height": height})
            at_the_counter(visitor)
            found += violations(visitor, f"empty at {width}")
            type_two(visitor)
            for part in ("beds", "together", "figure", "compare", "trial", "paper"):
                visitor.page.get_by_role("radio", name=visitor.w(f"counter.part_{part}"), exact=True).click()
                visitor.settle()
                found += violations(visitor, f"{part} at {width}")
                assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
                visitor.keep(f"counter-{part}")
            found += [f"cut off at {width}: {text}" for text in visitor.page.evaluate(CUT_OFF)]
    assert found == []


def test_a_shop_its_stock_three_beds_and_a_sheet_of_paper(browser: Browser, counter: str) -> None:
    with Visitor(browser, counter, "nl", COUNTER_PX[0]) as visitor:
        at_the_counter(visitor)
        type_two(visitor)
        w, first = visitor.w, visitor.page.locator(".st-key-answer_a .facts")
        visitor.page.locator(".st-key-bar").get_by_role("combobox", name=w("counter.shop"), exact=True).click()
        visitor.page.get_by_role("option", name="Utrecht", exact=True).click()
        visitor.settle()
        expect(first).to_contain_text(w("counter.in_stock"))  # asked for until staff say otherwise
        visitor.page.get_by_role("button", name=w("counter.only_on_floor"), exact=True).click()
        visitor.settle()
        expect(first).to_contain_text(w("counter.on_floor"))
        expect(first).to_contain_text(w("counter.in_stock"))
        visitor.page.get_by_role("radio", name=w("counter.part_compare"), exact=True).click()
        visitor.settle()
        expect(visitor.page.locator("table.compared thead th")).to_have_count(3)
        visitor.page.get_by_role("radio", name=w("counter.part_paper"), exact=True).click()
        visitor.settle()
        with visitor.page.expect_download() as coming:
            visitor.page.locator(".st-key-paper_b button").last.click()
        sheet = PdfReader(coming.value.path())
        assert len(sheet.pages) == 2
        assert words("en")("result.heading") in sheet.pages[0].extract_text()


def test_the_screen_stays_while_somebody_moves_or_lies_and_clears_when_they_are_gone(
    browser: Browser, left_soon: str
) -> None:
    with Visitor(browser, left_soon, "en", COUNTER_PX[0]) as visitor:
        at_the_counter(visitor)
        type_one(visitor, "a", ONE)
        weight, down = field(visitor, "a", "weight_kg"), visitor.page.locator(".st-key-down button")
        for i in range(LONGER_S // 2):  # nothing is typed; the pointer moves
            visitor.page.mouse.move(300 + i, 500)
            visitor.page.wait_for_timeout(2000)
        expect(weight).to_have_value(ONE[0])
        down.click()
        expect(visitor.page.get_by_role("button", name=visitor.w("counter.up_again"))).to_be_visible()
        visitor.page.wait_for_timeout(LONGER_S * 1000)  # nobody moves: the customer lies
        expect(weight).to_have_value(ONE[0])
        down.click()
        expect(visitor.page.get_by_role("button", name=visitor.w("counter.lies_down"))).to_be_visible()
        visitor.page.mouse.move(900, 700)
        expect(weight.first).to_have_value("", timeout=60_000)  # the field and, while the page is drawn, the one before
