"""The simulated floor: what another answer is worth is what the engine says it is, and walks are counted right."""

from __future__ import annotations

import numpy as np
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue
from laboratory.benchmarks.people import simulated
from laboratory.benchmarks.truths import floor_trial
from laboratory.benchmarks.truths.floor_trial import BEDS, MOST, RIGHT_POINTS, Visitors, Walk, walk
from recommender.experience.choice import choice_of
from recommender.experience.next_to_try import next_to_try
from recommender.fit_target import FitTarget, targets
from recommender.matching import match_many
from recommender.ranking.candidates import candidates_for
from recommender.sleeper import Experience, Wishes

PEOPLE = 5


@pytest.fixture(scope="module")
def floor() -> tuple[Catalogue, FitTarget, Visitors]:
    """Some people on one floor; their true fits are made up, for no test here is about them."""
    rng = np.random.default_rng(11)
    shop = floor_trial.floors(load_catalogue(), rng)[0]
    body = targets(simulated(PEOPLE, rng).told)
    choice = choice_of(body, candidates_for(shop, Wishes()))
    assert choice
    drawn = [rng.standard_normal((PEOPLE, BEDS)) for _ in range(4)]
    return shop, body, Visitors(body, choice, 50 + drawn[0], *drawn[1:])


def test_a_floor_has_beds_that_differ(floor: tuple[Catalogue, FitTarget, Visitors]) -> None:
    shop, _, of = floor
    assert len(shop) == BEDS == len(of.choice.kinds)


def test_what_an_answer_is_worth_is_what_the_engine_says(floor: tuple[Catalogue, FitTarget, Visitors]) -> None:
    shop, body, of = floor
    known = floor_trial.known_after(of, of.says(1.0), [])
    worth = floor_trial.after_one_more(of, known, BEDS) - known.fit.max(axis=1, keepdims=True)
    names = [bed.mattress_id for bed in shop]
    for i in range(PEOPLE):
        engine = {trial.mattress.mattress_id: trial.gain for trial in next_to_try(body[i], shop, names)}
        assert worth[i] == pytest.approx([engine[name] for name in names], abs=0.05)


def test_what_is_known_after_answers_is_what_the_engine_knows(floor: tuple[Catalogue, FitTarget, Visitors]) -> None:
    shop, _, of = floor
    names, said = [bed.mattress_id for bed in shop], of.says(1.0)
    order = [np.full(PEOPLE, 3), np.full(PEOPLE, 8)]
    known = floor_trial.known_after(of, said, order)
    words = {-1: "too_soft", 0: "right", 1: "too_firm"}
    told = []
    for i, sleeper in enumerate(of.body.sleepers):
        heard = [Experience(mattress_id=names[b], felt=words[int(said[i, b])], nights=0.0) for b in (3, 8)]  # type: ignore[arg-type]
        told.append(floor_trial.replace(sleeper, experiences=tuple(heard)))
    table = match_many(targets(told), shop, top=1)
    for i in range(PEOPLE):
        if table.mattress_id[i, 0] is not None:
            assert known.fit[i, names.index(table.mattress_id[i, 0])] == pytest.approx(table.fit[i, 0], abs=1e-6)


def test_nobody_lies_on_a_bed_twice_and_every_way_begins_alike(floor: tuple[Catalogue, FitTarget, Visitors]) -> None:
    of = floor[2]
    first = [walk(of, way, 1.0) for way in floor_trial.WAYS.values()]
    assert all(len(one.chosen) == MOST + 1 for one in first)
    assert all((one.chosen[0] == first[0].chosen[0]).all() for one in first)


def test_beds_needed_are_counted_until_the_choice_stays_right() -> None:
    near = 80 - RIGHT_POINTS
    chosen = np.array([[80, 50, near, 50], [80, 50, 50, 80], [80, near, 80, 50], [80, 80, 80, 80], [80, 80, 80, 50.0]])
    assert Walk(list(chosen), np.full(4, 80.0)).needed.tolist() == [0, 2, 2, MOST + 1]
