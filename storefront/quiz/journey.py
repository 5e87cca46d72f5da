"""The way through the quiz: which step is next, and why a step cannot be left yet."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from storefront import session
from storefront.look import frame
from storefront.quiz import answers as quiz
from storefront.quiz.mistakes import problems


def begin(step: str) -> bool:
    """Head of a step. Where an earlier step has a gap, or this one is not part of the visit, the visitor goes to the
    gap and reads why: who opens a step by its address, or comes back to a visit that was forgotten, has one.
    """
    visit = session.visit()
    there = quiz.steps(visit.answers)
    gap = first_gap(step, visit.answers)
    if gap is not None:
        visit.notice("journey.gap")
        visit.go(gap)
        st.rerun()
    frame.step_head(step, there.index(step) + 1, len(there))
    return True


def first_gap(step: str, held: quiz.Answers) -> str | None:
    """The first earlier step that was not answered; the first of all for a step that this visit does not have."""
    there = quiz.steps(held)
    if step not in there:
        return there[0]
    before = there[: there.index(step)]
    return next((each for each in before if quiz.missing(each, held)), None)


def way_on(step: str, on_label: str = "", *, urged: bool = True) -> None:
    """Back and next buttons; next only when the step's answers are possible, and never without a word.

    `urged`: next stands out, as the way most take.
    """
    visit = session.visit()
    there = quiz.steps(visit.answers)
    back = there[there.index(step) - 1] if there.index(step) else "start"
    if visit.problems:
        frame.show(f'<p class="problem">{escape(visit.words("journey.not_yet"))}</p>')
    frame.way_on(lambda: _turn(back), _forward(step), on_label, urged=urged)


def _turn(page: str) -> None:
    visit = session.harvested()
    visit.problems.clear()
    visit.go(page)


def _forward(step: str) -> Callable[[], None]:
    def forward() -> None:
        visit = session.harvested()
        visit.problems = problems(step, visit.answers, visit.words)
        if not visit.problems:
            visit.go(following(step, visit.answers))
            return
        at = first_mistake(step, visit)
        if at != step:
            visit.notice("journey.gap")
            visit.go(at)

    return forward


def first_mistake(step: str, visit: session.Visit) -> str:
    """The step whose own fields cannot be true: this one, or an earlier one that was changed since."""
    there = quiz.steps(visit.answers)
    before = there[: there.index(step)]
    return next((each for each in before if problems(each, visit.answers, visit.words)), step)


def following(step: str, held: quiz.Answers) -> str:
    """The page after a step; the answer after the last one."""
    there = quiz.steps(held)
    after = there.index(step) + 1
    return there[after] if after < len(there) else "result"
