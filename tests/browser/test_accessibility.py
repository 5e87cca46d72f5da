"""axe, reflow, zoom and motion on every page and state, in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.axe_rules import violations
from tests.browser.states import every_state
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

WIDTHS = (360, 1280)
REFLOW_PX = 320  # WCAG 1.4.10: 1280 px at 400 %
TWICE = "document.documentElement.style.fontSize = '36px'"  # our 18 px at 200 %
SIDEWAYS = "document.querySelector('[data-testid=stMain]').scrollWidth - document.documentElement.clientWidth"
CUT_OFF = """[...document.querySelectorAll('[data-testid=stMain] button, [data-testid=stMain] p, h1, h2, h3')]
    .filter(e => e.offsetParent && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== 'visible')
    .map(e => e.innerText.slice(0, 60))"""


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_axe_finds_nothing_in_any_state_and_nothing_is_lost_when_it_grows(
    browser: Browser, address: str, lang: str
) -> None:
    found, states = [], []
    with Visitor(browser, address, lang, 360) as visitor:
        for state in every_state(visitor):
            states.append(state)
            for width in WIDTHS:
                visitor.resize(width)
                found += violations(visitor, f"{state} at {width}")
            visitor.page.evaluate(TWICE)
            found += [f"{state}, text at 200 %: {text}" for text in visitor.page.evaluate(CUT_OFF)]
            found += _sideways(visitor, f"{state}, text at 200 %")
            visitor.page.evaluate("document.documentElement.style.fontSize = ''")
            visitor.resize(REFLOW_PX)
            found += _sideways(visitor, f"{state} at {REFLOW_PX}")
            if visitor.page.evaluate("document.documentElement.lang") != lang:
                found.append(f"{state}: says it is another language")
            visitor.resize(360)
    assert found == []
    assert len(states) > 30


def test_the_dark_theme_passes_too_and_nothing_moves_for_who_asked_for_rest(browser: Browser, address: str) -> None:
    found = []
    with Visitor(browser, address, "nl", 360, colours="dark") as visitor:
        for state in every_state(visitor):
            found += violations(visitor, f"{state}, dark")
            moving = visitor.page.evaluate("document.getAnimations().filter(a => a.playState === 'running').length")
            if moving:
                found.append(f"{state}: {moving} movements")
            if state == "result, saved":
                break
        visitor.jump("diary")
        visitor.write_down(6)
        found += violations(visitor, "diary, dark")
    assert found == []


def test_a_fold_opens_for_who_asked_for_rest(browser: Browser, address: str) -> None:
    with Visitor(browser, address, "nl", 360) as visitor:
        visitor.unfold("code.go_on")
        fold = visitor.page.locator("details").filter(has_text=visitor.w("code.go_on"))
        expect(fold).not_to_have_css("overflow", "hidden")
        shown, needed = fold.evaluate("e => [e.offsetHeight, e.scrollHeight]")
        assert needed - 4 <= shown > 150


def _sideways(visitor: Visitor, state: str) -> list[str]:
    return [f"{state}: scrolls sideways"] if visitor.page.evaluate(SIDEWAYS) > 0 else []
