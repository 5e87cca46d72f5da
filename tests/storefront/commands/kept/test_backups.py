"""`backup` and `restore`: also beside a running server, with a passphrase that is never an argument."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from database import saved, versions
from database.store import close_shared, shared_store
from storefront.commands.keeping import PASSPHRASE_VARIABLE
from tests.browser.serving import served
from tests.storefront.commands.command_line import run
from tests.storefront.test_server_beside_commands import answered, asked, command, save

PASSPHRASE = "a long enough passphrase é"
FIT = {"profile": {"weight_kg": 82.0}}


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.delenv(PASSPHRASE_VARIABLE, raising=False)
    move_to(monkeypatch, tmp_path / "shop")
    return tmp_path


def move_to(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    close_shared()
    monkeypatch.setenv("MATTRESS_FIT_DATABASE_URL", f"sqlite:///{folder}/catalogue.sqlite3")


def publish(capsys: pytest.CaptureFixture[str], folder: Path, name: str) -> int:
    feed = folder / f"{name}.csv"
    feed.write_text(f"mattress_id,brand,model,firmness,sizes\n{name},Made up,{name},5.5,90x200\n")
    version = json.loads(run(capsys, "catalog", "import", feed, "--json").out)["version"]
    assert run(capsys, "catalog", "publish", version).code == 0
    return int(version)


@pytest.mark.parametrize("way", ["plain", "file", "environment", "keyboard"])
def test_a_backup_goes_to_another_machine(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], way: str
) -> None:
    version = publish(capsys, folder, "first-bed")
    code = saved.save(shared_store(), FIT, consent=True, days=3)
    flags: list[str] = []
    if way == "file":
        (folder / "secret").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
        flags = ["--passphrase-file", str(folder / "secret")]
    elif way == "environment":
        monkeypatch.setenv(PASSPHRASE_VARIABLE, PASSPHRASE)
    elif way == "keyboard":
        monkeypatch.setattr("typer.prompt", lambda *_, **given: PASSPHRASE if given["hide_input"] else "")
    made = run(capsys, "backup", folder / "b", "--json", *flags, *(["--encrypt"] if way == "keyboard" else []))
    assert json.loads(made.out) == {
        "versions": 1,
        "live": version,
        "saved": 1,
        "advised": 0,
        "file": str(folder / "b"),
        "encrypted": way != "plain",
    }
    assert (b"first-bed" in (folder / "b").read_bytes()) == (way == "plain")
    move_to(monkeypatch, folder / "other")
    put_back = run(capsys, "restore", folder / "b", "--json", *flags)
    assert json.loads(put_back.out) == {"versions": 1, "live": version, "saved": 1, "advised": 0, "replaced": None}
    assert saved.load(shared_store(), code) == FIT


def test_what_is_replaced_is_named_and_can_be_put_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    publish(capsys, folder, "first-bed")
    assert "1 catalogue versions (version 1 live), 0 people's" in run(capsys, "backup", folder / "b").out
    publish(capsys, folder, "second-bed")
    said = run(capsys, "restore", folder / "b").out
    kept = next((folder / "shop").glob("*.replaced-*"))
    assert str(kept) in said
    assert json.loads(run(capsys, "restore", kept, "--json").out)["live"] == 2


def test_refusals_are_one_error_and_change_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "no database yet" in run(capsys, "backup", folder / "b").err
    assert not (folder / "shop").exists()
    publish(capsys, folder, "first-bed")
    monkeypatch.setenv(PASSPHRASE_VARIABLE, "short")
    answer = run(capsys, "backup", folder / "b")
    assert (answer.code, "too short" in answer.err) == (2, True)
    monkeypatch.setenv(PASSPHRASE_VARIABLE, PASSPHRASE)
    assert run(capsys, "backup", folder / "b").code == 0
    monkeypatch.setenv(PASSPHRASE_VARIABLE, PASSPHRASE + "x")
    answer = run(capsys, "restore", folder / "b")
    assert (answer.code, "this passphrase" in answer.err) == (2, True)
    assert run(capsys, "backup", folder / "first-bed.csv").code == 2
    assert run(capsys, "restore", folder / "nothing").code == 2
    assert run(capsys, "backup", folder / "c", "--passphrase-file", folder / "nothing").code == 2
    assert not (folder / "c").exists()


@pytest.mark.slow
def test_both_beside_a_running_server(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    publish(capsys, folder, "first-bed")
    close_shared()
    file = folder / "shop" / "catalogue.sqlite3"
    with served(folder, **os.environ) as address:
        assert "first-bed" in answered(address, save)
        assert command("backup", folder / "b")["saved"] == 1
        feed = folder / "second.csv"
        feed.write_text("mattress_id,brand,model,firmness,sizes\nsecond-bed,Made up,second-bed,5.5,90x200\n")
        command("catalog", "publish", command("catalog", "import", feed)["version"])
        assert "second-bed" in answered(address, save)
        assert command("restore", folder / "b")["saved"] == 2
        shown = answered(address, save)
        assert "first-bed" in shown
        assert "second-bed" not in shown
        assert asked(file, "PRAGMA integrity_check") == "ok"
        assert asked(file, "SELECT count(*) FROM saved") == "3"
    assert versions.live(shared_store()) == versions.version(shared_store(), 1)
