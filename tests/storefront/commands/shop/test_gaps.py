"""`catalog gaps`: what the contract names, for a version, a file or a feed, and in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.catalogue_file import REFERENCE, load_catalogue
from database.saved import save
from database.store import URL_VARIABLE, shared_store
from tests.storefront.commands.command_line import run

HEADER = "mattress_id,brand,model,firmness,firmness_sd,type\n"


@pytest.fixture(autouse=True)
def _database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL_VARIABLE, f"sqlite:///{tmp_path}/shop.sqlite3")


@pytest.fixture
def boards(tmp_path: Path) -> Path:
    file = tmp_path / "boards.csv"
    file.write_text(HEADER + "a,Huis,Plank,8,0.6,cold_foam\nb,Huis,Bord,9,0.6,cold_foam\n")
    return file


def test_json_holds_what_the_contract_names(capsys: pytest.CaptureFixture[str], boards: Path) -> None:
    answer = run(capsys, "catalog", "gaps", "--catalog", boards, "--people", 60, "--json")
    assert answer.code == 0, answer.err
    said = json.loads(answer.out)
    assert 0 < said["served"] < 1
    assert {bed["mattress_id"] for bed in said["beds"]} == {"a", "b"}
    gap = said["gaps"][0]
    assert set(gap) == {"share", "specification", "size", "max_price"}
    assert 0 < gap["share"] <= 1
    assert gap["specification"]["firmness"]["word"] in ("soft", "medium-soft", "medium", "medium-firm", "firm")
    assert (gap["size"], gap["max_price"], said["saved"]) == (None, None, None)


def test_it_is_said_in_words(capsys: pytest.CaptureFixture[str], boards: Path) -> None:
    out = run(capsys, "catalog", "gaps", "--catalog", boards, "--people", 60).out
    assert "boards.csv: 2 mattresses" in out
    assert "60 bodies of the population" in out
    assert "What is missing" in out


def test_without_a_version_it_is_the_catalogue_that_ships(capsys: pytest.CaptureFixture[str]) -> None:
    said = json.loads(run(capsys, "catalog", "gaps", "--people", 40, "--json").out)
    assert said["catalogue"]["source"] == REFERENCE.name
    assert len(said["beds"]) == sum(bed.firmness is not None for bed in load_catalogue())


def test_saved_fits_are_counted_where_that_was_agreed(capsys: pytest.CaptureFixture[str], boards: Path) -> None:
    for agreed in (True, False):
        profile = {"weight_kg": 80, "height_cm": 180, "side": 1, "size": "180x200", "max_price": 900}
        payload = {"profile": profile, "model_version": "x", "catalog_version": "y"}
        save(shared_store(), payload, consent=True, for_statistics=agreed, days=3)
    said = json.loads(run(capsys, "catalog", "gaps", "--catalog", boards, "--people", 10, "--json").out)
    assert said["saved"]["people"] == 1
    assert {(gap["size"], gap["max_price"]) for gap in said["saved"]["gaps"]} <= {("180x200", 900.0)}


def test_what_is_missing_is_said_in_one_language(capsys: pytest.CaptureFixture[str], boards: Path) -> None:
    out = run(capsys, "catalog", "gaps", "--catalog", boards, "--people", 60, "--lang", "nl").out
    assert "Maximumgewicht: minstens" in out and "carries" not in out
