"""Ranking: independent of price, brand and order; ties reported; wishes filter and never change a fit."""

import datetime as dt
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue, Mattress, Size, Zone
from recommender.batch import best_beds
from recommender.explanation import explain
from recommender.fit_target import target, targets
from recommender.matching import match, match_many
from recommender.person.profile import parse_profile
from recommender.ranking.candidates import candidates_for
from recommender.ranking.expected_fit import fit_of
from recommender.scoring.comfort import COMPONENTS
from recommender.sleeper import Wishes
from tests.equal import assert_equal

TODAY = dt.date(2026, 11, 30)
PROFILE = {"weight_kg": 82, "height_cm": 178, "sex": "male", "side": 0.6, "back": 0.4}


@pytest.fixture(scope="module")
def beds():
    return load_catalogue()


@pytest.fixture(scope="module")
def needed():
    return target(parse_profile(PROFILE))


def fits(ranking):
    return {m.mattress_id: fit for m, fit in zip(ranking.mattresses, ranking.fit, strict=True)}


def bed(mattress_id, firmness, **rest):
    return Mattress(mattress_id, "Brand", mattress_id, **{"firmness": firmness, "firmness_sd": 1.0, **rest})


def test_price_brand_and_row_order_change_no_fit(beds, needed):
    rng = np.random.default_rng(4)
    order = rng.permutation(len(beds))
    prices = rng.permutation([m.price for m in beds])
    shuffled = tuple(
        replace(beds.mattresses[i], price=prices[i], brand=f"Brand {i}", sizes=(), price_size=None) for i in order
    )
    before = fits(match(needed, beds))
    after = fits(match(needed, Catalogue(shuffled, "shuffled")))
    assert after == before


def test_discomfort_by_component_sums_to_the_expected_discomfort(beds, needed):
    ranking = match(needed, beds)
    whole = ranking.components.sum(axis=1)
    assert ranking.components.shape[1] == len(COMPONENTS) + 1
    assert (ranking.components >= 0).all()
    carried = ranking.fit > 0  # beds over their weight limit keep a fit of 0
    assert carried.sum() > 100
    # The expectation of a curve that falls ever less steeply is above the curve at the expectation (Jensen).
    assert (fit_of(whole - needed.ideal_discomfort[0])[carried] < ranking.fit[carried]).all()


def test_the_nearer_bed_fits_better_and_a_surer_one_too(needed):
    best = float(needed.firmness()[0])
    catalogue = Catalogue((bed("near", best), bed("far", best + 3), bed("sure", best, firmness_sd=0.4)), "three")
    found = fits(match(needed, catalogue))
    assert found["sure"] > found["near"] > found["far"]


def test_a_duplicate_ties_and_the_cheaper_one_comes_first(needed):
    best = float(needed.firmness()[0])
    catalogue = Catalogue(
        (
            bed("a", best, price=900.0, currency="EUR"),
            bed("b", best, price=500.0, currency="EUR"),
            bed("c", best, price=300.0, currency="USD"),
        ),
        "three",
    )
    ranking = match(needed, catalogue)
    assert list(ranking.group) == [1, 1, 1]
    assert [ranking.mattresses[i].mattress_id for i in ranking.order] == ["b", "a", "c"]


def test_where_no_price_decides_the_better_fit_comes_first_of_what_ties(needed):
    """Nothing is gained by a worse bed of a group whose prices nobody knows, or that costs the same."""
    best = float(needed.firmness()[0])
    off = {f"bed {i}": 0.04 * i for i in range(8)}

    def order(prices, size):
        sized = {name: () if price is None else (Size(90, 200, price),) for name, price in prices.items()}
        beds = [bed(name, best + off[name], sizes=sized[name], currency="EUR") for name in reversed(off)]
        ranking = match(needed, Catalogue(tuple(beds), "eight"), wishes=Wishes(size=size), as_of=TODAY)
        assert set(ranking.group) == {1}
        by_fit = sorted(fits(ranking), key=lambda name: -fits(ranking)[name])
        return [ranking.mattresses[i].mattress_id for i in ranking.order], by_fit

    for prices in (dict.fromkeys(off), dict.fromkeys(off, 500.0)):
        found, by_fit = order(prices, (90.0, 200.0))
        assert found == by_fit
    falling = {name: 900.0 - 10 * i for i, name in enumerate(by_fit)}
    assert order(falling, (90.0, 200.0))[0] == by_fit[::-1], "in the size wished for the cheapest comes first"
    assert order(falling, None)[0] == by_fit, "without a size no two prices are of one thing"


