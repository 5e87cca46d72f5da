"""The routine's timer: which step it is and how long it still takes. Pure arithmetic; the screen redraws itself.

It counts each step's longest duration and says when the shortest is reached, from where a person may go on.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, pi
from typing import Any, Final

import streamlit as st

from recommender.advice.routine import Step
from storefront import session
from storefront.drawing.strokes import text
from storefront.guide.drawings import drawing
from storefront.guide.html import pose
from storefront.look import frame
from storefront.look.theme import colour
from storefront.words import Words

TICK_S: Final = 1.0
RADIUS: Final = 52.0


@dataclass(frozen=True)
class Moment:
    """State of the timer: `index` of the step, seconds `left_s` of it, whether the shortest time is reached."""

    index: int
    left_s: float
    enough: bool


@dataclass(slots=True)
class Running:
    """The clock of this visit: of which set, seconds before it was last started, and when that was; None: it stands."""

    name: str = ""
    before_s: float = 0.0
    since_s: float | None = None

    def elapsed_s(self) -> float:
        return self.before_s + (0.0 if self.since_s is None else time.monotonic() - self.since_s)


def moment(steps: Sequence[Step], elapsed_s: float) -> Moment | None:
    """State of a set after so many seconds; None when it is done."""
    start_s = 0.0
    for index, step in enumerate(steps):
        if elapsed_s < start_s + step.high_s:
            inside_s = elapsed_s - start_s
            return Moment(index, step.high_s - inside_s, inside_s >= step.low_s)
        start_s += step.high_s
    return None


def end_of(steps: Sequence[Step], index: int) -> float:
    """Seconds after which a step is over."""
    return float(sum(step.high_s for step in steps[: index + 1]))


def clock(seconds: float) -> str:
    """Seconds as minutes and seconds: 75 is "1:15"."""
    whole = ceil(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def show(name: str, steps: Sequence[Step], w: Words) -> None:
    """The timer of the set `name`; another set starts it again. It redraws itself every second while it runs."""
    held = session.visit().own(Running)
    if held.name != name:
        held.name, held.before_s, held.since_s = name, 0.0, None
    running = held.since_s is not None and moment(steps, held.elapsed_s()) is not None
    st.fragment(_face, run_every=TICK_S if running else None)(held, steps, w, running)


def _face(held: Running, steps: Sequence[Step], w: Words, running: bool) -> None:
    elapsed_s = held.elapsed_s()
    now = moment(steps, elapsed_s)
    if running and now is None:
        st.rerun()  # the last step is over: draw the page once without the timer running
    with st.container(key="timer"):
        if now is None:
            frame.show(f'<p class="timer-step" role="status"><b>{escape(w("guide_page.timer_done"))}</b></p>')
            _press("again", w, held, 0.0, None)
            return
        step = steps[now.index]
        frame.show(
            _words(steps, now, w) + f'<div class="timer-face">{drawing(pose(step), w)}{_ring(step, now, w)}</div>'
        )
        begun = elapsed_s > 0
        note = "guide_page.timer_enough" if now.enough else "" if begun else "guide_page.timer_ready"
        frame.show(f'<p class="quiet timer-note">{escape(w(note)) if note else "&nbsp;"}</p>')
        with st.container(horizontal=True):
            if running:
                _press("pause", w, held, elapsed_s, None)
            else:
                _press("resume" if begun else "start", w, held, elapsed_s, time.monotonic(), primary=True)
            if begun:
                since_s = time.monotonic() if running else None
                _press("next", w, held, end_of(steps, now.index), since_s)
                _press("again", w, held, 0.0, None)


def _press(
    name: str, w: Words, held: Running, before_s: float, since_s: float | None, *, primary: bool = False
) -> None:
    kind: Any = "primary" if primary else "secondary"
    if st.button(w(f"guide_page.timer_{name}"), key=f"timer_{name}", type=kind):
        held.before_s, held.since_s = before_s, since_s
        st.rerun()


def _words(steps: Sequence[Step], now: Moment, w: Words) -> str:
    said = w("guide_page.step_of", number=now.index + 1, total=len(steps))
    return f'<p class="timer-step" role="status"><b>{escape(said)}</b> {escape(w(steps[now.index].key))}</p>'


def _ring(step: Step, now: Moment, w: Words) -> str:
    """A ring that empties, with the remaining time in it."""
    round_trip = 2 * pi * RADIUS
    left = round_trip * now.left_s / step.high_s
    circle = f'<circle cx="60" cy="60" r="{RADIUS}" fill="none" stroke-width="9"'
    return (
        f'<svg class="ring" role="img" aria-label="{escape(w("guide_page.timer_left", clock=clock(now.left_s)))}" '
        'viewBox="0 0 120 120" xmlns="http://www.w3.org/2000/svg">'
        f'{circle} stroke="{colour("line")}"/>{circle} stroke="{colour("accent")}" stroke-linecap="round" '
        f'stroke-dasharray="{left:.1f} {round_trip:.1f}" transform="rotate(-90 60 60)"/>'
        f"{text(60, 70, clock(now.left_s), 'ink', size=29, weight=650)}</svg>"
    )
