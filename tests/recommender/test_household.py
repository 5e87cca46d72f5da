"""Two people: the first way in which neither loses much, the same whatever the file's order, its prices or brands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue, Mattress, Size
from catalog.sizes import offers
from recommender.fit_target import FitTarget, target
from recommender.household import KINDS, Household, Option, household
from recommender.household.kinds import MOST_STEP_CM, most_lost
from recommender.household.why import misfit
from recommender.matching import VERDICT_BORDERLINE, match
from recommender.person.profile import parse_profile
from recommender.ranking.bed_vectors import stature_class
from recommender.ranking.candidates import candidates_for
from recommender.ranking.fits import fits_of_beds
from recommender.ranking.ties import TIED_POINTS
from recommender.reasons import Reason
from recommender.sleeper import Wishes
from storefront.words import words

SHE = {"weight_kg": 60, "height_cm": 168, "sex": "female", "side": 1}
HE = {"weight_kg": 105, "height_cm": 185, "sex": "male", "back": 1}
LISTED = load_catalogue()
TODAY = date(2026, 11, 30)
WIDE, NARROW = (180.0, 200.0), (90.0, 200.0)

people = st.fixed_dictionaries(
    {
        "weight_kg": st.floats(48, 135).map(lambda x: round(x, 1)),
        "height_cm": st.floats(152, 198).map(lambda x: round(x, 1)),
        "sex": st.sampled_from(["female", "male"]),
        "side": st.floats(0.1, 1).map(lambda x: round(x, 2)),
        "back": st.floats(0, 1).map(lambda x: round(x, 2)),
    }
)


def _bed(name: str, firmness: float | None, price: float | None, **more: Any) -> Mattress:
    """A bed sold in both sizes, the wide one for a little less than two of the other."""
    sizes = (Size(*NARROW, price), Size(*WIDE, None if price is None else 1.9 * price))
    given_: dict[str, Any] = {"brand": name[0], "model": name[:-2], "variant": name[-1], "currency": "EUR"}
    given_ |= {"type": "pocket_spring", "firmness_sd": 0.7, "sizes": sizes, "height_cm": 24.0, "price_date": "2026-11"}
    return Mattress(name, firmness=firmness, **(given_ | more))


SHELF = Catalogue(
    (
        *(_bed(f"alpha {i}", f, 200.0 + 50 * i) for i, f in enumerate((3.5, 4.5, 5.5, 6.5, 7.5))),
        *(_bed(f"beta {i}", f, 190.0 + 70 * i, height_cm=29.0) for i, f in enumerate((3.0, 4.5, 6.0, 8.0))),
        _bed("gamma 0", 5.0, None, height_cm=None),
        _bed("gamma 1", 7.0, 410.0, weight_max_kg=80.0),
        _bed("delta 0", 5.5, 900.0, adjust="whole", adjust_min=4.0, adjust_max=7.0),
        _bed("delta 1", 5.5, 1100.0, adjust="per_side", adjust_min=3.0, adjust_max=8.0),
        _bed("epsilon 0", 4.5, 205.0),
        _bed("epsilon 1", 7.5, 395.0),
    ),
    "shelf",
)


def need(profile: dict[str, Any]) -> FitTarget:
    return target(parse_profile(profile))


def of(one: dict[str, Any], other: dict[str, Any], beds: Catalogue = LISTED, **wishes: Any) -> Household:
    return household(need(one), need(other), beds, Wishes(**wishes), as_of=TODAY)


def by_kind(found: Household) -> dict[str, Option]:
    return {option.kind: option for option in found.options}


def test_a_light_side_sleeper_and_a_heavy_back_sleeper_never_share_one_firmness() -> None:
    for beds, wishes in product((LISTED, SHELF), ({}, {"size": WIDE}, {"size": NARROW})):
        found = of(SHE, HE, beds, **wishes)
        assert found.verdict not in ("one_setting", "none_fits")
        ours = found.recommended
        assert ours is not None
        slept_on = [ours.settings[i]["firmness"] if ours.settings[i] else ours.beds[i].firmness for i in (0, 1)]  # type: ignore[index]
        assert slept_on[1] - slept_on[0] >= 1.0  # type: ignore[operator]
        assert by_kind(found)["one_setting"].lost[1] > most_lost("one_setting")
    halves = by_kind(of(SHE, HE))["halves"]
    assert (halves.beds[0].brand, halves.beds[0].model) == (halves.beds[1].brand, halves.beds[1].model)


def test_twins_share_a_bed() -> None:
    found = of(HE, HE)
    assert found.verdict == "one_setting"
    assert found.options[0].beds[0] is found.options[0].beds[1]


@pytest.mark.parametrize("wishes", [{}, {"size": WIDE}, {"size": NARROW}, {"size": WIDE, "max_price": 700.0}])
@settings(max_examples=12, deadline=None)
@given(people, people)
def test_any_couple_gets_the_first_way_in_which_neither_loses_much(
    wishes: dict[str, Any], one: dict[str, Any], other: dict[str, Any]
) -> None:
    found = of(one, other, SHELF, **wishes)
    kinds = [option.kind for option in found.options]
    missing = [kind for kind, _ in found.left_out]
    assert sorted([*kinds, *missing], key=KINDS.index) == list(KINDS)
    assert kinds == sorted(kinds, key=KINDS.index)
    near = [option.kind for option in found.options if max(option.lost) <= most_lost(option.kind)]
    worst = {option.kind: max(option.lost) for option in found.options}
    assert found.verdict == (near[0] if near else min(worst, key=worst.__getitem__, default="none_fits"))
    unpriced = "household.ask_price" in {reason.key for reason in found.reasons}
    for option in found.options:
        assert min(option.relatives) >= VERDICT_BORDERLINE
        if unpriced:
            assert "max_price" in wishes and {bed.mattress_id for bed in option.beds} == {"gamma 0"}
            continue
        _costs_what_its_beds_cost(option, wishes)
        _is_the_first_of_its_kind(option, one, other, wishes)


def _costs_what_its_beds_cost(option: Option, wishes: dict[str, Any]) -> None:
    """Each mattress bought, in the size it is bought in; half of a wide size where two are."""
    if not wishes.get("size"):
        assert option.price is None
        return
    assert option.sizes == ((NARROW, NARROW) if option.mattresses == 2 else (WIDE, WIDE))
    each = [
        offers(bed, *size, as_of=TODAY)[0].price for bed, size in zip(option.beds, option.sizes, strict=True) if size
    ]
    bought = each[: option.mattresses]
    assert option.price == (None if None in bought else pytest.approx(sum(price or 0 for price in bought)))
    if "max_price" in wishes:
        assert option.price is not None
        assert option.price <= wishes["max_price"]


def _is_the_first_of_its_kind(
    option: Option, one: dict[str, Any], other: dict[str, Any], wishes: dict[str, Any]
) -> None:
    """Every pair tried one by one: none leaves the worse-off better off by a point; of those as good for them the one
    of the largest sum is no point better for anybody; none as good as that costs less.
    """
    pairs = []
    for fits, price in _every_pair(option.kind, one, other, wishes):
        if "max_price" not in wishes or (price is not None and price <= wishes["max_price"]):
            pairs.append((min(fits), sum(fits), fits, price))
    assert pairs
    own = [match(need(profile), SHELF, wishes=Wishes(**wishes)) for profile in (one, other)]
    least = [alone.fit[alone.order].max() - most_lost(option.kind) for alone in own]
    near = [pair for pair in pairs if all(fit >= at for fit, at in zip(pair[2], least, strict=True))]
    pairs = near or pairs
    fairest = max(worse for worse, *_ in pairs)
    near = [pair for pair in pairs if fairest - pair[0] < TIED_POINTS - 1e-6]
    best = max(near, key=lambda pair: round(pair[1], 6))
    assert fairest - min(option.fits) < TIED_POINTS + 1e-6
    assert all(b - f < TIED_POINTS + 1e-6 for b, f in zip(best[2], option.fits, strict=True))
    tied = [pair for pair in near if all(b - f < TIED_POINTS - 1e-6 for b, f in zip(best[2], pair[2], strict=True))]
    prices = [pair[3] for pair in tied if pair[3] is not None]
    if wishes.get("size") and prices:
        assert option.price is not None
        assert option.price <= min(prices) + 1e-6


def _every_pair(
    kind: str, one: dict[str, Any], other: dict[str, Any], wishes: dict[str, Any]
) -> list[tuple[tuple[float, float], float | None]]:
    bought = 1 if kind in ("one_setting", "per_side") else 2
    size = (WIDE if bought == 1 else NARROW) if wishes.get("size") else None
    found = candidates_for(SHELF, Wishes(size=size))
    of_rows = []
    for profile in (one, other):
        person = need(profile)
        beds = found.beds(float(stature_class(person.bodies.height_cm)[0]))
        of_rows.append(fits_of_beds(person, beds)[0])
    rows = [np.flatnonzero(beds.record == i) for i in range(len(found.records))]
    carried = [
        [m.weight_max_kg is None or m.weight_max_kg >= p["weight_kg"] for m in found.records] for p in (one, other)
    ]
    price = [offers(m, *size, as_of=TODAY)[0].price if size else None for m in found.records]
    best = [[float(fit[mine].max()) for mine in rows] for fit in of_rows]
    pairs: list[tuple[tuple[float, float], float | None]] = []
    for i, j in product(range(len(rows)), repeat=2):
        a, b = found.records[i], found.records[j]
        if not (carried[0][i] and carried[1][j]):
            continue
        bought_for = [price[k] for k in (i, j)][:bought]
        total = None if None in bought_for else sum(amount or 0 for amount in bought_for)
        if kind == "one_setting" and i == j:
            pairs += [((float(of_rows[0][row]), float(of_rows[1][row])), total) for row in rows[i]]
        step = None if a.height_cm is None or b.height_cm is None else abs(a.height_cm - b.height_cm)
        allowed = {
            "per_side": i == j and a.adjust == "per_side",
            "halves": (a.brand, a.model) == (b.brand, b.model),
            "two_mattresses": step is None or step <= MOST_STEP_CM,
            "apart": True,
        }
        if allowed.get(kind):
            pairs.append(((best[0][i], best[1][j]), total))
    return pairs


def _plain(found: Household) -> list[Any]:
    """All of a household's answer but prices and names."""
    of_options = [
        (o.kind, [b.mattress_id for b in o.beds], o.fits, o.chances, o.lost, o.settings, o.mattresses, o.sizes)
        for o in found.options
    ]
    return [found.verdict, of_options, [kind for kind, _ in found.left_out]]


