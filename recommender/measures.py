"""What an equilibrium means in physical units: tilt, sag, angle, immersion, pressure by zone, contact area.

Signs are the contract's: tilt positive when the pelvis lies lower than the shoulders, waist sag positive when the
lumbar spine hangs below the line from shoulders to pelvis, lumbar angle change positive towards more lordosis.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.bed import BOTTOM_RATIO, BedSupport
from recommender.body import ANKLE, NECK, ZONE_EDGES, ZONE_NAMES, LyingBody
from recommender.lying import Equilibrium, moments

Array = NDArray[np.float64]

AREA_THRESHOLD_PA = 400.0  # contract: contact counts where pressure exceeds 0.4 kPa
PEAK_ALONG_M, PEAK_ACROSS_M = 0.09, 0.071  # contract: a peak is the mean over 9 x 7.1 cm (3 x 3 cells of the mat)
# The head on its pillow is outside the beam. Contact area and peak over mean from the maps (Pouyan 2017, 13 men).
HEAD_AREA_M2 = {"side": 0.0316, "back": 0.0323, "stomach": 0.0316}
HEAD_PEAK_RATIO = {"side": 3.1, "back": 2.6, "stomach": 3.1}

# Where each landmark of the spine lies, as a fraction of stature from the head.
_SHOULDERS, _LUMBAR, _PELVIS, _SPINE = (0.18, 0.26), (0.345, 0.415), (0.44, 0.50), (0.16, 0.47)
_L1, _S1 = (0.325, 0.345), (0.43, 0.45)  # slopes are taken over these stretches
_IMMERSION = {"shoulder": (0.17, 0.27), "waist": (0.36, 0.41), "hip": (0.44, 0.52)}


@dataclass(frozen=True)
class Measures:
    """Physical quantities of n bodies at rest, each (n,) unless stated.

    `force_share` and `peak_kpa` are (6, n) by zone of `ZONE_NAMES`; `immersion_mm` (3, n) at shoulder, waist, hip.
    `waist_load` is the share of its own weight that the bed carries under the waist.
    `lumbar_angle_deg` follows the contract's sign on back and stomach; on the side it is the bend in the frontal plane.
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
    """Read an equilibrium; rows of body and bed broadcast as in `lie`."""
    x, y, h = body.station, rest.spine_m, np.broadcast_to(body.step_m, rest.spine_m.shape[1:])
    stature = np.broadcast_to(body.stature_m, h.shape)
    upper, lower = _mean_over(x, y, _SHOULDERS), _mean_over(x, y, _PELVIS)
    middle = _mean_over(x, y, _LUMBAR)
    reach = (np.mean(_PELVIS) - np.mean(_SHOULDERS)) * stature
    along = (np.mean(_LUMBAR) - np.mean(_SHOULDERS)) / (np.mean(_PELVIS) - np.mean(_SHOULDERS))
    change = np.degrees(np.arctan(_slope(x, y, _S1, stature)) - np.arctan(_slope(x, y, _L1, stature)))
    area, mean, shares, peaks = _pressure(body, bed, rest, h)
    immersion = np.stack([_largest_over(x, rest.indent_m, span) for span in _IMMERSION.values()]) * 1000
    waist = _window(x, (ZONE_EDGES[1], ZONE_EDGES[2]))
    return Measures(
        tilt_deg=np.degrees(np.arctan((lower - upper) / reach)),
        waist_sag_mm=1000 * (middle - upper - along * (lower - upper)),
        lumbar_angle_deg=-change if body.position == "stomach" else change,
        rms_mm=1000 * _departure(x, y),
        contact_area_cm2=area,
        mean_kpa=mean,
        force_share=shares,
        peak_kpa=peaks,
        immersion_mm=immersion,
        waist_load=(waist @ rest.line_n_m) * h / (waist @ body.load_n),
    )


def _window(x: Array, span: tuple[float, float]) -> Array:
    """(s,) share of each cell inside a span."""
    half = (ANKLE - NECK) / len(x) / 2
    return np.clip(np.minimum(x + half, span[1]) - np.maximum(x - half, span[0]), 0, None) / (2 * half)


def _mean_over(x: Array, values: Array, span: tuple[float, float]) -> Array:
    weight = _window(x, span)
    return np.asarray((weight / weight.sum()) @ values)


def _largest_over(x: Array, values: Array, span: tuple[float, float]) -> Array:
    return np.maximum(values[(x >= span[0]) & (x <= span[1])].max(axis=0), 0)


