"""What somebody lay on, from the command line: one person, a file of many, and an update."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue
from recommender.batch import best_beds
from recommender.rescoring import Rescoring, standard_population
from recommender.sleeper import Experience
from storefront.words import LANGUAGES, words
from tests.equal import assert_equal
from tests.storefront.commands.command_line import run

MAN = ("--weight-kg", 82, "--height-cm", 178, "--sex", "male", "--side", 0.6, "--back", 0.4)
CATALOGUE = load_catalogue()
SOME = next(bed for bed in CATALOGUE if bed.firmness is not None)


def _target(capsys: pytest.CaptureFixture[str], *told: object) -> dict[str, Any]:
    answer = run(capsys, "recommend", *MAN, *told, "--json")
    assert answer.code in (0, 1), answer.err
    said: dict[str, Any] = json.loads(answer.out)["target"]
    return said


def test_each_flag_is_a_bed_and_moves_the_target_as_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    before = _target(capsys)
    firmer = _target(capsys, "--experience", "H3 pocket_spring too_soft")
    softer = _target(capsys, "--experience", "H3 too_firm", "--experience", "label=6;felt=too_firm;nights=7")
    assert softer["firmness"] < before["firmness"] < firmer["firmness"]
    for one in (softer, firmer):
        assert one["firmness_80"][1] - one["firmness_80"][0] < before["firmness_80"][1] - before["firmness_80"][0]
    present = _target(capsys, "--bed-label", "H3", "--bed-feels", "too_firm")
    assert present["firmness"] < before["firmness"]
    assert _target(capsys, "--bed-label", "H3") == before


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_floor_is_ordered_by_what_lying_on_a_bed_would_tell(capsys: pytest.CaptureFixture[str], lang: str) -> None:
    beds = [bed for bed in CATALOGUE if bed.firmness is not None][::40][:4]
    floor = ("--floor", ", ".join(bed.mattress_id for bed in beds), "--lang", lang)
    said = json.loads(run(capsys, "recommend", *MAN, *floor, "--json").out)["next_to_try"]
    gains = [one["expected_gain"] for one in said]
    assert gains == sorted(gains, reverse=True)
    assert {one["mattress_id"] for one in said} == {bed.mattress_id for bed in beds}
    assert all(sum(one["chances"].values()) == pytest.approx(1) for one in said)
    left = [one["expected_loss_after"] + one["expected_gain"] for one in said]
    assert left == pytest.approx([left[0]] * len(left))
    assert min(one["expected_loss_after"] for one in said) > 0
    printed = " ".join(run(capsys, "recommend", *MAN, *floor).out.split())
    assert words(lang)("cli.next_to_try") in printed
    hidden = run(capsys, "recommend", *MAN, *floor, "--alarm-signs", "yes", "--json")
    assert json.loads(hidden.out)["next_to_try"] == []
    answer = run(capsys, "recommend", *MAN, "--floor", "nowhere")
    assert (answer.code, answer.out) == (2, "")
    assert "there is no mattress 'nowhere'" in answer.err


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("bed=no-such-bed;felt=right", "no mattress 'no-such-bed' in the catalogue"),
        ("H3", "is not a bed and how it felt"),
        ("label=H3;felt=soft", "Allowed: too_soft, right, too_firm"),
    ],
)
def test_what_cannot_be_used_is_one_line_and_exit_2(capsys: pytest.CaptureFixture[str], told: str, said: str) -> None:
    answer = run(capsys, "recommend", *MAN, "--experience", told)
    assert (answer.code, answer.out) == (2, "")
    assert said in " ".join(answer.err.split())
    assert answer.err.count("\n") == 1


def test_score_hears_each_row_and_leaves_out_one_with_an_unknown_bed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    person = {"weight_kg": 82, "height_cm": 178, "sex": "male", "side": 0.6, "back": 0.4}
    told = ["", "H3 too_firm | label=H2;felt=right", f"bed={SOME.mattress_id};felt=too_soft", "bed=lost;felt=right"]
    pd.DataFrame([person | {"profile_id": str(i), "experiences": e} for i, e in enumerate(told)]).to_csv(
        tmp_path / "people.csv", index=False
    )
    answer = run(capsys, "score", tmp_path / "people.csv", "--out", tmp_path / "out.parquet", "--top", 1)
    assert answer.code == 1
    scored = pd.read_parquet(tmp_path / "out.parquet")
    rows = scored[scored["rank"] == 1].set_index("profile_id")["firmness_target"]
    assert list(rows.index) == ["0", "1", "2"]
    flags = [("--experience", one.strip()) for one in told[1].split("|")]
    assert_equal(rows["1"], _target(capsys, *flags[0], *flags[1])["firmness"])
    assert_equal(rows["2"], _target(capsys, "--experience", told[2])["firmness"])
    assert_equal(rows["0"], _target(capsys)["firmness"])
    findings = pd.read_csv(tmp_path / "out.findings.csv")
    assert findings[["field", "key", "value"]].to_numpy().tolist() == [["experiences", "unknown_bed", "lost"]]


def test_an_update_moves_the_choice_of_people_who_lay_on_beds_as_ranking_again_does() -> None:
    felt = ("too_soft", "right", "too_firm")
    people = [
        replace(one, experiences=(Experience(mattress_id=SOME.mattress_id, felt=felt[i % 3], nights=1.0),))
        for i, one in enumerate(standard_population(30))
    ]
    kept = tuple(bed for i, bed in enumerate(CATALOGUE) if i % 2 or bed is SOME)
    after = Catalogue(tuple(replace(bed, price=None) for bed in kept), "after")
    moved = Rescoring(CATALOGUE, after).rows(people).set_index("profile_id")
    scored = [best_beds(people, each, top=1) for each in (CATALOGUE, after)]
    first = [rows[rows["rank"] == 1].set_index("profile_id") for rows in scored]
    changed = first[0]["mattress_id"] != first[1]["mattress_id"]
    assert changed.any()
    assert list(moved.index) == list(first[0].index[changed])
    assert_equal(moved["after_fit"], first[1]["fit"][changed])
    # A bed that left the catalogue is still known to those who lay on it.
    gone = Catalogue(tuple(bed for bed in kept if bed is not SOME), "gone")
    assert len(Rescoring(CATALOGUE, gone).rows(people)) >= 0
