"""What somebody says of beds moves what they need the way they say, never widens it, and never depends on the order."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.catalogue_file import load_catalogue
from catalog.firmness import hardness_from_firmness
from catalog.mattress import Catalogue
from recommender.errors import UserError
from recommender.experience import said
from recommender.experience.learning import with_experiences
from recommender.experience.said import bed_known, experiences_of, heard_of, noise_points
from recommender.fit_target import FitTarget, target, targets
from recommender.household import household
from recommender.matching import match, match_many
from recommender.person.profile import parse_profile
from recommender.scoring.optimum import STILL
from recommender.scoring.polynomials import N_CUBIC, gradient_of, monomials
from recommender.scoring.scoring_model import ORIGIN
from tests.equal import assert_equal

CATALOGUE = load_catalogue()
NO_BEDS = Catalogue((), "")
ROUNDED = 1 + 1e-12
FIGURES = ("mean", "quartic", "covariance", "read_covariance", "scatter", "log_level", "level_sd", "ideal_discomfort")

people = st.fixed_dictionaries(
    {
        "weight_kg": st.floats(45, 140),
        "height_cm": st.floats(150, 200),
        "sex": st.sampled_from(["female", "male", "unspecified"]),
        "side": st.floats(0.1, 1),
        "back": st.floats(0, 1),
        "stomach": st.floats(0, 0.5),
    }
)
labels = st.sampled_from(["H1", "H2", "H3", "H4", "soft", "medium", "medium-firm", "firm", "4.5", "7", "9"])
feels = st.sampled_from(["too_soft", "right", "too_firm"])
told = st.fixed_dictionaries({"label": labels, "felt": feels}, optional={"nights": st.sampled_from([0, 1, 7])})


def after(person: dict[str, object], *told: object) -> FitTarget:
    return with_experiences(target(parse_profile(person | {"experiences": list(told)})), NO_BEDS)


PERSON: dict[str, object] = {"weight_kg": 82, "height_cm": 178, "sex": "male", "side": 0.6, "back": 0.4}


def widths(one: FitTarget) -> np.ndarray:
    """Of the 80 % intervals of the level and the zones, in ln N/mm: firmness points are not equally wide everywhere."""
    summary = one.summary()
    ends = np.log(hardness_from_firmness(np.array([summary.firmness_80, *summary.zones_80.values()])))
    return ends[:, 1] - ends[:, 0]


@settings(max_examples=25)
@given(person=people, label=labels, nights=st.sampled_from([None, 0, 1, 7]))
def test_one_answer_moves_the_target_the_way_it_says_and_never_widens_it(person, label, nights):
    before, known = after(person), {"label": label} | ({} if nights is None else {"nights": nights})
    softer, firmer = (after(person, known | {"felt": felt}) for felt in ("too_firm", "too_soft"))
    assert softer.firmness()[0] < before.firmness()[0] < firmer.firmness()[0]
    assert (softer.mean[0, :3] < before.mean[0, :3]).all()
    assert (before.mean[0, :3] < firmer.mean[0, :3]).all()
    for one in (softer, firmer, after(person, known | {"felt": "right"})):
        lost = before.covariance + before.scatter - one.covariance - one.scatter
        assert np.linalg.eigvalsh(lost[0]).min() > -1e-12
        for part in ("covariance", "read_covariance", "scatter"):
            assert np.linalg.eigvalsh(getattr(one, part)[0]).min() > -1e-12, part
        assert (np.diagonal(one.read_covariance[0]) <= np.diagonal(before.read_covariance[0]) * ROUNDED).all()
        assert one.scatter[0, 0, 0] <= before.scatter[0, 0, 0] * ROUNDED
        assert (widths(one) <= widths(before) + 1e-9).all()
        assert one.level_sd[0] <= before.level_sd[0] * ROUNDED


@settings(max_examples=10)
@given(person=people, felt=feels)
def test_an_answer_about_a_bed_near_the_target_narrows_whatever_it_is(person, felt):
    """Only one that is likelier a slip narrows nothing."""
    before = after(person)
    now = after(person, {"label": f"{np.clip(before.firmness()[0], 1, 10):.1f}", "felt": felt})
    assert now.level_sd[0] < 0.99 * before.level_sd[0]


@settings(max_examples=25)
@given(person=people, label=labels)
def test_right_moves_the_target_towards_that_bed(person, label):
    before, now = after(person), after(person, {"label": label, "felt": "right"})
    (bed,) = heard_of(now.sleepers[0], 175.0, NO_BEDS)
    reads = np.array([1, 1, 1, 0]) / 3
    was, is_ = ((bed.centre - one.mean[0]) @ reads for one in (before, now))
    assert abs(is_) <= abs(was) + 1e-12
    assert is_ * was >= -1e-12


@settings(max_examples=25)
@given(person=people, beds=st.lists(told, min_size=2, max_size=4), seed=st.integers(0, 23))
def test_the_order_of_answers_does_not_matter(person, beds, seed):
    one, other = after(person, *beds), after(person, *list(permutations(beds))[seed % 2])
    for name in FIGURES:
        assert_equal(getattr(one, name), getattr(other, name), name)


@settings(max_examples=25)
@given(person=people, beds=st.lists(told, max_size=4), felt=st.sampled_from(["too_soft", "too_firm"]), label=labels)
def test_nothing_said_before_is_forgotten(person, beds, felt, label):
    """A further answer moves the way it says from where the others left the target, never from the start."""
    before = after(person, *beds)
    now = after(person, *beds, {"label": label, "felt": felt, "worn": "no"})
    moved = float(now.mean[0, :3].mean() - before.mean[0, :3].mean())
    assert moved * (1 if felt == "too_soft" else -1) > 0


def test_answers_that_contradict_end_near_the_bed_they_are_about():
    before = after(PERSON).firmness()[0]
    both = after(PERSON, "7 too_soft", "7 too_firm")
    alone = [after(PERSON, f"7 {felt}").firmness()[0] for felt in ("too_soft", "too_firm")]
    assert before < both.firmness()[0] < 7
    assert min(alone) < both.firmness()[0] < max(alone)
    # One of them may be a slip: they leave more open than two answers that agree that the bed is right.
    agreed = after(PERSON, "7 right", "7 right")
    assert 1.1 * agreed.level_sd[0] < both.level_sd[0] <= after(PERSON).level_sd[0]


def test_an_answer_about_a_zone_moves_that_zone_before_the_others():
    def shares(part: str) -> np.ndarray:
        moved = after(PERSON, {"label": "6", part: "too_firm"}).mean[0, :3] - after(PERSON).mean[0, :3]
        assert (moved < 0).all()
        return moved / moved.sum()

    for i, zone in enumerate(("shoulder", "waist", "hip")):
        assert shares(zone)[i] > shares("felt")[i]


def test_discomfort_moves_with_the_best_bed_unchanged():
    before, now = after(PERSON), after(PERSON, "H2 too_soft", "label=H3;shoulder=too_firm")
    off = np.random.default_rng(3).normal(size=(50, 4)) * [0.3, 0.3, 0.3, 1.0]
    was, is_ = (one.felt(one.mean[:1] + off)[0] for one in (before, now))
    np.testing.assert_allclose(is_, was, atol=1e-9)
    x = (now.mean - ORIGIN).T
    assert float((now.quartic @ monomials(x))[0, 0]) == pytest.approx(float(before.ideal_discomfort[0]), abs=1e-9)

    def slope(one: FitTarget):
        at = monomials((one.mean - ORIGIN).T, N_CUBIC)
        return np.einsum("ifn,fn->in", gradient_of(one.quartic.T), at)

    assert slope(now) == pytest.approx(slope(before), abs=1e-6)
    # What slope discomfort has at the best bed balances the small pull towards equal zones and a usual comfort layer.
    assert slope(before) == pytest.approx(-2 * STILL @ (before.mean - ORIGIN).T, abs=1e-6)


def test_more_nights_teach_more_and_a_worn_bed_less():
    narrow = [after(PERSON, {"label": "7", "felt": "right", "nights": n}).level_sd[0] for n in (0, 1, 3, 7, 300)]
    assert narrow == sorted(narrow, reverse=True)
    assert narrow[-1] == pytest.approx(narrow[-2])
    assert noise_points(None) == noise_points(1) == 1.0
    # "Too soft" of a worn bed says less for a firm one: it is no longer what it was sold as.
    new, half, worn = (after(PERSON, "label=H3;felt=too_soft" + more) for more in ("", ";age_years=5", ";worn=yes"))
    assert new.firmness()[0] > half.firmness()[0] > worn.firmness()[0] > after(PERSON).firmness()[0]
    assert new.level_sd[0] < worn.level_sd[0]


def test_the_present_bed_counts_where_its_label_and_feel_are_told():
    bed = {"label": "H3", "feels": "too_firm", "age_years": 0}
    now = with_experiences(target(parse_profile(PERSON | {"bed": bed})), NO_BEDS)
    assert_equal(now.mean, after(PERSON, "label=H3;felt=too_firm;nights=7").mean)
    for part in ({"label": "H3"}, {"feels": "too_firm"}):
        assert not experiences_of(parse_profile(PERSON | {"bed": part}))
    trough, topper = (
        with_experiences(target(parse_profile(PERSON | {"bed": bed | more})), NO_BEDS)
        for more in ({"trough": "yes"}, {"topper_cm": 6})
    )
    assert_equal(trough.mean, after(PERSON, "label=H3;felt=too_firm;nights=7;worn=yes").mean)
    assert topper.level_sd[0] > now.level_sd[0]


def test_a_bed_of_the_catalogue_is_looked_up_and_one_it_lacks_is_said():
    alike = (bed for bed in CATALOGUE if bed.firmness == 6.5 and bed.type == "pocket_spring")
    some = next(bed for bed in alike if not bed.zones and not bed.n_zones and not bed.layers)
    named, stated = (
        with_experiences(target(parse_profile(PERSON | {"experiences": [one | {"felt": "right"}]})), CATALOGUE)
        for one in ({"bed": some.mattress_id}, {"label": "H3", "type": "pocket_spring"})
    )
    assert_equal(named.mean, stated.mean)
    lost = parse_profile(PERSON | {"experiences": ["bed=nowhere;felt=right"]})
    with pytest.raises(UserError, match="nowhere"):
        match(target(lost), CATALOGUE)
    unknown = replace(some, firmness=None, adjust="none")
    silent = parse_profile(PERSON | {"experiences": [f"bed={some.mattress_id};felt=too_soft"]})
    assert_equal(with_experiences(target(silent), Catalogue((unknown,), "")).mean, after(PERSON).mean)


def test_two_answers_about_one_bed_share_what_is_unsure_of_it():
    once = list(heard_of(parse_profile(PERSON | {"experiences": ["H3 right", "label=H3;felt=right"]}), 175.0, NO_BEDS))
    assert [len(bed.side) for bed in once] == [2]
    same, other = after(PERSON, "H3 right", "H3 right"), after(PERSON, "H3 right", "H3 bonnell right")
    assert other.level_sd[0] < same.level_sd[0]


def test_a_bed_that_can_be_set_was_lain_on_at_an_unknown_setting():
    plain = next(bed for bed in CATALOGUE if bed.firmness is not None and bed.adjust == "none")
    settable = replace(plain, adjust="whole", adjust_min=3.0, adjust_max=8.0, firmness=5.5)
    fixed, wide = (bed_known(bed, 175.0)[1][0, 0] for bed in (replace(plain, firmness=5.5), settable))
    assert wide > fixed


def test_many_people_and_one_agree_and_each_is_heard_once():
    told = [[], ["H3 too_firm"], ["H2 too_soft", "H4 too_firm"], []]
    sleepers = [parse_profile(PERSON | {"weight_kg": 60 + 20 * i, "experiences": e}) for i, e in enumerate(told)]
    many = with_experiences(targets(sleepers), CATALOGUE)
    again = with_experiences(many, CATALOGUE)
    assert again is many
    for i, sleeper in enumerate(sleepers):
        alone = with_experiences(target(sleeper), CATALOGUE)
        for name in FIGURES:
            assert_equal(getattr(many[i], name), getattr(alone, name), name)
    assert many.heard.tolist() == [False, True, True, False]
    plain = targets([replace(sleeper, experiences=()) for sleeper in sleepers])
    assert_equal(many[0].mean, plain[0].mean)


def test_ranking_scoring_and_two_people_hear_what_was_said():
    quiet = parse_profile(PERSON)
    spoken = replace(quiet, experiences=parse_profile(PERSON | {"experiences": ["6 too_firm"]}).experiences)
    before, now = (match(target(one), CATALOGUE, top=3) for one in (quiet, spoken))
    assert now.target.firmness()[0] < before.target.firmness()[0]
    table = match_many(targets([quiet, spoken]), CATALOGUE, top=3)
    for row, ranking in enumerate((before, now)):
        assert table.mattress_id[row].tolist() == [ranking.mattresses[i].mattress_id for i in ranking.order[:3]]
    pair = [household(target(one), target(quiet), CATALOGUE).options[-1].fits[0] for one in (quiet, spoken)]
    assert pair[0] != pair[1]


def test_noise_and_wear_are_what_the_coefficients_say():
    assert said.noise_points(0) == said.NOISE_POINTS[0]
    assert said.noise_points(7) == said.NOISE_POINTS[-1]
