"""What a body needs: the best stiffness per zone, how sharply it matters, and how sure we are.

A night is a sum over positions, each a sum of squared terms, and every term is a quadratic of the bed: so a night has
one best bed, one precision and one floor, and discomfort is a quartic whose expectation over what is unsure is closed.
A bed is x = (ln N/mm under shoulder, waist, hip; comfort layer cm from 3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.firmness import firmness_from_hardness, firmness_label, hardness_from_firmness
from recommender.anthropometry import DIMENSIONS, Bodies, fill
from recommender.comfort import (
    COMPONENT_OF_TERM,
    COMPONENTS,
    LEVEL_SD_POINTS,
    MOST_SHIFT_POINTS,
    WISH_POINTS,
    ache_weights,
)
from recommender.explanation import TargetSummary
from recommender.night import NIGHT_CONCENTRATION_SURE, NIGHT_CONCENTRATION_UNSURE, night
from recommender.optimum import DOUBT, DOUBT_TERMS, best_uniform, settle, sharpness, with_doubt
from recommender.polynomials import expected, moved, quadratic_features, slopes, sum_of_squares, values
from recommender.scoring_model import ORIGIN, ScoringModel, load_model
from recommender.sleeper import POSITIONS, ZONES, Sleeper

Array = NDArray[np.float64]

LEAST_SHARE = 0.05  # of the night; what a position hardly slept in would ask for is not read more closely
# Beyond these the model would go on along its last slope, and heavier could come out softer.
HEAVIEST_KG, LEAST_BMI, SHORTEST_CM, TALLEST_CM = 155.0, 14.0, 150.0, 205.0
DECIMALS = 9
Z_80 = 1.2815515655446004
_EVEN = np.array([1.0, 1.0, 1.0, 0.0])


@dataclass(frozen=True)
class FitTarget:
    """What n people need; `target[i]` is one of them.

    Attributes:
        sleepers: (n,) who.
        bodies: their filled-in dimensions.
        shares: (n, 3) the night on side, back, stomach, as counted.
        mean: (n, 4) best bed of the night.
        terms: (n, t, 15) terms of discomfort, weighed by position and ache; quadratics of a bed less `ORIGIN`;
            t = 3 positions x 7 terms, and 4 of doubt about zones and comfort layer.
        ideal_discomfort: (n,) what is left on a bed made for this person.
        covariance: (n, 4, 4) how unsure `mean` is: body, mechanics, night, and the anchored level itself.
        read_covariance: (n, 4, 4) the same for who reads the zones, with the model's own error: large where
            discomfort is flat, so it widens the target's intervals and changes no fit.
        own_level: (n,) variance of the model's own error in the level of the best uniform bed, ln N/mm.

    """

    sleepers: tuple[Sleeper, ...]
    bodies: Bodies
    shares: Array
    mean: Array
    terms: Array
    ideal_discomfort: Array
    covariance: Array
    read_covariance: Array
    own_level: Array

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
        """(t,) index into `comfort.COMPONENTS` of each term; past the last for doubt."""
        doubt = np.full(len(DOUBT_TERMS), len(COMPONENTS))
        return np.concatenate([np.tile(COMPONENT_OF_TERM, len(POSITIONS)), doubt])

    @cached_property
    def precision(self) -> Array:
        """(n, 4, 4) how sharply discomfort rises about `mean`."""
        return sharpness(self.terms, self.mean - ORIGIN)

    @cached_property
    def expected(self) -> Array:
        """(n, 70) the quartic of a bed less `ORIGIN` that is discomfort, expected over `covariance`."""
        return expected(sum_of_squares(self.terms), self.covariance)

    def felt(self, beds: Array) -> Array:
        """(n, m, t) terms of n people on m beds (m, 4); their squares add to the discomfort on a bed known exactly."""
        return np.einsum("ntf,mf->nmt", self.terms, quadratic_features(beds - ORIGIN))

    def level(self) -> tuple[Array, Array]:
        """(n,) ln N/mm of the best uniform bed, and its SD."""
        precision = self.precision
        level, _ = best_uniform(self.mean, precision)
        frame = np.array([[1.0, 0], [1, 0], [1, 0], [0, 1]])
        read = np.linalg.solve(frame.T @ precision @ frame, frame.T @ precision)[:, 0]
        variance = (read[:, :, None] * self.covariance * read[:, None]).sum(axis=(1, 2)) + self.own_level
        return np.round(level, DECIMALS), np.round(np.sqrt(variance), DECIMALS)

    def firmness(self) -> Array:
        """(n,) firmness of the best uniform bed, 1-10."""
        return firmness_from_hardness(np.exp(self.level()[0]))

    def summary(self) -> TargetSummary:
        """The first person's target on the 1-10 scale."""
        level, sd = self.level()
        zone_sd = np.sqrt(np.diagonal(self.read_covariance[0])[:3])
        firmness = float(firmness_from_hardness(np.exp(level[0])))
        return TargetSummary(
            firmness=firmness,
            firmness_80=_interval(level[0], sd[0]),
            label=firmness_label(firmness),
            zones={z: float(firmness_from_hardness(np.exp(v))) for z, v in zip(ZONES, self.mean[0, :3], strict=True)},
            zones_80={z: _interval(v, s) for z, v, s in zip(ZONES, self.mean[0, :3], zone_sd, strict=True)},
        )


