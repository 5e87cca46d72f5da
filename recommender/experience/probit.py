"""An ordered probit: three answers to one unseen figure, and what they tell of the figures it is made of.

Somebody on a bed feels r + e, how much firmer the bed is than their own best one, with an error e. Beyond a half width
either way they say too firm or too soft, between them right. r is linear in unknown figures z, normal beforehand.
The answers' likelihood is log-concave, so each can only narrow z; expectation propagation (Minka 2001) finds the normal
distribution that agrees with every answer's own mean and variance. With one answer it is exact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from recommender.arrays import Array
from recommender.sleeper import Feels

SIDE_OF: dict[Feels, int] = {"too_soft": -1, "right": 0, "too_firm": 1}
_FAR: Final = -20.0  # below it the probability of the tail is summed as a series, exact to 1e-9
SWEEPS, SETTLED = 200, 1e-12  # passes over the answers at most, and the change at which they end


@dataclass(frozen=True)
class Learnt:
    """What an answer does to a normal figure of mean m and variance v: it becomes m + v rise, v - v^2 curve.

    Attributes:
        log_chance: ln of the probability of the answer beforehand.
        rise, curve: slope of that by m, and how strongly it is concave; `curve` lies between 0 and 1 / v.
    """

    log_chance: Array
    rise: Array
    curve: Array


def hear(side: ArrayLike, mean: ArrayLike, sd: ArrayLike, half_width: float) -> Learnt:
    """Learn from one answer about r + e, normal with this mean and SD; all in one unit, any shape.

    Args:
        side: -1 too soft, 0 right, 1 too firm.
        mean: of r; sd: of r + e.
        half_width: `h`, above 0.
    """
    side, mean, sd = np.broadcast_arrays(np.asarray(side), np.asarray(mean, dtype=float), np.asarray(sd, dtype=float))
    # "Too soft" is "too firm" seen from the other side, and "right" is symmetric: all are seen from the left tail,
    # where the normal distribution is exact however far out.
    turned = np.where(side == 0, mean < 0, side > 0)
    mirrored = np.where(turned, -mean, mean)
    low = np.where(side == 0, (-half_width - mirrored) / sd, -np.inf)
    high = np.where(side == 0, half_width - mirrored, -half_width - mirrored) / sd
    log_high, log_low = _log_below(high), _log_below(low)
    with np.errstate(divide="ignore"):
        log_chance = log_high + np.log1p(-np.exp(log_low - log_high))
    at_low, at_high = (np.exp(_log_density(end) - log_chance) for end in (low, high))
    rise = (at_low - at_high) / sd
    bent = np.where(np.isinf(low), 0.0, np.where(np.isinf(low), 0.0, low) * at_low) - high * at_high
    curve = rise**2 - bent / sd**2
    return Learnt(log_chance, np.where(turned, -rise, rise), np.clip(curve, 0.0, 1 / sd**2))


def hear_all(
    covariance: Array, rows: Array, offset: Array, side: Array, noise_sd: Array, half_width: float
) -> tuple[Array, Array]:
    """Mean (d,) and covariance (d, d) of figures z after k answers, z having mean 0 and this covariance before.

    The order of the answers changes nothing beyond 1e-9.

    Args:
        rows: (k, d); answer i is about rows[i] z + offset[i].
        side, noise_sd: (k,) what was said, and the SD of its error.
    """
    k = len(rows)
    sharpness, pull = np.zeros(k), np.zeros(k)  # of each answer's own normal factor
    mean, left = np.zeros(len(covariance)), covariance.copy()
    for _ in range(SWEEPS):
        before = np.concatenate([sharpness, pull])
        for i, row in enumerate(rows):
            along = left @ row
            variance, here = float(row @ along), float(row @ mean)
            if variance <= 0:
                continue
            # Take this answer out, hear it again beside the others, and put it back.
            bare = 1 / max(1 / variance - sharpness[i], 1e-12)
            without = bare * (here / variance - pull[i])
            said = hear(side[i], without + offset[i], np.hypot(np.sqrt(bare), noise_sd[i]), half_width)
            rise, curve = float(said.rise), float(said.curve)
            keeps = 1 - bare * curve
            sharpness[i], pull[i] = curve / keeps, (rise + curve * without) / keeps
            after, there = bare * keeps, without + bare * rise
            left -= np.outer(along, along) * ((variance - after) / variance**2)
            mean += along * ((there - here) / variance)
        if np.abs(np.concatenate([sharpness, pull]) - before).max() < SETTLED:
            break
    return mean, (left + left.T) / 2


def _log_below(x: Array) -> Array:
    """ln of the probability that a standard normal figure is below x, any shape; without scipy, which loads slowly."""
    found = [_log_below_one(float(one)) for one in np.ravel(x)]
    return np.array(found).reshape(np.shape(x))


def _log_below_one(x: float) -> float:
    if x == -math.inf:
        return -math.inf
    if x > 0:
        return math.log1p(-math.erfc(x / math.sqrt(2)) / 2)
    if x > _FAR:
        return math.log(math.erfc(-x / math.sqrt(2)) / 2)
    y = 1 / x**2
    return -(x**2) / 2 - math.log(-x * math.sqrt(2 * math.pi)) + math.log1p(y * (-1 + y * (3 + y * (-15 + y * 105))))


def _log_density(x: Array) -> Array:
    density: Array = -(x**2) / 2 - np.log(2 * np.pi) / 2
    return density
