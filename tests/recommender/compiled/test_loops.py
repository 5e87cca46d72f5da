"""Compiled loops beside the arrays they stand for: the same figures, order and roles, wherever numba is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Mattress
from laboratory.benchmarks.people import simulated
from laboratory.benchmarks.scoring import shelf
from recommender.arrays import Z_80
from recommender.fit_target import targets
from recommender.matching import RankTable, match_many
from recommender.ranking.bed_vectors import Beds, beds_of
from recommender.ranking.fits import attainable_fit, bounds, fits_of_beds
from recommender.ranking.spread import chance_and_interval
from recommender.scoring import fast
from recommender.sleeper import Wishes

pytest.importorskip("numba", reason="the extra `fast` is not installed")
from recommender.compiled import figures, loops, spreads

ROOT = Path(__file__).parents[3]
STATURE_CM, SEED, PEOPLE = 173.0, 20261130, 60
DAY = date(2026, 11, 30)
PAINS = ((), ("shoulder_pressure",), ("turning_low_pelvis", "lateral_hip"))
SAME = 1e-9


def _people(statures: bool = False):
    """People of all sizes and nights, with and without aches; every other wants a size, so that prices count."""
    rng = np.random.default_rng(SEED)
    told = []
    for i, one in enumerate(simulated(PEOPLE, rng, measures=True).told):
        height_cm = one.height_cm if statures else STATURE_CM
        weight_kg = float(rng.uniform(45, 160)) if i % 4 == 0 else one.weight_kg
        wishes = Wishes(size=(90, 200)) if i % 2 else Wishes()
        told.append(replace(one, height_cm=height_cm, weight_kg=weight_kg, pain=PAINS[i % 3], wishes=wishes))
    return targets(told)


def _beds() -> Beds:
    """Beds like none that is sold among them: far too soft and too firm, known exactly and hardly at all."""
    rng = np.random.default_rng(SEED + 1)
    made = [
        Mattress(
            f"m{i}",
            "invented",
            f"m{i}",
            firmness=float(rng.uniform(0.5, 10.5)),
            firmness_sd=float(rng.choice([0.01, 0.3, 1.0, 3.0])),
            n_zones=int(rng.choice([1, 3, 7])),
        )
        for i in range(40)
    ]
    return beds_of(made, STATURE_CM)


@pytest.fixture(scope="module")
def people():
    return _people()


@pytest.fixture(scope="module")
def beds():
    return _beds()


def test_the_expected_fit_is_the_same(people, beds):
    usual = beds.covariance[0]
    by_arrays = fits_of_beds(people, beds), attainable_fit(people, usual)
    with fast.using(loops):
        by_loops = fits_of_beds(people, beds), attainable_fit(people, usual)
    for one, other in zip(by_arrays, by_loops, strict=True):
        assert np.ptp(one) > 10
        np.testing.assert_allclose(other, one, rtol=0, atol=SAME)


def test_the_bounds_of_fits_are_the_same_but_for_single_precision(people, beds):
    excess = people.expected @ beds.of_kinds - people.ideal_discomfort[:, None]
    by_arrays = bounds(people, beds, excess)
    with fast.using(loops):
        by_loops = bounds(people, beds, excess)
    assert np.ptp(by_arrays) > 10
    np.testing.assert_allclose(by_loops, by_arrays, rtol=0, atol=1e-3)


def test_the_chance_and_the_interval_are_the_same_where_directions_see_them_and_where_draws_do(people, beds):
    every = np.broadcast_to(np.arange(len(beds.record)), (PEOPLE, len(beds.record)))
    chance, interval = chance_and_interval(people, beds, every)
    seen = []

    class Watched:
        expected_fits = staticmethod(loops.expected_fits)

        @staticmethod
        def spreads(*handed):
            seen.append(loops.spreads(*handed))
            return seen[-1]

    with fast.using(Watched()):
        its_chance, its_interval = chance_and_interval(people, beds, every)
    (_, seldom), *_ = seen
    assert 0.02 < seldom.mean() < 0.5 and 0.05 < chance.mean() < 0.95
    np.testing.assert_allclose(its_chance, chance, rtol=0, atol=SAME)
    np.testing.assert_allclose(its_interval, interval, rtol=0, atol=SAME)


@pytest.mark.parametrize("catalogue", [load_catalogue(), shelf(120)], ids=["list", "zoned"])
def test_many_people_are_shown_the_same_beds_in_the_same_order_with_the_same_roles(catalogue, monkeypatch):
    people = _people(statures=True)
    by_arrays = match_many(people, catalogue, 10, roles=True, as_of=DAY)
    opened = []
    monkeypatch.setattr(fast, "opened", lambda: opened.append(1) or loops)
    monkeypatch.setattr(fast, "MANY", PEOPLE)
    by_loops = match_many(people, catalogue, 10, roles=True, as_of=DAY)
    assert opened and fast.held() is None
    for field in fields(RankTable):
        one, other = getattr(by_arrays, field.name), getattr(by_loops, field.name)
        if one.dtype.kind == "f":
            np.testing.assert_allclose(other, one, rtol=0, atol=SAME)
        else:
            np.testing.assert_array_equal(other, one)


def test_the_power_of_e_is_right():
    x = np.concatenate([np.linspace(-40, 40, 1601), [-1e6, -900.0, 0.0]])
    found = np.array([figures.power_of_e(one) for one in x])
    np.testing.assert_allclose(found, np.exp(x), rtol=1e-12, atol=1e-300)
    assert 0 < figures.power_of_e(1e6) < np.inf


def test_the_share_of_a_normal_figure_is_that_of_directions():
    from recommender.scoring.directions import SIGHT, _normal_share

    x = np.linspace(-30, 30, 601)
    found = [spreads._normal_share(one, SIGHT) for one in x]
    np.testing.assert_allclose(found, _normal_share(x), rtol=0, atol=1e-12)
    assert spreads._normal_share(Z_80, SIGHT) == pytest.approx(0.9, abs=2e-4)


def test_what_cannot_be_kept_is_compiled_all_the_same(monkeypatch):
    import numba

    def no_folder(*args, cache=False, **options):
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return numba.core.decorators.njit(*args, **options)

    monkeypatch.setattr(figures.numba, "njit", no_folder)
    assert figures.entrance(_twice)(2.0) == 4.0


def test_a_full_disk_costs_no_answer(monkeypatch):
    from numba.core.caching import FunctionCache

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FunctionCache, "save_overload", full)
    assert figures.entrance(_thrice)(2.0) == 6.0


def _twice(sources):
    def twice(x):
        _ = sources
        return x + x

    return twice


def _thrice(sources):
    def thrice(x):
        _ = sources
        return x + x + x

    return thrice


def test_what_was_kept_is_not_used_when_another_file_of_the_folder_changed(monkeypatch):
    import numba
    import numba.typed  # which compiles what is its own when it is first opened

    made = []
    njit = numba.njit
    monkeypatch.setattr(
        figures.numba, "njit", lambda **options: lambda of: made.append(njit(**options)(of)) or made[-1]
    )
    figures.entrance(_twice)(2.0)
    figures.entrance(_twice)(2.0)
    monkeypatch.setattr(figures, "_SOURCES", uuid4().hex)
    figures.entrance(_twice)(2.0)
    assert [bool(each.stats.cache_hits) for each in made[1:]] == [True, False]


@pytest.mark.slow
def test_the_run_that_compiles_and_those_that_load_give_the_same_to_the_byte(tmp_path):
    asked = (
        "from dataclasses import fields; from hashlib import sha256; from recommender.matching import match_many; "
        "from recommender.scoring import fast; from laboratory.benchmarks.scoring import shelf; "
        "from tests.recommender.compiled import test_loops as here; fast.MANY = here.PEOPLE; "
        "table = match_many(here._people(True), shelf(120), 10, roles=True, as_of=here.DAY); "
        "figures = [getattr(table, field.name) for field in fields(table)]; "
        "print(*(sha256(each.tobytes()).hexdigest() for each in figures if each.dtype.kind == 'f'))"
    )
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "OPENBLAS_NUM_THREADS": "1"}
    said = []
    for _ in range(2):
        made = subprocess.run(
            [sys.executable, "-c", asked], capture_output=True, text=True, check=True, env=environment, cwd=ROOT
        )
        said.append(made.stdout.split())
        assert list(tmp_path.rglob("*first_groups*.nbc")), "it was kept"
    assert len(said[0]) > 5 and said[0] == said[1]


def test_one_person_is_answered_without_opening_it():
    asked = (
        "import sys; from catalog.catalogue_file import load_catalogue; from recommender.fit_target import target; "
        "from recommender.matching import match; from recommender.sleeper import Sleeper; "
        "match(target(Sleeper(70.0, 175.0, side=1.0)), load_catalogue()); print('numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout == "False\n"
