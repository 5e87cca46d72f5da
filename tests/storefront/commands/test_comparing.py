"""`catalog diff` and `rescore`: versions, catalogue files and feeds alike; complete answers or none; bad rows
reported.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Mattress
from database.saved import save
from database.store import Store, open_store
from database.updates import from_live, of_versions
from database.versions import import_catalogue, publish
from recommender.batch import best_beds
from recommender.person.profile import parse_profiles
from storefront.files import score_file
from storefront.files.rescore_file import SCHEMA, findings_path
from tests.equal import assert_equal
from tests.storefront.commands.command_line import run

FEED = Path(__file__).parents[2] / "catalog" / "feeds" / "samples" / "google_merchant_xml.xml"
BEDS = tuple(load_catalogue())
PEOPLE: list[dict[str, Any]] = [
    {"profile_id": "a", "weight_kg": 55, "height_cm": 165, "sex": "female", "side": 0.9, "back": 0.1},
    {"profile_id": "b", "weight_kg": 110, "height_cm": 185, "sex": "male", "side": 0.2, "back": 0.8},
    {"profile_id": "c", "weight_kg": 70, "height_cm": 198, "side": 1, "pain": "lateral_hip;neck", "size": "180x200"},
    {"profile_id": "d", "weight_kg": 82, "height_cm": 178, "side": 1, "max_price": 400, "size": "90x200"},
    {"profile_id": "e", "weight_kg": 82, "height_cm": 178, "side": 1, "alarm_signs": "yes"},
]
WRONG = {"profile_id": "=1+1", "weight_kg": 1.82, "height_cm": 178, "side": 1}
HEADER = "mattress_id,brand,model,firmness,price,currency\n"


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("MATTRESS_FIT_DATABASE_URL", f"sqlite:///{tmp_path / 'catalogue.sqlite3'}")
    opened = open_store()
    yield opened
    opened.engine.dispose()


def _updated() -> list[Mattress]:
    """The beds that ship: everybody's cheapest gone, one more expensive, one new."""
    first = str(best_beds(parse_profiles(PEOPLE[:1])[0], load_catalogue(), top=1)["mattress_id"][0])
    beds = [bed for bed in BEDS if bed.mattress_id != first]
    dearer = next(i for i, bed in enumerate(beds) if bed.price)
    beds[dearer] = replace(beds[dearer], price=(beds[dearer].price or 0) + 100, notes="<b>dearer</b>")
    return [*beds, replace(beds[0], mattress_id="new bed")]


def _two_versions(store: Store) -> tuple[int, int]:
    old = import_catalogue(store, BEDS, source="old")
    new = import_catalogue(store, _updated(), source="new")
    return old.version_id, new.version_id


def _first(rows: pd.DataFrame) -> pd.DataFrame:
    """The first choice of each person, without those who hold a role further down."""
    return rows[rows["rank"].isna() | (rows["rank"] == 1)].reset_index(drop=True)


def _people(path: Path, people: list[dict[str, Any]]) -> Path:
    frame = pd.DataFrame(people)
    frame.to_csv(path, index=False) if path.suffix == ".csv" else frame.to_parquet(path)
    return path


def test_diff_of_two_versions(capsys: pytest.CaptureFixture[str], store: Store) -> None:
    before, after = _two_versions(store)
    answer = run(capsys, "catalog", "diff", before, after, "--json")
    assert answer.code == 0, answer.err
    said = json.loads(answer.out)
    assert set(said) == {"added", "removed", "changed", "names", "effect"}
    assert set(said["names"]) == {"new bed", *said["removed"], *(change["mattress_id"] for change in said["changed"])}
    assert said["added"] == ["new bed"]
    assert len(said["removed"]) == 1
    changed = {change["field"]: change for change in said["changed"]}
    assert set(changed) == {"price", "notes"}
    assert changed["price"]["after"] == changed["price"]["before"] + 100
    effect = said["effect"]
    assert effect["people"] == 2000
    assert 0 < effect["first_choice_changed"] <= 1
    assert set(effect["never_chosen"]) < {bed.mattress_id for bed in _updated()}
    assert effect["saved"] is None


