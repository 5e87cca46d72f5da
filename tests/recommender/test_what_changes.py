"""What would change the first choice: found by search, and true when computed again."""

from dataclasses import replace

import pytest

from catalog.mattress import Catalogue, Mattress
from recommender.explanation import explain
from recommender.fit_target import target
from recommender.matching import match
from recommender.person.profile import parse_profile
from recommender.what_changes import BREADTH_STEP_CM, SHARE_STEP, WEIGHT_STEP_KG, what_changes

STEP = {"weight_kg": WEIGHT_STEP_KG, "hip_breadth_cm": BREADTH_STEP_CM, "shoulder_breadth_cm": BREADTH_STEP_CM}
# Two beds with so small an uncertainty that weight decides between them.
BEDS = Catalogue(
    tuple(
        Mattress(f"bed-{f}", "Brand", f"bed {f}", firmness=f, firmness_sd=0.2)
        for f in (1.0, 3.0, 5.0, 6.0, 7.0, 8.0, 10.0)
    ),
    "seven",
)


def first(person):
    ranking = match(target(person), BEDS)
    return ranking.mattresses[ranking.order[0]].mattress_id


@pytest.mark.parametrize("weight", [50, 100, 120])
def test_each_change_holds_when_asked_again_and_no_smaller_step_does(weight):
    person = parse_profile({"weight_kg": weight, "height_cm": 175, "sex": "male", "back": 1})
    changes = what_changes(match(target(person), BEDS))
    assert "weight_kg" in {c["field"] for c in changes}
    here = first(person)
    for change in changes:
        field = change["field"]
        if field not in STEP:
            continue
        sign = 1 if "above" in change else -1
        last = change["above"] if sign > 0 else change["below"]
        assert first(replace(person, **{field: last + sign * STEP[field]})) == change["then"] != here
        if field == "weight_kg":
            assert first(replace(person, weight_kg=last)) == here


def test_a_night_that_changes_the_choice_is_a_share():
    person = parse_profile({"weight_kg": 110, "height_cm": 175, "sex": "male", "back": 1})
    shares = [c for c in what_changes(match(target(person), BEDS)) if c["field"] in ("side", "back", "stomach")]
    assert shares
    assert all(0 <= c.get("above", c.get("below")) <= 1 for c in shares)
    steps = [c.get("above", c.get("below")) / SHARE_STEP for c in shares]
    assert steps == pytest.approx([round(step) for step in steps])


def test_the_first_pick_carries_them_and_one_bed_alone_never_changes():
    person = parse_profile({"weight_kg": 110, "height_cm": 175, "sex": "male", "back": 1})
    picks = explain(match(target(person), BEDS)).picks
    assert picks[0].changes_if
    assert all(not pick.changes_if for pick in picks[1:])
    assert what_changes(match(target(person), Catalogue(BEDS.mattresses[:1], "one"))) == ()
