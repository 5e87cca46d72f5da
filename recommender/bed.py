"""What a bed gives back along its length: local modulus, comfort layer, bottoming, trough.

The engine's unit is EN 1957 hardness H in N/mm, measured with a 355 mm pad of 0.0990 m2, so a patch of bed answers
with k = H / 0.0990 m2. Pressure over indentation has three parts: a comfort layer that conforms first (a toe of
`comfort_m`, which the pad's slope does not see), the core's straight line, and a steep rise once it is squeezed flat.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.body import ZONE_EDGES
from recommender.errors import BedError

Array = NDArray[np.float64]

PAD_AREA_M2 = 0.0990  # EN 1957 loading pad, diameter 355 mm
PAD_DIAMETER_M = 0.355
DEFAULT_COMFORT_CM = 3.0  # ASSUMED: typical quilt and top foam that conform before the core
DEFAULT_THICKNESS_CM = 20.0  # median height where shops state one is near 20 cm
BOTTOM_FRACTION = 0.60  # ASSUMED: foams and springs lock at about 60 % compression
BOTTOM_RATIO = 5.0  # ASSUMED: how much steeper the curve becomes there
ZONE_BLEND = 0.015  # half width of the change from one zone to the next, as a fraction of stature (about 2.6 cm)
HARDNESS_RANGE_N_MM = (0.5, 60.0)
ZONES = ("shoulder", "waist", "hip")
_ZONE_SPANS = ((ZONE_EDGES[0], ZONE_EDGES[1]), (ZONE_EDGES[1], ZONE_EDGES[2]), (ZONE_EDGES[2], ZONE_EDGES[3]))


@dataclass(frozen=True)
class BedSupport:
    """Bed under n bodies: `modulus_pa_m` (s, n) along the stations, `comfort_m` and `bottom_m` (n,), `trough_m` (s, n)."""

    modulus_pa_m: Array
    comfort_m: Array
    bottom_m: Array
    trough_m: Array


def zone_weights(station: Array) -> Array:
    """(s, 3) how much of shoulder, waist and hip zone lies at each station, blended at the edges."""
    x = np.asarray(station)[:, None]
    ramp = [np.clip((x - edge) / (2 * ZONE_BLEND) + 0.5, 0, 1) for edge in ZONE_EDGES[:4]]
    return np.concatenate([ramp[i] - ramp[i + 1] for i in range(3)], axis=1)


def bed_support(
    hardness_n_mm: Array | float,
    station: Array,
    *,
    zone_factors: Array | None = None,
    comfort_cm: Array | float = DEFAULT_COMFORT_CM,
    thickness_cm: Array | float = DEFAULT_THICKNESS_CM,
    trough_m: Array | None = None,
) -> BedSupport:
    """Lay out n beds along the stations of n bodies.

    Args:
        hardness_n_mm: (n,) EN 1957 hardness of the bed, 0.5 to 60 N/mm.
        station: (s,) stations as fractions of stature from the head.
        zone_factors: (n, 3) or (3,) factors on the stiffness under shoulder, waist and hip; other zones 1.
        comfort_cm: (n,) depth over which the comfort layer conforms, 0.5 to 15 cm.
        thickness_cm: (n,) whole height of the mattress, 5 to 60 cm.
        trough_m: (s,) or (s, n) depth of a worn-in trough, 0 or more.

    Raises:
        BedError: a figure outside its range; the message names it.
    """
    hardness = np.atleast_1d(_checked("hardness_n_mm", hardness_n_mm, *HARDNESS_RANGE_N_MM))
    comfort = _checked("comfort_cm", comfort_cm, 0.5, 15)
    thickness = _checked("thickness_cm", thickness_cm, 5, 60)
    factors = np.ones((1, 3)) if zone_factors is None else np.atleast_2d(_checked("zones", zone_factors, 0.2, 5))
    n = max(len(hardness), np.size(comfort), np.size(thickness), len(factors))
    log_factor = zone_weights(station) @ np.log(factors).T
    modulus = hardness * 1000 / PAD_AREA_M2 * np.exp(log_factor)
    trough = (
        np.zeros((len(station), 1))
        if trough_m is None
        else np.reshape(_checked("trough_m", trough_m, 0, 0.2), (len(station), -1))
    )
    return BedSupport(
        modulus_pa_m=np.broadcast_to(modulus, (len(station), n)),
        comfort_m=np.broadcast_to(np.asarray(comfort) / 100, (n,)),
        bottom_m=np.broadcast_to(np.asarray(thickness) / 100 * BOTTOM_FRACTION, (n,)),
        trough_m=np.broadcast_to(trough, (len(station), n)),
    )


def _checked(name: str, value: Array | float, low: float, high: float) -> Array:
    array = np.asarray(value, dtype=float)
    bad = ~((array >= low) & (array <= high))
    if bad.any():
        raise BedError(f"{float(array[bad].flat[0]):g} is not possible", where=name, allowed=f"{low:g} to {high:g}")
    return array


def pressure_pa(indentation_m: Array | float, modulus_pa_m: Array | float, comfort_m: float, bottom_m: float) -> Array:
    """Pressure under a patch pushed into the bed: toe, straight core, bottoming. All broadcast."""
    d = np.asarray(indentation_m, dtype=float)

    def up(x: Array) -> Array:
        return np.maximum(x, 0)

    toe = (up(d) ** 2 - up(d - comfort_m) ** 2) / (2 * comfort_m)
    return np.asarray(modulus_pa_m * (toe + (BOTTOM_RATIO - 1) * up(d - bottom_m)))


def pad_hardness_n_mm(modulus_pa_m: float, comfort_m: float, bottom_m: float) -> float:
    """EN 1957 pad test on a uniform bed: mean slope of force over indentation at 210, 275 and 340 N, in N/mm.

    The pad is taken as flat and rigid. Where the comfort layer still conforms at these forces the slope is lower
    than modulus times area, as it is on the bench.
    """
    depth = np.linspace(0, bottom_m * 1.5, 20001)
    force = PAD_AREA_M2 * pressure_pa(depth, modulus_pa_m, comfort_m, bottom_m)
    at = np.interp([210.0, 275.0, 340.0], force, depth)
    slope = np.gradient(force, depth)
    return float(np.mean(np.interp(at, depth, slope)) / 1000)
