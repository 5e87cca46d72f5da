"""`lie`: the contract's shape, and the simulated bed is the requested one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.catalogue_file import load_catalogue
from catalog.firmness import hardness_from_firmness
from recommender.mechanics.bed import as_listed
from recommender.mechanics.picture import as_json
from recommender.mechanics.rest import lay
from recommender.person.anthropometry import fill
from recommender.person.profile import parse_profile
from tests.storefront.commands.command_line import run

BODY = ("--weight-kg", 82, "--height-cm", 178, "--sex", "male")
ZONES = ["head", "shoulder", "lumbar", "pelvis", "thigh", "lower_leg"]


def _lie(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, Any]:
    answer = run(capsys, "lie", *BODY, *words, "--json")
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


@pytest.mark.parametrize("position", ["side", "back", "stomach"])
def test_the_contract(capsys: pytest.CaptureFixture[str], position: str) -> None:
    lying = _lie(capsys, "--position", position, "--firmness", 5.5)
    assert lying["position"] == position
    assert set(lying["spine"]) == {"tilt_deg", "waist_sag_mm", "lumbar_angle_change_deg", "rms_mm"}
    assert list(lying["zones"]) == ZONES
    assert sum(zone["force_share"] for zone in lying["zones"].values()) == pytest.approx(1, abs=0.01)
    assert lying["pressure"]["peak_kpa"] >= lying["pressure"]["mean_kpa"] > 0
    assert set(lying["immersion_mm"]) == {"shoulder", "waist", "hip"}
    assert len({len(line) for line in lying["line"].values()}) == 1
    assert all(caution.keys() == {"key", "text"} for caution in lying["cautions"])


def test_firmness_and_hardness_name_the_same_bed(capsys: pytest.CaptureFixture[str]) -> None:
    hardness = float(hardness_from_firmness(5.5))
    by_hardness = _lie(capsys, "--position", "side", "--hardness-n-mm", hardness)
    assert by_hardness == _lie(capsys, "--position", "side", "--firmness", 5.5)


def test_a_bed_of_the_catalogue_is_laid_as_its_record_says(capsys: pytest.CaptureFixture[str]) -> None:
    bed = next(m for m in load_catalogue(None) if m.firmness is not None and not m.zones)
    listed = _lie(capsys, "--position", "back", "--mattress", bed.mattress_id)
    body = parse_profile({"weight_kg": 82, "height_cm": 178, "sex": "male", "back": 1})
    known = as_json(lay(fill([body]), "back", as_listed(bed, 178.0)))
    assert listed["spine"] == pytest.approx(known["spine"])
    assert listed["immersion_mm"] == pytest.approx(known["immersion_mm"])


def test_a_deep_comfort_layer_spares_the_hip(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Two records of one firmness: a stated layer of 2 and of 9 cm, of a foam that does not lock under him."""
    row = "{0},Merk,{0},6,1-10,cold_foam,koudschuim,{1},6,koudschuim,14\n"
    file = tmp_path / "beds.csv"
    columns = "mattress_id,brand,model,firmness,firmness_scale,type,layer_1_material,layer_1_cm,layer_1_hardness_kpa"
    rows = row.format("thin", 2) + row.format("deep", 9)
    file.write_text(f"{columns},layer_2_material,layer_2_cm\n{rows}", encoding="utf-8")
    peaks = [
        _lie(capsys, "--position", "side", "--mattress", name, "--catalog", file)["zones"]["pelvis"]["peak_kpa"]
        for name in ("thin", "deep")
    ]
    assert peaks[1] < peaks[0] - 0.1


def test_a_softer_shoulder_zone_lets_the_shoulder_in(capsys: pytest.CaptureFixture[str]) -> None:
    bed = ("--position", "side", "--firmness", 5.5)
    even, zoned = _lie(capsys, *bed), _lie(capsys, *bed, "--zones", "shoulder=0.7")
    assert zoned["immersion_mm"]["shoulder"] > even["immersion_mm"]["shoulder"] + 2


@pytest.mark.parametrize(("lang", "word"), [("nl", "bekken"), ("en", "pelvis")])
def test_a_reader_gets_words(capsys: pytest.CaptureFixture[str], lang: str, word: str) -> None:
    answer = run(capsys, "lie", *BODY, "--position", "side", "--firmness", 5, "--lang", lang)
    assert answer.code == 0
    assert word in answer.out


def test_a_bed_of_unknown_firmness_cannot_be_lain_on(capsys: pytest.CaptureFixture[str]) -> None:
    bed = next(m for m in load_catalogue(None) if m.firmness is None)
    answer = run(capsys, "lie", *BODY, "--position", "side", "--mattress", bed.mattress_id)
    assert answer.code == 2
    assert "not known" in answer.err
