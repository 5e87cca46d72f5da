"""The worth of one more answer: never negative, none where nothing can be learnt, and what simulating it gives."""

from dataclasses import replace

import numpy as np
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.errors import UserError
from catalog.mattress import Catalogue
from recommender.experience.learning import with_experiences
from recommender.experience.next_to_try import MOST_BEDS, next_to_try
from recommender.fit_target import target
from recommender.matching import match
from recommender.person.profile import parse_profile

CATALOGUE = load_catalogue()
PERSON: dict[str, object] = {"weight_kg": 82, "height_cm": 178, "sex": "male", "side": 0.6, "back": 0.4}
SLEEPER = parse_profile(PERSON)
SOME = [bed for bed in CATALOGUE if bed.firmness is not None and bed.adjust == "none"][::20][:5]
FLOOR = [bed.mattress_id for bed in SOME]
# How far the arithmetic of one answer is from summing over everything unsure, in fit points.
CLOSE = 0.1


def test_an_answer_is_worth_something_and_more_after_more_nights() -> None:
    minutes, week = (next_to_try(target(SLEEPER), CATALOGUE, nights=nights) for nights in (0, 7))
    assert len(minutes) == MOST_BEDS
    gains = [trial.gain for trial in minutes]
    assert gains == sorted(gains, reverse=True)
    assert min(gains) > -CLOSE
    assert week[0].gain > minutes[0].gain > CLOSE
    assert all(sum(trial.chances) == pytest.approx(1) for trial in minutes)


def test_a_gain_is_what_hearing_each_answer_and_ranking_again_gives() -> None:
    now = match(target(SLEEPER), CATALOGUE).fit.max()
    for trial in next_to_try(target(SLEEPER), CATALOGUE, FLOOR, nights=1):
        after = []
        for felt in ("too_soft", "right", "too_firm"):
            told = [{"bed": trial.mattress.mattress_id, "felt": felt, "nights": 1}]
            after.append(match(target(parse_profile(PERSON | {"experiences": told})), CATALOGUE).fit.max())
        assert trial.gain == pytest.approx(np.dot(trial.chances, after) - now, abs=1e-6)


def test_what_was_said_before_is_known_and_leaves_less_to_learn() -> None:
    told = [{"bed": name, "felt": "right", "nights": 7} for name in FLOOR]
    knowing = with_experiences(target(parse_profile(PERSON | {"experiences": told})), CATALOGUE)
    before, after = (next_to_try(need, CATALOGUE, FLOOR)[0].gain for need in (target(SLEEPER), knowing))
    assert after < before


def test_a_bed_that_is_sure_to_be_called_soft_tells_little() -> None:
    extremes = [
        replace(SOME[0], mattress_id=name, firmness=firmness, firmness_sd=0.4, zones=())
        for name, firmness in (("softest", 1.0), ("near", 5.5), ("firmest", 10.0))
    ]
    catalogue = Catalogue((*CATALOGUE.mattresses, *extremes), "")
    found = {t.mattress.mattress_id: t for t in next_to_try(target(SLEEPER), catalogue, ["softest", "near", "firmest"])}
    assert found["near"].gain > max(found["softest"].gain, found["firmest"].gain)
    assert found["softest"].chances[0] > 0.9
    assert found["firmest"].chances[2] > 0.9


def test_neither_price_brand_nor_order_of_rows_counts() -> None:
    turned = Catalogue(tuple(replace(bed, price=1.0, brand="x") for bed in reversed(CATALOGUE.mattresses)), "")
    one, other = (next_to_try(target(SLEEPER), beds, FLOOR) for beds in (CATALOGUE, turned))
    assert [t.mattress.mattress_id for t in one] == [t.mattress.mattress_id for t in other]
    assert [t.gain for t in one] == pytest.approx([t.gain for t in other], abs=1e-9)


def test_nothing_to_choose_from_is_nothing_to_try_and_an_unknown_bed_is_said() -> None:
    poor = target(parse_profile(PERSON | {"max_price": 0.5}))
    assert next_to_try(poor, CATALOGUE) == ()
    assert next_to_try(target(SLEEPER), CATALOGUE, []) == ()
    with pytest.raises(UserError, match="nowhere"):
        next_to_try(target(SLEEPER), CATALOGUE, ["nowhere"])
    silent = replace(SOME[0], mattress_id="silent", firmness=None)
    with pytest.raises(UserError, match="firmness"):
        next_to_try(target(SLEEPER), Catalogue((*CATALOGUE.mattresses, silent), ""), ["silent"])
