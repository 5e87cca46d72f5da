"""A lying body along its spine: line load, contour, contact radius, tissue and bending stiffness, per position.

Stations run from the neck to the ankle at equal fractions of stature; the head lies on a pillow and its weight is
carried there. Arrays are (stations, bodies): station first, so that one operation touches all bodies at once.

Shapes and masses were compared with pressure maps of 13 men of BMI 18-30 on side and back [pouyan2017],
doi:10.1109/BHI.2017.7897206. Outside that range, for women and on the stomach they are not tested by measurement; an
equilibrium is found for every body of BMI 14-60 and 130-220 cm. Keys in brackets are in `data/CITATION.bib`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from recommender.arrays import Array
from recommender.coefficients import shares, values
from recommender.errors import ProfileError
from recommender.mechanics.interpolation import natural_through
from recommender.mechanics.parameters import DEFAULT, Parameters
from recommender.person.anthropometry import DIMENSIONS, Bodies
from recommender.person.units import CM_PER_M
from recommender.sleeper import Position

N_STATIONS = 56  # half this spacing changes no output by 1 %, 0.05 degree, 0.5 mm or 0.1 kPa
ZONE_NAMES = ("head", "shoulder", "lumbar", "pelvis", "thigh", "lower_leg")

_BODY, _SHAPE, _BEND = values("body"), values("shape"), values("bending")
BONE_HALF_M: float = _BODY["bone_half_cm"] / CM_PER_M
GRAVITY_M_S2: float = _BODY["gravity_m_s2"]
NECK: float = _BODY["neck"]
ANKLE: float = _BODY["ankle"]
ZONE_EDGES: tuple[float, ...] = tuple(_BODY["zone_edges"])
KNOTS = np.array(list(_BODY["knots"].values()))
_CROTCH_KNOT = list(_BODY["knots"]).index("crotch")

SEGMENTS = tuple(_BODY["mass_male"])
MASS_FEMALE, MASS_MALE = np.array(list(_BODY["mass_female"].values())), np.array(list(_BODY["mass_male"].values()))
MASS_ON_SIZE = np.array(list(_BODY["mass_on_size"].values()))
MEAN_MAN = np.array(_BODY["mean_man"])
LUMBAR: tuple[float, float] = tuple(_BEND["lumbar"])  # ends of the lumbar spine that bends

# Shares of a body's figures in its outline, one row per knot.
_SIDE_CONTOUR = shares(_SHAPE["side_contour"], ("shoulder", "chest", "waist", "hip", "leg"))
_SIDE_DEPTH = shares(_SHAPE["side_depth"], ("chest", "waist", "seat"))
_LYING_BREADTH = shares(_SHAPE["lying_breadth"], ("shoulder", "chest", "waist", "hip"))
_TRUNK_DEPTH = shares(_SHAPE["trunk_depth"], ("chest", "waist", "seat"))
_BACK_CONTOUR = shares(_SHAPE["back_contour"], ("height_m", "hollow", "seat", "recess"))
_STOMACH_CONTOUR = shares(_SHAPE["stomach_contour"], ("height_m", "belly"))
_TWO_LEGS = np.where(np.arange(len(KNOTS)) < _CROTCH_KNOT, 1.0, 2.0)


@dataclass(frozen=True)
class LyingBody:
    """n bodies in one position. (s, n) arrays over s stations unless stated.

    Attributes:
        station: (s,) centre of each cell, fraction of stature from the head.
        step_m: (n,) cell length.
        load_n: weight of each cell.
        contour_m: how far the skin protrudes towards the bed from the spine's neutral line.
        radius_m, half_width_m: radius of the skin's curve across the body, and the width at which contact ends.
        contacts: (s, 1) number of contacts side by side (two legs).
        tissue_pa_m: stiffness of soft tissue over bone.
        bone_m: how far a bone stands out under the skin along the middle of the body, within `BONE_HALF_M` of it.
        ridge_pa_m: stiffness of the tissue over such a bone; core_over_bones: how much stiffer than under the whole
            body the core of a bed is under it.
        bend_nm2: bending stiffness near neutral; progression_m2: factor on squared curvature change.
        head_n: (n,) load carried by the pillow; beside_n (6, n) the arms' weight that lies on the bed by itself, by
            `ZONE_NAMES`.
    """

    position: Position
    station: Array
    stature_m: Array
    step_m: Array
    load_n: Array
    contour_m: Array
    radius_m: Array
    half_width_m: Array
    contacts: Array
    tissue_pa_m: Array
    bone_m: Array
    ridge_pa_m: float
    core_over_bones: float
    bend_nm2: Array
    progression_m2: Array
    head_n: Array
    beside_n: Array

    def __len__(self) -> int:
        return len(self.step_m)

    def take(self, rows: slice) -> LyingBody:
        """Some of the bodies; a single body on all beds is returned unchanged."""
        if len(self) == 1:
            return self
        each = ("load_n", "contour_m", "radius_m", "half_width_m", "tissue_pa_m", "bone_m", "bend_nm2", "beside_n")
        ends = ("step_m", "head_n", "stature_m")
        cut = {name: getattr(self, name)[..., rows] for name in (*each, *ends)}
        return replace(self, **cut)


def lying_body(
    bodies: Bodies, position: Position, parameters: Parameters = DEFAULT, n_stations: int = N_STATIONS
) -> LyingBody:
    """Place n bodies in a position. Loads and contours are integrated over each cell, not sampled.

    Raises:
        ProfileError: a weight, height or dimension that is not positive; the message names it.
    """
    _check(bodies)
    edges = np.linspace(NECK, ANKLE, n_stations + 1)
    stature_m = bodies.height_cm / CM_PER_M
    contour, half_width, half_depth, contacts = _SHAPES[position](bodies, parameters)
    average = _cell_average(n_stations)
    contour_m, half_width_m, half_depth_m = average @ contour, average @ half_width, average @ half_depth
    radius_factor = parameters.radius_side if position == "side" else parameters.radius_back
    load_n, head_n, beside_n = _loads(bodies, position, parameters, edges)
    bend, progression = _bending(bodies, position, parameters, edges)
    soft = _overlap(edges, _BODY["soft_spans"][position])[:, None]
    tissue = 1 / (soft / parameters.tissue_soft_pa_m + (1 - soft) / parameters.tissue_bony_pa_m)
    return LyingBody(
        position=position,
        station=(edges[1:] + edges[:-1]) / 2,
        stature_m=stature_m,
        step_m=stature_m * (ANKLE - NECK) / n_stations,
        load_n=load_n,
        contour_m=contour_m,
        radius_m=radius_factor * half_width_m**2 / half_depth_m,
        half_width_m=half_width_m,
        contacts=average @ contacts[:, None],
        tissue_pa_m=np.broadcast_to(tissue, load_n.shape),
        bone_m=_bones(bodies, position, parameters, edges),
        ridge_pa_m=parameters.bone_ridge_pa_m,
        core_over_bones=parameters.core_over_bones,
        bend_nm2=bend,
        progression_m2=progression,
        head_n=head_n,
        beside_n=beside_n,
    )


def _bones(bodies: Bodies, position: Position, parameters: Parameters, edges: Array) -> Array:
    """(s, n) how far bones stand out under the skin, in proportion to stature."""
    out = np.zeros(len(edges) - 1)
    for name, spans in _BODY["bones"][position].items():
        out += getattr(parameters, name) * _overlap(edges, spans)
    return np.asarray(out[:, None] * _size(bodies))


def _check(bodies: Bodies) -> None:
    for name in ("weight_kg", "height_cm", *DIMENSIONS):
        value = getattr(bodies, name)
        if not (value > 0).all():
            bad = float(value[~(value > 0)][0])
            raise ProfileError(f"{bad:g} is not possible", where=name, allowed="more than 0")


@cache
def _cell_average(n_stations: int) -> Array:
    """(s, knots) matrix: knot values to cell averages of the natural cubic spline through them."""
    edges = np.linspace(NECK, ANKLE, n_stations + 1)
    matrix: Array = np.diff(natural_through(KNOTS).antiderivative()(edges), axis=0) / np.diff(edges)[:, None]
    matrix.setflags(write=False)
    return matrix


def _overlap(edges: Array, spans: list[tuple[float, float]]) -> Array:
    """Share of each cell that lies in any of the (disjoint) spans."""
    lo, hi = edges[:-1], edges[1:]
    return sum((np.clip(np.minimum(hi, b) - np.maximum(lo, a), 0, None) for a, b in spans), np.zeros(len(lo))) / (
        hi - lo
    )


def bmi(bodies: Bodies) -> Array:
    return bodies.weight_kg / (bodies.height_cm / CM_PER_M) ** 2


def _blend(bodies: Bodies, female: float, male: float) -> Array:
    return female + (male - female) * bodies.male


def _half_m(diameter_cm: Array) -> Array:
    return diameter_cm / CM_PER_M / 2


def _side_shape(b: Bodies, p: Parameters) -> tuple[Array, Array, Array, Array]:
    """Contour, half depth and half breadth (knots, n) in m, and contacts (knots,), on the side; shares ASSUMED."""
    shoulder, chest, waist, hip = map(
        _half_m, (b.shoulder_breadth_cm, b.chest_breadth_cm, b.waist_breadth_cm, b.hip_breadth_cm)
    )
    out = _SIDE_CONTOUR @ np.stack([p.shoulder_factor * shoulder, chest, waist, hip, p.leg_side_factor * hip])
    across = _SIDE_DEPTH @ _half_depths(b)
    # Beyond the crotch the upper leg rests partly on the bed in front.
    contacts = np.where(np.arange(len(KNOTS)) > _CROTCH_KNOT, p.legs_side_contacts, 1.0)
    return out, across, out, contacts


def _half_depths(b: Bodies) -> Array:
    """(3, n) half the depth of chest, waist and buttocks, m."""
    return np.stack([_half_m(b.chest_depth_cm), _half_m(b.waist_depth_cm), _half_m(b.buttock_depth_cm)])


def _lying_outline(b: Bodies) -> tuple[Array, Array]:
    """(knots, n) half breadths and half depths on back or stomach: of the trunk, then of one leg."""
    breadths = (b.shoulder_breadth_cm, b.chest_breadth_cm, b.waist_breadth_cm, b.hip_breadth_cm)
    shoulder, *others = map(_half_m, breadths)
    across = _LYING_BREADTH @ np.stack([_SHAPE["lying_shoulder"] * shoulder, *others])
    return across, np.concatenate([_TRUNK_DEPTH @ _half_depths(b), across[_CROTCH_KNOT:]])


def _size(b: Bodies) -> Array:
    return np.asarray(b.height_cm / _SHAPE["reference_height_cm"])


def _back_shape(b: Bodies, p: Parameters) -> tuple[Array, Array, Array, Array]:
    """Contour, half breadth and half depth (knots, n) in m, and contacts (knots,), on the back.

    The lumbar hollow follows the lordosis of standing men and women [langtapia2011], smaller with fat over the loin.
    """
    size = _size(b)
    filled = np.exp(-_SHAPE["hollow_fill_per_bmi"] * (bmi(b) - _SHAPE["reference_bmi"]))
    hollow = p.lumbar_hollow_m * size * _blend(b, _SHAPE["hollow_female"], _SHAPE["hollow_male"]) * filled
    beyond_chest_m = (b.buttock_depth_cm - b.chest_depth_cm) / CM_PER_M
    seat = p.buttock_out_m * size + _SHAPE["buttock_depth_share"] * beyond_chest_m
    out = _BACK_CONTOUR @ np.stack([size, hollow, seat, p.thigh_recess_m * size])
    across, deep = _lying_outline(b)
    deep[-1] *= _SHAPE["heel_roundness"]
    return out, across, deep, _TWO_LEGS


def _stomach_shape(b: Bodies, p: Parameters) -> tuple[Array, Array, Array, Array]:
    """As `_back_shape`, on the stomach; all ASSUMED, as nobody published a measurement of people lying prone."""
    belly = _SHAPE["belly_share"] * (b.waist_depth_cm - b.chest_depth_cm) / CM_PER_M
    across, deep = _lying_outline(b)
    return _STOMACH_CONTOUR @ np.stack([_size(b), belly]), across, deep, _TWO_LEGS


_SHAPES = {"side": _side_shape, "back": _back_shape, "stomach": _stomach_shape}


def segment_shares(bodies: Bodies) -> Array:
    """(segments, n) shares of body mass, by sex, weight and height.

    Shares by sex [deleva1996], doi:10.1016/0021-9290(95)00178-6: 15 women of 62 kg and 100 men of 73 kg, all young.
    Their change with weight and height is linear per segment [zatsiorsky1983], from the men alone; beyond
    `mass_factor_range` it is constant.
    """
    found = MASS_FEMALE[:, None] + (MASS_MALE - MASS_FEMALE)[:, None] * bodies.male
    size = np.stack([np.ones_like(bodies.weight_kg), bodies.weight_kg, bodies.height_cm])
    mean = (MASS_ON_SIZE @ MEAN_MAN)[:, None] / MEAN_MAN[1]
    factor = np.clip(MASS_ON_SIZE @ size / bodies.weight_kg / mean, *_BODY["mass_factor_range"])
    found = found * factor
    return np.asarray(found / found.sum(axis=0))


def _loads(b: Bodies, position: Position, p: Parameters, edges: Array) -> tuple[Array, Array, Array]:
    """(s, n) weight on each cell, (n,) on the pillow, and (6, n) of arms that lie on the bed by themselves."""
    spans: dict[str, tuple[float, float]] = _BODY["spans"] | _BODY["arm_spans"][position]
    if position == "side":
        spans |= _BODY["leg_spans_side"]
    tapers = {"thighs": _BODY["thigh_taper"]}
    where = np.stack([_span_shares(edges, *spans[s], tapers.get(s, 1.0)) for s in SEGMENTS[1:]], axis=1)
    each = segment_shares(b)
    weight_n = b.weight_kg * GRAVITY_M_S2
    # A pillow's force depends on its height, not on the body's weight.
    to_pillow = (p.pillow_share_side if position == "side" else p.pillow_share_back) * MEAN_MAN[1] / b.weight_kg
    on_bed = each[1:].copy()
    on_bed[0] -= to_pillow  # the shoulder girdle is partly carried by the pillow
    arms = [SEGMENTS.index(name) - 1 for name in ("upper_arms", "forearms_hands")]
    aside = (p.arms_beside_side if position == "side" else p.arms_beside_back) * on_bed[arms]
    on_bed[arms] -= aside
    zones = np.array([0.0, *ZONE_EDGES, 1.0])
    by_zone = np.stack([_span_shares(zones, *spans[SEGMENTS[i + 1]], 1.0) for i in arms], axis=1)
    return (where @ on_bed) * weight_n, (each[0] + to_pillow) * weight_n, (by_zone @ aside) * weight_n


def _span_shares(edges: Array, start: float, end: float, taper: float) -> Array:
    """Share of a segment's mass in each cell; density falls linearly to `taper` at its far end."""
    u = np.clip((edges - start) / (end - start), 0, 1)
    cumulative = (u - (1 - taper) * u**2 / 2) / (1 - (1 - taper) / 2)
    return np.diff(cumulative)


