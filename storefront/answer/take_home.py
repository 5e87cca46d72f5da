"""What a visitor can take home: the answer as one page to print, and the seven-night test as a calendar file.

Files are made on request, in memory; nothing is stored, and their names contain only a date.
"""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from catalog.mattress import Catalogue
from recommender.explanation import Explanation
from recommender.sleeper import Sleeper
from storefront import engine, session
from storefront.answer.as_pdf import answer_pdf, leaflet_pdf
from storefront.diary.calendar_file import test_calendar


def offer(answer: Explanation, sleeper: Sleeper, beds: Catalogue) -> None:
    """The answer page's downloads."""
    visit = session.visit()
    w, language, today = visit.words, visit.language, date.today()
    versions = engine.figures_of(answer, beds)
    with st.container(key="take_home"):
        st.subheader(w("take_home.heading"), anchor=False)
        st.markdown(w("take_home.lead"))
        printed = partial(answer_pdf, answer, language, sleeper=sleeper, versions=versions, made=today)
        _download("take_home.pdf", printed, f"mattress-fit-{today}.pdf", "application/pdf")
        start = st.date_input(w("take_home.start_date"), today, format=w("take_home.date_format"), key="test_start")
        nights = partial(test_calendar, start, language, sleeper=sleeper, versions=versions)
        _download("take_home.calendar", nights, f"mattress-fit-{start}.ics", "text/calendar")
        st.button(w("guide.title"), on_click=visit.go, args=("guide",), type="tertiary", key="to_guide")


def offer_leaflet() -> None:
    """The leaflet's download: the same list for everybody."""
    today = date.today()
    printed = partial(leaflet_pdf, session.visit().language, made=today)
    _download("take_home.leaflet_pdf", printed, f"mattress-fit-{today}.pdf", "application/pdf")


def _download(key: str, made_by: partial[bytes], name: str, kind: str) -> None:
    st.download_button(session.visit().words(key), made_by, name, kind, key=key, on_click="ignore")
