"""One body on one bed: as in `lie --json`, as lines for drawings, and as a pressure map.

Heights are depths in mm under the unloaded surface of the bed, positive downwards, so that a line can be drawn as it is
with y pointing down. `x_cm` runs from the crown to the feet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from recommender.arrays import Array
from recommender.coefficients import values
from recommender.mechanics.bed import DEFAULT_THICKNESS_CM, pressure_pa
from recommender.mechanics.body import ANKLE, BONE_HALF_M, NECK, ZONE_EDGES, bmi, lying_body
from recommender.mechanics.lying import raised_m
from recommender.mechanics.measures import ARM_PA, HEAD_AREA_M2, HEAD_HEIGHT_M, HEAD_PEAK_RATIO, zone_table
from recommender.mechanics.rest import Rest
from recommender.person.anthropometry import Bodies
from recommender.person.units import CM_PER_M
from recommender.reasons import Reason
from recommender.sleeper import Position

_PICTURE = values("picture")
MAP_BMI: tuple[float, float] = tuple(_PICTURE["map_bmi"])
TRIED_BMI, TRIED_HEIGHT_CM = (14.0, 60.0), (130.0, 220.0)  # range in which an equilibrium was found for every body
HEAD_CENTRE: float = _PICTURE["head_centre"]
HEAD_HALF_CM: Mapping[str, float] = _PICTURE["head_half_cm"]
BEYOND_CM = 12.0  # how far a drawing extends the bed beyond crown and feet
MAP_HALF_WIDTH_CM = 40.0  # a bed of 80 cm


def as_json(rest: Rest) -> dict[str, Any]:
    """The contract's `lie --json` of one body at rest (n = 1).

    Numbers are plain floats, never rounded. `cautions` holds `Reason(key, figures)`: `not_converged`,
    `outside_tried_range`, `outside_measured_maps`, `position_never_measured`. `waist_sag_mm` is NaN-free on every
    position; screens show it on the side, and the lumbar angle on back and stomach.
    """
    m = rest.measures
    immersion = dict(zip(("shoulder", "waist", "hip"), m.immersion_mm[:, 0].tolist(), strict=True))
    return {
        "position": rest.body.position,
        "spine": {
            "tilt_deg": float(m.tilt_deg[0]),
            "waist_sag_mm": float(m.waist_sag_mm[0]),
            "lumbar_angle_change_deg": float(m.lumbar_angle_deg[0]),
            "rms_mm": float(m.rms_mm[0]),
        },
        "contact_area_cm2": float(m.contact_area_cm2[0]),
        "pressure": {"mean_kpa": float(m.mean_kpa[0]), "peak_kpa": float(m.peak_kpa[:, 0].max())},
        "zones": zone_table(m),
        "immersion_mm": immersion,
        "line": {
            "x_cm": _x_cm(rest).tolist(),
            "spine_mm": (1000 * rest.equilibrium.spine_m[:, 0]).tolist(),
            "surface_mm": _surface_mm(rest).tolist(),
        },
        "cautions": cautions(rest.bodies, rest.body.position, converged=bool(rest.equilibrium.converged[0])),
    }


def cautions(bodies: Bodies, position: Position, *, converged: bool = True) -> tuple[Reason, ...]:
    """Cautions for the reader about the first body's figures."""
    index, height_cm = float(bmi(bodies)[0]), float(bodies.height_cm[0])
    found = []
    if not converged:
        found.append(Reason("not_converged"))
    if not (TRIED_BMI[0] <= index <= TRIED_BMI[1] and TRIED_HEIGHT_CM[0] <= height_cm <= TRIED_HEIGHT_CM[1]):
        found.append(Reason("outside_tried_range", {"bmi": index, "height_cm": height_cm}))
    elif not MAP_BMI[0] <= index <= MAP_BMI[1]:
        found.append(Reason("outside_measured_maps", {"bmi": index, "low": MAP_BMI[0], "high": MAP_BMI[1]}))
    if position == "stomach":
        found.append(Reason("position_never_measured", {"position": position}))
    return tuple(found)


