"""Layers and measurements in a catalogue file: read from either form, written back the same, told where they differ."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from catalog.catalogue_file import COLUMNS, load_catalogue
from catalog.catalogue_rows import cells_of
from catalog.comparison import compare
from catalog.construction.columns import LAYER_COLUMNS, MOST_LAYERS, layers_text, read_layers
from catalog.errors import UserError
from catalog.mattress import Catalogue, CompressionReading, Layer, Mattress
from database.documents import read, write

ROW = {"mattress_id": "a", "brand": "B", "model": "M", "firmness": "6", "firmness_sd": "1"}
LAYERS = (Layer("koudschuim", 4.0, 45.0), Layer("visco é", None, None, 2.1), Layer("pocketvering", 14.5))
READING = CompressionReading(50.0, 150.0, 21.0, 44.5, 200.0)
COMPRESSION = {
    "compression_light_n": "50", "compression_light_mm": "21", "compression_heavy_n": "150",
    "compression_heavy_mm": "44.5", "compression_disc_mm": "200",
}  # fmt: skip


def loaded(folder: Path, *rows: dict[str, str]) -> Catalogue:
    text = io.StringIO()
    table = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)))
    table.writeheader()
    table.writerows(rows)
    file = folder / "catalogue.csv"
    file.write_text(text.getvalue(), encoding="utf-8", newline="")
    return load_catalogue(file)


def test_numbered_columns_and_one_column_say_the_same(tmp_path: Path) -> None:
    numbered = {
        "layer_1_material": "koudschuim", "layer_1_cm": "4", "layer_1_density_kg_m3": "45",
        "layer_2_material": "visco é", "layer_2_hardness_kpa": "2.1",
        "layer_3_material": "pocketvering", "layer_3_cm": "14.5",
    }  # fmt: skip
    one = loaded(tmp_path, ROW | numbered)
    other = loaded(tmp_path, ROW | {"layers": layers_text(LAYERS)})
    assert one.findings == other.findings == ()
    assert one.mattresses[0].layers == other.mattresses[0].layers == LAYERS


def test_every_column_of_a_layer_is_known(tmp_path: Path) -> None:
    assert len(LAYER_COLUMNS) == 30
    found = loaded(tmp_path, ROW | dict.fromkeys(LAYER_COLUMNS, "") | {"layer_7_cm": ""})
    assert [finding.field for finding in found.findings] == ["layer_7_cm"]


def test_a_measured_bed_is_read(tmp_path: Path) -> None:
    bed = loaded(
        tmp_path,
        ROW | COMPRESSION | {
            "hardness_n_mm": "7.2", "hs": "5.4", "measured_by": "the shop", "measured_on": "13-09-2026",
            "core_material": "pocket springs", "core_cm": "14", "coils_per_m2": "260", "exchangeable": "true",
            "turnable": "false",
        },
    ).mattresses[0]  # fmt: skip
    assert (bed.hardness_n_mm, bed.hs, bed.compression) == (7.2, 5.4, READING)
    assert (bed.measured_by, bed.measured_on) == ("the shop", "2026-09-13")
    assert (bed.core_material, bed.core_cm, bed.coils_per_m2) == ("pocket springs", 14.0, 260.0)
    assert (bed.exchangeable, bed.turnable) == (True, False)


@pytest.mark.parametrize(
    ("cells", "field", "says"),
    [
        ({"layers": "4 cm latex"}, "layers", "not a list of layers"),
        ({"layers": '{"material": "latex"}'}, "layers", "list"),
        ({"layers": "[" * 5000}, "layers", "not a list of layers"),
        ({"layers": '[{"material": "latex", "cm": NaN}]'}, "layers", "not a list of layers"),
        ({"layers": '[{"material": "latex", "colour": "blue"}]'}, "layers", "layer 1 colour"),
        ({"layers": '[{"material": "latex", "cm": 4}, {"cm": -1}]'}, "layers", "layer 2 cm"),
        ({"layers": "[{}]"}, "layers", "nothing is stated"),
        ({"layers": json.dumps([{"cm": 1}] * (MOST_LAYERS + 1))}, "layers", "21 layers"),
        ({"layer_1_cm": "four"}, "layers", "layer 1 cm"),
        ({"layer_1_density_kg_m3": "4500"}, "layers", "density_kg_m3"),
        ({"layer_2_cm": "4"}, "layers", "no layer 1"),
        ({"layer_1_cm": "4", "layers": '[{"cm": 4}]'}, "layers", "stated twice"),
        ({"layer_1_cm": "30", "height_cm": "20"}, "", "30 cm of layers in 20 cm"),
        ({"hardness_n_mm": "700"}, "hardness_n_mm", "60"),
        ({"hs": "-1"}, "hs", "0"),
        ({"coils_per_m2": "1"}, "coils_per_m2", "10"),
        ({"turnable": "perhaps"}, "turnable", "true or false"),
        (COMPRESSION | {"compression_disc_mm": ""}, "", "half a reading"),
        (COMPRESSION | {"compression_heavy_n": "40"}, "", "sinks deeper"),
        (COMPRESSION | {"compression_heavy_mm": "20"}, "", "sinks deeper"),
    ],
)
def test_a_bad_cell_is_one_finding_and_leaves_the_other_rows(
    cells: dict[str, str], field: str, says: str, tmp_path: Path
) -> None:
    found = loaded(tmp_path, ROW, ROW | {"mattress_id": "bad"} | cells)
    assert [bed.mattress_id for bed in found] == ["a"]
    assert [(finding.where, finding.field, finding.severity) for finding in found.findings] == [
        ("row 3", field, "severe")
    ]
    assert says in found.findings[0].text
    assert len(found.findings[0].text) < 600


def test_a_row_is_written_as_it_is_read(tmp_path: Path) -> None:
    bed = Mattress(
        "b", "B", "M", firmness=6.0, firmness_sd=0.8, layers=LAYERS, core_material="pocketvering", core_cm=14.5,
        coils_per_m2=260.0, exchangeable=False, turnable=True, hardness_n_mm=7.25, hs=5.3, compression=READING,
        measured_by="us", measured_on="2026-11",
    )  # fmt: skip
    reference = load_catalogue().mattresses
    again = loaded(tmp_path, *(cells_of(each) for each in (bed, *reference)))
    assert again.mattresses == (bed, *reference)
    assert set(cells_of(bed)) == set(COLUMNS)


def test_a_document_keeps_it_and_one_of_an_earlier_version_means_the_same() -> None:
    bed = Mattress("b", "B", "M", layers=LAYERS, compression=READING, measured_on="2026-11")
    assert read(write(bed).text) == bed
    plain = Mattress("b", "B", "M", firmness=6.0)
    assert "layers" not in write(plain).text
    assert read('{"mattress_id":"b","brand":"B","model":"M","firmness":6.0}') == plain


def test_a_change_is_told_as_the_file_writes_it() -> None:
    bed = Mattress("b", "B", "M")
    changed = compare([bed], [replace(bed, layers=LAYERS[:1], compression=READING, hs=5.0)]).changed
    assert {change.field: (change.before, change.after, change.kind) for change in changed} == {
        "layers": ("", '[{"material": "koudschuim", "cm": 4.0, "density_kg_m3": 45.0}]', "firmness"),
        "compression": (None, "50 N 21 mm, 150 N 44.5 mm, disc 200 mm", "firmness"),
        "hs": (None, 5.0, "firmness"),
    }


def test_layers_that_are_no_list_say_what_is_allowed() -> None:
    with pytest.raises(UserError, match="koudschuim"):
        read_layers("latex")
    assert read_layers("[]") == ()
    assert layers_text(()) == ""
