"""How staff type at the counter: by keyboard, with everything but this machine out of reach."""

from __future__ import annotations

import time

from playwright.sync_api import Locator, Route, expect

from tests.browser.visitor import Visitor

COUNTER_PX = (1024, 768)
ONE, OTHER = ("83,5", "1,82 m", "60", "40"), ("61", "5'6", "80", "20")
# Texts that do not fit into what holds them.
CUT_OFF = """[...document.querySelectorAll(
    '[data-testid=stMain] :is(input, label p, button p, [data-baseweb=select] *)')]
    .filter(e => e.offsetParent && e.scrollWidth > e.clientWidth + 1 && (e.value || e.innerText))
    .map(e => e.value || e.innerText)"""


def only_this_machine(visitor: Visitor) -> None:
    """Everything but this machine is out of reach, as without a network."""

    def only_here(route: Route) -> None:
        route.continue_() if "//127.0.0.1" in route.request.url else route.abort("internetdisconnected")

    visitor.context.route("**/*", only_here)


def at_the_counter(visitor: Visitor) -> None:
    only_this_machine(visitor)
    visitor.page.goto(f"{visitor.address}/counter")
    visitor.sign_in()
    expect(field(visitor, "a", "weight_kg")).to_be_visible()
    visitor.settle()


def field(visitor: Visitor, person: str, name: str) -> Locator:
    return visitor.page.locator(f".st-key-fields_{person}").get_by_label(visitor.w(f"counter.{name}"), exact=True)


def type_one(visitor: Visitor, person: str, told: tuple[str, ...]) -> None:
    """By keyboard alone, from the weight on, as Tab goes; then past the list of alarm signs."""
    if person == "a":
        expect(field(visitor, person, "weight_kg")).to_be_focused()  # where whoever opens the counter begins
    else:
        field(visitor, person, "weight_kg").focus()
    weight, height, side, back = told
    for text in (weight, height, "", "", side, back):
        visitor.page.keyboard.type(text)
        visitor.page.keyboard.press("Tab")
    none = visitor.page.locator(f".st-key-alarm_{person}").get_by_role("button", name=visitor.w("counter.alarm_no"))
    expect(none).to_be_visible()
    none.press("Enter")
    expect(none).to_have_count(0)
    visitor.settle()


def type_two(visitor: Visitor) -> float:
    """Seconds until both are answered together."""
    begun = time.monotonic()
    for person, told in (("a", ONE), ("b", OTHER)):
        type_one(visitor, person, told)
    expect(visitor.page.locator("section.both")).to_be_visible()
    return time.monotonic() - begun


def show_part(visitor: Visitor, name: str) -> None:
    """One of the parts below the fold, by its key."""
    visitor.page.get_by_role("radio", name=visitor.w(name), exact=True).click()
    visitor.settle()
