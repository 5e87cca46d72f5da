"""What nobody states of the beds of a catalogue, and what knowing it would be worth to people who choose from it.

A fact is worth what people's best bed is expected to fit more once it is known, over all it may turn out to be, with
every other bed as it is. It is worked out where a bed can matter: under people who have it among their first five.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from catalog.construction.comfort import layers_above_core
from catalog.firmness import LABEL_FIRMNESS, WORD_SD
from catalog.mattress import Catalogue, Mattress
from recommender.arrays import Array
from recommender.fit_target import FitTarget
from recommender.ranking.bed_vectors import SET_BY_ZONE, Beds, beds_of
from recommender.ranking.candidates import USUAL_STATURE_CM, rankable
from recommender.ranking.expected_fit import expected_fit
from recommender.ranking.fits import score
from recommender.ranking.if_known import (
    SHARES,
    as_beds,
    comfort_known,
    hardness_known,
    shoulder_zone_known,
)
from recommender.ranking.learnt import as_felt, load_offsets
from recommender.ranking.measured import measured_hardness
from recommender.scoring.scoring_model import ORIGIN

Fact = Literal["firmness", "hardness", "layers", "zones", "weight_limit", "height", "price", "sizes"]
FACTS: tuple[Fact, ...] = get_args(Fact)
PEOPLE = 300  # of the standard population that are asked; 2,000 leave 18 of the first 20 beds of the reference list
FIRST = 5  # beds that people look at
TRIED = tuple(LABEL_FIRMNESS.values())  # what a firmness nobody states may turn out to be, all as likely

_Known = Callable[[Beds, NDArray[np.intp]], tuple[Array, Array]]
_IF_KNOWN: Mapping[Fact, _Known] = {
    "hardness": hardness_known,
    "layers": comfort_known,
    "zones": shoulder_zone_known,
}
_OFFERED: tuple[Fact, ...] = ("price", "sizes")


@dataclass(frozen=True)
class Missing:
    """What is not known of one bed.

    Attributes:
        first_five: share of people who have it among their first five; 0 where it cannot be ranked.
        worth: fit points that knowing a fact is worth to people on average, by each missing fact. Of price and sizes:
            what people lose who state a budget or a size, and are therefore not offered the bed. 0 for weight limit
            and height, on which no fit depends.
    """

    mattress: Mattress
    first_five: float
    worth: Mapping[Fact, float]

    @property
    def most(self) -> float:
        """The worth of the fact that is worth most; facts about one bed do not add up."""
        return max(self.worth.values(), default=0.0)


def missing_of(bed: Mattress) -> tuple[Fact, ...]:
    """The facts nobody states of a bed, in the order of `FACTS`."""
    above = layers_above_core(bed)
    unknown: dict[Fact, bool] = {
        "firmness": not rankable(bed),
        "hardness": rankable(bed) and bed.adjust_min is None and measured_hardness(bed) is None,
        "layers": bed.compression is None and (not above or any(layer.thickness_cm is None for layer in above)),
        "zones": not bed.zones_known and bed.n_zones is None and bed.adjust not in SET_BY_ZONE,
        "weight_limit": bed.weight_max_kg is None,
        "height": bed.height_cm is None,
        "price": bed.price is None and all(size.price is None for size in bed.sizes),
        "sizes": not bed.sizes,
    }
    return tuple(fact for fact in FACTS if unknown[fact])


def missing_facts(target: FitTarget, catalogue: Catalogue) -> tuple[Missing, ...]:
    """Every bed of a catalogue, the one with the most telling missing fact first; equals by how often it is seen.

    Args:
        target: n people, by preference a few hundred of the standard population. Wishes are not looked at. All of them
            lie on a mapped bed as somebody of middle stature would.
    """
    felt = as_felt(catalogue.mattresses, load_offsets())
    ranked = [i for i, bed in enumerate(felt) if rankable(bed)]
    worth: list[dict[Fact, float]] = [dict.fromkeys(missing_of(bed), 0.0) for bed in catalogue]
    seen = np.zeros(len(felt))
    best = np.zeros(len(target))
    if ranked and len(target):
        seen[ranked], best = _of_ranked(target, [felt[i] for i in ranked], [worth[i] for i in ranked])
    if len(target):
        _of_unranked(
            target, best, [(bed, facts) for bed, facts in zip(felt, worth, strict=True) if "firmness" in facts]
        )
    found = [Missing(*each) for each in zip(catalogue, seen.tolist(), worth, strict=True)]
    return tuple(sorted(found, key=lambda each: (-each.most, -each.first_five)))


def _of_ranked(
    target: FitTarget, records: Sequence[Mattress], worth: Sequence[dict[Fact, float]]
) -> tuple[Array, Array]:
    """Fill in the worth of what is missing of m records; (m,) share of people who see each, (n,) their best fit."""
    beds = beds_of(records, USUAL_STATURE_CM)
    limit = np.array([np.inf if bed.weight_max_kg is None else bed.weight_max_kg for bed in records])
    carried = target.bodies.weight_kg[:, None] <= limit
    scores = score(target, beds, [carried], FIRST)
    fit = np.where(carried, scores.fit, 0.0)
    few = min(FIRST, len(records))
    fifth = np.partition(fit, -few, axis=1)[:, -few]
    shown = (fit >= fifth[:, None]) & (fit > 0)  # beds that fit alike are seen alike
    first = fit.argmax(axis=1)
    without_first = fit.copy()
    without_first[np.arange(len(fit)), first] = 0.0
    best, second = fit.max(axis=1), without_first.max(axis=1)
    for k, facts in enumerate(worth):
        people = np.flatnonzero(shown[:, k])
        if not len(people):
            continue
        other = np.where(first[people] == k, second[people], best[people])
        for fact in facts:
            if fact in _OFFERED:
                gained = np.maximum(fit[people, k] - other, 0.0)
            elif fact in _IF_KNOWN:
                gained = _gained(target, people, beds, scores.bed[people, k], other, _IF_KNOWN[fact])
            else:
                continue
            facts[fact] = float(gained.sum()) / len(target)
    return shown.mean(axis=0), best


def _gained(
    target: FitTarget, people: NDArray[np.intp], beds: Beds, bed: NDArray[np.intp], other: Array, known: _Known
) -> Array:
    """(p,) what choosing after a fact about a bed is known beats choosing before, with another bed beside it."""
    rows, place = np.unique(bed, return_inverse=True)
    asked = as_beds(beds, *known(beds, rows))
    each = place[:, None] * len(SHARES) + np.arange(len(SHARES))
    fits = _fits(target, np.repeat(people, len(SHARES)), asked, each.ravel()).reshape(each.shape)
    gained: Array = np.maximum(fits, other[:, None]) @ SHARES - np.maximum(fits @ SHARES, other)
    return np.maximum(gained, 0.0)


def _of_unranked(target: FitTarget, best: Array, beds: Sequence[tuple[Mattress, dict[Fact, float]]]) -> None:
    """Fill in what the firmness is worth of beds that cannot be recommended without one."""
    if not beds:
        return
    tried = [replace(bed, firmness=level, firmness_sd=WORD_SD) for bed, _ in beds for level in TRIED]
    made = beds_of(tried, USUAL_STATURE_CM)
    person, kind = (part.ravel() for part in np.indices((len(target), len(made.first))))
    fits = _fits(target, person, made, made.first[kind]).reshape(len(target), -1)
    gained = np.maximum(fits - best[:, None], 0.0).mean(axis=0)[made.kind]
    for (bed, facts), of_bed in zip(beds, gained.reshape(len(beds), len(TRIED)), strict=True):
        light = 1.0 if bed.weight_max_kg is None else float((target.bodies.weight_kg <= bed.weight_max_kg).mean())
        facts["firmness"] = float(of_bed.mean()) * light


def _fits(target: FitTarget, person: NDArray[np.intp], beds: Beds, bed: NDArray[np.intp]) -> Array:
    unsure = np.moveaxis(target.unsure[person] + beds.covariance[bed], 0, -1)
    return expected_fit(
        target.quartic.T[:, person], target.ideal_discomfort[person], (beds.centre[bed] - ORIGIN).T, unsure
    )
