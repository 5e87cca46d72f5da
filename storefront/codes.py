"""Parts of pages: save under a code, continue with a code, delete what is saved under it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import escape
from time import monotonic

import streamlit as st

from catalog.errors import UserError
from database.store import Overwritten
from storefront import saving, session
from storefront.diary.book import Diary
from storefront.doors.throttle import attempts
from storefront.look import frame
from storefront.quiz.answers import Answers


def save_part() -> None:
    """On the answer and the diary: what is stored, how long, how to delete it; then consent, then the code."""
    visit = session.visit()
    w = visit.words
    code = visit.code
    with st.expander(w("code.heading"), expanded=code is not None or visit.code_said is not None):
        if code is None:
            st.markdown(w("code.why", days=saving.DAYS))
            agreed = st.checkbox(w("code.consent", days=saving.DAYS), key=f"agree.{visit.key_of('')}")
            counted = st.checkbox(w("code.count_me"), key=f"count_me.{visit.key_of('')}")
            st.button(w("code.save"), on_click=_save, args=(agreed, counted), disabled=not agreed, key="save_code")
        else:
            frame.show(f'<p class="code" role="status">{escape(code)}</p><p>{escape(w("code.once"))}</p>')
            with st.container(horizontal=True, key="code_ways"):
                st.button(w("code.save_again"), on_click=_save, args=(True,), key="save_again")
                st.button(w("code.delete"), on_click=_delete, args=(code,), key="delete_code")
        said()


def load_part() -> None:
    """On the first page: a code restores the answers and the diary."""
    visit = session.visit()
    w = visit.words
    with st.expander(w("code.go_on"), expanded=visit.code_said is not None):
        with st.form("code", border=False, enter_to_submit=True):
            code = st.text_input(w("field.code"), max_chars=40, autocomplete="off", key=f"code.{visit.key_of('')}")
            with st.container(horizontal=True):
                wanted = st.form_submit_button(w("code.load"), type="primary")
                unwanted = st.form_submit_button(w("code.delete"))
        if wanted:
            _load(code)
        elif unwanted:
            _delete(code)
        said()


def withdraw() -> None:
    """Consent to health questions is taken back: those answers go from this visit and from what was saved."""
    visit = session.harvested()
    visit.forget_health()
    visit.code_said = f"code.health_{_reached(visit.code, saving.delete_health)}"


def erase_diary() -> None:
    """The visitor erases the diary: from this visit and from what was saved."""
    visit = session.harvested()
    visit.forget_diary()
    visit.code_said = f"code.diary_{_reached(visit.code, saving.delete_diary)}"


def _reached(code: str | None, delete: Callable[[str], Overwritten | None]) -> str:
    """How far a deletion reached, as the end of a sentence's key: "here" where nothing is saved under a code."""
    if code is None:
        return "here"
    try:
        when = delete(code)
    except UserError:
        return "not_now"
    return f"deleted_{when}" if when else "here"


def withdraw_if_unticked() -> None:
    """Called when the box of the health consent changed."""
    if not session.harvested().answers.get("health_consent"):
        withdraw()


def said_of_health() -> None:
    """On any page: the result of withdrawing, or of erasing the diary."""
    said("code.health_", "code.diary_")


def _save(agreed: bool, counted: bool | None = None) -> None:
    visit = session.harvested()
    try:
        code = saving.save(
            visit.answers, visit.diary, visit.picks, consent=agreed, code=visit.code, for_statistics=counted
        )
    except UserError:
        visit.code_said = "code.not_now"
        return
    again = visit.code is not None
    visit.code = code
    visit.code_said = "code.saved_again" if again else "code.saved"


def look_up(code: str) -> tuple[Answers, Diary] | None:
    """Answers and diary under a code; None where there are none, or too many codes were tried: then that is said."""
    if _must_wait():
        return None
    try:
        found = saving.load(code, date.today())
    except UserError:
        session.visit().code_said = "code.not_now"
        return None
    if found is None:
        _not_found()
    return found


def _load(code: str) -> None:
    visit = session.visit()
    found = look_up(code)
    if found is None:
        return
    answers, diary = found
    visit.take_over(answers, diary)
    visit.code = code.strip().upper()
    visit.go("diary" if diary.entries else "result")
    st.rerun()


def _delete(code: str) -> None:
    visit = session.visit()
    if code != visit.code and _must_wait():
        return
    try:
        erased = saving.delete(code)
    except UserError:
        visit.code_said = "code.not_now"
        return
    visit.code = None
    if erased.rows:
        visit.code_said = f"code.deleted_{erased.overwritten}"
    else:
        _not_found()


def _must_wait() -> bool:
    """Whether too many codes were tried; says so. A code has 80 random bits: this spares the database, not the code."""
    waits = attempts("code").wait_s(session.network(), monotonic()) > 0
    if waits:
        session.visit().code_said = "code.too_many"
    return waits


def _not_found() -> None:
    attempts("code").failed(session.network(), monotonic())
    session.visit().code_said = "code.not_found"


def said(*beginnings: str) -> None:
    """The result of the last press, shown once."""
    visit = session.visit()
    key = visit.code_said
    if key is not None and key.startswith(beginnings or ""):
        visit.code_said = None
        frame.show(f'<p class="said" role="status">{escape(visit.words(key, days=saving.DAYS))}</p>')
