"""Catalogue versions: complete or absent, immutable, and one pointer that publishing moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from catalog.comparison import compare
from catalog.errors import UserError
from catalog.mattress import Mattress
from database import tables, versions
from database.errors import StoreError
from database.store import Store
from database.versions import Version
from tests.database.made_up_catalogue import beds

N = versions.BATCH + 17  # more than one block, and the last one not full


def imported(store: Store, n: int = 5, edition: int = 0) -> Version:
    return versions.import_catalogue(store, beds(n, edition), source=f"edition {edition}")


def rows(store: Store, table: sa.Table) -> int:
    with store.reading() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def test_what_is_imported_comes_back_in_order(store: Store) -> None:
    told: list[int] = []
    findings: Counter[str] = Counter()

    def counting() -> Iterator[Mattress]:
        yield from beds(N)
        findings["missing_gtin"] = 3

    new = versions.import_catalogue(
        store, counting(), source="shop.xml", source_date="2026-11-01", findings=findings, progress=told.append
    )
    assert list(versions.mattresses(store, new.version_id)) == list(beds(N))
    assert (new.mattresses, new.source, new.source_date) == (N, "shop.xml", "2026-11-01")
    assert new.findings == {"missing_gtin": 3}
    assert told == [versions.BATCH, N]
    assert versions.is_whole(store, new.version_id)
    assert versions.versions(store) == [new]


def test_the_latest_day_a_mattress_states_is_that_of_the_version(store: Store) -> None:
    dated = (replace(bed, source_date=f"2026-0{i + 1}-01") for i, bed in enumerate(beds(3)))
    assert versions.import_catalogue(store, dated, source="x", source_date="2026-11-01").source_date == "2026-03-01"


def test_the_same_content_has_the_same_name(store: Store) -> None:
    one, same, other = imported(store), imported(store), imported(store, edition=1)
    assert one.content == same.content != other.content
    assert len({one.version_id, same.version_id, other.version_id}) == 3


def test_a_version_is_a_catalogue(store: Store) -> None:
    new = imported(store, 7)
    catalogue = versions.catalogue(store, new.version_id)
    assert catalogue.mattresses == tuple(beds(7))
    assert catalogue.version == new.content


def test_nothing_is_live_until_published(store: Store) -> None:
    imported(store)
    assert versions.live(store) is None


def test_publishing_and_going_back_step_by_step(store: Store) -> None:
    first, second, third = (imported(store, edition=edition).version_id for edition in range(3))
    for version_id in (first, second, third, second):
        assert versions.publish(store, version_id).version_id == version_id
        now = versions.live(store)
        assert now is not None
        assert now.version_id == version_id
    assert [versions.rollback(store).version_id for _ in range(3)] == [third, second, first]
    with pytest.raises(UserError, match=f"nothing was live before version {first}"):
        versions.rollback(store)
    now = versions.live(store)
    assert now is not None
    assert now.version_id == first


def test_after_going_back_another_version_can_be_published(store: Store) -> None:
    first, second, third = (imported(store, edition=edition).version_id for edition in range(3))
    versions.publish(store, first)
    versions.publish(store, second)
    versions.rollback(store)
    versions.publish(store, third)
    assert versions.rollback(store).version_id == first


def test_publishing_what_is_live_changes_nothing(store: Store) -> None:
    first, second = imported(store).version_id, imported(store, edition=1).version_id
    for version_id in (first, second, second):
        versions.publish(store, version_id)
    assert versions.rollback(store).version_id == first


def test_going_back_when_nothing_is_live(store: Store) -> None:
    with pytest.raises(UserError, match="nothing is live"):
        versions.rollback(store)


def test_a_version_that_is_not_there(store: Store) -> None:
    for call in (versions.publish, versions.version, versions.is_whole, versions.catalogue):
        with pytest.raises(UserError, match="no catalogue version 12"):
            call(store, 12)


def unfinished(store: Store) -> int:
    """A version as left by an import that was killed half-way."""
    with store.writing() as connection:
        version_id = connection.execute(
            sa.insert(tables.catalogue_version)
            .values(
                source="",
                source_date="",
                imported_at=versions._now(),
                complete=False,
                mattresses=0,
                checksum="",
                findings={},
            )
            .returning(tables.catalogue_version.c.id)
        ).scalar_one()
        connection.execute(
            sa.insert(tables.mattress).values(
                version_id=version_id, position=0, mattress_id="a", digest="", document="{}"
            )
        )
    return version_id


def test_an_unfinished_version_is_out_of_sight_and_cleared_by_the_next_import(store: Store) -> None:
    left = unfinished(store)
    assert versions.versions(store) == []
    with pytest.raises(UserError, match="not completed"):
        versions.publish(store, left)
    with pytest.raises(UserError, match="not completed"):
        list(versions.mattresses(store, left))
    new = imported(store, 4)
    assert rows(store, tables.mattress) == 4
    assert rows(store, tables.catalogue_version) == 1
    assert new.version_id > left


def test_an_import_that_fails_half_way_leaves_nothing(store: Store) -> None:
    def breaking() -> Iterator[Mattress]:
        yield from beds(N)
        raise UserError("the file ends here")

    with pytest.raises(UserError, match="ends here"):
        versions.import_catalogue(store, breaking(), source="x")
    assert rows(store, tables.mattress) == rows(store, tables.catalogue_version) == 0


@pytest.mark.parametrize("apart", [1, versions.BATCH])
def test_two_mattresses_with_one_id_are_refused(store: Store, apart: int) -> None:
    made = list(beds(apart + 1))
    with pytest.raises(UserError, match="two mattresses with one id"):
        versions.import_catalogue(store, [*made, made[0]], source="x")
    assert rows(store, tables.mattress) == 0


def test_an_empty_catalogue_is_refused(store: Store) -> None:
    with pytest.raises(UserError, match="no mattress"):
        versions.import_catalogue(store, [], source="x")
    assert rows(store, tables.catalogue_version) == 0


CHANGES = (
    "UPDATE mattress SET document = ''",
    "DELETE FROM mattress",
    "INSERT INTO mattress VALUES ({id}, 99, 'new', '', '{{}}')",
    "UPDATE mattress SET version_id = {other}",
    "UPDATE catalogue_version SET complete = false",
    "UPDATE catalogue_version SET mattresses = 1",
    "DELETE FROM catalogue_version",
)


@pytest.mark.parametrize("change", CHANGES)
def test_the_tables_refuse_every_change_to_a_complete_version(store: Store, change: str) -> None:
    new = imported(store)
    change = change.format(id=new.version_id, other=new.version_id + 1)
    with pytest.raises(IntegrityError, match="cannot be changed"), store.writing() as connection:
        connection.execute(sa.text(change))
    assert versions.is_whole(store, new.version_id)


def test_nothing_can_be_slipped_from_an_unfinished_version_into_a_complete_one(store: Store) -> None:
    done = imported(store)
    unfinished(store)
    with pytest.raises(IntegrityError), store.writing() as connection:
        connection.execute(
            sa.text("UPDATE mattress SET version_id = :done, position = 77 WHERE mattress_id = 'a'"),
            {"done": done.version_id},
        )
    assert versions.is_whole(store, done.version_id)


def test_the_pointer_is_one_row(store: Store) -> None:
    with pytest.raises(IntegrityError), store.writing() as connection:
        connection.execute(sa.text("INSERT INTO live (id) VALUES (2)"))


def test_damage_is_noticed(store: Store) -> None:
    new = imported(store)
    with store.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("ALTER TABLE mattress DISABLE TRIGGER ALL"))
        else:
            connection.execute(sa.text("DROP TRIGGER mattress_update_guard"))
        connection.execute(sa.text("UPDATE mattress SET document = '{}' WHERE position = 3"))
    assert not versions.is_whole(store, new.version_id)


def test_only_one_import_at_a_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("database.store.PATIENCE_S", 0.2)

    def meanwhile() -> Iterator[Mattress]:
        yield from beds(3)
        with pytest.raises(StoreError, match="another import is running"):
            imported(store)

    first = versions.import_catalogue(store, meanwhile(), source="x")
    assert versions.is_whole(store, first.version_id)
    imported(store)


def test_saving_goes_on_during_an_import(store: Store) -> None:
    from database import saved

    codes: list[str] = []

    def meanwhile() -> Iterator[Mattress]:
        for i, bed in enumerate(beds(N)):
            if i == versions.BATCH:
                codes.append(saved.save(store, {"profile": {}}, consent=True, days=1))
            yield bed

    versions.import_catalogue(store, meanwhile(), source="x")
    assert [saved.load(store, code) for code in codes] == [{"profile": {}}]


def test_many_publish_at_once_and_every_one_is_on_the_way_back(store: Store) -> None:
    ids = [imported(store, 3, edition).version_id for edition in range(6)]
    with ThreadPoolExecutor(len(ids)) as pool:
        list(pool.map(lambda version_id: versions.publish(store, version_id), ids))
    now = versions.live(store)
    assert now is not None
    back = [now.version_id, *(versions.rollback(store).version_id for _ in ids[1:])]
    assert sorted(back) == ids
    with pytest.raises(UserError, match="nothing was live before"):
        versions.rollback(store)


def test_differences_are_those_of_comparing_all_of_both(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "BATCH", 7)  # several blocks of differences
    before = list(beds(60))
    after = [replace(bed, price=1.0) if i % 7 == 0 else bed for i, bed in enumerate(before) if i % 5]
    after = [*reversed(after), *(replace(bed, mattress_id=f"new-{i}") for i, bed in enumerate(beds(4)))]
    one = versions.import_catalogue(store, before, source="before").version_id
    other = versions.import_catalogue(store, after, source="after").version_id
    pairs = list(versions.differences(store, one, other))
    assert compare([was for was, _ in pairs if was], [now for _, now in pairs if now]) == compare(before, after)
    assert all(was != now for was, now in pairs)
    assert list(versions.differences(store, one, one)) == []
