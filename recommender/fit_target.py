"""What a body needs: the best stiffness per zone, how sharply it matters, and how uncertain it is.

A night is a sum over positions, each a sum of squared terms, and every term is a quadratic of the bed: so a night has
one best bed, one precision and one minimum, and discomfort is a quartic whose expectation over the uncertain figures is
in closed form. A bed is x = (ln N/mm under shoulder, waist, hip; comfort layer cm from 3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.firmness import LOG_PER_POINT, firmness_from_hardness, firmness_label, hardness_from_firmness
from recommender.arrays import EVEN, Z_80, Array, cores, one_thread
from recommender.coefficients import values
from recommender.person.anthropometry import DIMENSIONS, Bodies, as_arrays, chance_male, fill_arrays
from recommender.person.night import night
from recommender.person.units import CM_PER_M
from recommender.scoring.aches import MOST_SHIFT_POINTS, WISH_POINTS, ache_weights
from recommender.scoring.comfort import COMPONENT_OF_TERM
from recommender.scoring.doubt import covariance_of_best_bed, scatter_of_persons, variance_of_level
from recommender.scoring.fast import People, packed
from recommender.scoring.optimum import STILL, best_uniform, settle, sharpness
from recommender.scoring.polynomials import (
    N_QUADRATIC,
    expected,
    gram,
    monomials,
    move,
    quadratic_features,
    slopes,
    sum_of_squares,
)
from recommender.scoring.scoring_model import N_TERMS, ORIGIN, ScoringModel, load_model
from recommender.scoring.zone_caps import step_inside
from recommender.sleeper import POSITIONS, ZONES, Sleeper

_PERSONS = values("persons")
AGE_POINTS_PER_YEAR: float = _PERSONS["age_points_per_year"]
AGE_MIDDLE_YEARS: float = _PERSONS["age_middle_years"]
AGE_MOST_POINTS: float = _PERSONS["age_most_points"]
# Outside these the model would extrapolate its last slope, and heavier could come out softer.
HEAVIEST_KG, LEAST_BMI, SHORTEST_CM, TALLEST_CM = 155.0, 14.0, 152.0, 205.0
# Newton's steps to the best bed of a night from those of its positions (4e-13 off at the most over 20,000 people),
# and from it to that of a person with aches.
STEPS_FROM_NEAR, STEPS_FROM_MEAN = 4, 6
USUAL_BMI = 25.0  # kg/m2, at which the chance of a man is read from height where sex is not said
AT_ONCE = 4096  # people computed together: enough that threads seldom wait for each other, and memory stays bounded
_ORIGIN = ORIGIN[:, None]


@dataclass(frozen=True)
class TargetSummary:
    """The target on the 1-10 scale, for people to read."""

    firmness: float
    firmness_80: tuple[float, float]
    label: str
    zones: Mapping[str, float]
    zones_80: Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class FitTarget:
    """What n people need; `target[i]` is one of them.

    Attributes:
        sleepers: (n,) the people.
        bodies: their bodies with all dimensions filled in.
        shares: (n, 3) the night on side, back, stomach, as counted.
        mean: (n, 4) best bed of the night.
        terms: (n, t, 15) terms of discomfort, weighted by position and ache; quadratics of a bed less `ORIGIN`;
            t = 3 positions x 7 terms.
        quartic: (n, 70) the sum of their squares: discomfort on a bed less `ORIGIN` that is known exactly.
        precision: (n, 4, 4) how sharply discomfort rises around `mean`.
        ideal_discomfort: (n,) what remains on a bed made for this person.
        covariance: (n, 4, 4) uncertainty of `mean`: body, mechanics, night, and the anchored level itself.
        read_covariance: (n, 4, 4) the same for a stated target, with the model's own error: large where discomfort
            is
            flat, so it widens the target's intervals and changes no fit.
        scatter: (n, 4, 4) how far this person's own best bed may lie from their body's, on the level of all zones:
            that of people at large until the person has said how beds felt. In (ln N/mm)^2.
        log_level, level_sd: (n,) ln N/mm of the best uniform bed, and its SD, the model's own error included.
        heard: (n,) whether what the person said of beds they lay on is in it (`experience.learning`).
        lain_on: (n,) those beds as they are for them, a tuple of `experience.lain_on.LainOn`; None where none is.
    """

    sleepers: tuple[Sleeper, ...]
    bodies: Bodies
    shares: Array
    mean: Array
    terms: Array
    quartic: Array
    precision: Array
    ideal_discomfort: Array
    covariance: Array
    read_covariance: Array
    scatter: Array
    log_level: Array
    level_sd: Array
    heard: NDArray[np.bool_]
    lain_on: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.mean)

    def __getitem__(self, index: int) -> FitTarget:
        return self.take(np.array([index]))

    def take(self, rows: NDArray[np.intp]) -> FitTarget:
        """Some of the people, in the order of rows (k,)."""
        cut = {f.name: getattr(self, f.name)[rows] for f in fields(self) if f.name not in ("sleepers", "bodies")}
        return FitTarget(tuple(self.sleepers[i] for i in rows), self.bodies.take(rows), **cut)

    @property
    def component(self) -> NDArray[np.intp]:
        """(t,) index into `comfort.COMPONENTS` of each term."""
        return np.tile(COMPONENT_OF_TERM, len(POSITIONS))

    @cached_property
    def unsure(self) -> Array:
        """(n, 4, 4) covariance of this person's own best bed: of their body's, and of the person about it."""
        return self.covariance + self.scatter

    @cached_property
    def expected(self) -> Array:
        """(n, 70) the quartic of a bed less `ORIGIN` that is expected discomfort over `unsure`."""
        return np.ascontiguousarray(_first(expected(_last(self.quartic), _last(self.unsure))))

    @cached_property
    def for_loops(self) -> People:
        """The same people for compiled code."""
        mean = packed(self.mean - ORIGIN)
        return People(packed(self.quartic), packed(self.ideal_discomfort), mean, packed(self.unsure))

    def felt(self, beds: Array) -> Array:
        """(n, m, t) terms of n people on m beds (m, 4); their squares add up to the discomfort on a bed known
        exactly.
        """
        terms: Array = np.einsum("ntf,fm->nmt", self.terms, quadratic_features((beds - ORIGIN).T))
        return terms

    def firmness(self) -> Array:
        """(n,) firmness of the best uniform bed, 1-10."""
        return firmness_from_hardness(np.exp(self.log_level))

    def summary(self) -> TargetSummary:
        """The first person's target on the 1-10 scale."""
        level, sd = self.log_level, self.level_sd
        zone_sd = np.sqrt(np.diagonal(self.read_covariance[0])[:3])
        firmness = float(firmness_from_hardness(np.exp(level[0])))
        return TargetSummary(
            firmness=firmness,
            firmness_80=_interval(level[0], sd[0]),
            label=firmness_label(firmness),
            zones={z: float(firmness_from_hardness(np.exp(v))) for z, v in zip(ZONES, self.mean[0, :3], strict=True)},
            zones_80={z: _interval(v, s) for z, v, s in zip(ZONES, self.mean[0, :3], zone_sd, strict=True)},
        )


