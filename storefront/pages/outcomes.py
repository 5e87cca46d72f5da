"""For managers: what became of choices, and what came back by code."""

from __future__ import annotations

import streamlit as st

from catalog.errors import UserError
from database.outcomes import counting, records
from storefront import engine, session, staff
from storefront.look import frame
from storefront.outcomes import as_html, entry, keeping, returning


def page() -> None:
    if not staff.admitted("manager"):
        return
    staff.bar()
    w = session.visit().words
    frame.show('<span class="wide-page"></span>')
    st.title(w("outcomes.title"), anchor=False)
    st.markdown(w("outcomes.lead"))
    try:
        st.header(w("outcomes.by_code"), anchor=False)
        returning.show(engine.catalogue())
        st.header(w("outcomes.report_heading"), anchor=False)
        frame.show(as_html.report(counting.report(records.all_records(engine.store(), keeping.now())), w))
    except UserError as error:
        entry.say([str(error)], True)
