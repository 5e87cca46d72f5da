"""A lying body along its spine: line load, contour, contact radius, tissue and bending stiffness, per position.

Stations run from the neck to the ankle at equal fractions of stature; the head lies on a pillow and its weight is
carried there. Arrays are (stations, bodies): station first, so that one operation touches all bodies at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from recommender.arrays import Array
from recommender.errors import ProfileError
from recommender.mechanics.interpolation import natural_through
from recommender.mechanics.parameters import DEFAULT, Parameters
from recommender.person.anthropometry import DIMENSIONS, Bodies
from recommender.sleeper import Position

GRAVITY_M_S2 = 9.81
NECK, ANKLE = 0.14, 0.98  # fraction of stature from the head: the beam's ends
N_STATIONS = 56  # half this spacing moves no output by 1 %, 0.05 degree, 0.5 mm or 0.1 kPa
ZONE_EDGES = (0.15, 0.30, 0.42, 0.55, 0.72)  # contract: head | shoulder | lumbar | pelvis | thigh | lower leg
ZONE_NAMES = ("head", "shoulder", "lumbar", "pelvis", "thigh", "lower_leg")

# Knots at which contours and widths are given, as a fraction of stature from the head.
KNOTS = np.array([0.14, 0.19, 0.24, 0.29, 0.34, 0.39, 0.44, 0.49, 0.55, 0.63, 0.72, 0.82, 0.92, 0.98])

# Segment mass as a share of the body, female and male, both limbs together (de Leva 1996, adjusted Zatsiorsky).
SEGMENTS = (
    "head",
    "upper_trunk",
    "middle_trunk",
    "lower_trunk",
    "upper_arms",
    "forearms_hands",
    "thighs",
    "shanks_feet",
)
MASS_FEMALE = np.array([0.0668, 0.1545, 0.1465, 0.1247, 0.0510, 0.0388, 0.2956, 0.1220])
MASS_MALE = np.array([0.0694, 0.1596, 0.1633, 0.1117, 0.0542, 0.0446, 0.2832, 0.1140])
# Kilograms of a segment (both limbs) as a + b * weight in kg + c * height in cm, 100 men (Zatsiorsky & Seluyanov):
# with weight the trunk gains, head, hands and feet hardly do. Relative to the mean man, so that women share it.
# Digits checked against the table in wspr/body-segment-param (zats2-M-mass.csv); the paper itself was not re-read.
MASS_ON_SIZE = np.array(
    [
        [1.296, 0.0171, 0.0143],
        [8.2144, 0.1862, -0.0584],
        [7.181, 0.2234, -0.0663],
        [-7.498, 0.0976, 0.04896],
        [0.5, 0.06024, -0.0054],
        [0.404, 0.0361, 0.00122],
        [-5.298, 0.2926, 0.0274],
        [-4.842, 0.0878, 0.0388],
    ]
)
MEAN_MAN = np.array([1.0, 73.0, 174.0])
FACTOR_RANGE = (0.5, 1.6)  # ASSUMED: beyond the sizes they measured the straight lines are held
# Where each segment's mass lies (start, end as a fraction of stature), by position: only the arms differ. Ends go from
# the breastbone's upper edge (.18, ANSUR) by the lengths of segments (de Leva 1996). 2 cm turn the order of beds.
SPANS = {
    "upper_trunk": (0.15, 0.28),
    "middle_trunk": (0.28, 0.40),
    "lower_trunk": (0.40, 0.484),
    "thighs": (0.484, 0.722),
    "shanks_feet": (0.722, 0.98),
}
# On the side hips and knees are bent a little: the legs reach less far down.
LEG_SPANS_SIDE = {"thighs": (0.484, 0.68), "shanks_feet": (0.68, 0.94)}
ARM_SPANS: dict[str, tuple[tuple[float, float], tuple[float, float]]] = {
    "side": ((0.17, 0.28), (0.17, 0.34)),  # folded in front of the chest
    "back": ((0.19, 0.35), (0.35, 0.52)),  # beside the trunk
    "stomach": ((0.15, 0.26), (0.14, 0.22)),  # up, beside the pillow
}
# Where flesh lies thick over bone: flank or belly, and thigh; behind the loin lie firm muscles.
SOFT_SPANS = {"side": [(0.31, 0.45), (0.56, 0.695)], "back": [(0.56, 0.695)], "stomach": [(0.31, 0.45), (0.56, 0.695)]}
THIGH_TAPER = 0.55  # density at the knee end against the hip end, from the segment's centre of mass (.36-.41)
# Straight knees: near 1.6 N m per degree each, two over 8 cm: slope at 0 degrees of the equation of Riener & Edrich
# 1999 as public code repeats it, as is the hips' .44 (`parameters`); the paper itself was not re-read.
KNEE_SAGITTAL_NM2 = 14.0
KNEE_SIDE_NM2 = 3.0  # bent knees: the shank swings about the thigh's axis; ASSUMED
LUMBAR_ROM_RAD_M = 2.6  # 28 degrees of side bending over 19 cm of lumbar spine


@dataclass(frozen=True)
class LyingBody:
    """n bodies in one position. (s, n) arrays over s stations unless stated.

    Attributes:
        station: (s,) centre of each cell, fraction of stature from the head.
        step_m: (n,) cell length.
        load_n: weight of each cell.
        contour_m: how far the skin stands out towards the bed from the spine's neutral line.
        radius_m, half_width_m: radius of the skin's curve across the body, and the width at which contact ends.
        contacts: (s, 1) how many contacts lie side by side (two legs).
        tissue_pa_m: stiffness of soft tissue over bone.
        bend_nm2: bending stiffness near neutral; progression_m2: factor on squared curvature change.
        head_n: (n,) what the pillow carries.
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
    bend_nm2: Array
    progression_m2: Array
    head_n: Array

    def __len__(self) -> int:
        return len(self.step_m)

    def take(self, rows: slice) -> LyingBody:
        """Some of the bodies; the one body that lies on all beds stays as it is."""
        if len(self) == 1:
            return self
        each = ("load_n", "contour_m", "radius_m", "half_width_m", "tissue_pa_m", "bend_nm2")
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
    stature_m = bodies.height_cm / 100
    contour, half_width, half_depth, contacts = _SHAPES[position](bodies, parameters)
    average = _cell_average(n_stations)
    contour_m, half_width_m, half_depth_m = average @ contour, average @ half_width, average @ half_depth
    radius_factor = parameters.radius_side if position == "side" else parameters.radius_back
    load_n, head_n = _loads(bodies, position, parameters, edges)
    bend, progression = _bending(bodies, position, parameters, edges)
    soft = _overlap(edges, SOFT_SPANS[position])[:, None]
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
        bend_nm2=bend,
        progression_m2=progression,
        head_n=head_n,
    )


