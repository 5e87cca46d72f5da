"""What people chose to save, under a code: stored only with consent, and only for a limited number of days.

The code is the only key: it is random, shown once, and only its hash is stored. A payload is one JSON object. The
storefront stores `profile`, `model_version`, `catalog_version` and, where there are any, `picks` and `diary`.
What somebody was advised, and what became of it, is kept under the same code by a consent of its own
(`database.outcomes`); deleting a code and purging reach that too.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from catalog.errors import UserError
from database import tables
from database.store import Overwritten, Store

MOST_DAYS = 30  # L-11: kept no longer than needed for a trial; L-10 counts the days from the last entry of a diary
OUTCOME_DAYS = 400  # advice and outcomes: a trial of a year, and a month to bring a bed back
Consent = Literal["saved", "statistics", "outcomes"]  # what people agree to, each by itself
LARGEST_PAYLOAD = 200_000  # characters of JSON

# Digits and letters that are not easily confused; what is often misread is accepted for the intended character.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16  # of 5 bits each: 80 bits, beyond guessing
GROUP = 4
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None, ".": None})

_SAVED = tables.saved.c
_ADVICE = tables.advice.c
_ERASED = tables.erased.c


@dataclass(frozen=True)
class Erased:
    """Result of a deletion.

    Attributes:
        rows: how many payloads, and advices with their outcomes, were deleted.
        overwritten: when no file of the database holds them any more: "now", "soon" (at the next purge, once the
            readers of an older state are done) or "on_reuse" (when PostgreSQL uses the space again).
    """

    rows: int
    overwritten: Overwritten


def save(
    store: Store,
    payload: dict[str, Any],
    *,
    consent: bool,
    days: int,
    code: str | None = None,
    for_statistics: bool | None = None,
    now: dt.datetime | None = None,
) -> str:
    """Store a payload for some days; expired payloads are deleted on the way.

    Args:
        consent: that the person agreed to this being stored; without it nothing is written.
        days: how long from now, 1 to 30.
        code: replace what is stored under this code, and keep it `days` from now. None: a new code.
        for_statistics: that the person also agreed to being counted, without the code, when a new catalogue is
            compared. None: as it was under `code`; for a new code no.

    Returns:
        The code, as "7K3M-XQ2P-…"; nobody can recover it.

    Raises:
        UserError: no consent, too many days, too large or not JSON, or nothing is stored under `code`.
        StoreError: the database cannot be used.
    """
    if consent is not True:
        raise UserError("nothing is kept without consent", where="save", mend="Ask first.")
    if not 1 <= days <= MOST_DAYS:
        raise UserError(f"cannot be kept for {days} days", where="days", allowed=f"1 to {MOST_DAYS}")
    text = _json(payload)
    moment = now or _now()
    kept_as = code or new_code()
    with store.writing() as connection:
        delete_expired(connection, moment)
        mine = sa.delete(tables.saved).where(_SAVED.code_hash == hash_of(kept_as))
        counted = connection.execute(mine.returning(_SAVED.for_statistics)).scalar_one_or_none()
        if code is not None and counted is None:
            raise nothing_kept()
        connection.execute(
            sa.insert(tables.saved).values(
                code_hash=hash_of(kept_as),
                payload=text,
                consented_at=moment,
                expires_at=moment + dt.timedelta(days=days),
                for_statistics=bool(counted) if for_statistics is None else for_statistics is True,
            )
        )
    store.overwritten()  # what this replaced
    return kept_as


def rewrite(store: Store, code: str, payload: dict[str, Any], now: dt.datetime | None = None) -> Overwritten:
    """Store less under a code: its days and consents stay as they are. Returns when the rest is overwritten, as
    `Erased.overwritten`.

    Raises:
        UserError: nothing is stored under the code, or the payload cannot be.
        StoreError: the database cannot be used.
    """
    wanted = sa.update(tables.saved).where(_SAVED.code_hash == hash_of(code), _SAVED.expires_at > (now or _now()))
    text = _json(payload)
    with store.writing() as connection:
        if not _count(connection.execute(wanted.values(payload=text))):
            raise nothing_kept()
    return store.overwritten()


def load(store: Store, code: str, now: dt.datetime | None = None) -> dict[str, Any] | None:
    """What is stored under a code, in any spacing and case; None when there is nothing, or it has expired."""
    wanted = sa.select(_SAVED.payload).where(_SAVED.code_hash == hash_of(code), _SAVED.expires_at > (now or _now()))
    with store.reading() as connection:
        text = connection.execute(wanted).scalar_one_or_none()
    return None if text is None else json.loads(text)


def delete(store: Store, code: str, now: dt.datetime | None = None) -> Erased:
    """Delete everything that is kept under a code. Restoring an older backup does not bring it back."""
    code_hash, moment = hash_of(code), now or _now()
    with store.writing() as connection:
        rows = _count(connection.execute(sa.delete(tables.saved).where(_SAVED.code_hash == code_hash)))
        rows += forget_advice(connection, _ADVICE.code_hash == code_hash, moment)
        if rows:
            _remember_erased(connection, code_hash, moment)
    return Erased(rows, store.overwritten())


def forget_advice(connection: sa.Connection, which: sa.ColumnElement[bool], moment: dt.datetime) -> int:
    """Delete some advice with its outcomes, so that no backup brings it back; how many."""
    ids = connection.execute(sa.select(_ADVICE.id).where(which)).scalars().all()
    connection.execute(sa.delete(tables.advice).where(which))
    for advice_id in ids:
        _remember_erased(connection, advice_id, moment)
    return len(ids)


def _remember_erased(connection: sa.Connection, name: str, moment: dt.datetime) -> None:
    # A code can be erased twice: when the payload came back with a restored database file.
    connection.execute(sa.delete(tables.erased).where(_ERASED.code_hash == name))
    connection.execute(sa.insert(tables.erased).values(code_hash=name, erased_at=moment))


def purge(store: Store, now: dt.datetime | None = None, *, older_than_days: int | None = None) -> Erased:
    """Delete everything that has expired, and overwrite what earlier deletions left on the disk.

    Args:
        older_than_days: also what somebody agreed to more than so many days ago, although it has not expired.
    """
    moment = now or _now()
    with store.writing() as connection:
        rows = delete_expired(connection, moment)
        if older_than_days is not None:
            before = moment - dt.timedelta(days=older_than_days)
            rows += _erase_saved(connection, _SAVED.consented_at < before, moment)
            rows += forget_advice(connection, _ADVICE.consented_at < before, moment)
        # By now whatever a backup still holds under these codes has expired.
        forgotten = _ERASED.erased_at <= moment - dt.timedelta(days=max(MOST_DAYS, OUTCOME_DAYS))
        connection.execute(sa.delete(tables.erased).where(forgotten))
    return Erased(rows, store.overwritten())


def delete_expired(connection: sa.Connection, moment: dt.datetime) -> int:
    """Delete what has expired; how many payloads and advices."""
    rows = _count(connection.execute(sa.delete(tables.saved).where(_SAVED.expires_at <= moment)))
    return rows + _count(connection.execute(sa.delete(tables.advice).where(_ADVICE.expires_at <= moment)))


def delete_consent(store: Store, consent: Consent, now: dt.datetime | None = None) -> Erased:
    """Delete what everybody agreed to for one purpose, because it is given up: saved answers, or advice and outcomes;
    of statistics the consent itself, so that nobody is counted any more.
    """
    moment = now or _now()
    with store.writing() as connection:
        if consent == "saved":
            rows = _erase_saved(connection, sa.true(), moment)
        elif consent == "outcomes":
            rows = forget_advice(connection, sa.true(), moment)
        else:
            counted = sa.update(tables.saved).where(_SAVED.for_statistics).values(for_statistics=False)
            rows = _count(connection.execute(counted))
    return Erased(rows, store.overwritten())


def all_saved(store: Store, now: dt.datetime | None = None) -> Iterator[dict[str, Any]]:
    """Every payload that has not expired, without its code."""
    wanted = sa.select(_SAVED.payload).where(_SAVED.expires_at > (now or _now())).order_by(_SAVED.code_hash)
    with store.reading() as connection:
        texts = connection.execute(wanted).scalars().all()
    yield from map(json.loads, texts)


def is_kept(connection: sa.Connection, code_hash: str) -> bool:
    """Whether anything is kept under the hash of a code; expired rows are to be deleted before."""
    saved = sa.select(sa.literal(1)).where(_SAVED.code_hash == code_hash)
    advised = sa.select(sa.literal(1)).where(_ADVICE.code_hash == code_hash)
    return any(connection.execute(each.limit(1)).scalar() for each in (saved, advised))


def _erase_saved(connection: sa.Connection, which: sa.ColumnElement[bool], moment: dt.datetime) -> int:
    """Delete some payloads, so that no backup brings them back."""
    hashes = connection.execute(sa.delete(tables.saved).where(which).returning(_SAVED.code_hash)).scalars().all()
    for code_hash in hashes:
        # Advice under the same code stays; a backup's would be taken for erased with it, and the present one is newer.
        _remember_erased(connection, code_hash, moment)
    return len(hashes)


def payloads_for_statistics(store: Store, now: dt.datetime | None = None) -> Iterator[dict[str, Any]]:
    """The payloads of those who agreed to being counted, without their codes. The order carries no information."""
    wanted = sa.select(_SAVED.payload).where(_SAVED.for_statistics, _SAVED.expires_at > (now or _now()))
    wanted = wanted.order_by(_SAVED.code_hash)
    with store.reading() as connection:
        texts = connection.execute(wanted).scalars().all()
    yield from map(json.loads, texts)


def new_code() -> str:
    """A random code in groups of four."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(signs[start : start + GROUP] for start in range(0, CODE_LENGTH, GROUP))


def hash_of(code: str) -> str:
    """Under which a code is stored."""
    # A plain hash is enough: the code is random and long, so no list of likely codes exists.
    return hashlib.sha256(code.upper().translate(_MEANT).encode(errors="surrogatepass")).hexdigest()


def nothing_kept() -> UserError:
    """Nothing is stored under a code, or no longer."""
    return UserError("nothing is kept under this code", where="code", mend="Save it again under a new code.")


def _json(payload: dict[str, Any]) -> str:
    try:
        text = json.dumps(payload, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise UserError("cannot be written as JSON", where="payload") from error
    if len(text) > LARGEST_PAYLOAD:
        raise UserError("too much to keep", where="payload", allowed=f"{LARGEST_PAYLOAD} characters of JSON")
    return text


def _count(result: sa.CursorResult[Any]) -> int:
    return result.rowcount


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
