"""Tie groups and intervals against drawn errors."""

import numpy as np
import pytest

from catalog.mattress import Mattress
from recommender.fit_target import target
from recommender.person.profile import parse_profile
from recommender.ranking.bed_vectors import beds_of, stature_class
from recommender.ranking.fits import score
from recommender.ranking.spread import chance_and_interval
from recommender.ranking.ties import BEATEN, first_of, not_beaten, tie_groups

EVERY = np.ones((1, 8), dtype=bool)
FIRMNESS = (2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0)
PEOPLE = (
    {"weight_kg": 80, "height_cm": 180, "sex": "male", "side": 1},
    {"weight_kg": 62, "height_cm": 168, "sex": "female", "side": 0.5, "back": 0.5},
    {"weight_kg": 95, "height_cm": 178, "sex": "male", "back": 0.8, "side": 0.2},
)


@pytest.fixture(params=[(p, sd) for p in PEOPLE for sd in (0.4, 1.0)], ids=lambda v: f"{v[0]['weight_kg']}kg-sd{v[1]}")
def drawn(request):
    """A person, beds, and discomfort above the ideal drawn from all uncertainty: (beds, draws)."""
    profile, sd = request.param
    person = target(parse_profile(profile))
    beds = beds_of(
        [Mattress(f"b{f}", "B", str(f), firmness=f, firmness_sd=sd) for f in FIRMNESS],
        float(stature_class(person.bodies.height_cm)[0]),
    )
    rng = np.random.default_rng(1)
    common = rng.multivariate_normal(np.zeros(4), person.unsure[0], 6000)
    excess = [
        (person.felt(centre + rng.multivariate_normal(np.zeros(4), own, 6000) - common)[0] ** 2).sum(axis=1)
        for centre, own in zip(beds.centre, beds.covariance, strict=True)
    ]
    return person, beds, np.array(excess) - person.ideal_discomfort[0]


def test_expected_discomfort_is_that_of_draws(drawn):
    person, beds, excess = drawn
    assert score(person, beds, [EVERY], len(FIRMNESS)).excess[0] == pytest.approx(
        excess.mean(axis=1), rel=0.06, abs=0.03
    )


def test_four_fifths_of_drawn_fits_lie_in_the_interval(drawn):
    person, beds, excess = drawn
    _, interval = chance_and_interval(person, beds, np.arange(len(FIRMNESS))[None])
    low, high = interval[0].T
    fit = 100 * np.exp(-excess / 2)
    for outside in ((fit < low[:, None]).mean(axis=1), (fit > high[:, None]).mean(axis=1)):
        assert outside == pytest.approx(0.1, abs=0.05)
        assert outside.mean() == pytest.approx(0.1, abs=0.02)


def test_the_first_surely_beats_what_it_beats_in_four_fifths_of_draws(drawn):
    person, beds, excess = drawn
    scores = score(person, beds, [EVERY], len(FIRMNESS))
    first = int(np.argmin(scores.excess[0]))
    open_ = not_beaten(person, beds, scores.excess[0], scores.bed[0], first)
    beaten = (excess[first] < excess).mean(axis=1)
    clear = np.abs(beaten - BEATEN) > 0.06
    assert (open_ == (beaten <= BEATEN))[clear].all()
    assert open_[first]
    assert clear.sum() >= len(FIRMNESS) / 2


def test_a_tie_group_is_less_than_a_point_below_its_first_and_never_chains():
    fit = np.array([[70.0, 69.4, 69.0, 68.6, 68.3, 40.0], [50.0, 50.0, 90.0, 89.0000001, 89.0, 10.0]])
    allowed = np.ones(fit.shape, dtype=bool)
    assert tie_groups(fit, allowed, 6).tolist() == [[1, 1, 2, 2, 2, 3], [3, 3, 1, 2, 2, 4]]
    assert tie_groups(fit, allowed, 2).tolist() == [[1, 1, 0, 0, 0, 0], [0, 0, 1, 2, 2, 0]]


def test_the_cheapest_of_a_group_comes_first_then_what_fits_best_then_the_neutral_one():
    fit = np.array([[69.5, 70.0, 70.0 - 1e-9, 69.8]])
    alike = np.array([0, 2, 1, 3])

    def first(price_rank, among=(True, True, True, True)):
        return int(first_of(np.array([among]), np.array(price_rank), fit, alike)[0])

    assert first([1, 1, 1, 0]) == 3
    assert first([0, 1, 1, 0]) == 3, "of equal prices the better fit"
    assert first([0, 0, 0, 0]) == 2, "of fits that differ by a last digit the neutral one"
    assert first([0, 0, 0, 1], (True, False, False, True)) == 0


def test_a_last_digit_decides_no_tie_and_what_is_not_allowed_is_in_none():
    fit = np.array([[70.0, 69.0 + 1e-9, 69.0 - 1e-9, 69.01]])
    assert tie_groups(fit, np.ones((1, 4), dtype=bool), 4).tolist() == [[1, 2, 2, 1]]
    assert tie_groups(fit, np.array([[False, True, True, False]]), 4).tolist() == [[0, 1, 1, 0]]