def test_a_bed_far_off_is_outside_the_tie_group(needed):
    best = float(needed.firmness()[0])
    catalogue = Catalogue((bed("near", best, firmness_sd=0.3), bed("far", best + 4.5, firmness_sd=0.3)), "two")
    assert list(match(needed, catalogue).group) == [1, 2]


def test_a_bed_zoned_for_the_person_fits_better_than_the_best_uniform_one():
    broad = target(parse_profile({**PROFILE, "side": 1, "back": 0, "shoulder_breadth_cm": 56}))
    factors = np.exp(broad.mean[0, :3] - broad.log_level[0])
    edges_cm = 8 + 178 * np.array([0.15, 0.30, 0.42, 0.55])
    zones = tuple(Zone(a, b, f) for a, b, f in zip(edges_cm[:-1], edges_cm[1:], factors, strict=True))
    best = float(broad.firmness()[0])
    found = fits(match(broad, Catalogue((bed("zoned", best, zones=zones), bed("plain", best)), "two")))
    assert found["zoned"] > found["plain"]


def test_an_adjustable_bed_is_set_to_the_person_inside_its_range(needed):
    best = float(needed.firmness()[0])
    catalogue = Catalogue((bed("air", None, adjust="per_side", adjust_min=1.0, adjust_max=9.0),), "one")
    ranking = match(needed, catalogue)
    assert np.abs(ranking.setting[0] - best).max() <= 1.0


def in_a_shop(beds):
    """The same beds with prices of today, each for one size."""
    sold = [replace(m, price_date="2026-11", price_size=m.price and Size(90, 200)) for m in beds]
    return Catalogue(tuple(sold), "shop")


def test_wishes_filter_and_never_change_a_fit(beds, needed):
    everything = fits(match(needed, beds))
    wishes = Wishes(size=(90, 200), max_price=600)
    ranking = match(needed, in_a_shop(beds), wishes=wishes, as_of=TODAY)
    assert 0 < len(ranking.mattresses) < len(everything)
    for mattress, offer, fit in zip(ranking.mattresses, ranking.offers, ranking.fit, strict=True):
        assert_equal(fit, everything[mattress.mattress_id], mattress.mattress_id)
        assert offer.price <= 600
        assert mattress.currency == "EUR"


def test_a_budget_nothing_meets_is_said(beds, needed):
    beds = in_a_shop(beds)
    explained = explain(match(needed, beds, wishes=Wishes(max_price=1), as_of=TODAY))
    assert explained.verdict == "none_fits"
    assert explained.picks == ()
    assert any(r.key == "verdict.reason.over_budget" for r in explained.verdict_reasons)
    (mend,) = (r for r in explained.verdict_reasons if r.key == "verdict.mend.over_budget")
    in_euro = [fit for bed, fit in zip(beds, _fit_of_each(beds, needed), strict=True) if bed.currency == "EUR"]
    assert mend.figures["fit"] == pytest.approx(max(in_euro), rel=1e-6)


def _fit_of_each(beds, needed):
    found = fits(match(needed, beds))
    return [found.get(bed.mattress_id, 0.0) if bed.price is not None else 0.0 for bed in beds]