def _first(array: Any) -> Any:
    """People move from the last axis to the first."""
    return np.moveaxis(array, -1, 0)


def _last(array: Array) -> Array:
    return np.moveaxis(array, 0, -1)


def _interval(log_hardness: float, sd: float) -> tuple[float, float]:
    low, high = firmness_from_hardness(np.exp(log_hardness + Z_80 * sd * np.array([-1, 1])))
    return float(low), float(high)


def target(sleeper: Sleeper) -> FitTarget:
    """What one person needs."""
    return targets([sleeper])


def targets(sleepers: Sequence[Sleeper], model: ScoringModel | None = None) -> FitTarget:
    """What n people need, in blocks that share the processor's cores; one and many agree to 1e-9.

    Raises:
        ModelError: the scoring model cannot be loaded.
    """
    model = load_model() if model is None else model
    blocks = list(pairwise([*range(0, max(len(sleepers), 1), AT_ONCE), len(sleepers)]))
    first = _targets(sleepers[: blocks[0][1]], model)
    if len(blocks) == 1:
        return first
    bodies, figures = _room(vars(first.bodies), len(sleepers)), _room(_figures(first), len(sleepers))

    def fill(block: tuple[int, int]) -> None:
        start, end = block
        part = _targets(sleepers[start:end], model) if start else first
        for room, found in ((bodies, vars(part.bodies)), (figures, _figures(part))):
            for name, all_of_them in room.items():
                all_of_them[start:end] = found[name]

    with one_thread(), ThreadPoolExecutor(cores()) as pool:
        list(pool.map(fill, blocks))
    return FitTarget(tuple(sleepers), Bodies(**bodies), **figures)


