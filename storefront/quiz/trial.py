"""Lying on beds, at the counter or elsewhere: which one tells most, how each felt. Every answer moves the list."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from catalog.mattress import Catalogue, Mattress
from recommender.sleeper import Sleeper
from storefront import engine, session
from storefront.answer.on_page.bed_cards import safe_name
from storefront.look import frame
from storefront.quiz import fields
from storefront.quiz.answers import felt_field


def show(person: str, sleeper: Sleeper, picks: Sequence[Mattress], beds: Catalogue) -> None:
    """Ask how each bed felt: those on screen, and those this person lay on before.

    Args:
        person: whose answers, as at the counter; "" for the visitor of the quiz.
        picks: the beds on screen, as explained.
    """
    visit = session.visit()
    w = visit.words
    tried = [bed for one in sleeper.experiences if (bed := beds.by_id(one.mattress_id)) is not None]
    asked = list({bed.mattress_id: bed for bed in (*tried, *picks)}.values())
    if not asked:
        return
    with st.expander(w("counter.trial" if person else "result.lain_on"), expanded=bool(tried)):
        frame.show(f'<p class="quiet">{escape(w("counter.trial_why"))}</p>')
        untried = [bed for bed in picks if bed not in tried]
        of = (sleeper, beds.version, tuple(bed.mattress_id for bed in untried))
        if first := visit.recall(f"telling.{person}", of, lambda: engine.most_telling(sleeper, beds, untried)):
            frame.show(f"<p>{w('counter.trial_first', mattress=safe_name(first))}</p>")
        for number, bed in enumerate(asked, start=1):
            frame.show(f"<p><b>{number}. {safe_name(bed)}</b></p>")
            options = fields.choices("bed.feels")
            field = felt_field(person, bed.mattress_id)
            fields.choice(
                field, options, lambda felt: w(f"bed_feels.{felt}"), label=w("counter.trial_felt", number=number)
            )
