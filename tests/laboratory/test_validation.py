"""Validation: the contract's shape, every case accounted for, and the bounds the mechanics are held to."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from laboratory.evidence.cases import cases
from laboratory.evidence.published import NEXT, NUMBERS, ORDERINGS, reason_silent
from laboratory.fitting.calibration import report
from laboratory.fitting.validation import leave_one_out, published_range, validate
from laboratory.fitting.validation_report import markdown, spine_picture
from recommender.mechanics.parameters import DEFAULT


@cache
def told() -> dict[str, Any]:
    return validate(members=())


def test_the_contract_is_met_and_every_case_is_accounted_for() -> None:
    answer = told()
    assert [case["case_id"] for case in answer["cases"]] == [case.case_id for case in cases()]
    counted = answer["orderings"]["total"] + answer["numbers"]["total"] + answer["cannot_speak"]
    assert counted == len(cases())
    for case in answer["cases"]:
        assert case["status"] in ("held", "missed", "cannot_speak")
        if case["status"] != "held":
            assert case["why"], case["case_id"]


def test_no_case_is_asked_that_does_not_exist() -> None:
    known = {case.case_id for case in cases()}
    assert set(ORDERINGS) | set(NUMBERS) <= known
    assert not set(ORDERINGS) & set(NUMBERS)
    assert all(any(case.startswith(start) for case in known) for start in NEXT)


def test_what_the_mechanics_hold() -> None:
    answer = told()
    assert answer["orderings"]["held"] >= 0.75 * answer["orderings"]["total"]
    assert answer["numbers"]["held"] >= 0.60 * answer["numbers"]["total"]
    within = answer["within_person"]
    assert within["peak_ratio"] == pytest.approx(1.55, abs=0.32)
    assert within["area_ratio"] == pytest.approx(0.86, abs=0.06)


@pytest.mark.xfail(strict=True, reason="0.658 on the back and 0.665 on the side: faster than the maps with their error")
def test_contact_area_grows_with_weight_as_on_the_maps() -> None:
    within = told()["within_person"]
    assert 0.4 < within["area_exponent_back"] < 0.65
    assert 0.4 < within["area_exponent_side"] < 0.65


@pytest.mark.parametrize("position", ["back", "side"])
def test_a_man_left_out_is_predicted(position: str) -> None:
    """Area better than the mean of the others; force shares within the limit, on the side better than the mean."""
    row = leave_one_out(position)
    assert row["area_mae"] < 0.09
    assert row["area_mae"] < row["baseline_area_mae"]
    assert row["share_mae"] <= 0.036
    assert position == "back" or row["share_mae"] < row["baseline_share_mae"]


def test_ranges_of_published_numbers() -> None:
    by_id = {case.case_id: case for case in cases()}
    assert published_range(by_id["THO-05"]) == (28.1, 62.1)
    assert published_range(by_id["HON-04"]) == pytest.approx((-17.4, -3.8))
    assert published_range(by_id["WMP-07"]) == pytest.approx((1.096, 1.644))
    assert reason_silent("LAH-02") != reason_silent("LAH-05")


def test_the_page_names_every_case_and_parameter() -> None:
    page = markdown(validate(members=(DEFAULT,)), report(), ["validation/spine-side.svg"])
    assert all(f"| {case.case_id} |" in page for case in cases())
    assert all(f"`{row['name']}`" in page for row in report())
    assert "ODC-By 1.0" in page


def test_the_page_in_the_docs_tells_of_these_mechanics() -> None:
    """Rewritten by laboratory/sources/write_validation.py whenever the mechanics change."""
    page = (Path(__file__).parents[2] / "docs" / "validation.md").read_text()
    rows = {cells[1].strip(): cells for cells in (line.split("|") for line in page.splitlines()) if len(cells) > 6}
    for case in told()["cases"]:
        cells = rows[case["case_id"]]
        assert cells[6].strip().startswith(case["status"].replace("_", " ")), case["case_id"]
        if case["ours"] is not None:
            assert cells[5].split()[0] == f"{case['ours']:.3g}", case["case_id"]


def test_a_spine_picture_is_svg_with_four_beds() -> None:
    drawn = spine_picture()
    assert drawn.startswith("<svg")
    assert drawn.count("<polyline") == 4
