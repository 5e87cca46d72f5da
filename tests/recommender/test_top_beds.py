"""The first beds of many people are those the ranking itself finds, to the last digit."""

from __future__ import annotations

import numpy as np

from catalog.reading import load_catalogue
from recommender.matching import match
from recommender.sleeper import Sleeper
from recommender.target import targets
from recommender.ties import fit_of
from recommender.top_beds import lay_out, top_beds


def test_first_beds_are_those_of_the_ranking() -> None:
    people = [Sleeper(50.0 + 3 * i, 150.0 + 2 * i, 0.6, 0.3, 0.1) for i in range(20)]
    target, catalogue = targets(people), load_catalogue()
    index, excess = top_beds(target, lay_out(catalogue, target.bodies.height_cm), 3)
    assert (np.diff(excess, axis=1) >= 0).all()
    for i in (0, 7, 19):
        ranking = match(target[i], catalogue)
        assert float(fit_of(excess[i, :1])[0]) == ranking.fit.max()
    assert index.min() >= 0