def _check(bodies: Bodies) -> None:
    for name in ("weight_kg", "height_cm", *DIMENSIONS):
        value = getattr(bodies, name)
        if not (value > 0).all():
            bad = float(value[~(value > 0)][0])
            raise ProfileError(f"{bad:g} is not possible", where=name, allowed="more than 0")


@lru_cache(maxsize=8)
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
    return bodies.weight_kg / (bodies.height_cm / 100) ** 2


def _blend(bodies: Bodies, female: float, male: float) -> Array:
    return female + (male - female) * bodies.male


def _side_shape(b: Bodies, p: Parameters) -> tuple[Array, Array, Array, Array]:
    shoulder, chest, waist, hip = (
        p.shoulder_factor * b.shoulder_breadth_cm / 200,
        b.chest_breadth_cm / 200,
        b.waist_breadth_cm / 200,
        b.hip_breadth_cm / 200,
    )
    leg = p.leg_side_factor * hip
    out = np.stack(
        [0.60 * shoulder, shoulder, 0.98 * shoulder, 0.4 * chest + 0.6 * shoulder, 0.85 * chest + 0.15 * waist, waist,
         0.5 * (waist + hip), 0.98 * hip, hip, 0.74 * leg, 0.57 * leg, 0.52 * leg, 0.40 * leg, 0.36 * leg]
    )  # fmt: skip
    chest_d, waist_d, seat = b.chest_depth_cm / 200, b.waist_depth_cm / 200, b.buttock_depth_cm / 200
    across = np.stack(
        [0.50 * chest_d, 0.80 * chest_d, chest_d, chest_d, 0.5 * (chest_d + waist_d), waist_d, 0.5 * (waist_d + seat),
         seat, 0.85 * seat, 0.72 * seat, 0.58 * seat, 0.52 * seat, 0.40 * seat, 0.36 * seat]
    )  # fmt: skip
    # How many contacts lie side by side: beyond the crotch the upper leg rests partly on the bed in front.
    contacts = np.array([1.0] * 8 + [1.0] + [p.legs_side_contacts] * 5)
    return out, across, out, contacts


