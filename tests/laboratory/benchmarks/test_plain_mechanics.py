"""The plain SciPy solve that the benchmark runs for comparison solves the same equations."""

from __future__ import annotations

import numpy as np
import pytest

from laboratory.benchmarks.mechanics import plain, population
from recommender.mechanics.bed import Bed, bed_support
from recommender.mechanics.body import lying_body
from recommender.mechanics.lying import lie
from recommender.sleeper import Position


@pytest.mark.parametrize("position", ["side", "back", "stomach"])
def test_one_body_at_a_time_comes_to_rest_where_all_in_step_do(position: Position) -> None:
    n = 12
    body = lying_body(population(n), position)
    bed = bed_support(Bed(np.geomspace(3, 20, n), np.array([0.7, 1.1, 0.9])), body)
    rest = lie(body, bed)
    assert rest.converged.all()
    np.testing.assert_allclose(plain(body, bed), rest.spine_m, atol=1e-6)
