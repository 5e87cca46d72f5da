"""The response of a bed along its length: local modulus, comfort layer, bottoming, lateral coupling, wear.

The engine's unit is EN 1957 hardness H in N/mm [en1957], measured with a 355 mm pad of 0.0990 m2, so a patch of bed has
a stiffness of about k = H / 0.0990 m2. Pressure over indentation has three parts: a comfort layer that conforms first
(a toe of `comfort_m`), the core's straight line, and a steep rise once it is squeezed flat. The core is chosen so that
the pad test returns the stated hardness, and is deep enough for the test's forces. Coupled springs or foam soften the
steps between zones; a worn bed has lost hardness and has a trough under the hips.

Valid from 0.5 to 60 N/mm; the scale of shops ends near 2 and 25. Keys in brackets are in `data/CITATION.bib`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike

from catalog.firmness import hardness_from_firmness
from catalog.mattress import Mattress
from catalog.zones import zone_factors as zone_factors_of
from recommender.arrays import Array
from recommender.coefficients import values
from recommender.errors import BedError
from recommender.mechanics.body import ZONE_EDGES, LyingBody
from recommender.person.units import CM_PER_M, MM_PER_M
from recommender.sleeper import ZONES

_BED = values("bed")
PAD_AREA_M2: float = _BED["pad_area_m2"]
PAD_FORCES_N: tuple[float, ...] = tuple(_BED["pad_forces_n"])
DEFAULT_COMFORT_CM: float = _BED["default_comfort_cm"]
DEFAULT_THICKNESS_CM: float = _BED["default_thickness_cm"]
BOTTOM_RATIO: float = _BED["bottom_ratio"]
ZONE_BLEND: float = _BED["zone_blend"]
# A construction that is not here, or unknown, gets no coupling and the default comfort layer.
COUPLING_MM: Mapping[str, float] = _BED["coupling_mm"]
COMFORT_CM: Mapping[str, float] = _BED["comfort_cm"]
ZONE_PARTS = 8  # parts of a cell over which a zone's stiffness is averaged
HARDNESS_RANGE_N_MM, ZONE_RANGE = (0.5, 60.0), (0.2, 5.0)
COMFORT_RANGE_CM, THICKNESS_RANGE_CM, COUPLING_RANGE_MM = (0.5, 15.0), (5.0, 80.0), (0.0, 300.0)
TROUGH_RANGE_CM, LOSS_RANGE = (0.0, 20.0), (0.0, 0.6)


@dataclass(frozen=True)
class Bed:
    """n beds, or one. Each figure is a number shared by all of them, or an array (n,); `zone_factors` (3,) or (n, 3).

    Attributes:
        hardness_n_mm: EN 1957 hardness, 0.5 to 60 N/mm.
        zone_factors: factors on the stiffness under shoulder, waist and hip, 0.2 to 5; other zones have 1.
        comfort_cm: depth over which the comfort layer conforms, 0.5 to 15 cm.
        thickness_cm: total height of the mattress, 5 to 80 cm.
        coupling_mm: distance over which one place pulls its neighbours down, 0 to 300 mm (`COUPLING_MM`).
        trough_cm: depth of the trough worn in under the hips, 0 to 20 cm.
        hardness_loss: share of its hardness that a worn bed has lost, 0 to 0.6.
    """

    hardness_n_mm: Array | float
    zone_factors: Array | Sequence[float] = (1.0, 1.0, 1.0)
    comfort_cm: Array | float = DEFAULT_COMFORT_CM
    thickness_cm: Array | float = DEFAULT_THICKNESS_CM
    coupling_mm: Array | float = 0.0
    trough_cm: Array | float = 0.0
    hardness_loss: Array | float = 0.0


def side_by_side(beds: Sequence[Bed]) -> Bed:
    """Several single beds as one `Bed` of n."""
    return Bed(**{part.name: np.array([getattr(bed, part.name) for bed in beds]) for part in fields(Bed)})


@dataclass(frozen=True)
class BedSupport:
    """The response of n beds under a body: `modulus_pa_m` and `trough_m` (s, n) along its stations, or (1, n) where a
    bed is uniform; `comfort_m` and `bottom_m` (n,).
    """

    modulus_pa_m: Array
    comfort_m: Array
    bottom_m: Array
    trough_m: Array

    def __len__(self) -> int:
        return len(self.modulus_pa_m[0])

    def take(self, rows: slice) -> BedSupport:
        """Some of the beds; a single bed shared by all bodies is returned unchanged."""
        if len(self) == 1:
            return self
        return BedSupport(self.modulus_pa_m[:, rows], self.comfort_m[rows], self.bottom_m[rows], self.trough_m[:, rows])


def zone_weights(station: Array) -> Array:
    """(s, 3) share of the cell around each station that is in the shoulder, waist and hip zone, blended at the
    edges.
    """
    x = np.asarray(station, dtype=float)[:, None]
    half_cell = (x[1, 0] - x[0, 0]) / 2 if len(x) > 1 else 0.5 * ZONE_BLEND

    def ramp_integral(at: Array) -> Array:
        u = np.clip(at / (2 * ZONE_BLEND) + 0.5, 0, 1)
        return ZONE_BLEND * u**2 + np.maximum(at - ZONE_BLEND, 0)

    ramp = [
        (ramp_integral(x - edge + half_cell) - ramp_integral(x - edge - half_cell)) / (2 * half_cell)
        for edge in ZONE_EDGES[:4]
    ]
    return np.concatenate([ramp[i] - ramp[i + 1] for i in range(3)], axis=1)


def bed_support(beds: Bed, body: LyingBody) -> BedSupport:
    """Lay out n beds along the stations of n bodies; a single bed or body is used for all of the other.

    Raises:
        BedError: a figure outside its range, or figures for different counts of beds; the message names it.
    """
    hardness = np.atleast_1d(_checked("hardness_n_mm", beds.hardness_n_mm, *HARDNESS_RANGE_N_MM))
    comfort_m = _checked("comfort_cm", beds.comfort_cm, *COMFORT_RANGE_CM) / CM_PER_M
    thickness_m = _checked("thickness_cm", beds.thickness_cm, *THICKNESS_RANGE_CM) / CM_PER_M
    factors = np.atleast_2d(_checked("zones", beds.zone_factors, *ZONE_RANGE))
    if factors.shape[-1] != len(ZONES):
        raise BedError(f"{factors.shape[-1]} factors", where="zones", allowed=", ".join(ZONES))
    hollow_m = _checked("trough_cm", beds.trough_cm, *TROUGH_RANGE_CM) / CM_PER_M
    kept = 1 - _checked("hardness_loss", beds.hardness_loss, *LOSS_RANGE)
    reach_m = _checked("coupling_mm", beds.coupling_mm, *COUPLING_RANGE_MM) / MM_PER_M
    # A bed without zones has no step to soften.
    softened = bool(reach_m.any()) and bool((factors != 1).any())
    each = [hardness, comfort_m, thickness_m, factors[:, 0], hollow_m, kept, reach_m]
    counts = {figure.size for figure in (*each, *([body.stature_m] if softened else []))} - {1}
    if len(counts) > 1:
        raise BedError(f"figures for {sorted(counts)} beds", where="beds", allowed="one figure, or one for each bed")
    n, station = max(counts, default=1), body.station
    core = core_modulus_pa_m(hardness * kept, comfort_m)
    zoned = _zone_stiffness(station, factors)
    if softened:
        zoned = coupled(zoned, reach_m / (body.stature_m * (station[1] - station[0])))
    hollow = np.exp(-(((station[:, None] - _BED["hollow_centre"]) / _BED["hollow_width"]) ** 2)) * hollow_m
    deep_enough = _BED["pad_margin"] * (PAD_FORCES_N[-1] / PAD_AREA_M2 / core + comfort_m / 2)
    return BedSupport(
        modulus_pa_m=np.broadcast_to(core * zoned, (len(station), n)),
        comfort_m=np.broadcast_to(comfort_m, (n,)),
        bottom_m=np.broadcast_to(np.maximum(thickness_m * _BED["bottom_fraction"], deep_enough), (n,)),
        trough_m=np.broadcast_to(hollow, (len(station), n)),
    )


def as_listed(bed: Mattress, stature_cm: float, firmness: ArrayLike | None = None) -> Bed:
    """A record of the catalogue under a person of this stature.

    Args:
        firmness: the setting of an adjustable bed, one figure or one per zone; by default as declared.
    """
    points = np.broadcast_to(np.asarray(bed.firmness if firmness is None else firmness, dtype=float), (len(ZONES),))
    lain = zone_factors_of(bed.zones, stature_cm)
    each = np.clip(hardness_from_firmness(points) * (1.0 if lain is None else lain), *HARDNESS_RANGE_N_MM)
    mean = float(np.exp(np.log(each).mean()))
    return Bed(
        hardness_n_mm=mean,
        zone_factors=each / mean,
        comfort_cm=COMFORT_CM.get(bed.type, DEFAULT_COMFORT_CM),
        thickness_cm=DEFAULT_THICKNESS_CM if bed.height_cm is None else bed.height_cm,
        coupling_mm=COUPLING_MM.get(bed.type, 0.0),
    )


def plain(firmness: float) -> Bed:
    """A bed of which only the firmness is known."""
    return Bed(float(hardness_from_firmness(firmness)))


def _zone_stiffness(station: Array, factors: Array) -> Array:
    """(s, n) mean over each cell of the factor on stiffness, blended geometrically from zone to zone."""
    parts = (np.arange(ZONE_PARTS) + 0.5) / ZONE_PARTS - 0.5
    places = (station[:, None] + parts * (station[1] - station[0])).ravel()
    stiffness = np.exp(zone_weights(places) @ np.log(factors).T)
    return np.asarray(stiffness.reshape(len(station), ZONE_PARTS, -1).mean(axis=1))


def coupled(stiffness: Array, reach: Array | float) -> Array:
    """Apparent stiffness along a bed whose places are coupled: Pasternak's foundation.

    Under a uniform pressure p the surface sinks to w with `stiffness * w - reach^2 * w'' = p` and free ends
    [pasternak1954]; the apparent stiffness is p / w. The springs together still carry exactly p, a bed of one stiffness
    keeps it, and no place appears softer than the softest or stiffer than the stiffest. The reach of a layer follows
    from its thickness [vlasov1966]. Holds for small strains.

    Args:
        stiffness: (s, n) share of the bed's modulus at each station, more than 0.
        reach: (n,) sqrt(shear / modulus) in station spacings.
    """
    shear = np.square(reach)
    pivot = stiffness + 2 * shear
    pivot[[0, -1]] -= shear
    sunk = np.ones_like(pivot)
    for i in range(1, len(pivot)):
        share = shear / pivot[i - 1]
        pivot[i] -= share * shear
        sunk[i] += share * sunk[i - 1]
    sunk[-1] /= pivot[-1]
    for i in range(len(pivot) - 2, -1, -1):
        sunk[i] = (sunk[i] + shear * sunk[i + 1]) / pivot[i]
    return np.asarray(1 / sunk)


def core_modulus_pa_m(hardness_n_mm: Array, comfort_m: Array | float) -> Array:
    """Modulus of the core that makes the pad test [en1957] return the hardness, whatever the comfort layer.

    At a pressure p the slope of the bed's curve is the core's k, or sqrt(2 k p / comfort) where the comfort layer
    still conforms, whichever is less. For each count of test forces that end inside the comfort layer the mean slope
    is a quadratic in sqrt(k); the stiffest of the four answers is the consistent one.
    """
    total = len(PAD_FORCES_N) * np.asarray(hardness_n_mm) * MM_PER_M / PAD_AREA_M2
    toe = np.sqrt(2 * np.array(PAD_FORCES_N) / PAD_AREA_M2)
    root = np.zeros_like(total * comfort_m)
    for inside in range(len(toe) + 1):
        b, a = toe[:inside].sum() / np.sqrt(comfort_m), len(toe) - inside
        root = np.maximum(root, 2 * total / (b + np.sqrt(b * b + 4 * a * total)))
    return np.asarray(root**2)


def _checked(name: str, value: Array | Sequence[float] | float, low: float, high: float) -> Array:
    array = np.asarray(value, dtype=float)
    bad = ~((array >= low) & (array <= high))
    if bad.any():
        raise BedError(f"{float(array[bad].flat[0]):g} is not possible", where=name, allowed=f"{low:g} to {high:g}")
    return array


def pressure_pa(indentation_m: Array | float, modulus_pa_m: Array | float, comfort_m: float, bottom_m: float) -> Array:
    """Pressure under a patch pushed into the bed: toe, straight core, bottoming. All broadcast.

    A Winkler bed: patches are independent, except through `coupled`. Where toe and core end is ASSUMED.
    """
    d = np.asarray(indentation_m, dtype=float)

    def up(x: Array) -> Array:
        return np.maximum(x, 0)

    toe = (up(d) ** 2 - up(d - comfort_m) ** 2) / (2 * comfort_m)
    return np.asarray(modulus_pa_m * (toe + (BOTTOM_RATIO - 1) * up(d - bottom_m)))
