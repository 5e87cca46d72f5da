"""The response of a bed along its length: core, comfort layer in series, bottoming, lateral coupling, wear.

The engine's unit is EN 1957 hardness H in N/mm [en1957], measured with a 355 mm pad of 0.0990 m2, so a patch of bed has
a stiffness of about k = H / 0.0990 m2. A comfort layer of thickness t and softness CLD40 lies on the core and yields in
series with it, by t / E with E = CLD40 / 0.4, until it is compressed by 60 % and locks; from there only the core gives.
The core is chosen so that the pad test of the whole bed returns the stated hardness. Coupled springs or foam soften the
steps between zones; a worn bed has lost hardness and has a trough under the hips.

Valid from 0.5 to 60 N/mm; the scale of shops ends near 3 and 13. Keys in brackets are in `data/CITATION.bib`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.construction.comfort import comfort_layer
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
COMFORT_KPA: float = _BED["comfort_kpa"]
CLD_STRAIN: float = _BED["cld_strain"]
LOCKING_STRAIN: float = _BED["locking_strain"]
MOST_COMFORT_SHARE: float = _BED["most_comfort_share"]
USUAL_LOG_CORE_RATIO: float = _BED["usual_log_core_ratio"]
DEFAULT_THICKNESS_CM: float = _BED["default_thickness_cm"]
BOTTOM_RATIO: float = _BED["bottom_ratio"]
ZONE_BLEND: float = _BED["zone_blend"]
# A construction that is not here, or unknown, gets no coupling.
COUPLING_MM: Mapping[str, float] = _BED["coupling_mm"]
ZONE_PARTS = 8  # parts of a cell over which a zone's stiffness is averaged
HARDNESS_RANGE_N_MM, ZONE_RANGE = (0.5, 60.0), (0.2, 5.0)
COMFORT_RANGE_CM, COMFORT_RANGE_KPA = (0.0, 25.0), (0.5, 20.0)
THICKNESS_RANGE_CM, COUPLING_RANGE_MM = (5.0, 80.0), (0.0, 300.0)
TROUGH_RANGE_CM, LOSS_RANGE = (0.0, 20.0), (0.0, 0.6)


@dataclass(frozen=True)
class Bed:
    """n beds, or one. Each figure is a number shared by all of them, or an array (n,); `zone_factors` (3,) or (n, 3).

    Attributes:
        hardness_n_mm: EN 1957 hardness of the whole bed, comfort layer included, 0.5 to 60 N/mm.
        zone_factors: factors on the stiffness under shoulder, waist and hip, 0.2 to 5; other zones have 1. They are as
            felt: core and comfort layer alike.
        comfort_cm: thickness of the comfort layer, 0 to 25 cm. Where a bed this hard cannot have a layer this thick it
            counts as the thickest it can have.
        comfort_kpa: its softness, the pressure that compresses it by 40 % (CLD40), 0.5 to 20 kPa.
        thickness_cm: total height of the mattress, 5 to 80 cm.
        coupling_mm: distance over which one place pulls its neighbours down, 0 to 300 mm (`COUPLING_MM`).
        trough_cm: depth of the trough worn in under the hips, 0 to 20 cm.
        hardness_loss: share of its hardness that a worn bed has lost, 0 to 0.6.
    """

    hardness_n_mm: Array | float
    zone_factors: Array | Sequence[float] = (1.0, 1.0, 1.0)
    comfort_cm: Array | float = 0.0
    comfort_kpa: Array | float = COMFORT_KPA
    thickness_cm: Array | float = DEFAULT_THICKNESS_CM
    coupling_mm: Array | float = 0.0
    trough_cm: Array | float = 0.0
    hardness_loss: Array | float = 0.0


def side_by_side(beds: Sequence[Bed]) -> Bed:
    """Several single beds as one `Bed` of n."""
    return Bed(**{part.name: np.array([getattr(bed, part.name) for bed in beds]) for part in fields(Bed)})


@dataclass(frozen=True)
class BedSupport:
    """The response of n beds under a body: `core_pa_m`, `trough_m` and `comfort_m_pa`, how much the comfort layer
    yields to a pressure, (s, n) along its stations, or (1, n) where a bed is uniform; (n,) `lock_pa`, the pressure at
    which the layer locks, and `bottom_m`, the indentation from which the bed is squeezed flat.
    """

    core_pa_m: Array
    comfort_m_pa: Array
    lock_pa: Array
    bottom_m: Array
    trough_m: Array

    def __len__(self) -> int:
        return len(self.core_pa_m[0])

    def take(self, rows: slice) -> BedSupport:
        """Some of the beds; a single bed shared by all bodies is returned unchanged."""
        if len(self) == 1:
            return self
        return BedSupport(**{name: array[..., rows] for name, array in vars(self).items()})

    def at(self, stations: NDArray[np.intp] | slice) -> BedSupport:
        """The beds at some of the stations."""
        return BedSupport(**{n: a[stations] if a.ndim > 1 and len(a) > 1 else a for n, a in vars(self).items()})


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
    layer_m = _checked("comfort_cm", beds.comfort_cm, *COMFORT_RANGE_CM) / CM_PER_M
    softness_pa = 1000 * _checked("comfort_kpa", beds.comfort_kpa, *COMFORT_RANGE_KPA)
    thickness_m = _checked("thickness_cm", beds.thickness_cm, *THICKNESS_RANGE_CM) / CM_PER_M
    factors = np.atleast_2d(_checked("zones", beds.zone_factors, *ZONE_RANGE))
    if factors.shape[-1] != len(ZONES):
        raise BedError(f"{factors.shape[-1]} factors", where="zones", allowed=", ".join(ZONES))
    hollow_m = _checked("trough_cm", beds.trough_cm, *TROUGH_RANGE_CM) / CM_PER_M
    kept = 1 - _checked("hardness_loss", beds.hardness_loss, *LOSS_RANGE)
    reach_m = _checked("coupling_mm", beds.coupling_mm, *COUPLING_RANGE_MM) / MM_PER_M
    # A bed without zones has no step to soften.
    softened = bool(reach_m.any()) and bool((factors != 1).any())
    each = [hardness, layer_m, softness_pa, thickness_m, factors[:, 0], hollow_m, kept, reach_m]
    counts = {figure.size for figure in (*each, *([body.stature_m] if softened else []))} - {1}
    if len(counts) > 1:
        raise BedError(f"figures for {sorted(counts)} beds", where="beds", allowed="one figure, or one for each bed")
    n, station = max(counts, default=1), body.station
    core, comfort, lock = core_and_comfort(hardness * kept, layer_m, softness_pa)
    zoned = _zone_stiffness(station, factors)
    if softened:
        zoned = coupled(zoned, reach_m / (body.stature_m * (station[1] - station[0])))
    hollow = np.exp(-(((station[:, None] - _BED["hollow_centre"]) / _BED["hollow_width"]) ** 2)) * hollow_m
    most_pa = PAD_FORCES_N[-1] / PAD_AREA_M2
    deep_enough = _BED["pad_margin"] * (most_pa / core + np.minimum(most_pa, lock) * comfort)
    return BedSupport(
        core_pa_m=np.broadcast_to(core * zoned, (len(station), n)),
        comfort_m_pa=np.broadcast_to(comfort / zoned, (len(station), n)),
        lock_pa=np.broadcast_to(lock, (n,)),
        bottom_m=np.broadcast_to(np.maximum(thickness_m * _BED["bottom_fraction"], deep_enough), (n,)),
        trough_m=np.broadcast_to(hollow, (len(station), n)),
    )


def core_and_comfort(hardness_n_mm: Array, layer_m: Array, softness_pa: Array) -> tuple[Array, Array, Array]:
    """Core stiffness (Pa/m), yield of the comfort layer (m/Pa) and the pressure (Pa) at which it locks.

    The pad test [en1957] reads the mean slope S at three forces: the whole bed's where the layer still yields, the
    core's where it has locked. With m forces beyond locking and a share s of the yield in the layer, that mean is
    k (3 - m + m / (1 - s)) / 3, k the slope before locking. A layer that yields by c has the share s = c k, so
    (3 - m) s^2 - 3 (1 + c S) s + 3 c S = 0, whose smaller root is s.
    """
    stated = np.asarray(hardness_n_mm) * MM_PER_M / PAD_AREA_M2
    yielding = layer_m * CLD_STRAIN / np.asarray(softness_pa)
    lock = LOCKING_STRAIN / CLD_STRAIN * np.asarray(softness_pa, dtype=float)
    forces = len(PAD_FORCES_N)
    beyond = sum((np.asarray(force / PAD_AREA_M2 > lock, dtype=float) for force in PAD_FORCES_N), np.zeros(()))
    alone = yielding * stated  # the share if no force of the test locked the layer
    both = forces * (1 + alone)
    root = 2 * forces * alone / (both + np.sqrt(np.maximum(both**2 - 4 * forces * (forces - beyond) * alone, 0)))
    share = np.minimum(root, MOST_COMFORT_SHARE)
    whole = stated * forces / (forces - beyond + beyond / (1 - share))
    return whole / (1 - share), share / whole, lock


def comfort_cm_of(log_core_ratio: Array | float, hardness_n_mm: Array | float) -> Array:
    """Thickness in cm of the comfort layer of softness `COMFORT_KPA` under which the core is exp(`log_core_ratio`)
    times as stiff as the whole bed."""
    share = 1 - np.exp(-np.asarray(log_core_ratio, dtype=float))
    stated = np.asarray(hardness_n_mm) * MM_PER_M / PAD_AREA_M2
    return np.asarray(CM_PER_M * share * 1000 * COMFORT_KPA / CLD_STRAIN / stated)


def as_figures(figures: Array, thickness_cm: Array | float = DEFAULT_THICKNESS_CM) -> Bed:
    """Beds from the engine's four figures (n, 4) or (4,): ln N/mm under shoulder, waist and hip, and the ln of the
    core's stiffness over the whole bed's. The mean of the first three is the whole bed's hardness, their differences
    are its zones.
    """
    told = np.asarray(figures, dtype=float)
    level = told[..., :3].mean(axis=-1)
    hardness = np.clip(np.exp(level), *HARDNESS_RANGE_N_MM)
    zones = np.clip(np.exp(told[..., :3] - level[..., None]), *ZONE_RANGE)
    ratio = np.clip(told[..., 3], 0, -np.log(1 - MOST_COMFORT_SHARE))
    return Bed(
        hardness, zones, np.minimum(comfort_cm_of(ratio, hardness), COMFORT_RANGE_CM[1]), COMFORT_KPA, thickness_cm
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
    layer = comfort_layer(bed)
    return Bed(
        hardness_n_mm=mean,
        zone_factors=each / mean,
        comfort_cm=layer.thickness_cm,
        comfort_kpa=layer.softness_kpa,
        thickness_cm=DEFAULT_THICKNESS_CM if bed.height_cm is None else bed.height_cm,
        coupling_mm=COUPLING_MM.get(bed.type, 0.0),
    )


def plain(firmness: float) -> Bed:
    """A bed of which only the firmness is known."""
    return usual_bed(float(hardness_from_firmness(firmness)))


def usual_bed(hardness_n_mm: float) -> Bed:
    """A bed of which only the hardness is known: it has the usual comfort layer of a bed this hard."""
    layer_cm = float(comfort_cm_of(USUAL_LOG_CORE_RATIO, max(hardness_n_mm, HARDNESS_RANGE_N_MM[0])))
    return Bed(hardness_n_mm, comfort_cm=min(layer_cm, COMFORT_RANGE_CM[1]))


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


def _checked(name: str, value: Array | Sequence[float] | float, low: float, high: float) -> Array:
    array = np.asarray(value, dtype=float)
    bad = ~((array >= low) & (array <= high))
    if bad.any():
        raise BedError(f"{float(array[bad].flat[0]):g} is not possible", where=name, allowed=f"{low:g} to {high:g}")
    return array


def pressure_pa(indentation_m: Array | float, bed: BedSupport, under_pa_m: Array | float = np.inf) -> Array:
    """Pressure under a patch pushed into the bed, (s, n) or (n,): layer and core yield, then the core, then little.

    A Winkler bed: patches are independent, except through `coupled`. Where the parts end is ASSUMED.

    Args:
        indentation_m: broadcasts against `bed.core_pa_m`.
        under_pa_m: stiffness of what lies between the patch and the bed, such as soft tissue.
    """
    d = np.asarray(indentation_m, dtype=float)
    first, second, lock_m, flat_m = curve_of(bed, under_pa_m)

    def up(x: Array) -> Array:
        return np.maximum(x, 0)

    return np.asarray(first * up(d) + (second - first) * up(d - lock_m) + (BOTTOM_RATIO - 1) * second * up(d - flat_m))


def curve_of(bed: BedSupport, under_pa_m: Array | float) -> tuple[Array, Array, Array, Array]:
    """Stiffness (Pa/m) before and after the comfort layer locks, and the indentations (m) at which it does and at which
    the bed is squeezed flat: core, layer and what lies under the patch are springs in series.
    """
    hard = 1 / bed.core_pa_m + 1 / under_pa_m
    soft = hard + bed.comfort_m_pa
    # What lies under the patch gives too before the bed itself is flat, which a soft bed is before its layer locks.
    locked_pa = bed.core_pa_m * (bed.bottom_m - bed.comfort_m_pa * bed.lock_pa)
    early_pa = bed.bottom_m / (1 / bed.core_pa_m + bed.comfort_m_pa)
    flat_pa = np.where(locked_pa < bed.lock_pa, early_pa, locked_pa)
    flat_m = flat_pa * hard + np.minimum(flat_pa, bed.lock_pa) * bed.comfort_m_pa
    return 1 / soft, 1 / hard, bed.lock_pa * soft, flat_m
