"""After an update: the same answers as ranking everybody again, the cause of each change, and the effect on a
population.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue, Mattress, Size, Zone
from recommender.batch import best_beds
from recommender.rescoring import CAUSES, COLUMNS, TOO_OFTEN, Rescoring, shelves, standard_population
from recommender.rescoring import again as rescoring
from recommender.sleeper import Experience, Sleeper, Wishes
from tests.equal import assert_equal, assert_frames_equal

REFERENCE = load_catalogue()
CROWD = standard_population(40)
PERSON = Sleeper(82, 178, side=0.6, back=0.4, stomach=0.0, sex="male", profile_id="p")
SIZES = (None, (90.0, 200.0), (160.0, 200.0), (180.0, 200.0))


def _wishing(crowd: Sequence[Sleeper], seed: int) -> list[Sleeper]:
    draw = Random(seed)
    return [
        replace(
            sleeper,
            wishes=Wishes(
                size=draw.choice(SIZES),
                max_price=draw.choice([None, 400.0, 900.0]),
                type=draw.choice([None, None, "cold_foam"]),
                in_stock_only=draw.random() < 0.4,
            ),
            alarm_signs=draw.choice(["no", "no", "no", "yes"]),
        )
        for sleeper in crowd
    ]


def _changed_bed(bed: Mattress, draw: Random) -> Mattress | None:
    """The bed with one thing changed that may matter to somebody."""
    kind = draw.choice(["gone", "price", "sizes", "stock", "firmness", "zones", "limit", "range", "unknown", "type"])
    match kind:
        case "gone":
            return None
        case "price":
            return replace(bed, price=(bed.price or 700) * draw.choice([0.3, 0.9, 1.3]), currency=bed.currency or "EUR")
        case "sizes":
            sizes = (Size(90, 200, draw.choice([None, 199.0])), Size(160, 200, 499.0))
            return replace(bed, sizes=sizes, currency=bed.currency or "EUR")
        case "stock":
            return replace(bed, in_stock=draw.choice([True, False]))
        case "firmness":
            return replace(bed, firmness=draw.uniform(2, 9), firmness_sd=draw.choice([0.3, 1.0]))
        case "zones":
            return replace(bed, zones=(Zone(25, 70, draw.uniform(0.5, 1)), Zone(70, 110, 1.2)), n_zones=5)
        case "limit":
            return replace(bed, weight_max_kg=draw.choice([None, 80.0]))
        case "range":
            return replace(bed, adjust="whole", adjust_min=3.0, adjust_max=draw.choice([6.0, 8.0]))
        case "unknown":
            return replace(bed, firmness=None, firmness_sd=None)
        case _:
            return replace(bed, type=draw.choice(["memory_foam", "cold_foam", "bonnell"]))


def _updated(catalogue: Catalogue, n: int, seed: int) -> Catalogue:
    draw = Random(seed)
    beds = list(catalogue)
    places = draw.sample(range(len(beds)), n)
    new = [replace(beds[i], mattress_id=f"new-{i}", price=draw.uniform(50, 900), currency="EUR") for i in places[::3]]
    kept = [_changed_bed(bed, draw) if i in places else bed for i, bed in enumerate(beds)]
    return Catalogue(tuple(bed for bed in [*kept, *new] if bed), version="after")


def _first_beds(rows: pd.DataFrame) -> pd.DataFrame:
    """One row for each person: their first bed, without those that only hold a role; empty where they have none."""
    return rows[rows["rank"].fillna(1) == 1].reset_index(drop=True)


def _everybody_again(crowd: Sequence[Sleeper], before: Catalogue, after: Catalogue) -> pd.DataFrame:
    old, new = (_first_beds(best_beds(crowd, each, top=1)) for each in (before, after))
    moved = old["mattress_id"].fillna("") != new["mattress_id"].fillna("")
    return pd.DataFrame(
        {
            "profile_id": old["profile_id"],
            "before_id": old["mattress_id"],
            "after_id": new["mattress_id"],
            "before_fit": old["fit"],
            "after_fit": new["fit"],
        }
    )[moved].reset_index(drop=True)


@pytest.mark.slow
@settings(max_examples=12)
@given(n=st.sampled_from([0, 1, 3, 12, 80]), seed=st.integers(0, 10_000))
def test_equals_scoring_everybody_again(n: int, seed: int) -> None:
    crowd, after = _wishing(CROWD, seed), _updated(REFERENCE, n, seed)
    rows = Rescoring(REFERENCE, after).rows(crowd)
    assert_frames_equal(rows.drop(columns="cause"), _everybody_again(crowd, REFERENCE, after))
    assert set(rows["cause"]) <= set(CAUSES)


@pytest.mark.parametrize("seed", [1, 2])
def test_of_those_who_lay_on_a_changed_bed_too(seed: int) -> None:
    """Each answer hears them of the bed as its own list has it; with one cause or several, with a state or without."""
    draw, lain = Random(seed), [bed for bed in REFERENCE if bed.firmness is not None and bed.adjust == "none"][::60]
    beds = {bed.mattress_id: replace(bed, firmness=draw.uniform(2, 9)) for bed in lain}
    firmness = Catalogue(tuple(beds.get(bed.mattress_id, bed) for bed in REFERENCE), version="after")
    felt = ("too_soft", "right", "too_firm")
    crowd = [
        replace(p, experiences=(Experience(draw.choice(lain).mattress_id, felt=draw.choice(felt)),) if i % 4 else ())
        for i, p in enumerate(_wishing(CROWD, seed))
    ]
    for after in (firmness, _cheaper(firmness, draw)):
        again = Rescoring(REFERENCE, after)
        rows, wanted = again.rows(crowd), _everybody_again(crowd, REFERENCE, after)
        assert_frames_equal(rows.drop(columns="cause"), wanted)
        assert again.effect([replace(p, alarm_signs="no") for p in crowd]).first_choice_changed >= len(rows) / len(
            crowd
        )
        told = {p.profile_id for p in crowd if p.experiences}
        assert len(told & set(rows["profile_id"])) > 3


def _cheaper(catalogue: Catalogue, draw: Random) -> Catalogue:
    return Catalogue(
        tuple(replace(bed, price=bed.price and bed.price * draw.uniform(0.5, 1)) for bed in catalogue), "cheaper"
    )


def test_whoever_lay_on_the_only_bed_that_changed_is_heard_of_it_as_it_was() -> None:
    """Nothing that can be chosen changes: the bed they lay on is out of reach, but what they said of it is not."""
    lain = _bed("lain", 5.5, 9000)
    beds = [_bed(f"at {at}", at, 500) for at in np.arange(3.0, 11.0, 0.5)]
    person = replace(
        PERSON, wishes=Wishes(max_price=900.0), experiences=(Experience("lain", felt="too_soft", nights=30.0),)
    )
    before, after = _of(*beds, lain), _of(*beds, replace(lain, firmness=8.5))
    row = _one(before, after, person)
    assert [row] == [
        {**one, "cause": "firmness"} for one in _everybody_again([person], before, after).to_dict("records")
    ]
    assert float(row["before_id"].split()[1]) < float(row["after_id"].split()[1])


def test_blocks_of_any_size_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    crowd, after = _wishing(CROWD, 3), _updated(REFERENCE, 60, 3)
    whole = Rescoring(REFERENCE, after).rows(crowd)
    assert len(whole)
    monkeypatch.setattr(shelves, "PAIRS", 500)
    again = Rescoring(REFERENCE, after)
    parts = [again.rows(crowd[i : i + 7]) for i in range(0, len(crowd), 7)]
    assert_frames_equal(pd.concat(parts, ignore_index=True), whole)


def test_nobody_is_scored_when_what_can_be_chosen_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """An expensive twin gets more expensive, and another bed a new note: no first choice can change."""
    beds = _few()
    twin = replace(beds[0], mattress_id="twin", price=beds[0].price + 100)
    after = [replace(twin, price=twin.price + 100), replace(beds[0], notes="x"), *beds[1:]]
    monkeypatch.setattr(rescoring, "targets", lambda _: pytest.fail("somebody was scored"))
    assert Rescoring(_of(*beds, twin), _of(*after)).rows(CROWD).empty


def test_only_those_whose_wishes_meet_the_change_are_scored(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    real = rescoring.targets
    monkeypatch.setattr(
        rescoring, "targets", lambda people: (seen.extend(p.profile_id for p in people), real(people))[1]
    )
    # Four of each, so that what the list's beds are usually known by does not change with one of them.
    few = [replace(bed, mattress_id=f"{bed.mattress_id} {i}") for bed in _few() for i in range(4)]
    beds = [replace(bed, sizes=(Size(90, 200, bed.price),)) for bed in few]
    wide = replace(beds[0], mattress_id="wide", sizes=(Size(160, 200, 700.0),))
    crowd = [replace(p, wishes=Wishes(size=SIZES[1 + i % 2])) for i, p in enumerate(CROWD)]
    Rescoring(_of(*beds, wide), _of(*beds, replace(wide, firmness=8.0))).rows(crowd)
    assert seen == [p.profile_id for p in crowd if p.wishes.size == (160.0, 200.0)]


# Causes --------------------------------------------------------------------------------------------------------------


def _of(*beds: Mattress) -> Catalogue:
    return Catalogue(beds, version="made up")


def _bed(name: str, firmness: float | None = 5.5, price: float | None = 500.0, **facts) -> Mattress:
    sd = None if firmness is None else 0.3
    return Mattress(name, "B", name, firmness=firmness, firmness_sd=sd, price=price, currency="EUR", **facts)


def _few() -> list[Mattress]:
    return [_bed("mid", 5.0, 500), _bed("soft", 1.0, 400), _bed("firm", 11.0, 300)]


def _one(before: Catalogue, after: Catalogue, person: Sleeper = PERSON) -> dict[str, object]:
    rows = Rescoring(before, after).rows([person]).to_dict("records")
    assert len(rows) == 1
    return {name: None if value is np.nan else value for name, value in rows[0].items()}


def test_removed() -> None:
    near = replace(_bed("near", 5.0, 600), firmness_sd=1.5)
    row = _one(_of(*_few(), near), _of(*_few()[1:], near))
    assert (row["before_id"], row["after_id"], row["cause"]) == ("mid", "near", "removed")
    assert row["before_fit"] > row["after_fit"]


def test_a_bed_that_misfits_is_nobodys_next_choice() -> None:
    row = _one(_of(*_few()), _of(*_few()[1:]))
    assert (row["before_id"], row["after_id"], row["cause"]) == ("mid", None, "removed")
    assert np.isnan(row["after_fit"])


def test_new() -> None:
    row = _one(_of(*_few()), _of(*_few(), _bed("newcomer", 5.0, 450)))
    assert (row["before_id"], row["after_id"], row["cause"]) == ("mid", "newcomer", "new")


def test_a_new_bed_came_with_its_price_though_that_is_of_a_later_day_than_the_old_list() -> None:
    person = replace(PERSON, wishes=Wishes(size=(90.0, 200.0), max_price=600, currency="EUR"))
    old = _of(*(replace(bed, sizes=(Size(90, 200, bed.price),)) for bed in _few()))
    for dated in ({"price_date": "2026-11-30"}, {"source_date": "2026-11"}):
        bed = _bed("newcomer", 5.0, None, sizes=(Size(90, 200, 450.0), Size(140, 200)), **dated)
        days = {"as_of": date(2026, 11, 30), "before_as_of": date(2026, 10, 30)}
        rows = Rescoring(old, _of(*old, bed), **days).rows([person])
        assert [(row.after_id, row.cause) for row in rows.itertuples()] == [("newcomer", "new")]


def test_gone_and_replaced_is_removed() -> None:
    row = _one(_of(*_few()), _of(*_few()[1:], _bed("newcomer", 5.0, 450)))
    assert (row["after_id"], row["cause"]) == ("newcomer", "removed")


def test_price_decides_inside_a_tie_and_no_fit_changes() -> None:
    twin = _bed("twin", 5.0, price=510)
    row = _one(_of(*_few(), twin), _of(*_few(), replace(twin, price=490)))
    assert (row["before_id"], row["after_id"], row["cause"]) == ("mid", "twin", "price")
    assert_equal(row["before_fit"], row["after_fit"])


def test_the_price_of_a_size_counts_where_that_size_is_asked() -> None:
    beds = [_bed("mid", sizes=(Size(90, 200, 500.0),)), _bed("twin", sizes=(Size(90, 200, 510.0),))]
    after = [beds[0], replace(beds[1], sizes=(Size(90, 200, 400.0),))]
    row = _one(_of(*beds), _of(*after), replace(PERSON, wishes=Wishes(size=(90.0, 200.0))))
    assert (row["after_id"], row["cause"]) == ("twin", "price")


def test_stock_counts_for_those_who_ask_for_it() -> None:
    after = _of(replace(_few()[0], in_stock=False), *_few()[1:])
    assert Rescoring(_of(*_few()), after).rows([PERSON]).empty
    row = _one(_of(*_few()), after, replace(PERSON, wishes=Wishes(in_stock_only=True)))
    assert (row["before_id"], row["cause"]) == ("mid", "stock")


def test_a_size_no_longer_made_is_stock() -> None:
    beds = [replace(bed, sizes=(Size(90, 200, bed.price), Size(160, 200, 900.0))) for bed in _few()]
    after = [replace(beds[0], sizes=(Size(160, 200, 900.0),)), *beds[1:]]
    row = _one(_of(*beds), _of(*after), replace(PERSON, wishes=Wishes(size=(90.0, 200.0))))
    assert row["cause"] == "stock"


def test_firmness_and_zones() -> None:
    softer = _of(replace(_few()[0], firmness=1.0), *_few()[1:])
    assert _one(_of(*_few()), softer)["cause"] == "firmness"
    lumpy = _of(replace(_few()[0], zones=(Zone(20, 80, 4.0), Zone(80, 110, 0.25)), n_zones=3), *_few()[1:])
    assert _one(_of(*_few()), lumpy)["cause"] == "zones"


def test_a_cause_that_came_to_nothing_is_not_named() -> None:
    """The first choice goes out of stock, which nobody filters by, and becomes more expensive than its twin: price is
    the cause.
    """
    twin = _bed("twin", 5.0, price=510)
    after = _of(replace(_few()[0], in_stock=False, price=600.0), *_few()[1:], twin, _bed("other", 9.5, 100))
    assert _one(_of(*_few(), twin), after)["cause"] == "price"


def test_nothing_left_and_something_at_last() -> None:
    cheap = replace(PERSON, wishes=Wishes(max_price=450.0, type="latex"))
    bed = _bed("latex", 5.5, 440, type="latex")
    row = _one(_of(*_few()), _of(*_few(), bed), cheap)
    assert pd.isna(row["before_id"]) and pd.isna(row["before_fit"])
    assert (row["after_id"], row["cause"]) == ("latex", "new")
    row = _one(_of(*_few(), bed), _of(*_few(), replace(bed, price=460.0)), cheap)
    assert pd.isna(row["after_id"])
    assert row["cause"] == "price"


def test_people_to_whom_beds_are_hidden_are_not_listed() -> None:
    rows = Rescoring(_of(*_few()), _of(*_few()[1:])).rows([replace(PERSON, alarm_signs="unsure")])
    assert rows.empty
    assert list(rows.columns) == list(COLUMNS)


# Effect --------------------------------------------------------------------------------------------------------------


def test_the_standard_population_is_always_the_same() -> None:
    assert standard_population(50) == standard_population(50)
    crowd = standard_population(400)
    assert 0.4 < np.mean([p.sex == "male" for p in crowd]) < 0.6
    assert 0.45 < np.mean([p.side for p in crowd]) < 0.65
    assert all(p.side + p.back + p.stomach == pytest.approx(1) for p in crowd)


def test_an_update_that_changes_nothing_has_no_effect() -> None:
    effect = Rescoring(REFERENCE, REFERENCE).effect(CROWD)
    assert (effect.people, effect.first_choice_changed) == (40, 0.0)


def test_the_share_is_that_of_the_rows() -> None:
    after = _updated(REFERENCE, 80, 5)
    crowd = [replace(p, alarm_signs="not_asked") for p in _wishing(CROWD, 5)]
    again = Rescoring(REFERENCE, after)
    assert 0 < again.effect(crowd).first_choice_changed == len(again.rows(crowd)) / len(crowd)


def test_beds_never_chosen_never_close_and_without_firmness() -> None:
    beds = [_bed("mid", 5.5, 500), _bed("dear twin", 5.5, 900), _bed("board", 12.0, 50), _bed("unknown", None)]
    effect = Rescoring(_of(*beds), _of(*beds)).effect(CROWD)
    assert effect.never_chosen == ("dear twin", "board")
    assert effect.never_close == ("board",)
    assert effect.without_firmness == ("unknown",)


def test_chosen_too_often_is_told_against_an_even_share() -> None:
    few = Rescoring(_of(*_few()), _of(*_few())).effect(CROWD)
    assert few.chosen_too_often == ()  # one of three cannot have ten times an even share
    many = [_bed(f"twin {i:03}", price=500.0 + i) for i in range(int(TOO_OFTEN) + 1)]
    effect = Rescoring(_of(*many), _of(*many)).effect(CROWD)
    assert effect.chosen_too_often == (("twin 000", 1.0),)
    assert effect.as_json()["chosen_too_often"] == [{"mattress_id": "twin 000", "share": 1.0}]


def test_an_empty_crowd_and_an_unrankable_catalogue() -> None:
    nothing = _of(_bed("unknown", None))
    assert Rescoring(nothing, nothing).effect([]).first_choice_changed == 0
    effect = Rescoring(_of(*_few()), nothing).effect(CROWD)
    had = best_beds(CROWD, _of(*_few())).dropna(subset=["mattress_id"]).profile_id.nunique()
    assert effect.first_choice_changed == pytest.approx(had / len(CROWD))
    assert effect.never_chosen == ()
