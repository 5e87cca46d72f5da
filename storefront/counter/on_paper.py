"""A sheet of A4 for each customer, with the other one on it where two sleep together, in either language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from html import escape

import streamlit as st
from babel import Locale

from catalog.mattress import Catalogue
from storefront import engine, session
from storefront.answer.as_pdf import Couple, answer_pdf
from storefront.counter.bench import Customer
from storefront.look import frame
from storefront.words import LANGUAGES, Words


def show(customers: Sequence[Customer], beds: Catalogue) -> None:
    """A button for each sheet; it is made when the button is pressed, in memory, and kept nowhere."""
    w = session.visit().words
    frame.show(f"<p>{escape(w('counter.paper_lead'))}</p>")
    one, other = customers
    for customer, beside in ((one, other), (other, one)):
        if customer.shown:
            with st.container(horizontal=True, vertical_alignment="center", key=f"paper_{customer.name}"):
                for lang in LANGUAGES:
                    _sheet(customer, beside, lang, beds)


def _sheet(customer: Customer, beside: Customer, lang: str, beds: Catalogue) -> None:
    w, today = session.visit().words, date.today()
    label = w("counter.paper_of", person=w(f"counter.person_{customer.name}"), language=_named(lang, w))
    name = f"mattress-fit-{today}-{customer.name}-{lang}.pdf"
    made = partial(sheet, customer, beside, lang, beds, today)
    st.download_button(label, made, name, "application/pdf", key=f"paper.{customer.name}.{lang}", on_click="ignore")


def _named(lang: str, w: Words) -> str:
    """ "Engels", in the language of the screen."""
    return Locale.parse(lang).get_language_name(w.lang) or lang


def sheet(customer: Customer, beside: Customer, lang: str, beds: Catalogue, made: date) -> bytes:
    """One customer's sheet; with who sleeps beside them where that one is answered too."""
    found, sleeper = customer.shown, customer.sleeper
    assert found and sleeper
    other = beside.sleeper if beside.shown else None
    couple = Couple(other, engine.together(sleeper, other, beds)) if other else None
    versions = engine.figures_of(found, beds)
    return answer_pdf(found, lang, sleeper=sleeper, versions=versions, made=made, couple=couple)
