"""The routine's timer counts each step's actual duration, and its buttons do what they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from recommender.advice.routine import FULL_SET, SHORT_SET, minutes
from storefront.guide.html import duration, set_name
from storefront.guide.timer import clock, end_of, moment
from storefront.words import LANGUAGES, words
from tests.storefront.visiting import at

TOTAL_S = sum(step.high_s for step in SHORT_SET)


@given(st.floats(0, 2 * TOTAL_S))
def test_the_clock_runs_through_all_steps_and_ends(elapsed_s: float) -> None:
    now = moment(SHORT_SET, elapsed_s)
    if now is None:
        assert elapsed_s >= TOTAL_S
    else:
        assert end_of(SHORT_SET, now.index) - elapsed_s == pytest.approx(now.left_s)
        assert 0 < now.left_s <= SHORT_SET[now.index].high_s
        done_s = SHORT_SET[now.index].high_s - now.left_s
        assert now.enough == (done_s >= SHORT_SET[now.index].low_s)


@pytest.mark.parametrize("steps", [SHORT_SET, FULL_SET])
def test_going_on_begins_the_next_step(steps: tuple) -> None:
    for index in range(len(steps) - 1):
        now = moment(steps, end_of(steps, index))
        assert now is not None and now.index == index + 1 and now.left_s == steps[index + 1].high_s
    assert moment(steps, end_of(steps, len(steps) - 1)) is None


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.2, "0:01"), (59, "0:59"), (60, "1:00"), (61.5, "1:02"), (300, "5:00")]
)
def test_seconds_are_shown_as_a_clock(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_minutes_said_hold_the_minutes_it_takes(lang: str) -> None:
    """X9: five steps take longer than three to five minutes, and it says so."""
    for steps, said in ((SHORT_SET, ("3", "5")), (FULL_SET, ("4", "9"))):
        low, high = minutes(steps)
        assert float(said[0]) <= low <= high <= float(said[1])
        name = set_name("short", steps, words(lang))
        assert f" {said[0]} " in name and f" {said[1]} " in name


def test_a_step_says_how_long_it_takes() -> None:
    assert [duration(step, words("en")) for step in SHORT_SET] == ["30 to 60 seconds", "30 seconds", "2 to 4 minutes"]


def _shown(app: AppTest) -> str:
    return " ".join(part.value for part in app.markdown)


def test_start_next_pause_again() -> None:
    app = at("guide_routine", "en")
    w = words("en")
    assert w("guide_page.timer_ready") in _shown(app)
    app.button(key="timer_start").click().run()
    assert next(button.key for button in app.button if button.key.startswith("timer_")) == "timer_pause"
    app.button(key="timer_next").click().run()
    assert w("guide_page.step_of", number=2, total=3) in _shown(app)
    app.button(key="timer_pause").click().run()
    assert app.button(key="timer_resume")
    app.button(key="timer_next").click().run()
    app.button(key="timer_next").click().run()
    assert w("guide_page.timer_done") in _shown(app)
    app.button(key="timer_again").click().run()
    assert w("guide_page.timer_ready") in _shown(app)


def test_pain_into_the_leg_leaves_out_what_rounds_the_back() -> None:
    """X11, S-65, S-66: with consent the answers shorten the complete set."""
    w = words("en")
    told = {"health_consent": True, "list_passed": True, "weight_kg": 80.0, "height_cm": 180.0, "side": 10}
    for aches, bending in (({}, True), ({"pain.leg_radiating": True}, False)):
        app = at("guide_routine", "en", {**told, **aches})
        app.radio(key="set").set_value("full").run()
        assert (w("advice.step_cat_cow") in _shown(app)) == bending
        assert (w("guide_page.set_for_you") in _shown(app)) != bending
