"""What each published result asks of the mechanics: one small function per case.

The result for a number is in the unit of its source. The result for an ordering is a margin: positive means that the
ordering holds. `CANNOT_SPEAK` says, for every other case, why the mechanics make no prediction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np

from catalog.firmness import firmness_from_hardness, hs_from_firmness
from laboratory.evidence import trials
from laboratory.evidence.trials import FIRM, HOSPITAL_N_MM, MEDIUM, SOFT, VERY_FIRM, deviation_deg, foam_block, shop_bed
from recommender.arrays import Array
from recommender.mechanics.bed import Bed
from recommender.mechanics.measures import Measures, midline_pa
from recommender.mechanics.parameters import Parameters
from recommender.mechanics.rest import lay
from recommender.sleeper import Position

Answer = Callable[[Parameters], float]

MMHG_PER_KPA = 7.50062
VISIBLE_DEG = 0.3  # ASSUMED: the smallest difference that a photograph of markers shows, as a mean over 25 people
FLAT_SD = 0.5  # ASSUMED: "no main effect" means that the spread of the means is under half the SD between people
LUMBAR_LENGTH_M = 0.19  # L1 to S1
Span = tuple[float, float]
TROCHANTER, HEEL = (0.46, 0.56), (0.90, 0.98)  # where a probe is placed, as fractions of stature from the head
# A hospital's mattress is one block of foam; visco is soft and deep.
HOSPITAL = foam_block(HOSPITAL_N_MM, thickness_cm=14.0)
VISCO = Bed(SOFT, comfort_cm=8.0, comfort_kpa=2.0)
# The best of eleven pressure-relieving surfaces is one of air: soft, and so deep that nobody is through to its bottom.
RELIEVING = Bed(SOFT, comfort_cm=15.0, comfort_kpa=4.0, thickness_cm=30.0)
SHOULDER, LUMBAR, PELVIS = 1, 2, 3  # rows of `measures.ZONE_NAMES`


@lru_cache(maxsize=64)
def _students(parameters: Parameters, hardness_n_mm: float) -> Measures:
    return lay(trials.students(), "side", shop_bed(hardness_n_mm), parameters).measures


def _off(parameters: Parameters, hardness_n_mm: float) -> Array:
    return deviation_deg(_students(parameters, hardness_n_mm))


@lru_cache(maxsize=64)
def _zoned(parameters: Parameters) -> Array:
    return trials.best_zoned_deviation_deg(trials.students(), "side", parameters)


def _differ(parameters: Parameters, first: float, second: float) -> float:
    gap = np.abs(_off(parameters, first) - _off(parameters, second))
    return float(gap.mean()) - VISIBLE_DEG


def _benefit_of_zones_is_for_contours(p: Parameters) -> float:
    """Benefit of zones for men who are heavier than half and of pronounced contour, less its mean over the others."""
    men, pronounced = trials.contoured_students()
    off = deviation_deg(lay(men, "side", shop_bed(MEDIUM), p).measures)
    benefit = off - trials.best_zoned_deviation_deg(men, "side", p)
    these = pronounced & (men.weight_kg > np.median(men.weight_kg))
    return float(benefit[these].mean() - benefit[~these].mean())


def _adults_off(p: Parameters) -> Array:
    return np.array(
        [deviation_deg(lay(trials.adults(), "side", shop_bed(bed), p).measures) for bed in (SOFT, MEDIUM, FIRM)]
    )


def _subgroup(p: Parameters, heavy: bool) -> float:
    """How much larger the deviation on the next best bed is than on the one that should be best."""
    weight = trials.adults().weight_kg
    chosen = weight > np.median(weight) if heavy else weight <= np.median(weight)
    means = _adults_off(p)[:, chosen].mean(axis=1)
    expected = 2 if heavy else 0
    return float(np.delete(means, expected).min() - means[expected])


def _flat(p: Parameters) -> float:
    off = _adults_off(p)
    return float(FLAT_SD * off.std(axis=1).mean() - np.ptp(off.mean(axis=1)))


def _three_pressures(p: Parameters) -> float:
    """Three air pressures, 1 to 2.9 to 4.8: represented by beds with hardness in the same ratios."""
    return float(np.ptp([_off(p, hardness).mean() for hardness in (3.0, 8.7, 14.5)])) - VISIBLE_DEG


def _sagging_is_worse(p: Parameters) -> float:
    def added(position: Position) -> float:
        worn, new = (
            lay(trials.adults(), position, shop_bed(MEDIUM, trough_cm=deep), p).measures for deep in (4.0, 0.0)
        )
        return float(np.mean(deviation_deg(worn) - deviation_deg(new)))

    return min(added("side"), added("stomach"))


def _supine(p: Parameters, bed: Bed) -> Measures:
    return lay(trials.slim_adults(), "back", bed, p).measures


def _five_points(p: Parameters) -> float:
    """Local maxima of the line load on a firm bed at shoulders, buttocks, calves and heels; the smallest, over the
    mean.
    """
    laid = lay(trials.slim_adults(), "back", shop_bed(FIRM), p)
    line, x = laid.equilibrium.line_n_m.mean(axis=1), laid.body.station

    def height(low: float, high: float) -> float:
        return float(line[(x >= low) & (x <= high)].max())

    def valley(low: float, high: float) -> float:
        return float(line[(x >= low) & (x <= high)].min())

    hills = (
        height(0.18, 0.30) - valley(0.30, 0.42),
        height(0.44, 0.55) - valley(0.30, 0.42),
        height(0.78, 0.92) - valley(0.66, 0.80),
        height(0.95, 0.98) - valley(0.90, 0.95),
    )
    return min(hills) / float(line.mean())


def _softer_is_more_uniform(p: Parameters) -> float:
    def unevenness(m: Measures) -> Array:
        return np.asarray(m.peak_kpa[1:].max(axis=0) / m.mean_kpa)

    floor = lay(trials.slim_adults(), "back", trials.RIGID, p).measures
    return float(np.mean(unevenness(floor) - unevenness(_supine(p, shop_bed(SOFT)))))


def _zone_mmhg(m: Measures, zone: int) -> float:
    return float(m.peak_kpa[zone].mean() * MMHG_PER_KPA)


def _conforming_top_lowers_peaks(p: Parameters) -> float:
    """Palm fibre is represented by a board with a skin; latex also gives under the pad."""
    palm = _supine(p, Bed(VERY_FIRM, comfort_cm=1.0)).peak_kpa[1:].max(axis=0)
    return float(np.mean(palm - _supine(p, shop_bed(FIRM)).peak_kpa[1:].max(axis=0)))


def _sacrum(p: Parameters) -> float:
    return min(_zone_mmhg(_supine(p, shop_bed(bed)), PELVIS) for bed in (MEDIUM, FIRM)) - 30.0


def _probe_mmhg(p: Parameters, position: Position, bed: Bed, where: Span) -> float:
    """What a small probe under a bony place measures: the largest pressure on the body's midline there."""
    laid = lay(trials.slim_adults(), position, bed, p)
    local = midline_pa(laid.body, laid.bed, laid.equilibrium)
    inside = (laid.body.station >= where[0]) & (laid.body.station <= where[1])
    return float(local[inside].max(axis=0).mean() / 1000 * MMHG_PER_KPA)