def test_diff_back_again_is_the_mirror_image(store: Store) -> None:
    before, after = _two_versions(store)
    there, back = of_versions(store, before, after), of_versions(store, after, before)
    assert there.comparison.added == back.comparison.removed
    assert {(c.field, c.before, c.after) for c in there.comparison.changed} == {
        (c.field, c.after, c.before) for c in back.comparison.changed
    }
    assert set(there.before) == set(back.after) == set(BEDS)


def test_diff_names_the_saved_fits_it_moves(capsys: pytest.CaptureFixture[str], store: Store) -> None:
    before, after = _two_versions(store)
    for person in (PEOPLE[0], {**PEOPLE[1], "alarm_signs": "no"}, {"weight_kg": "?"}):
        payload = {"profile": person, "model_version": "x", "catalog_version": "y"}
        save(store, payload, consent=True, for_statistics=True, days=3)
    saved = json.loads(run(capsys, "catalog", "diff", before, after, "--json").out)["effect"]["saved"]
    assert saved["people"] == 2
    assert saved["first_choice_changed"] >= 0.5


def test_diff_in_words(capsys: pytest.CaptureFixture[str], store: Store) -> None:
    before, after = _two_versions(store)
    out = run(capsys, "catalog", "diff", before, after).out
    assert "1 new, 1 gone, changed: 1 price, 1 other" in out
    new = next(bed for bed in _updated() if bed.mattress_id == "new bed")
    assert f"  {new.name} (new bed)" in out
    assert "2,000 bodies" in out
    same = run(capsys, "catalog", "diff", before, before).out
    assert "0 new, 0 gone, changed: nothing" in same
    assert "Another first choice: 0.0%" in same


