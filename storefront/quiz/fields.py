"""Fields of the quiz: each reads and stores one answer, and shows its own texts and problem."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from recommender.person.fields import FIELDS
from storefront import session
from storefront.look import frame

# Fields whose problem is listed under another name: a weight in either unit, a night stated by any position.
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


def touched(field: str) -> None:
    """A field that is being corrected no longer shows its problem."""
    for name in (field, *STANDS_FOR.get(field, ())):
        session.visit().problems.pop(name, None)


def number(field: str, *, step: float = 1.0, key: str = "") -> float | None:
    """A number, empty until typed; its range is checked by the profile, not by the widget, so that the message is
    ours.
    """
    visit = session.visit()
    w = visit.words
    held = visit.answers.get(field)
    value = st.number_input(
        w(key or f"field.{field}"),
        value=None if held is None else float(held),
        step=step,
        format="%g",
        placeholder=w("frame.not_filled"),
        key=visit.key_of(field),
        on_change=touched,
        args=(field,),
    )
    visit.answers[field] = value
    frame.problem(field)
    return value


def count(field: str, most: int) -> int:
    """A small whole number with plus and minus, 0 until touched."""
    visit = session.visit()
    w = visit.words
    value = st.number_input(
        w(f"field.{field}"),
        0,
        most,
        int(visit.answers.get(field) or 0),
        step=1,
        key=visit.key_of(field),
        on_change=touched,
        args=(field,),
    )
    visit.answers[field] = value
    return int(value)


def choice(
    field: str, options: Sequence[str], words_of: Callable[[str], str] | None = None, *, key: str = "", label: str = ""
) -> str | None:
    """One of a few, as buttons; none chosen at first. `label`: for who cannot see what stands above it."""
    visit = session.visit()
    w = visit.words
    value = st.pills(
        label or w(key or f"field.{field}"),
        options,
        label_visibility="collapsed" if label else "visible",
        default=visit.answers.get(field),
        format_func=words_of or (lambda option: w(f"{field}.{option}")),
        key=visit.key_of(field),
        on_change=touched,
        args=(field,),
        wrap=True,
    )
    visit.answers[field] = value
    frame.problem(field)
    return value


def choices(name: str) -> tuple[str, ...]:
    """The allowed words of a field of the profile, in the order of its list."""
    return FIELDS[name].choices


def pick_from(field: str, options: Sequence[str], words_of: Callable[[str], str]) -> str | None:
    """One of many, as a list; the first means "no preference"."""
    visit = session.visit()
    w = visit.words
    held = visit.answers.get(field)
    index = options.index(held) if held in options else 0
    value = st.selectbox(w(f"field.{field}"), options, index, format_func=words_of, key=visit.key_of(field))
    visit.answers[field] = value
    frame.problem(field)
    return value


def tick(field: str, changed: Callable[[], None] | None = None, *, key: str = "") -> bool:
    """A box; `changed` is called when it is ticked or unticked."""
    visit = session.visit()
    w = visit.words
    held = bool(visit.answers.get(field))
    value = st.checkbox(w(key or f"field.{field}"), held, key=visit.key_of(field), on_change=changed)
    visit.answers[field] = value
    return value
