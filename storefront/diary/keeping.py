"""The diary belongs to the person: save it as a file, continue from one, or delete it."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from catalog.errors import UserError
from recommender.advice.diary import forgotten_on
from storefront import codes, session
from storefront.diary import device
from storefront.diary.book import LARGEST_BYTES, TOO_OLD, diary_of_file
from storefront.doors.uploads import LARGEST_DIARY_MB
from storefront.doors.visits import Asked
from storefront.look import frame

FILE_NAME = "mattress-fit-diary"


def keep() -> None:
    visit = session.visit()
    w, diary = visit.words, visit.diary
    st.subheader(w("diary.yours"), anchor=False)
    st.markdown(w("diary.kept_here" if visit.code is None else "diary.kept_with_code"))
    if diary.entries:
        device.keep()
        until = forgotten_on(diary.last_entry or date.today()).isoformat()
        frame.show(f'<p class="quiet small">{escape(w("diary.expires_on", until_date=until))}</p>')
        with st.container(horizontal=True, key="diary_files"):
            for kind, content, mime in (
                ("json", diary.as_json(), "application/json"),
                ("csv", diary.as_csv(), "text/csv"),
            ):
                st.download_button(
                    w(f"diary.save_{kind}"), content, f"{FILE_NAME}.{kind}", mime, key=f"save_{kind}", on_click="ignore"
                )
            st.button(w("diary.delete"), on_click=codes.erase_diary, key="delete_diary")
    with st.expander(w("diary.go_on")):
        problem = _take_over()
    if problem:  # below the fold, which may close when the file arrives
        frame.show(f'<p class="problem" role="alert">{escape(w(problem))}</p>')


def _take_over() -> str | None:
    """Take over an uploaded diary; the key of a sentence where the file is none of ours."""
    visit = session.visit()
    w = visit.words
    visit.takes_file(Asked(LARGEST_DIARY_MB))
    key, most_mb = f"file.{visit.key_of('')}", LARGEST_DIARY_MB
    file = st.file_uploader(w("field.diary_file"), ("json", "csv"), key=key, max_upload_size=most_mb)
    if file is None:
        return None
    try:
        found = diary_of_file(file.getvalue() if file.size <= LARGEST_BYTES else b"", date.today())
    except UserError as error:
        return "diary.too_old" if error.where == TOO_OLD else "diary.not_a_diary"
    visit.take_over({}, found)
    st.rerun()
