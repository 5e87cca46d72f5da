"""What nobody should publish without a second look, beside the catalogue before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalog.mattress import Mattress, Size
from catalog.updates.second_look import A_RANGE, FACTS, lost, one_first

BEDS = [
    Mattress(f"bed {i}", "Huis", f"Model {i}", firmness=5.0, price=500.0, currency="EUR", sizes=(Size(90, 200, 500.0),))
    for i in range(40)
]
WITHOUT = {
    "lost_sizes": {"sizes": ()},
    "lost_prices": {"price": None, "sizes": (Size(90, 200),)},
    "lost_firmness": {"firmness": None},
}


def keys(before: list[Mattress], after: list[Mattress]) -> list[str]:
    return [finding.key for finding in lost(before, after)]


@pytest.mark.parametrize("key", FACTS)
def test_what_all_beds_lost_is_severe(key: str) -> None:
    bare = [replace(bed, **WITHOUT[key]) for bed in BEDS]
    (finding,) = lost(BEDS, bare)
    assert (finding.key, finding.severity) == (key, "severe")
    assert finding.value == "40/40 → 0/40"
    assert keys(BEDS, [*bare[:37], *BEDS[37:]]) == [key], "three left of forty are as good as none"
    assert keys(BEDS, [*bare[:30], *BEDS[30:]]) == []


def test_what_was_not_known_before_cannot_be_lost() -> None:
    bare = [replace(bed, price=None, sizes=()) for bed in BEDS]
    assert keys(bare, BEDS) == keys(bare, bare) == keys([], BEDS) == []
    few = [*BEDS[:6], *bare[6:]]
    assert keys(few, bare) == [], "a price for 15 % of the beds is nothing anybody relied on"


def test_a_price_of_one_size_is_a_price() -> None:
    assert keys(BEDS, [replace(bed, price=None) for bed in BEDS]) == []


def test_one_bed_for_more_than_half_is_severe_in_a_range() -> None:
    (finding,) = one_first([("Huis Veer", 0.506), ("Huis Duin", 0.3)], ranked=A_RANGE + 1)
    assert (finding.key, finding.severity, finding.value) == ("one_bed_first", "severe", "51%: Huis Veer")
    assert one_first([("Huis Veer", 0.99)], ranked=A_RANGE) == []
    assert one_first([("Huis Veer", 0.5)], ranked=100) == []
