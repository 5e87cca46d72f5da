"""One visit through reloads, closed tabs, typed addresses and back and forward, on a phone, in Dutch."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.serving import served, staffed
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

WIDTH = 390
KG = 83.7


@pytest.fixture
def visitor(browser: Browser, address: str) -> Iterator[Visitor]:
    with Visitor(browser, address, "nl", WIDTH) as visitor:
        yield visitor


def _value(visitor: Visitor, field: str, value: str) -> None:
    expect(visitor.page.get_by_label(visitor.w(f"field.{field}"), exact=True)).to_have_value(value)


def _chosen(visitor: Visitor, field: str, option: str) -> None:
    group = visitor.page.get_by_role("radiogroup", name=visitor.w(f"field.{field}"), exact=True)
    expect(group.get_by_role("radio", name=option, exact=True)).to_be_checked()


def _reload(visitor: Visitor, title: str) -> None:
    visitor.page.reload()
    visitor.sees_title(title)


def _to_the_body(visitor: Visitor) -> None:
    visitor.press("start.begin")
    visitor.press("safety.no")
    visitor.tick("health_consent")


def test_a_reload_at_each_step_keeps_what_was_answered(visitor: Visitor) -> None:
    """And Next goes on from there."""
    w = visitor.w

    def chosen(field: str, option: str) -> None:
        _chosen(visitor, field, option)

    def ticked(field: str) -> None:
        expect(visitor.page.get_by_role("checkbox", name=w(f"field.{field}"), exact=True)).to_be_checked()

    skip, yes = w("hip_method.skip"), w.term("yes")
    answers: dict[str, tuple[Callable[[], None], Callable[[], None]]] = {
        "body": (lambda: visitor.fill("weight_kg", KG), lambda: _value(visitor, "weight_kg", str(KG))),
        "lying": (lambda: visitor.lies("side", "mostly"), lambda: chosen("side", w("often.mostly"))),
        "measures": (lambda: visitor.choose("hip_method", skip), lambda: chosen("hip_method", skip)),
        "aches": (lambda: visitor.tick("pain.neck"), lambda: ticked("pain.neck")),
        "bed": (lambda: visitor.fill("bed_age_years", 9), lambda: _value(visitor, "bed_age_years", "9")),
        "checks": (lambda: visitor.choose("check.trough", yes), lambda: chosen("check.trough", yes)),
        "wishes": (lambda: visitor.fill("max_price", 1500), lambda: _value(visitor, "max_price", "1500")),
    }
    _to_the_body(visitor)
    _reload(visitor, "safety.title")
    ticked("health_consent")
    visitor.press("frame.next")
    for step, (answer, is_kept) in answers.items():
        visitor.sees_title(f"{step}.title")
        if step == "body":
            visitor.fill("height_cm", 178)
        answer()
        _reload(visitor, f"{step}.title")
        is_kept()
        assert w("visit.gone") not in visitor.text()
        if step == "wishes":
            visitor.pick("market", w("wishes.any_market"))
        visitor.press("wishes.done" if step == "wishes" else "frame.next")
    visitor.sees_title("result.heading")
    _reload(visitor, "result.heading")
    assert visitor.page.get_by_role("article").count() >= 1
    # Streamlit's page first looks for its server below its own address.
    assert [said for said in visitor.problems if "404" not in said] == []


def test_a_closed_tab_goes_on_and_two_open_ones_do_not_mix(visitor: Visitor) -> None:
    _to_the_body(visitor)
    visitor.press("frame.next")
    visitor.fill("weight_kg", KG)
    first = visitor.page
    visitor.page = second = visitor.context.new_page()
    second.goto(f"{visitor.address}/body")
    visitor.sees_title("safety.title")  # a second tab begins by itself, and says where
    visitor.reads(visitor.w("journey.gap"))
    visitor.press("safety.no")
    visitor.press("safety.without")
    visitor.sees_title("body.title")
    visitor.fill("weight_kg", 60)
    visitor.page = first
    _reload(visitor, "body.title")
    _value(visitor, "weight_kg", str(KG))
    visitor.page = second
    _reload(visitor, "body.title")
    _value(visitor, "weight_kg", "60")
    second.close()
    first.close()  # the last one: a phone discards it, or somebody closes it
    visitor.page = visitor.context.new_page()
    visitor.page.goto(f"{visitor.address}/body")
    visitor.sees_title("body.title")
    expect(visitor.page.get_by_label(visitor.w("field.weight_kg"), exact=True)).to_have_value(re.compile("60|83.7"))


def test_a_step_opened_by_its_address_leads_to_the_first_gap_with_words(visitor: Visitor) -> None:
    for step in ("wishes", "aches", "body"):
        visitor.page.goto(f"{visitor.address}/{step}")
        visitor.sees_title("safety.title")
        expect(visitor.page.get_by_role("status").filter(has_text=visitor.w("journey.gap"))).to_be_visible()
    visitor.press("safety.no")
    visitor.press("safety.without")
    visitor.sees_title("body.title")
    assert visitor.w("journey.gap") not in visitor.text()
    visitor.page.goto(f"{visitor.address}/checks")
    visitor.sees_title("body.title")
    visitor.press("frame.next")
    visitor.reads(visitor.w("problem.weight"))
    visitor.reads(visitor.w("journey.not_yet"))


def test_back_and_forward_keep_what_was_answered(visitor: Visitor) -> None:
    _to_the_body(visitor)
    visitor.press("frame.next")
    visitor.fill("weight_kg", KG)
    visitor.fill("height_cm", 178)
    visitor.press("frame.next")
    visitor.lies("side", "mostly")
    for _ in range(2):
        visitor.page.go_back()
        visitor.sees_title("body.title")
        _value(visitor, "weight_kg", str(KG))
        visitor.page.go_forward()
        visitor.sees_title("lying.title")
        _chosen(visitor, "side", visitor.w("often.mostly"))
    visitor.page.go_back()
    visitor.sees_title("body.title")
    _reload(visitor, "body.title")
    _value(visitor, "height_cm", "178")
    visitor.press("frame.start_over")
    visitor.sees_title("start.heading")
    visitor.page.reload()
    visitor.sees_title("start.heading")
    visitor.jump("body")
    visitor.sees_title("safety.title")


def test_an_alarm_sign_shows_no_bed_after_deleting_answers_and_a_reload(visitor: Visitor) -> None:
    _to_the_body(visitor)
    visitor.press("safety.ask_again")
    visitor.press("safety.yes_or_unsure")
    visitor.sees_title("leaflet.title")
    visitor.press("frame.withdraw")
    _reload(visitor, "leaflet.title")
    for step in ("result", "body"):
        visitor.jump(step)
        visitor.sees_title("safety.title")
    visitor.press("safety.no")
    visitor.press("safety.without")
    visitor.sees_title("body.title")


def test_staff_stay_signed_in_through_a_reload(browser: Browser, tmp_path: Path) -> None:
    shop = {
        "MATTRESS_FIT_COUNTER": "1",
        "MATTRESS_FIT_DATABASE_URL": staffed(tmp_path),
    }
    with served(tmp_path, **shop) as address, Visitor(browser, address, "nl", WIDTH) as visitor:
        visitor.page.goto(f"{address}/counter")
        before = _cookies(visitor)
        visitor.sign_in()
        weight = visitor.page.get_by_label(visitor.w("counter.weight_kg"), exact=True).first
        expect(weight).to_be_visible()
        visitor.settle()
        weight.fill(f"{KG:g}")
        weight.press("Tab")
        visitor.settle()
        visitor.page.reload()
        expect(weight).to_have_value(str(KG))
        after = _cookies(visitor)
        assert after["mattress-fit-visit"][0] != before["mattress-fit-visit"][0], "signing in gives another cookie"
        assert after["mattress-fit-visit"][1:] == (True, "Strict", True)
        assert after["mattress-fit-known"][1:] == (True, "Strict", False)
        _with(visitor, before)  # what was planted or read before the sign-in
        visitor.page.goto(f"{address}/counter")
        visitor.sees_title("staff.title")
        _with(visitor, after)
        visitor.page.goto(f"{address}/counter")
        expect(weight).to_be_visible()


def _cookies(visitor: Visitor) -> dict[str, tuple[str, bool, str, bool]]:
    """Value, whether scripts are kept from it, which sites send it, and whether it ends with the browser, by name."""
    return {
        each["name"]: (each["value"], each["httpOnly"], each["sameSite"], each["expires"] == -1)
        for each in visitor.context.cookies()
        if each["name"].startswith("mattress-fit")
    }


def _with(visitor: Visitor, cookies: dict[str, tuple[str, bool, str, bool]]) -> None:
    visitor.context.clear_cookies()
    visitor.context.add_cookies(
        [{"name": name, "value": value[0], "url": visitor.address} for name, value in cookies.items()]
    )