def _priced(times: float) -> Catalogue:
    beds = [
        replace(bed, sizes=tuple(replace(s, price=None if s.price is None else s.price * times) for s in bed.sizes))
        for bed in SHELF
    ]
    return Catalogue(tuple(beds), "priced")


@settings(max_examples=10, deadline=None)
@given(people, people, st.sampled_from([{}, {"size": WIDE}, {"size": NARROW}]))
def test_no_row_order_price_or_brand_decides(
    one: dict[str, Any], other: dict[str, Any], wishes: dict[str, Any]
) -> None:
    found = of(one, other, SHELF, **wishes)
    backwards = Catalogue(SHELF.mattresses[::-1], "backwards")
    renamed = Catalogue(tuple(replace(bed, brand=f"Z{bed.brand}") for bed in SHELF), "renamed")
    assert of(one, other, backwards, **wishes) == found
    for changed in (renamed, _priced(3.7)):
        assert _plain(of(one, other, changed, **wishes)) == _plain(found)
    # Other prices: what changes is within a point of fit for both, up or down.
    turned = by_kind(of(one, other, _priced(-1.0), **wishes))
    for kind, option in by_kind(found).items():
        assert np.abs(np.subtract(option.fits, turned[kind].fits)).max() < 2 * TIED_POINTS


