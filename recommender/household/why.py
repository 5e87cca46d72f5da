"""What is said of a way for two people to sleep: each sentence with the figures it is true of.

People are numbered 1 and 2, in the order in which they were given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from catalog.mattress import Mattress
from catalog.sizes import Offer
from recommender.household.kinds import (
    APART,
    CENTRE_KG,
    PER_SIDE,
    Option,
    most_lost,
)
from recommender.household.ways import SIDES_APART, Way
from recommender.matching import VERDICT_BORDERLINE
from recommender.reasons import Figure, Reason
from recommender.sleeper import Wishes

LITTLE_POINTS = 0.5  # less than this is no point of fit
LEAST_STEP_CM = 1.0  # less is not felt through a sheet; ASSUMED


def costs(lost: Sequence[float]) -> Iterator[Reason]:
    """What a way costs each in fit points."""
    if max(lost) < LITTLE_POINTS:
        yield Reason("household.loses_little")
    else:
        yield Reason("household.loses", {"lost_first": lost[0], "lost_second": lost[1]})


def notices(
    kind: str, beds: tuple[Mattress, Mattress], bought: int, weights_kg: tuple[float, float]
) -> Iterator[Reason]:
    """What two people notice of the middle and of each other.

    Args:
        bought: mattresses, 1 or 2.
    """
    if kind == APART:
        yield Reason("household.no_middle")
    elif bought == 1:
        yield Reason("household.one_surface")
        difference = abs(weights_kg[0] - weights_kg[1])
        if difference >= CENTRE_KG:
            lighter = 1 if weights_kg[0] < weights_kg[1] else 2
            yield Reason("household.centre", {"difference_kg": difference, "person": lighter})
    else:
        yield Reason("household.seam")
        yield from _step(beds)


def size_not_stated(offers: Sequence[Offer]) -> Iterator[Reason]:
    if any(not offer.size_known for offer in offers):
        yield Reason("household.size_unknown")


def _step(beds: tuple[Mattress, Mattress]) -> Iterator[Reason]:
    first, second = (bed.height_cm for bed in beds)
    if first is None or second is None:
        if (beds[0].brand, beds[0].model) != (beds[1].brand, beds[1].model):
            yield Reason("household.height_unknown")
    elif abs(first - second) >= LEAST_STEP_CM:
        yield Reason("household.step", {"difference_cm": abs(first - second), "person": 1 if first > second else 2})


def needs(first: float, second: float) -> Reason:
    """The firmness each needs, 1-10."""
    return Reason("household.needs", {"first_firmness": first, "second_firmness": second})


def loses_too_much(option: Option) -> Reason:
    person = int(np.argmax(option.lost))
    figures: dict[str, Figure] = {
        "kind": option.kind,
        "person": person + 1,
        "lost": option.lost[person],
        "most": most_lost(option.kind),
    }
    return Reason("household.loses_too_much", figures)


def chosen(option: Option) -> Reason:
    """Of the option that is recommended."""
    most, lost = most_lost(option.kind), {"lost_first": option.lost[0], "lost_second": option.lost[1]}
    within = max(option.lost) <= most
    return Reason("household.chosen" if within else "household.least_bad", {"most": most, **lost})


def costs_less(option: Option, recommended: Option) -> Reason | None:
    """Of another kind that costs less today and by which neither gives up more; None where that is not so."""
    if option.price is None or recommended.price is None or option.is_history or recommended.is_history:
        return None
    no_worse = all(lost <= most for lost, most in zip(option.lost, recommended.lost, strict=True))
    saved = recommended.price - option.price
    if option.currency != recommended.currency or saved <= 0 or not no_worse:
        return None
    return Reason("household.costs_less", {"kind": option.kind, "saved_price": saved, "currency": option.currency})


def misfit(relatives: Sequence[float]) -> Reason:
    """Why a kind is left out whose best pair is too far from what one of them needs."""
    person = int(np.argmin(relatives))
    figures: dict[str, Figure] = {"person": person + 1, "least_share": VERDICT_BORDERLINE}
    share = ceil(round(100 * relatives[person], 6)) / 100  # "no more than 59 %" is shown in whole per cents
    if share >= VERDICT_BORDERLINE:
        return Reason("household.misfit_just", figures)
    return Reason("household.misfit", {**figures, "share": share})


def not_so_wide(wishes: Wishes) -> Reason:
    assert wishes.size is not None
    return Reason("household.not_so_wide", {"width_cm": 2 * wishes.size[0]})


def nothing(left_out: Sequence[tuple[str, Reason]]) -> Reason:
    """What it comes to where every kind is left out: that none fits is not said where this is not known, nor where no
    bed came into question.
    """
    if {reason.key for _, reason in left_out} <= {"household.none_in_list", "household.none_in_size"}:
        return Reason("household.none_meets_wishes")
    unknown = any(reason.key == "household.firmness_unknown" for _, reason in left_out)
    return Reason("household.nothing_known" if unknown else "household.nothing_fits")


@dataclass(frozen=True)
class Unknown:
    """Beds of unknown firmness that meet wishes, and the weight of the heavier of the two."""

    beds: tuple[Mattress, ...]
    heavier_kg: float

    def may_be(self, kind: str) -> Reason | None:
        """Why a kind has nothing, where one of them carries both; None where none does."""
        carrying = [bed for bed in self.beds if bed.weight_max_kg is None or self.heavier_kg <= bed.weight_max_kg]
        if not carrying:
            return None
        could = kind != PER_SIDE or any(bed.adjust in SIDES_APART for bed in carrying)
        return Reason("household.firmness_unknown" if could else "household.no_per_side")


def none_in_list(kind: str, wishes: Wishes, unknown: Unknown) -> Reason:
    """Why a kind has nothing where no bed of known firmness meets the wishes."""
    if unknown.beds:
        return unknown.may_be(kind) or Reason("household.over_weight_limit")
    if wishes.size is None:
        return Reason("household.none_in_list")
    return Reason("household.none_in_size", {"width_cm": wishes.size[0], "length_cm": wishes.size[1]})


def nothing_for(way: Way, unknown: Unknown) -> Reason:
    """Why beds that meet the wishes make no pair of a kind, before any budget for all of it.

    What carries the heavier person carries the lighter one, so two of it are a pair of every kind of two mattresses.
    """
    if found := unknown.may_be(way.kind):
        return found
    one, other = way.places
    both = (one.carried & other.carried).any() if way.one_bed else one.carried.any() and other.carried.any()
    return Reason("household.no_per_side" if both else "household.over_weight_limit")
