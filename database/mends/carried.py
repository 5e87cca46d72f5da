"""What was mended by hand, read from the versions that did it, and carried over to the beds of a new import.

A mended version differs from the one it was made of in one bed. Those that led to what is live count; going back takes
them back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from catalog.errors import UserError
from catalog.findings import finding
from catalog.mattress import Finding, Mattress
from catalog.updates.mending import carried_over, differing
from database import tables, versions
from database.mends.by_hand import ByHand
from database.store import Store
from database.versions import Version

Note = Callable[[Iterable[Finding]], None]


@dataclass(frozen=True)
class Mend:
    """One change by hand: by whom, in which version; the bed before (None: put back) and after (None: withdrawn)."""

    version_id: int
    who: str
    before: Mattress | None
    after: Mattress | None

    @property
    def mattress_id(self) -> str:
        bed = self.before or self.after
        assert bed is not None
        return bed.mattress_id

    @property
    def changed(self) -> frozenset[str]:
        """Names of the facts that differ; where the bed went or came, only that."""
        if self.before and self.after:
            return differing(self.before, self.after)
        return frozenset(("mattress_id",))


def mends(store: Store, version: Version) -> list[Mend]:
    """Every change by hand that led to a version, in the order in which they were made: those of the versions that were
    live before it, and of the versions it was made of.
    """
    known = {each.version_id: each for each in versions.versions(store)}
    wanted: set[int] = set()
    for version_id in (version.version_id, *_lived(store)):
        each = known.get(version_id)
        while each and each.version_id not in wanted and each.by_hand:
            wanted.add(each.version_id)
            each = known.get(each.by_hand.of_version)
    made = ((known[version_id], known[version_id].by_hand) for version_id in sorted(wanted))
    return [found for each, done in made if done and (found := _mend(store, each, done))]


def carried(beds: Iterable[Mattress], made: Iterable[Mend], note: Note) -> Iterator[Mattress]:
    """The beds of a feed with what was mended before; those withdrawn are left out.

    Args:
        note: told of findings about them: `mend_kept`, `mend_overtaken` and `withdrawn_before`.
    """
    of_bed: dict[str, list[Mend]] = {}
    for mend in made:
        of_bed.setdefault(mend.mattress_id, []).append(mend)
    for bed in beds:
        mine = of_bed.get(bed.mattress_id)
        now = bed if mine is None else _carried(bed, mine, note)
        if now is not None:
            yield now


def _carried(bed: Mattress, made: list[Mend], note: Note) -> Mattress | None:
    now: Mattress | None = bed
    overtaken = False
    for mend in made:
        if mend.after is None:
            now = None
        elif mend.before is None:
            now = bed
        elif now is not None:
            now, new = carried_over(now, mend.before, mend.after)
            overtaken = overtaken or new
    told = f"version {made[-1].version_id}, {made[-1].who}"
    if now is None:
        note([finding("withdrawn_before", value=told, where=bed.mattress_id)])
    if now is not None and now != bed:
        note([finding("mend_kept", value=told, where=bed.mattress_id)])
    if now is not None and overtaken:
        note([finding("mend_overtaken", value=told, where=bed.mattress_id)])
    return now


def _lived(store: Store) -> list[int]:
    """The versions that led to what is live, by publication: what was gone back from is not among them."""
    its = tables.publication.c
    with store.reading() as connection:
        of = {row.id: row for row in connection.execute(select(its.id, its.version_id, its.before_id))}
        place = connection.scalar(select(tables.live.c.publication_id))
    found: list[int] = []
    while place is not None:
        found.append(of[place].version_id)
        place = of[place].before_id
    return found


def _mend(store: Store, version: Version, done: ByHand) -> Mend | None:
    """What a version changed; None where it differs in more than one bed: then a file's name only looks like a mend."""
    try:
        changed = list(versions.differences(store, done.of_version, version.version_id))
    except UserError:  # the version it was made of is not there
        return None
    if len(changed) != 1:
        return None
    ((before, after),) = changed
    return Mend(version.version_id, done.who, before, after)
