"""Learning from outcomes: a planted bias is recovered within its interval, noise is rejected, people stay separate."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catalog.mattress import Mattress
from laboratory.fitting.outcomes import Learnt, Outcomes, judge, learn
from recommender.ranking.learnt import Offset, Offsets, as_felt

BRANDS, TYPES = ("Aurora", "Boreal", "Ceder", "Duin"), ("cold_foam", "hybrid")
BRAND_BIAS, TYPE_BIAS, ALL_BIAS = np.array([1.0, -0.8, 0.0, 0.3]), np.array([0.4, -0.4]), 0.3
PERSON_SD = 0.5


def made_up(seed: int, n_people: int = 300, each: int = 2) -> Outcomes:
    """Answers of people who feel declared firmness plus the biases above, less their own preference."""
    rng = np.random.default_rng(seed)
    n = n_people * each
    brand, kind = rng.integers(0, len(BRANDS), n), rng.integers(0, len(TYPES), n)
    gap = rng.normal(0, 1.3, n)
    liking = np.repeat(rng.normal(0, PERSON_SD, n_people), each)
    felt = gap + ALL_BIAS + BRAND_BIAS[brand] + TYPE_BIAS[kind] - liking
    noisy = felt + rng.normal(0, 1.0, n)
    told = Outcomes(
        gap=gap,
        brand=np.array(BRANDS)[brand],
        type=np.array(TYPES)[kind],
        person=np.repeat([f"p{i}" for i in range(n_people)], each),
        feels=np.where(noisy > 1.2, 1.0, np.where(noisy < -1.2, -1.0, 0.0)),
        kept=(rng.random(n) < 1 / (1 + np.exp(0.3 * felt**2 - 2.5))).astype(float),
        diary=7.5 - 0.25 * felt**2 + rng.normal(0, 1.0, n),
    )
    for name, share in (("feels", 0.2), ("kept", 0.2), ("diary", 0.5)):
        getattr(told, name)[rng.random(n) < share] = np.nan
    return told


def noise(seed: int) -> Outcomes:
    """The same answers shuffled: they carry no information about firmness."""
    told, rng = made_up(seed), np.random.default_rng(seed)
    return replace(told, **{name: rng.permutation(getattr(told, name)) for name in ("feels", "kept", "diary")})


@pytest.fixture(scope="module")
def whole() -> Learnt:
    return learn(made_up(1))


@pytest.fixture(scope="module")
def learnt(whole: Learnt) -> Offsets:
    return whole.offsets


def test_a_planted_bias_lies_within_what_is_learnt(learnt: Offsets) -> None:
    for name, planted in zip(BRANDS, BRAND_BIAS, strict=True):
        found = learnt.brand[name]
        assert abs(found.points - planted) < 2.5 * found.sd
        assert found.sd < 0.5
    apart = learnt.type["cold_foam"].points - learnt.type["hybrid"].points
    assert apart == pytest.approx(0.8, abs=0.35)


def test_how_far_people_differ_is_told(whole: Learnt) -> None:
    assert whole.person_spread == pytest.approx(PERSON_SD, abs=0.35)


def test_what_a_bed_is_off_by_is_sharper_than_its_parts(learnt: Offsets) -> None:
    beds = [(b, t) for b in BRANDS for t in TYPES]
    planted = ALL_BIAS + np.add.outer(BRAND_BIAS, TYPE_BIAS).ravel()
    found = learnt.of_beds([b for b, _ in beds], [t for _, t in beds])
    np.testing.assert_allclose(found, planted, atol=0.4)


@pytest.mark.slow
def test_most_of_eighty_per_cent_intervals_hold_over_many_worlds() -> None:
    held = []
    for seed in range(6):
        found = learn(made_up(10 + seed, n_people=150)).offsets
        held += [low <= b <= high for b, (low, high) in zip(BRAND_BIAS, _intervals(found), strict=True)]
    assert np.mean(held) >= 0.7


def _intervals(found: Offsets) -> list[tuple[float, float]]:
    return [found.brand[name].points_80 for name in BRANDS]


@pytest.mark.slow
def test_a_planted_bias_is_used_and_noise_is_refused() -> None:
    good, bad = judge(made_up(2)), judge(noise(2))
    assert good.accepted
    assert good.n_people == 300
    assert good.score["new"] > good.score["old"] > good.score["constant"]
    assert not bad.accepted
    assert bad.score["new"] < bad.score["constant"] + 2 * bad.gain_over_constant[1]


@pytest.mark.slow
def test_what_was_learnt_before_is_not_replaced_by_the_same_again() -> None:
    told = made_up(3, n_people=200)
    before = learn(told).offsets
    assert not judge(told, old=before).accepted


def test_a_brand_seen_once_hardly_moves() -> None:
    told = made_up(4, n_people=200)
    told.brand[0] = "Once"
    found = learn(told).offsets
    assert abs(found.brand["Once"].points) < 0.6
    assert found.brand["Once"].sd > 1.5 * found.brand["Aurora"].sd


def test_order_of_rows_does_not_matter() -> None:
    told = made_up(5, n_people=120)
    turned = told.take(np.random.default_rng(0).permutation(len(told)))
    one, other = learn(told).offsets, learn(turned).offsets
    for name in BRANDS:
        assert other.brand[name].points == pytest.approx(one.brand[name].points, abs=0.02)


def test_offsets_reach_firmness_and_nothing_else() -> None:
    beds = (
        Mattress("a", "Aurora", "one", type="hybrid", firmness=5.0, adjust_min=4.0, adjust_max=6.0, price=700.0),
        Mattress("b", "Other", "two", type="latex", firmness=6.0),
        Mattress("c", "Aurora", "three", type="hybrid"),
    )
    offsets = Offsets(all=Offset(0.1, 0.1), brand={"Aurora": Offset(0.5, 0.1)}, type={"hybrid": Offset(-0.2, 0.1)})
    felt = as_felt(beds, offsets)
    assert felt[0] == replace(beds[0], firmness=5.4, adjust_min=4.4, adjust_max=6.4)
    assert felt[1].firmness == pytest.approx(6.1)
    assert felt[2] == beds[2]
    assert as_felt(beds, None) == beds
