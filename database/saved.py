"""What people chose to save, under a code: stored only with consent, and only for a limited number of days.

The code is the only key: it is random, shown once, and only its hash is stored. A payload is one JSON object. The
storefront stores `profile`, `model_version`, `catalog_version` and, where there are any, `picks` and `diary`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from catalog.errors import UserError
from database import tables
from database.store import Overwritten, Store

MOST_DAYS = 30  # L-11: kept no longer than needed for a trial; L-10 counts the days from the last entry of a diary
LARGEST_PAYLOAD = 200_000  # characters of JSON

# Digits and letters that are not easily confused; what is often misread is accepted for the intended character.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16  # of 5 bits each: 80 bits, beyond guessing
GROUP = 4
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None, ".": None})

_SAVED = tables.saved.c
_ERASED = tables.erased.c


@dataclass(frozen=True)
class Erased:
    """Result of a deletion.

    Attributes:
        rows: how many payloads were deleted.
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
        connection.execute(sa.delete(tables.saved).where(_SAVED.expires_at <= moment))
        mine = sa.delete(tables.saved).where(_SAVED.code_hash == _hash(kept_as))
        counted = connection.execute(mine.returning(_SAVED.for_statistics)).scalar_one_or_none()
        if code is not None and counted is None:
            raise _nothing_kept()
        connection.execute(
            sa.insert(tables.saved).values(
                code_hash=_hash(kept_as),
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
    wanted = sa.update(tables.saved).where(_SAVED.code_hash == _hash(code), _SAVED.expires_at > (now or _now()))
    text = _json(payload)
    with store.writing() as connection:
        if not _count(connection.execute(wanted.values(payload=text))):
            raise _nothing_kept()
    return store.overwritten()


def load(store: Store, code: str, now: dt.datetime | None = None) -> dict[str, Any] | None:
    """What is stored under a code, in any spacing and case; None when there is nothing, or it has expired."""
    wanted = sa.select(_SAVED.payload).where(_SAVED.code_hash == _hash(code), _SAVED.expires_at > (now or _now()))
    with store.reading() as connection:
        text = connection.execute(wanted).scalar_one_or_none()
    return None if text is None else json.loads(text)


def delete(store: Store, code: str, now: dt.datetime | None = None) -> Erased:
    """Delete what is stored under a code. Restoring an older backup does not bring it back."""
    with store.writing() as connection:
        rows = _count(connection.execute(sa.delete(tables.saved).where(_SAVED.code_hash == _hash(code))))
        if rows:
            # A code can be erased twice: when the payload came back with a restored database file.
            connection.execute(sa.delete(tables.erased).where(_ERASED.code_hash == _hash(code)))
            connection.execute(sa.insert(tables.erased).values(code_hash=_hash(code), erased_at=now or _now()))
    return Erased(rows, store.overwritten())


def purge(store: Store, now: dt.datetime | None = None) -> Erased:
    """Delete everything that has expired, and overwrite what earlier deletions left on the disk."""
    moment = now or _now()
    with store.writing() as connection:
        rows = _count(connection.execute(sa.delete(tables.saved).where(_SAVED.expires_at <= moment)))
        # By now whatever a backup still holds under these codes has expired.
        forgotten = _ERASED.erased_at <= moment - dt.timedelta(days=MOST_DAYS)
        connection.execute(sa.delete(tables.erased).where(forgotten))
    return Erased(rows, store.overwritten())


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


def _hash(code: str) -> str:
    # A plain hash is enough: the code is random and long, so no list of likely codes exists.
    return hashlib.sha256(code.upper().translate(_MEANT).encode(errors="surrogatepass")).hexdigest()


def _nothing_kept() -> UserError:
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
