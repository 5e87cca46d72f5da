"""The whole quiz in a real browser, in both languages, on a phone and on a desk."""

from __future__ import annotations

import re
from urllib.parse import urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect
from visitor import Visitor

pytestmark = pytest.mark.browser

THUMB_PX = 44
WEIGHT_KG = 83.7  # a figure that would be recognised anywhere it leaks to
TOO_SMALL = """(least) => [...document.querySelectorAll('[data-testid=stMain] button, [data-testid=stMain] summary')]
    .filter(e => e.offsetParent && e.getBoundingClientRect().height < least - 0.5)
    .map(e => e.innerText + ' ' + e.getBoundingClientRect().height)"""


def _to_the_body(visitor: Visitor, alarm: str = "no") -> None:
    visitor.press("start.begin")
    visitor.sees_title("safety.title")
    visitor.tick("health_consent")
    visitor.choose("alarm_signs", visitor.w(f"safety.{alarm}"))
    visitor.press("frame.next")


def _answer_everything(visitor: Visitor) -> list[str]:
    """Every step with an answer; returns what axe found serious on the way."""
    found: list[str] = []
    w = visitor.w

    def leave(step: str) -> None:
        visitor.sees_title(f"{step}.title")
        found.extend(_serious(visitor))
        assert visitor.page.evaluate(TOO_SMALL, THUMB_PX) == [], step
        wide = visitor.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= visitor.width, f"{step} scrolls sideways"

    _to_the_body(visitor)
    visitor.fill("weight_kg", WEIGHT_KG)
    visitor.fill("height_cm", 178)
    visitor.choose("sex", w.term("male"))
    visitor.choose("age_band", w("age_band.40-49"))
    leave("body")
    visitor.press("frame.next")
    visitor.fill("side", 6)
    visitor.fill("back", 4)
    visitor.choose("position_sure", w("position_sure.yes"))
    assert w("lying.all_given") in visitor.text()
    leave("lying")
    visitor.press("frame.next")
    visitor.choose("hip_method", w("hip_method.tape"))
    visitor.fill("hip_circumference_cm", 104)
    leave("measures")
    visitor.press("frame.next")
    visitor.tick("pain.morning_stiffness")
    leave("aches")
    visitor.press("frame.next")
    visitor.choose("bed_feels", w("bed_feels.too_soft"))
    visitor.fill("bed_age_years", 9)
    leave("bed")
    visitor.press("frame.next")
    visitor.choose("check.trough", w.term("yes"))
    leave("checks")
    visitor.press("frame.next")
    visitor.fill("max_price", 1500)
    visitor.choose("firmness_wish", w("firmness_wish.none"))
    leave("wishes")
    visitor.press("wishes.done")
    visitor.sees_title("result.heading")
    return found


