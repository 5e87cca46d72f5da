"""The ordered probit: exact for one answer, close to exact for several, and never wilder than the answers are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import log_ndtr

from recommender.experience.probit import Scale, hear, hear_all

H, SLIPS = 0.9, 0.02
SCALE, SURE = Scale(H, SLIPS), Scale(H, 0.0)
SCALES = st.sampled_from([SCALE, SURE])
SIDES = st.sampled_from([-1, 0, 1])
GRID = np.linspace(-30, 30, 30_001)


def log_chance(side, mean, sd, slips):
    """ln of the probability of an answer, by its definition."""
    if side:
        meant = log_ndtr((side * mean - H) / sd)
    else:
        mirrored = -np.abs(mean)  # seen from the left, where a probability near 1 is exact
        high, low = log_ndtr((H + mirrored) / sd), log_ndtr((mirrored - H) / sd)
        meant = high + np.log1p(-np.exp(low - high))
    return np.logaddexp(np.log1p(-slips) + meant, np.log(slips / 3)) if slips else meant


def by_integration(prior_sd, offsets, sides, noise, slips):
    """Mean and SD of one figure after answers, each about the figure plus its offset, by summing over a grid."""
    log = -((GRID / prior_sd) ** 2) / 2
    for offset, side, sd in zip(offsets, sides, noise, strict=True):
        log = log + log_chance(side, GRID + offset, sd, slips)
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    mean = (GRID * weight).sum()
    return mean, np.sqrt((weight * (GRID - mean) ** 2).sum())


@given(side=SIDES, mean=st.floats(-4, 4), sd=st.floats(0.3, 3), noise=st.floats(0.4, 2), scale=SCALES)
def test_one_answer_is_exact_but_never_widens(side, mean, sd, noise, scale):
    said = hear(side, mean, np.hypot(sd, noise), scale)
    expected, spread = by_integration(sd, [mean], [side], [noise], scale.slips)
    assert float(sd**2 * said.rise) == pytest.approx(expected, abs=1e-4)
    assert float(sd**2 - sd**4 * said.curve) == pytest.approx(min(spread, sd) ** 2, abs=1e-4)


@given(side=SIDES, mean=st.floats(-6, 6), sd=st.floats(0.3, 3))
def test_a_slip_is_the_likelier_the_less_an_answer_was_expected(side, mean, sd):
    """It moves in the same direction, never further."""
    said, sure = (hear(side, mean, sd, scale) for scale in (SCALE, SURE))
    assert float(said.rise * sure.rise) >= 0
    assert abs(said.rise) <= abs(sure.rise)
    meant = (1 - SLIPS) * np.exp(sure.log_chance - said.log_chance)
    assert float(said.rise) == pytest.approx(float(meant * sure.rise), abs=1e-12)
    if np.exp(sure.log_chance) > 0.2:
        assert meant > 0.95


@given(mean=st.floats(-1e3, 1e3), sd=st.floats(0.1, 10))
def test_the_three_answers_share_one_probability_and_teach_nothing_on_average(mean, sd):
    said = hear([-1, 0, 1], mean, sd, SCALE)
    chance = np.exp(said.log_chance)
    assert chance.sum() == pytest.approx(1)
    assert np.isfinite(said.rise).all()
    assert ((said.curve >= 0) & (said.curve <= 1 / sd**2)).all()
    # A probability that vanishes takes with it a slope that grows.
    assert float((chance * said.rise).sum()) == pytest.approx(0, abs=1e-6 / sd)


@given(mean=st.floats(-30, 30), sd=st.floats(0.3, 3))
def test_too_soft_and_too_firm_are_mirror_images(mean, sd):
    firm, soft = hear(1, mean, sd, SCALE), hear(-1, -mean, sd, SCALE)
    assert float(firm.log_chance) == pytest.approx(float(soft.log_chance))
    assert float(firm.rise) == pytest.approx(-float(soft.rise))
    assert float(firm.curve) == pytest.approx(float(soft.curve))


answers = st.lists(st.tuples(SIDES, st.floats(-3, 3), st.floats(0.6, 1.5)), min_size=1, max_size=6)


def hear_one(covariance, rows, offset, side, noise_sd, scale=SCALE):
    """`hear_all` of one person."""
    mean, left = hear_all(covariance[None], rows[None], offset[None], side[None], noise_sd[None], scale)
    return mean[0], left[0]


@settings(max_examples=40)
@given(answers=answers, sd=st.floats(0.5, 1.5))
def test_several_answers_of_which_none_is_a_slip_are_close_to_exact(answers, sd):
    """Of random answers the SD is .1 % off on average, at most 5 %, where all answers point one way."""
    sides, offsets, noise = (np.array(part, dtype=float) for part in zip(*answers, strict=True))
    mean, covariance = hear_one(np.array([[sd**2]]), np.ones((len(sides), 1)), offsets, sides, noise, SURE)
    expected, spread = by_integration(sd, offsets, sides, noise, 0.0)
    assert mean[0] == pytest.approx(expected, abs=0.03 * spread)
    assert np.sqrt(covariance[0, 0]) == pytest.approx(spread, rel=0.06)


@pytest.mark.parametrize("slips", [SLIPS, 0.3])
def test_answers_as_people_give_them_are_close_to_exact(slips):
    """Also where far more of them are slips than is assumed; answers that contradict each other wildly, which leave two
    places open, are no longer close.
    """
    rng, sd, off = np.random.default_rng(6), 1.2, []
    for _ in range(300):
        offsets, noise = rng.normal(0, 1.2, rng.integers(1, 6)), 1.4
        felt = sd * rng.normal() + offsets + noise * rng.normal(size=len(offsets))
        sides = (felt > H).astype(float) - (felt < -H)
        sides = np.where(rng.random(len(sides)) < slips, rng.integers(-1, 2, len(sides)), sides)
        noises = np.full(len(offsets), noise)
        mean, covariance = hear_one(np.array([[sd**2]]), np.ones((len(sides), 1)), offsets, sides, noises)
        expected, spread = by_integration(sd, offsets, sides, noises, SLIPS)
        off.append([abs(mean[0] - expected) / spread, abs(np.sqrt(covariance[0, 0]) / min(spread, sd) - 1)])
    assert np.mean(off, axis=0) == pytest.approx([0, 0], abs=0.01)
    assert np.quantile(off, 0.95, axis=0) == pytest.approx([0, 0], abs=0.05)


def test_answers_that_contradict_leave_more_open_than_answers_that_agree():
    def spread(scale, *told):
        offsets, sides = (np.array(part, dtype=float) for part in zip(*told, strict=True))
        rows = np.ones((len(told), 1))
        return np.sqrt(hear_one(np.array([[1.2**2]]), rows, offsets, sides, np.full(len(told), 1.4), scale)[1][0, 0])

    agreeing, contradicting = ((1, 0), (1, 0)), ((2, -1), (-1, 1))  # a bed a point too firm is right; firmer, too soft
    assert spread(SCALE, *contradicting) > 1.2 * spread(SCALE, *agreeing)
    assert spread(SCALE, *contradicting) <= 1.2
    assert spread(SURE, *contradicting) == pytest.approx(spread(SURE, *agreeing), rel=0.05)  # why slips are counted


@settings(max_examples=40)
@given(answers=answers, seed=st.integers(0, 99))
def test_neither_order_matters_nor_does_an_answer_widen_what_nothing_was_said_of(answers, seed):
    rng = np.random.default_rng(seed)
    sides, offsets, noise = (np.array(part, dtype=float) for part in zip(*answers, strict=True))
    root = rng.normal(size=(5, 5))
    prior, rows = root @ root.T / 5 + 0.1 * np.eye(5), rng.normal(size=(len(sides), 5))
    mean, covariance = hear_one(prior, rows, offsets, sides, noise)
    order = rng.permutation(len(sides))
    other, same = hear_one(prior, rows[order], offsets[order], sides[order], noise[order])
    assert other == pytest.approx(mean, abs=1e-9)
    assert same == pytest.approx(covariance, abs=1e-9)
    assert np.linalg.eigvalsh(prior - covariance).min() > -1e-9
    assert np.linalg.eigvalsh(covariance).min() > 0


@settings(max_examples=40)
@given(answers=answers, offset=st.floats(-3, 3), noise=st.floats(0.6, 1.5))
def test_a_further_answer_moves_the_way_it_says(answers, offset, noise):
    sides, offsets, noises = (np.array(part, dtype=float) for part in zip(*answers, strict=True))
    before, _ = hear_one(np.eye(1), np.ones((len(sides), 1)), offsets, sides, noises)
    for side in (-1, 1):
        more = [np.append(part, one) for part, one in ((offsets, offset), (sides, side), (noises, noise))]
        after, _ = hear_one(np.eye(1), np.ones((len(sides) + 1, 1)), *more)
        assert side * (after - before)[0] > 0


def test_many_people_are_heard_as_one_is():
    rng = np.random.default_rng(5)
    root = rng.normal(size=(7, 4, 4))
    many = (root @ np.swapaxes(root, 1, 2), rng.normal(size=(7, 3, 4)), rng.normal(size=(7, 3)))
    said = rng.integers(-1, 2, (7, 3)), rng.uniform(0.8, 1.25, (7, 3))
    mean, left = hear_all(*many, *said, SCALE)
    for i in range(7):
        alone, its = hear_one(*(part[i] for part in (*many, *said)))
        assert mean[i] == pytest.approx(alone, abs=1e-9)
        assert left[i] == pytest.approx(its, abs=1e-9)
