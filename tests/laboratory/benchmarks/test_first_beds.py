"""Which beds come first for many: choosers who know more, what is far from a target, and single steps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from laboratory.benchmarks.synthetic_catalogue import shop_range
from laboratory.benchmarks.truths.first_beds import MOST_FALL_POINTS, STEPS, Shelf, kinds, shelves, shown, steps
from recommender.fit_target import target
from recommender.matching import match
from recommender.rescoring.again import standard_population
from recommender.sleeper import Wishes


@pytest.mark.slow
def test_where_no_price_decides_one_step_costs_the_first_bed_no_point_of_fit() -> None:
    found = steps(120, shelves()["reference list"])
    assert set(found) == set(STEPS)
    assert {row["pairs"] for row in found.values()} == {120}
    assert [name for name, row in found.items() if row["most"] > MOST_FALL_POINTS] == []


@pytest.mark.slow
def test_kinds_are_counted_as_the_product_shows_them() -> None:
    shelf = Shelf(shop_range(), Wishes())
    people = standard_population(40)
    first, fit, relative = shown(people, shelf)
    records = shelf.found.records
    for i, person in enumerate(people[:6]):
        ranking = match(target(person), shelf.catalogue)
        assert records[first[i]].mattress_id == ranking.mattresses[ranking.order[0]].mattress_id
        np.testing.assert_allclose(fit[i], ranking.fit[ranking.order[0]])
        np.testing.assert_allclose(relative[i], ranking.relative.max())
    found = kinds(40, shelf)
    assert found["choosers"]["as shown"] == found["choosers"]["by fit alone"]
    assert found["choosers"]["who knows the truth"]["kinds"] >= found["choosers"]["as shown"]["kinds"]
    assert found["far while one known alike is nearer"] == 0
    assert found["none fits"] == np.mean(relative < 0.6)


def test_a_bed_over_its_weight_limit_comes_first_for_nobody() -> None:
    weak = replace(shop_range(), mattresses=tuple(replace(bed, weight_max_kg=1.0) for bed in shop_range()))
    assert (shown(standard_population(3), Shelf(weak, Wishes()))[0] == -1).all()