def test_unknown_firmness_is_never_ranked(beds):
    unknown = {m.mattress_id for m in beds if m.firmness is None and m.adjust_min is None}
    assert unknown
    assert unknown.isdisjoint({m.mattress_id for m in candidates_for(beds, Wishes()).records})


def test_a_bed_over_its_weight_limit_is_left_out_with_the_reason(needed):
    catalogue = Catalogue((bed("light", 5.0, weight_max_kg=70), bed("any", 5.0)), "two")
    ranking = match(needed, catalogue)
    assert [ranking.mattresses[i].mattress_id for i in ranking.order] == ["any"]
    assert ranking.filtered[0][1] == "over_weight_limit"


@pytest.mark.parametrize("roles", [False, True])
@pytest.mark.parametrize("price", [None, 500.0])
def test_a_batch_of_people_whom_no_bed_may_be_sold_has_no_first_bed(roles, price):
    sized = {"sizes": (Size(90, 200, price),), "currency": "EUR", "price_date": "2026-10"}
    weak = Catalogue(tuple(bed(f"weak {i}", 1.0 + i, weight_max_kg=40.0, **sized) for i in range(9)), "weak")
    people = [parse_profile(PROFILE | {"size": "90x200"}), parse_profile(PROFILE | {"weight_kg": 90})]
    for few in (people, people[:1]):
        table = match_many(targets(few), weak, roles=roles, as_of=TODAY)
        assert not table.mattress_id.any() and not table.best_relative.any()


