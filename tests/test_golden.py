"""Golden sleepers: what professionals would accept for them, and the engine's current answer.

Comfort is anchored to the first twelve; the second twelve (13 to 24) were never used in anchoring and judge it.

Each file in `tests/golden/` holds a profile, the expected range and zone order, and under `now` the target and first
picks of the last reviewed run. `pytest tests/test_golden.py --regen` rewrites `now`; read the diff before keeping it. A
rule the engine misses is listed under `missed` with the reason, and must be removed from there once it holds.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue
from recommender.explanation import Explanation, explain
from recommender.fit_target import target
from recommender.matching import match
from recommender.person.profile import parse_profile

FILES = sorted((Path(__file__).parent / "golden").glob("*.json"))

AS_OF = dt.date(2026, 11, 30)  # prices are of this day, whenever the test runs

# How the page's signs are read, in firmness points (expert wording turned into numbers once, here).
SOFTER = 0.1
CLEARLY_SOFTER = 0.8
NOT_FIRMER = 0.25
ABOUT = 0.5
SAME_AS_LAST_REVIEW = 0.02
CLEARLY = 0.3  # firmness points
DIFFERENT_BODIES = 0.2  # the smallest difference between two golden sleepers in firmness or in a zone
RULE = re.compile(r"(?P<a>\w+) (?P<sign><<|<=|<|about) (?P<b>[\w.]+)(?: by (?P<by>-?[\d.]+))?")


@cache
def _catalogue() -> Catalogue:
    return load_catalogue(None)


def _explain(profile: dict[str, Any]) -> Explanation:
    sleeper = parse_profile(profile, where="golden")
    return explain(match(target(sleeper), _catalogue(), as_of=AS_OF))


def _read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text())


def _holds(rule: str, zones: dict[str, float]) -> bool:
    """Whether a rule such as "shoulder << hip", "hip < waist by 0.8" or "spread <= 1" holds for zone firmnesses."""
    found = RULE.fullmatch(rule)
    assert found, f"cannot read the rule {rule!r}"
    if found["a"] == "spread":
        return max(zones.values()) - min(zones.values()) <= float(found["b"])
    firmer_by = zones[found["b"]] - zones[found["a"]]
    if found["sign"] == "about":
        return abs(firmer_by) <= ABOUT
    least = {"<": SOFTER, "<<": CLEARLY_SOFTER, "<=": -NOT_FIRMER}[found["sign"]]
    return firmer_by >= (float(found["by"]) if found["by"] else least)


def _misses(person: dict[str, Any], answer: Explanation) -> set[str]:
    """Every expectation of the file that the answer does not meet, as one line each."""
    expected = person["expected"]
    low, high = expected["firmness"]
    missed = {rule for rule in expected["zones"] if not _holds(rule, dict(answer.target.zones))}
    if not low <= answer.target.firmness <= high:
        missed.add("firmness")
    if any(abs(answer.shares[name] - share) > 1e-9 for name, share in expected.get("shares", {}).items()):
        missed.add("shares")
    missed |= set(expected.get("cautions", ())) - {caution.key.removeprefix("caution.") for caution in answer.cautions}
    if twin := expected.get("twin"):
        other = _explain({**person["profile"], **twin["differs"]})
        softer_by = _figure(other, twin["figure"]) - _figure(answer, twin["figure"])
        if not twin["softer_by"][0] <= softer_by <= twin["softer_by"][1]:
            missed.add("twin")
    return missed


def _figure(answer: Explanation, name: str) -> float:
    return answer.target.firmness if name == "firmness" else answer.target.zones[name]


def _now(answer: Explanation) -> dict[str, Any]:
    return {
        "firmness": round(answer.target.firmness, 2),
        "firmness_80": [round(edge, 2) for edge in answer.target.firmness_80],
        "zones": {name: round(value, 2) for name, value in answer.target.zones.items()},
        "verdict": answer.verdict,
        "picks": [pick.mattress.mattress_id for pick in answer.picks],
    }


def _write(path: Path, person: dict[str, Any]) -> None:
    text = json.dumps(person, indent=2, ensure_ascii=False)
    short_list = re.compile(r"\[\s+([^\[\]{}]*?)\s+\]")
    inline = short_list.sub(lambda m: "[" + re.sub(r"\s*\n\s*", " ", m[1]) + "]", text)
    path.write_text(inline + "\n")


def test_there_are_twice_twelve_sleepers() -> None:
    assert [int(path.stem[:2]) for path in FILES] == list(range(1, 25))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_golden_sleeper_lands_where_professionals_would(path: Path, request: pytest.FixtureRequest) -> None:
    person = _read(path)
    answer = _explain(person["profile"])
    if request.config.getoption("--regen"):
        _write(path, {**person, "now": _now(answer)})
        person = _read(path)
    assert _misses(person, answer) == set(person.get("missed", {}))
    assert all(len(reason) > 20 for reason in person.get("missed", {}).values()), "a miss needs its reason"
    before = person["now"]
    assert answer.target.firmness == pytest.approx(before["firmness"], abs=SAME_AS_LAST_REVIEW)
    assert dict(answer.target.zones) == pytest.approx(before["zones"], abs=SAME_AS_LAST_REVIEW)
    assert [pick.mattress.mattress_id for pick in answer.picks] == before["picks"]


def test_different_bodies_need_different_beds() -> None:
    needed = {path.stem: _explain(_read(path)["profile"]).target for path in FILES}
    figures = {name: np.array([target.firmness, *target.zones.values()]) for name, target in needed.items()}
    apart = {pair: np.abs(figures[pair[0]] - figures[pair[1]]).max() for pair in combinations(figures, 2)}
    assert {pair: by for pair, by in apart.items() if by < DIFFERENT_BODIES} == {}
    firmness = [target.firmness for target in needed.values()]
    assert max(firmness) - min(firmness) > 3


@pytest.mark.parametrize(
    ("profile", "change", "figure", "firmer"),
    [
        ({"weight_kg": 60, "height_cm": 175, "side": 1}, {"weight_kg": 100}, "firmness", True),
        ({"weight_kg": 75, "height_cm": 175, "side": 1}, {"side": 0, "back": 1}, "firmness", True),
        ({"weight_kg": 70, "height_cm": 168, "side": 1, "hip_breadth_cm": 34}, {"hip_breadth_cm": 41}, "hip", False),
        (
            {"weight_kg": 85, "height_cm": 185, "side": 1, "shoulder_breadth_cm": 46},
            {"shoulder_breadth_cm": 54},
            "shoulder",
            False,
        ),
        ({"weight_kg": 68, "height_cm": 165, "side": 1}, {"pain": ["lateral_hip"]}, "hip", False),
    ],
)
def test_what_differs_in_a_body_is_where_the_target_differs(
    profile: dict[str, Any], change: dict[str, Any], figure: str, firmer: bool
) -> None:
    one, other = _explain(profile), _explain({**profile, **change})
    by = _figure(other, figure) - _figure(one, figure)
    assert (by if firmer else -by) > CLEARLY


@pytest.mark.parametrize(
    ("rule", "zones", "held"),
    [
        ("shoulder << hip", (4.0, 5.0, 4.85), True),
        ("shoulder << hip", (4.0, 5.0, 4.7), False),
        ("shoulder < hip by 1.2", (4.0, 5.0, 5.1), False),
        ("hip <= waist", (4.0, 5.0, 5.2), True),
        ("hip <= waist", (4.0, 5.0, 5.3), False),
        ("hip about waist", (4.0, 5.0, 4.5), True),
        ("spread <= 1", (4.0, 5.0, 5.1), False),
    ],
)
def test_the_signs_of_the_page_are_read_as_meant(rule: str, zones: tuple[float, ...], held: bool) -> None:
    assert _holds(rule, dict(zip(("shoulder", "waist", "hip"), zones, strict=True))) is held
