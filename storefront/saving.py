"""What a visitor may save under a random code: by consent, for some days, to be erased by whoever has the code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import streamlit as st

from catalog.errors import UserError
from database import saved
from database.store import Store, open_store
from recommender.scoring.scoring_model import read_manifest
from storefront import engine
from storefront.diary.book import Diary, diary_of
from storefront.quiz.answers import Answers, profile

DAYS: Final = saved.MOST_DAYS


@st.cache_resource(show_spinner=False)
def _store() -> Store:
    return open_store()


def save(answers: Answers, diary: Diary, picks: tuple[str, ...], *, consent: bool, code: str | None = None) -> str:
    """Keep what is said so far, or replace what stands under `code`; returns the code. Raises UserError."""
    payload: dict[str, Any] = {
        "profile": profile(answers),
        "answers": {name: value for name, value in answers.items() if value is not None},
        "picks": list(picks),
        "model_version": read_manifest()["version"],
        "catalog_version": engine.catalogue().version,
    }
    if diary.entries:
        payload["diary"] = diary.as_data()
    return saved.save(_store(), payload, consent=consent, days=DAYS, code=code)


def load(code: str, today: date) -> tuple[Mapping[str, Any], Diary] | None:
    """Answers and diary under a code; None where there is nothing, or no longer. Raises UserError."""
    found = saved.load(_store(), code)
    if found is None:
        return None
    answers = found.get("answers") or {}
    try:
        diary = diary_of(found["diary"], today) if "diary" in found else Diary()
    except UserError:
        diary = Diary()  # too old to go on with; the answers are kept all the same
    return answers, diary


def delete(code: str) -> bool:
    """Delete what stands under a code; False where there was nothing. Raises UserError."""
    return saved.delete(_store(), code)
