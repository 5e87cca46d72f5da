"""Units against published figures."""

from __future__ import annotations

import pytest

from recommender.person.units import BY_SUFFIX, UNITS


@pytest.mark.parametrize(
    ("suffix", "many", "ours"), [("lb", 180, 81.6466266), ("st", 12, 76.2035182), ("in", 70, 177.8), ("ft", 6, 182.88)]
)
def test_known_weights_and_lengths(suffix: str, many: float, ours: float) -> None:
    assert many * BY_SUFFIX[suffix].size == pytest.approx(ours, rel=1e-9)


@pytest.mark.parametrize(("whole", "part", "many"), [("st", "lb", 14), ("ft", "in", 12)])
def test_what_is_left_over_is_counted_in_the_smaller_unit(whole: str, part: str, many: int) -> None:
    assert (BY_SUFFIX[whole].part, BY_SUFFIX[whole].parts) == (part, many)
    assert BY_SUFFIX[whole].size == pytest.approx(many * BY_SUFFIX[part].size)


def test_every_unit_is_read_into_kg_or_cm() -> None:
    assert {unit.ours for unit in UNITS} == {"kg", "cm"}
