"""Step: the night as ten tokens over four lying positions."""

from __future__ import annotations

from html import escape

import streamlit as st

from storefront import session
from storefront.drawing import pictures
from storefront.look import frame
from storefront.quiz import fields, journey
from storefront.quiz.answers import LYING, TOKENS


def page() -> None:
    if not journey.begin("lying"):
        return
    w = session.visit().words
    picture = st.container()
    given = {}
    for pair in (LYING[:2], LYING[2:]):
        for name, column in zip(pair, st.columns(2), strict=True):
            with column:
                given[name] = fields.count(name, TOKENS)
    used = sum(given.values())
    says = ", ".join(f"{w.term(name)} {count}" for name, count in given.items() if count) or w("lying.none_yet")
    with picture:
        frame.show(
            pictures.token_row(given, TOKENS, says)
            + f'<div class="legend">{_legend(given)}</div><p class="quiet small" aria-live="polite">'
            + f"{escape(_left_words(used))}</p>"
        )
    frame.problem("side")
    fields.choice("position_sure", ("yes", "no"))
    journey.way_on("lying")


def _legend(given: dict[str, int]) -> str:
    w = session.visit().words
    marks = {name: pictures.token(name) for name in given}
    return "".join(f"<span>{marks[name]} {escape(w.term(name))}</span>" for name in given)


def _left_words(used: int) -> str:
    w = session.visit().words
    if used == TOKENS:
        return w("lying.all_given")
    return w("lying.left", left=TOKENS - used) if used < TOKENS else w("lying.too_many", used=used)
