"""The free parameters of the mechanics, one set for the whole product.

The meaning, unit, source and range of each are in `data/coefficients.json` and `docs/parameters.md`. They are fitted
together (`laboratory/fitting/calibration.py`). `DEFAULT` is used everywhere; an ensemble of sets carries the model's
own uncertainty.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from recommender.coefficients import values


@dataclass(frozen=True)
class Parameters:
    """One parameter set of body, bed and tissue. Lengths in m, stiffness in N, Pa/m or N m2."""

    shoulder_factor: float
    lumbar_hollow_m: float
    buttock_out_m: float
    thigh_recess_m: float
    leg_side_factor: float
    radius_side: float
    radius_back: float
    legs_side_contacts: float
    tissue_bony_pa_m: float
    tissue_soft_pa_m: float
    bend_lumbar_side_nm2: float
    bend_lumbar_sagittal_nm2: float
    bend_thorax_ratio: float
    bend_progression: float
    bend_hip_side_nm2: float
    bend_hip_sagittal_nm2: float
    bend_weight_exponent: float
    pillow_share_side: float
    pillow_share_back: float
    arms_beside_side: float
    arms_beside_back: float
    bone_acromion_m: float
    bone_trochanter_m: float
    bone_sacrum_m: float
    bone_heel_m: float
    bone_ridge_pa_m: float
    core_over_bones: float
    map_bed_hardness_n_mm: float


DEFAULT = Parameters(**values("parameters"))
NAMES = tuple(f.name for f in fields(Parameters))
