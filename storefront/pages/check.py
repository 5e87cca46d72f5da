"""A bed found elsewhere: does it fit, and what is worth asking? Up to three beside each other."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from html import escape
from pathlib import Path

import streamlit as st

from catalog.errors import UserError
from catalog.mattress import Mattress
from catalog.records.page_beds import beds_of_page
from catalog.records.typed_bed import TypedBed, bed_of_facts
from recommender.errors import ProfileError
from storefront import engine, session
from storefront.answer.on_page import checked_cards
from storefront.doors.visits import Asked
from storefront.look import frame
from storefront.quiz import answers

MOST = 3
LARGEST_PAGE_MB = 5
FACTS = ("name", "stated", "layers", "height_cm", "price")


@dataclass(slots=True)
class _Found:
    """The beds of this visit, the last one first, and what was wrong with the last try."""

    beds: list[Mattress] = field(default_factory=list)
    problem: str = ""
    round: int = 0


def page() -> None:
    visit = session.visit()
    w = visit.words
    if answers.products_hidden(visit.answers):
        visit.go("safety")
        st.rerun()
    st.title(w("check.title"), anchor=False)
    st.markdown(w("check.lead"))
    try:
        ready = not any(answers.missing(step, visit.answers) for step in answers.steps(visit.answers))
        sleeper = engine.sleeper_of(visit.answers) if ready else None
    except ProfileError:
        sleeper = None
    if sleeper is None:
        st.markdown(w("check.first_the_quiz"))
        st.button(w("result.to_step"), on_click=visit.go, args=("body",), type="primary", key="to_quiz")
        return
    found = visit.own(_Found)
    typed, saved = st.tabs([w("check.typed"), w("check.saved_page")])
    with typed:
        _facts(found)
    with saved:
        _page(found)
    if found.problem:
        frame.show(f'<p class="problem" role="alert">{escape(found.problem)}</p>')
    if found.beds:
        checked = engine.checked(sleeper, found.beds[:MOST], engine.catalogue())
        frame.show(checked_cards.cards(checked, w))
    st.button(w("check.back"), on_click=visit.go, args=("result",), key="to_result")


def _facts(found: _Found) -> None:
    w = session.visit().words
    with st.form(f"facts{found.round}", border=False):
        told = {name: _fact(name, found.round) for name in FACTS}
        kinds = ("", *(kind for kind in engine.types() if kind not in ("any", "unknown")))
        kind = st.selectbox(
            w("check.type"), kinds, format_func=lambda k: w(f"type.{k}") if k else w("check.unknown"), key="check.type"
        )
        zones = st.pills(
            w("check.zones"), ("yes", "no"), format_func=lambda z: w.term(z), key=f"check{found.round}.zones"
        )
        if st.form_submit_button(w("check.go"), type="primary"):
            _take(found, lambda: [bed_of_facts(TypedBed(**told, type=kind or "", zones=zones or ""))])


def _fact(name: str, turn: int) -> str:
    w = session.visit().words
    return st.text_input(w(f"check.{name}"), key=f"check{turn}.{name}", placeholder=w(f"check.{name}_like"))


def _page(found: _Found) -> None:
    visit = session.visit()
    w = visit.words
    visit.takes_file(Asked(LARGEST_PAGE_MB))
    file = st.file_uploader(
        w("check.file"), ("html", "htm", "json"), key=f"check{found.round}.file", max_upload_size=LARGEST_PAGE_MB
    )
    pasted = st.text_area(w("check.paste"), key=f"check{found.round}.paste", placeholder=w("check.paste_like"))
    if st.button(w("check.go_page"), type="primary", key="check_page") or file is not None:
        content = file.getvalue() if file is not None else pasted.encode()
        suffix = Path(file.name).suffix if file is not None else ".json" if pasted.lstrip()[:1] in "{[" else ".html"
        _take(found, lambda: _beds_of(content, suffix))


def _beds_of(content: bytes, suffix: str) -> list[Mattress]:
    """The readers of feeds take a file; this one is gone before the answer is drawn."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"page{suffix}"
        path.write_bytes(content)
        return list(beds_of_page(path, date.today())[0])


def _take(found: _Found, read: Callable[[], list[Mattress]]) -> None:
    w = session.visit().words
    try:
        beds = read()
    except UserError as error:
        found.problem = w("check.unreadable", why=_why(error))
        return
    found.beds = (beds + found.beds)[:MOST]
    found.problem = ""
    found.round += 1
    st.rerun()


def _why(error: UserError) -> str:
    """Which of the fields could not be read, in the visitor's words; a page that holds no bed is named as such."""
    w = session.visit().words
    key = f"check.{error.where.replace('-', '_')}"
    return w(key) if key in w else w("check.no_bed")
