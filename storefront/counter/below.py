"""What one press shows below the fold: the beds of each, both together, their bodies, the trial."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape

import streamlit as st

from catalog.mattress import Catalogue
from recommender.explanation import Explanation
from recommender.household import Household
from recommender.sleeper import Sleeper
from storefront import session
from storefront.answer import as_html
from storefront.answer import drawings as answer_drawings
from storefront.answer.on_page import bed_cards
from storefront.answer.on_page.arrangement import arrange
from storefront.counter import compare, on_paper, ways
from storefront.counter.bench import Customer, bench
from storefront.look import frame
from storefront.quiz import trial

CARDS = 3  # beds on cards: what staff can show somebody
LAIN_ON = 4  # beds that are offered first to who lay on another bed than the one advised


def show(customers: Sequence[Customer], both: Household | None, beds: Catalogue) -> None:
    """The choice of parts, and the part chosen; nothing before a bed may be named."""
    visit = session.visit()
    w, part = visit.words, bench().part
    ready = [each for each in customers if each.shown]
    if not ready:
        return
    parts = ("beds", *(("together",) if both else ()), "figure", "compare", "trial", "paper")
    chosen = part if part in parts else "together" if both else "beds"
    key = f"part.{visit.key_of('')}{len(parts)}"
    st.segmented_control(
        w("counter.below"),
        parts,
        default=chosen,
        format_func=lambda part: w(f"counter.part_{part}"),
        required=True,
        label_visibility="collapsed",
        on_change=_choose,
        args=(key,),
        key=key,
    )
    with st.container(key="below"):
        if chosen == "together" and both:
            ways.show(both, [each.sleeper for each in customers if each.sleeper])
        elif chosen == "figure":
            _each(customers, _figure, beds)
        elif chosen == "compare":
            compare.show(customers)
        elif chosen == "trial":
            _each(customers, partial(_trial, customers[0].place.standing), beds)
        elif chosen == "paper":
            on_paper.show(customers, beds)
        else:
            _each(customers, _beds, beds)


def _choose(key: str) -> None:
    session.harvested()
    bench().part = str(st.session_state[key])


def _each(
    customers: Sequence[Customer], draw: Callable[[str, Sleeper, Explanation, Catalogue], None], beds: Catalogue
) -> None:
    for each, column in zip(customers, st.columns(len(customers), gap="medium"), strict=True):
        if each.sleeper and each.shown:
            with column:
                draw(each.name, each.sleeper, each.shown, beds)


def _beds(person: str, sleeper: Sleeper, found: Explanation, beds: Catalogue) -> None:
    """The beds on cards, the others as a table, and why some are not among them."""
    w = session.visit().words
    arranged = arrange(found, w)
    table = bed_cards.table(arranged.rest, w) if arranged.rest else ""
    near = bed_cards.not_chosen(found.not_chosen, w) if found.not_chosen else ""
    frame.show(
        as_html.verdict(found, w)
        + bed_cards.cards(arranged, w)
        + as_html.fold(w("result.more_beds", n=len(arranged.rest)), table)
        + as_html.fold(w("result.not_chosen"), near)
        + f'<p class="quiet small">{escape(w("result.answer_id", answer_id=found.answer_id))}</p>'
    )


def _figure(person: str, sleeper: Sleeper, found: Explanation, beds: Catalogue) -> None:
    """The person's own spine on the first bed, softer and firmer, and their zones in cm on the bed."""
    visit = session.visit()
    w = visit.words
    of = (sleeper, beds.version, w.lang)
    drawn = visit.recall(f"counter.figure.{person}", of, lambda: answer_drawings.spine(found, sleeper, w))
    frame.show(drawn + answer_drawings.zones(found, sleeper, w))


def _trial(standing: frozenset[str] | None, person: str, sleeper: Sleeper, found: Explanation, beds: Catalogue) -> None:
    """Beds to lie on: of those on the floor where that is known."""
    there = [pick.mattress for pick in found.picks if standing is None or pick.mattress.mattress_id in standing]
    trial.flow(person, sleeper, there[:LAIN_ON], beds, standing)
