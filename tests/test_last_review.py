"""Every figure of the engine is that of the last review: one changed sign, bound or unit anywhere shows here.

`tests/golden/review/` holds what the engine said of people, couples, beds and bodies chosen to reach its corners, to
eight digits. It says nothing about what is right: that is the other tests' work. After a change that is meant to move
results, `pytest tests/test_last_review.py --regen` writes the files anew; read the diff before keeping it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue, Mattress, Size, Zone
from recommender.batch import best_beds
from recommender.explanation import explain
from recommender.fit_target import target, targets
from recommender.household import household
from recommender.matching import match
from recommender.mechanics.bed import Bed, as_listed, plain
from recommender.mechanics.picture import as_json, picture, pressure_map
from recommender.mechanics.rest import lay
from recommender.person.anthropometry import fill
from recommender.person.population import sample_evenly, sample_population
from recommender.person.profile import parse_profile
from recommender.sleeper import PAINS, POSITIONS, Sleeper

FOLDER = Path(__file__).parent / "golden" / "review"
DIGITS = 8
SAME = 1e-6  # relative, or absolute below 1: what another processor or library may move

PEOPLE: dict[str, dict[str, Any]] = {
    "plain": {"weight_kg": 82, "height_cm": 178, "sex": "male", "side": 0.6, "back": 0.4},
    "measured": {
        "weight_kg": 70, "height_cm": 168, "sex": "female", "age_years": 61, "side": 0.8, "stomach": 0.2,
        "hip_circumference_cm": 112, "shoulder_breadth_cm": 43, "waist_circumference_cm": 88,
    },
    "unsure_of_the_night": {
        "weight_kg": 64, "height_cm": 171, "three_quarter": 0.7, "back": 0.3, "position_sure": False,
    },
    "heavier_than_learnt": {"weight_kg": 190, "height_cm": 212, "sex": "male", "back": 1},
    "lighter_than_learnt": {"weight_kg": 34, "height_cm": 141, "sex": "female", "side": 1},
    "tall": {"weight_kg": 78, "height_cm": 199, "sex": "male", "side": 0.5, "stomach": 0.5, "warm_sleeper": True},
    "aches": {
        "weight_kg": 88, "height_cm": 174, "side": 0.7, "back": 0.3, "pain": ["lateral_hip", "extension_sensitive"],
        "firmness_wish": "softer", "hip_breadth_cm": 41,
    },
    "pregnant": {
        "weight_kg": 78, "height_cm": 168, "sex": "female", "side": 0.7, "back": 0.3, "pain": ["pregnancy"],
        "pregnancy_weeks": 31,
    },
    "wishes": {
        "weight_kg": 75, "height_cm": 180, "side": 1, "size": "180x200", "max_price": 900, "type": "cold_foam",
    },
    "bad_bed": {
        "weight_kg": 92, "height_cm": 181, "side": 0.5, "back": 0.5, "pain": ["morning_stiffness", "neck"],
        "bed": {"age_years": 11, "feels": "too_soft", "trough": "yes", "hammock": "yes", "base": "slats_adjustable"},
    },
    "good_bed": {
        "weight_kg": 66, "height_cm": 172, "back": 1,
        "bed": {
            "age_years": 3, "feels": "right", "trough": "no", "hammock": "no", "waist_gap": "no",
            "pressure_shoulder": "no", "pressure_hip": "no", "better_elsewhere": "no",
        },
    },
}  # fmt: skip
EDGES = (0.0, 40.0, 62.0, 84.0, 105.0, 200.0)
SHELF = Catalogue(
    (
        Mattress("zoned", "A", "zoned", type="pocket_spring", firmness=6.0, firmness_sd=0.6, n_zones=5, height_cm=24,
                 zones=tuple(Zone(a, b, f) for a, b, f in zip(EDGES, EDGES[1:], (1, 0.7, 1.25, 0.9, 1), strict=False))),
        Mattress("by_zone", "B", "modular", type="hybrid", adjust="per_zone", adjust_min=3.0, adjust_max=9.0),
        Mattress("by_side", "B", "air", type="air_adjustable", adjust="per_side", adjust_min=1.0, adjust_max=10.0),
        Mattress("turned", "C", "flip", type="latex", firmness=5.0, adjust="flip", adjust_min=3.0, adjust_max=7.0),
        Mattress("unsure", "D", "unsure", firmness=6.5, n_zones=7, price=400.0, currency="EUR", weight_max_kg=100.0),
        Mattress("foam", "D", "foam", type="memory_foam", firmness=4.0, firmness_sd=0.4, price=300.0, currency="EUR",
                 sizes=(Size(90, 200, 310.0), Size(180, 200, None)), in_stock=False),
        Mattress("nothing", "E", "unknown"),
    ),
    "made up",
)  # fmt: skip

AS_OF = dt.date(2026, 11, 30)  # prices are of this day, whenever the test runs


@cache
def _beds() -> Catalogue:
    return load_catalogue()


def _plain(value: Any) -> Any:
    """Figures of any kind as what a file can hold."""
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, (float, np.floating)):
        return None if np.isnan(value) else float(f"{float(value):.{DIGITS}g}")
    if isinstance(value, Mattress):
        return value.mattress_id
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Path | type(None) | str | bool | int):
        return value
    return _plain({name: getattr(value, name) for name in value.__dataclass_fields__})


def people() -> dict[str, Any]:
    """The whole answer to each person, over the list that ships and over a shelf of every kind of bed."""
    found: dict[str, Any] = {}
    for name, profile in PEOPLE.items():
        sleeper = parse_profile(profile)
        for shelf, beds in (("shipped", _beds()), ("made up", SHELF)):
            answer = _plain(explain(match(target(sleeper), beds, top=3, as_of=AS_OF)))
            found[f"{name}, {shelf}"] = {key: each for key, each in answer.items() if key not in ("model", "unranked")}
    return found


def needs() -> dict[str, Any]:
    """Every array of the target of each person and of some of the population."""
    rng = np.random.default_rng(11)
    drawn = {"people": sample_population(12, rng), "even": sample_evenly(12, rng)}
    crowd = [parse_profile(profile) for profile in PEOPLE.values()]
    for i, body in enumerate(drawn.values()):
        for j in range(12):
            night = np.roll([0.6, 0.3, 0.1], j).tolist()
            pain = (PAINS[j],) if j and i else ()
            sex = "male" if body["male"][j] else "female"
            figures = [float(body[key][j]) for key in ("weight_kg", "height_cm")]
            crowd.append(Sleeper(*figures, *night, sex=sex, age_years=float(body["age_years"][j]), pain=pain))
    need = targets(crowd)
    names = [name.removesuffix("_in") for name in need.__dataclass_fields__ if name not in ("sleepers", "bodies")]
    arrays = {name: getattr(need, name) for name in names}
    arrays["terms"] = np.abs(arrays["terms"]).sum(axis=2)  # every figure counts, and the file stays readable
    bodies = {name: getattr(need.bodies, name) for name in need.bodies.__dataclass_fields__}
    rows = best_beds(crowd, SHELF, top=4, as_of=AS_OF).drop(columns=["catalog_version", "model_version"])
    return _plain({"drawn": drawn, "bodies": bodies, **arrays, "rows": rows.astype(object).to_dict("list")})


def couples() -> dict[str, Any]:
    found = {}
    for one, other in (("lighter_than_learnt", "plain"), ("aches", "measured"), ("tall", "pregnant")):
        pair = [target(parse_profile(PEOPLE[name])) for name in (one, other)]
        for shelf, beds in (("shipped", _beds()), ("made up", SHELF)):
            found[f"{one} and {other}, {shelf}"] = _plain(household(*pair, beds, as_of=AS_OF))
    return found


def lying() -> dict[str, Any]:
    """Bodies at rest in every position, on beds of every kind, worn ones too."""
    found: dict[str, Any] = {}
    for name in ("plain", "measured", "lighter_than_learnt", "heavier_than_learnt"):
        sleeper = parse_profile(PEOPLE[name])
        bodies = fill([sleeper])
        for position in POSITIONS:
            for bed_name, bed in _beds_to_lie_on(sleeper.height_cm):
                rest = lay(bodies, position, bed)
                drawn = _plain(picture(rest))
                said = _plain(as_json(rest))
                said["line"] = {key: sum(abs(x) for x in line) for key, line in said["line"].items()}
                told = {key: _total(line) for key, line in drawn.items()}
                kpa = pressure_map(rest)[2]
                found[f"{name}, {position}, {bed_name}"] = _plain(
                    {**said, "picture": told, "map": [kpa.sum(), kpa.max()]}
                )
    return found


def _beds_to_lie_on(height_cm: float) -> Iterator[tuple[str, Any]]:
    yield "soft", plain(3.0)
    yield "firm and zoned", Bed(13.0, (0.6, 1.3, 0.9))
    yield "listed", as_listed(SHELF.mattresses[0], height_cm)
    yield "deep and soft", Bed(6.0, comfort_cm=7.0, comfort_kpa=1.9)
    yield "worn", Bed(7.5, comfort_cm=6.0, thickness_cm=14.0, coupling_mm=80.0, trough_cm=4.0, hardness_loss=0.3)


def _total(value: Any) -> Any:
    if isinstance(value, list):
        parts = [_total(each) for each in value]
        return sum(abs(part) for part in parts if isinstance(part, (int, float)))
    return value


PARTS = {"people": people, "needs": needs, "couples": couples, "lying": lying}


def _differences(now: Any, before: Any, where: str = "") -> Iterator[str]:
    if isinstance(now, dict) and isinstance(before, dict):
        for name, figure in before.items():  # what is said more than before is not reviewed yet, and no change
            if name not in now:
                yield f"{where}/{name} is gone"
            else:
                yield from _differences(now[name], figure, f"{where}/{name}")
    elif isinstance(now, list) and isinstance(before, list) and len(now) == len(before):
        for i, (one, other) in enumerate(zip(now, before, strict=True)):
            yield from _differences(one, other, f"{where}/{i}")
    elif isinstance(now, float) and isinstance(before, (int, float)):
        if now != pytest.approx(before, rel=SAME, abs=SAME):
            yield f"{where}: {before} before, {now} now"
    elif now != before:
        yield f"{where}: {before!r} before, {now!r} now"


@pytest.mark.parametrize("part", PARTS)
def test_nothing_moved_since_the_last_review(part: str, request: pytest.FixtureRequest) -> None:
    now, file = PARTS[part](), FOLDER / f"{part}.json"
    if request.config.getoption("--regen"):
        file.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    moved = list(_differences(json.loads(json.dumps(now)), json.loads(file.read_text(encoding="utf-8"))))
    assert not moved, f"{len(moved)} figures moved, among them:\n" + "\n".join(sorted(moved)[:20])


def test_a_figure_that_moves_is_seen() -> None:
    before = {"a": [1.0, {"b": 2.0}], "c": "x"}
    assert list(_differences(before, before)) == []
    assert list(_differences({"a": [1.0, {"b": 2.00001}], "c": "x"}, before)) == ["/a/1/b: 2.0 before, 2.00001 now"]
    assert list(_differences({"a": [1.0], "c": "x"}, before)) == ["/a: [1.0, {'b': 2.0}] before, [1.0] now"]
    assert list(_differences({"c": "x", "d": 1}, before)) == ["/a is gone"]
