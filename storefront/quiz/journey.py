"""The way through the quiz: which step is next, and why a step cannot be left yet."""

from __future__ import annotations

from collections.abc import Callable

from storefront import session
from storefront.look import frame
from storefront.quiz import answers as quiz
from storefront.quiz.mistakes import problems


def begin(step: str) -> bool:
    """Head of a step. False where the step is not part of this visit."""
    visit = session.visit()
    there = quiz.steps(visit.answers)
    if step not in there:
        visit.go("safety")
        return False
    frame.step_head(step, there.index(step) + 1, len(there))
    return True


def way_on(step: str, on_label: str = "") -> None:
    """Back and next buttons; next only when the step's answers are possible."""
    there = quiz.steps(session.visit().answers)
    back = there[there.index(step) - 1] if there.index(step) else "start"
    frame.way_on(lambda: _turn(back), _forward(step), on_label)


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

    return forward


def following(step: str, held: quiz.Answers) -> str:
    """The page after a step; the answer after the last one."""
    there = quiz.steps(held)
    after = there.index(step) + 1
    return there[after] if after < len(there) else "result"
