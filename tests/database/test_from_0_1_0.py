"""A database that version 0.1.0 made opens and means the same: versions, what is live, and what people saved."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path

import pytest
import sqlalchemy as sa

from database import saved, tables, versions
from database.schema import REVISION, revision
from database.store import Store, open_store

MADE = Path(__file__).parent / "data" / "made_by_0_1_0.sqlite3.gz"
SAVED_AT = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)

# What version 0.1.0 said of it.
CHECKSUMS = {
    1: "fa5940c11fffbc1d1d0ad6b7e5c5952d152323b13212e4344d7542063c1c7b58",
    2: "64b812c7a073cdeb12c76ac23a85c939eb920ccaaafe4eb9249fcc08b64e77e6",
    3: "6ffa6e1e7446c477cf16f31e8919572bacb8b75b7d138ba16bd4438454d85118",
}
BEDS = {1: ["ameland-90", "texel-h2"], 2: ["ameland-90", "texel-h2", "vlieland"], 3: ["vlieland"]}
CODES = {
    "GQJX-1SPA-YVRD-MGK0": {
        "profile": {"weight_kg": 82, "height_cm": 178, "side": 0.6, "back": 0.4, "pain": ["neck"]},
        "answers": {"weight_kg": 82.0, "height_cm": 178.0},
        "picks": ["texel-h2"],
        "model_version": "1",
        "catalog_version": "ab12",
    },
    "0D48-Y8P4-HC13-8JZW": {
        "profile": {"weight_kg": 60, "height_cm": 165, "side": 1},
        "answers": {"weight_kg": 60.0},
        "picks": [],
        "model_version": "1",
        "catalog_version": "ab12",
        "diary": {"kind": "bed", "entries": []},
    },
}


@pytest.fixture
def old(tmp_path: Path) -> Store:
    (tmp_path / "shop.sqlite3").write_bytes(gzip.decompress(MADE.read_bytes()))
    return open_store(f"sqlite:///{tmp_path}/shop.sqlite3")


def test_it_is_brought_to_the_newest_tables(old: Store) -> None:
    with old.reading() as connection:
        assert revision(connection) == REVISION
        assert len(connection.execute(sa.select(tables.installation)).all()) == 1


def test_versions_mean_the_same(old: Store) -> None:
    assert {each.version_id: each.checksum for each in versions.versions(old)} == CHECKSUMS
    assert all(versions.is_whole(old, version_id) for version_id in CHECKSUMS)
    assert {i: [bed.mattress_id for bed in versions.mattresses(old, i)] for i in BEDS} == BEDS
    bed = next(versions.mattresses(old, 2))
    assert (bed.firmness, bed.price, bed.currency, bed.source_date) == (5.5, 501.0, "EUR", "2026-10-02")


def test_the_same_is_live_and_lies_before_it(old: Store) -> None:
    now = versions.live(old)
    assert now is not None
    assert (now.version_id, now.source, now.source_date) == (2, "feed2.csv", "2026-10-02")
    assert versions.rollback(old).version_id == 1
    assert versions.import_catalogue(old, versions.mattresses(old, 1), source="again").version_id == 4


def test_codes_open_what_was_saved_and_nobody_agreed_to_be_counted(old: Store) -> None:
    assert {code: saved.load(old, code, now=SAVED_AT) for code in CODES} == CODES
    assert list(saved.payloads_for_statistics(old, now=SAVED_AT)) == []
    assert saved.purge(old, now=SAVED_AT + dt.timedelta(days=29)).rows == 0
    assert saved.purge(old, now=SAVED_AT + dt.timedelta(days=30)).rows == 2
