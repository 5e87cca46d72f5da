"""Two people: very different bodies get two halves, twins share."""

import pytest

from catalog.catalogue_file import load_catalogue
from recommender.fit_target import target
from recommender.household import household
from recommender.person.profile import parse_profile

SHE = {"weight_kg": 60, "height_cm": 168, "sex": "female", "side": 1}
HE = {"weight_kg": 105, "height_cm": 185, "sex": "male", "back": 1}


def of(one, other):
    return household(*(target(parse_profile(p)) for p in (one, other)), load_catalogue())


def test_a_light_side_sleeper_and_a_heavy_back_sleeper_get_two_halves():
    found = of(SHE, HE)
    assert found.verdict == "halves"
    halves = found.options[1]
    assert halves.beds[0].firmness < halves.beds[1].firmness
    assert (halves.beds[0].brand, halves.beds[0].model) == (halves.beds[1].brand, halves.beds[1].model)


def test_twins_share_a_bed():
    assert of(HE, HE).verdict == "shared"


def test_no_way_of_sleeping_fits_better_than_apart():
    shared, halves, apart = of(SHE, HE).options
    assert apart.lost == pytest.approx((0, 0))
    assert min(halves.fits) >= min(shared.fits)
