"""Every coefficient has a unit and a source that exists; what nobody measured is listed here for review."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import fields
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from laboratory.evidence.cases import cases
from laboratory.fitting.anchoring import ANCHORS
from laboratory.fitting.calibration import PRIORS, PUBLISHED
from laboratory.sources.write_parameters import GROUPS, PAGE, assumed, citations, page
from recommender.coefficients import ASSUMED, DEFINED, FILE, coefficients, shares
from recommender.mechanics import bed, body, interpolation, lying, measures
from recommender.mechanics.parameters import DEFAULT, NAMES
from recommender.ranking import bed_knowledge, compression
from recommender.scoring import comfort

EQUATIONS = (bed, body, comfort, interpolation, lying, measures, bed_knowledge, compression)
EVERY = {f"{group}.{name}": one for group, members in coefficients().items() for name, one in members.items()}

# Reviewed: figures without a source. A new one has to be added here, and one that found its source leaves.
ASSUMED_HERE = """
body: arm_spans bones knots leg_spans_side mass_factor_range soft_spans
shape: back_contour belly_share buttock_depth_share heel_roundness hollow_female hollow_fill_per_bmi hollow_male
  lying_breadth lying_shoulder side_contour side_depth stomach_contour trunk_depth
bending: bone_nm2 hip knee knee_side_nm2 lumbar
bed: bottom_fraction bottom_ratio comfort_kpa coupling_mm hollow_centre hollow_width locking_strain most_comfort_share
  pad_margin usual_log_core_ratio zone_blend
bed_knowledge: model_sd
measured: hardness_sd hs_sd
compression: coupling_rel_sd lock_kpa lock_sd_kpa place_sd reading_sd_mm usual_coupling_mm
measures: arm_pa immersion lumbar_middle pelvis shoulders spine
picture: head_centre
surer: least_fit present_grades
trial: lie_minutes most_beds odd_chance
household: centre_kg most_lost_one_bed most_lost_two_beds most_step_cm
aches: extension_sensitive lateral_hip pregnancy shoulder_pressure turning_low_pelvis
discomfort: turning_sd
wishes: firmer most_shift softer
persons: age_most_points age_points_per_year answer_half_width_points answer_noise_points answer_slips
  person_scatter_points present_points present_sd_points topper_sd_points worn_after_years worn_sd_points
  worn_softer_points
roles: exchange_points
pregnancy_weeks: all_from none_until
zone_caps: shoulder_over_hip_points waist_over_hip_bmi waist_over_hip_points
specification: adjustable_fit heavy_kg rise_age_years rise_share shoulder_factor trial_nights trial_unsure_points
  tuning_sd_points
topper: price_eur rel_sd
"""
# Free parameters with an assumed range; that of every comfort figure was assumed, because the anchors decide.
ASSUMED_RANGES = """
arms_beside_back arms_beside_side bend_hip_side_nm2 bend_thorax_ratio bend_weight_exponent bone_acromion_m bone_heel_m
bone_ridge_pa_m bone_sacrum_m bone_trochanter_m buttock_out_m core_over_bones leg_side_factor legs_side_contacts
lumbar_hollow_m map_bed_hardness_n_mm pillow_share_back pillow_share_side radius_back radius_side shoulder_factor
thigh_recess_m
"""
# Pure arithmetic: zero, one, two, halves and squares.
FREE = {0, 1, 2, 0.5}


def test_what_is_assumed_is_what_was_reviewed() -> None:
    expected, group = set(), ""
    for word in ASSUMED_HERE.split():
        if word.endswith(":"):
            group = word[:-1]
        else:
            expected.add(f"{group}.{word}")
    expected |= {f"parameters.{name} prior" for name in ASSUMED_RANGES.split()}
    expected |= {f"comfort.{name} prior" for name in coefficients()["comfort"]}
    assert set(assumed()) == expected


def test_every_coefficient_says_its_unit_its_source_and_what_it_is() -> None:
    for name, one in EVERY.items():
        assert one["unit"], name
        assert one["about"], name
        assert one["source"], name
        assert ("value" in one) != ("file" in one), name


def test_every_key_is_cited_and_every_citation_used() -> None:
    keys = set(citations()) | {ASSUMED, DEFINED}
    used = {key for one in EVERY.values() for key in (*one["source"], *one.get("prior", {}).get("source", ()))}
    used |= {key for prior in PRIORS.values() for key in prior.keys}
    used |= {published.key for published in PUBLISHED.values()}
    used |= {key for anchor in ANCHORS for key in anchor.keys}
    assert used <= keys, used - keys
    docstrings = " ".join(Path(str(module.__file__)).read_text() for module in EQUATIONS)
    assert set(citations()) - used <= set(re.findall(r"\[(\w+)\]", docstrings))


def test_a_docstring_cites_what_stands_in_the_citations_with_its_doi() -> None:
    known = citations()
    dois = {entry["doi"] for entry in known.values() if "doi" in entry}
    for module in EQUATIONS:
        text = Path(str(module.__file__)).read_text()
        cited = set(re.findall(r"\[([a-z]+\d{4}|ansur2|anchoring)\]", text))
        assert cited, module.__name__
        assert cited <= set(known), cited - set(known)
        assert set(re.findall(r"10\.\d{4,}/[^\s\"`,;:]*[^\s\"`,;:.]", text)) <= dois, module.__name__


def test_a_published_number_is_the_one_in_the_evidence() -> None:
    read = {case.case_id: case for case in cases()}
    for name, one in PUBLISHED.items():
        assert float(read[name].value or np.nan) == pytest.approx(one.value), name


def test_the_page_is_fresh_and_holds_every_coefficient() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python laboratory/sources/write_parameters.py"
    assert set(GROUPS) == set(coefficients())
    assert all(f"`{name.split('.')[1]}`" in page() for name in EVERY)


def test_the_file_stands_one_coefficient_a_line() -> None:
    text = resources.files("recommender").joinpath(FILE).read_text(encoding="utf-8")
    groups = (
        f" {json.dumps(group)}: {{\n"
        + ",\n".join(f"  {json.dumps(name)}: {json.dumps(one)}" for name, one in members.items())
        + "\n }"
        for group, members in json.loads(text).items()
    )
    assert text == "{\n" + ",\n".join(groups) + "\n}\n"


def test_parameters_and_comfort_are_those_of_the_file() -> None:
    assert set(coefficients()["parameters"]) == set(NAMES)
    for name, one in coefficients()["parameters"].items():
        assert one["prior"]["low"] <= getattr(DEFAULT, name) <= one["prior"]["high"], name
    assert set(coefficients()["comfort"]) == {field.name for field in fields(comfort.Comfort)}


def test_shape_and_bending_hold_no_bare_number() -> None:
    """All of body.py: figures with a meaning come from the file; only the numbers in `FREE` and the stations are
    allowed.
    """
    tree = ast.parse(Path(str(body.__file__)).read_text())
    found = [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value not in FREE
    ]
    assert [value for _, value in found] == [body.N_STATIONS], found


def test_a_table_that_names_a_figure_nobody_knows_is_refused() -> None:
    np.testing.assert_array_equal(
        shares({"neck": {"hip": 0.4}, "hip": {"chest": 1}}, ("chest", "hip")), [[0, 0.4], [1, 0]]
    )
    with pytest.raises(KeyError, match="hop"):
        shares({"neck": {"hop": 0.4}}, ("chest", "hip"))
