"""Two people: one bed, two halves of one model, or separate beds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.mattress import Catalogue, Mattress
from recommender.arrays import Array
from recommender.experience.learning import with_experiences
from recommender.fit_target import FitTarget
from recommender.ranking.bed_vectors import Beds, beds_of, stature_class
from recommender.ranking.candidates import candidates_for
from recommender.ranking.fits import fits_of_beds
from recommender.ranking.spread import chance_and_interval
from recommender.reasons import Reason
from recommender.sleeper import ZONES, Wishes

# Fit points either may lose against their own best bed. Two beds leave a gap between two people, so separate beds
# need a larger loss.
MOST_LOST_SHARED, MOST_LOST_HALVES = 5.0, 10.0  # ASSUMED
SIDES_APART = ("per_side",)  # kinds of adjustment that let each half of one bed be set separately
CENTRE_KG = 25.0  # from this difference the lighter person is pulled towards the middle of a shared bed; ASSUMED


@dataclass(frozen=True)
class Option:
    """One option for two people.

    Attributes:
        kind: shared, halves or apart.
        beds, fits, chances, lost: bed of each person, its fit, the chance that it suits them, and the fit points each
            loses against their own best.
        settings: firmness per zone each bed is set to; None where nothing is set.
        best_in_sum: the shared bed with the smallest total loss, when that is another one.
    """

    kind: str
    beds: tuple[Mattress, Mattress]
    fits: tuple[float, float]
    chances: tuple[float, float]
    lost: tuple[float, float]
    settings: tuple[dict[str, float] | None, dict[str, float] | None] = (None, None)
    best_in_sum: Mattress | None = None


@dataclass(frozen=True)
class Household:
    """`verdict` is the kind of the first option in which neither loses much; options in the order shared, halves,
    apart.
    """

    verdict: str
    options: tuple[Option, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class _Side:
    """One person's fit of every bed (setting), and the best of each record."""

    person: FitTarget
    beds: Beds
    fit: Array
    best: NDArray[np.intp]

    def chance(self, bed: int) -> float:
        return float(chance_and_interval(self.person, self.beds, np.array([[bed]]))[0][0, 0])

    def setting(self, bed: int) -> dict[str, float] | None:
        firmness = self.beds.setting[bed]
        return None if np.isnan(firmness).any() else dict(zip(ZONES, firmness.tolist(), strict=True))


def household(one: FitTarget, other: FitTarget, catalogue: Catalogue, wishes: Wishes | None = None) -> Household:
    """Compare a shared bed (the one whose worse-off sleeper loses least), halves of one model, and two beds."""
    one, other = (with_experiences(person, catalogue) for person in (one, other))
    records = candidates_for(catalogue, wishes or Wishes()).records
    weights = np.concatenate([one.bodies.weight_kg, other.bodies.weight_kg])
    records = tuple(m for m in records if m.weight_max_kg is None or m.weight_max_kg >= weights.max())
    if not records:
        return Household("apart", (), (Reason("household.no_bed"),))
    sides = tuple(_side(person, records) for person in (one, other))
    own = [side.fit[side.best] for side in sides]
    top = [float(fit.max()) for fit in own]

    def option(kind: str, a: int, b: int, **more: Mattress | None) -> Option:
        fits = float(sides[0].fit[a]), float(sides[1].fit[b])
        beds = records[sides[0].beds.record[a]], records[sides[1].beds.record[b]]
        settings = sides[0].setting(a), sides[1].setting(b)
        chances = sides[0].chance(a), sides[1].chance(b)
        return Option(kind, beds, fits, chances, (top[0] - fits[0], top[1] - fits[1]), settings, **more)

    pairs = [_together(record, i, sides) for i, record in enumerate(records)]
    lost = np.array([[t - s.fit[j] for t, s, j in zip(top, sides, pair, strict=True)] for pair in pairs])
    shared, in_sum = int(np.argmin(lost.max(axis=1))), int(np.argmin(lost.sum(axis=1)))
    options = (
        option("shared", *pairs[shared], best_in_sum=records[in_sum] if in_sum != shared else None),
        option("halves", *_halves(records, sides, own)),
        option("apart", *(int(side.best[np.argmax(fit)]) for side, fit in zip(sides, own, strict=True))),
    )
    most = {"shared": MOST_LOST_SHARED, "halves": MOST_LOST_HALVES, "apart": np.inf}
    verdict = next(o.kind for o in options if max(o.lost) <= most[o.kind])
    reasons = [Reason("household.shared_costs", {"lost": max(options[0].lost)})]
    if np.ptp(weights) >= CENTRE_KG:
        reasons.append(Reason("household.centre", {"difference_kg": float(np.ptp(weights))}))
    return Household(verdict, options, tuple(reasons))


def _side(person: FitTarget, records: Sequence[Mattress]) -> _Side:
    beds = beds_of(records, float(stature_class(person.bodies.height_cm)[0]))
    fit = fits_of_beds(person, beds)[0]
    best = [int(mine[np.argmax(fit[mine])]) for mine in _of_each(beds, len(records))]
    return _Side(person, beds, fit, np.array(best, dtype=np.intp))


def _of_each(beds: Beds, n_records: int) -> list[NDArray[np.intp]]:
    return np.split(np.arange(len(beds.record)), np.searchsorted(beds.record, np.arange(1, n_records)))


def _together(record: Mattress, i: int, sides: tuple[_Side, ...]) -> tuple[int, int]:
    """The settings of one bed for two people: each their own where its sides are set separately, else the same."""
    one, other = sides
    if record.adjust in SIDES_APART:
        return int(one.best[i]), int(other.best[i])
    mine = np.flatnonzero(one.beds.record == i)
    same = int(mine[np.argmax(np.minimum(one.fit[mine], other.fit[mine]))])
    return same, same


def _halves(records: Sequence[Mattress], sides: tuple[_Side, ...], own: list[Array]) -> tuple[int, int]:
    """Two grades of one model, chosen for the sleeper who loses more by them."""
    models: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, record in enumerate(records):
        models[record.brand, record.model].append(i)
    grades = [tuple(max(of, key=lambda i, fit=fit: fit[i]) for fit in own) for of in models.values()]  # type: ignore[misc]
    top = [float(fit.max()) for fit in own]
    a, b = min(grades, key=lambda pair: max(top[0] - own[0][pair[0]], top[1] - own[1][pair[1]]))
    return int(sides[0].best[a]), int(sides[1].best[b])