def _bending(b: Bodies, position: Position, p: Parameters, edges: Array) -> tuple[Array, Array]:
    """(s, n) bending stiffness near neutral in N m2, and (s, 1) its hardening in m2.

    Lumbar spine: passive stiffness by quarter of its range in vivo [watt2022], doi:10.1007/s11517-022-02609-w, as a
    cubic; valid within its range of motion, muscles at rest. Hips and knees near straight [riener1999].
    """
    lumbar, hip, knee = (
        (p.bend_lumbar_side_nm2, p.bend_hip_side_nm2, _BEND["knee_side_nm2"])
        if position == "side"
        else (p.bend_lumbar_sagittal_nm2, p.bend_hip_sagittal_nm2, _BEND["knee_sagittal_nm2"])
    )
    # Joints are where cells meet at the usual spacing, so that they are resolved without smearing.
    loin, hips, knees, bone = _BEND["lumbar"], _BEND["hip"], _BEND["knee"], _BEND["bone_nm2"]
    regions = [
        (NECK, loin[0], lumbar * p.bend_thorax_ratio),
        (*loin, lumbar),
        (loin[1], hips[0], bone),
        (*hips, hip),
        (hips[1], knees[0], bone),
        (*knees, knee),
        (knees[1], ANKLE, bone),
    ]
    # Compliances add along the body, so a cell's stiffness is the harmonic mean of its parts.
    compliance = np.sum([_overlap(edges, [(start, end)]) / stiff for start, end, stiff in regions], axis=0)
    size = (b.weight_kg / _BEND["reference_weight_kg"]) ** p.bend_weight_exponent
    spine = _overlap(edges, [(NECK, loin[1])])
    hardening = spine * p.bend_progression / _BEND["lumbar_rom_rad_m"] ** 2
    return size[None, :] / compliance[:, None], hardening[:, None]
