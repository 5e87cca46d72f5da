"""Parts of pages: save under a code, go on with a code, delete what stands under it."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from catalog.errors import UserError
from storefront import saving, session
from storefront.look import frame


def save_part() -> None:
    """On the answer and the diary: what is kept, how long, how to delete it; then consent, then the code."""
    w = session.current_words()
    code = session.code()
    with st.expander(w("code.heading"), expanded=code is not None):
        if code is None:
            st.markdown(w("code.why", days=saving.DAYS))
            agreed = st.checkbox(w("code.consent", days=saving.DAYS), key=f"agree.{session.key_of('')}")
            st.button(w("code.save"), on_click=_save, args=(agreed,), disabled=not agreed, key="save_code")
        else:
            frame.show(f'<p class="code" role="status">{escape(code)}</p><p>{escape(w("code.once"))}</p>')
            with st.container(horizontal=True, key="code_ways"):
                st.button(w("code.save_again"), on_click=_save, args=(True,), key="save_again")
                st.button(w("code.delete"), on_click=_delete, args=(code,), key="delete_code")
        _said()


def load_part() -> None:
    """On the first page: a code brings the answers and the diary back."""
    w = session.current_words()
    with st.expander(w("code.go_on"), expanded="code_said" in st.session_state):
        with st.form("code", border=False, enter_to_submit=True):
            code = st.text_input(w("field.code"), max_chars=40, autocomplete="off", key=f"code.{session.key_of('')}")
            with st.container(horizontal=True):
                wanted = st.form_submit_button(w("code.load"), type="primary")
                unwanted = st.form_submit_button(w("code.delete"))
        if wanted:
            _load(code)
        elif unwanted:
            _delete(code)
        _said()


def _save(agreed: bool) -> None:
    try:
        code = saving.save(session.harvest(), session.diary(), session.picks(), consent=agreed, code=session.code())
    except UserError:
        session.tell_of_code("code.not_now")
        return
    again = session.code() is not None
    session.hold_code(code)
    session.tell_of_code("code.saved_again" if again else "code.saved")


def _load(code: str) -> None:
    try:
        found = saving.load(code, date.today())
    except UserError:
        session.tell_of_code("code.not_now")
        return
    if found is None:
        session.tell_of_code("code.not_found")
        return
    answers, diary = found
    session.take_over(answers, diary)
    session.hold_code(code.strip().upper())
    session.go("diary" if diary.entries else "result")
    st.rerun()


def _delete(code: str) -> None:
    try:
        gone = saving.delete(code)
    except UserError:
        session.tell_of_code("code.not_now")
        return
    session.hold_code(None)
    session.tell_of_code("code.deleted" if gone else "code.not_found")


def _said() -> None:
    """What came of the last press, once."""
    key = session.told_of_code()
    if key is not None:
        frame.show(f'<p class="said" role="status">{escape(session.current_words()(key, days=saving.DAYS))}</p>')
