"""Catalogues for tests: invented mattresses, as many as requested, and what other processes do with them."""

from __future__ import annotations

import random
import resource
from collections.abc import Iterator
from itertools import count
from multiprocessing.synchronize import Event

import sqlalchemy as sa

from catalog.mattress import Mattress, Size, Zone
from database import versions
from database.store import open_store


def beds(n: int, edition: int = 0) -> Iterator[Mattress]:
    """`n` mattresses with sizes, prices and some zones; those of another edition have other prices."""
    for i in range(n):
        yield Mattress(
            mattress_id=f"made-up-{i}",
            brand=f"Brand {i % 40}",
            model=f"Model {i // 3} é",
            variant=f"H{i % 5 + 1}",
            height_cm=18.0 + i % 12,
            firmness=None if i % 11 == 0 else 2.0 + i % 7,
            zones=(Zone(0, 60, 0.8), Zone(60, 200, 1.1)) if i % 4 == 0 else (),
            sizes=(Size(90, 200, 400.0 + i % 300), Size(140, 200)),
            price=400.0 + i % 300 + edition,
            price_size=Size(90, 200),
            currency="EUR",
            in_stock=i % 3 > 0,
            inferred_fields=("height_cm",) if i % 9 == 0 else (),
        )


def import_and_publish_for_ever(url: str, seed: int, mattresses: int, statements: int, reached: Event) -> None:
    """The process that the kill test kills: it imports, publishes and rolls back versions until it is killed.

    Reports when it is about to send statement number `statements` to the database, and goes on.
    """
    chance = random.Random(seed)
    store = open_store(url)
    sent = count(1)

    @sa.event.listens_for(store.engine, "before_cursor_execute")
    def count_it(*_: object) -> None:
        if next(sent) == statements:
            reached.set()

    while True:
        new = versions.import_catalogue(store, beds(mattresses, chance.randrange(1_000_000)), source=f"run {seed}")
        versions.publish(store, new.version_id)
        if chance.random() < 0.3:
            versions.rollback(store)


def peak_mb_of_importing(url: str, mattresses: int) -> float:
    """The peak memory of this process, after importing so many."""
    versions.import_catalogue(open_store(url), beds(mattresses), source="made up")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
