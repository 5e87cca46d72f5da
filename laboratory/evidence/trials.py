"""Published trials simulated: the bodies and beds of a study, and the results of our mechanics.

Hardness is rarely reported. Where a study names only soft, medium or firm, or a foam's indentation load, the beds below
represent it; each is ASSUMED and the same for every comparison.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from catalog.firmness import LABEL_FIRMNESS, hardness_from_firmness
from recommender.arrays import Array
from recommender.mechanics.bed import COMFORT_KPA, USUAL_LOG_CORE_RATIO, Bed, BedSupport, comfort_cm_of
from recommender.mechanics.measures import Measures
from recommender.mechanics.parameters import Parameters
from recommender.mechanics.rest import lay
from recommender.person.anthropometry import DIMENSIONS, Bodies, fill_arrays
from recommender.sleeper import Position

# N/mm of what shops call by these words, and a board with a pad.
SOFT, MEDIUM, FIRM = (float(hardness_from_firmness(LABEL_FIRMNESS[word])) for word in ("soft", "medium", "firm"))
VERY_FIRM = 25.0
BLOCK_KPA = 8.0
# Indentation load in lb at 25 % of 10 cm on 323 cm2, as the slope of a 20 cm bed under the EN pad: 0.27 N/mm per lb.
ILD_N_MM_PER_LB = 0.27
HOSPITAL_N_MM = 12.0
# A board: only the body's own soft tissue gives.
RIGID = BedSupport(
    core_pa_m=np.full((1, 1), 1e8),
    comfort_m_pa=np.zeros((1, 1)),
    lock_pa=np.full(1, 1e8),
    bottom_m=np.ones(1),
    trough_m=np.zeros((1, 1)),
)
ZONE_GRID = np.array([0.5, 0.7, 1.0, 1.4])


def shop_bed(hardness_n_mm: Array | float, **more: Any) -> Bed:
    """A bed as shops sell it: with the comfort layer published for its firmness, fixed before any trial was laid."""
    return Bed(hardness_n_mm, comfort_cm=comfort_cm_of(USUAL_LOG_CORE_RATIO, hardness_n_mm), **more)


def foam_block(hardness_n_mm: Array | float, **more: Any) -> Bed:
    """A mattress that is one block of foam, as hospitals have: its upper half follows a bone as a comfort layer does,
    and is too firm to lock."""
    thickness_cm = comfort_cm_of(np.log(2), hardness_n_mm) * BLOCK_KPA / COMFORT_KPA
    return Bed(hardness_n_mm, comfort_cm=thickness_cm, comfort_kpa=BLOCK_KPA, **more)


@lru_cache(maxsize=8)
def students() -> Bodies:
    """25 male students: weights and heights at even steps of a plausible spread (72 +- 10 kg, 176 +- 6 cm)."""
    weight, height = (grid.ravel() for grid in np.meshgrid(72 + 10 * _steps(5), 176 + 6 * _steps(5)))
    return _bodies(weight, height, 1.0)


@lru_cache(maxsize=1)
def contoured_students() -> tuple[Bodies, NDArray[np.bool_]]:
    """The students twice, and which of them (n,) have a pronounced contour: shoulders and waist each one SD further
    apart, against one SD nearer, than is usual at their weight and height."""
    usual = students()
    sd_cm = usual.sd_cm()
    shoulder, waist = (DIMENSIONS.index(name) for name in ("shoulder_breadth_cm", "waist_breadth_cm"))
    twins = [
        replace(
            usual,
            shoulder_breadth_cm=usual.shoulder_breadth_cm + sign * sd_cm[:, shoulder],
            waist_breadth_cm=usual.waist_breadth_cm - sign * sd_cm[:, waist],
        )
        for sign in (1.0, -1.0)
    ]
    return _join(*twins), np.repeat([True, False], len(usual))


@lru_cache(maxsize=8)
def adults() -> Bodies:
    """60 healthy adults, half of them women: BMI 19-31 at even steps of a plausible spread (25 +- 4)."""
    women = _bodies(*_sizes(165, 6.5), 0.0)
    men = _bodies(*_sizes(178, 7.0), 1.0)
    return _join(women, men)


@lru_cache(maxsize=8)
def slim_adults(male: float | None = None) -> Bodies:
    """20 adults of BMI 22.4 +- 2.9, 10 women and 10 men; or the 10 of one sex."""
    parts = []
    for sex, height in ((0.0, 166.0), (1.0, 178.0)):
        if male is None or sex == male:
            bmi = 22.4 + 2.9 * _steps(10)
            parts.append(_bodies(bmi * (height / 100) ** 2, np.full(10, height), sex))
    return parts[0] if len(parts) == 1 else _join(*parts)


def deviation_deg(measures: Measures) -> Array:
    """(n,) deviation of a side-lying spine from straight and level: tilt and bend together."""
    return np.asarray(np.hypot(measures.tilt_deg, measures.lumbar_angle_deg))


def best_zoned_deviation_deg(
    bodies: Bodies, position: Position, parameters: Parameters, beds: tuple[float, ...] = (SOFT, MEDIUM, FIRM)
) -> Array:
    """(n,) the least deviation over a grid of shoulder, waist and hip factors on these beds (N/mm)."""
    return np.asarray(_zoned_deviation_deg(bodies, position, parameters, beds).min(axis=1))


def best_zone_factors(bodies: Bodies, position: Position, parameters: Parameters, hardness_n_mm: float) -> Array:
    """(n, 3) the factors of the grid with the least deviation of each body on a bed of this hardness."""
    factors: Array = zone_grid()[_zoned_deviation_deg(bodies, position, parameters, (hardness_n_mm,)).argmin(axis=1)]
    return factors


def zone_grid() -> Array:
    """(m, 3) factors under shoulder, waist and hip."""
    return np.column_stack([grid.ravel() for grid in np.meshgrid(ZONE_GRID, ZONE_GRID, ZONE_GRID)])


def _zoned_deviation_deg(bodies: Bodies, position: Position, parameters: Parameters, beds: tuple[float, ...]) -> Array:
    """(n, m) deviation of each body on each of the beds with each of the grid's factors."""
    factors = zone_grid()
    hardness = np.repeat(beds, len(factors))
    everything = np.tile(factors, (len(beds), 1))
    n, m = len(bodies), len(hardness)
    everybody = bodies.take(np.repeat(np.arange(n), m))
    laid = lay(
        everybody, position, shop_bed(np.tile(hardness, n), zone_factors=np.tile(everything, (n, 1))), parameters
    )
    return deviation_deg(laid.measures).reshape(n, m)


