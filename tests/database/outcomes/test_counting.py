"""How choices turned out: counted right, small numbers withheld, and not to be worked out from what is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from database.outcomes.counting import LEAST, Report, Share, report, share
from database.outcomes.told import Outcome, Record
from tests.database.outcomes.made_up import ADVICE, ORDER, record

OTHER = Outcome("ordered", "zee", "Anna", fit=70.0, chance=0.45, followed=False, reason="price")
KEPT, BACK = Outcome("kept", "veer"), Outcome("returned", "veer", reason="comfort")


def many(n: int, *told: Outcome, start: int = 0) -> list[Record]:
    return [record(*told, number=start + i) for i in range(n)]


def of(mattress_id: str, told: Outcome) -> Outcome:
    return replace(told, mattress_id=mattress_id)


def shop() -> Report:
    """Followed: 20 kept, 5 back, 12 not ended; overridden: 9 kept, 3 exchanged."""
    return report(
        [
            *many(20, ORDER, KEPT),
            *many(5, ORDER, BACK, start=100),
            *many(12, ORDER, start=200),
            *many(9, OTHER, of("zee", KEPT), start=300),
            *many(3, OTHER, Outcome("exchanged", "zee", to_mattress_id="veer"), start=400),
        ]
    )


def test_what_came_back_is_counted_by_followed_and_overridden_advice() -> None:
    found = shop()
    assert (found.came_back["followed"].count, found.came_back["followed"].n) == (5, 25)
    assert (found.came_back["overridden"].count, found.came_back["overridden"].n) == (3, 12)
    assert found.came_back["all"] == share(8, 37)
    assert found.came_back["unknown"] == Share(0)
    assert found.by_reason["price"] == found.came_back["overridden"]
    assert (found.orders, found.ended) == (52, 37), "the beds exchanged for are ordered too"


def test_the_last_entry_counts() -> None:
    found = report(many(12, ORDER, BACK, KEPT))
    assert found.came_back["followed"].count == 0


def test_stated_chances_stand_beside_what_was_kept() -> None:
    found = shop()
    bands = {band.low: band for band in found.bands}
    assert bands[0.8].stated == pytest.approx(0.8)
    assert bands[0.8].kept == share(20, 25)
    assert bands[0.0].stated == pytest.approx(0.45)
    assert bands[0.0].kept == share(9, 12)
    assert bands[0.6].kept == Share(0)
    assert found.stated == pytest.approx((25 * 0.8 + 12 * 0.45) / 37)
    assert found.kept == share(29, 37)
    certain = report(many(12, replace(ORDER, chance=1.0), KEPT))
    assert certain.bands[-1].kept == share(12, 12)


def test_how_beds_felt_is_told_by_zone() -> None:
    firm, right = (Outcome("felt", "veer", felt=word, hip="too_firm") for word in ("too_firm", "right"))
    found = report([*many(8, ORDER, right, firm), *many(4, ORDER, firm, right, start=50)])
    assert found.felt["felt"]["too_firm"] == share(8, 12)
    assert found.felt["hip"]["too_firm"] == share(12, 12)
    assert found.felt["waist"]["right"] == Share(0)


@pytest.mark.parametrize("n", [1, LEAST - 1])
def test_a_small_number_is_withheld_wherever_it_would_show(n: int) -> None:
    told = Outcome("felt", "veer", felt="right")
    found = report(many(n, ORDER, told, BACK))
    assert (found.orders, found.ended, found.stated) == (None, None, None)
    assert found.came_back["followed"] == found.kept == found.felt["felt"]["right"] == Share(None)
    shown = [band for band in found.bands if band.kept.n != 0]
    assert [(band.stated, band.kept) for band in shown] == [(None, Share(None))]


def test_what_is_withheld_cannot_be_worked_out() -> None:
    """A total less the one group shown beside it would give the other away."""
    found = report([*many(30, ORDER, KEPT), *many(4, OTHER, of("zee", BACK), start=100)])
    assert found.came_back["all"].n == 34
    assert found.came_back["overridden"] == found.came_back["followed"] == Share(None)
    assert [band.kept.n for band in found.bands].count(None) == 2
    opened = report([*many(30, ORDER, KEPT), *many(3, ORDER, start=100)])
    assert (opened.orders, opened.ended) == (33, None)


def test_none_is_no_secret() -> None:
    nothing = report([])
    assert (nothing.orders, nothing.ended, nothing.stated) == (0, 0, None)
    assert nothing.came_back["all"] == Share(0)
    assert nothing.as_json()["least"] == LEAST


@pytest.mark.parametrize(("count", "n"), [(0, 10), (10, 10), (5, 40)])
def test_an_interval_holds_its_share(count: int, n: int) -> None:
    found = share(count, n)
    assert found.low is not None and found.high is not None and found.share == count / n
    assert 0 <= found.low <= found.share <= found.high <= 1
    assert found.high - found.low < 0.3


def test_wilson_by_hand() -> None:
    """3 of 12 at z = 1.2816: centre .2801, half .1532."""
    found = share(3, 12)
    assert (found.low, found.high) == (pytest.approx(0.1269, abs=1e-4), pytest.approx(0.4333, abs=1e-4))


def test_chances_are_of_the_bed_ordered() -> None:
    unstated = replace(ORDER, mattress_id="duin", chance=None)
    assert ADVICE.bed("duin") is not None
    found = report(many(12, unstated, Outcome("kept", "duin")))
    assert found.stated == pytest.approx(0.75)
