"""`catalog press`: the figures of the engine, sentences with the same figures, and columns that a catalogue reads."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from pathlib import Path

import pytest

from catalog.catalogue_file import load_catalogue
from catalog.mattress import CompressionReading
from recommender.ranking.press_kit import pressed_bed
from tests.storefront.commands.command_line import run

READING = CompressionReading(98.1, 392.4, 42.0, 128.0, 200.0)
TYPED = (*("--light-n", 98.1, "--light-mm", 42, "--heavy-n", 392.4, "--heavy-mm", 128), *("--disc-mm", 200))
BY = ("--measured-by", "=An", "--measured-on", "2026-11-28")


def test_json_has_the_figures_and_the_columns(capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(capsys, "catalog", "press", *TYPED, *BY, "--type", "pocket_spring", "--json")
    assert answer.code == 0, answer.err
    told = json.loads(answer.out)
    columns = told.pop("columns")
    assert told == pytest.approx(asdict(pressed_bed(READING, "pocket_spring")))
    assert columns["compression_heavy_mm"] == "128"
    assert columns["measured_on"] == "2026-11-28"


def test_the_printed_columns_make_a_row_that_a_catalogue_reads(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lines = run(capsys, "catalog", "press", *TYPED, *BY).out.splitlines()[-2:]
    (cells,) = csv.DictReader(io.StringIO("\n".join(lines)))
    path = tmp_path / "measured.csv"
    row = {"mattress_id": "m1", "brand": "B", "model": "M", "firmness": "", "type": "pocket_spring", **cells}
    with path.open("w", newline="") as file:
        table = csv.DictWriter(file, row)
        table.writeheader()
        table.writerow(row)
    (bed,) = load_catalogue(path)
    assert bed.compression == READING
    assert (bed.measured_by, bed.measured_on) == ("=An", "2026-11-28")


@pytest.mark.parametrize(("lang", "hardness"), [("nl", "6,3 N/mm"), ("en", "6.3 N/mm")])
def test_the_sentences_tell_the_figures(capsys: pytest.CaptureFixture[str], lang: str, hardness: str) -> None:
    found = pressed_bed(READING, "pocket_spring")
    out = run(capsys, "catalog", "press", *TYPED, "--type", "pocket_spring", "--lang", lang).out
    assert f"{found.hardness_n_mm:.1f}" == "6.3"
    assert hardness in out
    assert found.comfort_share is not None
    assert f"{found.comfort_share:.0%}" in out
    assert f"{found.firmness:.1f}".replace(".", "," if lang == "nl" else ".") in out


def test_a_light_heavy_load_says_that_it_tells_nothing_of_the_top_layer(capsys: pytest.CaptureFixture[str]) -> None:
    typed = ("--light-n", 50, "--light-mm", 20, "--heavy-n", 150, "--heavy-mm", 60, "--disc-mm", 200)
    out = run(capsys, "catalog", "press", *typed).out
    assert "says nothing about the comfort layer" in out
    assert "%" not in out


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("--heavy-mm", 40), "the heavy load does not sink deeper"),
        (("--light-n", 300), "at most 188 N on a disc of 200 mm"),
        (("--disc-mm", 20), "50"),
        (("--type", "straw"), "pocket_spring"),
        (("--measured-on", "yesterday"), "2026-11-30"),
    ],
)
def test_a_reading_that_cannot_be_is_one_clear_line(
    capsys: pytest.CaptureFixture[str], typed: tuple[str, object], said: str
) -> None:
    answer = run(capsys, "catalog", "press", *TYPED, *typed)
    assert answer.code == 2
    assert said in answer.err
    assert len(answer.err.strip().splitlines()) == 1
