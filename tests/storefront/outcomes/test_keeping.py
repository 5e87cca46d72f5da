"""What is kept of an answer: the beds as told and the person without anything about health; followed or overridden."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.catalogue_file import load_catalogue
from catalog.errors import UserError
from catalog.mattress import Catalogue
from database.outcomes import records
from database.outcomes.told import Outcome
from recommender.person.profile import parse_profile
from storefront import engine
from storefront.outcomes import keeping
from storefront.outcomes.keeping import Buyer, Order

TOLD = {
    "weight_kg": 82,
    "height_cm": 178,
    "side": 0.6,
    "back": 0.4,
    "sex": "female",
    "pain": ["leg_radiating", "pregnancy"],
    "pregnancy_weeks": 20,
    "max_price": 1500,
    "bed": {"label": "H2", "feels": "too_soft"},
    "experiences": [{"label": "H4", "felt": "too_firm"}],
}


@pytest.fixture(autouse=True)
def _database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MATTRESS_FIT_DATABASE_URL", f"sqlite:///{tmp_path}/kept.sqlite3")


@pytest.fixture(scope="module")
def beds() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def buyer(beds: Catalogue) -> Buyer:
    sleeper = parse_profile(TOLD, known_beds=beds.ids)
    return Buyer("", sleeper, engine.answer(sleeper, beds, changes=False))


def test_nothing_about_health_is_kept(buyer: Buyer, beds: Catalogue) -> None:
    kept = keeping.profile_of(buyer.sleeper)
    assert set(kept) <= set(keeping.PROFILE)
    named = json.dumps(kept)
    for word in ("pain", "leg_radiating", "pregnan", "20", "H2", "1500", "alarm"):
        assert word not in named
    again = parse_profile(kept)
    assert (again.weight_kg, again.side, again.sex) == (82, 0.6, "female")


def test_an_advice_names_what_was_told(buyer: Buyer) -> None:
    advice, found = keeping.advice_of(buyer), buyer.explanation
    told = {pick.mattress.mattress_id: (pick.fit, pick.chance_suits) for pick in found.picks}
    assert advice.answer_id == found.answer_id
    assert advice.beds[0].mattress_id == found.picks[0].mattress.mattress_id
    assert all((bed.fit, bed.chance) == told[bed.mattress_id] for bed in advice.beds)
    assert all(bed.roles for bed in advice.beds)


def test_a_bed_on_the_same_card_is_as_advised_and_another_is_not(buyer: Buyer, beds: Catalogue) -> None:
    ranking, advice = engine.ranked(buyer.sleeper, beds), keeping.advice_of(buyer)
    first = next(i for i, bed in enumerate(ranking.mattresses) if bed.mattress_id == advice.beds[0].mattress_id)
    alike = [bed.mattress_id for i, bed in enumerate(ranking.mattresses) if ranking.kind[i] == ranking.kind[first]]
    assert all(keeping.followed(advice, name, ranking) for name in alike)
    last = ranking.mattresses[ranking.order[-1]].mattress_id
    assert not keeping.followed(advice, last, ranking)
    assert keeping.overrides(Order(last, (buyer,)), beds)
    assert not keeping.overrides(Order(advice.beds[0].mattress_id, (buyer,)), beds)


def test_an_order_is_kept_with_fit_and_chance_of_the_bed_taken(buyer: Buyer, beds: Catalogue) -> None:
    ranking = engine.ranked(buyer.sleeper, beds)
    twentieth = ranking.mattresses[ranking.order[19]].mattress_id
    with pytest.raises(UserError, match="no reason"):
        keeping.write_down(Order(twentieth, (buyer,)), beds, consent=True, code=None)
    assert records.all_records(engine.store()) == ()
    code = keeping.write_down(Order(twentieth, (buyer,), "price", "Anna"), beds, consent=True, code=None)
    (record,) = keeping.of_code(code)
    (order,) = record.outcomes
    assert (order.what, order.by, order.followed, order.reason) == ("ordered", "Anna", False, "price")
    assert order.fit == pytest.approx(float(ranking.fit[ranking.order[19]]), abs=1e-9)
    assert order.chance is not None and 0 < order.chance < 1
    advised = keeping.advice_of(buyer).beds[0]
    keeping.write_down(Order(advised.mattress_id, (buyer,)), beds, consent=True, code=code)
    (record,) = keeping.of_code(code)
    told = record.outcomes[-1]
    assert (told.fit, told.chance, told.followed, told.reason) == (advised.fit, advised.chance, True, None)


def test_without_consent_nothing_is_kept(buyer: Buyer, beds: Catalogue) -> None:
    advised = keeping.advice_of(buyer).beds[0].mattress_id
    with pytest.raises(UserError, match="consent"):
        keeping.write_down(Order(advised, (buyer,)), beds, consent=False, code=None)
    assert records.all_records(engine.store()) == ()


def test_two_people_share_a_code_and_are_told_apart(buyer: Buyer, beds: Catalogue) -> None:
    sleeper = parse_profile({"weight_kg": 60, "height_cm": 168, "side": 1})
    two = (
        Buyer("a", buyer.sleeper, buyer.explanation),
        Buyer("b", sleeper, engine.answer(sleeper, beds, changes=False)),
    )
    both = engine.together(buyer.sleeper, sleeper, beds).recommended
    assert both is not None
    bed = both.beds[0].mattress_id
    code = keeping.write_down(Order(bed, two, "wish"), beds, consent=True, code=None, both=both)
    found = keeping.of_code(code)
    assert [record.advice.person for record in found] == ["a", "b"]
    joint = found[0].advice.bed(bed)
    assert joint is not None and joint.fit == pytest.approx(both.fits[0], abs=5)
    assert found[0].outcomes[0].followed is True
    said = keeping.enter(found, Outcome("returned", bed, "Bram", reason="comfort"))
    assert [each.added for each in said] == [True, True]
