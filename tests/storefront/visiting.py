"""A visitor who comes to a page with answers already given."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from storefront.diary.book import Diary
from storefront.session import VISIT, Visit
from tests.patience import HANGS_S

APP = str(Path(__file__).parents[2] / "app.py")


def at(
    page: str,
    lang: str = "nl",
    told: Mapping[str, Any] | None = None,
    diary: Diary | None = None,
) -> AppTest:
    """The app when a person with these answers opens a page."""
    app = AppTest.from_file(APP, default_timeout=HANGS_S)
    app.session_state[VISIT] = Visit(lang, dict(told or {}), diary=diary or Diary(), goto=page)
    app.run()
    assert not app.exception
    return app


def visit_of(app: AppTest) -> Visit:
    held: Visit = app.session_state[VISIT]
    return held
