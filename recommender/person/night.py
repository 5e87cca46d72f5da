"""The night as counted: a person's answer, shrunk towards measured nights of the population."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recommender.arrays import Array
from recommender.person.sleepers import Sleepers
from recommender.sleeper import POSITIONS, Sleeper, never_on_back

# Night of the population (Skarpsno 2017, accelerometers: side 54, back 37.5, front 7.3 %), normalised.
POPULATION_NIGHT = np.array([54.0, 37.5, 7.3]) / 98.8
SURE_WEIGHT, UNSURE_WEIGHT = 0.75, 0.5  # weight of a self-reported night
# Scatter of nights around the counted one (concentration of a Dirichlet distribution): a wrong main position is then
# stated by 23 % (sure) to 36 % (not sure) of people, as measured against self-reported nights (23-42 %).
NIGHT_CONCENTRATION_SURE, NIGHT_CONCENTRATION_UNSURE = 3.0, 2.0


def night(sleepers: Sequence[Sleeper]) -> Array:
    """(n, 3) shares as counted: stated, shrunk towards the population's night, no back lying late in pregnancy."""
    people = Sleepers.of(sleepers)
    told = np.array([people.figures(position) for position in POSITIONS]).T
    weight = np.where(people.each(bool, "position_sure"), SURE_WEIGHT, UNSURE_WEIGHT)[:, None]
    shares = weight * told + (1 - weight) * POPULATION_NIGHT
    shares[people.each(never_on_back, "pain", "pregnancy_weeks"), 1] = 0.0
    whole_nights: Array = shares / shares.sum(axis=1, keepdims=True)
    return whole_nights
