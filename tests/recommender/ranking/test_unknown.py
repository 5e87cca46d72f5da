"""A bed of which nobody states something gains nothing by it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catalog.construction.comfort import CONSTRUCTIONS, comfort_layer
from catalog.mattress import Layer, Mattress, Zone
from recommender.arrays import Array
from recommender.fit_target import FitTarget, targets
from recommender.ranking.bed_vectors import beds_of
from recommender.ranking.expected_fit import expected_fit
from recommender.rescoring import standard_population
from recommender.scoring.scoring_model import ORIGIN

STATURE_CM = 173.0
SILENT = Mattress("silent", "B", "silent", firmness=5.0)  # neither construction nor zones nor how its firmness is known
SAID = {
    **{name: {"type": name} for name in CONSTRUCTIONS},
    "layers": {},  # those that such a bed has on average: `_usual_layers`
    "zones counted": {"n_zones": 7},
    "no zones": {"n_zones": 1},
    "zones in cm": {"zones": (Zone(0, 200, 1.0),)},
    "firmness by a grade": {"firmness_sd": 1.0},
    "firmness by a reviewer": {"firmness_sd": 0.6},
}
GAINED = 0.1  # points: a construction left open mixes all there are, and leans on the hardness as none of them exactly


@pytest.fixture(scope="module")
def people() -> FitTarget:
    return targets(standard_population(150))


def _fit(people: FitTarget, centre: Array, covariance: Array) -> Array:
    at = np.repeat((centre - ORIGIN)[:, None], len(people), axis=1)
    unsure = np.moveaxis(people.unsure + covariance, 0, -1)
    return expected_fit(people.quartic.T, people.ideal_discomfort, at, unsure)


@pytest.mark.parametrize("firmness", [2.5, 4.0, 5.0, 6.0, 7.0, 8.0])
@pytest.mark.parametrize("what", list(SAID))
def test_what_nobody_states_never_stands_above_what_is_known_at_equal_mean(
    people: FitTarget, what: str, firmness: float
) -> None:
    silent = replace(SILENT, firmness=firmness)
    facts = {"layers": _usual_layers(silent)} if what == "layers" else SAID[what]
    beds = beds_of([silent, replace(silent, **facts)], STATURE_CM)
    known, unknown = (_fit(people, beds.centre[1], beds.covariance[row]) for row in (1, 0))
    either = np.maximum(known, unknown) > 50
    gained = (unknown - known)[either]
    if "zones" in what or "firmness" in what:
        assert (gained <= 1e-9).all()
    assert gained.max(initial=0.0) <= GAINED


def _usual_layers(silent: Mattress) -> tuple[Layer, ...]:
    usual = comfort_layer(silent)
    return (Layer("foam", usual.thickness_cm, hardness_kpa=usual.softness_kpa), Layer("pocket springs", 16))


def test_what_makes_a_bed_known_narrows_it() -> None:
    said = {**SAID, "layers": {"layers": _usual_layers(SILENT)}}
    beds = beds_of([SILENT, *(replace(SILENT, **facts) for facts in said.values())], STATURE_CM)
    spread = np.trace(beds.covariance, axis1=1, axis2=2)
    assert (spread[1:] <= spread[0] + 1e-12).all()
    narrower = dict(zip(SAID, spread[1:] < spread[0] - 1e-6, strict=True))
    assert [what for what, is_ in narrower.items() if not is_] == ["zones counted"]  # a number alone says not how
