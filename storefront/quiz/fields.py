"""Fields of the quiz: each reads and stores one answer, and shows its own texts and problem."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from recommender.person.fields import FIELDS
from storefront import session
from storefront.look import frame
from storefront.quiz.answers import PARTNER, as_typed

# Fields whose problem is listed under another name: a weight, a height, a night stated by any position.
STANDS_FOR = {
    "weight_kg": ("weight",),
    "height_cm": ("height",),
    "back": ("side",),
    "stomach": ("side",),
    "three_quarter": ("side",),
}

LONGEST_NUMBER = 30  # characters: "12 stone 10 pounds" and more


def touched(field: str) -> None:
    """A field that is being corrected no longer shows its problem."""
    whose = PARTNER if field.startswith(PARTNER) else ""
    for name in (field, *(f"{whose}{other}" for other in STANDS_FOR.get(field.removeprefix(whose), ()))):
        session.visit().problems.pop(name, None)


def number(
    field: str, *, key: str = "", placeholder: str | None = None, live: str | bool = False
) -> float | str | None:
    """A number as people write it, with a comma or its unit: text, because a browser's number field refuses both. Its
    range is checked by the profile, so that the message is ours. Returns a number, else what was typed.

    `live`: how long nothing has to be typed until it counts ("400ms"); False: once the field is left.
    """
    visit = session.visit()
    w = visit.words
    value = as_typed(
        st.text_input(
            w(key or f"field.{field}"),
            value=shown(visit.answers.get(field)),
            max_chars=LONGEST_NUMBER,
            placeholder=w("frame.not_filled") if placeholder is None else placeholder,
            live=live,
            autocomplete="off",
            key=visit.key_of(field),
            on_change=touched,
            args=(field,),
        ),
        field,
    )
    visit.answers[field] = value
    frame.problem(field)
    return value


def shown(held: object) -> str:
    """An answer as its field shows it."""
    return "" if held is None else f"{held:g}" if isinstance(held, int | float) else str(held)


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


def pick_from(field: str, options: Sequence[str], words_of: Callable[[str], str], *, key: str = "") -> str | None:
    """One of many, as a list; the first means "no preference"."""
    visit = session.visit()
    w = visit.words
    held = visit.answers.get(field)
    index = options.index(held) if held in options else 0
    value = st.selectbox(w(key or f"field.{field}"), options, index, format_func=words_of, key=visit.key_of(field))
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