def _heel(p: Parameters, bed: Bed) -> float:
    return _probe_mmhg(p, "back", bed, HEEL)


def _trochanter(p: Parameters, bed: Bed) -> float:
    return _probe_mmhg(p, "side", bed, TROCHANTER)


def _visco_against_foam(p: Parameters) -> float:
    """Reduction of peak pressure in percent on a deep conforming top compared with 12 cm of cold foam, mean of three
    positions.
    """
    positions: tuple[Position, ...] = ("side", "back", "stomach")
    less = []
    for position in positions:
        beds = (foam_block(8.0, thickness_cm=12.0), VISCO)
        laid = (lay(trials.slim_adults(), position, bed, p).measures for bed in beds)
        foam, visco = (measures.peak_kpa[1:].max(axis=0) for measures in laid)
        less.append(100 * np.mean(1 - visco / foam))
    return float(np.mean(less))


def _bending_n_m_per_deg(p: Parameters, quarter: int) -> float:
    """Mean stiffness of the lumbar spine sideways over a quarter of its range, 28 degrees over 19 cm."""
    low, high = quarter / 4, (quarter + 1) / 4
    start = p.bend_lumbar_side_nm2 * np.radians(1) / LUMBAR_LENGTH_M
    return float(start * (1 + p.bend_progression * (high**3 - low**3) / (high - low)))