@settings(max_examples=10, deadline=None)
@given(people, people)
def test_two_people_in_the_other_order_get_the_same_answer(one: dict[str, Any], other: dict[str, Any]) -> None:
    there, back = of(one, other, SHELF, size=WIDE), of(other, one, SHELF, size=WIDE)
    assert there.verdict == back.verdict
    for ahead, behind in zip(there.options, back.options, strict=True):
        assert ahead.fits == behind.fits[::-1]
        assert ahead.price == behind.price


@pytest.mark.parametrize("wishes", [{}, {"size": NARROW}, {"size": WIDE}])
@settings(max_examples=10, deadline=None)
@given(people, people)
def test_it_speaks_with_one_voice_with_the_single_answers(
    wishes: dict[str, Any], one: dict[str, Any], other: dict[str, Any]
) -> None:
    """The same fit and chance of a bed everywhere, and apart everybody has the first bed of their own answer."""
    found = by_kind(of(one, other, SHELF, **wishes))
    for i, profile in enumerate((one, other)):
        alone = match(need(profile), SHELF, wishes=Wishes(**wishes), top=len(SHELF))
        ids = [bed.mattress_id for bed in alone.mattresses]
        for option in found.values():
            if option.settings[i] is not None and option.kind == "one_setting":
                continue  # set for two people, so not as for one
            place = ids.index(option.beds[i].mattress_id)
            assert option.fits[i] == pytest.approx(alone.fit[place], abs=1e-9)
            assert option.chances[i] == pytest.approx(alone.chance_suits[place], abs=1e-9)
            assert option.lost[i] == pytest.approx(alone.fit[alone.order].max() - alone.fit[place], abs=1e-9)
        if "apart" in found:
            assert found["apart"].beds[i].mattress_id == ids[alone.order[0]]


