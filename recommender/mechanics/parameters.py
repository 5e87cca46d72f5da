"""The free parameters of the mechanics, one set for the whole product.

Every figure is a named field with its unit and where it comes from. `DEFAULT` is used everywhere; an ensemble of
sets carries the model's own uncertainty. `ASSUMED` in a comment means: no published source, plausible range only.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np


@dataclass(frozen=True)
class Parameters:
    """One parameter set of body, bed and comfort mechanics. Lengths in m, stiffness in N, Pa/m or N m2."""

    # Body shape. The lower arm moves forward, so the shoulder stands out less than half the bideltoid breadth.
    shoulder_factor: float = 0.701  # fitted to the force shares of real maps, as is most below
    lumbar_hollow_m: float = 0.0239  # ASSUMED 20-40 mm behind a standing back; women more (Lang-Tapia 2011 lordosis)
    buttock_out_m: float = 0.00625  # ASSUMED 0-20 mm
    thigh_recess_m: float = 0.0621  # ASSUMED 20-90 mm: hollow of the knee behind the buttock's line
    leg_side_factor: float = 0.852  # stacked legs against hip half-breadth, fitted
    radius_side: float = 1.59  # contact radius against the ellipse's, fitted
    radius_back: float = 1.59  # same
    legs_side_contacts: float = 1.82  # the upper leg rests partly on the bed in front, ASSUMED 1-2
    # Soft tissue in series with the bed: modulus over thickness (Isogai 2022 gluteal 26-62 kPa; 33-56 mm thick).
    tissue_bony_pa_m: float = 1.05e6
    tissue_soft_pa_m: float = 2.07e5
    # Bending. Lumbar side bending 0.25 N m per degree in its first quarter of range (Gombatto in Watt 2022).
    bend_lumbar_side_nm2: float = 1.86
    bend_lumbar_sagittal_nm2: float = 1.36  # sagittal is softer (Watt 2022 ordering)
    bend_thorax_ratio: float = 5.91  # ASSUMED: the ribcage stiffens the thoracic spine
    bend_progression: float = 7.85  # cubic hardening: reproduces 0.25/0.65/1.7/5 N m per degree by quarter
    bend_hip_side_nm2: float = 8.88  # ASSUMED: hip joint with muscle at rest, the legs on each other
    bend_hip_sagittal_nm2: float = 3.59  # passive hips near straight, 0.44 N m per degree each (Riener & Edrich 1999)
    bend_weight_exponent: float = 0.663  # ASSUMED: stiffness grows with muscle cross-section
    # Load
    pillow_share_side: float = 0.0282  # of a man of 73 kg, from shoulder girdle to pillow; maps: head .109 vs mass .069
    pillow_share_back: float = 0.00896  # maps: head .079 vs mass .069
    # Bed the maps were taken on (hospital type, unknown): only used when the model is held against them.
    map_bed_hardness_n_mm: float = 9.29


DEFAULT = Parameters()
NAMES = tuple(f.name for f in fields(Parameters))


def spread(parameters: Parameters, rng: np.random.Generator, relative_sd: float) -> Parameters:
    """A log-normal draw about a set: each figure times exp(relative_sd * N(0, 1))."""
    return replace(
        parameters, **{k: getattr(parameters, k) * float(np.exp(relative_sd * rng.standard_normal())) for k in NAMES}
    )
