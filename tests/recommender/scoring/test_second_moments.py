"""Expected squares of quartics against a rule that is exact for their degree."""

from itertools import product

import numpy as np
import pytest

from recommender.scoring.polynomials import expected, expected_monomials, monomials, monomials_to
from recommender.scoring.second_moments import DEGREE, expected_square

RNG = np.random.default_rng(11)
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(5)  # exact up to degree nine
GRID = np.array(list(product(_NODES, repeat=4))).T
SHARES = np.prod(list(product(_WEIGHTS / _WEIGHTS.sum(), repeat=4)), axis=1)


def _covariances(n: int):
    root = 0.4 * RNG.normal(size=(4, 4, n))
    return np.einsum("ikn,jkn->ijn", root, root)


def test_the_expected_square_over_person_and_bed_is_that_of_a_rule_exact_for_it():
    quartic, centre = RNG.normal(size=(70, 6)), RNG.normal(size=(4, 6))
    of_person, of_bed = _covariances(6), _covariances(6)
    found = (expected_square(quartic, of_person) * expected_monomials(centre, of_bed, DEGREE)).sum(axis=0)
    for k in range(6):
        root = np.linalg.cholesky(of_person[..., k] + of_bed[..., k])
        values = quartic[:, k] @ monomials(centre[:, [k]] + root @ GRID)
        assert found[k] == pytest.approx(SHARES @ values**2)


@pytest.mark.parametrize("degree", [4, DEGREE])
def test_expected_monomials_are_those_of_a_rule_exact_for_them(degree):
    centre, covariance = RNG.normal(size=(4, 5)), _covariances(5)
    found = expected_monomials(centre, covariance, degree)
    for k in range(5):
        x = centre[:, [k]] + np.linalg.cholesky(covariance[..., k]) @ GRID
        exact = [SHARES @ np.prod(x[list(m)], axis=0) for m in monomials_to(degree)]
        assert found[:, k] == pytest.approx(exact)


def test_a_quartic_scatters_no_less_than_nothing():
    quartic, covariance = RNG.normal(size=(70, 5)), _covariances(5)
    here = np.zeros((4, 1))
    square = expected_square(quartic, covariance).T @ expected_monomials(here, np.zeros((4, 4, 1)), DEGREE)
    mean = expected(quartic, covariance).T @ monomials(here)
    assert (square > mean**2).all()
