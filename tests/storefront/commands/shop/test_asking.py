"""`catalog ask`: a sheet by supplier, which an import reads back with what was filled in."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Mattress
from database.store import URL_VARIABLE, shared_store
from database.versions import catalogue, import_catalogue, publish, versions
from recommender.ranking.missing_facts import Missing, missing_of
from storefront.commands.shop.asking import by_supplier, sheet
from tests.storefront.commands.command_line import run


@pytest.fixture(autouse=True)
def _database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL_VARIABLE, f"sqlite:///{tmp_path}/shop.sqlite3")


def test_a_filled_in_sheet_is_imported_as_the_catalogue_with_the_answers(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    beds = load_catalogue().mattresses[:40]
    publish(shared_store(), import_catalogue(shared_store(), beds, source="shop.csv").version_id)
    out = tmp_path / "ask.csv"
    answer = run(capsys, "catalog", "ask", "--catalog", "live", "--out", out)
    assert answer.code == 0, answer.err
    assert f"catalog import {out}" in answer.err
    with out.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["mattress_id"]: set(row["missing"].split()) for row in rows} == {
        bed.mattress_id: set(missing_of(bed)) for bed in beds
    }
    asked = next(row for row in rows if "weight_limit" in row["missing"])
    asked["weight_max_kg"] = "125"
    with out.open("w", newline="") as stream:
        table = csv.DictWriter(stream, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    assert run(capsys, "catalog", "import", out).code == 0
    read = catalogue(shared_store(), versions(shared_store())[-1].version_id)
    expected = {
        bed.mattress_id: replace(bed, weight_max_kg=125.0) if bed.mattress_id == asked["mattress_id"] else bed
        for bed in beds
    }
    assert {bed.mattress_id: bed for bed in read} == expected


def test_the_brand_of_the_most_telling_fact_comes_first_and_its_beds_together() -> None:
    beds = {name: Mattress(name, brand, name) for name, brand in (("a", "X"), ("b", "Y"), ("c", "X"), ("d", "Y"))}
    worth = {"a": 0.1, "b": 0.9, "c": 0.5, "d": 0.0}
    found = by_supplier([Missing(bed, 0.1, {"layers": worth[name]}) for name, bed in beds.items()])
    assert [each.mattress.mattress_id for each in found] == ["b", "d", "c", "a"]


def test_a_cell_runs_no_formula_and_nothing_gives_a_header() -> None:
    text = sheet([Missing(Mattress("a", "=1+1", "m"), 0.0, {"zones": 0.2, "layers": 0.3})])
    (row,) = csv.DictReader(text.splitlines())
    assert (row["missing"], row["worth_points"], row["brand"]) == ("layers zones", "0.30", "'=1+1")
    assert sheet([]) == "missing,worth_points\n"
