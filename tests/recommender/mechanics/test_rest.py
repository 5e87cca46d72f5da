"""One call simulates n bodies on n beds; n = 1 and one against many are the same call."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.errors import BedError
from recommender.mechanics.bed import Bed, BedSupport, side_by_side
from recommender.mechanics.rest import Rest, lay
from tests.recommender.many_bodies import adult, hardnesses, spread, zone_factors


def same(one: Rest, other: Rest) -> None:
    np.testing.assert_allclose(one.equilibrium.spine_m, other.equilibrium.spine_m, atol=1e-6)
    np.testing.assert_allclose(one.measures.peak_kpa, other.measures.peak_kpa, rtol=1e-4)
    np.testing.assert_allclose(one.measures.waist_load, other.measures.waist_load, rtol=1e-4, atol=1e-6)


def test_one_body_on_many_beds_lies_as_on_each_alone() -> None:
    beds = [Bed(4.0, comfort_cm=8.0), Bed(7.0, [0.8, 1.2, 1.0], 5.0, 1.8, coupling_mm=80.0), Bed(11.0, trough_cm=3.0)]
    rests = list(lay(adult(), "side", side_by_side(beds)))
    assert len(rests) == 3
    for rest, bed in zip(rests, beds, strict=True):
        same(rest, lay(adult(), "side", bed))


def test_many_bodies_lie_as_each_alone_on_its_own_bed_or_on_one_bed() -> None:
    n, bodies = 5, spread(5, (17, 45), (150, 200))
    together, shared = lay(bodies, "back", Bed(hardnesses(n), zone_factors(n))), lay(bodies, "back", Bed(6.0))
    assert len(together) == len(shared) == n
    for i in range(n):
        alone = bodies.take([i])
        same(together.row(i), lay(alone, "back", Bed(hardnesses(n)[i], zone_factors(n)[i])))
        same(shared.row(i), lay(alone, "back", Bed(6.0)))
        assert len(shared.row(i).bodies) == len(shared.row(i)) == 1


def test_a_floor_no_hardness_describes_is_laid_as_it_is() -> None:
    floor = BedSupport(
        core_pa_m=np.full((1, 1), 1e8),
        comfort_m_pa=np.zeros((1, 1)),
        lock_pa=np.full(1, 1e8),
        bottom_m=np.ones(1),
        trough_m=np.zeros((1, 1)),
    )
    on_floor, on_bed = lay(adult(), "back", floor), lay(adult(), "back", Bed(7.0))
    assert on_floor.equilibrium.converged.all()
    assert on_floor.measures.peak_kpa.max() > 2 * on_bed.measures.peak_kpa.max()


def test_counts_that_do_not_match_and_rows_that_are_not_there_are_errors() -> None:
    with pytest.raises(BedError, match="2 beds under 3 bodies"):
        lay(spread(3), "side", Bed(np.array([5.0, 6.0])))
    with pytest.raises(IndexError):
        lay(adult(), "side", Bed(7.0)).row(1)
