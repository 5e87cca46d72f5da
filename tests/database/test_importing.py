"""Files into each database: every format of feed, and a catalogue file."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from catalog.catalogue_file import REFERENCE, is_catalogue_file, load_catalogue
from catalog.errors import CatalogueError
from catalog.inspection import check_stream
from catalog.records.mattresses import mattresses
from database import saved, versions
from database.importing import import_file
from database.store import Store, open_store

FEEDS = sorted((Path(__file__).parents[1] / "catalog" / "feeds" / "samples").iterdir())


@pytest.mark.parametrize("feed", FEEDS, ids=lambda path: path.stem)
def test_a_feed_is_kept_as_it_was_read(store: Store, feed: Path) -> None:
    done = import_file(store, feed, currency="EUR")
    read = {bed.mattress_id: bed for bed in mattresses(check_stream(feed), currency="EUR")}
    assert {bed.mattress_id: bed for bed in versions.mattresses(store, done.version.version_id)} == read
    assert done.version.source == feed.name
    assert done.read.records >= done.version.mattresses > 0
    assert versions.is_whole(store, done.version.version_id)


def test_a_market_is_assumed_where_a_feed_names_none(store: Store, tmp_path: Path) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_text("sku;naam;merk;hardheid;maat;prijs;verkoopland\n1;Noord;Z;H2;90x200;5;BE\n2;Oost;Z;H3;90x200;6;\n")
    done = import_file(store, feed, markets=("NL",))
    sold = {bed.model: bed.markets for bed in versions.mattresses(store, done.version.version_id)}
    assert sold == {"Noord": ("BE",), "Oost": ("NL",)}


def test_a_catalogue_file_is_kept_as_it_is(store: Store) -> None:
    done = import_file(store, REFERENCE)
    assert versions.catalogue(store, done.version.version_id).mattresses == load_catalogue().mattresses


def test_catalogue_files_are_told_from_feeds(tmp_path: Path) -> None:
    assert is_catalogue_file(REFERENCE)
    assert not any(map(is_catalogue_file, FEEDS))
    with pytest.raises(CatalogueError, match="cannot be read"):
        is_catalogue_file(tmp_path / "none.csv")


def test_a_file_whose_name_is_no_text(store: Store, tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/feed-\xff.csv"))
    odd.write_bytes(REFERENCE.read_bytes())
    assert import_file(store, odd).version.source == "feed-?.csv"


def test_an_import_deletes_what_has_expired(store: Store) -> None:
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=40)
    saved.save(store, {}, consent=True, days=30, now=long_ago)
    import_file(store, REFERENCE)
    assert saved.purge(store).rows == 0


def test_the_database_is_not_read_as_a_feed(tmp_path: Path) -> None:
    opened = open_store(f"sqlite:///{tmp_path}/shop.sqlite3")
    for own in ("shop.sqlite3", "shop.sqlite3-wal"):
        with pytest.raises(CatalogueError, match="the database itself"):
            import_file(opened, tmp_path / own)
    opened.engine.dispose()
