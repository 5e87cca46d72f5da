"""A version with one bed mended or withdrawn: who did it, when and why stay with it, in its source and its date."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from catalog.errors import UserError
from catalog.mattress import Mattress
from catalog.texts import printable
from database import history, versions
from database.store import Store
from database.versions import Version

LONGEST_NAME, LONGEST_REASON = 80, 200  # characters
_MADE_BY_MENDING = re.compile(r"version \d+ changed by ")

Change = Callable[[Mattress], Mattress | None]


def base(store: Store) -> Version | None:
    """The version that a change is made to: the newest one where that was mended and never published, so that changes
    add up; else the live one. None where nothing is live.
    """
    now_live = versions.live(store)
    newest = next(reversed(versions.versions(store)), None)
    if now_live is None or newest is None or not _MADE_BY_MENDING.match(newest.source):
        return now_live
    tried = {each.version_id for each in history.publications(store)}
    return now_live if newest.version_id in tried else newest


def change(store: Store, mattress_id: str, act: Change, *, who: str, why: str) -> Version:
    """A new version, not live yet, that differs in one bed.

    Args:
        act: gives the bed as it is to be; None: it is withdrawn.
        who, why: the name of who asks for it, and the reason; kept as part of the version's source.

    Raises:
        UserError: no name or reason, nothing live, no such bed, the only bed withdrawn, or what `act` raises. Nothing
            is stored then.
    """
    name, reason = _told(who, LONGEST_NAME), _told(why, LONGEST_REASON)
    if not name or not reason:
        raise UserError("nobody's name, or no reason", mend="Give your name and why it changes; both are kept.")
    before = base(store)
    if before is None:
        raise UserError("nothing is live", where=store.name, mend="Import a feed and publish it first.")
    bed = next(
        (each for each in versions.mattresses(store, before.version_id) if each.mattress_id == mattress_id), None
    )
    if bed is None:
        raise UserError(f"no bed {mattress_id} in version {before.version_id}", mend="It may be withdrawn already.")
    made = act(bed)
    what = f"{bed.name} withdrawn" if made is None else bed.name
    return versions.import_catalogue(
        store,
        _with(versions.mattresses(store, before.version_id), mattress_id, made),
        source=f"version {before.version_id} changed by {name}: {what} ({reason})",
        source_date=before.source_date,
        findings=before.findings,
    )


def _with(beds: Iterator[Mattress], mattress_id: str, made: Mattress | None) -> Iterator[Mattress]:
    for bed in beds:
        if bed.mattress_id != mattress_id:
            yield bed
        elif made is not None:
            yield made


def _told(text: str, longest: int) -> str:
    return printable(" ".join(text.split()))[:longest]
