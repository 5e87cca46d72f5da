"""An advice and what may become of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from database.outcomes import records
from database.outcomes.told import Advice, AdvisedBed, Outcome, Record
from database.store import Store

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)
BODY = {"weight_kg": 82.0, "height_cm": 178.0, "side": 0.6, "back": 0.4}
ADVICE = Advice(
    "7K3M-XQ2P",
    "f" * 64,
    "ab12",
    (AdvisedBed("veer", 88.0, 0.8, ("best_fit",)), AdvisedBed("duin", 86.5, 0.75, ("best_value",))),
    BODY,
)
ORDER = Outcome("ordered", "veer", "Anna", fit=88.0, chance=0.8, followed=True)


def advised(store: Store, advice: Advice = ADVICE, now: dt.datetime = NOON) -> tuple[str, str]:
    return records.begin(store, advice, consent=True, now=now)


def record(*outcomes: Outcome, advice: Advice = ADVICE, number: int = 0) -> Record:
    """As the database gives it, each entry a day after the one before."""
    told = tuple(
        replace(each, outcome_id=f"{number}.{i}", at=NOON + dt.timedelta(days=i)) for i, each in enumerate(outcomes)
    )
    return Record(f"a{number}", replace(advice, consented_at=NOON), told)
