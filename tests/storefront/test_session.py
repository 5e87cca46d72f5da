"""A visit on its own: what it takes over, restores and forgets, and that nothing else keeps a visitor's answers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import monotonic

import pytest
from streamlit.testing.v1 import AppTest

from recommender.advice.diary import Entry
from storefront.diary.book import Diary
from storefront.doors import cookie
from storefront.doors.visits import Asked, Tab, visits
from storefront.session import Visit
from tests.patience import HANGS_S
from tests.storefront.conftest import Client

STOREFRONT = Path(__file__).parents[2] / "storefront"
NIGHT = Diary().with_entry(Entry(1, 6.0), date(2026, 3, 1))


def _told() -> Visit:
    visit = Visit("nl", {"weight_kg": 82.0, "health_consent": True}, diary=NIGHT, picks=("a",), code="ABCD")
    visit.answers |= {"alarm_signs": "no", "pain.neck": True, "pregnancy_weeks": 20.0}
    visit.problems["weight_kg"] = "?"
    return visit


def test_widgets_of_this_round_are_taken_over_and_no_others() -> None:
    visit = Visit("nl", round=2)
    visit.harvest({visit.key_of("weight_kg"): 82.0, "q1.weight_kg": 70.0, "language": "en", 7: "x"})
    assert visit.answers == {"weight_kg": 82.0}
    visit.harvest({visit.key_of("weight_kg"): "82,5", visit.key_of("max_price"): "1.500"})
    assert visit.answers == {"weight_kg": 82.5, "max_price": "1.500"}


def test_what_was_said_of_a_pregnancy_is_gone_once_somebody_is_a_man() -> None:
    told = {"sex": "female", "pain.pregnancy": True, "pregnancy_weeks": 20.0, "b.pain.pregnancy": True}
    visit = Visit("nl", told)
    ticked = visit.key_of("pain.pregnancy")
    visit.harvest({ticked: True, visit.key_of("sex"): "male", visit.key_of("b.sex"): "female"})
    assert visit.answers == {"sex": "male", "b.sex": "female", "b.pain.pregnancy": True}


def test_start_over_keeps_the_language_alone() -> None:
    visit = _told()
    before = visit.key_of("weight_kg")
    visit.start_over()
    assert (visit.language, visit.taken_turn(), visit.taken_turn()) == ("nl", "start", None)
    assert (visit.answers, visit.problems, visit.picks, visit.code, visit.diary) == ({}, {}, (), None, Diary())
    visit.harvest({before: 82.0})  # what the browser still holds of the round before
    assert visit.answers == {}


def test_withdrawn_consent_takes_health_and_diary_and_leaves_the_body() -> None:
    visit = _told()
    before = visit.key_of("alarm_signs")
    visit.forget_health()
    visit.harvest({before: "yes"})
    assert visit.answers == {"weight_kg": 82.0, "health_consent": False}
    assert visit.diary == Diary()


def test_what_was_kept_elsewhere_is_drawn_afresh() -> None:
    visit = Visit("nl", {"sex": "female", "weight_kg": 60.0})
    visit.harvest({visit.key_of("weight_kg"): 60.0})
    before = visit.key_of("weight_kg")
    visit.take_over({"weight_kg": 82.0}, NIGHT)
    assert visit.answers == {"sex": "female", "weight_kg": 82.0, "diary_kind": NIGHT.kind}
    assert visit.diary is NIGHT
    assert visit.key_of("weight_kg") != before


def test_the_same_is_made_once_until_something_is_forgotten() -> None:
    visit, made = Visit("nl"), []

    def answer(of: object) -> int:
        return visit.recall("answer", of, lambda: made.append(of) or len(made))

    assert (answer("a"), answer("a"), answer("b"), answer("a")) == (1, 1, 2, 3)
    visit.forget_diary()
    assert answer("a") == 4


def test_a_group_of_pages_has_one_state_of_its_own_a_visit() -> None:
    @dataclass
    class Seen:
        beds: list[str] = field(default_factory=list)

    visit = Visit("nl")
    visit.own(Seen).beds.append("a")
    assert visit.own(Seen).beds == ["a"]
    assert Visit("nl").own(Seen).beds == []


def test_the_way_back_from_the_leaflet_is_not_the_leaflet() -> None:
    visit = Visit("nl")
    visit.drawn("body")
    visit.drawn("leaflet")
    assert visit.last_page == "body"


def test_a_visit_has_no_room_for_a_misspelt_name() -> None:
    with pytest.raises(AttributeError):
        Visit("nl").anwsers = {}  # type: ignore[attr-defined]


RUN = """
import streamlit as st
from storefront import session
held = session.harvested()
box = st.number_input("weight", value=held.answers.get("weight_kg"), key=held.key_of("weight_kg"))
held.answers["weight_kg"] = box
st.write(" ".join(map(str, (box, *held.notices_on("start"), session.shift().holds(0.0)))))
session.drawn(held, "start")
"""


@pytest.fixture
def browser(client: Client) -> Iterator[str]:
    """The cookie of a browser that just got it."""
    visits.cache_clear()
    yield cookie.made()
    visits.cache_clear()


def _come(client: Client, browser: str, name: str = "one") -> tuple[AppTest, Tab]:
    """A new connection of a tab, and its first page."""
    tab = visits().enter(browser, name, monotonic())
    client.come(browser, tab.key)
    return AppTest.from_string(RUN, default_timeout=HANGS_S).run(), tab


def _says(app: AppTest) -> str:
    assert not app.exception
    return app.markdown[0].value


def test_a_new_connection_of_the_same_tab_finds_the_visit(client: Client, browser: str) -> None:
    app, tab = _come(client, browser)
    app.number_input[0].set_value(82.0).run()
    visits().leave(tab)
    again, found = _come(client, browser)
    assert found is tab
    assert _says(again) == "82.0 False"
    again.number_input[0].set_value(83.0).run()
    assert _says(again) == "83.0 False"


def test_a_session_that_another_browser_goes_on_with_shows_that_browsers_visit(client: Client, browser: str) -> None:
    app, tab = _come(client, browser)
    app.number_input[0].set_value(82.0).run()
    tab.shift.begin(0.0, 3600.0)
    assert _says(app.run()) == "82.0 True"
    other = cookie.made()
    client.come(other, visits().enter(other, "one", monotonic()).key)
    assert _says(app.run()) == "None False"


def test_who_comes_back_to_a_server_that_forgot_is_told_so(
    client: Client, browser: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a restart, from another process, or after too long: the cookie is old and nothing is known of it."""
    assert "visit.gone" not in _says(_come(client, browser)[0])
    visits.cache_clear()
    monkeypatch.setattr(cookie, "JUST_NOW_S", -1.0)
    app, _ = _come(client, browser)
    assert "visit.gone" in _says(app)
    assert "visit.gone" in _says(app.run()), "as long as the page is on screen"


