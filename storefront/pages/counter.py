"""For staff: two people on one screen, keyboard first; target, verdict and first bed of each and of both above the
fold. It forgets the customers once nobody is there.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from storefront import engine, session, staff
from storefront.counter import answered, asked, below, leaving, place
from storefront.counter.bench import customer, pair
from storefront.look import frame
from storefront.outcomes import till
from storefront.outcomes.keeping import Buyer
from storefront.quiz import answers, fields


def page() -> None:
    visit = session.visit()
    w = visit.words
    if not staff.admitted():
        return
    frame.counter_style()
    frame.show(f'<h1 class="unseen">{escape(w("counter.title"))}</h1>')
    with st.container(key="bar", horizontal=True, vertical_alignment="bottom"):
        at = place.here()
        beds = at.beds
        place.ask(at)
        _wishes()
        leaving.lying_button()
        st.button(w("counter.clear"), on_click=visit.forget_answers, key="clear")
    columns = st.columns(2, gap="medium")
    for person, column in zip(answers.PEOPLE, columns, strict=True):
        with column:
            asked.questions(person)
    customers = [customer(person, at) for person in answers.PEOPLE]
    for each, column in zip(customers, columns, strict=True):
        with column, st.container(key=f"answer_{each.name}"):
            frame.show(answered.answered(each, w))
            if each.need:
                asked.alarm(each)
    both = pair(customers, beds)
    if both:
        frame.show(answered.together(both, w.of_customers))
    below.show(customers, both, beds)
    till.show(
        [Buyer(each.name, each.sleeper, each.shown) for each in customers if each.sleeper and each.shown], both, beds
    )
    leaving.said()
    leaving.clear_when_left()
    staff.bar()


def _wishes() -> None:
    """What both buy together."""
    visit = session.visit()
    visit.answers["market"] = visit.answers.get("market") or engine.own_market()
    w = visit.words
    sizes = ("any", *engine.sizes())
    fields.pick_from("size", sizes, lambda size: w("counter.any") if size == "any" else w.size(size))
    fields.number("max_price", key="counter.max_price", placeholder="", live=asked.STILL)