def together(parts: Sequence[FitTarget]) -> FitTarget:
    """The people of several targets as one, in their order."""
    figures = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _figures(parts[0])}
    bodies = {name: np.concatenate([getattr(part.bodies, name) for part in parts]) for name in vars(parts[0].bodies)}
    return FitTarget(tuple(one for part in parts for one in part.sleepers), Bodies(**bodies), **figures)


def _figures(target_: FitTarget) -> dict[str, Any]:
    return {f.name: getattr(target_, f.name) for f in fields(FitTarget) if f.name not in ("sleepers", "bodies")}


def _room(some: Mapping[str, Any], n: int) -> dict[str, Any]:
    """Empty arrays for n people shaped like those given, in memory with people last."""
    return {name: _first(np.empty((*a.shape[1:], n), dtype=a.dtype)) for name, a in some.items()}


def _targets(sleepers: Sequence[Sleeper], model: ScoringModel) -> FitTarget:
    """`targets` of one block of people. Arrays inside are people last."""
    told = as_arrays(sleepers)
    bodies = fill_arrays(**told)
    read = _inside(bodies, told)
    shares = night(sleepers).T
    felt = np.empty((N_TERMS * len(POSITIONS), N_QUADRATIC, len(sleepers)))
    by_position = felt.reshape(len(POSITIONS), N_TERMS, *felt.shape[1:])
    best = model.needs(read, by_position, age_shift(read.age_years)).best
    by_position *= np.sqrt(shares)[:, None, None]
    quartic = sum_of_squares(felt)
    mean = settle(quartic, np.einsum("pn,pin->in", shares, best) - _ORIGIN, STEPS_FROM_NEAR)
    if _cap(felt, mean, read):
        quartic = sum_of_squares(felt)
    ideal = np.einsum("kn,kn->n", quartic, monomials(mean))
    sharp = np.stack([gram(part) for part in np.split(slopes(felt, mean), len(POSITIONS))])
    precision = sharp.sum(axis=0) + STILL[..., None]
    covariance, read_covariance = covariance_of_best_bed(model, read, shares, sharp, mean + _ORIGIN, best, sleepers)
    wanting = _wanting(sleepers)
    if len(wanting):
        those = (felt[..., wanting], shares[:, wanting], mean[:, wanting], precision[..., wanting])
        shifted = _shifted([sleepers[i] for i in wanting], *those)
        for of_all, of_those in zip((felt, quartic, mean, precision, ideal), shifted, strict=True):
            of_all[..., wanting] = of_those
    level, _ = best_uniform(mean + _ORIGIN, precision)
    level_sd = np.sqrt(variance_of_level(model, read, shares, precision, covariance))
    best_bed = mean + _ORIGIN
    unsure = (covariance, read_covariance, scatter_of_persons(best_bed))
    nothing = (np.zeros(len(sleepers), dtype=bool), np.full(len(sleepers), None, dtype=object))
    figures: tuple[Any, ...] = (shares, best_bed, felt, quartic, precision, ideal, *unsure, level, level_sd, *nothing)
    found = FitTarget(tuple(sleepers), bodies, *map(_first, figures))
    unstated = np.array([i for i, s in enumerate(sleepers) if s.sex == "unspecified"], dtype=np.intp)
    return _between(found, unstated, model) if len(unstated) else found


