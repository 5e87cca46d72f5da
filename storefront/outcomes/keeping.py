"""Orders and outcomes of the pages: what is kept of an answer, whether an order followed it, and entries by code."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from catalog.mattress import Catalogue
from database.outcomes import records
from database.outcomes.records import Entered
from database.outcomes.told import Advice, AdvisedBed, Outcome, Record, checked
from recommender.explanation import Explanation
from recommender.household import Option
from recommender.matching import Ranking
from recommender.sleeper import Sleeper
from storefront import engine

# What a target under a later model needs; nothing about health, the present bed or what somebody wishes to pay.
PROFILE: Final = (
    *("weight_kg", "height_cm", "sex", "age_years", "side", "back", "stomach", "position_sure"),
    *("hip_breadth_cm", "hip_circumference_cm", "shoulder_breadth_cm", "waist_circumference_cm", "firmness_wish"),
)
TOGETHER: Final = "together"  # the role of a bed in the joint answer of two people


@dataclass(frozen=True)
class Buyer:
    """One person who was answered with beds. `person`: "a" or "b" of two at the counter, "" of the visitor."""

    person: str
    sleeper: Sleeper
    explanation: Explanation


@dataclass(frozen=True)
class Order:
    """Which bed is taken, for whom, and who wrote it down; `reason` where it is another than advised."""

    mattress_id: str
    buyers: tuple[Buyer, ...]
    reason: str | None = None
    by: str = ""


def now() -> dt.datetime:
    """The time on the server's clock."""
    return dt.datetime.now(dt.UTC)


def profile_of(sleeper: Sleeper) -> dict[str, Any]:
    """The person as it is kept with an advice: without anything about health."""
    told = {name: getattr(sleeper, name) for name in PROFILE}
    return {name: value for name, value in told.items() if value is not None}


def advice_of(buyer: Buyer, both: Option | None = None) -> Advice:
    """What was advised: the beds with a role, or the first where none has one; and the bed of the joint answer."""
    found = buyer.explanation
    picks = [pick for pick in found.picks if pick.roles] or list(found.picks[:1])
    beds = [AdvisedBed(pick.mattress.mattress_id, pick.fit, pick.chance_suits, pick.roles) for pick in picks]
    if both:
        whose = 1 if buyer.person == "b" else 0
        joint = AdvisedBed(both.beds[whose].mattress_id, both.fits[whose], both.chances[whose], (TOGETHER,))
        beds += [joint] if joint.mattress_id not in {bed.mattress_id for bed in beds} else []
    return Advice(
        answer_id=found.answer_id,
        model=found.model.get("sha256", ""),
        catalog_version=found.catalog_version,
        beds=tuple(beds),
        profile=profile_of(buyer.sleeper),
        person=buyer.person,
    )


def followed(advice: Advice, mattress_id: str, ranking: Ranking) -> bool:
    """Whether a bed is one of those advised, or one the engine knows the same of, which is shown on the same card."""
    kinds = {bed.mattress_id: int(kind) for bed, kind in zip(ranking.mattresses, ranking.kind, strict=True)}
    advised = [bed.mattress_id for bed in advice.beds]
    return mattress_id in advised or kinds.get(mattress_id, -1) in {kinds[name] for name in advised if name in kinds}


def told_of(advice: Advice, mattress_id: str, ranking: Ranking) -> tuple[float | None, float | None]:
    """Expected fit and chance of a bed, as told or, where it was not among those named, as the same answer has them."""
    if bed := advice.bed(mattress_id):
        return bed.fit, bed.chance
    places = [i for i, bed in enumerate(ranking.mattresses) if bed.mattress_id == mattress_id and ranking.rank[i]]
    if not places:
        return None, None
    chance = float(ranking.chance_suits[places[0]])
    return float(ranking.fit[places[0]]), None if math.isnan(chance) else chance


def overrides(order: Order, beds: Catalogue, both: Option | None = None) -> bool:
    """Whether this is another bed than advised, for any of those who take it."""
    return not all(
        followed(advice_of(buyer, both), order.mattress_id, engine.ranked(buyer.sleeper, beds))
        for buyer in order.buyers
    )


def write_down(order: Order, beds: Catalogue, *, consent: bool, code: str | None, both: Option | None = None) -> str:
    """Keep the advice and the order of everybody who takes the bed, under one code; returns it.

    Raises:
        UserError: no consent, no reason for another bed than advised, or the database cannot be used.
    """
    for buyer in order.buyers:
        advice = advice_of(buyer, both)
        ranking = engine.ranked(buyer.sleeper, beds, deep_to=order.mattress_id)
        follows = followed(advice, order.mattress_id, ranking)
        fit, chance = told_of(advice, order.mattress_id, ranking)
        told = Outcome("ordered", order.mattress_id, order.by, fit=fit, chance=chance, followed=follows)
        told = told if follows else replace(told, reason=order.reason)
        told = checked(told)  # before anything is kept
        code, advice_id = records.begin(engine.store(), advice, consent=consent, code=code, now=now())
        records.enter(engine.store(), advice_id, told, now=now())
    assert code is not None
    return code


def of_code(code: str) -> tuple[Record, ...]:
    """What is kept of advice and outcomes under a code. Raises UserError where the database cannot be used."""
    return records.of_code(engine.store(), code, now())


def enter(found: Sequence[Record], told: Outcome) -> list[Entered]:
    """Add an entry to each of these, which whoever tells it has before them. Raises UserError."""
    return [
        records.enter(engine.store(), each.advice_id, told, seen=[one.outcome_id for one in each.outcomes], now=now())
        for each in found
    ]
