"""How far zones may be advised apart: no shoulder zone clearly firmer than the hip's, no ridge under the waist.

Few beds have such zones, nobody lies on them exactly, and where hips and waist are of one breadth a ridge has nothing
to fill. The caps are ASSUMED, after what professionals accept.
"""

from __future__ import annotations

import numpy as np

from catalog.firmness import LOG_PER_POINT
from recommender.arrays import Array
from recommender.coefficients import values
from recommender.sleeper import ZONES

_CAPS = values("zone_caps")
SHOULDER_OVER_HIP: float = _CAPS["shoulder_over_hip_points"]
RIDGE_SLIM, RIDGE_HEAVY = _CAPS["waist_over_hip_points"]
BMI_SLIM, BMI_HEAVY = _CAPS["waist_over_hip_bmi"]
_SHOULDER, _WAIST, _HIP = (ZONES.index(zone) for zone in ("shoulder", "waist", "hip"))


def step_inside(zones: Array, bmi: Array) -> Array:
    """(3, n) how far zones (3, n) of best beds move, in ln N/mm, to lie inside the caps of bodies of `bmi` (n,).

    A shoulder zone too firm meets the hip half-way; a ridge is lowered. Within the caps nothing moves.
    """
    step = np.zeros_like(zones)
    over = np.maximum(0, zones[_SHOULDER] - zones[_HIP] - SHOULDER_OVER_HIP * LOG_PER_POINT)
    step[_SHOULDER] -= over / 2
    step[_HIP] += over / 2
    ridge = np.interp(bmi, (BMI_SLIM, BMI_HEAVY), (RIDGE_SLIM, RIDGE_HEAVY)) * LOG_PER_POINT
    step[_WAIST] -= np.maximum(0, zones[_WAIST] - zones[_HIP] - step[_HIP] - ridge)
    return step