@dataclass(frozen=True)
class LyingPicture:
    """Lines of a body lying on a bed, ready to draw; `x_cm` belongs to spine, skin, outline and pressure.

    Attributes:
        x_cm: (s,) from the crown.
        spine_mm, skin_mm, outline_mm: (s,) depth of the spine's line, of the skin towards the bed (flat where it
            touches), and of the upper outline of the body.
        line_kpa: (s,) mean pressure over the width in contact; 0 where nothing touches.
        bed_x_cm, bed_mm: (b,) the bed's surface, extended beyond crown and feet.
        zone_edges_cm: (5,) from the crown: head | shoulder | waist | hip | thigh | lower leg.
        head_x_cm, head_mm, head_half_cm: centre of the head, and its half length along and half height.
        thickness_mm: height of the mattress.
    """

    position: Position
    x_cm: Array
    spine_mm: Array
    skin_mm: Array
    outline_mm: Array
    line_kpa: Array
    bed_x_cm: Array
    bed_mm: Array
    zone_edges_cm: Array
    head_x_cm: float
    head_mm: float
    head_half_cm: tuple[float, float]
    thickness_mm: float


def picture(rest: Rest, thickness_cm: float = DEFAULT_THICKNESS_CM) -> LyingPicture:
    """The lines of one body at rest (n = 1)."""
    body, at_rest = rest.body, rest.equilibrium
    x_cm, stature_cm = _x_cm(rest), float(rest.bodies.height_cm[0])
    spine_mm = 1000 * at_rest.spine_m[:, 0]
    surface_mm = _surface_mm(rest)
    touching = at_rest.indent_m[:, 0] > 0
    skin_mm = np.where(touching, surface_mm, spine_mm + 1000 * body.contour_m[:, 0])
    contact_width_m = 2 * np.minimum(np.sqrt(2 * body.radius_m * np.maximum(at_rest.indent_m, 0)), body.half_width_m)
    width_m = (contact_width_m * body.contacts)[:, 0]
    line_kpa = np.divide(at_rest.line_n_m[:, 0], width_m, out=np.zeros_like(width_m), where=width_m > 0) / 1000
    beyond = np.array([-BEYOND_CM, 0.0])
    neck_slope = (spine_mm[2] - spine_mm[0]) / (x_cm[2] - x_cm[0])
    head_x_cm = HEAD_CENTRE * stature_cm
    middle_mm = spine_mm[0] if body.position == "side" else skin_mm[0] - 10 * HEAD_HALF_CM[body.position]
    return LyingPicture(
        position=body.position,
        x_cm=x_cm,
        spine_mm=spine_mm,
        skin_mm=skin_mm,
        outline_mm=_outline_mm(rest, spine_mm),
        line_kpa=line_kpa,
        bed_x_cm=np.concatenate([beyond, x_cm, stature_cm - beyond[::-1]]),
        bed_mm=np.concatenate([[0.0, 0.0], surface_mm, [0.0, 0.0]]),
        zone_edges_cm=np.array(ZONE_EDGES) * stature_cm,
        head_x_cm=head_x_cm,
        head_mm=float(middle_mm + neck_slope * (head_x_cm - x_cm[0])),
        head_half_cm=(HEAD_CENTRE * stature_cm, HEAD_HALF_CM[body.position]),
        thickness_mm=10 * thickness_cm,
    )


def pressure_map(rest: Rest, cell_cm: float = 2.0) -> tuple[Array, Array, Array]:
    """Pressure over length and width of a body at rest.

    Returns:
        (x,) cm from the crown, (z,) cm across with 0 over the spine, and (x, z) kPa. Sum times cell area is body weight
        to within the grid. Legs are side by side; the head on its pillow is a rounded patch; arms lying by themselves
        are strips beside the trunk, or one in front of it (z > 0) on the side.
    """
    body, at_rest, bed = rest.body, rest.equilibrium, rest.bed
    stature_cm = float(rest.bodies.height_cm[0])
    x_cm = np.arange(cell_cm / 2, stature_cm, cell_cm)
    z_cm = np.arange(-MAP_HALF_WIDTH_CM + cell_cm / 2, MAP_HALF_WIDTH_CM, cell_cm)

    on_beam = (x_cm >= NECK * stature_cm) & (x_cm <= ANKLE * stature_cm)

    def along(values: Array) -> Array:
        return np.where(on_beam, np.interp(x_cm, _x_cm(rest), values[:, 0]), 0.0)[:, None]

    indent, radius, half_width = along(at_rest.indent_m), along(body.radius_m) + 1e-9, along(body.half_width_m)
    contacts, bone = along(body.contacts), along(raised_m(body, bed))
    tissue = along(body.tissue_pa_m) + 1.0
    whole = at_rest.indent_m.shape
    here = replace(
        bed,
        core_pa_m=along(np.broadcast_to(bed.core_pa_m, whole)) + 1.0,
        comfort_m_pa=along(np.broadcast_to(bed.comfort_m_pa, whole)),
    )
    # Two contacts of half a weight in one place are one contact; two legs are a leg's width apart.
    apart = half_width * (np.clip(contacts, 1, 2) - 1)
    kpa = np.zeros((len(x_cm), len(z_cm)))
    for side in (-1, 1):
        z_m = z_cm / 100 - side * apart
        pushed = np.where(np.abs(z_m) <= half_width, indent - z_m**2 / (2 * radius), 0.0)
        on_ridge = (bone > 0) & (np.abs(z_m) <= np.minimum(BONE_HALF_M, half_width))
        kpa += contacts / 2 * pressure_pa(np.where(on_ridge, pushed + bone, pushed), here, tissue) / 1000
    return x_cm, z_cm, kpa + _head_kpa(rest, x_cm, z_cm) + _arms_kpa(rest, x_cm, z_cm)


