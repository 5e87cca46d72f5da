"""The state of one visit, and the only access to it. In memory only: never written, logged or in a URL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import streamlit as st

from storefront.diary.book import Diary
from storefront.quiz.answers import is_health, owner_of
from storefront.words import LANGUAGES, Words, words

T = TypeVar("T")
VISIT = "visit"  # our only key in Streamlit's session; all others are keys of widgets
WIDGET = "q"  # widget keys of answers are "q<round>.<field>"


@dataclass(slots=True)
class Visit:
    """One visitor's answers and position in the product.

    Attributes:
        language: of all texts.
        answers: so far, by field of the pages; None or absent where nothing was answered.
        problems: messages by field, of the step that was just rejected.
        diary: the entries made in this visit, or loaded from a file or a code.
        picks: ids of the beds last shown as picks, stored when saving.
        code: the code this visit saved under or was loaded from.
        code_said: result of saving, loading or deleting, as the key of a sentence, until it is shown.
        goto: the page to go to at the end of this run.
        last_page: where the leaflet's back link leads.
        round: of widget keys. Forgetting starts a new one, because a browser keeps the value of a known key.
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
        """State of a group of pages (the desk, the timer): one of each kind, created on first use."""
        if kind not in self._own:
            self._own[kind] = kind()
        held: T = self._own[kind]
        return held

    def recall(self, name: str, of: object, make: Callable[[], T]) -> T:
        """A value computed from the same inputs before in this visit, else computed now; one per name is kept."""
        if name not in self._recalled or self._recalled[name][0] != of:
            self._recalled[name] = (of, make())
        found: T = self._recalled[name][1]
        return found

    def key_of(self, name: str) -> str:
        """Widget key of an answer, in this round."""
        return f"{WIDGET}{self.round}.{name}"

    def harvest(self, widgets: Mapping[Any, Any]) -> None:
        """Take over the values of the widgets of this round."""
        start = self.key_of("")
        for key in list(widgets):
            if isinstance(key, str) and key.startswith(start):
                self.answers[key.removeprefix(start)] = widgets[key]

    def go(self, page: str) -> None:
        """Go to a page at the end of this run (the page map performs it)."""
        self.goto = page

    def taken_turn(self) -> str | None:
        """The page requested by `go`, once."""
        page, self.goto = self.goto, None
        return page

    def remember_page(self, page: str) -> None:
        if page != "leaflet":
            self.last_page = page

    def speak(self, language: str) -> None:
        self.problems.clear()
        self.language = language

    def take_over(self, answers: Mapping[str, Any], diary: Diary) -> None:
        """Continue with saved answers: every field is drawn again with them."""
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
        """Forget everything except the language."""
        self.forget_answers()
        self.go("start")

    def forget_health(self, of: str = "") -> None:
        """Withdraw consent: health answers are deleted at once, and the diary and picks with them; the rest stays.

        `of`: whose, as `owner_of` says it; a customer at the counter has no diary.
        """
        for name in [name for name in self.answers if is_health(name) and owner_of(name) == of]:
            del self.answers[name]
        self.answers[f"{of}health_consent"] = False
        if of:
            self._new_round()
        else:
            self.picks = ()
            self.forget_diary()

    def _new_round(self) -> None:
        self._recalled.clear()
        self.round += 1


def visit() -> Visit:
    """The visit that this run belongs to, created when there is none yet.

    Its language is that of a shop's link (`?lang=`), else the one the browser asks for.
    """
    if VISIT not in st.session_state:
        asked = str(st.query_params.get("lang", "")) or (st.context.locale or "")[:2]
        st.session_state[VISIT] = Visit(asked if asked in LANGUAGES else "en")
    held: Visit = st.session_state[VISIT]
    return held


def harvested() -> Visit:
    """The visit with typed values taken over, so that leaving a step or changing the language loses nothing."""
    held = visit()
    held.harvest(st.session_state)
    return held