def _hs(hardness_n_mm: float) -> Answer:
    return lambda p: float(hs_from_firmness(firmness_from_hardness(hardness_n_mm)))


ORDERINGS: Mapping[str, Answer] = {
    "LEI-01": lambda p: float(np.mean(_off(p, SOFT) - _zoned(p))),
    "LEI-02": lambda p: _differ(p, SOFT, FIRM),
    "LEI-03": lambda p: float(np.mean(np.abs(_off(p, FIRM) - _zoned(p)))) - VISIBLE_DEG,
    "LEI-04": lambda p: float(min(np.mean(_off(p, FIRM) - _zoned(p)), np.mean(_off(p, SOFT) - _off(p, FIRM)))),
    "LEI-05": lambda p: float(_students(p, VERY_FIRM).waist_sag_mm.mean()),
    "LEI-06": lambda p: float(_students(p, SOFT).tilt_deg.mean()),
    "LEI-07": _benefit_of_zones_is_for_contours,
    "SHO-01": _flat,
    "SHO-02": lambda p: _subgroup(p, heavy=True),
    "SHO-03": lambda p: _subgroup(p, heavy=False),
    "LAH-01": _three_pressures,
    "VER-01": _sagging_is_worse,
    "WU-01": _conforming_top_lowers_peaks,
    "JPN-02": _sacrum,
    "GAR-01": _five_points,
    "GAR-02": _softer_is_more_uniform,
    "WAT-01": lambda p: p.bend_lumbar_side_nm2 - p.bend_lumbar_sagittal_nm2,
}
NUMBERS: Mapping[str, Answer] = {
    "VIT-01": trials.lordosis_mattress_rigid_deg,
    "VIT-04": lambda p: trials.lordosis_mattress_rigid_deg(p, male=1.0),
    "HON-04": trials.lumbar_distance_hard_medium_mm,
    "WMP-07": trials.mean_pressure_ratio,
    "THO-01": lambda p: _trochanter(p, HOSPITAL),
    "THO-02": lambda p: _trochanter(p, RELIEVING),
    "THO-04": lambda p: _heel(p, HOSPITAL),
    "THO-05": lambda p: _heel(p, RELIEVING),
    "JPN-01": lambda p: _zone_mmhg(_supine(p, shop_bed(MEDIUM)), SHOULDER),
    "DEF-02": _visco_against_foam,
    "VLA-01": _hs(8.6),
    "VLA-02": _hs(5.86),
    "VLA-03": _hs(5.21),
    "GOM-L1": lambda p: _bending_n_m_per_deg(p, 0),
    "GOM-L2": lambda p: _bending_n_m_per_deg(p, 1),
    "GOM-L3": lambda p: _bending_n_m_per_deg(p, 2),
    "GOM-L4": lambda p: _bending_n_m_per_deg(p, 3),
    "GOM-R1": lambda p: _bending_n_m_per_deg(p, 0),
    "GOM-R2": lambda p: _bending_n_m_per_deg(p, 1),
    "GOM-R3": lambda p: _bending_n_m_per_deg(p, 2),
}

