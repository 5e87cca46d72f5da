"""What a range lacks is what the people without a bed that fits need."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue, Mattress
from recommender import gaps
from recommender.fit_target import targets
from recommender.gaps import gaps_of
from recommender.matching import match
from recommender.rescoring import standard_population
from recommender.sleeper import Wishes

PEOPLE = standard_population(120)


def uniform(*firmness: float) -> Catalogue:
    beds = [Mattress(f"bed {f:g}", "Huis", f"F{f:g}", firmness=f, firmness_sd=0.6, type="cold_foam") for f in firmness]
    return Catalogue(tuple(beds), version="made up")


def test_figures_are_those_of_one_person_at_a_time() -> None:
    beds = uniform(3.0, 5.0, 7.0)
    people = PEOPLE[:12]
    found = gaps_of(people, beds)
    one_by_one = [match(targets([sleeper]), beds, top=1) for sleeper in people]
    chance = [each.chance_suits[each.order[0]] if len(each.picks) else 0.0 for each in one_by_one]
    fits = [each.verdict == "fits" for each in one_by_one]
    assert found.served == pytest.approx(np.mean(chance), abs=1e-9)
    assert found.fitted == pytest.approx(np.mean(fits))
    first = [each.mattresses[each.order[0]].mattress_id for each in one_by_one if len(each.picks)]
    assert dict(found.first_share) == {bed.mattress_id: first.count(bed.mattress_id) / 12 for bed in beds}


def test_a_range_of_boards_lacks_softer_beds() -> None:
    found = gaps_of(PEOPLE, uniform(9.5, 10.0))
    assert found.fitted < 0.5
    assert found.gaps
    assert sum(gap.share for gap in found.gaps) == pytest.approx(1 - found.fitted)
    assert [gap.share for gap in found.gaps] == sorted((gap.share for gap in found.gaps), reverse=True)
    assert all(gap.specification.firmness.best < 9.0 for gap in found.gaps)


def test_adding_the_bed_that_is_missing_serves_more_people() -> None:
    hard = uniform(9.5, 10.0)
    before = gaps_of(PEOPLE, hard)
    asked = before.gaps[0].specification.firmness.best
    after = gaps_of(PEOPLE, Catalogue((*hard, *uniform(round(asked, 2))), version="mended"))
    assert after.served > before.served
    assert after.fitted >= before.fitted + 0.5 * before.gaps[0].share


def test_a_whole_range_leaves_less_missing_than_two_beds() -> None:
    wide, narrow = gaps_of(PEOPLE, load_catalogue()), gaps_of(PEOPLE, uniform(3.0, 9.0))
    assert wide.served > narrow.served
    assert wide.fitted > narrow.fitted
    assert len(wide.never_first) + sum(share > 0 for _, share in wide.first_share) == len(wide.first_share)
    assert sum(share for _, share in wide.first_share) <= 1 + 1e-9


def test_sizes_and_budgets_are_those_that_most_wish() -> None:
    wishes = Wishes(size=(180, 200), max_price=900.0)
    people = [replace(sleeper, wishes=wishes) for sleeper in PEOPLE[:20]]
    found = gaps_of(people, uniform(5.0))  # of no size and no price: nothing that could be bought
    assert {gap.size for gap in found.gaps} <= {(180, 200)}
    assert {gap.max_price for gap in found.gaps} <= {900.0}
    nobody = [replace(sleeper, wishes=Wishes(max_price=100.0)) for sleeper in PEOPLE[:1]]
    boards = uniform(10.0)
    half = gaps_of([*PEOPLE[1:20], *nobody], boards)
    assert {gap.max_price for gap in half.gaps if gap.share > 0.2} <= {None}


def test_only_some_of_many_are_looked_at_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = gaps_of(PEOPLE, uniform(10.0))
    monkeypatch.setattr(gaps, "MOST_ASKED", 30)
    some = gaps_of(PEOPLE, uniform(10.0))
    assert sum(gap.share for gap in some.gaps) == pytest.approx(sum(gap.share for gap in whole.gaps))
    assert (some.served, some.fitted) == (whole.served, whole.fitted)


def test_nobody_and_nothing() -> None:
    assert gaps_of([], uniform(5.0)).first_share == (("bed 5", 0.0),)
    empty = gaps_of(PEOPLE[:5], Catalogue((), version="none"))
    assert (empty.served, empty.fitted, empty.first_share) == (0.0, 0.0, ())
    assert sum(gap.share for gap in empty.gaps) == pytest.approx(1.0)


def test_people_and_beds_are_counted_on_the_scale_of_firmness() -> None:
    set_ = replace(uniform(5.0).mattresses[0], mattress_id="set", adjust="whole", adjust_min=3.2, adjust_max=6.1)
    found = gaps_of(PEOPLE, Catalogue((*uniform(2.0, 5.4, 10.0), set_), version="made up"))
    assert [each.low for each in found.needs] == [1 + i / 2 for i in range(18)]
    assert sum(each.share for each in found.needs) == pytest.approx(1)
    beds = {each.low: each.beds for each in found.needs if each.beds}
    assert beds == {2.0: 1, 3.0: 1, 3.5: 1, 4.0: 1, 4.5: 1, 5.0: 2, 5.5: 1, 6.0: 1, 9.5: 1}
    best = targets(PEOPLE).firmness()
    at_five = next(each for each in found.needs if each.low == 5.0)
    assert at_five.share == pytest.approx(np.mean((best >= 5.0) & (best < 5.5)))
