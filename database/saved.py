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
from typing import Any

import sqlalchemy as sa

from catalog.errors import UserError
from database import tables
from database.store import Store

MOST_DAYS = 30  # L-11: kept no longer than needed for a trial; L-10 counts the days from the last entry of a diary
LARGEST_PAYLOAD = 200_000  # characters of JSON

# Digits and letters that are not easily confused; what is often misread is accepted for the intended character.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16  # of 5 bits each: 80 bits, beyond guessing
GROUP = 4
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None, ".": None})

_SAVED = tables.saved.c


def save(
    store: Store,
    payload: dict[str, Any],
    *,
    consent: bool,
    days: int,
    code: str | None = None,
    now: dt.datetime | None = None,
) -> str:
    """Store a payload for some days; expired payloads are deleted on the way.

    Args:
        consent: that the person agreed to this being stored; without it nothing is written.
        days: how long from now, 1 to 30.
        code: replace what is stored under this code, and keep it `days` from now. None: a new code.

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
    with store.forgetting() as connection:
        connection.execute(sa.delete(tables.saved).where(_SAVED.expires_at <= moment))
        removed = connection.execute(sa.delete(tables.saved).where(_SAVED.code_hash == _hash(kept_as)))
        if code is not None and not _count(removed):
            raise UserError("nothing is kept under this code", where="code", mend="Save it again under a new code.")
        connection.execute(
            sa.insert(tables.saved).values(
                code_hash=_hash(kept_as),
                payload=text,
                consented_at=moment,
                expires_at=moment + dt.timedelta(days=days),
            )
        )
    return kept_as


def load(store: Store, code: str, now: dt.datetime | None = None) -> dict[str, Any] | None:
    """What is stored under a code, in any spacing and case; None when there is nothing, or it has expired."""
    wanted = sa.select(_SAVED.payload).where(_SAVED.code_hash == _hash(code), _SAVED.expires_at > (now or _now()))
    with store.reading() as connection:
        text = connection.execute(wanted).scalar_one_or_none()
    return None if text is None else json.loads(text)


def delete(store: Store, code: str) -> bool:
    """Delete what is stored under a code; False when there was nothing."""
    with store.forgetting() as connection:
        return _count(connection.execute(sa.delete(tables.saved).where(_SAVED.code_hash == _hash(code)))) > 0


def purge(store: Store, now: dt.datetime | None = None) -> int:
    """Delete everything that has expired; returns how many payloads that were."""
    with store.forgetting() as connection:
        return _count(connection.execute(sa.delete(tables.saved).where(_SAVED.expires_at <= (now or _now()))))


def payloads(store: Store, now: dt.datetime | None = None) -> Iterator[dict[str, Any]]:
    """Every stored payload without its code, to find what a new catalogue would change. The order carries no
    information.
    """
    wanted = sa.select(_SAVED.payload).where(_SAVED.expires_at > (now or _now())).order_by(_SAVED.code_hash)
    with store.reading() as connection:
        texts = connection.execute(wanted).scalars().all()
    yield from map(json.loads, texts)


def new_code() -> str:
    """A random code in groups of four."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(signs[start : start + GROUP] for start in range(0, CODE_LENGTH, GROUP))


def _hash(code: str) -> str:
    # A plain hash is enough: the code is random and long, so no list of likely codes exists.
    return hashlib.sha256(code.upper().translate(_MEANT).encode()).hexdigest()


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
