"""What a body needs: the best stiffness per zone, how sharply it matters, and how sure we are.

A night is a sum over positions, each a sum of squares r + B (x - best); sums of quadratics stay quadratics, so the
whole night has one best bed, one precision and one floor. x is (ln N/mm under shoulder, waist, hip; comfort layer cm).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.firmness import FIRMNESS_OFFSET_SD, firmness_from_hardness, firmness_label, hardness_from_firmness
from recommender.anthropometry import DIMENSIONS, Bodies, fill
from recommender.comfort import (
    COMPONENT_OF_TERM,
    MOST_SHIFT_POINTS,
    WISH_POINTS,
    ache_weights,
)
from recommender.explanation import TargetSummary
from recommender.night import night
from recommender.optimum import PULL, best_uniform
from recommender.scoring_model import Needs, ScoringModel, load_model
from recommender.sleeper import POSITIONS, Sleeper

Array = NDArray[np.float64]

SHARE_SD_SURE, SHARE_SD_UNSURE = 0.10, 0.20  # of each position's share; ASSUMED from 23-42 % wrong main positions
DECIMALS = 9
Z_80 = 1.2815515655446004
ZONES = ("shoulder", "waist", "hip")
_EVEN = np.array([1.0, 1.0, 1.0, 0.0])


@dataclass(frozen=True)
class FitTarget:
    """What n people need; `target[i]` is one of them.

    Attributes:
        sleepers: (n,) who.
        bodies: their filled-in dimensions.
        shares: (n, 3) the night on side, back, stomach, as counted.
        mean: (n, 4) best bed of the night.
        residual: (n, t) terms left at `mean`, weighed by position and ache; t = 3 positions x 7 terms.
        slope: (n, t, 4) their change with the bed.
        covariance: (n, 4, 4) how unsure `mean` is: body, mechanics, night, and the scale's own constant.

    """

    sleepers: tuple[Sleeper, ...]
    bodies: Bodies
    shares: Array
    mean: Array
    residual: Array
    slope: Array
    covariance: Array

    def __len__(self) -> int:
        return len(self.mean)

    def __getitem__(self, index: int) -> FitTarget:
        rows = slice(index, index + 1)
        cut = {f.name: getattr(self, f.name)[rows] for f in fields(self) if f.name not in ("sleepers", "bodies")}
        return replace(self, sleepers=self.sleepers[rows], bodies=self.bodies.take(rows), **cut)

    @property
    def component(self) -> NDArray[np.intp]:
        """(t,) index into `comfort.COMPONENTS` of each term."""
        return np.tile(COMPONENT_OF_TERM, len(POSITIONS))

    @property
    def precision(self) -> Array:
        """(n, 4, 4) how sharply discomfort rises about `mean`."""
        return np.asarray(sum(self.slope[:, t, :, None] * self.slope[:, t, None] for t in range(self.slope.shape[1])))

    @property
    def ideal_discomfort(self) -> Array:
        """(n,) what is left on a bed made for this person."""
        return (self.residual**2).sum(axis=1)

    def level(self) -> tuple[Array, Array]:
        """(n,) ln N/mm of the best uniform bed, and its SD."""
        precision = self.precision + PULL
        level, _ = best_uniform(self.mean, precision)
        frame = np.array([[1.0, 0], [1, 0], [1, 0], [0, 1]])
        read = np.linalg.solve(frame.T @ precision @ frame, frame.T @ precision)[:, 0]
        variance = (read[:, :, None] * self.covariance * read[:, None]).sum(axis=(1, 2))
        return np.round(level, DECIMALS), np.round(np.sqrt(variance), DECIMALS)

    def firmness(self) -> Array:
        """(n,) firmness of the best uniform bed, 1-10."""
        return firmness_from_hardness(np.exp(self.level()[0]))

    def summary(self) -> TargetSummary:
        """The first person's target on the 1-10 scale."""
        level, sd = self.level()
        zone_sd = np.sqrt(np.diagonal(self.covariance[0])[:3])
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
    bodies = fill(sleepers)
    shares = night(sleepers)
    departure = model.shape_departure(bodies)
    needs = model.needs(bodies, departure)
    plain, slopes, best = _stack(needs, shares)
    mean, gain = _combine(slopes, best, np.zeros_like(plain))
    aches = np.array([ache_weights(s.pain) for s in sleepers])
    felt = np.sqrt(np.tile(aches[:, COMPONENT_OF_TERM], (1, len(POSITIONS))))
    felt_residual, felt_slope = plain * felt, slopes * felt[..., None]
    felt_mean, _ = _combine(felt_slope, best, felt_residual)
    residual = felt_residual + np.einsum("nti,nti->nt", felt_slope, felt_mean[:, None] - best)
    # The pull is no discomfort: about the best bed the terms are taken as level, so nothing scores below the ideal.
    along = np.linalg.solve(
        np.einsum("nti,ntj->nij", felt_slope, felt_slope) + 1e-6 * np.eye(4),
        np.einsum("nti,nt->ni", felt_slope, residual)[..., None],
    )[..., 0]
    residual -= np.einsum("nti,ni->nt", felt_slope, along)
    felt_mean = _held(mean, felt_mean, np.array([WISH_POINTS[s.firmness_wish] for s in sleepers]))
    covariance = _covariance(model, bodies, departure, shares, gain, mean, best, sleepers)
    # Libraries add in another order for one person than for many; beyond these decimals nothing is known anyway.
    exact = (np.round(figures, DECIMALS) for figures in (felt_mean, residual, felt_slope, covariance))
    return FitTarget(tuple(sleepers), bodies, shares, *exact)


