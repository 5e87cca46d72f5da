"""Which bed to lie on next: the one whose answer is expected to improve the final choice most.

For each bed, each of the three answers is heard with the probability that it is given, and the best fit that can then
be chosen is averaged. What that exceeds today's best fit is what the answer is worth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from catalog.errors import UserError
from catalog.firmness import LOG_PER_POINT
from catalog.mattress import Catalogue, Mattress
from recommender.arrays import EVEN, Array
from recommender.experience.choice import Choice, best_if_known, choice_of
from recommender.experience.lain_on import LainOn
from recommender.experience.learning import SCALE, moved, with_experiences
from recommender.experience.probit import SIDE_OF, hear
from recommender.experience.said import bed_known, noise_points
from recommender.fit_target import FitTarget
from recommender.ranking.bed_vectors import stature_class
from recommender.ranking.candidates import Candidates, candidates_for, neutral, rankable
from recommender.ranking.learnt import as_felt, load_offsets

MOST_BEDS = 30  # tried where no beds are named: the first by fit
MOST_PLANNED = 3
_DECIMALS = 9  # gains that differ by less are one, whatever the processor
_SIDES = np.array(list(SIDE_OF.values()))


@dataclass(frozen=True)
class Trial:
    """What lying on one bed is expected to be worth.

    Attributes:
        gain: fit points by which the best choice is expected to be better after the answer; near 0 where the answer
            changes nothing.
        loss_after: fit points that the best choice is then still expected to lose for not knowing what suits the
            person; from draws, within about .3.
        chances: (3,) of too soft, right and too firm.
    """

    mattress: Mattress
    gain: float
    loss_after: float
    chances: tuple[float, float, float]


def next_to_try(
    target: FitTarget,
    catalogue: Catalogue,
    floor: Sequence[str] | None = None,
    *,
    nights: float = 0.0,
    as_of: date | None = None,
) -> tuple[Trial, ...]:
    """Beds to lie on for the first person of a target, the most telling first.

    Args:
        catalogue: what the person chooses from in the end, within their wishes.
        floor: ids of the beds that can be lain on; by default the `MOST_BEDS` that fit best.
        nights: how long the person would lie on it; 0 for some minutes in a shop.
        as_of: the day on which prices are judged against a budget; None: today.

    Raises:
        UserError: a bed is named that the catalogue does not have, or whose firmness it does not know.
    """
    of = _trying(target, catalogue, floor, as_of)
    if of is None:
        return ()
    chances, after = answers(of.person, of.beds, noise_points(nights))
    best = of.choice.best(after).reshape(chances.shape)
    gains = (chances * best).sum(axis=1) - of.now
    order = np.argsort(-gains.round(_DECIMALS), kind="stable")
    lost = best_if_known(of.person, of.choice) - of.now
    return tuple(Trial(of.beds[i], float(gains[i]), float(lost - gains[i]), tuple(chances[i].tolist())) for i in order)


def trial_plan(
    target: FitTarget,
    catalogue: Catalogue,
    floor: Sequence[str] | None = None,
    *,
    most: int = MOST_PLANNED,
    as_of: date | None = None,
) -> tuple[Trial, ...]:
    """Beds to lie on one after the other that tell most together, for somebody who takes the list to a shop.

    Each is the one that is expected to add most to those before it, averaged over what may be said of them; its `gain`
    is what it adds. Beds the engine knows the same of are one. Arguments and errors as `next_to_try`.
    """
    of = _trying(target, catalogue, floor, as_of)
    if of is None:
        return ()
    stature_cm = float(stature_class(of.person.bodies.height_cm)[0])
    told = {one.mattress_id for one in of.person.lain_on[0] or ()}
    left = [bed for bed in _one_of_each(of.beds, stature_cm) if bed.mattress_id not in told]
    lost = best_if_known(of.person, of.choice) - of.now
    people, shares, expected = of.person, np.ones(1), of.now
    found: list[Trial] = []
    while left and len(found) < most:
        chances, after = answers(people, left, noise_points(0))
        shape = (len(people), len(left), len(_SIDES))
        weights = shares[:, None, None] * chances.reshape(shape)
        worth = (weights * of.choice.best(after).reshape(shape)).sum(axis=(0, 2))
        at = int(worth.round(_DECIMALS).argmax())
        gain, expected = float(worth[at]) - expected, float(worth[at])
        found.append(Trial(left[at], gain, lost + of.now - expected, tuple(weights[:, at].sum(axis=0).tolist())))
        rows = np.arange(len(after)).reshape(shape)[:, at].ravel()
        people, shares = after.take(rows), weights[:, at].ravel()
        del left[at]
    return tuple(found)


@dataclass(frozen=True, eq=False)
class _Trying:
    """Somebody who knows what they have said so far, what they choose from, its best fit now, and beds to lie on."""

    person: FitTarget
    choice: Choice
    now: float
    beds: list[Mattress]


def _trying(target: FitTarget, catalogue: Catalogue, floor: Sequence[str] | None, as_of: date | None) -> _Trying | None:
    """None where there is nothing to choose from, or to lie on."""
    person = with_experiences(target[0], catalogue)
    found = candidates_for(catalogue, person.sleepers[0].wishes, as_of)
    choice = choice_of(person, found)
    if choice is None:
        return None
    if floor is None:
        beds = _first(person, found, choice)
    else:
        beds = list(as_felt([_on_the_floor(name, catalogue) for name in dict.fromkeys(floor)], load_offsets()))
    return _Trying(person, choice, float(choice.best(person)[0]), sorted(beds, key=neutral)) if beds else None


def _one_of_each(beds: Sequence[Mattress], stature_cm: float) -> list[Mattress]:
    """The first of the beds that the engine knows the same of."""
    kinds: dict[bytes, Mattress] = {}
    for bed in beds:
        kinds.setdefault(np.concatenate([part.ravel() for part in bed_known(bed, stature_cm)]).round(12).tobytes(), bed)
    return list(kinds.values())


def _first(person: FitTarget, found: Candidates, choice: Choice) -> list[Mattress]:
    """The `MOST_BEDS` records that fit best, of those that carry the person."""
    of_kind = np.zeros(len(choice.beds.first))
    of_kind[choice.kinds] = choice.fits(person, choice.kinds)[0]
    fit = np.maximum.reduceat(of_kind[choice.beds.kind], np.flatnonzero(np.diff(choice.beds.record, prepend=-1)))
    fit = np.where(found.carries(person.bodies.weight_kg)[0], fit, 0.0)
    return [found.records[i] for i in np.argsort(-fit, kind="stable")[:MOST_BEDS] if fit[i] > 0]


def _on_the_floor(name: str, catalogue: Catalogue) -> Mattress:
    bed = catalogue.by_id(name)
    if bed is None or not rankable(bed):
        what = f"there is no mattress {name!r}" if bed is None else f"the firmness of {bed.name} is not known"
        raise UserError(what, where="floor", mend="Name beds of the catalogue whose firmness is known.")
    return bed


def answers(people: FitTarget, beds: Sequence[Mattress], noise: float) -> tuple[Array, FitTarget]:
    """For n people of one stature class and m beds they did not lie on (n m, 3) chance of each answer, and the (3 n m)
    people after it.
    """
    stature_cm = float(stature_class(people.bodies.height_cm)[0])
    centre, covariance = (np.stack(part) for part in zip(*(bed_known(bed, stature_cm) for bed in beds), strict=True))
    return answers_about(people, centre, covariance, np.full(len(beds), noise), [bed.mattress_id for bed in beds])


def answers_about(
    people: FitTarget, centre: Array, covariance: Array, noise: Array, names: Sequence[str]
) -> tuple[Array, FitTarget]:
    """The same of beds (m, 4) known as (m, 4, 4), the error of each answer an SD (m,) in firmness points; exact.

    Args:
        names: (m,) ids of the beds; "" of one that cannot be chosen.
    """
    firmer, apart, with_own = _beside(people, centre, covariance, names)
    part, total = EVEN / 3 / LOG_PER_POINT, people.unsure
    turned, towards = apart @ part, np.swapaxes(with_own, 2, 3) @ part
    said = hear(_SIDES, (firmer @ part)[..., None], np.sqrt(turned @ part + noise**2)[..., None], SCALE)
    rise, curve = said.rise[..., None], said.curve[..., None, None]
    steps = (rise * towards[:, :, None]).reshape(-1, total.shape[1])
    totals = total[:, None, None] - curve * _outer(towards, towards)[:, :, None]
    after = people.take(np.repeat(np.arange(len(people)), said.rise[0].size))
    after = moved(after, steps, totals.reshape(-1, *total.shape[1:]))
    firmer = firmer[:, :, None] + rise * turned[:, :, None]
    apart = apart[:, :, None] - curve * _outer(turned, turned)[:, :, None]
    with_own = with_own[:, :, None] - curve * _outer(turned, towards)[:, :, None]
    lain_on = after.lain_on.copy()
    for at, (i, bed, answer) in enumerate(np.ndindex(said.rise.shape)):
        if name := names[bed]:
            others = tuple(one for one in lain_on[at] or () if one.mattress_id != name)
            lain_on[at] = (*others, LainOn(name, *(of[i, bed, answer] for of in (firmer, apart, with_own))))
    return np.exp(said.log_chance).reshape(-1, len(_SIDES)), replace(after, lain_on=lain_on)


def _beside(people: FitTarget, centre: Array, covariance: Array, names: Sequence[str]) -> tuple[Array, Array, Array]:
    """(n, m, 4), (n, m, 4, 4), (n, m, 4, 4) beds beside people's own best ones, as in `LainOn`."""
    total = people.unsure[:, None]
    firmer, apart = centre[None] - people.mean[:, None], total + covariance[None]
    with_own = np.broadcast_to(-total, apart.shape).copy()
    for i, lain in enumerate(people.lain_on):
        for one in lain or ():
            for bed in [bed for bed, name in enumerate(names) if name == one.mattress_id]:
                firmer[i, bed], apart[i, bed], with_own[i, bed] = one.firmer, one.unsure, one.with_own
    return firmer, apart, with_own


def _outer(one: Array, other: Array) -> Array:
    product: Array = one[..., :, None] * other[..., None, :]
    return product
