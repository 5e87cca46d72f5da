"""A reading by two loads on a disc: what it says of the whole bed and of its core, with the error of each.

The bed gives along two straight lines: as a whole until its comfort layer is squeezed to 40 % of itself, then only its
core gives. A light load stays on the first line, a heavy one goes beyond it. Anybody can take such a reading with two
weights and a ruler.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catalog.mattress import CompressionReading, Mattress
from recommender.arrays import Array
from recommender.coefficients import values
from recommender.mechanics.bed import COUPLING_MM, MOST_COMFORT_SHARE, PAD_AREA_M2
from recommender.person.units import MM_PER_M

_READ = values("compression")
READING_SD_MM: float = _READ["reading_sd_mm"]
PLACE_SD: float = _READ["place_sd"]
LOCK_PA, LOCK_SD_PA = 1000 * _READ["lock_kpa"], 1000 * _READ["lock_sd_kpa"]
USUAL_COUPLING_MM: float = _READ["usual_coupling_mm"]
COUPLING_REL_SD: float = _READ["coupling_rel_sd"]
LEAST_CORE_GIVE: float = 1 - MOST_COMFORT_SHARE  # of the whole bed's give
PAD_MM = 2 * MM_PER_M * float(np.sqrt(PAD_AREA_M2 / np.pi))


@dataclass(frozen=True)
class BedReading:
    """What a reading says of a bed.

    Attributes:
        log_hardness: ln N/mm of the whole bed, as the pad of EN 1957 would find it.
        log_core_ratio: ln(core / whole bed); NaN where both loads are too light to tell.
        covariance: (2, 2) of the two; NaN where that is.
    """

    log_hardness: float
    log_core_ratio: float
    covariance: Array


def disc_stiffness(disc_mm: float, coupling_mm: float) -> float:
    """How much stiffer a rigid disc finds a bed whose places pull on one another than if they did not.

    The load on a disc of radius r is k pi r^2 w (1 + 2 (l / r) K1(r / l) / K0(r / l)), l the reach [pasternak1954]: the
    smaller the disc, the more of the bed around it helps.
    """
    if coupling_mm <= 0:
        return 1.0
    ratio = disc_mm / 2 / coupling_mm
    return 1 + 2 / ratio * _bessel_ratio(ratio)


def _bessel_ratio(x: float) -> float:
    """K1(x) / K0(x), from K_n(x) = integral of exp(-x cosh t) cosh(n t) over t > 0: the trapezoid rule is exact
    to 1e-9 for such a peak. Without SciPy, which takes longer to load than a recommendation takes.
    """
    t = np.linspace(0, np.arccosh(1 + 40 / x), 400)
    weight = np.exp(-x * (np.cosh(t) - 1))
    weight[0] /= 2
    return float((weight * np.cosh(t)).sum() / weight.sum())


def read_compression(reading: CompressionReading, coupling_mm: float | None = None) -> BedReading:
    """Hardness and core ratio of a bed from a reading, by error propagation from the millimetres, the place, the disc
    and the pressure at which the comfort layer is squeezed.

    Args:
        coupling_mm: reach of the bed's construction (`COUPLING_MM`); None where that is unknown.
    """
    to_pad, to_pad_sd = _to_pad(reading.disc_mm, coupling_mm)
    area = np.pi / 4 * (reading.disc_mm / MM_PER_M) ** 2
    pressure = np.array([reading.light_load_n, reading.heavy_load_n]) / area
    sunk = np.array([reading.light_mm, reading.heavy_mm]) / MM_PER_M
    error = (READING_SD_MM / MM_PER_M) ** 2
    shared = PLACE_SD**2 + to_pad_sd**2
    if pressure[1] <= LOCK_PA:  # one line: the core is not told
        give = float(pressure @ sunk / (pressure @ pressure))
        variance = error / float(pressure @ pressure) / give**2 + shared
        return BedReading(_log_hardness(give, to_pad), np.nan, np.array([[variance, np.nan], [np.nan, np.nan]]))
    parts = np.column_stack([np.minimum(pressure, LOCK_PA), np.maximum(pressure - LOCK_PA, 0)])
    inverse = np.linalg.inv(parts)
    give, core_give = inverse @ sunk
    if give <= 0:  # both loads beyond the lock, and a ruler that contradicts itself: one line through both
        give = float(pressure @ sunk / (pressure @ pressure))
    at_lock = (pressure > LOCK_PA) * (give - core_give)
    spread = inverse @ (error * np.eye(2) + LOCK_SD_PA**2 * np.outer(at_lock, at_lock)) @ inverse.T
    core_give = float(np.clip(core_give, LEAST_CORE_GIVE * give, give))
    slope = np.array([[-1 / give, 0], [1 / give, -1 / core_give]])
    covariance = slope @ spread @ slope.T
    covariance[0, 0] += shared
    return BedReading(_log_hardness(float(give), to_pad), float(np.log(give / core_give)), covariance)


def reading_of(bed: Mattress) -> BedReading | None:
    """What a record's own reading says of it; None without one, or where it is of one side or setting of several."""
    if bed.compression is None or bed.adjust_min is not None:
        return None
    return read_compression(bed.compression, COUPLING_MM.get(bed.type))


def _to_pad(disc_mm: float, coupling_mm: float | None) -> tuple[float, float]:
    """Stiffness that the pad finds over that the disc finds, and the SD of its logarithm."""
    reach = USUAL_COUPLING_MM if coupling_mm is None else coupling_mm

    def factor(at: float) -> float:
        return disc_stiffness(PAD_MM, at) / disc_stiffness(disc_mm, at)

    low, high = factor(reach * (1 - COUPLING_REL_SD)), factor(reach * (1 + COUPLING_REL_SD))
    return factor(reach), abs(float(np.log(high / low))) / 2


def _log_hardness(give_m_pa: float, to_pad: float) -> float:
    return float(np.log(to_pad * PAD_AREA_M2 / give_m_pa / MM_PER_M))
