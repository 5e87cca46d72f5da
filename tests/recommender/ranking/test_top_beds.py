"""The beds of least expected discomfort for many people are those the ranking itself finds."""

from __future__ import annotations

import numpy as np
import pytest

from catalog.catalogue_file import load_catalogue
from recommender.fit_target import targets
from recommender.matching import match
from recommender.ranking.top_beds import lay_out, least, top_beds
from recommender.sleeper import Sleeper
from tests.equal import assert_equal


def test_first_beds_are_those_of_the_ranking() -> None:
    people = [Sleeper(50.0 + 3 * i, 150.0 + 2 * i, 0.6, 0.3, 0.1) for i in range(20)]
    target, catalogue = targets(people), load_catalogue()
    index, excess = top_beds(target, lay_out(catalogue, target.bodies.height_cm), 3)
    assert (np.diff(excess, axis=1) >= 0).all()
    for i in (0, 7, 19):
        ranking = match(target[i], catalogue)
        carried = ranking.fit > 0
        assert_equal(excess[i, 0] + target.ideal_discomfort[i], ranking.components[carried].sum(axis=1).min())
    assert index.min() >= 0


@pytest.mark.parametrize("m", [5, 40, 83, 1000, 1003])
def test_the_least_of_a_row_in_their_order(m: int) -> None:
    rng = np.random.default_rng(m)
    rows = np.round(rng.standard_normal((50, m)), 1)  # so that many are equal
    found = least(rows, 5)
    assert np.array_equal(np.take_along_axis(rows, found, axis=1), np.sort(rows, axis=1)[:, :5])
    assert all(len(set(columns)) == 5 for columns in found.tolist())
