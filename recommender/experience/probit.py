"""An ordered probit: three answers to one unseen figure, and what they tell of the figures it is made of.

Somebody on a bed feels r + e, how much firmer the bed is than their own best one, with an error e. Beyond a half width
either way they say too firm or too soft, between them right. r is linear in unknown figures z, normal beforehand.
A small share of answers are slips, any of the three whatever was felt [wichmann2001]: the less an answer agrees with
what is known otherwise, the likelier it is one, and the less it moves and narrows. So answers that contradict each
other leave more open than answers that agree. Expectation propagation (Minka 2001) finds the normal distribution that
agrees with every answer's own mean and variance. With one answer it is exact, but for one rule: an answer that would
leave z less sure than it was leaves it as sure.
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
SWEEPS, SETTLED = 500, 1e-12  # passes over the answers at most, and the change at which they end
PART = 0.6  # of each change is taken in a pass, so that answers that share a figure do not overshoot together
_LEAST = 1e-12


@dataclass(frozen=True)
class Scale:
    """How answers are read.

    Attributes:
        half_width: within which a bed is right, above 0, in the unit of r.
        slips: share of answers that are slips, 0 to 1.
    """

    half_width: float
    slips: float


@dataclass(frozen=True)
class Learnt:
    """What an answer does to a normal figure of mean m and variance v: it becomes m + v rise, v - v^2 curve.

    Attributes:
        log_chance: ln of the probability of the answer beforehand.
        rise, curve: slope of that by m, and how strongly it is concave; `curve` lies between 0 and 1 / v: where it is
            convex, because the answer is likelier a slip, it is 0.
    """

    log_chance: Array
    rise: Array
    curve: Array


def hear(side: ArrayLike, mean: ArrayLike, sd: ArrayLike, scale: Scale) -> Learnt:
    """Learn from one answer about r + e, normal with this mean and SD; all in one unit, any shape.

    Args:
        side: -1 too soft, 0 right, 1 too firm.
        mean: of r; sd: of r + e.
    """
    side, mean, sd = np.broadcast_arrays(np.asarray(side), np.asarray(mean, dtype=float), np.asarray(sd, dtype=float))
    # "Too soft" is "too firm" seen from the other side, and "right" is symmetric: all are seen from the left tail,
    # where the normal distribution is exact however far out.
    turned = np.where(side == 0, mean < 0, side > 0)
    mirrored = np.where(turned, -mean, mean)
    half_width = scale.half_width
    low = np.where(side == 0, (-half_width - mirrored) / sd, -np.inf)
    high = np.where(side == 0, half_width - mirrored, -half_width - mirrored) / sd
    log_high, log_low = _log_below(high), _log_below(low)
    with np.errstate(divide="ignore"):
        log_chance = log_high + np.log1p(-np.exp(log_low - log_high))
    at_low, at_high = (np.exp(_log_density(end) - log_chance) for end in (low, high))
    rise = (at_low - at_high) / sd
    bent = np.where(np.isinf(low), 0.0, np.where(np.isinf(low), 0.0, low) * at_low) - high * at_high
    curve = np.clip(rise**2 - bent / sd**2, 0.0, 1 / sd**2)
    # Meant or a slip: the logarithm of a sum of the two chances.
    log_meant = math.log1p(-scale.slips) + log_chance
    log_slip = math.log(scale.slips / len(SIDE_OF)) if scale.slips else -math.inf
    log_either = np.logaddexp(log_meant, log_slip)
    meant = np.exp(log_meant - log_either)
    curve = np.maximum(meant * (curve - (1 - meant) * rise**2), 0.0)
    return Learnt(log_either, meant * np.where(turned, -rise, rise), curve)


def hear_all(
    covariance: Array, rows: Array, offset: Array, side: Array, noise_sd: Array, scale: Scale
) -> tuple[Array, Array]:
    """Mean (n, d) and covariance (n, d, d) of n people's figures z after k answers each.

    Beforehand each person's z has mean 0 and their covariance. All answers of a person are heard at once, each beside
    what the others said in the pass before, so their order changes nothing.

    Args:
        covariance: (n, d, d) of z beforehand.
        rows, offset: (n, k, d), (n, k) answer i is about rows[i] z + offset[i].
        side, noise_sd: (n, k) what was said, and the SD of its error.
    """
    k = rows.shape[1]
    sharpness, pull = np.zeros(offset.shape), np.zeros(offset.shape)  # of each answer's own normal factor
    towards = covariance @ np.swapaxes(rows, 1, 2)
    across = rows @ towards
    part = PART if k > 1 else 1.0
    for _ in range(SWEEPS):
        # The answers as normal figures beside each other: k of them, however many figures there are.
        kept = np.linalg.solve(np.eye(k) + across * sharpness[:, None, :], across)
        variance, here = np.diagonal(kept, axis1=1, axis2=2), (kept @ pull[..., None])[..., 0]
        bare = 1 / np.maximum(1 / variance - sharpness, _LEAST)
        without = bare * (here / variance - pull)
        said = hear(side, without + offset, np.sqrt(bare + noise_sd**2), scale)
        keeps = 1 - bare * said.curve
        sharper, stronger = said.curve / keeps - sharpness, (said.rise + said.curve * without) / keeps - pull
        sharpness, pull = sharpness + part * sharper, pull + part * stronger
        if max(np.abs(sharper).max(), np.abs(stronger).max()) < SETTLED:
            break
    mixed = np.eye(k) + across * sharpness[:, None, :]
    mean = (towards @ np.linalg.solve(np.swapaxes(mixed, 1, 2), pull[..., None]))[..., 0]
    lost = (towards * sharpness[:, None, :]) @ np.linalg.solve(mixed, np.swapaxes(towards, 1, 2))
    left = covariance - lost
    return mean, (left + np.swapaxes(left, 1, 2)) / 2


def _log_below_one(x: float) -> float:
    if x == -math.inf:
        return -math.inf
    if x > 0:
        return math.log1p(-math.erfc(x / math.sqrt(2)) / 2)
    if x > _FAR:
        return math.log(math.erfc(-x / math.sqrt(2)) / 2)
    y = 1 / x**2
    return -(x**2) / 2 - math.log(-x * math.sqrt(2 * math.pi)) + math.log1p(y * (-1 + y * (3 + y * (-15 + y * 105))))


# ln of the probability that a standard normal figure is below x, any shape; without scipy, which loads slowly.
_log_below = np.vectorize(_log_below_one, otypes=[float])


def _log_density(x: Array) -> Array:
    density: Array = -(x**2) / 2 - np.log(2 * np.pi) / 2
    return density
