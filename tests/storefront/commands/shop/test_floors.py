"""`shop floor`, `shop list`, `shop remove`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.catalogue_file import load_catalogue
from database.shops import floors
from database.store import Store, shared_store
from tests.storefront.commands.command_line import run

IDS = [bed.mattress_id for bed in load_catalogue()][:2]


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Store:
    monkeypatch.setenv("MATTRESS_FIT_DATABASE_URL", f"sqlite:///{tmp_path}/kept.sqlite3")
    return shared_store()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two shops, as a spreadsheet in the Netherlands saves them."""
    rows = [
        "shop;mattress_id;size;stock;price;on_floor",
        f"Utrecht;{IDS[0]};90x200;2;649,00;ja",
        f"Utrecht;{IDS[1]};90x200;0;;nee",
        f"Gent;{IDS[0]};;;;ja",
    ]
    path = tmp_path / "floor.csv"
    path.write_text("\n".join(rows), encoding="utf-8-sig")
    return path


def test_a_list_of_two_shops_is_kept_and_listed(store: Store, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(run(capsys, "shop", "floor", file, "--date", "2026-11-30", "--json").out)
    assert told["kept"] and told["findings"] == []
    assert told["shops"][0] == {"shop": "Utrecht", "day": "2026-11-30", "beds": 2, "on_floor": 1, "in_stock": 1}
    assert run(capsys, "shop", "list").out.splitlines()[0].startswith("Gent (2026-11-30): 1 beds, 1 on the floor")
    assert run(capsys, "shop", "remove", "Gent").code == 0
    assert [shop for shop, _ in floors.stamps(store)] == ["Utrecht"]
    assert run(capsys, "shop", "remove", "Gent").code == 2


def test_checking_keeps_nothing(store: Store, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "shop", "floor", file, "--check").code == 0
    assert floors.stamps(store) == ()


def test_a_bad_row_is_told_with_its_place_and_the_others_are_kept(
    store: Store, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(file.read_text(encoding="utf-8-sig").replace(";2;649,00", ";two;649,00"), encoding="utf-8")
    done = run(capsys, "shop", "floor", file)
    assert done.code == 1
    assert "row 2, stock" in done.err and "whole number" in done.err
    kept = floors.floor(store, "Utrecht")
    assert kept is not None and [row.mattress_id for row in kept.rows] == [IDS[1]]


@pytest.mark.parametrize("content", ["shop,size\nU,90x200\n", "", "\0\0"])
def test_a_file_without_the_columns_is_one_clear_error(
    store: Store, file: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    file.write_text(content, encoding="utf-8")
    done = run(capsys, "shop", "floor", file)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert floors.stamps(store) == ()
