"""Import a file into the database: a shop's feed, or a catalogue as in docs/catalogue-format.md, in one pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from catalog.catalogue_file import is_catalogue_file, load_catalogue
from catalog.errors import CatalogueError
from catalog.inspection import FeedStream, check_stream
from catalog.mattress import Finding, Mattress
from catalog.records.mattresses import mattresses
from catalog.records.record import FeedRecord
from catalog.texts import printable
from database.saved import purge
from database.store import Store
from database.versions import Version, import_catalogue

TOLD_EVERY = 500  # records

Progress = Callable[[int, int], None]


@dataclass
class Read:
    """Counts while reading: records, how many are not used, and how often each finding occurred."""

    records: int = 0
    rejected: int = 0
    severe: bool = False
    findings: Counter[str] = field(default_factory=Counter)

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
    aliases: Mapping[str, str] | None = None,
    progress: Progress = lambda read, stored: None,
) -> Imported:
    """Read a file and store what is kept of it as a new version, in bounded memory.

    Args:
        source: its name; default: the file's name.
        source_date: the date of its facts, as YYYY-MM-DD, where its rows state none.
        currency: ISO code of a feed's prices where its format states none.
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
    beds = (
        _catalogue(path, read)
        if is_catalogue_file(path)
        else _feed(check_stream(path, aliases=aliases), currency, read, progress)
    )
    version = import_catalogue(
        store,
        _once(beds, read),
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


def _feed(stream: FeedStream, currency: str | None, read: Read, progress: Progress) -> Iterator[Mattress]:
    def records() -> Iterator[FeedRecord]:
        for record in stream:
            read.records += 1
            read.rejected += not record.keep
            read.note(record.findings)
            if read.records % TOLD_EVERY == 0:
                progress(read.records, 0)
            yield record
        read.note(stream.findings)

    # The mattresses themselves get no date: otherwise every bed of a nightly feed would differ from the day before.
    yield from mattresses(records(), currency=currency)


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