def test_a_kind_the_list_cannot_fill_is_left_out_with_its_reason() -> None:
    def why(found: Household) -> dict[str, str]:
        return {kind: reason.key for kind, reason in found.left_out}

    plain = Catalogue(tuple(bed for bed in SHELF if bed.adjust == "none"), "plain")
    assert why(of(SHE, HE, plain))["per_side"] == "household.no_per_side"
    assert why(of(SHE, HE, SHELF, size=(130.0, 200.0)))["one_setting"] == "household.not_so_wide"
    nothing = of(SHE, HE, SHELF, size=(170.0, 200.0))
    assert set(why(nothing).values()) == {"household.none_in_size"}
    assert (nothing.verdict, nothing.options, nothing.recommended) == ("none_fits", (), None)
    tight = Catalogue(tuple(replace(bed, weight_max_kg=80.0) for bed in SHELF), "tight")
    assert set(why(of(SHE, HE, tight)).values()) == {"household.over_weight_limit"}
    priced = Catalogue(tuple(bed for bed in SHELF if bed.sizes[0].price is not None), "priced")
    poor = of(SHE, HE, priced, size=WIDE, max_price=350.0)
    assert why(poor)["two_mattresses"] == "household.over_budget"
    hard = Catalogue((_bed("alpha 0", 9.5, 200.0),), "hard")
    assert why(of(SHE, HE, hard))["apart"] == "household.misfit"


def test_where_only_firmness_is_unknown_no_sentence_says_that_nothing_meets_the_wishes() -> None:
    """Whatever an unknown mattress could be is not denied: one that meets wishes, carries both, has two sides."""

    def why(*beds: Mattress, **wishes: Any) -> dict[str, str]:
        return {kind: reason.key for kind, reason in of(SHE, HE, Catalogue(beds, "some"), **wishes).left_out}

    unknown, sides = _bed("omega 0", None, 300.0), _bed("omega 1", None, 300.0, adjust="per_side")
    never = "household.firmness_unknown"
    for wishes in ({}, {"size": WIDE}, {"size": WIDE, "max_price": 700.0}):
        assert set(why(sides, **wishes).values()) == {never}, wishes
        ways = why(unknown, **wishes)
        assert ways.pop("per_side") == "household.no_per_side" and set(ways.values()) == {never}, wishes
    assert set(why(unknown, size=(170.0, 200.0)).values()) == {"household.none_in_size"}
    assert set(why(unknown, size=WIDE, type="latex").values()) == {"household.none_in_size"}
    assert set(why(unknown, size=WIDE, max_price=200.0).values()) == {"household.none_in_size"}, "none is within that"
    for bed, said in (
        (unknown, "household.nothing_known"),
        (replace(unknown, weight_max_kg=70.0), "household.nothing_fits"),
    ):
        assert of(SHE, HE, Catalogue((bed,), "one")).reasons[1:] == (Reason(said),)
    for beds in (unknown, _bed("alpha 0", 5.5, 300.0)):
        nowhere = of(SHE, HE, Catalogue((beds,), "one"), size=(170.0, 200.0))
        assert nowhere.reasons[1:] == (Reason("household.none_meets_wishes"),), "none fits, where none was there to fit"
    whole = replace(unknown, sizes=(Size(*WIDE, 500.0),))
    assert why(whole, size=WIDE) == {
        "one_setting": never,
        "per_side": "household.no_per_side",
        **dict.fromkeys(("halves", "two_mattresses", "apart"), "household.none_in_size"),
    }
    weak = _bed("alpha 0", 5.5, 200.0, weight_max_kg=80.0)  # he weighs more
    ways = why(weak, unknown)
    assert (ways["one_setting"], ways["per_side"]) == (never, "household.no_per_side")
    assert set(why(weak, replace(unknown, weight_max_kg=70.0)).values()) == {"household.over_weight_limit"}
    assert why(SHELF.mattresses[2], unknown)["per_side"] == "household.no_per_side"
    assert why(SHELF.mattresses[2], sides)["per_side"] == never
    assert set(why(replace(unknown, weight_max_kg=70.0)).values()) == {"household.over_weight_limit"}
    silent = replace(_bed("alpha 0", 5.5, None), sizes=(Size(*WIDE),))  # its price has to be asked
    narrow = replace(unknown, sizes=(Size(*NARROW, 300.0),))
    assert why(silent, narrow, size=WIDE, max_price=700.0)["two_mattresses"] == never