def test_diff_of_catalogue_files_and_feeds(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text(HEADER + "a,B,Veer,5,499,EUR\nb,B,Wolk,4,599,EUR\n")
    two.write_text(HEADER.replace(",", ";") + "a;B;Veer;6;499;EUR\nc;B;Duin;7;699;EUR\n")
    said = json.loads(run(capsys, "catalog", "diff", one, two, "--json").out)
    assert (said["added"], said["removed"]) == (["c"], ["b"])
    assert said["changed"] == [{"mattress_id": "a", "field": "firmness", "before": 5.0, "after": 6.0}]
    feeds = json.loads(run(capsys, "catalog", "diff", FEED, FEED, "--json").out)
    assert (feeds["added"], feeds["removed"], feeds["changed"]) == ([], [], [])


def test_diff_says_which_rows_it_could_not_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text(HEADER + "a,B,Veer,5,499,EUR\nb,B,Wolk,99,599,EUR\n")
    answer = run(capsys, "catalog", "diff", file, file)
    assert answer.code == 1
    assert "row 3" in answer.err


@pytest.mark.parametrize("name", ["99", "nowhere.csv"])
def test_a_catalogue_that_is_not_there_is_one_clear_error(capsys: pytest.CaptureFixture[str], name: str) -> None:
    answer = run(capsys, "catalog", "diff", name, FEED)
    assert (answer.code, answer.out) == (2, "")
    assert name in answer.err


def test_without_anything_live_the_catalogue_that_ships_comes_before(store: Store) -> None:
    first = import_catalogue(store, _updated(), source="first")
    update = from_live(store, first.version_id)
    assert update.comparison.added == ("new bed",)
    publish(store, first.version_id)
    again = from_live(store, import_catalogue(store, BEDS, source="second").version_id)
    assert again.comparison.removed == ("new bed",)


# rescore -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["people.csv", "people.parquet"])
def test_rescore_lists_who_gets_another_first_choice(
    capsys: pytest.CaptureFixture[str], store: Store, tmp_path: Path, name: str
) -> None:
    before, after = _two_versions(store)
    out = tmp_path / "moved.parquet"
    answer = run(
        capsys, "rescore", "--before", before, "--after", after, "--profiles", _people(tmp_path / name, PEOPLE),
        "--out", out, "--json",
    )  # fmt: skip
    assert answer.code == 0, answer.err
    rows = pd.read_parquet(out)
    assert list(rows.columns) == ["profile_id", "before_id", "after_id", "before_fit", "after_fit", "cause"]
    update = of_versions(store, before, after)
    old, new = (_first(best_beds(parse_profiles(PEOPLE)[0], each, top=1)) for each in (update.before, update.after))
    moved = old["mattress_id"].fillna("") != new["mattress_id"].fillna("")
    assert rows["profile_id"].tolist() == old["profile_id"][moved].tolist()
    assert rows["before_id"].tolist() == old["mattress_id"][moved].tolist()
    assert_equal(rows["after_fit"], new["fit"][moved])
    assert rows["cause"][0] == "removed"
    said = json.loads(answer.out)
    assert (said["profiles"], said["rejected"], said["first_choice_changed"]) == (5, 0, len(rows))


def test_rescore_tells_bad_rows_and_names_them_by_their_number(
    capsys: pytest.CaptureFixture[str], store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(score_file, "BLOCK_ROWS", 2)
    before, after = _two_versions(store)
    profiles = _people(tmp_path / "people.csv", [*PEOPLE[:3], {**WRONG, "firmness_wish": "=HYPERLINK()"}])
    out = tmp_path / "moved.parquet"
    call = ("rescore", "--before", before, "--after", after, "--out", out, "--profiles")
    answer = run(capsys, *call, profiles)
    assert answer.code == 1
    with findings_path(out).open(newline="") as file:
        findings = list(csv.DictReader(file))
    assert {finding["where"] for finding in findings} == {"row 4"}
    assert not [cell for finding in findings for cell in finding.values() if cell.startswith("=")]
    run(capsys, *call, _people(profiles, PEOPLE))
    assert not findings_path(out).exists(), "findings of an older run are cleared away"


def test_a_failed_run_leaves_the_old_answer_and_nothing_else(
    capsys: pytest.CaptureFixture[str], store: Store, tmp_path: Path
) -> None:
    before, after = _two_versions(store)
    out, bad = tmp_path / "out" / "moved.parquet", tmp_path / "bad.csv"
    out.parent.mkdir()
    out.write_text("old answer")
    bad.write_text("weight_kg,length\n82,178\n")
    for profiles in (bad, tmp_path / "nowhere.csv", out):
        answer = run(capsys, "rescore", "--before", before, "--after", after, "--profiles", profiles, "--out", out)
        assert answer.code == 2
    assert [file.name for file in out.parent.iterdir()] == ["moved.parquet"]
    assert out.read_text() == "old answer"


@pytest.mark.parametrize("out", ["nowhere/moved.parquet", "."])
def test_a_place_that_cannot_be_written_is_one_clear_error(
    capsys: pytest.CaptureFixture[str], store: Store, tmp_path: Path, out: str
) -> None:
    before, after = _two_versions(store)
    profiles = _people(tmp_path / "people.csv", PEOPLE)
    answer = run(
        capsys, "rescore", "--before", before, "--after", after, "--profiles", profiles, "--out", tmp_path / out
    )
    assert answer.code == 2


def test_nobody_moves_when_nothing_changed(capsys: pytest.CaptureFixture[str], store: Store, tmp_path: Path) -> None:
    version, _ = _two_versions(store)
    profiles = _people(tmp_path / "people.csv", PEOPLE)
    out = tmp_path / "moved.parquet"
    answer = run(capsys, "rescore", "--before", version, "--after", version, "--profiles", profiles, "--out", out)
    assert answer.code == 0
    assert "0 whose first choice changes" in answer.out
    assert pd.read_parquet(out).empty
    assert pd.read_parquet(out).columns.tolist() == SCHEMA.names