def _cap(felt: Array, mean: Array, bodies: Bodies) -> bool:
    """Move best beds (4, n) and what is felt about them inside the caps of zones, in place, each best uniform bed
    staying where it is. Says whether any moved."""
    inside = step_inside(mean[:3], bodies.weight_kg / (bodies.height_cm / CM_PER_M) ** 2)
    beyond = np.flatnonzero(inside.any(axis=0))
    if not len(beyond):
        return False
    terms, best = felt[..., beyond], mean[:, beyond]
    sharp = sharpness(terms, best)
    step = np.zeros_like(best)
    step[:3] = inside[:, beyond]
    step[:3] -= best_uniform(best + step, sharp)[0] - best_uniform(best, sharp)[0]
    move(terms, step)
    felt[..., beyond], mean[:, beyond] = terms, best + step
    return True


def _between(found: FitTarget, unstated: NDArray[np.intp], model: ScoringModel) -> FitTarget:
    """`found` where the people `unstated` are put between the woman and the man they may be.

    Best bed and level are the mean of both, by the chance of either, and how far the two lie apart is part of what is
    unsure. The model at half a man would be a body of its own, outside both.
    """
    asked = [found.sleepers[i] for i in unstated]
    woman, man = (_targets([replace(s, sex=sex) for s in asked], model) for sex in ("female", "male"))
    # By height alone: more weight makes a man likelier too, and would let the level fall where his is lower.
    height_cm = found.bodies.height_cm[unstated]
    share = chance_male(USUAL_BMI * (height_cm / CM_PER_M) ** 2, height_cm)

    def between(name: str) -> Array:
        a, b = (getattr(one, name) for one in (woman, man))
        return np.asarray(a + share.reshape(-1, *[1] * (a.ndim - 1)) * (b - a))

    mean = between("mean")
    apart = man.mean - woman.mean
    spread = (share * (1 - share))[:, None, None] * apart[:, :, None] * apart[:, None, :]
    terms = _last(found.terms[unstated]).copy()
    # The mixture's own terms, moved to where the best bed lies between both.
    own = settle(sum_of_squares(terms), (found.mean[unstated] - ORIGIN).T.copy(), STEPS_FROM_MEAN)
    move(terms, (mean - ORIGIN).T - own)
    quartic = sum_of_squares(terms)
    at = (mean - ORIGIN).T
    put: dict[str, Array] = {
        "mean": mean,
        "terms": _first(terms),
        "quartic": _first(quartic),
        "precision": _first(sharpness(terms, at)),
        "ideal_discomfort": np.einsum("kn,kn->n", quartic, monomials(at)),
        "covariance": between("covariance") + spread,
        "read_covariance": between("read_covariance") + spread,
        "log_level": between("log_level"),
        "level_sd": np.sqrt(between("level_sd") ** 2 + share * (1 - share) * (man.log_level - woman.log_level) ** 2),
    }
    whole = {name: getattr(found, name).copy(order="K") for name in put}
    for name, found_between in put.items():
        whole[name][unstated] = found_between
    return replace(found, **whole)


def age_shift(age_years: Array) -> Array:
    """(n,) by how much the best bed's ln N/mm moves with age: older people prefer firmer beds; 0 where unknown."""
    points = np.clip(AGE_POINTS_PER_YEAR * (age_years - AGE_MIDDLE_YEARS), -AGE_MOST_POINTS, AGE_MOST_POINTS)
    return np.nan_to_num(points) * LOG_PER_POINT


