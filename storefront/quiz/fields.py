"""Fields of the quiz: each reads and keeps one answer, says its own words, and shows its own problem."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from recommender.person.fields import FIELDS
from storefront import session
from storefront.look import frame


def number(field: str, *, step: float = 1.0, key: str = "") -> float | None:
    """A number, empty until typed; its range is the profile's, not the widget's, so that the message is ours."""
    w = session.current_words()
    held = session.answers().get(field)
    value = st.number_input(
        w(key or f"field.{field}"),
        value=None if held is None else float(held),
        step=step,
        format="%g",
        placeholder=w("frame.not_filled"),
        key=session.key_of(field),
        on_change=session.touched,
        args=(field,),
    )
    session.answers()[field] = value
    frame.problem(field)
    return value


def count(field: str, most: int) -> int:
    """A small whole number with plus and minus, 0 until touched."""
    w = session.current_words()
    value = st.number_input(
        w(f"field.{field}"),
        0,
        most,
        int(session.answers().get(field) or 0),
        step=1,
        key=session.key_of(field),
        on_change=session.touched,
        args=(field,),
    )
    session.answers()[field] = value
    return int(value)


def choice(
    field: str, options: Sequence[str], words_of: Callable[[str], str] | None = None, *, key: str = ""
) -> str | None:
    """One of a few, as buttons; none chosen until touched."""
    w = session.current_words()
    value = st.pills(
        w(key or f"field.{field}"),
        options,
        default=session.answers().get(field),
        format_func=words_of or (lambda option: w(f"{field}.{option}")),
        key=session.key_of(field),
        on_change=session.touched,
        args=(field,),
        wrap=True,
    )
    session.answers()[field] = value
    frame.problem(field)
    return value


def choices(name: str) -> tuple[str, ...]:
    """The words a field of the profile may be, in the order of its list."""
    return FIELDS[name].choices


def pick_from(field: str, options: Sequence[str], words_of: Callable[[str], str]) -> str | None:
    """One of many, as a list; the first stands for "no preference"."""
    w = session.current_words()
    held = session.answers().get(field)
    index = options.index(held) if held in options else 0
    value = st.selectbox(w(f"field.{field}"), options, index, format_func=words_of, key=session.key_of(field))
    session.answers()[field] = value
    frame.problem(field)
    return value


def tick(field: str) -> bool:
    w = session.current_words()
    value = st.checkbox(w(f"field.{field}"), bool(session.answers().get(field)), key=session.key_of(field))
    session.answers()[field] = value
    return value
