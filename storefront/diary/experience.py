"""What a diary says of the bed it was slept on: the same as the quiz asks, so that it counts in the advice."""

from __future__ import annotations

from html import escape
from typing import Any, Final

import streamlit as st

from recommender.advice.diary import Entry
from storefront import session
from storefront.look import frame

# What a morning says of the present bed, and the quiz's field for it. The feel counts as nights on that bed.
ANSWER_OF: Final = {"bed_feels": "bed_feels", "hammock": "check.hammock"}
UNKNOWN: Final = "unknown"


def told(entry: Entry) -> dict[str, Any]:
    """Answers of the quiz that this morning gives."""
    found = {field: getattr(entry, name) for name, field in ANSWER_OF.items()}
    return {field: said for field, said in found.items() if said is not None}


def show() -> None:
    """Whether what was written down counts in the advice, and what is missing for it."""
    visit = session.visit()
    w, held = visit.words, visit.answers
    if not any(entry.bed_feels for entry in visit.diary.entries.values()) or not held.get("bed_feels"):
        return
    counts = held.get("bed_label") not in (None, UNKNOWN)
    said = w("diary.says_for_bed" if counts else "diary.says_label_missing", how=w(f"bed_feels.{held['bed_feels']}"))
    frame.show(f'<p class="note">{escape(said)}</p>')
    step, label = ("result", "diary.to_answer") if counts else ("bed", "result.tell_bed")
    st.button(w(label), on_click=visit.go, args=(step,), key="diary_to_answer")
