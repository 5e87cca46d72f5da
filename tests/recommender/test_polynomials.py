"""Quartics of a bed: squares, derivatives and expectations against numbers."""

import numpy as np
import pytest

from recommender import polynomials as poly

RNG = np.random.default_rng(8)


def test_the_quartic_of_terms_is_the_sum_of_their_squares():
    terms, x = RNG.normal(size=(5, 7, 15)), RNG.normal(size=(5, 4))
    quartic = poly.sum_of_squares(terms)
    assert (quartic * poly.monomials(x)).sum(axis=1) == pytest.approx((poly.values(terms, x) ** 2).sum(axis=1))


def test_moved_terms_at_x_are_the_old_ones_at_x_less_the_step():
    terms, x, step = RNG.normal(size=(5, 7, 15)), RNG.normal(size=(5, 4)), RNG.normal(size=(5, 4))
    assert poly.values(poly.moved(terms, step), x) == pytest.approx(poly.values(terms, x - step))


def test_slopes_gradients_and_hessians_match_differences():
    quartic, x = RNG.normal(size=(1, 70)), RNG.normal(size=(1, 4))
    terms = RNG.normal(size=(1, 3, 15))
    h = 1e-5

    def p(at):
        return float((quartic * poly.monomials(at)).sum())

    for i in range(4):
        e = h * np.eye(4)[i]
        gradient = float((quartic @ poly.GRADIENT[i] * poly.monomials(x, poly.N_CUBIC)).sum())
        assert gradient == pytest.approx((p(x + e) - p(x - e)) / (2 * h), rel=1e-6)
        slope = (poly.values(terms, x + e) - poly.values(terms, x - e)) / (2 * h)
        assert poly.slopes(terms, x)[..., i] == pytest.approx(slope, rel=1e-6, abs=1e-6)


def test_terms_of_a_draw_are_the_terms_where_it_falls():
    terms, centre, root, z = (RNG.normal(size=size) for size in ((3, 7, 15), (3, 4), (3, 4, 4), (3, 4)))
    x = centre + np.einsum("nij,nj->ni", root, z)
    assert poly.values(poly.drawn(terms, centre, root), z) == pytest.approx(poly.values(terms, x))


def test_expectations_match_drawn_ones_from_either_side():
    quartic, centre = RNG.normal(size=(1, 70)), RNG.normal(size=(1, 4))
    root = 0.4 * RNG.normal(size=(4, 4))
    cov = (root @ root.T)[None]
    by_bed = float((quartic * poly.expected_monomials(centre, cov)).sum())
    by_person = float((poly.expected(quartic, cov) * poly.monomials(centre)).sum())
    assert by_bed == pytest.approx(by_person)
    # Three Gauss-Hermite points a figure are exact to the fifth degree.
    points, weights = np.array([-np.sqrt(3), 0, np.sqrt(3)]), np.array([1 / 6, 2 / 3, 1 / 6])
    grid = np.stack(np.meshgrid(*[points] * 4, indexing="ij"), axis=-1).reshape(-1, 4)
    weight = np.stack(np.meshgrid(*[weights] * 4, indexing="ij"), axis=-1).reshape(-1, 4).prod(axis=1)
    exact = float(weight @ (poly.monomials(centre + grid @ root.T) @ quartic[0]))
    assert by_bed == pytest.approx(exact)