@pytest.mark.parametrize("share", [0.31, 0.5801, 0.5899, 0.59, 0.5901, 0.596, 0.5999])
def test_the_share_of_a_way_left_out_is_true_as_it_is_shown(share: float) -> None:
    """No more than 59 % is said of nobody who gets 59.4 %, and no more than 60 % of nobody under the bar of 60 %."""
    reason = misfit((0.9, share))
    assert reason.figures["person"] == 2 and reason.figures["least_share"] == 0.6
    if share > 0.59:
        assert reason.key == "household.misfit_just" and "share" not in reason.figures
    else:
        shown = float(words("en").figure("share", reason.figures["share"]).rstrip("%")) / 100
        assert reason.key == "household.misfit" and share - 1e-9 <= shown < share + 0.01


def test_a_couple_is_told_to_ask_the_price_where_a_budget_leaves_only_beds_of_unknown_price() -> None:
    """Never a bed that is known to cost more, and never beds to ask for where one with a price will do."""
    silent, dear, known = _bed("alpha 0", 5.5, None), _bed("beta 0", 5.5, 900.0), _bed("gamma 0", 5.5, 300.0)
    found = of(SHE, HE, Catalogue((silent, dear), "silent"), size=WIDE, max_price=700.0)
    assert found.reasons[0].key == "household.ask_price" and found.recommended
    assert {bed.mattress_id for option in found.options for bed in option.beds} == {"alpha 0"}
    assert {option.price for option in found.options} == {None}
    priced = of(SHE, HE, Catalogue((silent, dear, known), "priced"), size=WIDE, max_price=700.0)
    assert {bed.mattress_id for option in priced.options for bed in option.beds} == {"gamma 0"}
    assert "household.ask_price" not in {reason.key for reason in priced.reasons}
    poor = of(SHE, HE, Catalogue((silent, dear, known), "priced"), size=WIDE, max_price=580.0)
    assert {bed.mattress_id for option in poor.options for bed in option.beds} == {"gamma 0"}
    assert dict(poor.left_out)["two_mattresses"].key == "household.ask_this_way", "two of gamma are over the budget"
    dear_alone = of(SHE, HE, Catalogue((dear,), "dear"), size=WIDE, max_price=700.0)
    assert (dear_alone.verdict, dear_alone.reasons[-1].key) == ("none_fits", "household.none_meets_wishes")


def test_apart_each_has_the_size_they_wish() -> None:
    long = (90.0, 210.0)
    beds = Catalogue(tuple(replace(b, sizes=(*b.sizes, Size(*long, 500.0))) for b in SHELF), "long")
    tall = HE | {"size": "90x210"}
    apart = by_kind(of(SHE, tall, beds, size=NARROW))["apart"]
    assert apart.sizes == (NARROW, long)
    assert apart.price == (offers(apart.beds[0], *NARROW, as_of=TODAY)[0].price or 0) + 500.0


def test_the_lighter_is_said_to_roll_only_on_one_mattress() -> None:
    found = by_kind(of(SHE, HE, SHELF, size=WIDE))
    said = {kind: {reason.key for reason in option.why} for kind, option in found.items()}
    assert [kind for kind in said if "household.centre" in said[kind]] == ["one_setting", "per_side"]
    centre = next(reason for reason in found["one_setting"].why if reason.key == "household.centre")
    assert dict(centre.figures) == {"difference_kg": 45.0, "person": 1}
    halves_only = Catalogue(tuple(replace(b, sizes=b.sizes[:1]) for b in SHELF), "halves")
    one = by_kind(of(SHE, HE, halves_only, size=WIDE))["one_setting"]
    assert one.mattresses == 2
    assert "household.centre" not in {reason.key for reason in one.why}


def test_what_costs_less_and_fits_no_worse_is_said() -> None:
    beds = Catalogue(
        (
            _bed("alpha 0", 4.5, 600.0),
            _bed("alpha 1", 7.5, 600.0),
            _bed("beta 0", 4.5, 150.0),
            _bed("gamma 1", 7.5, 150.0),
        ),
        "cheaper",
    )
    found = of(SHE, HE, beds, size=NARROW)
    assert found.verdict == "halves"
    said = next(reason for reason in found.reasons if reason.key == "household.costs_less")
    assert said.figures == {"kind": "two_mattresses", "saved_price": 900.0, "currency": "EUR"}


def test_who_sleeps_apart_from_somebody_without_prices_still_gets_the_cheapest_of_equal_beds() -> None:
    soft = [_bed(f"soft {i}", 4.5, price) for i, price in enumerate((None, 310.0, 290.0))]
    firm = [_bed(f"firm {i}", 7.5, None) for i in range(3)]
    apart = by_kind(of(SHE, HE, Catalogue((*soft, *firm), "some priced"), size=NARROW))["apart"]
    assert apart.beds[0].mattress_id == "soft 2"
    assert apart.price is None