def _interval(log_hardness: float, sd: float) -> tuple[float, float]:
    low, high = firmness_from_hardness(np.exp(log_hardness + Z_80 * sd * np.array([-1, 1])))
    return float(low), float(high)


def log_per_point(log_hardness: Array) -> Array:
    """ln N/mm that one firmness point is worth here: the mean over a point either side."""
    firmness = firmness_from_hardness(np.exp(log_hardness))
    return np.log(hardness_from_firmness(firmness + 1) / hardness_from_firmness(firmness - 1)) / 2


def target(sleeper: Sleeper) -> FitTarget:
    """What one person needs."""
    return targets([sleeper])


def targets(sleepers: Sequence[Sleeper], model: ScoringModel | None = None) -> FitTarget:
    """What n people need; the same arithmetic for one and for many.

    Raises:
        ModelError: the scoring model cannot be loaded.
    """
    model = load_model() if model is None else model
    bodies = read = fill(sleepers)
    inside = [_inside(sleeper) for sleeper in sleepers]
    if any(one is not sleeper for one, sleeper in zip(inside, sleepers, strict=True)):
        read = fill(inside)
    shares = night(sleepers)
    departure = model.shape_departure(read)
    needs = model.needs(read, departure)
    best = np.stack([needs[p].best for p in POSITIONS], axis=1)
    plain = np.concatenate([needs[p].terms * np.sqrt(shares[:, [i], None]) for i, p in enumerate(POSITIONS)], axis=1)
    terms = with_doubt(plain)
    mean = settle(terms, np.einsum("np,npi->ni", shares, best) - ORIGIN)
    sharp = _sharpness_by_position(terms, mean, shares)
    level, felt_mean = _level(terms, mean), mean
    aches = [ache_weights(s.pain) for s in sleepers]
    weights, more = (np.array(part)[:, COMPONENT_OF_TERM] for part in zip(*aches, strict=True))
    aching = (weights != 1).any(axis=1) | (more != 0).any(axis=1)
    if aching.any():
        root = np.sqrt(np.repeat(shares[aching], len(COMPONENT_OF_TERM), axis=1))
        felt = plain[aching]
        felt[..., 0] += root * np.tile(more[aching], (1, len(POSITIONS)))
        felt *= np.sqrt(np.tile(weights[aching], (1, len(POSITIONS))))[..., None]
        terms, felt_mean = terms.copy(), mean.copy()
        terms[aching] = with_doubt(felt)
        felt_mean[aching] = settle(terms[aching], mean[aching])
    wish = np.array([WISH_POINTS[s.firmness_wish] for s in sleepers])
    step = _held(level, _level(terms, felt_mean), wish)[:, None] * _EVEN
    ideal = (values(terms, felt_mean) ** 2).sum(axis=1)
    reach = _reach(sharp, shares)
    covariance = _covariance(model, read, shares, sharp, mean + ORIGIN, best, sleepers)
    told = covariance + reach @ model.own_cov @ np.swapaxes(reach, 1, 2)
    # Libraries add in another order for one person than for many; beyond these decimals nothing is known anyway.
    exact = (
        np.round(x, DECIMALS)
        for x in (felt_mean + step + ORIGIN, moved(terms, step), ideal, covariance, told, shares @ model.own_level)
    )
    return FitTarget(tuple(sleepers), bodies, shares, *exact)


