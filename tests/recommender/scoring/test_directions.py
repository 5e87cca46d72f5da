"""How much of a normal figure lies under a limit, by directions, against distributions in closed form."""

import numpy as np
import pytest
from scipy.stats import chi2, ncx2, norm

from recommender.scoring import directions
from recommender.scoring.draws import draws, first_along
from recommender.scoring.polynomials import MONOMIALS, N_QUARTIC, monomials

ORIGIN = np.zeros((4, 1))


def _quartic(of: dict[tuple[int, ...], float]):
    found = np.zeros((1, N_QUARTIC))
    for variables, coefficient in of.items():
        found[0, MONOMIALS.index(variables)] = coefficient
    return found


SQUARES = {(i, i): 1.0 for i in range(4)}


@pytest.mark.parametrize(
    ("corners", "degree"),
    [(directions.corners_of_600_cell(), 11), (np.hstack(directions.two_24_cells()), 7)],
)
def test_corners_average_polynomials_as_the_sphere_does(corners, degree):
    rng = np.random.default_rng(2)
    assert corners.shape[1] in (48, 120)
    assert (corners**2).sum(axis=0) == pytest.approx(np.ones(corners.shape[1]))
    assert len(np.unique(corners.round(9), axis=1).T) == corners.shape[1]
    for axis in rng.normal(size=(20, 4)):
        along = axis / np.linalg.norm(axis) @ corners
        for power in range(1, degree + 1):
            # E x^2 = 1/4, x^4 = 1/8, x^6 = 5/64, ... on the sphere of four dimensions
            expected = 0.0 if power % 2 else np.prod([(2 * k + 1) / (2 * k + 4) for k in range(power // 2)])
            assert (along**power).mean() == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("limit", [0.5, 2.0, 4.0, 9.0])
def test_a_ball_about_the_middle_holds_what_chi_square_says(limit):
    for many in (directions.many(), directions.few()):
        share, density = directions.seen(_quartic(SQUARES), ORIGIN, many).within(limit)
        assert share[0] == pytest.approx(chi2.cdf(limit, 4), abs=2e-3)
        assert density[0] == pytest.approx(chi2.pdf(limit, 4), rel=0.02)


@pytest.mark.parametrize("away", [0.5, 1.0, 1.5])
def test_a_ball_aside_holds_what_the_noncentral_chi_square_says(away):
    """z'z of z less the point (away, 0, 0, 0) is seen from the ball's own middle, or from half-way to that of z."""
    for share_of_way in (0.0, 0.5):
        point = np.array([[away * (1 - share_of_way)], [0.0], [0.0], [0.0]])
        step = away * share_of_way
        moved = {**SQUARES, (0,): -2 * step, (): step**2}
        for limit in (1.0, 3.0):
            share, _ = directions.seen(_quartic(moved), point, directions.many()).within(limit)
            assert share[0] == pytest.approx(ncx2.cdf(limit, 4, away**2), abs=4e-3)


def test_some_of_many_are_as_among_all_and_can_be_replaced():
    rng = np.random.default_rng(4)
    quartic = np.repeat(_quartic(SQUARES), 6, axis=0) * rng.uniform(0.5, 2, (6, 1))
    point = rng.normal(0, 0.3, (4, 6))
    seen = directions.seen(quartic, point, directions.few())
    whole, _ = seen.within(1.5)
    rows = np.array([4, 1])
    assert np.array_equal(seen.take(rows).within(1.5)[0], whole[rows])
    seen.put(rows, directions.seen(quartic[rows[::-1]], point[:, rows[::-1]], directions.few()))
    assert np.array_equal(seen.within(1.5)[0][rows], whole[rows[::-1]])


def test_the_share_of_a_normal_figure_is_within_two_ten_thousandths():
    x = np.linspace(-9, 9, 2001)
    assert np.abs(directions._normal_share(x) - norm.cdf(x)).max() < 2e-4
    assert directions._normal_share(np.array([-1e6, 1e6])) == pytest.approx([0, 1])


def test_draws_have_mean_and_covariance_of_a_normal_figure():
    z = draws()[1:5]
    assert np.abs(z.mean(axis=1)).max() < 1e-9
    assert z @ z.T / z.shape[1] == pytest.approx(np.eye(4), abs=0.01)
    assert draws()[:, :3] == pytest.approx(monomials(z[:, :3]))


def test_the_first_figure_is_laid_along_a_direction():
    rng = np.random.default_rng(3)
    direction = rng.normal(size=(9, 4))
    direction /= np.linalg.norm(direction, axis=1)[:, None]
    turned = first_along(direction)
    assert np.abs((turned[:, :, 0] * direction).sum(axis=1)) == pytest.approx(np.ones(9))
    assert np.swapaxes(turned, 1, 2) @ turned == pytest.approx(np.repeat(np.eye(4)[None], 9, axis=0))