# Cases outside the mechanics, by the beginning of their id.
CANNOT_SPEAK: Mapping[str, str] = {
    "LAH-02": "one statement with LAH-01",
    "LAH-03": "one statement with LAH-01",
    "LAH-0": "weight divided by pressure: arithmetic that does not involve the mechanics",
    "VIT-03": "the lumbar spine bends as one segment; L5 and S1 do not rotate relative to each other",
    "HON-0": "head, neck, pillow and disc loads are outside the model",
    "CHA-": "accuracy of another model",
    "WMP-0": "absolute mean depends on the mat's cut-off, which is not stated: these means are twice those of the "
    "real maps; their ratio is judged in WMP-07",
    "SHI-": "largest single sensor of a mat; the model's peak is a mean over 9 by 7.1 cm",
    "BUC-": "comfort, not mechanics",
    "STI-": "seated",
    "KOV-05": "the definition of the scale the engine uses",
    "KOV-06": "the definition of the scale the engine uses",
    "KOV-": "pain and disability in a trial: used to anchor the optimum, not the mechanics",
    "BER-": "pain in a trial",
    "JAC-": "pain and sleep before and after, no control",
    "MON-": "pain before and after",
    "HU-": "sleep latency",
    "VLA-0": "wear of a mattress is not modelled",
    "COIL-": "wear of springs is not modelled",
    "BEA-": "given per percent of a range whose degrees are not stated",
    "LNG-": "standing; goes into the body as an input",
    "TST-": "goes into the prior of tissue stiffness",
    "ISO-": "goes into the prior of tissue stiffness",
    "MAS-": "goes into the body as an input",
}
# What keeps a missed case from holding.
NEXT: Mapping[str, str] = {
    "LEI-02": "soft and firm beds differ by less than a photograph shows: shoulder and pelvis sink alike on both",
    "LEI-04": "firm and soft beds are within half a degree of each other here, and how much of an arm's weight lies "
    "on the bed by itself decides which is straighter",
    "LEI-07": "zones should help men of pronounced contour most",
    "LEI-05": "the waist does not hang on a very firm bed",
    "LEI-06": "the pelvis does not sink on a soft bed",
    "SHO-01": "means differ by more than half the spread between people",
    "SHO-02": "heavy people are straightest on a medium bed here, by a tenth of a degree over a firm one",
    "SHO-03": "light people lie straightest on firm beds here, by a degree: their shoulders stand out as far as those "
    "of heavy people, and less weight pushes them in; LEI-04, of students of the same build, asks for that order",
    "JPN-02": "peaks under the sacrum are too low: real buttocks are more curved across than one arc of the mean "
    "breadth",
    "GAR-01": "heels and calves press as one here",
    "VIT-01": "on a board the waist sinks and the pelvis rolls too little: hips at rest are one number here",
    "VIT-04": "L5 and S1 do not rotate relative to each other here: the lordosis to S1 opens as far as that to L5, "
    "whereas in the source it closes by 1.6 degrees (VIT-03)",
    "HON-04": "right sign but too small: VIT-01 asks for about 3 degrees of lordosis, which over the lumbar spine "
    "is a few millimetres, not ten",
    "WMP-07": "pressure grows too slowly with weight",
    "THO-01": "peaks under the trochanter are too low: the contour has no bump for the bone",
    "THO-02": "a deep soft layer represents the best of 11 surfaces; air and water distribute pressure more evenly",
    "THO-04": "the tip of a heel is a bone of two centimetres; the model's ridge is nine wide",
    "DEF-02": "the standard mattress of the source is one block of foam, whose upper half follows a bone here, so a "
    "visco layer on top gains less",
    "THO-05": "as THO-04",
    "JPN-01": "the source says about 20, on an 8 cm pad of unknown hardness",
    "GOM-": "the law that ships hardens too fast: see `bend_progression` in the calibration's report",
    "VLA-03": "hardness and Hs of this row are not consistent in the source either",
}
# Used in the fit of the parameters, or to choose one of them.
CALIBRATED = frozenset({"VIT-01", "HON-04", "WMP-07", "WAT-01", *(case for case in NUMBERS if case.startswith("GOM"))})


def reason_silent(case_id: str) -> str:
    """Why the mechanics make no prediction for a case; the longest matching beginning of its id wins."""
    matching = [start for start in CANNOT_SPEAK if case_id.startswith(start)]
    return CANNOT_SPEAK[max(matching, key=len)]
