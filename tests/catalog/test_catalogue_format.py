"""docs/catalogue-format.md says what the code does."""

import re
import typing
from pathlib import Path

from catalog.catalogue_file import COLUMNS, REQUIRED, MattressType
from catalog.construction.columns import MOST_NUMBERED, PARTS
from catalog.firmness import H_GRADE_FIRMNESS, LABEL_EDGES, MEASURED_SD, SCALES, STATED_SD, WORD_SD
from catalog.mattress import AdjustKind, Confidence

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "catalogue-format.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", PAGE, re.MULTILINE))


def words(kind):
    return typing.get_args(kind)


def test_every_column_is_documented():
    assert set(ROWS) == set(COLUMNS) | {f"layer_N_{part}" for part in PARTS}
    assert f"1 to {MOST_NUMBERED}" in ROWS["layer_N_material"]


def test_required_columns_are_named():
    assert all(f"`{name}`" in PAGE.split("## ")[0] for name in REQUIRED)


def test_every_allowed_word_is_documented():
    assert all(word in ROWS["type"] for word in words(MattressType))
    assert all(word in ROWS["adjust"] for word in words(AdjustKind))
    assert all(word in ROWS["confidence"] for word in words(Confidence))
    assert all(scale in ROWS["firmness_scale"] for scale in SCALES)


def test_every_scale_is_documented_with_its_direction_error_and_source():
    assert all(f"| {s.name} | {s.direction} | {s.sd:g} | {s.source} |" in PAGE for s in SCALES.values())


def test_figures_are_those_of_the_code():
    assert ", ".join(f"{value:g}" for value in list(H_GRADE_FIRMNESS.values())[:4]) in PAGE
    assert all(f"{label} {edge:g}-" in " ".join(PAGE.split()) for label, edge in LABEL_EDGES)
    assert all(f"{sd:g}" in PAGE for sd in (WORD_SD, STATED_SD, MEASURED_SD))
