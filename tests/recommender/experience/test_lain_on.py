"""A bed somebody lay on is another one for them than for others: what is said of it tells of that very bed."""

from dataclasses import replace

import numpy as np
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.firmness import LOG_PER_POINT
from catalog.mattress import Catalogue
from recommender.arrays import EVEN
from recommender.experience.choice import choice_of
from recommender.experience.learning import HALF_WIDTH_POINTS, with_experiences
from recommender.experience.next_to_try import next_to_try
from recommender.experience.said import bed_known, noise_points
from recommender.fit_target import target, targets
from recommender.matching import match, match_many
from recommender.person.profile import parse_profile
from recommender.ranking.bed_vectors import settings_of, stature_class
from recommender.ranking.candidates import candidates_for, rankable
from recommender.scoring.polynomials import monomials
from recommender.scoring.scoring_model import ORIGIN
from recommender.sleeper import Experience, Feels, Wishes
from recommender.what_changes import WEIGHT_STEP_KG, what_changes
from tests.equal import assert_equal

PERSON: dict[str, object] = {"weight_kg": 82, "height_cm": 178, "sex": "male", "side": 0.6, "back": 0.4}
FIXED = [bed for bed in load_catalogue() if rankable(bed) and not settings_of(bed)]
BED = replace(next(bed for bed in FIXED if bed.firmness and 5 < bed.firmness < 6), firmness_sd=1.2)
TWIN = replace(BED, mattress_id="twin", brand="another")
CATALOGUE = Catalogue((*FIXED[:40], BED, TWIN), "")
FEELS: tuple[Feels, ...] = ("too_soft", "right", "too_firm")


def _told(*said: dict[str, object]) -> dict[str, object]:
    return PERSON | {"experiences": [{"bed": BED.mattress_id, "nights": 0} | one for one in said]}


def _fits(person: dict[str, object]) -> dict[str, float]:
    ranking = match(target(parse_profile(person)), CATALOGUE)
    return {bed.mattress_id: float(fit) for bed, fit in zip(ranking.mattresses, ranking.fit, strict=True)}


def test_who_finds_a_bed_right_has_found_it_and_not_its_twin() -> None:
    before = _fits(PERSON)
    assert before[BED.mattress_id] == before["twin"]
    right, soft, firm = (_fits(_told({"felt": felt})) for felt in ("right", "too_soft", "too_firm"))
    assert right[BED.mattress_id] > right["twin"] > before["twin"]
    assert max(soft[BED.mattress_id], firm[BED.mattress_id]) < before["twin"]


@pytest.mark.parametrize("felt", FEELS)
def test_its_fit_is_what_drawing_person_and_bed_and_hearing_the_answer_gives(felt: Feels) -> None:
    rng, need = np.random.default_rng(7), target(parse_profile(PERSON))
    stature_cm = float(stature_class(need.bodies.height_cm)[0])
    n, level = 40_000, EVEN / 3 / LOG_PER_POINT
    own = rng.multivariate_normal(need.mean[0], need.unsure[0], n)
    bed = rng.multivariate_normal(*bed_known(BED, stature_cm), n)
    feels = (bed - own) @ level + noise_points(0) * rng.standard_normal(n)
    heard = np.digitize(feels, [-HALF_WIDTH_POINTS, HALF_WIDTH_POINTS]) == FEELS.index(felt)
    x = (bed - own + need.mean[0] - ORIGIN)[heard].T
    fit = 100 * np.exp(-(need.quartic[0] @ monomials(x) - need.ideal_discomfort[0]) / 2)
    drawn, error = fit.mean(), fit.std() / np.sqrt(heard.sum())
    # The posterior is taken as normal, which the tail beyond an answer is not quite.
    assert _fits(_told({"felt": felt}))[BED.mattress_id] == pytest.approx(drawn, abs=2.0 + 3 * error)


def test_one_person_and_many_get_the_same_and_others_none_of_it() -> None:
    people = [PERSON, _told({"felt": "right"}), PERSON, _told({"felt": "too_firm", "shoulder": "right"})]
    needs = targets([parse_profile(person) for person in people])
    table = match_many(needs, CATALOGUE, top=3)
    for i, person in enumerate(people):
        ranking = match(target(parse_profile(person)), CATALOGUE, top=3)
        assert list(table.mattress_id[i]) == [ranking.mattresses[k].mattress_id for k in ranking.picks]
        assert_equal(table.fit[i], ranking.fit[ranking.picks])
        assert_equal(table.chance_suits[i], ranking.chance_suits[ranking.picks])
    assert_equal(table.fit[0], table.fit[2])
    assert [lain is None for lain in with_experiences(needs, CATALOGUE).lain_on] == [True, False, True, False]


