"""Quartics of a bed: squares, derivatives and expectations against numbers."""

import numpy as np
import pytest

from recommender.scoring import polynomials as poly
from tests.equal import assert_equal

RNG = np.random.default_rng(8)


def test_the_quartic_of_terms_is_the_sum_of_their_squares():
    terms, x = RNG.normal(size=(7, 15, 5)), RNG.normal(size=(4, 5))
    quartic = poly.sum_of_squares(terms)
    assert (quartic * poly.monomials(x)).sum(axis=0) == pytest.approx((poly.values(terms, x) ** 2).sum(axis=0))


def test_moved_terms_at_x_are_the_old_ones_at_x_less_the_step():
    terms, x, step = RNG.normal(size=(7, 15, 5)), RNG.normal(size=(4, 5)), RNG.normal(size=(4, 5))
    before = poly.values(terms, x - step)
    poly.move(terms, step)
    assert poly.values(terms, x) == pytest.approx(before)


def test_slopes_gradients_and_hessians_match_differences():
    quartic, x = RNG.normal(size=(70, 1)), RNG.normal(size=(4, 1))
    terms = RNG.normal(size=(3, 15, 1))
    h = 1e-5

    def p(at):
        return float((quartic * poly.monomials(at)).sum())

    def gradient(at):
        return np.einsum("ifn,fn->in", poly.gradient_of(quartic), poly.monomials(at, poly.N_CUBIC))[:, 0]

    hessian = np.einsum("pfn,fn->pn", poly.hessian_of(quartic), poly.quadratic_features(x))[:, 0]
    for i in range(4):
        e = h * np.eye(4)[:, [i]]
        assert gradient(x)[i] == pytest.approx((p(x + e) - p(x - e)) / (2 * h), rel=1e-6)
        slope = (poly.values(terms, x + e) - poly.values(terms, x - e)) / (2 * h)
        assert poly.slopes(terms, x)[:, i] == pytest.approx(slope, rel=1e-6, abs=1e-6)
        bent = (gradient(x + e) - gradient(x - e)) / (2 * h)
        for pair, (a, b) in enumerate(poly.PAIRS):
            if a == i:
                assert hessian[pair] == pytest.approx(bent[b], rel=1e-6, abs=1e-6)


def test_the_gram_matrix_of_slopes():
    slope = RNG.normal(size=(7, 4, 3))
    assert poly.gram(slope) == pytest.approx(np.einsum("tin,tjn->ijn", slope, slope))


def test_terms_of_a_draw_are_the_terms_where_it_falls():
    terms, centre, root, z = (RNG.normal(size=size) for size in ((3, 7, 15), (3, 4), (3, 4, 4), (3, 4)))
    x = centre + np.einsum("nij,nj->ni", root, z)
    drawn = poly.drawn(terms, centre, root)
    assert poly.values(np.moveaxis(drawn, 0, -1), z.T) == pytest.approx(poly.values(np.moveaxis(terms, 0, -1), x.T))


def test_expectations_match_drawn_ones_from_either_side():
    quartic, centre = RNG.normal(size=(70, 1)), RNG.normal(size=(4, 1))
    root = 0.4 * RNG.normal(size=(4, 4))
    cov = (root @ root.T)[..., None]
    by_bed = float((quartic * poly.expected_monomials(centre, cov)).sum())
    by_person = float((poly.expected(quartic, cov) * poly.monomials(centre)).sum())
    assert by_bed == pytest.approx(by_person)
    # Three Gauss-Hermite points per figure are exact to the fifth degree.
    points, weights = np.array([-np.sqrt(3), 0, np.sqrt(3)]), np.array([1 / 6, 2 / 3, 1 / 6])
    grid = np.stack(np.meshgrid(*[points] * 4, indexing="ij"), axis=-1).reshape(-1, 4)
    weight = np.stack(np.meshgrid(*[weights] * 4, indexing="ij"), axis=-1).reshape(-1, 4).prod(axis=1)
    exact = float(weight @ (poly.monomials(centre + root @ grid.T).T @ quartic[:, 0]))
    assert by_bed == pytest.approx(exact)


def test_a_person_gets_the_same_figures_alone_and_among_others():
    terms, x = RNG.normal(size=(25, 15, 700)), RNG.normal(size=(4, 700))
    cov = np.einsum("ikn,jkn->ijn", *[RNG.normal(size=(4, 4, 700))] * 2)
    together = poly.sum_of_squares(terms)
    for rows in ([3, 4], range(10, 27), range(600, 700)):
        few = np.ascontiguousarray(terms[..., rows])
        assert_equal(poly.sum_of_squares(few), together[:, rows])
        assert_equal(poly.values(few, x[:, rows]), poly.values(terms, x)[:, rows])
        assert_equal(poly.gram(poly.slopes(few, x[:, rows])), poly.gram(poly.slopes(terms, x))[..., rows])
        alone = poly.expected(together[:, rows], cov[..., rows])
        assert_equal(alone, poly.expected(together, cov)[:, rows])
