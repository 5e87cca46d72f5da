"""What a page of the desk shows."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def text_of(app: AppTest) -> str:
    assert not app.exception
    return " ".join(part.value for part in app.markdown)