def test_a_visit_left_alone_is_gone_though_its_page_stood_open(
    client: Client, browser: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, tab = _come(client, browser)
    app.number_input[0].set_value(82.0).run()
    monkeypatch.setattr(cookie, "JUST_NOW_S", -1.0)
    visits().forget_idle(monotonic() + 121 * 60)
    assert tab.left
    assert _says(app.run()) == "None visit.gone False"


def test_a_notice_stays_with_its_page() -> None:
    visit = Visit("nl")
    visit.notice("a")
    visit.drawn("safety")
    visit.notice("b")
    assert visit.notices_on("safety") == ("a", "b")
    visit.drawn("safety")
    assert visit.notices_on("body") == ()
    visit.drawn("body")
    assert visit.notices_on("safety") == ()


def test_a_page_takes_a_file_only_while_it_asks_for_it() -> None:
    visit = Visit("nl")
    visit.takes_file(Asked(1))
    visit.drawn("diary")
    assert visit.asked_file == Asked(1)
    visit.drawn("result")
    assert visit.asked_file is None


def test_another_tab_goes_on_with_answers_of_its_own() -> None:
    visit = _told()
    other = visit.branched()
    assert (other.answers, other.diary) == (visit.answers, visit.diary)
    other.answers["weight_kg"] = 60.0
    assert visit.answers["weight_kg"] == 82.0


def test_streamlit_keeps_a_visit_under_one_key() -> None:
    """Besides it Streamlit holds only widgets, which are read by their keys; nothing else is kept there."""
    kept = []
    for path in STOREFRONT.rglob("*.py"):
        if path.name == "session.py":
            continue
        nodes = list(ast.walk(ast.parse(path.read_text())))
        read = {id(n.value) for n in nodes if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Load)}
        uses = [n for n in nodes if isinstance(n, ast.Attribute) and n.attr == "session_state"]
        kept += [str(path.relative_to(STOREFRONT)) for n in uses if id(n) not in read]
    assert kept == []
