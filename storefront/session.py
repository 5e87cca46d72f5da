"""What one visit holds, and the one door to it. In memory only: never written, logged or in a URL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import streamlit as st

from storefront.diary.book import Diary
from storefront.quiz.answers import is_health
from storefront.words import LANGUAGES, Words, words

T = TypeVar("T")
VISIT = "visit"  # the only key of ours in Streamlit's session; all others are keys of widgets
WIDGET = "q"  # widget keys of answers are "q<round>.<field>"


@dataclass(slots=True)
class Visit:
    """One visitor's answers and whereabouts.

    Attributes:
        language: in which everything is said.
        answers: so far, by field of the pages; None or absent where nothing was said.
        problems: messages by field, of the step that was just refused.
        diary: the nights written down in this visit, or taken over from a file or a code.
        picks: ids of the beds last shown as picks, for whoever saves.
        code: the code this visit saved under or came with.
        code_said: what came of saving, loading or deleting, as the key of a sentence, until it is said.
        goto: the page to go to at the end of this run.
        last_page: where the leaflet's way back leads.
        round: of widget keys. Forgetting starts a new one, since a browser keeps what a known key held.
    """

    language: str
    answers: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    diary: Diary = field(default_factory=Diary)
    picks: tuple[str, ...] = ()
    code: str | None = None
    code_said: str | None = None
    goto: str | None = None
    last_page: str = "start"
    round: int = 0
    _recalled: dict[str, tuple[object, Any]] = field(default_factory=dict)
    _own: dict[type, Any] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        return words(self.language)

    def own(self, kind: type[T]) -> T:
        """What a group of pages (the desk, the timer) keeps of its own: one of each kind, made when first asked for."""
        if kind not in self._own:
            self._own[kind] = kind()
        held: T = self._own[kind]
        return held

    def recall(self, name: str, of: object, make: Callable[[], T]) -> T:
        """What was made of the same things before in this visit, else made now; one of each name is kept."""
        if name not in self._recalled or self._recalled[name][0] != of:
            self._recalled[name] = (of, make())
        found: T = self._recalled[name][1]
        return found

    def key_of(self, name: str) -> str:
        """Widget key of an answer, in this round."""
        return f"{WIDGET}{self.round}.{name}"

    def harvest(self, widgets: Mapping[Any, Any]) -> None:
        """Take over what the widgets of this round hold."""
        start = self.key_of("")
        for key in list(widgets):
            if isinstance(key, str) and key.startswith(start):
                self.answers[key.removeprefix(start)] = widgets[key]

    def go(self, page: str) -> None:
        """Go to a page at the end of this run (the page map does the going)."""
        self.goto = page

    def taken_turn(self) -> str | None:
        """The page asked for by `go`, once."""
        page, self.goto = self.goto, None
        return page

    def remember_page(self, page: str) -> None:
        if page != "leaflet":
            self.last_page = page

    def speak(self, language: str) -> None:
        self.problems.clear()
        self.language = language

    def take_over(self, answers: Mapping[str, Any], diary: Diary) -> None:
        """Go on with what was kept elsewhere: every field is drawn afresh with it."""
        self.answers.update(answers)
        self.answers["diary_kind"] = diary.kind
        self.diary = diary
        self.problems.clear()
        self._new_round()

    def forget_diary(self) -> None:
        self.diary = Diary()
        self._new_round()

    def forget_answers(self) -> None:
        """Empty every field, the diary too; the visitor stays where they are."""
        self.answers.clear()
        self.problems.clear()
        self.code, self.picks = None, ()
        self.forget_diary()

    def start_over(self) -> None:
        """Forget everything but the language."""
        self.forget_answers()
        self.go("start")

    def forget_health(self) -> None:
        """Withdraw consent: health answers and the diary are dropped at once, the rest stays."""
        for name in [name for name in self.answers if is_health(name)]:
            del self.answers[name]
        self.answers["health_consent"] = False
        self.forget_diary()

    def _new_round(self) -> None:
        self._recalled.clear()
        self.round += 1


def visit() -> Visit:
    """The visit that this run belongs to, begun when there is none yet.

    It speaks the language of a shop's link (`?lang=`), else the one the browser asks for.
    """
    if VISIT not in st.session_state:
        asked = str(st.query_params.get("lang", "")) or (st.context.locale or "")[:2]
        st.session_state[VISIT] = Visit(asked if asked in LANGUAGES else "en")
    held: Visit = st.session_state[VISIT]
    return held


def harvested() -> Visit:
    """The visit with what was typed taken over, so that a step left behind, or another language, loses nothing."""
    held = visit()
    held.harvest(st.session_state)
    return held
