"""What a visitor may save under a random code: by consent, for some days, to be deleted by anyone who has the code."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any, Final

from catalog.errors import UserError
from database import saved
from database.errors import StoreError
from database.store import existing_store
from recommender.scoring.scoring_model import read_manifest
from storefront import engine
from storefront.diary.book import Diary, diary_of
from storefront.quiz.answers import Answers, profile

DAYS: Final = saved.MOST_DAYS


def save(answers: Answers, diary: Diary, picks: tuple[str, ...], *, consent: bool, code: str | None = None) -> str:
    """Save the answers so far, or replace what is saved under `code`; returns the code. Raises UserError."""
    payload: dict[str, Any] = {
        "profile": profile(answers),
        "answers": {name: value for name, value in answers.items() if value is not None},
        "picks": list(picks),
        "model_version": read_manifest()["version"],
        "catalog_version": engine.catalogue().version,
    }
    if diary.entries:
        payload["diary"] = diary.as_data()
    return saved.save(engine.store(), payload, consent=consent, days=DAYS, code=code)


def load(code: str, today: date) -> tuple[Mapping[str, Any], Diary] | None:
    """Answers and diary under a code; None where there is nothing, or it has expired. Raises UserError."""
    found = saved.load(engine.store(), code)
    if found is None:
        return None
    answers = found.get("answers") or {}
    try:
        diary = diary_of(found["diary"], today) if "diary" in found else Diary()
    except UserError:
        diary = Diary()  # too old to continue with; the answers are kept nevertheless
    return answers, diary


def delete(code: str) -> bool:
    """Delete what is saved under a code; False where there was nothing. Raises UserError."""
    return saved.delete(engine.store(), code)


def forget_expired() -> None:
    """Delete expired saves, where anything was ever saved; if the database does not answer, this is left for later."""
    with suppress(StoreError):
        opened = existing_store()
        if opened:
            saved.purge(opened)