def _torso_across(b: Bodies) -> tuple[list[Array], list[Array]]:
    """Half breadths and half depths of the trunk, knots 0-7, lying on back or stomach."""
    chest, waist, hip = b.chest_breadth_cm / 200, b.waist_breadth_cm / 200, b.hip_breadth_cm / 200
    shoulder = 0.42 * b.shoulder_breadth_cm / 100
    chest_d, waist_d, seat = b.chest_depth_cm / 200, b.waist_depth_cm / 200, b.buttock_depth_cm / 200
    across = [
        0.4 * chest,
        shoulder,
        0.5 * (shoulder + chest),
        chest,
        0.5 * (chest + waist),
        waist,
        0.5 * (waist + hip),
        hip,
    ]
    deep = [
        0.6 * chest_d,
        0.8 * chest_d,
        chest_d,
        chest_d,
        0.5 * (chest_d + waist_d),
        waist_d,
        0.5 * (waist_d + seat),
        seat,
    ]
    return across, deep


def _legs_across(b: Bodies) -> list[Array]:
    """Half breadth of one leg, knots 8-13: thigh, mid-thigh, knee, calf, ankle, heel."""
    hip = b.hip_breadth_cm / 200
    return [0.50 * hip, 0.42 * hip, 0.33 * hip, 0.31 * hip, 0.22 * hip, 0.20 * hip]


_TWO_LEGS = np.array([1.0] * 8 + [2.0] * 6)


def _back_shape(b: Bodies, p: Parameters) -> tuple[Array, Array, Array, Array]:
    size = b.height_cm / 175
    # Fat over the loin fills the hollow; women's lordosis is the larger one (30 against 17 degrees).
    hollow = p.lumbar_hollow_m * size * _blend(b, 1.25, 0.95) * np.exp(-0.02 * (bmi(b) - 23))
    seat = p.buttock_out_m * size + 0.10 * (b.buttock_depth_cm - b.chest_depth_cm) / 100
    recess = p.thigh_recess_m * size
    zero = np.zeros_like(size)
    out = np.stack(
        [-0.040 * size, -0.012 * size, zero, -0.10 * hollow, -0.60 * hollow, -hollow, 0.55 * seat - 0.45 * hollow, seat,
         seat - 0.25 * recess, seat - 0.82 * recess, seat - 1.25 * recess, seat - 1.05 * recess,
         seat - 1.2 * recess, seat - 0.25 * recess]
    )  # fmt: skip
    across, deep = _torso_across(b)
    legs = _legs_across(b)
    rounder = [*legs[:-1], 2 * legs[-1]]  # the heel is a ball of its own, not a leg's arc
    return out, np.stack(across + legs), np.stack(deep + rounder), _TWO_LEGS


def _stomach_shape(b: Bodies, p: Parameters) -> tuple[Array, Array, Array, Array]:
    size = b.height_cm / 175
    belly = 0.8 * (b.waist_depth_cm - b.chest_depth_cm) / 100  # negative on slim people: the belly is hollow
    zero = np.zeros_like(size)
    thigh = -0.018 * size
    out = np.stack(
        [-0.050 * size, -0.020 * size, zero, -0.004 * size + 0.2 * belly, -0.010 * size + 0.7 * belly,
         -0.010 * size + belly, -0.012 * size + 0.7 * belly, -0.015 * size + 0.2 * belly, thigh,
         thigh, -0.020 * size, -0.045 * size, -0.050 * size, -0.050 * size]
    )  # fmt: skip
    across, deep = _torso_across(b)
    legs = _legs_across(b)
    return out, np.stack(across + legs), np.stack(deep + legs), _TWO_LEGS


