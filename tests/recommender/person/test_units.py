"""Conversions against figures anybody can look up."""

import pytest

from recommender.person.units import cm_from_feet, cm_from_inch, kg_from_lb, kg_from_stone


def test_known_weights() -> None:
    assert kg_from_lb(1) == 0.45359237
    assert kg_from_lb(180) == pytest.approx(81.6466266)
    assert kg_from_stone(12, 9) == pytest.approx(kg_from_lb(177))


def test_known_lengths() -> None:
    assert cm_from_inch(70) == pytest.approx(177.8)
    assert cm_from_feet(5, 10) == pytest.approx(177.8)
