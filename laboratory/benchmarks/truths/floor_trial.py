"""How few beds of a shop's floor somebody must lie on to find theirs, by the order in which they lie on them.

    python -m laboratory.benchmarks.truths.floor_trial --people 2000

People, their bodies and nights, the beds and what suits whom are the judge's (`fitting.judging`): true fits come from
the full mechanics, never from the model. Everybody stands on a floor of 12 beds, says after each bed whether it was too
soft, right or too firm, and chooses from the floor by the same likelihood whatever the order, so only the order is
compared. How far persons scatter about their bodies and how noisy they answer are varied about what the engine
assumes, and the engine is not told.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from catalog.catalogue_file import load_catalogue
from catalog.firmness import LOG_PER_POINT, hardness_from_firmness
from catalog.mattress import Catalogue, Mattress
from laboratory.benchmarks.people import simulated
from laboratory.fitting import judging
from laboratory.fitting.worlds import ensemble_worlds
from recommender.arrays import EVEN, Array
from recommender.experience.choice import Choice, choice_of
from recommender.experience.learning import HALF_WIDTH_POINTS, SCALE
from recommender.experience.probit import hear, hear_all
from recommender.experience.said import noise_points
from recommender.fit_target import FitTarget, targets
from recommender.person.night import night
from recommender.ranking.bed_vectors import settings_of
from recommender.ranking.candidates import USUAL_STATURE_CM, candidates_for, rankable
from recommender.ranking.expected_fit import expected_fit
from recommender.scoring.scoring_model import ORIGIN
from recommender.sleeper import Wishes

PEOPLE, SEED = 2000, 20261130
FLOORS, BEDS = 8, 12  # floors, each of which a share of the people visits, and beds on each
MOST = 4  # beds lain on
SCATTERS, NOISES = (0.75, 1.0, 1.3), (0.7, 1.0, 1.5)  # firmness points
RIGHT_POINTS = 5.0  # a choice this many fit points below the best of the floor is still the right one
LEVEL = EVEN / 3
FELT = LEVEL / LOG_PER_POINT  # how much firmer a bed is as a whole, in points, of its figures less the best one's
LOOKED_AT = 7
SOFT_TO_FIRM = (0.125, 0.5, 0.875)  # places on the floor, by stated firmness, of the soft, medium and firm bed


@dataclass(frozen=True, eq=False)
class Visitors:
    """n people on one floor of m beds, as they are.

    Attributes:
        body: what the engine believes they need, from what they told.
        choice: the floor as the engine sees it.
        fit: (n, m) true fit; firmer: (n, m) firmness points by which each bed is firmer than the person's own best.
        error: (n, m) standard normal error of what they would say of each bed.
        luck: (n, m) the order in which somebody who is not advised walks about.
    """

    body: FitTarget
    choice: Choice
    fit: Array
    firmer: Array
    error: Array
    luck: Array

    def says(self, noise: float) -> NDArray[np.intp]:
        """(n, m) what each person says of each bed: -1 too soft, 0 right, 1 too firm."""
        felt = self.firmer + noise * self.error
        return (felt > HALF_WIDTH_POINTS).astype(np.intp) - (felt < -HALF_WIDTH_POINTS)


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of n people beside m beds after what they said: as `LainOn` has it, for all beds at once.

    Attributes:
        firmer, unsure: (n, m, 4), (n, m, 4, 4) each bed less the person's own best one, and its covariance.
        with_felt: (n, m, m, 4) covariance of that of one bed with how much firmer another is as a whole, in points.
        fit: (n, m) expected fit.
    """

    firmer: Array
    unsure: Array
    with_felt: Array
    fit: Array


# The bed each person lies on next, from what is known and (n, m) which they lay on.
Way = Callable[[Visitors, Known, NDArray[np.bool_]], NDArray[np.intp]]


