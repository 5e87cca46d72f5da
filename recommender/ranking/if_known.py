"""Beds as they would be once a fact about them was known: three places it may turn out at, and what doubt is left.

The three places have the mean and variance of what is unsure, so on average a fact moves no bed, but for comfort layers
that reach beyond what the model was trained on: these count as the nearest.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array
from recommender.ranking.bed_knowledge import MODEL_SD
from recommender.ranking.bed_vectors import ZONE_SD_COUNTED, ZONE_SD_MAPPED, Beds
from recommender.ranking.measured import HARDNESS_SD
from recommender.scoring.optimum import REACH
from recommender.scoring.scoring_model import ORIGIN

_LEAST = 1e-9  # (ln N/mm)^2; of a sharply zoned bed nothing may be unsure of all zones alike
# A normal figure at three places, exact for polynomials of degree 5.
PLACES, SHARES = np.array([-np.sqrt(3), 0.0, np.sqrt(3)]), np.array([1.0, 4.0, 1.0]) / 6


def as_beds(beds: Beds, centre: Array, covariance: Array) -> Beds:
    """Beds (m, places, 4), all places of one as unsure as (m, 4, 4), one after the other."""
    each = np.arange(centre.shape[0] * centre.shape[1])
    spread = np.repeat(covariance, centre.shape[1], axis=0)
    return replace(beds, centre=centre.reshape(len(each), 4), covariance=spread, kind=each, first=each)


def comfort_known(beds: Beds, rows: NDArray[np.intp]) -> tuple[Array, Array]:
    """(m, 3, 4) beds whose comfort layer turned out at three places, and (m, 4, 4) how unsure each then is."""
    centre, covariance = np.repeat(beds.centre[rows][:, None], 3, axis=1), beds.covariance[rows].copy()
    variance = covariance[:, 3, 3]
    left = np.minimum(MODEL_SD**2 / variance, 1.0)
    centre[..., 3] += np.sqrt((1 - left) * variance)[:, None] * PLACES
    centre[..., 3] = np.clip(centre[..., 3], ORIGIN[3] - REACH[3], ORIGIN[3] + REACH[3])
    covariance[:, 3] *= np.sqrt(left)[:, None]
    covariance[:, :, 3] *= np.sqrt(left)[:, None]
    return centre, covariance


def hardness_known(beds: Beds, rows: NDArray[np.intp]) -> tuple[Array, Array]:
    """The same of beds whose hardness was measured."""
    centre, covariance = np.repeat(beds.centre[rows][:, None], 3, axis=1), beds.covariance[rows].copy()
    shared = np.maximum(covariance[:, :3, :3].min(axis=(1, 2)), _LEAST)
    left = np.minimum(HARDNESS_SD**2 / shared, 1.0)
    centre[..., :3] += (np.sqrt((1 - left) * shared)[:, None] * PLACES)[..., None]
    covariance[:, :3, :3] -= ((1 - left) * shared)[:, None, None]
    covariance[:, :3, 3] *= left[:, None]
    covariance[:, 3, :3] *= left[:, None]
    return centre, covariance


def shoulder_zone_known(beds: Beds, rows: NDArray[np.intp]) -> tuple[Array, Array]:
    """The same of beds of which nobody states zones, once a map tells how they give under the shoulder."""
    centre, covariance = np.repeat(beds.centre[rows][:, None], 3, axis=1), beds.covariance[rows].copy()
    told = ZONE_SD_COUNTED**2 - ZONE_SD_MAPPED**2
    centre[..., 0] += np.sqrt(told) * PLACES
    covariance[:, 0, 0] -= told
    return centre, covariance