def _head_kpa(rest: Rest, x_cm: Array, z_cm: Array) -> Array:
    """The head's weight on a round patch of the measured area, shaped so that peak over mean is as measured."""
    position, stature_cm = rest.body.position, float(rest.bodies.height_cm[0])
    area_m2 = HEAD_AREA_M2[position] * (stature_cm / CM_PER_M / HEAD_HEIGHT_M) ** 2
    squared = ((x_cm[:, None] - HEAD_CENTRE * stature_cm) ** 2 + z_cm**2) / (1e4 * area_m2 / np.pi)
    peak_kpa = HEAD_PEAK_RATIO[position] * float(rest.body.head_n[0]) / area_m2 / 1000
    return np.asarray(peak_kpa * np.clip(1 - squared, 0, None) ** (HEAD_PEAK_RATIO[position] - 1))


def _arms_kpa(rest: Rest, x_cm: Array, z_cm: Array) -> Array:
    """The arms' weight that lies by itself, at the mean pressure under an arm: as wide in each zone as carries it."""
    body, stature_cm = rest.body, float(rest.bodies.height_cm[0])
    edges_cm = stature_cm * np.array([0.0, *ZONE_EDGES, 1.0])
    sides = (1,) if body.position == "side" else (-1, 1)
    wide_cm = 1e4 * body.beside_n[:, 0] / ARM_PA / np.diff(edges_cm) / len(sides)
    start_cm = np.minimum(CM_PER_M * float(body.half_width_m.max()), MAP_HALF_WIDTH_CM - wide_cm)
    along = _covered(x_cm, edges_cm[:-1], edges_cm[1:])
    across = sum(_covered(side * z_cm, start_cm, start_cm + wide_cm) for side in sides)
    return np.asarray(ARM_PA / 1000 * along.T @ across)


def _covered(centre_cm: Array, start_cm: Array, end_cm: Array) -> Array:
    """(k, c) share of each cell that lies in each of k spans."""
    half_cm = abs(centre_cm[1] - centre_cm[0]) / 2
    high = np.minimum(centre_cm + half_cm, end_cm[:, None])
    low = np.maximum(centre_cm - half_cm, start_cm[:, None])
    return np.asarray(np.clip(high - low, 0, None) / (2 * half_cm))


def _x_cm(rest: Rest) -> Array:
    return np.asarray(rest.body.station * float(rest.bodies.height_cm[0]))


def _surface_mm(rest: Rest) -> Array:
    """Depth of the bed's surface: the indentation less what soft tissue takes of it."""
    indent = np.maximum(rest.equilibrium.indent_m, 0)
    tissue = rest.body.tissue_pa_m
    in_tissue = pressure_pa(indent, rest.bed, tissue) / tissue
    return np.asarray(1000 * (rest.bed.trough_m + indent - in_tissue)[:, 0])


def _outline_mm(rest: Rest, spine_mm: Array) -> Array:
    """Upper outline: on the side the free shoulder protrudes by its whole half breadth, else a depth above the skin."""
    if rest.body.position == "side":
        free = lying_body(rest.bodies, "side", replace(rest.parameters, shoulder_factor=1.0))
        return np.asarray(spine_mm - 1000 * free.contour_m[:, 0])
    factor, body = rest.parameters.radius_back, rest.body
    depth_m = 2 * factor * body.half_width_m**2 / body.radius_m
    return np.asarray(spine_mm + 1000 * (body.contour_m - depth_m)[:, 0])
