"""Our splines equal SciPy's, also beyond their ends."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.interpolate import BSpline, make_interp_spline

from recommender.mechanics.body import ANKLE, KNOTS, NECK
from recommender.mechanics.interpolation import Curve, natural_through, through

STATIONS = np.linspace(NECK, ANKLE, 57)
PLACES = np.linspace(NECK - 0.01, ANKLE + 0.01, 301)


def _same(ours: Curve, known: BSpline) -> None:
    np.testing.assert_allclose(ours(PLACES), known(PLACES), rtol=0, atol=1e-12)
    np.testing.assert_allclose(ours.antiderivative()(PLACES), known.antiderivative()(PLACES), rtol=0, atol=1e-12)
    slopes = known.derivative()(PLACES)
    np.testing.assert_allclose(ours.derivative()(PLACES), slopes, rtol=0, atol=1e-12 * np.abs(slopes).max())


@pytest.mark.parametrize("degree", [1, 2, 3])
@pytest.mark.parametrize("x", [KNOTS, STATIONS], ids=["knots", "stations"])
def test_a_spline_through_values_is_scipys(x: np.ndarray, degree: int) -> None:
    _same(through(x, degree), make_interp_spline(x, np.eye(len(x)), k=degree))


@pytest.mark.parametrize("x", [KNOTS, STATIONS], ids=["knots", "stations"])
def test_a_natural_spline_is_scipys(x: np.ndarray) -> None:
    _same(natural_through(x), make_interp_spline(x, np.eye(len(x)), k=3, bc_type="natural"))


def test_a_cubic_is_met_exactly_and_its_integral_too() -> None:
    def cubic(at: np.ndarray) -> np.ndarray:
        return 2 * at**3 - at + 0.5

    curve = Curve(through(STATIONS).knots, through(STATIONS).coefficients @ cubic(STATIONS)[:, None], 3)
    np.testing.assert_allclose(curve(PLACES)[:, 0], cubic(PLACES), atol=1e-12)
    whole = curve.antiderivative()(np.array([NECK, ANKLE]))[:, 0]
    exact = [at**4 / 2 - at**2 / 2 + at / 2 for at in (NECK, ANKLE)]
    assert np.diff(whole)[0] == pytest.approx(exact[1] - exact[0], rel=1e-12)
