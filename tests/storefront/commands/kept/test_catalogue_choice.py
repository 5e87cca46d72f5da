"""`--catalog`: what is live by default, a version's number, or a file; and the answer says which it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.catalogue_file import REFERENCE
from database.place import URL_VARIABLE
from tests.storefront.commands.command_line import run

PERSON = ("--weight-kg", 82, "--height-cm", 178, "--side", 1)
FEED = (
    "sku;naam;merk;maat;hardheid;prijs\n1;Noord matras;Zeis;90x200;{};599 EUR\n2;Oost matras;Zeis;90x200;H2;499 EUR\n"
)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """Two versions, of which the first is live."""
    monkeypatch.setenv(URL_VARIABLE, f"sqlite:///{tmp_path}/shop.sqlite3")
    for grade in ("H3", "H4"):
        (tmp_path / f"{grade}.csv").write_text(FEED.format(grade), encoding="utf-8")
        run(capsys, "catalog", "import", tmp_path / f"{grade}.csv")
    run(capsys, "catalog", "publish", 1)
    return tmp_path


def _beds(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[dict[str, object], set[str]]:
    said = json.loads(run(capsys, "recommend", *PERSON, *words, "--json").out)
    return said["catalogue"], {bed["mattress_id"] for bed in said["picks"]}


def test_the_live_catalogue_is_the_default(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in ((), ("--catalog", "live")):
        which, beds = _beds(capsys, *words)
        assert (which["version"], which["live"], which["source"]) == (1, True, "H3.csv")
        assert beds <= {"zeis--noord--h3", "zeis--oost--h2"} and beds
    text = run(capsys, "recommend", *PERSON).out
    assert "version 1 (H3.csv), which is live" in text
    assert "versie 1 (H3.csv), die live staat" in run(capsys, "recommend", *PERSON, "--lang", "nl").out


def test_a_version_and_a_file_by_name(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    which, beds = _beds(capsys, "--catalog", 2)
    assert (which["version"], which["live"]) == (2, False) and beds <= {"zeis--noord--h4", "zeis--oost--h2"}
    which, beds = _beds(capsys, "--catalog", REFERENCE)
    assert (which["version"], which["source"]) == (None, REFERENCE.name) and not any("zeis" in bed for bed in beds)
    which, beds = _beds(capsys, "--catalog", shop / "H4.csv")
    assert which["source"] == "H4.csv" and beds and beds <= {"zeis--noord--h4", "zeis--oost--h2"}
    lying = run(capsys, "lie", *PERSON[:4], "--position", "side", "--mattress", "zeis--noord--h3")
    assert lying.code == 0


def test_many_people_are_scored_on_the_live_catalogue(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "people.csv").write_text("profile_id,weight_kg,height_cm,side\na,82,178,1\n")
    answer = run(capsys, "score", shop / "people.csv", "--out", shop / "out.parquet", "--json")
    assert json.loads(answer.out)["catalogue"]["version"] == 1
    answer = run(capsys, "score", shop / "people.csv", "--out", shop / "out.parquet", "--catalog", 2)
    assert "Catalogue: version 2 from H4.csv" in answer.out


def test_without_a_database_it_is_the_list_that_ships(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(URL_VARIABLE, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    which, _ = _beds(capsys)
    assert (which["version"], which["source"]) == (None, REFERENCE.name)
    refused = run(capsys, "recommend", *PERSON, "--catalog", "live")
    assert refused.code == 2 and "no version is live" in refused.err
    refused = run(capsys, "recommend", *PERSON, "--catalog", "none.csv")
    assert refused.code == 2 and "none.csv" in refused.err