def lordosis_mattress_rigid_deg(parameters: Parameters, male: float | None = None) -> float:
    """Supine lumbar angle on a medium mattress minus on a rigid plane, mean of 20 slim adults (or one sex)."""
    bodies = slim_adults(male)
    soft, board = (lay(bodies, "back", bed, parameters).measures for bed in (shop_bed(MEDIUM), RIGID))
    return float(np.mean(soft.lumbar_angle_deg - board.lumbar_angle_deg))


def lumbar_distance_hard_medium_mm(parameters: Parameters) -> float:
    """Supine depth of the lumbar hollow, 120 against 42 lb foam, mean of 20 slim adults, mm (less on hard: negative).

    The hollow's depth is read from shoulders to pelvis, so it is minus the waist's sag.
    """
    hard, medium = (
        lay(slim_adults(), "back", foam_block(ILD_N_MM_PER_LB * lb), parameters).measures for lb in (120, 42)
    )
    return float(np.mean(medium.waist_sag_mm - hard.waist_sag_mm))


def mean_pressure_ratio(parameters: Parameters) -> float:
    """Supine mean pressure at 115 kg over that at 75 kg, on a hospital mattress, men and women together."""
    size = [_bodies(np.full(2, weight), np.array([165.0, 178.0]), 0.5) for weight in (115.0, 75.0)]
    bed = foam_block(HOSPITAL_N_MM, thickness_cm=14.0)
    heavy, light = (lay(bodies, "back", bed, parameters).measures.mean_kpa for bodies in size)
    return float(np.mean(heavy / light))


def _steps(n: int) -> Array:
    """n even quantiles of a standard normal, to 2 digits; mean 0, SD near 0.9."""
    return np.asarray(ndtri((np.arange(n) + 0.5) / n))


def _sizes(height_cm: float, sd_cm: float) -> tuple[Array, Array]:
    height, bmi = (grid.ravel() for grid in np.meshgrid(height_cm + sd_cm * _steps(5), 25 + 4 * _steps(6)))
    return bmi * (height / 100) ** 2, height


def _bodies(weight_kg: Array, height_cm: Array, male: float) -> Bodies:
    n = len(weight_kg)
    return fill_arrays(weight_kg, height_cm, np.full(n, male), np.full(n, np.nan), {})


def _join(*parts: Bodies) -> Bodies:
    return Bodies(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in vars(parts[0])})