def most_telling(of: Visitors, known: Known, tried: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The bed whose answer is expected to improve the choice most."""
    return _best_untried(after_one_more(of, known), tried)


def best_first(of: Visitors, known: Known, tried: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The bed that fits best as far as known."""
    return _best_untried(known.fit, tried)


def at_random(of: Visitors, known: Known, tried: NDArray[np.bool_]) -> NDArray[np.intp]:
    return _best_untried(of.luck, tried)


def soft_medium_firm(of: Visitors, known: Known, tried: NDArray[np.bool_]) -> NDArray[np.intp]:
    """A soft bed, a medium one and a firm one, as shops do it; then the one that fits best as far as known."""
    step = int(tried[0].sum())
    if step >= len(SOFT_TO_FIRM):
        return best_first(of, known, tried)
    softest_first = np.argsort(of.choice.beds.centre @ LEVEL, kind="stable")
    return np.full(len(tried), softest_first[round(SOFT_TO_FIRM[step] * (len(softest_first) - 1))])


WAYS: Mapping[str, Way] = {
    "most telling": most_telling,
    "best first": best_first,
    "random": at_random,
    "soft, medium, firm": soft_medium_firm,
}


def _best_untried(worth: Array, tried: NDArray[np.bool_]) -> NDArray[np.intp]:
    best: NDArray[np.intp] = np.where(tried, -np.inf, worth).argmax(axis=1)
    return best


def known_after(of: Visitors, said: NDArray[np.intp], order: Sequence[NDArray[np.intp]]) -> Known:
    """What is known after n people said (n, m) of the beds they lay on in order, each (n,)."""
    beds, (n, m) = of.choice.beds, of.fit.shape
    joint = np.zeros((n, 1 + m, 4, 1 + m, 4))
    joint[:, 0, :, 0] = of.body.unsure
    for bed in range(m):
        joint[:, 1 + bed, :, 1 + bed] = beds.covariance[bed]
    moved, covariance = np.zeros((n, 4 * (1 + m))), joint.reshape(n, 4 * (1 + m), -1)
    if order:
        rows, at = np.zeros((n, len(order), 1 + m, 4)), np.stack(order, axis=1)
        rows[:, :, 0] = -FELT
        np.put_along_axis(rows, at[..., None, None] + 1, FELT, axis=2)
        off = (beds.centre[at] - of.body.mean[:, None]) @ FELT
        side, noise = np.take_along_axis(said, at, axis=1).astype(float), np.full(at.shape, noise_points(0))
        rows = rows.reshape(n, len(order), -1)
        moved, covariance = hear_all(covariance, rows, off, side, noise, SCALE)
    moved, joint = moved.reshape(n, 1 + m, 4), covariance.reshape(joint.shape).transpose(0, 1, 3, 2, 4)
    firmer = beds.centre - of.body.mean[:, None] + moved[:, 1:] - moved[:, :1]
    apart = joint[:, 1:, 1:] - joint[:, 1:, :1] - joint[:, :1, 1:] + joint[:, :1, :1]
    every = np.arange(m)
    unsure = apart[:, every, every]
    return Known(firmer, unsure, apart @ FELT, fits(of, firmer, unsure))


def fits(of: Visitors, firmer: Array, unsure: Array) -> Array:
    """(n, k) expected fit of n people on beds (n, k, 4) firmer than their own best one, known as (n, k, 4, 4)."""
    person = np.repeat(np.arange(len(firmer)), firmer.shape[1])
    lain = of.body.mean[person] + firmer.reshape(-1, 4) - ORIGIN
    spread = np.moveaxis(unsure.reshape(-1, 4, 4), 0, -1)
    found = expected_fit(of.body.quartic.T[:, person], of.body.ideal_discomfort[person], lain.T, spread)
    return found.reshape(firmer.shape[:2])


def after_one_more(of: Visitors, known: Known, looked_at: int = LOOKED_AT) -> Array:
    """(n, m) best fit that n people can expect to choose after lying on each bed of a floor.

    Only the `looked_at` beds that fit best so far, and the bed lain on, are chosen from.
    """
    n, m = known.fit.shape
    felt, every = known.firmer @ FELT, np.arange(m)
    error = known.with_felt[:, every, every] @ FELT + noise_points(0) ** 2
    said = hear(np.array([-1, 0, 1]), felt[..., None], np.sqrt(error)[..., None], SCALE)
    near = np.argsort(-known.fit, axis=1)[:, :looked_at]
    found = np.empty((n, m))
    for bed in range(m):
        beside = np.hstack([near, np.full((n, 1), bed)])
        turned = np.take_along_axis(known.with_felt[:, :, bed], beside[..., None], axis=1)
        firmer = np.take_along_axis(known.firmer, beside[..., None], axis=1)
        unsure = np.take_along_axis(known.unsure, beside[..., None, None], axis=1)
        each = [
            fits(
                of,
                firmer + said.rise[:, bed, answer, None, None] * turned,
                unsure - said.curve[:, bed, answer, None, None, None] * turned[..., :, None] * turned[..., None, :],
            ).max(axis=1)
            for answer in range(3)
        ]
        found[:, bed] = (np.exp(said.log_chance[:, bed]) * np.stack(each, axis=1)).sum(axis=1)
    return found


def floors(catalogue: Catalogue, rng: np.random.Generator) -> list[Catalogue]:
    """Floors of `BEDS` beds each, all different to the engine, that cannot be set and carry anybody."""
    fixed = [bed for bed in catalogue if rankable(bed) and not settings_of(bed) and not bed.zones]
    kinds: dict[int, list[Mattress]] = {}
    beds = candidates_for(Catalogue(tuple(fixed), ""), Wishes()).beds(USUAL_STATURE_CM)
    for bed, kind in zip(fixed, beds.record_kind.tolist(), strict=True):
        kinds.setdefault(kind, []).append(replace(bed, weight_max_kg=None))
    first = [alike[0] for alike in kinds.values()]
    return [Catalogue(tuple(first[i] for i in rng.choice(len(first), BEDS, replace=False)), "") for _ in range(FLOORS)]


@dataclass(frozen=True, eq=False)
class World:
    """People as they are on their floors, before it is said how far persons scatter."""

    groups: tuple[Group, ...]


@dataclass(frozen=True, eq=False)
class Group:
    """The people of one floor: what they told, truths about them, (n,) their own best level in ln N/mm and least
    discomfort, (n,) how they differ from their body in SDs, and (n, m, 4) the beds as they truly are.
    """

    body: FitTarget
    choice: Choice
    truths: judging.Truths
    level: Array
    ideal: Array
    person: Array
    beds: Array
    error: Array
    luck: Array

    def visitors(self, scatter_points: float) -> Visitors:
        off = LOG_PER_POINT * scatter_points * self.person
        truths = replace(self.truths, off=self.truths.off + off[:, None])
        fit = judging.true_fit(judging.discomfort_on(truths, self.beds), self.ideal)
        firmer = (self.beds @ LEVEL - (self.level + off)[:, None]) / LOG_PER_POINT
        return Visitors(self.body, self.choice, fit, firmer, self.error, self.luck)


def world(people: int, seed: int) -> World:
    rng = np.random.default_rng(seed)
    folk, worlds = simulated(people, rng), ensemble_worlds()
    sure = np.array([s.position_sure for s in folk.told])
    truths = judging.draw_truths(folk.bodies, night(folk.told), sure, worlds, rng)
    body = targets(folk.told)
    best = judging.true_target(truths)
    level = np.log(hardness_from_firmness(best.zones)).mean(axis=1)
    groups = []
    for rows, floor in zip(np.array_split(np.arange(people), FLOORS), floors(load_catalogue(None), rng), strict=True):
        part = body.take(rows)
        choice = choice_of(part, candidates_for(floor, Wishes()))
        assert choice is not None
        shape = (len(rows), BEDS)
        roots = np.linalg.cholesky(choice.beds.covariance + 1e-12 * np.eye(4))
        lain = choice.beds.centre + np.einsum("mij,nmj->nmi", roots, rng.standard_normal((*shape, 4)))
        drawn = (rng.standard_normal(len(rows)), lain, rng.standard_normal(shape), rng.random(shape))
        groups.append(Group(part, choice, truths.take(rows), level[rows], best.ideal[rows], *drawn))
    return World(tuple(groups))


@dataclass
class Walk:
    """What somebody on a way chose after 0, 1, ... beds: (MOST + 1, n) the true fit of the choice, and of the best."""

    chosen: list[Array] = field(default_factory=list)
    best: Array = field(default_factory=lambda: np.zeros(0))

    @property
    def right(self) -> NDArray[np.bool_]:
        return np.stack(self.chosen) >= self.best - RIGHT_POINTS

    @property
    def needed(self) -> Array:
        """(n,) beds after which the choice is right and stays so; `MOST` + 1 where it was not."""
        wrong = ~self.right[::-1]
        return np.where(wrong.any(axis=0), MOST + 1 - wrong.argmax(axis=0), 0).astype(float)


def walk(of: Visitors, way: Way, noise: float) -> Walk:
    """Lie on `MOST` beds, one after the other, and choose after each."""
    everybody, said = np.arange(len(of.body)), of.says(noise)
    found, tried = Walk(best=of.fit.max(axis=1)), np.zeros(of.fit.shape, dtype=bool)
    order: list[NDArray[np.intp]] = []
    for step in range(MOST + 1):
        known = known_after(of, said, order)
        found.chosen.append(of.fit[everybody, known.fit.argmax(axis=1)])
        if step < MOST:
            order.append(way(of, known, tried))
            tried[everybody, order[-1]] = True
    return found


def joined(walks: list[Walk]) -> Walk:
    """The walks on all floors as one."""
    steps = zip(*(one.chosen for one in walks), strict=True)
    return Walk([np.concatenate(step) for step in steps], np.concatenate([one.best for one in walks]))


def line(name: str, found: Walk) -> str:
    fits = " / ".join(f"{fit.mean():.1f}" for fit in found.chosen)
    right = " / ".join(f"{100 * share:.0f}" for share in found.right.mean(axis=1))
    error = found.chosen[-1].std() / np.sqrt(len(found.best))
    return f"{name:20s} | {fits} (+- {error:.1f}; best {found.best.mean():.1f}) | {right} | {found.needed.mean():.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    started = time.perf_counter()
    whole = world(asked.people, asked.seed)
    print(f"{asked.people} people drawn, {time.perf_counter() - started:.0f} s", flush=True)
    for scatter in SCATTERS:
        here = [group.visitors(scatter) for group in whole.groups]
        for noise in NOISES:
            print(f"\nscatter {scatter:g}, noise {noise:g} ({time.perf_counter() - started:.0f} s)", flush=True)
            for name, way in WAYS.items():
                print(line(name, joined([walk(of, way, noise) for of in here])), flush=True)


if __name__ == "__main__":
    main()
