"""Lists of shops' floors in the database: one row a shop, replaced as a whole."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import asdict

import sqlalchemy as sa

from catalog.selling.floor import Floor, FloorRow
from database import tables
from database.store import Store

_FLOOR = tables.shop_floor.c


def put(store: Store, floors: Iterable[Floor], now: dt.datetime | None = None) -> None:
    """Keep these lists in place of what was kept of the same shops, all of them or none; other shops stay.

    Raises:
        StoreError: the database cannot be used.
    """
    moment = now or dt.datetime.now(dt.UTC)
    with store.writing() as connection:
        for floor in floors:
            connection.execute(sa.delete(tables.shop_floor).where(_FLOOR.shop == floor.shop))
            row = {"shop": floor.shop, "day": floor.day, "imported_at": moment, "document": _written(floor)}
            connection.execute(sa.insert(tables.shop_floor).values(**row))


def remove(store: Store, shop: str) -> bool:
    """Forget a shop's list; whether there was one. Raises StoreError."""
    with store.writing() as connection:
        return connection.execute(sa.delete(tables.shop_floor).where(_FLOOR.shop == shop)).rowcount > 0


def stamps(store: Store) -> tuple[tuple[str, dt.datetime], ...]:
    """The shops with a list, by name, and when each was imported. Raises StoreError."""
    with store.reading() as connection:
        rows = connection.execute(sa.select(_FLOOR.shop, _FLOOR.imported_at).order_by(_FLOOR.shop)).all()
    return tuple((row.shop, row.imported_at) for row in rows)


def floor(store: Store, shop: str) -> Floor | None:
    """The list of a shop. Raises StoreError."""
    with store.reading() as connection:
        row = connection.execute(sa.select(_FLOOR.day, _FLOOR.document).where(_FLOOR.shop == shop)).one_or_none()
    return None if row is None else Floor(shop, tuple(_read(each) for each in json.loads(row.document)), row.day)


def _written(kept: Floor) -> str:
    """The rows as JSON, without what is not stated."""
    rows = ({name: value for name, value in asdict(row).items() if value is not None} for row in kept.rows)
    return json.dumps(list(rows), separators=(",", ":"))


def _read(told: dict[str, object]) -> FloorRow:
    size = told.get("size")
    return FloorRow(**{**told, "size": tuple(size) if isinstance(size, list) else None})  # type: ignore[arg-type]
