"""Step: how often in each position; what is left untouched is never."""

from __future__ import annotations

import streamlit as st

from recommender.sleeper import POSITIONS
from storefront import engine, session
from storefront.drawing.lying import lying
from storefront.guide.drawings import drawing
from storefront.look import frame
from storefront.quiz import fields, journey
from storefront.quiz.answers import LYING, OFTEN, how_often
from storefront.words import Words


def page() -> None:
    if not journey.begin("lying"):
        return
    positions()
    frame.problem("side")
    fields.choice("position_sure", ("yes", "no"))
    journey.way_on("lying")


def positions(whose: str = "") -> None:
    """A row for each position with its drawing. `whose`: start of the fields of somebody else."""
    w = session.visit().words
    for name in LYING:
        with st.container(key=f"lies_{whose.removesuffix('.')}{name}"):
            frame.show(f'<div class="position">{_drawn(name, whose, w)}</div>')
            _often(name, whose)


def _often(position: str, whose: str) -> None:
    """How often, kept as tokens of ten; a number of tokens from an earlier version stays while its word is chosen."""
    visit = session.visit()
    field, tokens = f"{whose}lies.{position}", f"{whose}{position}"
    held = visit.answers.get(tokens)
    if visit.answers.get(field) is None:
        visit.answers[field] = how_often(held)
    said = fields.choice(field, tuple(OFTEN), lambda word: visit.words(f"often.{word}"), key=f"field.{whose}{position}")
    if said != how_often(held):
        visit.answers[tokens] = None if said is None else OFTEN[said]
        fields.touched(tokens)


def _drawn(position: str, whose: str, w: Words) -> str:
    simulated = next((each for each in POSITIONS if each == position), None)
    if simulated is None:
        return drawing("half_turned", w)
    return lying(engine.example_picture(simulated), w(f"field.{whose}{position}"), w, labels=False)