_SHAPES = {"side": _side_shape, "back": _back_shape, "stomach": _stomach_shape}


def segment_shares(bodies: Bodies) -> Array:
    """(segments, n) shares of body mass, by sex, weight and height."""
    shares = MASS_FEMALE[:, None] + (MASS_MALE - MASS_FEMALE)[:, None] * bodies.male
    size = np.stack([np.ones_like(bodies.weight_kg), bodies.weight_kg, bodies.height_cm])
    mean = (MASS_ON_SIZE @ MEAN_MAN)[:, None] / MEAN_MAN[1]
    factor = np.clip(MASS_ON_SIZE @ size / bodies.weight_kg / mean, *FACTOR_RANGE)
    shares = shares * factor
    return np.asarray(shares / shares.sum(axis=0))


def _loads(b: Bodies, position: Position, p: Parameters, edges: Array) -> tuple[Array, Array]:
    upper, fore = ARM_SPANS[position]
    spans = SPANS | {"upper_arms": upper, "forearms_hands": fore}
    if position == "side":
        spans |= LEG_SPANS_SIDE
    where = np.stack(
        [_span_shares(edges, *spans[s], THIGH_TAPER if s == "thighs" else 1.0) for s in SEGMENTS[1:]], axis=1
    )
    shares = segment_shares(b)
    weight_n = b.weight_kg * GRAVITY_M_S2
    # A pillow's push goes with its height, not with the body's weight.
    to_pillow = (p.pillow_share_side if position == "side" else p.pillow_share_back) * MEAN_MAN[1] / b.weight_kg
    on_bed = shares[1:].copy()
    on_bed[0] -= to_pillow  # the shoulder girdle hangs partly on the pillow
    return (where @ on_bed) * weight_n, (shares[0] + to_pillow) * weight_n


def _span_shares(edges: Array, start: float, end: float, taper: float) -> Array:
    """Share of a segment's mass in each cell; density falls linearly to `taper` at its far end."""
    u = np.clip((edges - start) / (end - start), 0, 1)
    cumulative = (u - (1 - taper) * u**2 / 2) / (1 - (1 - taper) / 2)
    return np.diff(cumulative)


def _bending(b: Bodies, position: Position, p: Parameters, edges: Array) -> tuple[Array, Array]:
    lumbar, hip, knee = (
        (p.bend_lumbar_side_nm2, p.bend_hip_side_nm2, KNEE_SIDE_NM2)
        if position == "side"
        else (p.bend_lumbar_sagittal_nm2, p.bend_hip_sagittal_nm2, KNEE_SAGITTAL_NM2)
    )
    # Joints lie where cells meet at the usual spacing, so that it resolves them without smearing.
    regions = {
        (NECK, 0.335): lumbar * p.bend_thorax_ratio,
        (0.335, 0.44): lumbar,
        (0.44, 0.47): 60.0,  # sacrum and pelvis: close to rigid; ASSUMED
        (0.47, 0.50): hip,
        (0.50, 0.695): 60.0,  # femur with muscle; ASSUMED
        (0.695, 0.74): knee,
        (0.74, ANKLE): 60.0,
    }
    # Compliances add along the body, so a cell's stiffness is the harmonic mean of what lies in it.
    compliance = np.sum([_overlap(edges, [span]) / stiffness for span, stiffness in regions.items()], axis=0)
    size = (b.weight_kg / 75) ** p.bend_weight_exponent
    spine = _overlap(edges, [(NECK, 0.44)])
    return size[None, :] / compliance[:, None], (spine * p.bend_progression / LUMBAR_ROM_RAD_M**2)[:, None]