def _slope(x: Array, y: Array, span: tuple[float, float], stature: Array) -> Array:
    rise = (_interpolation(x, span[1]) - _interpolation(x, span[0])) @ y
    return np.asarray(rise / ((span[1] - span[0]) * stature))


def _interpolation(x: Array, at: float) -> Array:
    """(s,) weights of linear interpolation at one place."""
    return np.array([np.interp(at, x, row) for row in np.eye(len(x))])


def _departure(x: Array, y: Array) -> Array:
    """Root mean square departure of the spine from its own straight line."""
    inside = (x >= _SPINE[0]) & (x <= _SPINE[1])
    design = np.column_stack([np.ones(inside.sum()), x[inside]])
    projector = np.eye(len(design)) - design @ np.linalg.pinv(design)
    return np.asarray(np.sqrt(np.mean((projector @ y[inside]) ** 2, axis=0)))


def _pressure(body: LyingBody, bed: BedSupport, rest: Equilibrium, h: Array) -> tuple[Array, Array, Array, Array]:
    """Contact area (cm2), mean (kPa), force shares and peaks (kPa) by zone, head included."""
    k, r, w = rest.modulus_pa_m, body.radius_m, body.half_width_m
    # Area: the width over which pressure exceeds the threshold, which the toe of the curve decides.
    needed = np.sqrt(2 * bed.comfort_m * AREA_THRESHOLD_PA / k)
    width, _, _ = moments(rest.indent_m - needed, r, w)
    head_n = np.broadcast_to(body.head_n, h.shape)
    head_area = HEAD_AREA_M2[body.position] * np.broadcast_to(body.stature_m, h.shape) ** 2 / 1.76**2
    area = (width * body.contacts * h).sum(axis=0) + head_area
    force = rest.line_n_m * h
    total = force.sum(axis=0) + head_n
    zone = _zone_windows(body.station)
    shares = np.concatenate([head_n[None] + zone[:1] @ force, zone[1:] @ force]) / total
    across = _mean_across(body, bed, rest)
    along = _mean_along(across, h)
    peaks = np.stack([np.where(z[:, None] > 0.5, along, 0).max(axis=0) for z in zone])
    peaks[0] = HEAD_PEAK_RATIO[body.position] * head_n / head_area
    return area * 1e4, total / area / 1000, shares, peaks / 1000


def _zone_windows(x: Array) -> Array:
    edges = (0.0, *ZONE_EDGES, 1.0)
    return np.stack([_window(x, (a, b)) for a, b in zip(edges[:-1], edges[1:], strict=True)])


def _mean_across(body: LyingBody, bed: BedSupport, rest: Equilibrium) -> Array:
    """Mean pressure (Pa) over the middle 7.1 cm across the body."""
    half = np.minimum(body.half_width_m, PEAK_ACROSS_M / 2)
    _, _, second = moments(rest.indent_m, body.radius_m, half)
    _, first_bottom, _ = moments(rest.indent_m - bed.bottom_m, body.radius_m, half)
    _, _, second_toe = moments(rest.indent_m - bed.comfort_m, body.radius_m, half)
    line = rest.modulus_pa_m * ((second - second_toe) / (2 * bed.comfort_m) + (BOTTOM_RATIO - 1) * first_bottom)
    return np.asarray(line / PEAK_ACROSS_M)


def _mean_along(pressure: Array, h: Array) -> Array:
    """Mean over a 9 cm window centred at each station; cells are weighed by how much of them the window covers."""
    total = np.zeros_like(pressure)
    reach = int(np.ceil((PEAK_ALONG_M / h.min() + 1) / 2))
    for offset in range(-reach, reach + 1):
        covered = np.clip(
            np.minimum((offset + 0.5) * h, PEAK_ALONG_M / 2) - np.maximum((offset - 0.5) * h, -PEAK_ALONG_M / 2),
            0,
            None,
        )
        lo, hi = max(0, offset), len(pressure) + min(0, offset)
        total[lo - offset : hi - offset] += covered * pressure[lo:hi]
    return total / PEAK_ALONG_M


def zone_table(measures: Measures, row: int = 0) -> dict[str, dict[str, float]]:
    """One body's zones as the contract names them."""
    return {
        name: {"force_share": float(measures.force_share[i, row]), "peak_kpa": float(measures.peak_kpa[i, row])}
        for i, name in enumerate(ZONE_NAMES)
    }
