"""The page about staff, and the pages that ask who somebody is, at both sizes of a shop's screen."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.axe_rules import violations
from tests.browser.serving import ROOT, Server, served, staffed
from tests.browser.shop.counter_typing import COUNTER_PX, CUT_OFF, only_this_machine
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

SIZES_PX = (COUNTER_PX, (800, 1280))
OTHER, OWN = "Bram Visser", "580316"
CODE = re.compile(r"make the first manager with this code, .*: (\S+)")
BUTTONS = ".stButton button, .stDownloadButton button, .stFormSubmitButton button"
TOO_SMALL = """(buttons) => [...document.querySelectorAll(buttons)]
    .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5).map(e => e.innerText)"""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[str]:
    settings = {"MATTRESS_FIT_COUNTER": "1", "MATTRESS_FIT_DESK": "1", "MATTRESS_FIT_DATABASE_URL": staffed(tmp_path)}
    with served(tmp_path, **settings) as address:
        yield address


def _found(visitor: Visitor, state: str) -> list[str]:
    """What axe finds, what is cut off, too small for a thumb or scrolls sideways; and a picture of it."""
    found = violations(visitor, state)
    found += [f"{state}, cut off: {text}" for text in visitor.page.evaluate(CUT_OFF)]
    found += [f"{state}, small: {text}" for text in visitor.page.evaluate(TOO_SMALL, BUTTONS)]
    if visitor.page.evaluate("document.documentElement.scrollWidth") > visitor.width:
        found.append(f"{state}: scrolls sideways")
    visitor.keep(f"people-{state.replace(' ', '-')}")
    return found


def _fill(visitor: Visitor, **typed: str) -> None:
    for key, text in typed.items():
        visitor.page.get_by_label(visitor.w(f"staff.{key}"), exact=True).fill(text)


def _choose_pin(visitor: Visitor, pin: str) -> None:
    _fill(visitor, new_pin=pin, new_pin_again=pin)
    visitor.press("staff.take_pin")


@pytest.mark.parametrize(("lang", "size"), [("nl", SIZES_PX[0]), ("en", SIZES_PX[1])])
def test_a_manager_adds_somebody_who_signs_in_and_is_locked(
    browser: Browser, shop: str, lang: str, size: tuple[int, int]
) -> None:
    found = []
    with Visitor(browser, shop, lang, size[0]) as boss, Visitor(browser, shop, lang, size[0]) as other:
        for visitor in (boss, other):
            only_this_machine(visitor)
            visitor.page.set_viewport_size({"width": size[0], "height": size[1]})
            visitor.page.goto(f"{shop}/people")
        found += _found(boss, "nobody signed in")
        boss.sign_in("730286")
        found += _found(boss, "a wrong PIN")
        boss.sign_in()
        boss.sees_title("people.title")
        found += _found(boss, "manager")
        _fill(boss, name=OTHER)
        boss.press("people.add")
        code = boss.page.locator("p.code")
        expect(code).to_be_visible()
        found += _found(boss, "added")

        other.sign_in(code.inner_text(), OTHER)
        expect(other.page.get_by_text(other.w("staff.once_lead", name=OTHER))).to_be_visible()
        found += _found(other, "a PIN good once")
        _choose_pin(other, "123456")
        expect(other.page.get_by_role("alert")).to_be_visible()
        found += _found(other, "too easy")
        _choose_pin(other, OWN)
        other.sees_title("people.title")
        found += _found(other, "staff")
        other.page.reload()
        other.sees_title("people.title")
        other.page.goto(f"{shop}/desk")
        other.sees_title("staff.title")
        found += _found(other, "for managers")
        other.page.get_by_role("button", name=other.w("counter.title"), exact=True).click()
        expect(other.page.get_by_text(other.w("counter.lead"))).to_be_visible()
        other.settle()

        boss.page.locator(".st-key-person_chosen input").first.click()
        boss.page.get_by_role("option", name=OTHER, exact=True).click()
        boss.settle()
        found += _found(boss, "somebody chosen")
        boss.press("desk.staff_remove")
        found += _found(boss, "surely")
        boss.press("desk.cancel")
        boss.press("people.lock")
        expect(boss.page.get_by_text(boss.w("people.locked", name=OTHER))).to_be_visible()
        found += _found(boss, "locked")
        other.page.wait_for_timeout(2500)  # longer than a sign-in is believed without asking again
        other.page.get_by_role("button", name=other.w("people.title"), exact=True).click()
        other.sees_title("staff.title")
        expect(other.page.get_by_label(other.w("staff.pin"), exact=True)).to_be_visible()
    assert found == []


def test_the_first_manager_is_made_with_the_code_in_the_terminal(browser: Browser, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    server = Server(tmp_path, ROOT, {**os.environ, "MATTRESS_FIT_COUNTER": "1", "MATTRESS_FIT_DATABASE_URL": url})
    try:
        server.start()
        printed = CODE.search(server.log())
        assert printed
        with Visitor(browser, server.address, "nl", COUNTER_PX[0]) as visitor:
            visitor.page.goto(f"{server.address}/counter")
            visitor.sees_title("staff.title")
            found = _found(visitor, "nobody yet")
            _fill(visitor, first_code="0000-0000", name=OTHER, new_pin=OWN, new_pin_again=OWN)
            visitor.press("staff.first_make")
            expect(visitor.page.get_by_text(visitor.w("staff.wrong_code"))).to_be_visible()
            _fill(visitor, first_code=printed[1], name=OTHER, new_pin=OWN, new_pin_again=OWN)
            visitor.press("staff.first_make")
            expect(visitor.page.get_by_text(visitor.w("counter.lead"))).to_be_visible()
            assert found == []
    finally:
        server.stop()