_SHOP = st.lists(
    st.tuples(st.floats(1, 10), st.sampled_from([None, 40.0, 90.0, 150.0]), st.sampled_from([None, 200.0, 900.0])),
    max_size=12,
)
_FOLK = st.lists(
    st.fixed_dictionaries(
        {"weight_kg": st.integers(35, 180), "height_cm": st.integers(140, 205), "side": st.just(1.0)},
        optional={"size": st.sampled_from(["90x200", "140x200"]), "max_price": st.sampled_from([1, 500])},
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@given(_SHOP, _FOLK, st.integers(1, 6))
def test_a_batch_in_a_small_shop_has_everybodys_own_answer(shop, folk, top):
    """Whatever few beds there are, and whoever may be sold none of them."""
    sold = [
        bed(f"bed {i}", firmness, weight_max_kg=limit, sizes=(Size(90, 200, price),), price_date="2026-10")
        for i, (firmness, limit, price) in enumerate(shop)
    ]
    catalogue, people = Catalogue(tuple(sold), "small"), [parse_profile(told) for told in folk]
    table = match_many(targets(people), catalogue, top, roles=True, as_of=TODAY)
    for i, person in enumerate(people):
        ranking = match(target(person), catalogue, top=top, as_of=TODAY)
        assert [name for name in table.mattress_id[i] if name] == [
            ranking.mattresses[row].mattress_id for row in ranking.picks
        ]
        known = len(ranking.picks)
        assert np.allclose(table.fit[i, :known], ranking.fit[ranking.picks], rtol=0, atol=1e-9)
        assert np.allclose(table.chance_suits[i, :known], ranking.chance_suits[ranking.picks], rtol=0, atol=1e-9)


def test_fit_lies_in_its_interval_and_more_doubt_widens_it(needed):
    best = float(needed.firmness()[0])
    catalogue = Catalogue((bed("sure", best, firmness_sd=0.3), bed("unsure", best, firmness_sd=1.5)), "two")
    ranking = match(needed, catalogue)
    (low, high), (lower, higher) = ranking.fit_80
    assert low < ranking.fit[0] < high
    assert higher - lower > high - low


def test_alarm_signs_hide_every_product(beds):
    for answer in ("yes", "unsure"):
        sleeper = parse_profile({**PROFILE, "alarm_signs": answer})
        explained = explain(match(target(sleeper), beds))
        assert explained.verdict == "products_hidden"
        assert explained.picks == explained.not_chosen == explained.unranked == ()
        frame = best_beds([sleeper], beds)
        assert frame.mattress_id.isna().all()


def test_every_pick_has_two_reasons_and_a_caution(beds):
    for weight, how in ((62, "side"), (82, "back"), (130, "stomach")):
        explained = explain(match(target(parse_profile({"weight_kg": weight, "height_cm": 178, how: 1})), beds))
        assert [pick.rank for pick in explained.picks[:5]] == [1, 2, 3, 4, 5]
        assert all(pick.roles for pick in explained.picks[5:])
        for pick in explained.picks:
            assert len(pick.reasons) >= 2
            assert pick.cautions


def test_a_batch_equals_one_person_at_a_time(beds):
    rng = np.random.default_rng(6)
    priced = Catalogue(
        tuple(
            replace(each, sizes=(Size(90, 200, float(price)),), currency="EUR", price_date="2026-10", price=None)
            for each, price in zip(beds, rng.integers(3, 9, len(beds)) * 100, strict=True)
        ),
        "priced",
    )
    people = [
        parse_profile(
            {
                "profile_id": str(i),
                "weight_kg": 50 + 3 * i,
                "height_cm": 155 + 2 * i,
                "side": 0.5,
                "back": 0.5,
                "size": "90x200",
            }
        )
        for i in range(20)
    ]
    held = set()
    # What fits best may not carry everybody: then it decides neither what is near nor what is cheapest.
    carries = rng.choice([75, 90, None], len(beds))
    limited = replace(
        priced, mattresses=tuple(replace(b, weight_max_kg=kg) for b, kg in zip(priced, carries, strict=True))
    )
    for catalogue in (beds, priced, limited):
        frame = best_beds(people, catalogue, top=3, as_of=date(2026, 11, 30)).groupby("profile_id", sort=False)
        for person, (name, rows) in zip(people, frame, strict=True):
            assert name == person.profile_id
            explained = explain(match(target(person), catalogue, top=3, as_of=date(2026, 11, 30)))
            picks = explained.picks
            assert list(rows.mattress_id) == [p.mattress.mattress_id for p in picks]
            assert_equal(rows.fit, [p.fit for p in picks])
            assert_equal(rows.chance_suits, [p.chance_suits for p in picks])
            assert list(rows["rank"]) == [p.rank for p in picks]
            assert list(rows.tie_group) == [p.tie_group for p in picks]
            assert list(rows.roles) == [";".join(p.roles) for p in picks]
            assert set(rows.verdict) == {explained.verdict}
            held |= {(role, p.rank > 3) for p in picks for role in p.roles}
    deep = {(role, True) for role in ("best_value", "most_forgiving")}
    assert held >= {("best_fit", False), ("best_value", False), *deep}
    assert ("best_fit", True) not in held


def test_sizes_of_two_halves_are_offered(needed):
    catalogue = Catalogue((bed("half", 5.0, sizes=(Size(90, 200, 400.0),), currency="EUR"),), "one")
    ranking = match(needed, catalogue, wishes=Wishes(size=(180, 200), max_price=900))
    assert ranking.offers[0].halves == 2
    assert ranking.offers[0].price == 800.0


def test_a_sold_out_size_is_not_offered_to_somebody_who_wants_stock():
    stocked = (
        Size(90, 200, 500, in_stock=True),
        Size(180, 200, 900, in_stock=False),
        Size(140, 200, 700, in_stock=False),
    )
    shop = Catalogue((bed("a", 5.0, sizes=stocked, currency="EUR", in_stock=True),), "1")
    (halves,) = candidates_for(shop, Wishes(size=(180, 200), in_stock_only=True)).offers
    assert (halves.halves, halves.price) == (2, 1000)
    (whole,) = candidates_for(shop, Wishes(size=(180, 200))).offers
    assert (whole.halves, whole.in_stock) == (1, False)
    gone = candidates_for(shop, Wishes(size=(140, 200), in_stock_only=True))
    assert not gone.records and [why for _, why in gone.filtered] == ["out_of_stock"]
