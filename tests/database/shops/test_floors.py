"""Lists of floors in the database: a shop's is replaced as a whole, another shop's stays, a backup brings them back."""

from __future__ import annotations

from pathlib import Path

from catalog.selling.floor import Floor, FloorRow
from database.backup import back_up, restore
from database.shops import floors
from database.store import Store, open_store

UTRECHT = Floor("Utrecht", (FloorRow("one", (90.0, 200.0), 2, 649.0, "EUR", True), FloorRow("two")), "2026-11-30")
GENT = Floor("Gent", (FloorRow("one", None, 0, on_floor=False),), "2026-11-29")


def test_a_list_is_read_back_as_it_was_put(store: Store) -> None:
    assert floors.stamps(store) == ()
    floors.put(store, [UTRECHT, GENT])
    assert [shop for shop, _ in floors.stamps(store)] == ["Gent", "Utrecht"]
    assert floors.floor(store, "Utrecht") == UTRECHT
    assert floors.floor(store, "Gent") == GENT
    assert floors.floor(store, "Brugge") is None


def test_a_new_list_replaces_that_shop_alone(store: Store) -> None:
    floors.put(store, [UTRECHT, GENT])
    before = dict(floors.stamps(store))
    new = Floor("Utrecht", (FloorRow("two", on_floor=True),), "2026-12-01")
    floors.put(store, [new])
    after = dict(floors.stamps(store))
    assert floors.floor(store, "Utrecht") == new
    assert after["Gent"] == before["Gent"]
    assert after["Utrecht"] > before["Utrecht"]


def test_a_shop_is_forgotten(store: Store) -> None:
    floors.put(store, [UTRECHT])
    assert floors.remove(store, "Utrecht")
    assert not floors.remove(store, "Utrecht")
    assert floors.stamps(store) == ()


def test_a_backup_brings_lists_back_and_leaves_newer_ones(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/kept.sqlite3")
    floors.put(store, [UTRECHT, GENT])
    back_up(store, tmp_path / "backup")
    new = Floor("Utrecht", (FloorRow("two", on_floor=True),), "2026-12-01")
    floors.put(store, [new])
    floors.remove(store, "Gent")
    restore(store, tmp_path / "backup")
    assert floors.floor(store, "Utrecht") == new
    assert floors.floor(store, "Gent") == GENT
