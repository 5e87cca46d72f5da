"""One minute each morning: the questions of a night, in one form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args, get_type_hints

import streamlit as st

from recommender.advice.diary import Entry, Night
from storefront import session
from storefront.diary.book import Diary
from storefront.words import Words

POINTS = tuple(range(11))
MOST_WAKINGS = 50
# Prefix of the words for each answer; a field not listed here uses the words of `term`.
WORDS_OF = {
    "time_to_better": "diary.time_",
    "load_yesterday": "diary.load_",
    "unusual": "diary.unusual_",
    "alarm_signs": "safety.",
    "bed_feels": "bed_feels.",
}
SEVERAL = ("load_yesterday", "unusual")
NUMBERS = ("pain_wake_nrs", "comfort_0_10")
NOT_OFFERED = ("not_asked",)


def log(nights: Sequence[Night], diary: Diary) -> dict[str, Any] | None:
    """The form for one night; returns the entry when it has just been submitted, else None."""
    visit = session.visit()
    w = visit.words
    unlogged = (i for i, night in enumerate(nights) if night.number not in diary.entries)
    with st.container(horizontal=True, vertical_alignment="center", key="which_night"):
        st.subheader(w("diary.log"), anchor=False)
        number = st.selectbox(
            w("field.diary_night"),
            [night.number for night in nights],
            next(unlogged, len(nights) - 1),
            format_func=lambda n: w("diary.night_one", n=n),
            key=f"night.{diary.kind}.{len(diary.entries)}.{visit.key_of('')}",
            label_visibility="collapsed",
            width=150,
        )
    night = nights[number - 1]
    before = diary.entries.get(night.number)
    st.markdown(f"**{w(f'diary.phase_{night.phase}')}**")  # the plan above says what to change
    with st.container(key="morning"), st.form(f"log.{diary.kind}.{night.number}", enter_to_submit=False):
        said = {name: _ask(name, before, f"{diary.kind}.{night.number}.{visit.key_of(name)}", w) for name in night.asks}
        sent = st.form_submit_button(w("diary.keep"), type="primary")
    return {"night": night.number, **said} if sent else None


def _ask(name: str, before: Entry | None, key: str, w: Words) -> Any:
    """One question; shows the answer recorded before."""
    label, held = w(f"diary.ask_{name}"), None if before is None else getattr(before, name)
    if name == "wake_count":
        return st.number_input(label, 0, MOST_WAKINGS, held, step=1, key=key)
    if name in NUMBERS:
        default = None if held is None else int(held)
        return st.pills(label, POINTS, default=default, format_func=str, key=key, wrap=True)
    prefix = WORDS_OF.get(name, "term.")
    options = [option for option in _options(name) if option not in NOT_OFFERED]
    if name in SEVERAL:
        chosen = st.pills(
            label,
            options,
            selection_mode="multi",
            default=list(held or ()),
            format_func=lambda option: w(f"{prefix}{option}"),
            key=key,
            wrap=True,
        )
        return tuple(chosen)
    default = held if held in options else None
    picked = st.pills(label, options, default=default, format_func=lambda o: w(f"{prefix}{o}"), key=key, wrap=True)
    return "not_asked" if name == "alarm_signs" and picked is None else picked


def _options(name: str) -> tuple[str, ...]:
    """The values a field of `Entry` allows, from its type."""

    def literals(kind: Any) -> list[str]:
        return [kind] if isinstance(kind, str) else [word for part in get_args(kind) for word in literals(part)]

    return tuple(literals(get_type_hints(Entry)[name]))
