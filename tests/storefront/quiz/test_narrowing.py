"""What a measurement is worth, shown before it is taken: how much a zone's interval narrows, for this person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recommender.errors import ModelError
from recommender.fit_target import target
from recommender.person.anthropometry import fill
from recommender.person.profile import parse_profile
from storefront import engine
from storefront.pages.steps.measures import NOTICED_SHARE
from storefront.words import LANGUAGES, words
from tests.storefront.visiting import at

SIDE = {"weight_kg": 78.0, "height_cm": 168.0, "sex": "female", "side": 9, "back": 1}
BACK = {"weight_kg": 110.0, "height_cm": 185.0, "sex": "male", "back": 10}


def _width(sleeper: engine.Sleeper, zone: str) -> float:
    low, high = target(sleeper).summary().zones_80[zone]
    return high - low


def _read(told: dict[str, object], lang: str) -> str:
    return " ".join(part.value for part in at("measures", lang, told).markdown)


def test_what_is_promised_is_what_measuring_then_gives() -> None:
    somebody = engine.unmeasured(SIDE)
    assert somebody is not None
    promised = engine.narrowing(somebody)["hip_breadth_cm"]
    measured = replace(somebody, hip_breadth_cm=float(fill([somebody]).hip_breadth_cm[0]))
    assert promised.now == pytest.approx(_width(somebody, promised.zone), abs=1e-6)
    assert promised.then == pytest.approx(_width(measured, promised.zone), abs=1e-6)
    assert promised.now - promised.then >= engine.LEAST_NARROWING


def test_who_would_see_no_difference_is_promised_none() -> None:
    assert engine.narrowing(parse_profile({**BACK, "back": 1.0})) == {}


def test_what_is_already_typed_does_not_change_the_promise() -> None:
    typed = {**SIDE, "hip_method": "books", "hip_breadth_cm": 41.0, "shoulder_method": "books"}
    assert engine.unmeasured(typed) == engine.unmeasured(SIDE)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_step_says_in_words_whether_it_is_worth_measuring(lang: str) -> None:
    somebody, w = engine.unmeasured(SIDE), words(lang)
    assert somebody is not None
    found = engine.narrowing(somebody)
    assert max(1 - each.then / each.now for each in found.values()) < NOTICED_SHARE
    little, surer = w("measures.little"), w("measures.surer")
    read = _read({**SIDE, "list_passed": True}, lang)
    assert little in read and surer not in read
    assert little not in _read({**BACK, "list_passed": True}, lang)


def test_a_range_that_narrows_by_a_sixth_is_said_to_be_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "narrowing", lambda _: {"hip_breadth_cm": engine.Narrowing("hip", 3.0, 2.5)})
    assert words("en")("measures.surer") in _read({**SIDE, "list_passed": True}, "en")


def test_the_step_opens_without_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*_: object) -> None:
        raise ModelError("no model here")

    monkeypatch.setattr("recommender.fit_target.load_model", absent)
    somebody = engine.unmeasured(SIDE)
    assert somebody is not None
    assert engine.narrowing(somebody) == {}