def _serious(visitor: Visitor) -> list[str]:
    violations = Axe().run(visitor.page).response["violations"]
    return [
        f"{urlparse(visitor.page.url).path} {rule['id']}: {rule['nodes'][0]['html'][:160]}"
        for rule in violations
        if rule["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_whole_quiz_is_answered_and_the_answer_read(browser: Browser, address: str, lang: str, width: int) -> None:
    with Visitor(browser, address, lang, width) as visitor:
        visitor.keep("start")
        found = _answer_everything(visitor)
        text = visitor.text()
        target = re.escape(visitor.w("result.target", label="LABEL", firmness="FIRM"))
        pattern = target.replace("LABEL", "(.+)").replace("FIRM", r"(\d+[.,]\d)")
        said = re.search(pattern, text)
        assert said, text[:400]
        label, firmness = said.groups()
        terms = [visitor.w.term(name) for name in ("medium-soft", "medium", "medium-firm", "firm")]
        assert label in terms
        assert ("," in firmness) is (lang == "nl")
        assert 3.5 < float(firmness.replace(",", ".")) < 8
        cards = visitor.page.get_by_role("article")
        assert cards.count() == 5
        for shown in ("result.free_first", "result.needs", "result.spine", "disclaimer.result"):
            assert visitor.w(shown) in text
        drawings = visitor.page.locator("svg[role=img][aria-label]")
        assert drawings.count() >= 5
        assert all(drawings.nth(i).get_attribute("aria-label") for i in range(drawings.count()))
        fold = cards.first.get_by_text(visitor.w("result.why_not_higher"))
        fold.click()
        expect(cards.first.get_by_text(visitor.w("component.uncertainty"))).to_be_visible()
        found += _serious(visitor)
        assert found == []
        assert visitor.page.evaluate("document.documentElement.lang") == lang
        assert visitor.page.title() == visitor.w("result.title")
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
        assert visitor.problems == []
        visitor.keep("result")


def test_nothing_leaves_for_another_host_and_no_answer_stands_in_an_address(browser: Browser, address: str) -> None:
    with Visitor(browser, address, "nl", 360) as visitor:
        _answer_everything(visitor)
        assert visitor.hosts() == {urlparse(address).netloc}
        seen = [*visitor.requests, visitor.page.url]
        for answer in ("83.7", "83,7", "178", "104", "morning_stiffness", "trough", "alarm"):
            assert not [url for url in seen if answer in urlparse(url).path + urlparse(url).query]
        assert urlparse(visitor.page.url).query == ""
        stored = visitor.page.evaluate(
            "JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie"
        )
        assert "83.7" not in stored
        assert "morning_stiffness" not in stored


@pytest.mark.parametrize("said", ["yes", "unsure"])
def test_an_alarm_sign_or_doubt_shows_the_leaflet_and_no_product(browser: Browser, address: str, said: str) -> None:
    with Visitor(browser, address, "nl", 360) as visitor:
        _to_the_body(visitor, said)
        visitor.sees_title("leaflet.title")
        text = visitor.text()
        hidden = "safety.unsure_hidden" if said == "unsure" else "safety.products_hidden"
        assert visitor.w(hidden) in text
        assert "€" not in text
        assert visitor.page.get_by_role("article").count() == 0
        assert visitor.page.locator('a[href="tel:112"]').count() >= 1
        visitor.keep(f"leaflet-{said}")
        visitor.press("leaflet.answer_again")
        visitor.sees_title("safety.title")


def test_another_language_and_the_browsers_own_back_lose_nothing(browser: Browser, address: str) -> None:
    with Visitor(browser, address, "nl", 360) as visitor:
        _to_the_body(visitor)
        visitor.fill("weight_kg", WEIGHT_KG)
        visitor.fill("height_cm", 178)
        visitor.page.get_by_role("radio", name="EN", exact=True).click()
        visitor.settle()
        other = visitor.page.get_by_label("Weight in kg", exact=True)
        expect(other).to_have_value("83.7")
        assert visitor.page.evaluate("document.documentElement.lang") == "en"
        visitor.page.get_by_role("button", name="Next", exact=True).click()
        expect(visitor.page).to_have_url(re.compile("/lying$"))
        visitor.settle()
        visitor.page.go_back()
        expect(visitor.page).to_have_url(re.compile("/body$"))
        expect(visitor.page.get_by_label("Weight in kg", exact=True)).to_have_value("83.7")


def test_the_leaflet_is_in_reach_and_leads_back(browser: Browser, address: str) -> None:
    with Visitor(browser, address, "en") as visitor:
        _to_the_body(visitor)
        visitor.fill("weight_kg", WEIGHT_KG)
        visitor.page.get_by_role("link", name=visitor.w("safety.leaflet_link")).click()
        visitor.sees_title("leaflet.title")
        visitor.press("leaflet.back")
        visitor.sees_title("body.title")
        expect(visitor.page.get_by_label(visitor.w("field.weight_kg"), exact=True)).to_have_value("83.7")


def test_a_step_is_done_with_the_keyboard_alone(browser: Browser, address: str) -> None:
    with Visitor(browser, address, "en") as visitor:
        _to_the_body(visitor)
        visitor.sees_title("body.title")
        keyboard = visitor.page.keyboard
        visitor.page.get_by_label(visitor.w("field.weight_kg"), exact=True).focus()
        keyboard.type("70")
        keyboard.press("Tab")
        for _ in range(6):  # past the plus and minus of the field before
            if visitor.page.evaluate("document.activeElement.getAttribute('aria-label')") == visitor.w(
                "field.height_cm"
            ):
                break
            keyboard.press("Tab")
        keyboard.type("170")
        keyboard.press("Enter")
        visitor.settle()
        for _ in range(20):
            if visitor.page.evaluate("document.activeElement.innerText") == visitor.w("frame.next"):
                break
            keyboard.press("Tab")
        outline = visitor.page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert outline == "3px", "focus is seen"
        keyboard.press("Enter")
        visitor.sees_title("lying.title")