def _inside(bodies: Bodies, told: Mapping[str, Any]) -> Bodies:
    """The bodies as the model sees them: a body outside the training range counts as the nearest one inside."""
    height_cm = np.clip(bodies.height_cm, SHORTEST_CM, TALLEST_CM)
    weight_kg = np.minimum(np.maximum(bodies.weight_kg, LEAST_BMI * (height_cm / 100) ** 2), HEAVIEST_KG)
    beyond = np.flatnonzero((height_cm != bodies.height_cm) | (weight_kg != bodies.weight_kg))
    if not len(beyond):
        return bodies
    nearest = fill_arrays(
        weight_kg[beyond],
        height_cm[beyond],
        told["male_or_nan"][beyond],
        told["age_or_nan"][beyond],
        {name: figure[beyond] for name, figure in told["measured"].items()},
    )
    read = {name: figure.copy(order="K") for name, figure in vars(bodies).items()}
    for name, figure in vars(nearest).items():
        read[name][beyond] = figure
    return Bodies(**read)


def _wanting(sleepers: Sequence[Sleeper]) -> NDArray[np.intp]:
    """People with an ache or a wish."""
    return np.array([i for i, s in enumerate(sleepers) if s.pain or WISH_POINTS[s.firmness_wish]], dtype=np.intp)


def _shifted(
    sleepers: Sequence[Sleeper], terms: Array, shares: Array, mean: Array, precision: Array
) -> tuple[Array, ...]:
    """Terms, quartic, best bed, precision and ideal discomfort of people with an ache or wish, from those without.

    An ache weights and shifts what is felt; ache and wish together move the level, and every zone, by at most one
    point, and pain on turning never makes the shoulder zone firmer.
    """
    aches = [ache_weights(s.pain, s.pregnancy_weeks) for s in sleepers]
    weights, more = (np.array(part).T[np.tile(COMPONENT_OF_TERM, len(POSITIONS))] for part in zip(*aches, strict=True))
    before, _ = best_uniform(mean + _ORIGIN, precision)
    felt = terms.copy()
    felt[:, 0] += np.sqrt(np.repeat(shares, N_TERMS, axis=0)) * more
    felt *= np.sqrt(weights)[:, None]
    quartic = sum_of_squares(felt)
    settled = settle(quartic, mean, STEPS_FROM_MEAN)
    precision = sharpness(felt, settled)
    after, _ = best_uniform(settled + _ORIGIN, precision)
    step = _held(before, after, np.array([WISH_POINTS[s.firmness_wish] for s in sleepers])) * EVEN[:, None]
    most = MOST_SHIFT_POINTS * LOG_PER_POINT
    highest = np.full((3, len(sleepers)), most)
    highest[0, ["turning_low_pelvis" in s.pain and s.firmness_wish != "firmer" for s in sleepers]] = 0.0
    moved = settled + step - mean
    step[:3] += np.clip(moved[:3], -most, highest) - moved[:3]
    ideal = np.einsum("kn,kn->n", quartic, monomials(settled))
    move(felt, step)
    return felt, sum_of_squares(felt), settled + step, precision, ideal


def _held(plain: Array, felt: Array, wish_points: Array) -> Array:
    """(n,) step in ln N/mm that keeps the shift of ache and wish together within one firmness point of level."""
    before, after = (firmness_from_hardness(np.exp(level)) for level in (plain, felt))
    wanted = np.clip(after - before + wish_points, -MOST_SHIFT_POINTS, MOST_SHIFT_POINTS)
    return np.log(hardness_from_firmness(before + wanted)) - felt


def summary_inputs(targets_: FitTarget) -> dict[str, Any]:
    """The first body's dimensions for display: value, sd, and whether measured or estimated."""
    bodies = targets_.bodies
    sd = bodies.sd_cm()[0]
    return {
        name: {
            "value": float(getattr(bodies, name)[0]),
            "sd": float(sd[i]),
            "source": "measured" if bodies.measured[0, i] else "estimated",
        }
        for i, name in enumerate(DIMENSIONS)
    }
