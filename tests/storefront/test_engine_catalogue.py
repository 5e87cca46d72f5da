"""Which catalogue the pages show: a file, the live version of a database, or the one that ships."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Mattress
from database import versions
from database.errors import StoreError
from database.store import URL_VARIABLE, close_shared, open_store
from storefront import engine
from storefront.settings import settings

BED = Mattress("a", "A", "One", firmness=5.5, firmness_sd=1.0)


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A database that is configured and does not exist yet; nothing is cached from other tests."""
    file = tmp_path / "catalogue.sqlite3"
    monkeypatch.setenv(URL_VARIABLE, f"sqlite:///{file}")
    _forget()
    yield file
    _forget()


def _forget() -> None:
    settings.cache_clear()
    st.cache_resource.clear()


def publish(*beds: Mattress) -> str:
    store = open_store()
    new = versions.import_catalogue(store, beds, source="x", source_date="2026-11-01")
    versions.publish(store, new.version_id)
    return new.content


def test_what_ships_is_shown_until_something_is_published() -> None:
    assert engine.catalogue().version == load_catalogue().version
    versions.import_catalogue(open_store(), [BED], source="x")
    assert engine.catalogue().version == load_catalogue().version


def test_what_is_published_is_shown_at_once_and_read_once() -> None:
    engine.catalogue()
    content = publish(BED)
    shown = engine.catalogue()
    assert (shown.version, shown.mattresses, shown.source_date) == (content, (BED,), "2026-11-01")
    assert engine.catalogue() is shown
    dearer = replace(BED, price=10.0, currency="EUR")
    publish(dearer)
    assert engine.catalogue().mattresses == (dearer,)
    versions.rollback(open_store())
    assert engine.catalogue() is shown


def test_without_a_database_what_ships_is_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(URL_VARIABLE)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert engine.catalogue().version == load_catalogue().version
    assert list(tmp_path.iterdir()) == []
    content = publish(BED)
    assert engine.catalogue().version == content


def test_a_file_goes_before_the_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    publish(BED)
    file = tmp_path / "beds.csv"
    file.write_text("mattress_id,brand,model,firmness\nb,B,Two,4\n")
    monkeypatch.setenv("MATTRESS_FIT_CATALOG", str(file))
    assert [bed.mattress_id for bed in engine.catalogue()] == ["b"]


def test_what_was_shown_stays_while_the_database_does_not_answer(database: Path) -> None:
    publish(BED)
    shown = engine.catalogue()
    close_shared()
    content = database.read_bytes()
    database.write_bytes(b"damaged" * 1000)
    assert engine.catalogue() is shown
    database.write_bytes(content)
    assert engine.catalogue() is shown


def test_a_server_that_starts_without_its_database_says_so(database: Path) -> None:
    database.write_bytes(b"damaged" * 1000)
    with pytest.raises(StoreError, match="did not answer"):
        engine.catalogue()