def _stack(needs: dict[str, Needs], shares: Array) -> tuple[Array, Array, Array]:
    """(n, t) residuals, (n, t, 4) slopes, both times the root of the share, and (n, t, 4) each term's own best bed."""
    root = np.sqrt(shares)
    residual = np.concatenate([needs[p].residual * root[:, [i]] for i, p in enumerate(POSITIONS)], axis=1)
    slope = np.concatenate([needs[p].slope * root[:, [i], None] for i, p in enumerate(POSITIONS)], axis=1)
    best = np.concatenate([np.broadcast_to(needs[p].best[:, None], needs[p].slope.shape) for p in POSITIONS], axis=1)
    return residual, slope, best


def _combine(slope: Array, best: Array, residual: Array) -> tuple[Array, Array]:
    """Best bed (n, 4) of a sum of squares, and (n, positions, 4, 4) how it moves with each position's best bed."""
    n, t, _ = slope.shape
    per = slope.reshape(n, len(POSITIONS), t // len(POSITIONS), 4)
    parts = np.einsum("npki,npkj->npij", per, per)
    whole = parts.sum(axis=1) + PULL
    right = np.einsum("nti,nt->ni", slope, np.einsum("nti,nti->nt", slope, best) - residual)
    mean = np.linalg.solve(whole, right[..., None])[..., 0]
    return mean, np.linalg.solve(whole[:, None], parts)


def _held(plain: Array, felt: Array, wish_points: Array) -> Array:
    """Move the best bed by ache and wish, together one firmness point of level at the most."""
    before = firmness_from_hardness(np.exp(plain[:, :3].mean(axis=1)))
    after = firmness_from_hardness(np.exp(felt[:, :3].mean(axis=1)))
    wanted = np.clip(after - before + wish_points, -MOST_SHIFT_POINTS, MOST_SHIFT_POINTS)
    goal = np.log(hardness_from_firmness(before + wanted))
    return felt + (goal - felt[:, :3].mean(axis=1))[:, None] * _EVEN


def _covariance(
    model: ScoringModel,
    bodies: Bodies,
    departure: Array,
    shares: Array,
    gain: Array,
    mean: Array,
    best: Array,
    sleepers: Sequence[Sleeper],
) -> Array:
    n = len(bodies)
    per_position = best.reshape(n, len(POSITIONS), -1, 4)[:, :, 0]
    # Body: the best beds are close to linear in the logs of the dimensions, so one step in each tells the slope.
    step = 0.05
    moves = np.zeros((n, 4, len(DIMENSIONS)))
    for d in range(len(DIMENSIONS)):
        if not bodies.log_cov[:, d, d].any():
            continue
        moved = model.needs(bodies, departure + step * np.eye(len(DIMENSIONS))[d])
        change = np.stack([moved[p].best for p in POSITIONS], axis=1) - per_position
        moves[:, :, d] = np.einsum("npij,npj->ni", gain, change) / step
    covariance = np.einsum("nid,nde,nje->nij", moves, bodies.log_cov, moves)
    # Mechanics: the ensemble's spread, through how the night's bed follows each position's.
    reach = np.moveaxis(gain, 1, 2).reshape(n, 4, 4 * len(POSITIONS))
    covariance += np.einsum("nia,ab,njb->nij", reach, model.ensemble_cov, reach)
    # Night: a share told wrongly pulls the bed towards that position's.
    sd = np.where([s.position_sure for s in sleepers], SHARE_SD_SURE, SHARE_SD_UNSURE)[:, None] * (shares > 0)
    pull = np.einsum("npij,npj->npi", gain, per_position - mean[:, None]) / np.maximum(shares, 0.05)[..., None]
    covariance += np.einsum("npi,npj,np->nij", pull, pull, sd**2)
    # Scale: the constant between EN 1957 and the shops' scale is the same unknown for everybody.
    constant = FIRMNESS_OFFSET_SD * log_per_point(mean[:, :3].mean(axis=1))
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
