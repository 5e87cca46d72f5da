"""What one visit holds: language, answers, the page to go to. In memory only: never written, logged or in a URL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import streamlit as st

from storefront.diary.book import Diary
from storefront.words import LANGUAGES, Words, words

T = TypeVar("T")
HEALTH_FIELDS = ("alarm_signs", "pregnancy_weeks")
FIELD = "q"  # widget keys of answers are "q<round>.<field>"
# Fields whose problem stands under another name: a weight in either unit, a night told by any position.
STANDS_FOR = {
    "weight_kg": ("weight",),
    "weight_lb": ("weight",),
    "height_cm": ("height",),
    "height_ft": ("height",),
    "height_rest_in": ("height_ft",),
    "back": ("side",),
    "stomach": ("side",),
    "three_quarter": ("side",),
}


def language() -> str:
    """The visitor's choice; before that `?lang=` of a shop's link, then what the browser asks for."""
    if "lang" not in st.session_state:
        asked = str(st.query_params.get("lang", "")) or (st.context.locale or "")[:2]
        st.session_state["lang"] = asked if asked in LANGUAGES else "en"
    return str(st.session_state["lang"])


def current_words() -> Words:
    return words(language())


def answers() -> dict[str, Any]:
    """Answers so far by field, None or absent where nothing was said."""
    if "answers" not in st.session_state:
        st.session_state["answers"] = {}
    held: dict[str, Any] = st.session_state["answers"]
    return held


def key_of(field: str) -> str:
    """Widget key of an answer. Forgetting starts a new round of keys, since a browser keeps what a known key held."""
    return f"{FIELD}{st.session_state.get('round', 0)}.{field}"


def harvest() -> dict[str, Any]:
    """Take over what the widgets hold, so that a step left behind, or another language, loses nothing."""
    held = answers()
    start = key_of("")
    for key in list(st.session_state):
        if isinstance(key, str) and key.startswith(start):
            held[key.removeprefix(start)] = st.session_state[key]
    return held


def go(page: str) -> None:
    """Go to a page at the end of this run (the page map does the going)."""
    st.session_state["goto"] = page


def taken_turn() -> str | None:
    """The page asked for by `go`, once."""
    page: str | None = st.session_state.pop("goto", None)
    return page


def remember_page(page: str) -> None:
    """Where the leaflet's way back leads."""
    if page != "leaflet":
        st.session_state["last_page"] = page


def problems() -> dict[str, str]:
    """Messages by field, of the step that was just refused."""
    if "problems" not in st.session_state:
        st.session_state["problems"] = {}
    held: dict[str, str] = st.session_state["problems"]
    return held


def touched(field: str) -> None:
    """A field that is being mended no longer shows what was wrong with it."""
    for name in (field, *STANDS_FOR.get(field, ())):
        problems().pop(name, None)


def speak(lang: str) -> None:
    harvest()
    problems().clear()
    st.session_state["lang"] = lang


def diary() -> Diary:
    """The nights written down in this visit, or taken over from a file or a code."""
    if "diary" not in st.session_state:
        st.session_state["diary"] = Diary()
    held: Diary = st.session_state["diary"]
    return held


def keep_diary(diary: Diary) -> None:
    st.session_state["diary"] = diary


def take_over(answers_found: Mapping[str, Any], diary_found: Diary) -> None:
    """Go on with what was kept elsewhere: every field is drawn afresh with it."""
    answers().update(answers_found)
    answers()["diary_kind"] = diary_found.kind
    keep_diary(diary_found)
    problems().clear()
    _new_round()


def recalled(name: str, of: object, make: Callable[[], T]) -> T:
    """What was made of the same things before in this visit, else made now; one of each name is kept."""
    held = st.session_state.setdefault("recalled", {})
    if name not in held or held[name][0] != of:
        held[name] = (of, make())
    found: T = held[name][1]
    return found


def code() -> str | None:
    """The code this visit saved under or came with; in memory only, as everything here."""
    held: str | None = st.session_state.get("code_held")
    return held


def hold_code(code: str | None) -> None:
    st.session_state["code_held"] = code


def picks() -> tuple[str, ...]:
    """Ids of the beds last shown as picks, for whoever saves."""
    held: tuple[str, ...] = st.session_state.get("picks", ())
    return held


def keep_picks(mattress_ids: tuple[str, ...]) -> None:
    st.session_state["picks"] = mattress_ids


def tell_of_code(key: str) -> None:
    """What came of saving, loading or deleting: the key of a sentence, said once."""
    st.session_state["code_said"] = key


def told_of_code() -> str | None:
    key: str | None = st.session_state.pop("code_said", None)
    return key


def forget_diary() -> None:
    st.session_state.pop("diary", None)
    _new_round()


def forget_answers() -> None:
    """Empty every field, the diary too; the visitor stays where they are."""
    answers().clear()
    problems().clear()
    hold_code(None)
    keep_picks(())
    forget_diary()


def _new_round() -> None:
    st.session_state.pop("recalled", None)
    st.session_state["round"] = st.session_state.get("round", 0) + 1


def start_over() -> None:
    """Forget everything but the language."""
    forget_answers()
    go("start")


def forget_health(fields: tuple[str, ...]) -> None:
    """Withdraw consent: health answers and the diary are dropped at once, the rest stays."""
    held = harvest()
    for name in [name for name in held if name in fields or name.startswith("pain.")]:
        held.pop(name)
    held["health_consent"] = False
    forget_diary()
