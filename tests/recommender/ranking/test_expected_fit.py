"""Expected fit, chance and interval against 65,536 even draws of everything unsure, over people of many kinds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm, qmc

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Mattress
from recommender.arrays import EVEN
from recommender.fit_target import targets
from recommender.matching import match
from recommender.ranking import fits
from recommender.ranking.bed_vectors import Beds, beds_of
from recommender.ranking.candidates import usual_covariance
from recommender.ranking.expected_fit import expected_fit, fit_of
from recommender.ranking.fits import ROOM_POINTS, Tiebreak, at_most, attainable_fit, fits_of_beds, score, variance_of
from recommender.ranking.spread import SUITS, chance_and_interval
from recommender.ranking.ties import first_of, tie_groups
from recommender.scoring.polynomials import drawn, expected_monomials, monomials, squares_of_drawn, sum_of_squares
from recommender.scoring.scoring_model import ORIGIN
from recommender.sleeper import Sleeper
from tests.equal import assert_equal

STATURE_CM = 175.0  # of all of them, so that they are of one class
FIRMNESS = np.linspace(2, 9, 8)
SEEDS = range(4)
PAINS = ((), ("shoulder_pressure",), ("turning_low_pelvis", "lateral_hip"), ("extension_sensitive",))


def _people(n: int = 24) -> list[Sleeper]:
    rng = np.random.default_rng(20)
    nights = rng.dirichlet((1, 1, 0.5), n)
    return [
        Sleeper(
            float(rng.uniform(48, 140)),
            STATURE_CM,
            *nights[i].tolist(),
            sex=("female", "male", "unspecified")[i % 3],
            pain=PAINS[i % len(PAINS)],
            position_sure=bool(i % 5),
            firmness_wish=("none", "softer", "firmer")[i % 3],
        )
        for i in range(n)
    ]


@pytest.fixture(scope="module")
def needed():
    return targets(_people())


@pytest.fixture(scope="module")
def beds():
    """Beds from soft to firm, known well and badly, zoned and not, of thin and thick comfort layers."""
    kinds = ("cold_foam", "memory_foam", "pocket_spring")
    made = [
        Mattress(f"{f}/{sd}", "B", "M", firmness=f, firmness_sd=sd, type=kinds[i % 3], n_zones=1 + 6 * (i % 2))
        for i, (f, sd) in enumerate((f, sd) for f in FIRMNESS.tolist() for sd in (0.3, 1.0, 1.8))
    ]
    return beds_of(made, STATURE_CM)


@pytest.fixture(scope="module")
def truth(needed, beds):
    """(n, m, ...) mean fit, share of fits that suit, and central 80 % of the fit, from drawn errors."""
    mean, suits, ends = (np.zeros((len(needed), len(beds.centre), *more)) for more in ((), (), (2,)))
    draws = [monomials(norm.ppf(qmc.Sobol(4, seed=seed).random(16384)).T) for seed in SEEDS]
    for i in range(len(needed)):
        quartic = _quartics(needed, beds, i)
        fit = np.concatenate([fit_of(quartic @ each) for each in draws], axis=1)
        mean[i], suits[i] = fit.mean(axis=1), (fit >= SUITS).mean(axis=1)
        ends[i] = np.quantile(fit, (0.1, 0.9), axis=1).T
    return mean, suits, ends


def _all(target, beds: Beds):
    return np.tile(np.arange(len(beds.record)), (len(target), 1))


def test_expected_fit_is_the_mean_of_drawn_fits(needed, beds, truth):
    off = np.abs(fits_of_beds(needed, beds) - truth[0])
    assert off.mean() < 0.2
    assert off.max() < 1.0


def test_chance_and_interval_are_those_of_drawn_fits(needed, beds, truth):
    """Also printed: what 4,096 random draws of each are off by, as chances were worked out before."""
    chance, interval = chance_and_interval(needed, beds, _all(needed, beds))
    off, ends = np.abs(chance - truth[1]), np.abs(interval - truth[2])
    by_draws = np.abs(_of_4096_draws(needed, beds) - truth[1])
    for name, each in (("chance", off), ("chance by 4,096 draws", by_draws), ("ends of the interval", ends)):
        print(f"{name}: {each.mean():.4f} off on average, at most {each.max():.4f}")
    assert off.mean() < 0.002
    assert off.max() < 0.01
    assert off.mean() < by_draws.mean() + 0.0005
    assert ends.mean() < 0.3
    assert ends.max() < 2.0
    assert ((interval[..., 0] < interval[..., 1]) & (interval >= 0).all(axis=-1)).all()


def _of_4096_draws(needed, beds):
    """(n, m) chances by scrambled draws."""
    draws = monomials(norm.ppf(qmc.Sobol(4, seed=99).random(4096)).T)
    return np.array([(fit_of(_quartics(needed, beds, i) @ draws) >= SUITS).mean(axis=1) for i in range(len(needed))])


def _quartics(needed, beds, i):
    """(m, 70) excess discomfort of a person on beds, of a standard normal figure."""
    root = np.linalg.cholesky(beds.covariance + needed.unsure[i])
    quartic = squares_of_drawn(drawn(np.repeat(needed.terms[i : i + 1], len(root), axis=0), beds.centre - ORIGIN, root))
    quartic[:, 0] -= needed.ideal_discomfort[i]
    return quartic


@pytest.mark.parametrize("known", [3.0, 0.5, 0.2, 0.05, 1e-3])
def test_chance_and_interval_hold_however_well_person_and_bed_are_known(needed, beds, known):
    people = replace(needed, covariance=known * needed.covariance, scatter=known * needed.scatter)
    other = replace(beds, covariance=known * beds.covariance)
    chance, interval = chance_and_interval(people, other, _all(people, other))
    draws = monomials(norm.ppf(qmc.Sobol(4, seed=3).random(16384)).T)
    off, ends = [], []
    for i in range(0, len(people), 3):
        fit = fit_of(_quartics(people, other, i) @ draws)
        low, high = np.quantile(fit, (0.02, 0.98), axis=1)
        # Where all fits are alike and about the limit, draws up to two points from it count in part.
        told = (high - low > 15) | (high < SUITS - 2) | (low > SUITS + 2)
        off.append(np.abs(chance[i] - (fit >= SUITS).mean(axis=1))[told])
        ends.append(np.abs(interval[i] - np.quantile(fit, (0.1, 0.9), axis=1).T))
    assert np.concatenate(off).max() < 0.02
    assert np.concatenate(off).mean() < 0.004
    assert np.concatenate(ends).mean() < 0.4


def test_doubt_on_a_curve_that_falls_ever_less_steeply_leaves_more_than_its_mean(needed, beds):
    wanted = score(needed, beds, [np.ones((len(needed), len(beds.record)), dtype=bool)], len(beds.record))
    assert (wanted.fit > fit_of(wanted.excess)).all()


def test_the_bound_holds_for_every_square_of_linear_figures():
    rng = np.random.default_rng(7)
    n = 200_000
    u = rng.gamma(0.5, rng.choice((0.01, 0.3, 2.0, 20.0), (n, 1)), (n, 4))
    a = rng.gamma(0.5, rng.choice((0.0, 0.1, 3.0, 30.0), (n, 1)), (n, 4)) * (rng.random((n, 4)) < 0.5)
    fit = 100 * np.exp(-0.5 * (np.log1p(u) + a / (1 + u)).sum(axis=1))
    most = at_most((u + a).sum(axis=1), (2 * u**2 + 4 * u * a).sum(axis=1)) - ROOM_POINTS
    assert (fit <= most + 1e-9).all()
    assert np.median(most - fit) < 1  # and it is near


def test_mean_and_variance_of_discomfort_are_those_of_drawn_discomforts(needed, beds):
    excess = needed.expected @ beds.of_kinds - needed.ideal_discomfort[:, None]
    variance = variance_of(needed, beds, excess)
    draws = monomials(norm.ppf(qmc.Sobol(4, seed=1).random(16384)).T)
    for i in range(0, len(needed), 5):
        root = np.linalg.cholesky(beds.covariance[beds.first] + needed.unsure[i])
        terms = np.repeat(needed.terms[i : i + 1], len(root), axis=0)
        drawn_ = squares_of_drawn(drawn(terms, beds.centre[beds.first] - ORIGIN, root)) @ draws
        assert drawn_.mean(axis=1) - needed.ideal_discomfort[i] == pytest.approx(excess[i], rel=0.01)
        assert drawn_.var(axis=1) == pytest.approx(variance[i], rel=0.1)


@pytest.mark.parametrize("known", [1.0, 0.05, 0.0])
@pytest.mark.parametrize("bed_known", [1.0, 1e-3])
def test_no_fit_exceeds_the_bound_that_spares_working_it_out(needed, beds, known, bed_known):
    """Of person and bed known as usual, well, or exactly: a fifth of the room is enough."""
    people = replace(needed, covariance=known * needed.covariance, scatter=known * needed.scatter)
    sure = replace(beds, covariance=bed_known * beds.covariance)
    sure = replace(sure, expected=expected_monomials((sure.centre - ORIGIN).T, np.moveaxis(sure.covariance, 0, -1)).T)
    excess = people.expected @ sure.of_kinds - people.ideal_discomfort[:, None]
    most = at_most(excess, variance_of(people, sure, excess))
    fit = fits_of_beds(people, sure)[:, sure.first]
    assert (fit <= most - 0.8 * ROOM_POINTS).all()
    assert np.median((most - fit)[fit > 50]) < 1.5


@pytest.mark.parametrize("wanted", [1, 5])
def test_the_first_beds_are_those_of_working_all_of_them_out(needed, beds, wanted):
    everything = [np.ones((len(needed), len(beds.record)), dtype=bool)]
    whole = fits_of_beds(needed, beds)
    found = score(needed, beds, everything, wanted).fit
    first = np.sort(whole, axis=1)[:, -wanted][:, None]
    near = whole > first - 1  # the first of them, and those that tie with one
    assert_equal(found[near], whole[near])
    assert ((found == 0) | np.isclose(found, whole, rtol=1e-9)).all()
    assert (found == 0).mean() > 0.1  # some were spared


@pytest.mark.parametrize("share_a_rank", [1, 5, 10_000])
def test_the_bed_a_tiebreak_puts_first_is_that_of_working_all_of_them_out(needed, beds, share_a_rank):
    rng = np.random.default_rng(6)
    whole = fits_of_beds(needed, beds)
    for share in (0.0, 0.97, 0.995):
        alike, least = rng.permutation(len(beds.record)), share * whole.max(axis=1)
        rank = alike // share_a_rank
        allowed = rng.random(whole.shape) < 0.7
        found = score(needed, beds, [allowed], 1, tiebreak=Tiebreak(rank, least)).fit

        def first(fit, allowed=allowed, rank=rank, alike=alike, least=least):
            may = (tie_groups(fit, allowed, 1) == 1) & (fit >= least[:, None])
            return np.where(may.any(axis=1), first_of(may, rank, fit, alike), -1)

        assert (first(found) == first(whole)).all()
        assert (found > 0).sum() < (score(needed, beds, [allowed], 1).fit > 0).sum()


@pytest.mark.parametrize("share_a_rank", [1, 5, 10_000])
@pytest.mark.parametrize("spread_out", [12, 3, 1])
def test_group_after_group_is_that_of_working_all_of_them_out(needed, beds, spread_out, share_a_rank):
    """Beds that lie less and more apart, so that there are one group and many."""
    near = replace(beds, centre=ORIGIN + (beds.centre - ORIGIN) / spread_out)
    near = replace(near, expected=expected_monomials((near.centre - ORIGIN).T, np.moveaxis(near.covariance, 0, -1)).T)
    rng = np.random.default_rng(11)
    whole, rank = fits_of_beds(needed, near), rng.permutation(len(beds.record)) // share_a_rank
    for wanted in (1, 3, 8, 20):
        allowed = rng.random(whole.shape) < 0.8
        least = rng.choice((0.0, 0.9), (len(needed), 1)) * whole.max(axis=1, keepdims=True)
        found = score(needed, near, [allowed], wanted, tiebreak=Tiebreak(rank, least[:, 0])).fit

        def first(fit, allowed=allowed, least=least, wanted=wanted):
            group = tie_groups(fit, allowed, wanted)
            shown = (group > 0) & (fit >= least)
            by = (-fit, np.broadcast_to(rank, group.shape), np.where(shown, group, 99))
            order = np.lexsort(by, axis=1)[:, :wanted]
            return np.where(np.take_along_axis(shown, order, 1), order, -1)

        assert (first(found) == first(whole)).all()
        shown = first(whole)
        assert_equal(np.take_along_axis(found, shown, 1)[shown >= 0], np.take_along_axis(whole, shown, 1)[shown >= 0])


@pytest.mark.parametrize("looked_at", [(4, 32), (1, 1), (0, 1)])
@pytest.mark.parametrize("share_a_rank", [1, 3, 10_000])
@pytest.mark.parametrize("wanted", [2, 4])
def test_the_beds_a_tiebreak_puts_first_are_those_of_working_all_of_them_out(
    needed, beds, wanted, share_a_rank, looked_at, monkeypatch
):
    """Also where too few are looked at, so that all of them have to be."""
    monkeypatch.setattr(fits, "_NEAR_EACH", looked_at[0])
    monkeypatch.setattr(fits, "_NEAR_MORE", looked_at[1])
    alike = np.repeat(beds.covariance[:1], len(beds.record), axis=0)
    near = replace(beds, centre=ORIGIN + (beds.centre - ORIGIN) / 12, covariance=alike)  # so many tie
    near = replace(near, expected=expected_monomials((near.centre - ORIGIN).T, np.moveaxis(near.covariance, 0, -1)).T)
    rng = np.random.default_rng(9)
    whole, rank = fits_of_beds(needed, near), rng.permutation(len(beds.record)) // share_a_rank
    least = 0.99 * whole.max(axis=1)
    allowed = rng.random(whole.shape) < 0.9
    found = score(needed, near, [allowed], wanted, tiebreak=Tiebreak(rank, least)).fit

    def first(fit):
        group = tie_groups(fit, allowed, wanted)
        shown = np.where(fit >= least[:, None], np.where(group > 0, group, 99), 100)
        shown = np.where(allowed, shown, 101)
        return np.lexsort((-fit, np.where(shown == 1, rank, 1000 * shown)), axis=1)[:, :wanted]

    assert (first(found) == first(whole)).all()
    assert_equal(np.take_along_axis(found, first(found), 1), np.take_along_axis(whole, first(whole), 1))
    assert (found > 0).sum() < (score(needed, near, [allowed], wanted).fit > 0).sum()


def test_lists_that_share_beds_each_get_their_first(needed, beds):
    rng = np.random.default_rng(5)
    lists = [rng.random((len(needed), len(beds.record))) < 0.3 for _ in range(3)]
    whole = fits_of_beds(needed, beds)
    found = score(needed, beds, lists, 1).fit
    for one in lists:
        first = np.where(one, whole, -1).max(axis=1, keepdims=True)
        near = one & (whole > first - 1)
        assert_equal(found[near], whole[near])


def test_the_best_setting_is_found_without_trying_them_all(needed):
    air = Mattress("air", "B", "M", adjust="per_zone", adjust_min=2.0, adjust_max=9.0, firmness_sd=0.5)
    settings = beds_of([air], STATURE_CM)
    found = score(needed, settings, [np.ones((len(needed), 1), dtype=bool)], 1)
    whole = fits_of_beds(needed, settings)
    assert_equal(found.fit[:, 0], whole.max(axis=1))
    assert_equal(whole[np.arange(len(needed)), found.bed[:, 0]], whole.max(axis=1))


def test_a_hundred_people_are_as_each_alone(needed, beds):
    together, (chance, interval) = fits_of_beds(needed, beds), chance_and_interval(needed, beds, _all(needed, beds))
    for i in (0, 5, 23):
        assert_equal(fits_of_beds(needed[i], beds)[0], together[i])
        alone = chance_and_interval(needed[i], beds, _all(needed[i], beds))
        assert_equal(alone[0][0], chance[i])
        assert_equal(alone[1][0], interval[i])


def test_what_is_known_exactly_is_fit_itself(needed):
    off = np.array([0.1, 0.0, -0.2, 1.0])
    centre = (needed.mean + off - ORIGIN).T
    lost = (needed.quartic.T * monomials(centre)).sum(axis=0) - needed.ideal_discomfort
    sure = np.broadcast_to(1e-8 * np.eye(4)[..., None], (4, 4, len(needed)))
    assert expected_fit(needed.quartic.T, needed.ideal_discomfort, centre, sure) == pytest.approx(
        fit_of(lost), abs=1e-3
    )


def test_scatter_of_persons_lowers_what_can_be_attained(needed):
    usual = usual_covariance(load_catalogue())
    alike = replace(needed, scatter=np.zeros_like(needed.scatter))
    less, more = attainable_fit(needed, usual), attainable_fit(alike, usual)
    assert (less < more).all()
    assert (more < 100).all()
    wider = replace(needed, scatter=2 * needed.scatter)
    assert (attainable_fit(wider, usual) < less).all()


def test_beds_are_usually_as_well_known_as_the_median_record(beds):
    catalogue = load_catalogue()
    usual = usual_covariance(catalogue)
    known = [bed for bed in catalogue if bed.firmness is not None]
    level = EVEN @ usual @ EVEN
    sharper = beds_of([replace(bed, firmness_sd=0.1) for bed in known], STATURE_CM)
    vaguer = beds_of([replace(bed, firmness_sd=3.0) for bed in known], STATURE_CM)
    for other, sign in ((sharper, 1), (vaguer, -1)):
        assert (sign * (level - np.einsum("i,mij,j->m", EVEN, other.covariance, EVEN)) > 0).all()
    backwards = replace(catalogue, mattresses=catalogue.mattresses[::-1])
    assert np.array_equal(usual_covariance(backwards), usual)


def test_a_bed_made_for_the_person_and_usually_known_attains_the_fit(needed):
    """A list of one uniform bed at the target's level cannot do better than the bed made for the person."""
    for i in range(6):
        one = needed[i]
        bed = Mattress("b", "B", "M", firmness=float(one.firmness()[0]), firmness_sd=1.0)
        ranking = match(one, replace(load_catalogue(), mattresses=(bed,)))
        assert ranking.fit[0] < ranking.attainable_fit + 1e-6 or ranking.relative[0] < 1.02


def test_folded_squares_are_the_sum_of_squares(needed):
    folded = squares_of_drawn(needed.terms)
    assert_equal(folded, sum_of_squares(np.moveaxis(needed.terms, 0, -1)).T)
