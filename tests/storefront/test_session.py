"""A visit on its own: what it takes over, restores and forgets, and that nothing else keeps a visitor's answers."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from recommender.advice.diary import Entry
from storefront.diary.book import Diary
from storefront.session import Visit

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


def test_streamlit_keeps_a_visit_under_one_key() -> None:
    """Besides it Streamlit holds only widgets: one is read by its key, the choice of language."""
    read = [
        str(path.relative_to(STOREFRONT))
        for path in STOREFRONT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "session_state" and path.name != "session.py"
    ]
    assert read == ["look/frame.py"]
