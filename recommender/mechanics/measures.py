"""Physical quantities of an equilibrium: tilt, sag, angle, immersion, pressure by zone, contact area.

Signs are the contract's: tilt positive when the pelvis lies lower than the shoulders, waist sag positive when the
lumbar spine is below the line from shoulders to pelvis, lumbar angle change positive towards more lordosis.

Peaks and areas are computed as the mat of the pressure maps measures them [pouyan2017], doi:10.1109/BHI.2017.7897206: a
mean over 3 x 3 of its cells. Absolute kPa of those maps are accurate to about 20 %, ratios within one person much
better.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array
from recommender.coefficients import values
from recommender.mechanics.bed import BedSupport, pressure_pa
from recommender.mechanics.body import ANKLE, LUMBAR, NECK, ZONE_EDGES, ZONE_NAMES, LyingBody
from recommender.mechanics.interpolation import through
from recommender.mechanics.lying import Contact, Equilibrium, contact_of, raised_m, under_bones
from recommender.person.units import CM_PER_M

_MEASURES = values("measures")
AREA_THRESHOLD_PA: float = _MEASURES["area_threshold_pa"]
PEAK_ALONG_M: float = _MEASURES["peak_along_m"]
PEAK_ACROSS_M: float = _MEASURES["peak_across_m"]
ARM_PA: float = _MEASURES["arm_pa"]  # mean pressure under an arm
# The head on its pillow is outside the beam.
HEAD_AREA_M2: Mapping[str, float] = _MEASURES["head_area_m2"]
HEAD_PEAK_RATIO: Mapping[str, float] = _MEASURES["head_peak_ratio"]
HEAD_HEIGHT_M: float = _MEASURES["head_height_cm"] / CM_PER_M
# Position of each landmark of the spine, as a fraction of stature from the head.
_SHOULDERS, _LUMBAR, _PELVIS = _MEASURES["shoulders"], _MEASURES["lumbar_middle"], _MEASURES["pelvis"]
_SPINE: tuple[float, float] = tuple(_MEASURES["spine"])


@dataclass(frozen=True)
class Measures:
    """Physical quantities of n bodies at rest, each (n,) unless stated.

    `force_share` and `peak_kpa` are (6, n) by zone of `ZONE_NAMES`; `immersion_mm` (3, n) at shoulder, waist, hip.
    `waist_load` is the share of the waist's own weight that the bed carries there. `lumbar_angle_deg` follows the
    contract's sign on back and stomach; on the side it is the bend in the frontal plane.
    """

    tilt_deg: Array
    waist_sag_mm: Array
    lumbar_angle_deg: Array
    rms_mm: Array
    contact_area_cm2: Array
    mean_kpa: Array
    force_share: Array
    peak_kpa: Array
    immersion_mm: Array
    waist_load: Array


def measure(body: LyingBody, bed: BedSupport, rest: Equilibrium) -> Measures:
    """Measure an equilibrium; rows of body and bed broadcast as in `lie`."""
    y, h = rest.spine_m, np.broadcast_to(body.step_m, rest.spine_m.shape[1:])
    stature = np.broadcast_to(body.stature_m, h.shape)
    reads = _reads(len(body.station))
    upper, middle, lower, rise_l1, rise_s1 = reads.spine @ y
    reach = (np.mean(_PELVIS) - np.mean(_SHOULDERS)) * stature
    along = (np.mean(_LUMBAR) - np.mean(_SHOULDERS)) / (np.mean(_PELVIS) - np.mean(_SHOULDERS))
    change = np.degrees(np.arctan(rise_s1 / stature) - np.arctan(rise_l1 / stature))
    area, mean, shares, peaks = _pressure(body, bed, rest, h, reads)
    immersion = np.stack([np.maximum((at @ rest.indent_m).max(axis=0), 0) for at in reads.immersion]) * 1000
    lumbar = ZONE_NAMES.index("lumbar")
    return Measures(
        tilt_deg=np.degrees(np.arctan((lower - upper) / reach)),
        waist_sag_mm=1000 * (middle - upper - along * (lower - upper)),
        lumbar_angle_deg=-change if body.position == "stomach" else change,
        rms_mm=1000 * np.sqrt(np.mean((reads.departure @ y) ** 2, axis=0)),
        contact_area_cm2=area,
        mean_kpa=mean,
        force_share=shares,
        peak_kpa=peaks,
        immersion_mm=immersion,
        waist_load=(reads.zones[lumbar] @ rest.line_n_m) * h / (reads.zones[lumbar] @ body.load_n),
    )


@dataclass(frozen=True)
class _Reads:
    """Linear readings of values at s stations, each through the cubic spline through them, so no reading jumps from one
    station to the next, and half the spacing gives the same. Rows are places, columns stations.
    """

    spine: Array  # (5, s) mean at shoulders, lumbar spine, pelvis; slope at L1 and S1 per unit of stature
    departure: Array  # (p, s) distance from the straight line through the spine
    immersion: tuple[Array, ...]  # places in each of shoulder, waist, hip
    zones: Array  # (6, s) cells to zones; columns sum to 1
    windows: Array  # (3, w, s) mean over a window of 9 cm, as a quadratic in its share of stature
    window_zone: NDArray[np.int_]  # (w,) the zone of each window's centre


@lru_cache(maxsize=8)
def _reads(n_stations: int) -> _Reads:
    edges = np.linspace(NECK, ANKLE, n_stations + 1)
    spline = through((edges[1:] + edges[:-1]) / 2)
    integral = spline.antiderivative()

    def mean(low: Array | float, high: Array | float) -> Array:
        return np.asarray((integral(high) - integral(low)) / np.reshape(np.subtract(high, low), (-1, 1)))

    def rise(place: float) -> Array:
        step, stations = edges[1] - edges[0], np.eye(n_stations)
        middle = (edges[1:] + edges[:-1]) / 2
        ahead, behind = (
            np.array([np.interp(place + half, middle, one) for one in stations]) for half in (step / 2, -step / 2)
        )
        return np.asarray((ahead - behind) / step)

    places = np.linspace(_SPINE[0], _SPINE[1], 25)
    design = np.column_stack([np.ones_like(places), places])
    away = np.eye(len(places)) - design @ np.linalg.pinv(design)
    # Force up to a place: the spline through the force summed over the cells before it.
    summed = through(edges, degree=2)(np.clip((0, *ZONE_EDGES, 1), NECK, ANKLE)) @ np.tri(
        n_stations + 1, n_stations, -1
    )
    zones = np.diff(summed, axis=0)
    centres = np.arange(0.16, 0.955, 0.01)
    shares = np.array([0.020, 0.0275, 0.035])  # half of 9 cm in statures of 225, 164 and 129 cm
    means = np.stack([mean(np.maximum(centres - half, NECK), np.minimum(centres + half, ANKLE)) for half in shares])
    quadratic = np.linalg.inv(np.vander(shares, 3, increasing=True))
    deepest: list[tuple[float, float]] = list(_MEASURES["immersion"].values())
    return _Reads(
        spine=np.vstack([mean(*_SHOULDERS), mean(*_LUMBAR), mean(*_PELVIS), *map(rise, LUMBAR)]),
        departure=away @ spline(places),
        immersion=tuple(spline(np.linspace(low, high, 9)) for low, high in deepest),
        zones=zones,
        windows=np.tensordot(quadratic, means, axes=1),
        window_zone=np.searchsorted(ZONE_EDGES, centres),
    )


def _pressure(
    body: LyingBody, bed: BedSupport, rest: Equilibrium, h: Array, reads: _Reads
) -> tuple[Array, Array, Array, Array]:
    """Contact area (cm2), mean (kPa), force shares and peaks (kPa) by zone, head included."""
    touch = contact_of(body, bed)
    width = touch.width(rest.indent_m, AREA_THRESHOLD_PA * body.contacts)
    head_n = np.broadcast_to(body.head_n, h.shape)
    head_area = HEAD_AREA_M2[body.position] * np.broadcast_to(body.stature_m, h.shape) ** 2 / HEAD_HEIGHT_M**2
    beside_n = np.broadcast_to(body.beside_n, (len(ZONE_NAMES), *h.shape))
    area = (width * body.contacts * h).sum(axis=0) + head_area + beside_n.sum(axis=0) / ARM_PA
    zone_n = reads.zones @ (rest.line_n_m * h) + beside_n
    zone_n[0] += head_n
    total = zone_n.sum(axis=0)
    half_share = PEAK_ALONG_M / 2 / np.broadcast_to(body.stature_m, h.shape)
    constant, linear, squared = reads.windows @ _mean_across(touch, body, rest)
    along = constant + half_share * (linear + half_share * squared)
    peaks = np.stack([along[reads.window_zone == zone].max(axis=0) for zone in range(1, len(ZONE_NAMES))])
    head_peak = HEAD_PEAK_RATIO[body.position] * head_n / head_area
    return area * 1e4, total / area / 1000, zone_n / total, np.vstack([head_peak, np.maximum(peaks, 0)]) / 1000


def _mean_across(touch: Contact, body: LyingBody, rest: Equilibrium) -> Array:
    """Mean pressure (Pa) over the middle 7.1 cm across the body."""
    return np.asarray(touch.within(PEAK_ACROSS_M / 2).force(rest.indent_m)[0] / body.contacts / PEAK_ACROSS_M)


def midline_pa(body: LyingBody, bed: BedSupport, rest: Equilibrium) -> Array:
    """(s, n) pressure on the line along the middle of the body, on the bone where one is near."""
    return pressure_pa(rest.indent_m + raised_m(body, bed), under_bones(body, bed), body.tissue_pa_m)


def zone_table(measures: Measures, row: int = 0) -> dict[str, dict[str, float]]:
    """One body's zones under the contract's names."""
    return {
        name: {"force_share": float(measures.force_share[i, row]), "peak_kpa": float(measures.peak_kpa[i, row])}
        for i, name in enumerate(ZONE_NAMES)
    }
