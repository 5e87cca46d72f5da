"""From what is known of a bed to the figures the engine uses: ln(core stiffness / stiffness of the whole bed).

A bed is a comfort layer on a core, one above the other: both give under the same pressure. The hardness is that of the
whole bed, so a thick or soft comfort layer means a stiff core under it. The figure is 0 where all give is the core's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from catalog.construction.comfort import ComfortKnowledge, possible_comfort
from catalog.mattress import Mattress
from recommender.arrays import Array
from recommender.coefficients import values
from recommender.mechanics.bed import CLD_STRAIN, MOST_COMFORT_SHARE, PAD_AREA_M2
from recommender.person.units import CM_PER_M, MM_PER_M
from recommender.ranking.compression import reading_of

_KNOWN = values("bed_knowledge")
MODEL_SD: float = _KNOWN["model_sd"]
PA_PER_KPA = 1000.0
MOST_CORRELATED = 0.95  # so that bounded moments stay those of a covariance
TAIL = 6.0  # SDs of a normal distribution beyond which nothing is counted
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(40)


@dataclass(frozen=True)
class ComfortFigure:
    """The fourth figure of m beds, which tells of the comfort layer: ln(core stiffness / whole-bed stiffness).

    Attributes:
        mean: (m,) 0 and more.
        variance: (m,)
        with_hardness: (m,) covariance with the error of ln hardness: the harder the bed, the less of its give is left
            to the core.
    """

    mean: Array
    variance: Array
    with_hardness: Array


def comfort_share(thickness_cm: ArrayLike, softness_kpa: ArrayLike, hardness_n_mm: ArrayLike) -> Array:
    """Share of a bed's give that is its comfort layer's, 0 to `MOST_COMFORT_SHARE`; all broadcast.

    A layer of thickness t and CLD40 has the modulus E = CLD40 / .4, so it gives t / E under a pascal; the whole bed
    gives 1 / k with k = H / 0.0990 m2 [en1957]. A core must be left to give something.
    """
    modulus_pa = np.asarray(softness_kpa) * PA_PER_KPA / CLD_STRAIN
    whole_pa_m = np.asarray(hardness_n_mm) * MM_PER_M / PAD_AREA_M2
    return np.minimum(MOST_COMFORT_SHARE, np.asarray(thickness_cm) / CM_PER_M / modulus_pa * whole_pa_m)


def log_core_ratio(
    comfort: Sequence[ComfortKnowledge], log_hardness: ArrayLike, log_hardness_sd: ArrayLike
) -> ComfortFigure:
    """Moments of ln(core / whole bed) from what is known of each bed's comfort layer.

    Thickness, softness and hardness are taken as lognormal and independent, so the share is lognormal too; the moments
    are those of the bounded figure itself. First-order propagation would be three times too wide where the share nears
    its bound.

    Args:
        comfort: m.
        log_hardness, log_hardness_sd: (m,) ln N/mm of the whole bed, and its SD.
    """
    thickness = np.array([one.thickness_cm for one in comfort])
    softness = np.array([one.softness_kpa for one in comfort])
    relative = np.array([one.thickness_sd_cm for one in comfort]) / thickness
    relative_soft = np.array([one.softness_sd_kpa for one in comfort]) / softness
    from_hardness = np.square(np.broadcast_to(np.asarray(log_hardness_sd, dtype=float), thickness.shape))
    spread = np.maximum(np.sqrt(np.log1p(relative**2) + np.log1p(relative_soft**2) + from_hardness), 1e-9)
    free = np.log(thickness / CM_PER_M * CLD_STRAIN / (softness * PA_PER_KPA) * MM_PER_M / PAD_AREA_M2)
    mean, variance, slope = _moments(free + np.asarray(log_hardness), spread)
    return ComfortFigure(mean, variance + MODEL_SD**2, slope / spread * from_hardness)


def _moments(log_share: Array, spread: Array) -> tuple[Array, Array, Array]:
    """(m,) mean and variance of -ln(1 - share) and its covariance with z, where ln share = log_share + spread z with z
    standard normal: by quadrature up to the bound of the share, in closed form beyond it.
    """
    bound = np.clip((np.log(MOST_COMFORT_SHARE) - log_share) / spread, -TAIL, TAIL)
    half = (bound + TAIL)[:, None] / 2
    z = half * (_NODES + 1) - TAIL
    weight = half * _WEIGHTS * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    ratio = -np.log1p(-np.minimum(np.exp(log_share[:, None] + spread[:, None] * z), MOST_COMFORT_SHARE))
    most, beyond = -np.log1p(-MOST_COMFORT_SHARE), ndtr(-bound)
    mean = (weight * ratio).sum(axis=1) + beyond * most
    variance = (weight * np.square(ratio - mean[:, None])).sum(axis=1) + beyond * np.square(most - mean)
    return mean, variance, (weight * ratio * z).sum(axis=1) + most * np.exp(-(bound**2) / 2) / np.sqrt(2 * np.pi)


def ndtr(x: Array) -> Array:
    """(m,) normal distribution function; without SciPy, which takes longer to load than a recommendation takes."""
    return np.array([math.erfc(-each / math.sqrt(2)) / 2 for each in x.tolist()])


def within(figure: ComfortFigure, low: float, high: float) -> ComfortFigure:
    """Mean and variance of normal figures of which what lies beyond `low` and `high` counts as that bound, in closed
    form. The covariance with the hardness stays: by less of it a bed of which less is known would gain.
    """
    sd = np.maximum(np.sqrt(figure.variance), 1e-9)
    below, above = (low - figure.mean) / sd, (high - figure.mean) / sd
    under, over = ndtr(below), ndtr(-above)
    inside = 1 - under - over
    at_low, at_high = (np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) for z in (below, above))
    shift = sd * (at_low - at_high)
    off = inside * figure.mean + shift + low * under + high * over - figure.mean  # of the mean
    # Second moment about the mean of the unbounded figure, then about its own.
    square = sd**2 * (inside + below * at_low - above * at_high) + (below * sd) ** 2 * under + (above * sd) ** 2 * over
    return replace(figure, mean=figure.mean + off, variance=square - off**2)


def core_ratio_of(
    beds: Sequence[Mattress],
    log_hardness: ArrayLike,
    log_hardness_sd: ArrayLike,
    bounds: tuple[float, float] | None = None,
) -> ComfortFigure:
    """Moments of ln(core / whole bed) of records, each with its hardness; an unstated construction is a mixture. What
    lies beyond `bounds` counts as the bound, in everything a bed may be.

    Its mean is that of all it may be, its variance that of the widest and of the distances between them: it gains
    nothing by being unknown.
    """
    level = np.broadcast_to(np.asarray(log_hardness, dtype=float), (len(beds),))
    sd = np.broadcast_to(np.asarray(log_hardness_sd, dtype=float), (len(beds),))
    place: dict[tuple[tuple[ComfortKnowledge, ...], float, float], int] = {}  # of each kind of bed; many are alike
    figures = zip(map(possible_comfort, beds), level.tolist(), sd.tolist(), strict=True)
    kind = np.array([place.setdefault(each, len(place)) for each in figures], dtype=np.intp)
    possible, kind_level, kind_sd = zip(*place, strict=True)
    count = np.array([len(each) for each in possible])
    first = np.concatenate([[0], np.cumsum(count)[:-1]]).astype(np.intp)
    each = log_core_ratio(
        [one for some in possible for one in some], np.repeat(kind_level, count), np.repeat(kind_sd, count)
    )
    each = each if bounds is None else within(each, *bounds)
    mean = np.add.reduceat(each.mean, first) / count
    between = np.add.reduceat(np.square(each.mean - np.repeat(mean, count)), first) / count
    variance = np.maximum.reduceat(each.variance, first) + between
    with_hardness = np.add.reduceat(each.with_hardness, first) / count
    found = _with_readings(beds, ComfortFigure(mean[kind], variance[kind], with_hardness[kind]), sd)
    if bounds is None:
        return found
    most = MOST_CORRELATED * sd * np.sqrt(found.variance)
    return ComfortFigure(np.clip(found.mean, *bounds), found.variance, np.minimum(found.with_hardness, most))


def _with_readings(beds: Sequence[Mattress], known: ComfortFigure, hardness_sd: Array) -> ComfortFigure:
    """Where a bed was read by two loads: the mean of what its construction and what the reading say that has the least
    variance. Both lean on the hardness, so their errors are not independent.
    """
    mean, variance, with_hardness = known.mean.copy(), known.variance.copy(), known.with_hardness.copy()
    for i, bed in enumerate(beds):
        reading = reading_of(bed)
        if reading is None or np.isnan(reading.log_core_ratio):
            continue
        own = bed.hardness_n_mm is None and bed.hs is None  # else the hardness is another measurement's
        read_with = float(reading.covariance[0, 1]) if own else 0.0
        read_variance = float(reading.covariance[1, 1]) + MODEL_SD**2
        both = with_hardness[i] / hardness_sd[i] ** 2 * read_with
        share = np.clip((variance[i] - both) / (variance[i] + read_variance - 2 * both), 0, 1)  # of the reading
        mean[i] += share * (reading.log_core_ratio - mean[i])
        variance[i] = (1 - share) ** 2 * variance[i] + share**2 * read_variance + 2 * share * (1 - share) * both
        with_hardness[i] += share * (read_with - with_hardness[i])
    return ComfortFigure(mean, variance, with_hardness)
