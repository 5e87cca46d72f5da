"""What was live when: every publication, and the beds of the versions before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from catalog.mattress import Mattress
from database import documents, tables
from database.store import Store
from database.versions import Override, Version, live, paged, versions

MOST_LOOKED_BACK = 30  # versions: a bed that is out of the range for a month of nightly imports still comes back

_ROW = tables.mattress.c


@dataclass(frozen=True)
class Publication:
    """When a version was made live; `override` where that was in spite of severe findings."""

    version_id: int
    at: dt.datetime
    override: Override | None = None


def publications(store: Store) -> list[Publication]:
    """Everything that was ever made live, oldest first."""
    its = tables.publication.c
    with store.reading() as connection:
        rows = connection.execute(select(tables.publication).order_by(its.id)).all()
    return [
        Publication(
            row.version_id, row.published_at, Override(row.anyway_by, tuple(row.despite)) if row.anyway_by else None
        )
        for row in rows
    ]


def to_compare_with(store: Store) -> Version | None:
    """The version that a new one is compared with: the live one, or the newest where none is live."""
    return live(store) or next(reversed(versions(store)), None)


def published(store: Store, *, but: int) -> list[int]:
    """The versions published last, the newest first, at most `MOST_LOOKED_BACK` of them, one left out."""
    its = tables.publication.c.version_id
    with store.reading() as connection:
        others = select(its).where(its != but).group_by(its).order_by(its.desc())
        return list(connection.scalars(others.limit(MOST_LOOKED_BACK)))


def gone_before(store: Store, version_id: int) -> Iterator[Mattress]:
    """Beds that are not in this version and were in one of those published last, each as it was last."""
    seen = select(_ROW.mattress_id).where(_ROW.version_id == version_id)
    known: set[str] = set()
    for other in published(store, but=version_id):
        chosen = select(_ROW.position, _ROW.document).where(_ROW.version_id == other, _ROW.mattress_id.not_in(seen))
        for row in paged(store, chosen, _ROW.position):
            bed = documents.read(row.document)
            if bed.mattress_id not in known:
                known.add(bed.mattress_id)
                yield bed


def published_anyway(store: Store, version_id: int) -> Override | None:
    """Who made this version live in spite of severe findings the last time it was made live; None: there were none."""
    made = [each for each in publications(store) if each.version_id == version_id]
    return made[-1].override if made else None