def test_a_bed_of_ones_own_that_is_worn_is_not_the_one_in_the_shop() -> None:
    worn = with_experiences(target(parse_profile(_told({"felt": "right", "worn": "yes"}))), CATALOGUE)
    assert worn.lain_on[0] is None
    fits = _fits(_told({"felt": "right", "worn": "yes"}))
    assert fits[BED.mattress_id] == fits["twin"]


def test_the_best_to_choose_is_the_first_of_the_list_after_any_answers() -> None:
    for said in ({"felt": "right"}, {"felt": "too_firm"}, {"felt": "too_soft", "hip": "right"}):
        need = with_experiences(target(parse_profile(_told(said))), CATALOGUE)
        choice = choice_of(need, candidates_for(CATALOGUE, Wishes()))
        assert choice
        assert choice.best(need)[0] == pytest.approx(match(need, CATALOGUE).fit.max(), abs=1e-9)


def test_what_another_answer_is_worth_beside_those_before_is_what_ranking_again_gives() -> None:
    said, other = {"bed": BED.mattress_id, "felt": "too_firm", "nights": 0}, "twin"
    need = target(parse_profile(PERSON | {"experiences": [said]}))
    trial = next_to_try(need, CATALOGUE, [other])[0]
    now, after = match(need, CATALOGUE).fit.max(), []
    for felt in FEELS:
        told = [said, {"bed": other, "felt": felt, "nights": 0}]
        after.append(match(target(parse_profile(PERSON | {"experiences": told})), CATALOGUE).fit.max())
    # Both answers at once settle by expectation propagation, one after the other only nearly so.
    assert trial.gain == pytest.approx(np.dot(trial.chances, after) - now, abs=0.1)


def test_what_would_change_the_choice_is_asked_of_the_bed_they_lay_on() -> None:
    sleeper = parse_profile(_told({"felt": "right"}))
    ranking = match(target(sleeper), CATALOGUE)
    changes = [one for one in what_changes(ranking) if one["field"] == "weight_kg"]
    assert changes
    for change in changes:
        further = WEIGHT_STEP_KG if "above" in change else -WEIGHT_STEP_KG
        weight_kg = float(change.get("above", change.get("below"))) + further
        moved = match_many(target(replace(sleeper, weight_kg=weight_kg)), CATALOGUE, top=1)
        assert moved.mattress_id[0, 0] == change["then"]


def test_honest_customers_end_nearer_the_truth() -> None:
    """People whose own best bed and beds are drawn from what is believed, and who say what they feel of three."""
    rng, n = np.random.default_rng(3), 60
    floor = [bed for bed in FIXED if bed.firmness_sd and bed.firmness_sd >= 0.8][::9][:6]
    shop, names = Catalogue(tuple(floor), ""), [bed.mattress_id for bed in floor]
    sleeper = parse_profile(PERSON)
    need = target(sleeper)
    stature_cm = float(stature_class(need.bodies.height_cm)[0])
    level = EVEN / 3 / LOG_PER_POINT
    before, after, off_before, off_after = [], [], [], []
    for _ in range(n):
        own = rng.multivariate_normal(need.mean[0], need.unsure[0])
        beds = {bed.mattress_id: rng.multivariate_normal(*bed_known(bed, stature_cm)) for bed in floor}
        fit = {
            name: 100 * np.exp(-(need.quartic[0] @ monomials(x[:, None])[:, 0] - need.ideal_discomfort[0]) / 2)
            for name, x in ((name, bed - own + need.mean[0] - ORIGIN) for name, bed in beds.items())
        }
        told: tuple[Experience, ...] = ()
        for step in range(4):
            known = with_experiences(target(replace(sleeper, experiences=told)), shop)
            ranking = match(known, shop)
            best = ranking.mattresses[int(ranking.fit.argmax())].mattress_id
            if step in (0, 3):
                (off_after if step else off_before).append(abs((known.mean[0] - own) @ level))
                (after if step else before).append(min(fit[best], 100.0))
            left = [name for name in names if name not in {one.mattress_id for one in told}]
            name = next_to_try(known, shop, left)[0].mattress.mattress_id
            feels = (beds[name] - own) @ level + noise_points(0) * rng.standard_normal()
            felt = FEELS[int(np.digitize(feels, [-HALF_WIDTH_POINTS, HALF_WIDTH_POINTS]))]
            told = (*told, Experience(mattress_id=name, felt=felt, nights=0.0))
    assert np.mean(after) > np.mean(before) + 4
    assert np.mean(off_after) < np.mean(off_before) - 0.1
