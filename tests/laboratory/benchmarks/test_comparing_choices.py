"""The comparison with rivals: choices, regret, the grid, and the catalogue of zoned beds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catalog.mattress import Size
from laboratory.benchmarks import protocol
from laboratory.benchmarks.people import RAW_DATA, held_out, simulated
from laboratory.benchmarks.regret import (
    FORGIVING,
    OURS,
    PUT_RIGHT,
    VALUE,
    by_labels,
    choices,
    compare,
    discomforts,
    draw_firmness,
    for_sale,
    kinds_counted,
    kinds_of,
    offers_of,
)
from laboratory.benchmarks.rivals import CONTROLS, RIVALS
from laboratory.benchmarks.synthetic_catalogue import N_BEDS, shop_range, synthetic_catalogue
from laboratory.fitting import judging
from laboratory.fitting.judging import Truths
from laboratory.fitting.worlds import shipped_world
from recommender.person import anthropometry
from recommender.person.night import night


def test_the_made_up_catalogue_is_the_same_for_a_seed_and_zoned() -> None:
    one = synthetic_catalogue()
    assert len(one) == N_BEDS
    assert one.mattresses == synthetic_catalogue().mattresses
    assert one.mattresses != synthetic_catalogue(seed=12).mattresses
    assert all(bed.zones_known for bed in one)
    adjustable = [bed for bed in one if bed.adjust != "none"]
    assert 20 <= len(adjustable) <= 60
    assert all(bed.adjust_min < bed.firmness < bed.adjust_max for bed in adjustable)  # type: ignore[operator]


def test_ours_loses_less_than_any_rule_and_zero_means_the_best_bed() -> None:
    rng = np.random.default_rng(2)
    people = simulated(24, rng, measures=False)
    made_up = synthetic_catalogue(30)
    by_zone = {"adjust": "per_zone", "adjust_min": 3.0, "adjust_max": 9.0, "firmness_sd": 1.5}
    to_set = replace(made_up.mattresses[0], mattress_id="to set", zones=(), price=2000.0, **by_zone)
    priced = tuple(replace(bed, sizes=(Size(90, 200, bed.price),)) for bed in (*made_up, to_set))
    catalogue = for_sale(replace(made_up, mattresses=priced))
    offers = offers_of(catalogue, rng)
    truths = Truths(
        people.bodies, night(people.told), (shipped_world(),), np.zeros(24, dtype=np.intp), np.zeros((24, 3))
    )
    found = discomforts(truths, offers)
    assert found.shape == (24, len(offers.record))
    chosen = choices(people, offers, catalogue, rng)
    assert set(chosen.first) == {OURS, VALUE, FORGIVING, *RIVALS, *CONTROLS}
    chosen.first["best"] = found.argmin(axis=1)
    report = compare(found, chosen, judging.groups(people.bodies, truths.shares))
    systems = report["systems"]
    assert systems["best"]["mean"] == 0
    assert systems[OURS]["mean"] < min(systems[name]["mean"] for name in RIVALS)
    values = chosen.first[VALUE]
    named = values >= 0  # whom nothing fits gets no role
    assert systems[VALUE]["people"] == named.sum() >= 20
    assert (offers.shelf.price[values] <= offers.shelf.price[chosen.first[OURS]])[named].all()
    holds = chosen.first[FORGIVING] >= 0
    assert [len(rows) > 1 for rows in chosen.can_become] == holds.tolist()
    assert systems[PUT_RIGHT]["mean"] < systems[FORGIVING]["mean"]
    assert systems[FORGIVING]["people"] == holds.sum() > 0
    assert sum(row["people"] for row in report["by"]["sex"].values()) == 24


def test_a_rule_that_ties_chooses_at_random_and_kinds_are_counted() -> None:
    rng = np.random.default_rng(4)
    people = simulated(60, rng, measures=False)
    shop = for_sale(shop_range())
    assert len(shop) == 66
    offers = offers_of(shop, rng)
    constant = choices(people, offers, shop, rng).first["constant 6"]
    assert set(offers.shelf.firmness[constant]) == {6.5}
    assert len(set(constant.tolist())) > 10  # the shelf's first medium-firm bed is no better than the others
    kind = kinds_of(offers)
    assert len(np.unique(kind)) == len({(bed.type, bed.firmness) for bed in shop})
    assert kinds_counted(kind, constant)["kinds"] == len({offers.shelf.kind[row] for row in constant})
    assert kinds_counted(np.array([0, 0, 1]), np.array([0, 1, 2, 2])) == {"kinds": 2.0, "most_frequent_share": 0.5}


def test_drawn_firmness_is_one_error_a_bed_whatever_its_setting() -> None:
    rng = np.random.default_rng(0)
    offers = offers_of(synthetic_catalogue(20), rng)
    drawn = draw_firmness(offers, 5000, rng)
    assert drawn.shape == (5000, 20)
    assert drawn.std() == pytest.approx(0.6, rel=0.02)


@pytest.mark.raw_data
def test_people_judged_are_left_out_of_what_fills_their_bodies() -> None:
    if not RAW_DATA.exists():
        pytest.skip("the measured bodies are not beside the checkout")
    before = anthropometry.figures()["joint"]["male"]["mean_log"]
    with held_out(500, np.random.default_rng(1)) as bodies:
        during = anthropometry.figures()["joint"]["male"]["mean_log"]
        assert len(bodies) == 500
        assert 0 < np.abs(np.array(during) - before).max() < 0.01
    assert anthropometry.figures()["joint"]["male"]["mean_log"] == before


@pytest.mark.slow
def test_the_grid_sees_what_a_rule_ignores_and_that_money_moves_nothing_of_ours() -> None:
    found = protocol.compare(weights_kg=(60.0, 100.0))
    assert set(found["constant 6"]["ignores"]) == set(protocol.ASKED)
    assert found["weight-only grade"]["ignores"] == ["height", "position", "proportions", "aches"]
    assert found[protocol.OURS]["moved by price or commission"] == 0
    assert found[protocol.OURS]["softer when heavier"] == 0
    assert min(found[name]["moved by price or commission"] for name in CONTROLS) > 0
    assert len(list(protocol.lines(found))) == len(found) * 13


@pytest.mark.slow
def test_who_knows_persons_and_labels_chooses_as_the_truth_where_labels_are_true() -> None:
    rng = np.random.default_rng(3)
    people = simulated(12, rng, measures=False)
    told = shop_range()
    truths = Truths(
        people.bodies, night(people.told), (shipped_world(),), np.zeros(12, dtype=np.intp), np.zeros((12, 3))
    )
    sure = for_sale(replace(told, mattresses=tuple(replace(bed, firmness_sd=1e-9) for bed in told)))
    offers = offers_of(sure, rng)
    declared = discomforts(truths, offers)
    chosen = by_labels(truths, offers)
    np.testing.assert_allclose(declared[np.arange(12), chosen], declared.min(axis=1), rtol=1e-6)
    unsure = offers_of(for_sale(told), rng)
    chosen = by_labels(truths, unsure)
    drawn = [discomforts(truths, unsure, draw_firmness(unsure, 12, rng)) for _ in range(3)]
    assert np.mean([each[np.arange(12), chosen].mean() for each in drawn]) < np.mean([each.mean() for each in drawn])
