"""Outcomes as rows, and what was learnt as a file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from catalog.mattress import Catalogue, Mattress
from database.outcomes.told import Advice, Outcome, Record
from laboratory.fitting.outcome_rows import parse_outcomes, rows_of, write_offsets
from laboratory.fitting.outcomes import Verdict
from recommender.errors import ModelError
from recommender.fit_target import target
from recommender.person.profile import parse_profile
from recommender.ranking.learnt import FILE, Offset, Offsets, forget_offsets, load_offsets

PERSON = {"weight_kg": 75, "height_cm": 175, "side": 1, "profile_id": "p1"}
SHELF = Catalogue(
    (Mattress("a", "Aurora", "one", type="hybrid", firmness=5.0), Mattress("unknown", "Aurora", "two")), version="v"
)
OFFSETS = Offsets(
    all=Offset(0.25, 0.125),
    brand={"Aurora": Offset(0.5, 0.25)},
    type={"hybrid": Offset(-0.125, 0.5)},
)
VERDICT = Verdict(True, 10, 5, {"new": -1.0, "old": -1.1, "constant": -1.2}, (0.1, 0.01), (0.2, 0.01))


def test_a_row_is_a_profile_a_bed_and_what_became_of_it() -> None:
    rows = [
        {**PERSON, "mattress_id": "a", "feels": "too_firm", "kept": "yes", "diary_score": "7.5"},
        {**PERSON, "mattress_id": "a", "feels": "", "kept": False, "diary_score": None},
    ]
    told, findings = parse_outcomes(rows, SHELF)
    assert not findings
    needed = float(target(parse_profile(PERSON)).firmness()[0])
    np.testing.assert_allclose(told.gap, 5.0 - needed)
    assert told.person.tolist() == ["p1", "p1"]
    assert (told.brand[0], told.type[0]) == ("Aurora", "hybrid")
    np.testing.assert_array_equal(told.feels, [1, np.nan])
    np.testing.assert_array_equal(told.kept, [1, 0])
    np.testing.assert_array_equal(told.diary, [7.5, np.nan])


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"mattress_id": "gone"}, "unknown_bed"),
        ({"mattress_id": "unknown"}, "unknown_bed"),
        ({"feels": "lovely"}, "unknown_choice"),
        ({"feels": "", "diary_score": "good"}, "not_a_number"),
        ({"feels": None}, "tells_nothing"),
        ({"weight_kg": 7}, "out_of_range"),
    ],
)
def test_a_row_that_cannot_be_used_is_a_finding(change: dict[str, object], key: str) -> None:
    row = {**PERSON, "mattress_id": "a", "feels": "right", **change}
    told, findings = parse_outcomes([row, {**PERSON, "mattress_id": "a", "kept": "no"}], SHELF)
    assert key in {finding.key for finding in findings}
    assert all(finding.where == "row 1" for finding in findings)
    assert len(told) == 1


def test_what_was_learnt_comes_back_as_written_and_names_no_person(tmp_path: Path) -> None:
    assert load_offsets(tmp_path) is None
    path = write_offsets(OFFSETS, VERDICT, tmp_path)
    again = load_offsets(tmp_path)
    assert again is not None
    assert (again.all, again.brand, again.type) == (OFFSETS.all, OFFSETS.brand, OFFSETS.type)
    assert "p1" not in path.read_text()


def test_a_changed_or_broken_file_is_not_used(tmp_path: Path) -> None:
    path = write_offsets(OFFSETS, VERDICT, tmp_path)
    path.write_text(path.read_text().replace("0.5", "0.9"))
    forget_offsets()
    with pytest.raises(ModelError, match="changed after it was written"):
        load_offsets(tmp_path)
    (tmp_path / FILE).write_text("{")
    with pytest.raises(ModelError, match="cannot be read"):
        load_offsets(tmp_path)


def test_offsets_of_another_scoring_model_are_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(
        json.dumps({"version": "2026.11.23", "sha256": "0" * 64, "results_changed": "2026-11-23"}), encoding="utf-8"
    )
    write_offsets(OFFSETS, VERDICT, tmp_path)
    assert load_offsets(tmp_path) is not None
    (tmp_path / "manifest.json").write_text(
        json.dumps({"version": "2026.11.30", "sha256": "0" * 64, "results_changed": "2026-11-30"}), encoding="utf-8"
    )
    forget_offsets()
    with pytest.raises(ModelError, match="under another scoring model") as refused:
        load_offsets(tmp_path)
    assert "train --outcomes" in str(refused.value.mend)


def kept_as(*told: Outcome) -> list[dict[str, object]]:
    return list(rows_of([("p1", Record("x", Advice("A", "m", "c", (), {"weight_kg": 75.0}), told))]))


def test_of_what_is_stored_the_last_answer_of_each_kind_counts() -> None:
    told = (
        Outcome("ordered", "a"),
        Outcome("felt", "a", felt="right"),
        Outcome("kept", "a"),
        Outcome("felt", "a", felt="too_firm", hip="too_firm"),
        Outcome("nights", "a", diary_score=6.5),
        Outcome("exchanged", "a", to_mattress_id="b", reason="comfort"),
        Outcome("kept", "b"),
    )
    assert kept_as(*told) == [
        {
            "weight_kg": 75.0,
            "profile_id": "p1",
            "mattress_id": "a",
            "feels": "too_firm",
            "kept": "no",
            "diary_score": 6.5,
        },
        {"weight_kg": 75.0, "profile_id": "p1", "mattress_id": "b", "feels": None, "kept": "yes", "diary_score": None},
    ]


@pytest.mark.parametrize(("reason", "says"), [("comfort", True), (None, True), ("size", False), ("mind", False)])
def test_what_came_back_for_another_reason_says_nothing_of_firmness(reason: str | None, says: bool) -> None:
    assert bool(kept_as(Outcome("ordered", "a"), Outcome("returned", "a", reason=reason))) == says


def test_an_order_alone_or_one_zone_alone_teaches_nothing() -> None:
    assert kept_as(Outcome("ordered", "a"), Outcome("felt", "a", hip="too_firm")) == []
