"""A version with one bed mended, withdrawn or put back: who did it, when and why stay with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from catalog.errors import UserError
from catalog.mattress import Mattress
from catalog.texts import printable
from database import history, versions
from database.mends.by_hand import ByHand, What
from database.mends.carried import Mend, mends
from database.store import Store
from database.versions import Version

LONGEST_NAME, LONGEST_REASON = 80, 200  # characters

Change = Callable[[Mattress], Mattress | None]


def base(store: Store) -> Version | None:
    """The version that a change is made to: the newest one where that was mended and never published, so that changes
    add up; else the live one. None where nothing is live.
    """
    now_live = versions.live(store)
    newest = next(reversed(versions.versions(store)), None)
    if now_live is None or newest is None or newest.by_hand is None:
        return now_live
    tried = {each.version_id for each in history.publications(store)}
    return now_live if newest.version_id in tried else newest


def change(store: Store, mattress_id: str, act: Change, *, who: str, why: str) -> Version:
    """A new version, not live yet, that differs in one bed.

    Args:
        act: gives the bed as it is to be; None: it is withdrawn.
        who, why: the name of who asks for it, and the reason; kept as the version's `by_hand`.

    Raises:
        UserError: no name or reason, nothing live, no such bed, the only bed withdrawn, what `act` raises, or somebody
            else changed the same facts in a version that is not live yet. Nothing is stored then.
        StoreError: somebody else is mending at this moment, or the database cannot be used.
    """
    with store.mending():
        before = _base(store)
        bed = next(
            (each for each in versions.mattresses(store, before.version_id) if each.mattress_id == mattress_id), None
        )
        if bed is None:
            raise UserError(f"no bed {mattress_id} in version {before.version_id}", mend="It may be withdrawn already.")
        made = act(bed)
        _nobody_elses(store, before, Mend(before.version_id + 1, _told(who, LONGEST_NAME), bed, made))
        done = _done(before, "withdrawn" if made is None else "mended", bed, who, why)
        return _stored(store, before, _with(versions.mattresses(store, before.version_id), mattress_id, made), done)


def put_back(store: Store, mattress_id: str, *, who: str, why: str) -> Version:
    """A new version, not live yet, with a bed that was withdrawn, as it was then.

    Raises:
        UserError: no name or reason, or no such bed was withdrawn.
        StoreError: somebody else is mending at this moment, or the database cannot be used.
    """
    with store.mending():
        before = _base(store)
        gone = withdrawn(store)
        if mattress_id not in gone:
            raise UserError(f"no bed {mattress_id} was withdrawn", mend="It may be back already.")
        bed = gone[mattress_id]
        beds = chain(versions.mattresses(store, before.version_id), (bed,))
        return _stored(store, before, beds, _done(before, "back", bed, who, why))


def withdrawn(store: Store) -> dict[str, Mattress]:
    """Beds that were withdrawn and not put back since, as they were, by id, where a change would be made now."""
    before = base(store)
    gone: dict[str, Mattress] = {}
    for mend in mends(store, before) if before else ():
        if mend.after is None and mend.before is not None:
            gone[mend.mattress_id] = mend.before
        else:
            gone.pop(mend.mattress_id, None)
    return gone


def _base(store: Store) -> Version:
    before = base(store)
    if before is None:
        raise UserError("nothing is live", where=store.name, mend="Import a feed and publish it first.")
    return before


def _nobody_elses(store: Store, before: Version, new: Mend) -> None:
    """Refuse a change of facts that somebody else changed since what is live: neither would know of the other."""
    now_live = versions.live(store)
    known = {each.version_id for each in mends(store, now_live)} if now_live else set()
    for other in mends(store, before):
        if other.version_id in known or other.who == new.who or other.mattress_id != new.mattress_id:
            continue
        if other.changed & new.changed:
            raise UserError(
                f"{other.who} changed the same of it in version {other.version_id}, which is not live yet",
                where=new.mattress_id,
                mend=f"Compare version {other.version_id} with what is live and publish it first, or ask {other.who}.",
            )


def _done(before: Version, what: What, bed: Mattress, who: str, why: str) -> ByHand:
    name, reason = _told(who, LONGEST_NAME), _told(why, LONGEST_REASON)
    if not name or not reason:
        raise UserError("nobody's name, or no reason", mend="Give your name and why it changes; both are kept.")
    return ByHand(before.version_id, name, what, bed.name, reason)


def _stored(store: Store, before: Version, beds: Iterable[Mattress], done: ByHand) -> Version:
    return versions.import_catalogue(
        store,
        beds,
        source=before.source,
        source_date=before.source_date,
        findings=before.findings,
        by_hand=done,
    )


def _with(beds: Iterator[Mattress], mattress_id: str, made: Mattress | None) -> Iterator[Mattress]:
    for bed in beds:
        if bed.mattress_id != mattress_id:
            yield bed
        elif made is not None:
            yield made


def _told(text: str, longest: int) -> str:
    return printable(" ".join(text.split()))[:longest]
