import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import UserError
from catalog.mattress import Zone
from catalog.zones import CROWN_CM, factors_of_many, format_zones, parse_zones, zone_factors, zones_of_many


def test_unknown_zones_stay_unknown():
    assert zone_factors((), 178) is None


def test_a_person_lies_where_stature_puts_them():
    # At 200 cm the shoulder lies from 8 + 30 to 8 + 60 cm.
    soft_shoulder = (Zone(38, 68, 0.8),)
    assert zone_factors(soft_shoulder, 200) == pytest.approx([0.8, 1, 1])
    half = (Zone(38, 53, 0.8),)
    assert zone_factors(half, 200) == pytest.approx([0.9, 1, 1])


def test_a_short_person_meets_another_zone_than_a_tall_one():
    firm_middle = (Zone(90, 120, 1.5),)
    short, tall = zone_factors(firm_middle, np.array([150.0, 200.0]))
    assert short[2] < tall[2] and short.shape == (3,)


@given(st.floats(0.3, 3), st.lists(st.floats(130, 220), min_size=1, max_size=5))
def test_one_factor_everywhere_is_that_factor(factor, statures):
    assert zone_factors((Zone(0, 240, factor),), statures) == pytest.approx(np.full((len(statures), 3), factor))


@given(st.floats(130, 220), st.floats(0, 20))
def test_a_factor_stays_between_the_softest_and_the_firmest(stature, crown):
    zones = parse_zones("0-40:1 40-70:0.7 70-100:1.3 100-130:0.9")
    factors = zone_factors(zones, stature, crown)
    assert (factors >= 0.7 - 1e-9).all() and (factors <= 1.3 + 1e-9).all()


def test_text_there_and_back():
    text = "0-35:1 35-75.5:0.8 75.5-110:1.2"
    assert format_zones(parse_zones(text)) == text
    assert parse_zones("") == ()
    assert CROWN_CM == 8


@pytest.mark.parametrize("text", ["0-35", "a-b:1", "35-0:1", "0-40:1 30-60:1", "0-300:1", "0-40:9", "0-40:-1", "7"])
def test_a_map_that_cannot_be_is_refused(text):
    with pytest.raises(UserError):
        parse_zones(text)


def test_many_maps_at_once_are_as_each_alone():
    maps = [parse_zones(text) for text in ("0-40:1 40-70:0.7 70-100:1.3 100-130:0.9", "", "60-110:1.5", "0-240:2")]
    crowns = [CROWN_CM, 3.0, 13.0]
    together = factors_of_many(zones_of_many(maps), 171.0, crowns)
    for at, crown in enumerate(crowns):
        for factors, zones in zip(together[at], maps, strict=True):
            alone = zone_factors(zones, 171.0, crown)
            assert np.array_equal(factors, np.ones(3) if alone is None else alone)
    assert factors_of_many(zones_of_many([]), 171.0, crowns).shape == (3, 0, 3)
