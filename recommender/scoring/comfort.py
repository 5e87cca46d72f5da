"""Discomfort of a lying body: named components, each a squared departure in physical units over a tolerance.

Nobody has published a threshold for alignment or pressure [wong2019], doi:10.7717/peerj.6364. So references and
tolerances are anchored [anchoring]: `laboratory/fitting/anchoring.py` fits them until the best beds lie where grade
bands, professionals and a trial put them [kovacs2003], doi:10.1016/S0140-6736(03)14792-7. They stand in
`data/comfort.json`, for adults of 50-140 kg and BMI 18-42. An ache changes how heavily a component counts, never the
physics.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from importlib import resources

import numpy as np

from recommender.arrays import Array
from recommender.coefficients import values
from recommender.mechanics.measures import Measures

COMPONENTS = ("alignment", "shoulder_pressure", "hip_pressure", "waist_support", "immersion")
# Each term of the sum, its unit and the component it belongs to.
TERMS = (
    ("tilt_deg", "alignment"),
    ("bend_deg", "alignment"),
    ("shoulder_peak_kpa", "shoulder_pressure"),
    ("hip_peak_kpa", "hip_pressure"),
    ("waist_unloaded", "waist_support"),
    ("hip_immersion_mm", "immersion"),
    ("shoulder_immersion_mm", "immersion"),
)
COMPONENT_OF_TERM = np.array([COMPONENTS.index(component) for _, component in TERMS])
_DISCOMFORT = values("discomfort")
REFERENCE_WEIGHT_KG: float = _DISCOMFORT["reference_weight_kg"]
REFERENCE_HEIGHT_CM: float = _DISCOMFORT["reference_height_cm"]
LEVEL_SD_POINTS: float = _DISCOMFORT["level_sd_points"]  # how loosely the anchors hold everybody's level
ZONES_WIDER: float = _DISCOMFORT["zones_stated_wider"]  # variance of stated zones over the sum of its known sources
TURNING_SD: float = _DISCOMFORT["turning_sd"]  # ln stiffness: how far the best zones of a night scatter


def terms(measures: Measures) -> Array:
    """(7, n) the physical quantities of `TERMS`; `waist_unloaded` is the share of the waist's weight that the bed does
    not carry.
    """
    return np.stack(
        [
            measures.tilt_deg,
            measures.lumbar_angle_deg,
            measures.peak_kpa[1],
            measures.peak_kpa[3],
            1 - measures.waist_load,
            measures.immersion_mm[2],
            measures.immersion_mm[0],
        ]
    )


@dataclass(frozen=True)
class Comfort:
    """References and tolerances; every figure anchored, none measured directly.

    Pressures refer to a body of 75 kg and grow with weight to the power `pressure_weight`; immersions with the powers
    `immersion_weight` and `immersion_height` of body size. Ratios are against lying on the back.
    """

    tilt_tolerance_deg: float
    bend_tolerance_deg: float
    bend_tolerance_stomach_ratio: float
    shoulder_reference_kpa: float
    shoulder_tolerance_kpa: float
    shoulder_tolerance_side_ratio: float
    hip_reference_kpa: float
    hip_tolerance_kpa: float
    pressure_weight: float
    pressure_side_ratio: float
    pressure_stomach_ratio: float
    shoulder_pressure_side_ratio: float
    waist_unloaded_reference: float
    waist_unloaded_tolerance: float
    waist_unloaded_side_ratio: float
    waist_unloaded_stomach_ratio: float
    waist_tolerance_stomach_ratio: float
    hip_immersion_reference_mm: float
    hip_immersion_tolerance_mm: float
    shoulder_immersion_reference_mm: float
    shoulder_immersion_tolerance_mm: float
    immersion_weight: float
    immersion_height: float
    immersion_side_ratio: float
    immersion_stomach_ratio: float
    shoulder_immersion_side_ratio: float
    shoulder_immersion_stomach_ratio: float

    def reference_and_tolerance(self, position: str, weight_kg: Array, height_cm: Array) -> tuple[Array, Array]:
        """(7, n) references and tolerances of `TERMS` in a position."""
        side, stomach = position == "side", position == "stomach"
        heavier = np.asarray(weight_kg) / REFERENCE_WEIGHT_KG
        taller = np.asarray(height_cm) / REFERENCE_HEIGHT_CM
        press = heavier**self.pressure_weight
        sink = heavier**self.immersion_weight * taller**self.immersion_height
        press_ratio = self.pressure_side_ratio if side else self.pressure_stomach_ratio if stomach else 1.0
        sink_ratio = self.immersion_side_ratio if side else self.immersion_stomach_ratio if stomach else 1.0
        shoulder_press = press_ratio * (self.shoulder_pressure_side_ratio if side else 1.0)
        own = self.shoulder_immersion_side_ratio if side else self.shoulder_immersion_stomach_ratio if stomach else 1.0
        shoulder_sink = sink_ratio * own
        unloaded = self.waist_unloaded_side_ratio if side else self.waist_unloaded_stomach_ratio if stomach else 1.0
        bend = self.bend_tolerance_deg * (self.bend_tolerance_stomach_ratio if stomach else 1.0)
        one = np.ones_like(heavier)
        reference = np.stack(
            [
                0 * one,
                0 * one,
                self.shoulder_reference_kpa * shoulder_press * press,
                self.hip_reference_kpa * press_ratio * press,
                self.waist_unloaded_reference * unloaded * one,
                self.hip_immersion_reference_mm * sink_ratio * sink,
                self.shoulder_immersion_reference_mm * shoulder_sink * sink,
            ]
        )
        tolerance = np.stack(
            [
                self.tilt_tolerance_deg * one,
                bend * one,
                self.shoulder_tolerance_kpa * (self.shoulder_tolerance_side_ratio if side else 1.0) * press,
                self.hip_tolerance_kpa * press,
                self.waist_unloaded_tolerance * (self.waist_tolerance_stomach_ratio if stomach else 1.0) * one,
                self.hip_immersion_tolerance_mm * sink,
                self.shoulder_immersion_tolerance_mm * sink,
            ]
        )
        return reference, tolerance

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


@lru_cache(maxsize=1)
def load_comfort() -> Comfort:
    """The anchored figures that ship (`data/comfort.json`)."""
    text = resources.files("recommender").joinpath("data/comfort.json").read_text(encoding="utf-8")
    return Comfort(**{f.name: float(json.loads(text)["figures"][f.name]) for f in fields(Comfort)})
