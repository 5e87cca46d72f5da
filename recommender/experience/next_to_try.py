"""Which bed to lie on next: the one whose answer is expected to improve the final choice most.

For each bed, each of the three answers is heard with the probability that it is given, and the best fit that can then
be chosen is averaged. What that exceeds today's best fit is what the answer is worth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from catalog.errors import UserError
from catalog.firmness import LOG_PER_POINT
from catalog.mattress import Catalogue, Mattress
from recommender.arrays import EVEN, Array
from recommender.experience.choice import Choice, best_if_known, choice_of
from recommender.experience.learning import HALF_WIDTH_POINTS, moved, with_experiences
from recommender.experience.probit import SIDE_OF, hear
from recommender.experience.said import bed_known, noise_points
from recommender.fit_target import FitTarget
from recommender.ranking.bed_vectors import stature_class
from recommender.ranking.candidates import Candidates, candidates_for, rankable
from recommender.ranking.learnt import as_felt, load_offsets

MOST_BEDS = 30  # tried where no beds are named: the first by fit
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
    person = with_experiences(target[0], catalogue)
    found = candidates_for(catalogue, person.sleepers[0].wishes, as_of)
    choice = choice_of(person, found)
    if choice is None:
        return ()
    now = float(choice.best(person)[0])
    if floor is None:
        lain_on = _first(person, found, choice)
    else:
        lain_on = list(as_felt([_on_the_floor(name, catalogue) for name in dict.fromkeys(floor)], load_offsets()))
    if not lain_on:
        return ()
    chances, after = answers(person, lain_on, noise_points(nights))
    best = choice.best(after).reshape(chances.shape)
    gains = (chances * best).sum(axis=1) - now
    order = np.argsort(-gains, kind="stable")
    lost = best_if_known(person, choice) - now
    return tuple(Trial(lain_on[i], float(gains[i]), float(lost - gains[i]), tuple(chances[i].tolist())) for i in order)


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


def answers(person: FitTarget, beds: Sequence[Mattress], noise: float) -> tuple[Array, FitTarget]:
    """For m beds (m, 3) chance of each answer, and the first person after it, (3 m) people."""
    stature_cm = float(stature_class(person.bodies.height_cm)[0])
    centre, covariance = (np.stack(part) for part in zip(*(bed_known(bed, stature_cm) for bed in beds), strict=True))
    return answers_about(person, centre, covariance, np.full(len(beds), noise))


def answers_about(person: FitTarget, centre: Array, covariance: Array, noise: Array) -> tuple[Array, FitTarget]:
    """The same of beds (m, 4) known as (m, 4, 4), the error of each answer an SD (m,) in firmness points; exact."""
    total, mean = person.covariance[0] + person.scatter[0], person.mean[0]
    part = EVEN / 3 / LOG_PER_POINT
    towards = total @ part
    sd = np.sqrt(part @ towards + np.einsum("i,mij,j->m", part, covariance, part) + noise**2)
    said = hear(_SIDES, ((centre - mean) @ part)[:, None], sd[:, None], HALF_WIDTH_POINTS)
    steps = (-said.rise[..., None] * towards).reshape(-1, len(mean))
    totals = (total - said.curve[..., None, None] * np.outer(towards, towards)).reshape(-1, *total.shape)
    return np.exp(said.log_chance), moved(person.take(np.zeros(len(steps), dtype=np.intp)), steps, totals)
