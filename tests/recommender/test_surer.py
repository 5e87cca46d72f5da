"""What would make an answer surer: worth what it is said to be, asked only where it changes something."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue, Layer, Mattress, Zone
from recommender.experience.choice import best_if_known, choice_of
from recommender.experience.learning import moved, with_experiences
from recommender.experience.next_to_try import next_to_try
from recommender.explanation import explain
from recommender.fit_target import FitTarget, target
from recommender.matching import match
from recommender.person.profile import parse_profile
from recommender.ranking.candidates import candidates_for
from recommender.sleeper import Wishes
from recommender.surer import LEAST_FIT, MOST_SAID, Surer, surer

LISTED = load_catalogue()
SHE = {"weight_kg": 66, "height_cm": 168, "sex": "female", "side": 0.7, "back": 0.3}
people = st.fixed_dictionaries(
    {
        "weight_kg": st.floats(48, 130).map(lambda x: round(x, 1)),
        "height_cm": st.floats(152, 198).map(lambda x: round(x, 1)),
        "sex": st.sampled_from(["female", "male"]),
        "side": st.floats(0.1, 1).map(lambda x: round(x, 2)),
        "back": st.floats(0, 1).map(lambda x: round(x, 2)),
    }
)


_LAYERS = (Layer("cold foam", 4.0, hardness_kpa=3.5), Layer("pocket springs", 18.0))
# A shop's range of one construction, stated whole: what is unsure is the person.
RANGE = Catalogue(
    tuple(
        Mattress(
            f"r{i}", "R", f"{i}", type="pocket_spring", firmness=f, firmness_sd=0.4, height_cm=22.0, layers=_LAYERS
        )
        for i, f in enumerate(np.arange(2.5, 8.6, 0.5).tolist())
    ),
    "range",
)


def found(beds: Catalogue = LISTED, **more: Any) -> tuple[Surer, ...]:
    return surer(match(target(parse_profile(SHE | more)), beds))


def by(facts: tuple[Surer, ...]) -> set[str]:
    return {fact.by for fact in facts}


@settings(max_examples=12, deadline=None)
@given(people)
def test_only_what_is_worth_something_is_said_and_the_most_telling_first(person: dict[str, Any]) -> None:
    facts = found(**person)
    gains = [fact.gain for fact in facts]
    assert gains == sorted(gains, reverse=True)
    assert len(facts) <= MOST_SAID
    for fact in facts:
        assert fact.gain >= LEAST_FIT
        assert 0 <= fact.chance_before <= fact.chance_after + 0.02
        assert (fact.mattress is None) == (fact.by in ("present_bed_label", "hips", "shoulders"))


@settings(max_examples=6, deadline=None)
@given(people)
def test_lying_on_a_bed_is_worth_what_the_counter_says_it_is(person: dict[str, Any]) -> None:
    need = target(parse_profile(person))
    for fact in surer(match(need, LISTED)):
        if fact.by == "lying_on":
            assert fact.mattress
            trial = next_to_try(need, LISTED, [fact.mattress.mattress_id])[0]
            assert fact.gain == pytest.approx(trial.gain, abs=0.2)
            assert fact.loss_after == pytest.approx(trial.loss_after, abs=0.25)


@settings(max_examples=8, deadline=None)
@given(people)
def test_the_best_bed_is_found_among_those_of_least_expected_discomfort(person: dict[str, Any]) -> None:
    need = target(parse_profile(person))
    choice = choice_of(need, candidates_for(LISTED, Wishes()))
    assert choice
    assert choice.best(need)[0] == pytest.approx(match(need, LISTED).fit.max(), abs=1e-9)


def test_what_is_lost_for_not_knowing_agrees_with_many_draws() -> None:
    for weight_kg in (55, 80, 110):
        need = target(parse_profile(SHE | {"weight_kg": weight_kg}))
        choice = choice_of(need, candidates_for(LISTED, Wishes()))
        assert choice
        draws = np.random.default_rng(5).standard_normal((6000, 4)) @ np.linalg.cholesky(need.unsure[0]).T
        each: FitTarget = need.take(np.zeros(len(draws), dtype=np.intp))
        drawn = choice.best(moved(each, draws, 1e-6 * each.unsure)).mean()
        assert best_if_known(need, choice) == pytest.approx(drawn, abs=0.4)


def test_the_present_bed_is_worth_what_choosing_after_every_answer_would_gain() -> None:
    """From the answers themselves: each label and feel told, the best bed of each answer against the best of all."""
    need = target(parse_profile(SHE))
    told = [
        with_experiences(target(parse_profile(SHE | {"bed": {"label": label, "feels": feels}})), LISTED)
        for label in ("H2", "H3")
        for feels in ("too_soft", "right", "too_firm")
    ]
    fits = np.array([match(one, RANGE).fit for one in told])
    said = next(fact for fact in found(RANGE) if fact.by == "present_bed_label")
    alone = match(need, RANGE).fit.max()
    # The shares of the answers are not told here: whatever they are, the gain lies between none and the largest.
    assert 0 < said.gain < (fits.max(axis=1) - fits[:, match(need, RANGE).fit.argmax()]).max()
    assert fits.max(axis=1).max() > alone


def test_what_was_told_is_not_asked_again() -> None:
    assert "present_bed_label" in by(found(RANGE))
    assert "present_bed_label" not in by(found(RANGE, bed={"label": "H3", "feels": "right"}))
    first = next(fact for fact in found(RANGE) if fact.by == "lying_on")
    assert first.mattress
    again = found(RANGE, experiences=[f"bed={first.mattress.mattress_id};felt=right"])
    assert first.mattress not in [fact.mattress for fact in again if fact.by == "lying_on"]


def _zoned(i: int, firmness: float, shoulder: float, hip: float) -> Mattress:
    edges = ((0, 30, 1.0), (30, 60, shoulder), (60, 90, 1.15), (90, 120, hip), (120, 200, 1.0))
    return Mattress(
        f"z{i}", "Z", f"{i}", type="cold_foam", firmness=firmness, firmness_sd=0.5, zones=tuple(Zone(*e) for e in edges)
    )


def test_a_measure_is_asked_only_where_a_bed_can_use_it() -> None:
    grid = [(f, s, h) for f in (3.5, 4.5, 5.5, 6.5) for s in (0.7, 0.85, 1.0) for h in (0.75, 0.9, 1.05)]
    zoned = Catalogue(tuple(_zoned(i, *row) for i, row in enumerate(grid)), "zoned")
    told = {"bed": {"label": "H2", "feels": "right"}, "side": 1.0, "back": 0.0, "weight_kg": 95}
    asked = [found(zoned, **told, height_cm=height) for height in (155, 165, 175, 185)]
    assert any("hips" in by(facts) for facts in asked)
    measured = [found(zoned, **told, height_cm=height, hip_breadth_cm=40) for height in (155, 165, 175, 185)]
    assert not any("hips" in by(facts) for facts in measured)
    assert not {"hips", "shoulders"} & by(found())  # no bed of the list has zones


def test_where_nothing_could_change_the_choice_nothing_is_asked() -> None:
    one = replace(LISTED.mattresses[0], mattress_id="only")
    assert found(Catalogue((one,), "one")) == ()
    alike = Catalogue(tuple(replace(one, mattress_id=f"same {i}") for i in range(6)), "alike")
    assert not {"lying_on", "present_bed_label"} & by(found(alike))


def test_a_seller_is_asked_about_what_nobody_states() -> None:
    def beds(*layers: Layer) -> Catalogue:
        def made(i: int, f: float) -> Mattress:
            return Mattress(
                f"b{i}", "B", f"{i}", type="pocket_spring", firmness=f, firmness_sd=0.3, height_cm=24.0, layers=layers
            )

        return Catalogue(tuple(made(i, f) for i, f in enumerate((3.5, 4.0, 4.5, 5.0, 5.5))), "layers")

    told = {"bed": {"label": "H2", "feels": "right"}}
    unsaid, said = ({fact.by: fact.gain for fact in found(one, **told)} for one in (beds(), beds(*_LAYERS)))
    assert unsaid.get("seller:comfort_cm", 0) > said.get("seller:comfort_cm", 0)


def test_no_row_order_decides() -> None:
    turned = Catalogue(LISTED.mattresses[::-1], "turned")
    here, there = found(), found(turned)
    assert [(f.by, f.mattress and f.mattress.mattress_id) for f in here] == [
        (f.by, f.mattress and f.mattress.mattress_id) for f in there
    ]
    assert [f.gain for f in here] == pytest.approx([f.gain for f in there], abs=1e-9)


def test_an_answer_has_a_name_of_all_it_depends_on_and_of_the_visit() -> None:
    def named(beds: Catalogue = LISTED, salt: str = "", **more: Any) -> str:
        ranking = match(target(parse_profile(SHE | more)), beds)
        return explain(ranking, changes=False, salt=salt).answer_id

    other_list = Catalogue(LISTED.mattresses[1:], "other")
    names = [named(), named(weight_kg=67), named(size="90x200"), named(other_list), named(salt="visit")]
    assert len(set(names)) == len(names)
    assert named() == names[0]
    assert all(len(name) == 9 and name[4] == "-" for name in names)

    def on_floor(ids: list[str]) -> str:
        ranking = match(target(parse_profile(SHE)), LISTED, wishes=Wishes(floor=frozenset(ids)))
        return explain(ranking, changes=False).answer_id

    ids = [bed.mattress_id for bed in LISTED]
    assert on_floor(ids) == on_floor(ids[::-1]) != named()
