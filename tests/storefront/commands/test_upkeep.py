"""`doctor`, `app` and `catalog check`: the right call is made, and errors are one message."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from recommender.errors import ModelError
from recommender.scoring import scoring_model
from storefront.settings import settings
from tests.storefront.commands.command_line import run

FEED = (
    "id,title,brand,size,price,availability,product type\n"
    "1,Rest 90x200 H3 mattress,Rest,90x200,599.00 EUR,in stock,Mattress\n"
    "2,Rest 90x200 H2 mattress,Rest,90x200,0.00 EUR,in stock,Mattress\n"
)


@pytest.fixture
def own_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A copy of the model, used in place of the one that ships, that a test may damage."""
    folder = tmp_path / "models"
    shutil.copytree(scoring_model.MODEL_DIR, folder)
    monkeypatch.setattr(scoring_model, "MODEL_DIR", folder)
    return folder


def test_doctor_names_model_and_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(capsys, "doctor", "--json")
    assert answer.code == 0
    said = json.loads(answer.out)
    assert len(said["model"]["sha256"]) == 64
    assert said["catalogue"]["mattresses"] >= 120
    assert said["libraries"]["scikit-learn"].startswith("1.9")
    assert "sha256" in run(capsys, "doctor").out


def test_doctor_warns_where_nobody_answers_for_peoples_data(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.cache_clear()
    answer = run(capsys, "doctor", "--json")
    assert answer.code == 0  # a warning: an installation for oneself needs no controller
    assert "docs/shop.md" in json.loads(answer.out)["privacy"]["warning"]
    shop = tmp_path / "shop.toml"
    monkeypatch.setenv("MATTRESS_FIT_SHOP", str(shop))
    shop.write_text('[privacy]\ncontroller = "Slaaphuis"\naddress = "Utrecht"\nemail = "a@b.example"\n')
    settings.cache_clear()
    said = json.loads(run(capsys, "doctor", "--json").out)["privacy"]
    assert said == {"controller": "Slaaphuis", "email": "a@b.example", "authority": None}
    shop.write_text('[privacy]\ncontroller = "Slaaphuis"\n')
    answer = run(capsys, "doctor", "--json")
    assert answer.code == 1
    assert "privacy.address" in json.loads(answer.out)["privacy"]["error"]
    settings.cache_clear()


def test_a_model_tampered_with_is_one_clear_error(capsys: pytest.CaptureFixture[str], own_model: Path) -> None:
    (own_model / scoring_model.MODEL_FILE).write_bytes(b"not the model")
    answer = run(capsys, "recommend", "--weight-kg", 82, "--height-cm", 178, "--side", 1, "--json")
    assert (answer.code, answer.out) == (2, "")
    assert "mattress-fit train" in answer.err
    people = own_model / "people.csv"
    people.write_text("weight_kg,height_cm,side\n82,178,1\n")
    assert run(capsys, "score", people, "--out", own_model / "out.parquet").code == 2
    assert not list(own_model.glob("out*"))
    sick = run(capsys, "doctor", "--json")
    assert sick.code == 1
    assert "mattress-fit train" in json.loads(sick.out)["model"]["error"]


def test_a_missing_model_is_one_clear_error(capsys: pytest.CaptureFixture[str], own_model: Path) -> None:
    (own_model / scoring_model.MODEL_FILE).unlink()
    with pytest.raises(ModelError, match="mattress-fit train"):
        scoring_model.load_model()
    assert run(capsys, "recommend", "--weight-kg", 82, "--height-cm", 178, "--side", 1).code == 2


def test_doctor_names_an_unreadable_catalogue(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answer = run(capsys, "doctor", "--catalog", tmp_path / "none.csv", "--json")
    assert answer.code == 1
    assert "none.csv" in json.loads(answer.out)["catalogue"]["error"]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What Streamlit was asked to serve, and with which catalogue."""
    from streamlit.web import cli

    asked: dict[str, Any] = {}

    def serve(words: list[str]) -> None:
        asked.update(words=words, catalog=os.environ.get("MATTRESS_FIT_CATALOG"))

    monkeypatch.setattr(cli, "main", serve)
    monkeypatch.setenv("MATTRESS_FIT_CATALOG", "")
    return asked


def test_app_serves_the_page_map_with_its_settings(capsys: pytest.CaptureFixture[str], served: dict[str, Any]) -> None:
    assert run(capsys, "app").code == 0
    verb, page, *flags = served["words"]
    assert (verb, Path(page).name) == ("run", "app.py")
    assert "--server.port=8501" in flags
    ours = {"--browser.gatherUsageStats=false", "--client.showErrorDetails=none", "--client.toolbarMode=minimal"}
    assert ours < set(flags)


def test_app_is_reached_from_this_machine_alone_and_warns_where_it_is_not(
    capsys: pytest.CaptureFixture[str], served: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.cache_clear()
    for host, warns in (("", False), ("::1", False), ("localhost", False), ("0.0.0.0", True), ("shop.lan", True)):
        answer = run(capsys, "app", *(("--host", host) if host else ()))
        assert answer.code == 0
        assert f"--server.address={host or '127.0.0.1'}" in served["words"]
        assert ("without encryption" in answer.err) is warns
    monkeypatch.setenv("MATTRESS_FIT_TRUSTED_PROXIES", "192.0.2.1")
    settings.cache_clear()
    assert run(capsys, "app", "--host", "0.0.0.0").err == ""
    settings.cache_clear()


def test_app_takes_another_catalogue_and_port(
    capsys: pytest.CaptureFixture[str], served: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "beds.csv"
    file.write_text("mattress_id,brand,model,firmness\na,A,One,5.5\n")
    run(capsys, "app", "--catalog", file, "--port", 9000)
    assert "--server.port=9000" in served["words"]
    assert served["catalog"] == str(file)


def test_app_refuses_an_unreadable_catalogue(
    capsys: pytest.CaptureFixture[str], served: dict[str, Any], tmp_path: Path
) -> None:
    assert run(capsys, "app", "--catalog", tmp_path / "none.csv").code == 2
    assert served == {}


def test_catalog_check_reports_and_says_what_was_rejected(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    feed, table = tmp_path / "feed.csv", tmp_path / "findings.csv"
    feed.write_text(FEED)
    answer = run(capsys, "catalog", "check", feed, "--json", "--csv", table)
    assert answer.code == 1
    said = json.loads(answer.out)
    assert said["summary"] == {"read": 2, "kept": 1, "rejected": 1}
    assert [record["keep"] for record in said["records"]] == [True, False]
    assert "zero_price" in table.read_text()
    assert "zero_price" in run(capsys, "catalog", "check", feed).out


def test_catalog_check_of_something_else(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear shop,")
    assert run(capsys, "catalog", "check", file).code == 2
