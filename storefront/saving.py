"""What a visitor may save under a random code: by consent, for some days, to be deleted by anyone who has the code."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from catalog.errors import UserError
from database import backup, saved
from database.errors import StoreError
from database.people import acts
from database.store import Overwritten, existing_store
from recommender.scoring.scoring_model import read_manifest
from storefront import engine
from storefront.diary.book import Diary, diary_of
from storefront.quiz.answers import Answers, consented, profile
from storefront.settings import settings

DAYS: Final = saved.MOST_DAYS
logger = logging.getLogger(__name__)


def save(
    answers: Answers,
    diary: Diary,
    picks: tuple[str, ...],
    *,
    consent: bool,
    code: str | None = None,
    for_statistics: bool | None = None,
) -> str:
    """Save the answers so far, or replace what is saved under `code`; returns the code. Raises UserError.

    Args:
        consent: to keeping it.
        for_statistics: consent to being counted when a new catalogue is compared; None: as it was under `code`.
    """
    payload: dict[str, Any] = {
        "profile": profile(answers),
        "answers": {name: value for name, value in consented(answers).items() if value is not None},
        "picks": list(picks),
        "model_version": read_manifest()["version"],
        "catalog_version": engine.catalogue().version,
    }
    if diary.entries and answers.get("health_consent"):
        payload["diary"] = diary.as_data()
    return saved.save(engine.store(), payload, consent=consent, days=DAYS, code=code, for_statistics=for_statistics)


def load(code: str, today: date) -> tuple[Mapping[str, Any], Diary] | None:
    """Answers and diary under a code; None where there is nothing, or it has expired. Raises UserError."""
    found = saved.load(engine.store(), code)
    if found is None:
        return None
    answers = {name: value for name, value in (found.get("answers") or {}).items() if name != "alarm_signs"}  # of 0.1.0
    try:
        diary = diary_of(found["diary"], today) if "diary" in found else Diary()
    except UserError:
        diary = Diary()  # too old to continue with; the answers are kept nevertheless
    return answers, diary


def delete(code: str) -> saved.Erased:
    """Delete what is saved under a code. Raises UserError."""
    return saved.delete(engine.store(), code)


def delete_health(code: str) -> Overwritten | None:
    """Take health answers and diary out of what is saved under a code; the rest stays, until it expires as before.

    Returns:
        When no file of the database holds them any more; None where nothing is saved under the code.

    Raises:
        UserError: the database cannot be used.
    """
    found = saved.load(engine.store(), code)
    if found is None:
        return None
    answers = consented({**found.get("answers", {}), "health_consent": False})
    # Whether the fitting beds may have depended on an ache.
    kept = {name: value for name, value in found.items() if name not in ("diary", "picks")}
    return saved.rewrite(engine.store(), code, {**kept, "answers": answers, "profile": profile(answers), "picks": []})


def delete_diary(code: str) -> Overwritten | None:
    """Take the diary out of what is saved under a code; returns and raises as `delete_health`."""
    found = saved.load(engine.store(), code)
    if found is None:
        return None
    return saved.rewrite(engine.store(), code, {name: value for name, value in found.items() if name != "diary"})


async def keep_forgetting(every_s: float = 3600.0) -> None:
    """Delete what has expired now and every hour, in a thread of its own, until this task is cancelled."""
    while True:
        await asyncio.to_thread(forget_expired)
        await asyncio.sleep(every_s)


def forget_expired() -> None:
    """Delete what has expired, where anything was ever saved; what fails is logged and left for the next time."""
    try:
        opened = existing_store()
        if opened:
            saved.purge(opened)
            acts.purge(opened, settings().audit_days)
            backup.clear_left_behind(opened)
    except StoreError as error:
        logger.warning("what has expired could not be deleted: %s", error)
