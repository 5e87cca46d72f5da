"""Catalogue versions: imported completely, immutable afterwards, and one of them live.

A version is invisible until its last mattress is stored; from then on the tables reject every change to it. Publishing
and rolling back move one pointer in one transaction. A process that dies half-way leaves an incomplete version, which
stays invisible until the next import deletes it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from catalog.dates import known_date
from catalog.errors import UserError
from catalog.mattress import Catalogue, Mattress
from catalog.stored import tidied
from catalog.texts import printable
from database import documents, tables
from database.errors import StoreError
from database.mends.by_hand import NOT_BY_HAND, ByHand, read
from database.store import Store

BATCH = 2_000  # mattresses per transaction: small in memory, and other writers get a turn in between
DIGEST_BYTES = 16
NO_FINDINGS: Mapping[str, int] = MappingProxyType({})

_VERSION = tables.catalogue_version.c
_ROW = tables.mattress.c


@dataclass(frozen=True)
class Version:
    """A complete catalogue.

    Attributes:
        version_id: its number; higher is later, never reused.
        source: where its beds came from, as the importer named it.
        source_date: the latest date for which facts of a mattress in it hold; "" = not stated.
        imported_at: when its import was completed, in UTC.
        mattresses: how many it holds.
        checksum: SHA-256 over their documents, in order.
        findings: how often each finding occurred while reading the source, by key.
        by_hand: what was changed by hand of another version to make it; None: it was imported.
    """

    version_id: int
    source: str
    source_date: str
    imported_at: dt.datetime
    mattresses: int
    checksum: str
    findings: dict[str, int]
    by_hand: ByHand | None = None

    @property
    def content(self) -> str:
        """Short name of the content, as `Catalogue.version`: equal mattresses give the same name."""
        return self.checksum[:12]


def import_catalogue(
    store: Store,
    mattresses: Iterable[Mattress],
    *,
    source: str,
    source_date: str = "",
    findings: Mapping[str, int] = NO_FINDINGS,
    by_hand: ByHand | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Version:
    """Store a catalogue as a new version; it is not live until published.

    Args:
        mattresses: read once, in blocks: memory does not grow with their number.
        source: where they come from, for people to read.
        source_date: the date of the source, as YYYY-MM-DD; the latest date that a mattress states takes precedence.
        findings: how often each finding occurred; read after the last mattress, so the producer of `mattresses`
            may still be counting.
        by_hand: what it changes of another version.
        progress: called with the number of mattresses stored, after every block.

    Raises:
        UserError: no mattress at all, or two with one id; whatever reading `mattresses` raises. Nothing is stored
            then.
        StoreError: another import is running, or the database cannot be used.
    """
    with store.importing():
        stream = iter(mattresses)
        first = list(islice(stream, BATCH))
        if not first:
            raise UserError("no mattress to import", mend="catalog check says what is wrong with the feed.")
        with store.writing() as connection:
            _clear_unfinished(connection)
            new = insert(tables.catalogue_version).values(
                source=source,
                source_date="",
                imported_at=_now(),
                complete=False,
                mattresses=0,
                checksum="",
                findings={},
                by_hand=by_hand.as_json() if by_hand else NOT_BY_HAND,
            )
            version_id = connection.execute(new.returning(_VERSION.id)).scalar_one()
        try:
            return _fill(store, version_id, _blocks(first, stream), source_date, findings, progress)
        except BaseException:
            with suppress(StoreError), store.writing() as connection:
                _clear_unfinished(connection)
            raise


def versions(store: Store) -> list[Version]:
    """Every complete version, oldest first."""
    with store.reading() as connection:
        return [_version(row) for row in connection.execute(_complete().order_by(_VERSION.id))]


def version(store: Store, version_id: int) -> Version:
    """One complete version.

    Raises:
        UserError: there is none of this number, or its import was never completed.
    """
    with store.reading() as connection:
        return _usable(connection, version_id)


def live(store: Store) -> Version | None:
    """The version that is served; None when none was ever published."""
    with store.reading() as connection:
        row = connection.execute(_complete().join(tables.publication).join(tables.live)).one_or_none()
    return None if row is None else _version(row)


@dataclass(frozen=True)
class Override:
    """Who made a version live in spite of severe findings, and the findings."""

    name: str
    despite: tuple[str, ...]


def publish(store: Store, version_id: int, override: Override | None = None) -> Version:
    """Make a version the live one; the previous one stays on record for a rollback. Already live: nothing changes.

    `database.publishing` looks first whether it should be.

    Raises:
        UserError: there is no such version, or its import was never completed.
    """
    with store.writing() as connection:
        chosen = _usable(connection, version_id)
        now_live = _pointer(connection)
        if now_live is None or now_live.version_id != version_id:
            new = insert(tables.publication).values(
                version_id=version_id,
                before_id=now_live and now_live.id,
                published_at=_now(),
                anyway_by=override and override.name,
                despite=override and list(override.despite),
            )
            _point_at(connection, connection.execute(new.returning(tables.publication.c.id)).scalar_one())
        return chosen


def rollback(store: Store) -> Version:
    """Make the previously live version live again; a second call goes back one further.

    Raises:
        UserError: nothing was live before.
    """
    with store.writing() as connection:
        now_live = _pointer(connection)
        if now_live is None or now_live.before_id is None:
            what = "nothing is live" if now_live is None else f"nothing was live before version {now_live.version_id}"
            raise UserError(what, where=store.name, mend="catalog list shows the versions; publish one of them.")
        _point_at(connection, now_live.before_id)
        before = select(tables.publication.c.version_id).where(tables.publication.c.id == now_live.before_id)
        return _usable(connection, connection.execute(before).scalar_one())


def can_roll_back(store: Store) -> bool:
    """Whether something was live before what is live now."""
    before = select(tables.publication.c.before_id).join(tables.live)
    with store.reading() as connection:
        return connection.scalar(before) is not None


def mattresses(store: Store, version_id: int) -> Iterator[Mattress]:
    """The mattresses of a complete version, in the order of its source, read in blocks.

    Raises:
        UserError: there is no such version, or its import was never completed.
        StoreError: after the last one, when some are missing: they were lost, or replaced while they were read.
    """
    known, count = version(store, version_id), 0
    for document in _documents(store, version_id):
        count += 1
        yield tidied(documents.read(document))
    if count != known.mattresses:
        raise StoreError(
            f"version {version_id} has {count} of {known.mattresses} mattresses",
            where=store.name,
            mend="If a backup was being restored, try again; else import its feed again.",
        )


def catalogue(store: Store, version_id: int) -> Catalogue:
    """A complete version as a `Catalogue`. Raises UserError as `mattresses` does."""
    known = version(store, version_id)
    return Catalogue(tuple(mattresses(store, version_id)), known.content, known.source, known.source_date)


def differences(store: Store, before_id: int, after_id: int) -> Iterator[tuple[Mattress | None, Mattress | None]]:
    """Mattresses that differ between two versions, as (before, after); None where one does not have it.

    Found by digest inside the database, so unchanged mattresses cost nothing. First the removed ones in the order of
    `before`, then the changed and added ones in the order of `after`. Raises UserError as `mattresses` does.
    """
    for version_id in (before_id, after_id):
        version(store, version_id)
    old, new = tables.mattress.alias("old"), tables.mattress.alias("new")
    was, now = old.c.document.label("was"), new.c.document.label("now")
    in_old = (old.c.version_id == before_id) & (old.c.mattress_id == new.c.mattress_id)
    in_new = (new.c.version_id == after_id) & (new.c.mattress_id == old.c.mattress_id)
    gone = select(old.c.position, was, now).select_from(old.outerjoin(new, in_new))
    gone = gone.where(old.c.version_id == before_id, new.c.digest.is_(None))
    other = select(new.c.position, was, now).select_from(new.outerjoin(old, in_old))
    other = other.where(new.c.version_id == after_id, old.c.digest.is_(None) | (old.c.digest != new.c.digest))
    for row in chain(paged(store, gone, old.c.position), paged(store, other, new.c.position)):
        yield row.was and tidied(documents.read(row.was)), row.now and tidied(documents.read(row.now))


def is_whole(store: Store, version_id: int) -> bool:
    """Whether a complete version still holds every mattress as it was imported: number and checksum."""
    known = version(store, version_id)
    content, count = hashlib.sha256(), 0
    for document in _documents(store, version_id):
        content.update(document.encode() + b"\n")
        count += 1
    return (count, content.hexdigest()) == (known.mattresses, known.checksum)


def clear_unfinished(store: Store) -> None:
    """Delete what an import that died left. Only where no import can be running."""
    with store.writing() as connection:
        _clear_unfinished(connection)


def _fill(
    store: Store,
    version_id: int,
    blocks: Iterator[list[Mattress]],
    source_date: str,
    findings: Mapping[str, int],
    progress: Callable[[int], None],
) -> Version:
    content, count, latest = hashlib.sha256(), 0, ""
    for block in blocks:
        rows = []
        for position, (mattress_id, text) in enumerate(map(documents.write, block), start=count):
            encoded = text.encode()
            content.update(encoded + b"\n")
            rows.append(
                {
                    "version_id": version_id,
                    "position": position,
                    "mattress_id": mattress_id,
                    "digest": hashlib.blake2b(encoded, digest_size=DIGEST_BYTES).hexdigest(),
                    "document": text,
                }
            )
        try:
            with store.writing() as connection:
                connection.execute(insert(tables.mattress), rows)
        except IntegrityError as error:
            raise _not_storable(block) from error
        count += len(rows)
        latest = max(latest, *(known_date(mattress.source_date) for mattress in block))
        progress(count)
    with store.writing() as connection:
        done = update(tables.catalogue_version).where(_VERSION.id == version_id)
        connection.execute(
            done.values(
                complete=True,
                imported_at=_now(),
                source_date=latest or source_date,
                mattresses=count,
                checksum=content.hexdigest(),
                findings=dict(findings),
            )
        )
        return _usable(connection, version_id)


def _blocks(first: list[Mattress], rest: Iterator[Mattress]) -> Iterator[list[Mattress]]:
    block = first
    while block:
        yield block
        block = list(islice(rest, BATCH))


def _not_storable(block: list[Mattress]) -> UserError:
    ids = [mattress.mattress_id for mattress in block]
    twice = next((each for each in ids if ids.count(each) > 1), None)
    which = repr(twice) if twice else "one of an earlier mattress"
    return UserError(f"two mattresses with one id ({which})", mend="Give each mattress its own id.")


def _clear_unfinished(connection: Connection) -> None:
    """Delete what an unfinished import left. Only the holder of the import lock may call this."""
    unfinished = select(_VERSION.id).where(~_VERSION.complete)
    connection.execute(delete(tables.mattress).where(_ROW.version_id.in_(unfinished)))
    connection.execute(delete(tables.catalogue_version).where(~_VERSION.complete))


def _complete() -> Select[Any]:
    return select(tables.catalogue_version).where(_VERSION.complete)


def _usable(connection: Connection, version_id: int) -> Version:
    row = connection.execute(select(tables.catalogue_version).where(_VERSION.id == version_id)).one_or_none()
    if row is None:
        raise UserError(f"no catalogue version {version_id}", mend="catalog list shows the versions.")
    if not row.complete:
        raise UserError(
            f"the import of catalogue version {version_id} was not completed", mend="Import the feed again."
        )
    return _version(row)


def _version(row: Row[Any]) -> Version:
    return Version(
        version_id=row.id,
        source=printable(row.source),
        source_date=known_date(row.source_date),
        imported_at=row.imported_at,
        mattresses=row.mattresses,
        checksum=row.checksum,
        findings=row.findings,
        by_hand=read(row.by_hand, row.source),
    )


def _pointer(connection: Connection) -> Row[Any] | None:
    """The live publication, locked against other writers until the transaction ends."""
    pointer = connection.execute(select(tables.live).with_for_update()).one()
    return connection.execute(
        select(tables.publication).where(tables.publication.c.id == pointer.publication_id)
    ).one_or_none()


def _point_at(connection: Connection, publication_id: int) -> None:
    connection.execute(update(tables.live).values(publication_id=publication_id))


def _documents(store: Store, version_id: int) -> Iterator[str]:
    chosen = select(_ROW.position, _ROW.document).where(_ROW.version_id == version_id)
    return (row.document for row in paged(store, chosen, _ROW.position))


def paged(store: Store, chosen: Select[Any], position: ColumnElement[int]) -> Iterator[Row[Any]]:
    """Rows by position, their first column. Each block is its own transaction: rows of a complete version do not
    change.
    """
    after = -1
    while True:
        with store.reading() as connection:
            block = connection.execute(chosen.where(position > after).order_by(position).limit(BATCH)).all()
        yield from block
        if len(block) < BATCH:
            return
        after = block[-1][0]


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
