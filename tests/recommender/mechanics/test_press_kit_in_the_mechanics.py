"""A bed of the mechanics, pressed by a disc with two weights: the reading finds its figures again."""

from __future__ import annotations

import numpy as np
import pytest

from catalog.mattress import CompressionReading
from recommender.mechanics.bed import BedSupport, as_figures, core_and_comfort, pressure_pa
from recommender.person.units import CM_PER_M
from recommender.ranking.compression import PAD_MM, read_compression

LOADS_N = (300.0, 1000.0)


def pressed(log_hardness: float, ratio: float) -> CompressionReading:
    """Two loads on the standard's own pad, so that no disc has to be converted."""
    bed = as_figures(np.array([log_hardness] * 3 + [ratio]))
    layer_m, softness_pa = np.asarray(bed.comfort_cm) / CM_PER_M, 1000 * np.asarray(bed.comfort_kpa)
    core, yielding, lock = (
        np.atleast_1d(part) for part in core_and_comfort(np.asarray(bed.hardness_n_mm), layer_m, softness_pa)
    )
    support = BedSupport(core[None], yielding[None], lock, np.array([0.5]), np.zeros((1, 1)))
    depth = np.linspace(0, 0.3, 30_001)
    pressure = pressure_pa(depth[:, None], support)[:, 0]
    area = np.pi / 4 * (PAD_MM / 1000) ** 2
    light, heavy = np.interp(np.array(LOADS_N) / area, pressure, depth * 1000).tolist()
    return CompressionReading(*LOADS_N, light, heavy, PAD_MM)


@pytest.mark.parametrize("hardness", [5.0, 7.0, 10.0])
@pytest.mark.parametrize("ratio", [0.3, 0.8, 1.4])
def test_the_reading_of_a_bed_of_the_mechanics_is_its_own(hardness: float, ratio: float) -> None:
    found = read_compression(pressed(float(np.log(hardness)), ratio), 0.0)
    sd = np.sqrt(np.diag(found.covariance))
    assert abs(found.log_hardness - np.log(hardness)) < 0.2 * sd[0]
    assert abs(found.log_core_ratio - ratio) < 0.5 * sd[1]
