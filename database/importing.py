"""Import a file into the database: a shop's feed, or a catalogue as in docs/catalogue-format.md, in one pass."""

from __future__ import annotations

import pickle
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from catalog.catalogue_file import is_catalogue_file, load_catalogue
from catalog.errors import CatalogueError
from catalog.inspection import FeedStream, check_stream
from catalog.mattress import Finding, Mattress
from catalog.records.mattresses import mattresses
from catalog.records.record import FeedRecord
from catalog.texts import printable
from catalog.updates.identity import Marks, Recognition, marks, recognise
from database import history, versions
from database.mends.carried import carried, mends
from database.saved import purge
from database.store import Store
from database.versions import Version, import_catalogue

TOLD_EVERY = 500  # records
IN_MEMORY_BYTES = 8_000_000  # bytes of beds set aside in memory; beyond this a temporary file is used

Progress = Callable[[int, int], None]


@dataclass
class Read:
    """Counts while reading: records, how many are not used, how often each finding occurred; and which beds of the
    version before are in it, None where there is none or the file has ids of its own. `damaged` has the keys of severe
    findings on the file itself: what could not be read may be missing.
    """

    records: int = 0
    rejected: int = 0
    severe: bool = False
    findings: Counter[str] = field(default_factory=Counter)
    recognition: Recognition | None = None
    damaged: tuple[str, ...] = ()

    def note(self, findings: Iterable[Finding]) -> None:
        for each in findings:
            self.findings[each.key] += 1
            self.severe = self.severe or each.severity == "severe"


@dataclass(frozen=True)
class Imported:
    """A new version, not live yet, and the counts of its import."""

    version: Version
    read: Read


def import_file(
    store: Store,
    path: Path,
    *,
    source: str | None = None,
    source_date: str = "",
    currency: str | None = None,
    markets: tuple[str, ...] = (),
    aliases: Mapping[str, str] | None = None,
    progress: Progress = lambda read, stored: None,
) -> Imported:
    """Read a file and store what is kept of it as a new version, in bounded memory.

    Args:
        source: its name; default: the file's name.
        source_date: the date of its facts, as YYYY-MM-DD, where its rows state none.
        currency: ISO code of a feed's prices where its format states none.
        markets: countries of a feed's beds where it states none.
        aliases: our column names by those of a feed that is a table (`catalog.feeds.table.read_aliases`).
        progress: called with the records read and the mattresses stored so far.

    Raises:
        CatalogueError: the file cannot be read, or nothing in it can be used. Nothing is stored then.
        StoreError: another import is running, or the database cannot be used.
    """
    if store.keeps(path):
        raise CatalogueError(
            "is the database itself", where=str(path), mend="Name the shop's feed or a catalogue file to import."
        )
    read = Read()
    if is_catalogue_file(path):
        beds = _once(_catalogue(path, read), read)  # its ids are the shop's own
    else:
        records = _records(check_stream(path, aliases=aliases), read, progress)
        # The mattresses themselves get no date: else every bed of a nightly feed would differ from the day before.
        feed = mattresses(records, currency=currency, markets=markets)
        beds = _recognised(store, _once(feed, read), read)
    if before := history.to_compare_with(store):
        beds = carried(beds, mends(store, before), read.note)
    version = import_catalogue(
        store,
        beds,
        source=printable((source or path.name).encode(errors="replace").decode()),  # a file name may be any bytes
        source_date=source_date,
        findings=read.findings,
        progress=lambda stored: progress(read.records, stored),
    )
    purge(store)  # every shop imports regularly, so this is where expired saves are deleted
    return Imported(version, read)


def _catalogue(path: Path, read: Read) -> Iterator[Mattress]:
    catalogue = load_catalogue(path)
    left_out = {each.where for each in catalogue.findings if each.severity == "severe"}
    read.records, read.rejected = len(catalogue) + len(left_out), len(left_out)
    read.note(catalogue.findings)
    yield from catalogue


def _records(stream: FeedStream, read: Read, progress: Progress) -> Iterator[FeedRecord]:
    for record in stream:
        read.records += 1
        read.rejected += not record.keep
        read.note(record.findings)
        if read.records % TOLD_EVERY == 0:
            progress(read.records, 0)
        yield record
    read.note(stream.findings)
    read.damaged = tuple({each.key: None for each in stream.findings if each.severity == "severe"})


def _recognised(store: Store, beds: Iterator[Mattress], read: Read) -> Iterator[Mattress]:
    """The beds of a feed under the ids they had before; set aside on disk, because every bed must be seen first."""
    before = history.to_compare_with(store)
    if before is None:
        yield from beds
        return
    old = marks(versions.mattresses(store, before.version_id))
    if not old.articles[0]:
        _look_back(store, before.version_id, old)
    gone = marks(history.gone_before(store, before.version_id))
    with tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES) as aside:
        new = marks(_set_aside(beds, aside))
        read.recognition = recognise(new, old, gone)
        aside.seek(0)
        yield from read.recognition.named(pickle.load(aside) for _ in range(len(new)))


def _look_back(store: Store, version_id: int, old: Marks) -> None:
    """Note the ids under which beds were published before article numbers were kept, so that they still lead there.

    Versions of before 0.2.0 gave a bed another id with every corrected firmness; this is needed once for each of them.
    """
    for other in history.published(store, but=version_id):
        for place, kept in enumerate(recognise(old, marks(versions.mattresses(store, other))).ids):
            if kept != old.ids[place] and kept not in old.ids:
                old.former[place] = tuple(dict.fromkeys((*old.former.get(place, ()), kept)))


def _set_aside(beds: Iterable[Mattress], aside: IO[bytes]) -> Iterator[Mattress]:
    for bed in beds:
        pickle.dump(bed, aside, pickle.HIGHEST_PROTOCOL)
        yield bed


def _once(beds: Iterable[Mattress], read: Read) -> Iterator[Mattress]:
    """Every id once: one duplicate must not stop the import of a whole feed."""
    seen: set[int] = set()
    for bed in beds:
        known = hash(bed.mattress_id)
        if known in seen:
            read.note([_duplicate(bed)])
        else:
            seen.add(known)
            yield bed


def _duplicate(bed: Mattress) -> Finding:
    text = f"{bed.mattress_id} is also the id of another mattress; {bed.name} is left out."
    return Finding("mattress", "mattress_id", "duplicate_id", "severe", text, bed.mattress_id)
