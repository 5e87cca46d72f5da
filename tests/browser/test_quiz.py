"""The whole quiz in a real browser, in both languages, on a phone and on a desk."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

THUMB_PX = 44
WEIGHT_KG = 83.7  # a figure that would be recognised anywhere it leaks to
TOO_SMALL = """(least) => [...document.querySelectorAll('[data-testid=stMain] button, [data-testid=stMain] summary')]
    .filter(e => e.offsetParent && e.getBoundingClientRect().height < least - 0.5)
    .map(e => e.innerText + ' ' + e.getBoundingClientRect().height)"""


def _to_the_body(visitor: Visitor) -> None:
    visitor.press("start.begin")
    visitor.sees_title("safety.title")
    visitor.press("safety.no")
    visitor.tick("health_consent")
    visitor.press("frame.next")


def _answer_everything(visitor: Visitor) -> None:
    """Every step with an answer; targets are large enough for a thumb and nothing scrolls sideways."""
    w = visitor.w

    def leave(step: str) -> None:
        visitor.sees_title(f"{step}.title")
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
    visitor.lies("side", "mostly")
    visitor.lies("back", "often")
    visitor.choose("position_sure", w("position_sure.yes"))
    leave("lying")
    visitor.press("frame.next")
    visitor.choose("hip_method", w("hip_method.tape"))
    visitor.fill("hip_circumference_cm", 104)
    leave("measures")
    visitor.keep("measures")
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
    visitor.pick("market", w("wishes.any_market"))
    visitor.fill("max_price", 1500)
    visitor.choose("firmness_wish", w("firmness_wish.none"))
    leave("wishes")
    visitor.press("wishes.done")
    visitor.sees_title("result.heading")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_from_the_first_question_to_seven_nights_and_back_with_a_code(
    browser: Browser, address: str, lang: str, width: int
) -> None:
    with Visitor(browser, address, lang, width) as visitor:
        visitor.keep("start")
        _answer_everything(visitor)
        _read_the_answer(visitor)
        visitor.keep("result")
        assert visitor.download("take_home.pdf").startswith(b"%PDF-")
        visitor.unfold("take_home.nights")
        assert visitor.download("take_home.calendar").count(b"BEGIN:VEVENT") >= 7
        visitor.press("result.diary")
        _seven_nights(visitor)
        visitor.keep("diary")
        code = _save(visitor)
        assert visitor.problems == []
    with Visitor(browser, address, lang, width) as again:
        again.unfold("code.go_on")
        again.fill_text("code", code.lower())
        again.press("code.load")
        again.sees_title("diary.title")
        again.unfold("diary.plan")
        assert again.text().count(again.w("diary.written", n=2, of=2)) == 3
        again.jump("result")
        again.sees_title("safety.title")  # the alarm signs are asked on every way
        again.press("safety.no")
        again.sees_title("result.heading")
        again.jump("body")
        expect(again.page.get_by_label(again.w("field.weight_kg"), exact=True)).to_have_value(str(WEIGHT_KG))
        again.jump("result")
        again.sees_title("result.heading")
        again.press("code.delete")
        assert again.w("code.deleted_now") in again.text()


def _read_the_answer(visitor: Visitor) -> None:
    """The figures, the cards and the drawings are there and in the visitor's language."""
    text, w = visitor.text(), visitor.w
    target = re.escape(w("result.target", label="LABEL", firmness="FIRM"))
    said = re.search(target.replace("LABEL", "(.+)").replace("FIRM", r"(\d+[.,]\d)"), text)
    assert said, text[:400]
    label, firmness = said.groups()
    assert label in [w.term(name) for name in ("medium-soft", "medium", "medium-firm", "firm")]
    assert ("," in firmness) is (visitor.lang == "nl")
    assert 3.5 < float(firmness.replace(",", ".")) < 8
    cards = visitor.page.get_by_role("article")
    assert cards.count() == 3
    for shown in ("advice.state_sagged", "verdict.fits_unsure.heading", "result.also", "disclaimer.result"):
        assert w(shown) in text
    drawings = visitor.page.locator("svg[role=img][aria-label]")
    assert drawings.count() >= 4
    assert all(drawings.nth(i).get_attribute("aria-label") for i in range(drawings.count()))
    cards.first.get_by_text(w("result.why_not_higher")).click()
    expect(cards.first.get_by_text(w("component.uncertainty"))).to_be_visible()
    assert visitor.page.evaluate("document.documentElement.lang") == visitor.lang
    assert visitor.page.title() == w("result.title")
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= visitor.width


