"""Advice and outcomes in the database, under the hash of a code: by consent, for a year of trial and a month.

Entries are added and never changed, so nobody overwrites anybody: who enters something after somebody else did is told
what, and both are kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, Final
from uuid import uuid4

import sqlalchemy as sa

from catalog.errors import UserError
from database import saved, tables
from database.outcomes.told import Advice, AdvisedBed, Outcome, Record, checked
from database.store import Store

MOST_ENTRIES: Final = 200  # about one advice: far more than anybody tells
KEPT_DAYS: Final = saved.OUTCOME_DAYS

_ADVICE, _OUTCOME = tables.advice.c, tables.outcome.c


@dataclass(frozen=True)
class Entered:
    """Result of an entry.

    Attributes:
        outcome: as stored; where the same was told before, that one, and nothing was added.
        added: whether it was.
        meanwhile: what others entered since the record was read, oldest first.
    """

    outcome: Outcome
    added: bool
    meanwhile: tuple[Outcome, ...]


def begin(
    store: Store, advice: Advice, *, consent: bool, code: str | None = None, now: dt.datetime | None = None
) -> tuple[str, str]:
    """Keep what somebody was advised, so that outcomes can be told of it.

    The same answer of the same person under the same code is kept once.

    Args:
        consent: of its own, to keeping this; without it nothing is written.
        code: one that something is kept under. None: a new one.

    Returns:
        The code and the id of the advice.

    Raises:
        UserError: no consent, or nothing is kept under the code.
        StoreError: the database cannot be used.
    """
    if consent is not True:
        raise UserError("nothing is kept without consent", where="outcomes", mend="Ask first.")
    moment = now or dt.datetime.now(dt.UTC)
    kept_as = code or saved.new_code()
    code_hash = saved.hash_of(kept_as)
    with store.writing() as connection:
        saved.delete_expired(connection, moment)
        if code is not None and not saved.is_kept(connection, code_hash):
            raise saved.nothing_kept()
        same = sa.select(_ADVICE.id).where(
            _ADVICE.code_hash == code_hash, _ADVICE.answer_id == advice.answer_id, _ADVICE.person == advice.person
        )
        found = connection.execute(same).scalar()
        if found is not None:
            return kept_as, str(found)
        advice_id = uuid4().hex
        connection.execute(
            sa.insert(tables.advice).values(
                id=advice_id,
                code_hash=code_hash,
                person=advice.person,
                answer_id=advice.answer_id,
                model=advice.model,
                catalog_version=advice.catalog_version,
                beds=[{**asdict(bed), "roles": list(bed.roles)} for bed in advice.beds],
                profile=dict(advice.profile),
                consented_at=moment,
                expires_at=moment + dt.timedelta(days=KEPT_DAYS),
            )
        )
    return kept_as, advice_id


def of_code(store: Store, code: str, now: dt.datetime | None = None) -> tuple[Record, ...]:
    """Everything that is kept under a code, oldest advice first."""
    return tuple(_records(store, _ADVICE.code_hash == saved.hash_of(code), now))


def all_records(store: Store, now: dt.datetime | None = None) -> tuple[Record, ...]:
    """Every advice and its outcomes, without codes."""
    return tuple(_records(store, sa.true(), now))


def people(store: Store, now: dt.datetime | None = None) -> tuple[tuple[str, Record], ...]:
    """Every record with a pseudonym of its person, which those of one person share and which leads to no code."""
    moment = now or dt.datetime.now(dt.UTC)
    wanted = sa.select(_ADVICE.id, _ADVICE.code_hash, _ADVICE.person).where(_ADVICE.expires_at > moment)
    with store.reading() as connection:
        whose = {row.id: (row.code_hash, row.person) for row in connection.execute(wanted)}
    number = {person: f"p{i}" for i, person in enumerate(sorted(set(whose.values())), start=1)}
    found = all_records(store, moment)
    return tuple((number[whose[each.advice_id]], each) for each in found if each.advice_id in whose)


def enter(
    store: Store, advice_id: str, told: Outcome, *, seen: Collection[str] | None = None, now: dt.datetime | None = None
) -> Entered:
    """Add an entry about an advice.

    Args:
        seen: ids of the entries that whoever tells this has before them; None: nobody looked.

    Raises:
        UserError: the entry is not one (`told.checked`), or the advice is no longer kept.
        StoreError: the database cannot be used.
    """
    told = checked(told)
    moment = now or dt.datetime.now(dt.UTC)
    with store.writing() as connection:
        # On PostgreSQL two who tell at once wait for each other here; SQLite has one writer at a time.
        kept = sa.select(_ADVICE.id).where(_ADVICE.id == advice_id, _ADVICE.expires_at > moment).with_for_update()
        if connection.execute(kept).scalar() is None:
            raise saved.nothing_kept()
        wanted = sa.select(tables.outcome).where(_OUTCOME.advice_id == advice_id)
        before = [_outcome(row) for row in connection.execute(_in_order(wanted))]
        meanwhile = () if seen is None else tuple(each for each in before if each.outcome_id not in seen)
        if same := _still_said(told, before):
            return Entered(same, False, meanwhile)
        if len(before) >= MOST_ENTRIES:
            raise UserError(f"{MOST_ENTRIES} entries are kept of this already", where="outcomes")
        # After every entry so far, also where two clocks differ: the last entry is the one that counts.
        at = max([moment, *(each.at + dt.timedelta(microseconds=1) for each in before if each.at)])
        told = replace(told, outcome_id=uuid4().hex, at=at)
        connection.execute(
            sa.insert(tables.outcome).values(
                id=told.outcome_id,
                advice_id=advice_id,
                what=told.what,
                mattress_id=told.mattress_id,
                told=told.details(),
                entered_by=told.by,
                entered_at=told.at,
            )
        )
    return Entered(told, True, meanwhile)


def forget(store: Store, code: str, now: dt.datetime | None = None) -> saved.Erased:
    """Delete advice and outcomes under a code; answers saved under it stay. A restored backup brings none back."""
    moment = now or dt.datetime.now(dt.UTC)
    with store.writing() as connection:
        rows = saved.forget_advice(connection, _ADVICE.code_hash == saved.hash_of(code), moment)
    return saved.Erased(rows, store.overwritten())


def _still_said(told: Outcome, before: list[Outcome]) -> Outcome | None:
    """The entry that says the same and still counts, because nothing else of its kind came after it."""
    kinds = ("kept", "returned", "exchanged") if told.what in ("kept", "returned", "exchanged") else (told.what,)
    alike = [each for each in before if each.mattress_id == told.mattress_id and each.what in kinds]
    return alike[-1] if alike and alike[-1].says_the_same(told) else None


def _records(store: Store, which: sa.ColumnElement[bool], now: dt.datetime | None) -> Iterator[Record]:
    moment = now or dt.datetime.now(dt.UTC)
    chosen = sa.select(tables.advice).where(which, _ADVICE.expires_at > moment)
    told = sa.select(tables.outcome).join(tables.advice).where(which, _ADVICE.expires_at > moment)
    with store.reading() as connection:
        advised = connection.execute(chosen.order_by(_ADVICE.consented_at, _ADVICE.id)).all()
        outcomes: dict[str, list[Outcome]] = {}
        for row in connection.execute(_in_order(told)):
            outcomes.setdefault(row.advice_id, []).append(_outcome(row))
    for row in advised:
        yield Record(row.id, _advice(row), tuple(outcomes.get(row.id, ())))


def _in_order(wanted: sa.Select[Any]) -> sa.Select[Any]:
    return wanted.order_by(_OUTCOME.entered_at, _OUTCOME.id)


def _advice(row: Any) -> Advice:
    return Advice(
        answer_id=row.answer_id,
        model=row.model,
        catalog_version=row.catalog_version,
        beds=tuple(AdvisedBed(**{**bed, "roles": tuple(bed["roles"])}) for bed in row.beds),
        profile=row.profile,
        person=row.person,
        consented_at=row.consented_at,
        expires_at=row.expires_at,
    )


def _outcome(row: Any) -> Outcome:
    return Outcome(row.what, row.mattress_id, row.entered_by, **row.told, outcome_id=row.id, at=row.entered_at)
