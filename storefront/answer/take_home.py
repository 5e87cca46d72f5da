"""What a visitor can take home: the answer as one page to print, and the seven-night test as a calendar file.

Files are made on request, in memory; nothing is stored, and their names contain only a date.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from html import escape
from urllib.parse import urlsplit

import streamlit as st

from catalog.mattress import Catalogue
from recommender.explanation import Explanation
from recommender.sleeper import Sleeper
from storefront import engine, session
from storefront.answer.as_pdf import Couple, answer_pdf, leaflet_pdf
from storefront.answer.specification import specification_lines
from storefront.diary.calendar_file import test_calendar
from storefront.look import frame
from storefront.words import Words


def offer(answer: Explanation, sleeper: Sleeper, beds: Catalogue, couple: Couple | None = None) -> None:
    """The answer as a sheet to print, what to ask for as text to copy, and the way back to the questions."""
    visit = session.visit()
    today, versions = date.today(), engine.figures_of(answer, beds)
    told = partial(answer_pdf, answer, visit.language, sleeper=sleeper, versions=versions, made=today)
    printed = partial(told, couple=couple)
    with st.container(horizontal=True, vertical_alignment="center", key="take_home"):
        _download("take_home.pdf", printed, f"mattress-fit-{today}.pdf", "application/pdf")
        with st.popover(visit.words("take_home.copy"), key="copy"):
            frame.show(f'<p class="quiet small">{escape(visit.words("take_home.copy_lead"))}</p>')
            st.code(as_text(answer, versions, visit.words), language=None, wrap_lines=True)
    with st.container(horizontal=True, key="ways_on"):
        ways = (
            ("result.change_answers", "body", "change"),
            ("where.open", "where", "to_where"),
            ("check.open", "check", "to_check"),
        )
        for words, page, key in ways:
            st.button(visit.words(words), on_click=visit.go, args=(page,), type="tertiary", key=key)


def as_text(answer: Explanation, versions: Mapping[str, str], w: Words) -> str:
    """What to ask for in any shop, with the answer's name and day: nothing of it is about health."""
    day = answer.as_of.isoformat() if answer.as_of else ""
    named = w("take_home.answer", answer_id=versions["answer_id"]) if versions.get("answer_id") else ""
    made = w("take_home.made_on", made_date=day) if day else ""
    last = ". ".join(part for part in (w("app.name"), named, made) if part)
    return f"{specification_lines(answer.specification, w).text}\n\n{last}"


def offer_test(answer: Explanation, sleeper: Sleeper, beds: Catalogue) -> None:
    """The seven nights: written down here, or in the visitor's own calendar."""
    visit = session.visit()
    w, versions = visit.words, engine.figures_of(answer, beds)
    with st.expander(w("take_home.nights")):
        frame.show(f'<p class="quiet small">{escape(w("take_home.lead"))}</p>')
        st.button(w("result.diary"), on_click=visit.go, args=("diary",), key="to_diary")
        with st.container(horizontal=True, vertical_alignment="bottom", key="take_home_nights"):
            start = st.date_input(
                w("take_home.start_date"), date.today(), format=w("take_home.date_format"), key="test_start", width=200
            )
            nights = partial(
                test_calendar, start, visit.language, sleeper=sleeper, versions=versions, diary_url=_diary_url()
            )
            _download("take_home.calendar", nights, f"mattress-fit-{start}.ics", "text/calendar")


def _diary_url() -> str:
    """The address of the diary as this visitor's browser knows it; without anything of the visit."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}/diary" if parts.scheme in ("http", "https") and parts.netloc else ""


def offer_leaflet() -> None:
    """The leaflet's download: the same list for everybody."""
    today = date.today()
    printed = partial(leaflet_pdf, session.visit().language, made=today)
    _download("take_home.leaflet_pdf", printed, f"mattress-fit-{today}.pdf", "application/pdf")


def _download(key: str, made_by: partial[bytes], name: str, kind: str) -> None:
    st.download_button(session.visit().words(key), made_by, name, kind, key=key, on_click="ignore")