def _seven_nights(visitor: Visitor) -> None:
    visitor.sees_title("diary.title")
    for pain in (7, 6, 5, 6, 3, 2, 3):
        visitor.write_down(pain)
    text, w = visitor.text(), visitor.w
    expect(visitor.page.locator("svg.diary circle")).to_have_count(7)
    assert w("diary.hint", baseline_pain=6.5, phase_pain=2.5, counted_nights=2) in text
    assert w("diary.unclear", baseline_pain=6.5, phase_pain=5.5, counted_nights=2) in text
    assert b'"pain_wake_nrs": 7' in visitor.download("diary.save_json")


def _save(visitor: Visitor) -> str:
    """The code under which the visit was saved, after consent."""
    visitor.unfold("code.heading")
    visitor.page.get_by_text(visitor.w("code.consent", days=30), exact=True).click()
    visitor.settle()
    visitor.press("code.save")
    visitor.reads(visitor.w("code.saved"))
    code = visitor.page.locator("p.code").inner_text()
    assert len(code.replace("-", "")) == 16
    return code


def test_an_alarm_sign_or_doubt_shows_the_leaflet_and_no_product(browser: Browser, address: str) -> None:
    with Visitor(browser, address, "nl", 360) as visitor:
        visitor.press("start.begin")
        visitor.sees_title("safety.title")
        visitor.press("safety.yes_or_unsure")
        visitor.sees_title("leaflet.title")
        text = visitor.text()
        assert visitor.w("safety.call_first") in text
        assert "€" not in text
        expect(visitor.page.get_by_role("article")).to_have_count(0)
        assert visitor.page.locator('a[href="tel:112"]').count() >= 1
        visitor.keep("leaflet")
        visitor.press("leaflet.answer_again")
        visitor.sees_title("safety.title")


def test_another_language_and_the_browsers_own_back_lose_nothing(browser: Browser, address: str) -> None:
    with Visitor(browser, address, "nl", 360) as visitor:
        _to_the_body(visitor)
        visitor.fill("weight_kg", WEIGHT_KG)
        visitor.fill("height_cm", 178)
        visitor.page.get_by_role("radio", name="EN", exact=True).click()
        visitor.settle()
        other = visitor.page.get_by_label("Weight", exact=True)
        expect(other).to_have_value("83.7")
        assert visitor.page.evaluate("document.documentElement.lang") == "en"
        visitor.page.get_by_role("button", name="Next", exact=True).click()
        expect(visitor.page).to_have_url(re.compile("/lying$"))
        visitor.settle()
        visitor.page.go_back()
        expect(visitor.page).to_have_url(re.compile("/body$"))
        expect(visitor.page.get_by_label("Weight", exact=True)).to_have_value("83.7")


def test_the_leaflet_is_in_reach_and_leads_back(browser: Browser, address: str) -> None:
    with Visitor(browser, address, "en") as visitor:
        _to_the_body(visitor)
        visitor.fill("weight_kg", WEIGHT_KG)
        visitor.page.get_by_role("link", name=visitor.w("safety.leaflet_link")).click()
        visitor.sees_title("leaflet.title")
        visitor.press("leaflet.back")
        visitor.sees_title("body.title")
        expect(visitor.page.get_by_label(visitor.w("field.weight_kg"), exact=True)).to_have_value("83.7")


def test_the_quiz_is_done_with_the_keyboard_alone(browser: Browser, address: str) -> None:
    with Visitor(browser, address, "en") as visitor:
        w = visitor.w
        visitor.tab_to(w("start.begin"), "Enter")
        visitor.sees_title("safety.title")
        visitor.tab_to(w("safety.no"), "Enter")
        visitor.tab_to(w("field.health_consent"), "Space")
        visitor.tab_to(w("frame.next"), "Enter")
        visitor.sees_title("body.title")
        visitor.tab_to(w("field.weight_kg"))
        visitor.page.keyboard.type("70")
        visitor.tab_to(w("field.height_cm"))
        visitor.page.keyboard.type("170")
        visitor.tab_to(w("frame.next"))
        outline = visitor.page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert outline == "3px", "focus is seen"
        visitor.page.keyboard.press("Enter")
        visitor.sees_title("lying.title")
        visitor.tab_to(w("often.mostly"), "Space")
        for step in ("measures", "aches", "bed", "checks", "wishes"):
            visitor.tab_to(w("frame.next"), "Enter")
            visitor.sees_title(f"{step}.title")
        visitor.tab_to(w("wishes.done"), "Enter")
        visitor.sees_title("result.heading")


def test_a_dropped_connection_loses_nothing(browser: Browser, address: str) -> None:
    with Visitor(browser, address, "nl", 360, droppable=True) as visitor:
        _to_the_body(visitor)
        visitor.fill("weight_kg", WEIGHT_KG)
        visitor.drop_connection()
        visitor.fill("height_cm", 178)
        visitor.press("frame.next")
        visitor.sees_title("lying.title")
        visitor.press("frame.back")
        expect(visitor.page.get_by_label(visitor.w("field.weight_kg"), exact=True)).to_have_value(str(WEIGHT_KG))