def _inside(sleeper: Sleeper) -> Sleeper:
    """The person as the model reads them: who is beyond the bodies it learnt from counts as the nearest it knows."""
    height_cm = min(max(sleeper.height_cm, SHORTEST_CM), TALLEST_CM)
    weight_kg = min(max(sleeper.weight_kg, LEAST_BMI * (height_cm / 100) ** 2), HEAVIEST_KG)
    if (weight_kg, height_cm) == (sleeper.weight_kg, sleeper.height_cm):
        return sleeper
    return replace(sleeper, weight_kg=weight_kg, height_cm=height_cm)


def _sharpness_by_position(terms: Array, mean: Array, shares: Array) -> Array:
    """(n, positions, 4, 4) how sharply discomfort rises in each position about the best bed of the night."""
    slope = slopes(terms[:, : -len(DOUBT_TERMS)], mean).reshape(len(mean), len(POSITIONS), -1, 4)
    return np.swapaxes(slope, -1, -2) @ slope / np.maximum(shares, LEAST_SHARE)[..., None, None]


def _reach(sharp: Array, shares: Array) -> Array:
    """(n, 4, 12) how the best bed of the night moves with those of the three positions."""
    weighed = shares[..., None, None] * sharp
    gain = np.linalg.solve((weighed.sum(axis=1) + DOUBT)[:, None], weighed)
    return np.moveaxis(gain, 1, 2).reshape(len(shares), 4, 4 * len(POSITIONS))


def _night_doubt(sharp: Array, shares: Array, best: Array, sleepers: Sequence[Sleeper]) -> Array:
    """(n, 4, 4) how the best bed moves while shares scatter about the counted ones as a Dirichlet does.

    Three nights, each some way towards one position, have the mean and covariance of all. The best bed of each is that
    of the sum of its positions' quadratics; its moves are counted from the counted night's, so a lean is in them too.
    """
    concentration = np.where([s.position_sure for s in sleepers], NIGHT_CONCENTRATION_SURE, NIGHT_CONCENTRATION_UNSURE)
    step = 1 / np.sqrt(1 + concentration)[:, None]

    def at(night: Array) -> Array:
        weighed = night[..., None, None] * sharp
        right = np.einsum("npij,npj->ni", weighed, best)
        return np.linalg.solve(weighed.sum(axis=1) + DOUBT, right[..., None])[..., 0]

    told = at(shares)
    found = np.zeros((len(shares), 4, 4))
    for i, whole in enumerate(np.eye(len(POSITIONS))):
        move = at(shares + step * (whole - shares)) - told
        found += shares[:, i, None, None] * move[:, :, None] * move[:, None]
    return found


def _level(terms: Array, mean: Array) -> Array:
    """(n,) ln N/mm of the best uniform bed about a best bed less `ORIGIN`."""
    return best_uniform(mean + ORIGIN, sharpness(terms, mean))[0]


def _held(plain: Array, felt: Array, wish_points: Array) -> Array:
    """(n,) step in ln N/mm that keeps what ache and wish move within one firmness point of level together."""
    before, after = (firmness_from_hardness(np.exp(level)) for level in (plain, felt))
    wanted = np.clip(after - before + wish_points, -MOST_SHIFT_POINTS, MOST_SHIFT_POINTS)
    return np.log(hardness_from_firmness(before + wanted)) - felt


def _covariance(
    model: ScoringModel,
    bodies: Bodies,
    shares: Array,
    sharp: Array,
    mean: Array,
    best: Array,
    sleepers: Sequence[Sleeper],
) -> Array:
    n = len(bodies)
    reach = _reach(sharp, shares)
    gain = np.moveaxis(reach.reshape(n, 4, len(POSITIONS), 4), 2, 1)
    # Body: the best beds are close to linear in the logs of the dimensions.
    moves = np.einsum("npij,npjd->nid", gain, model.best_moves(bodies))
    covariance = moves @ bodies.log_cov @ np.swapaxes(moves, 1, 2)
    # Mechanics: the ensemble's spread, through how the night's bed follows each position's.
    covariance += reach @ model.ensemble_cov @ np.swapaxes(reach, 1, 2)
    covariance += _night_doubt(sharp, shares, best, sleepers)
    # Level: the anchors leave it open, the same for everybody.
    constant = LEVEL_SD_POINTS * log_per_point(mean[:, :3].mean(axis=1))
    return covariance + constant[:, None, None] ** 2 * np.outer(_EVEN, _EVEN)


def summary_inputs(targets_: FitTarget) -> dict[str, Any]:
    """The first body's dimensions for reading: value, sd, and whether measured or estimated."""
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
