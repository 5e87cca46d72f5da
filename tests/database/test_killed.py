"""A real process that imports and publishes is killed again and again; what is live stays complete."""

from __future__ import annotations

import multiprocessing
import random
from itertools import count

import pytest
import sqlalchemy as sa

from database import tables, versions
from database.store import Store
from tests.database import made_up_catalogue
from tests.database.made_up_catalogue import beds
from tests.patience import HANGS_S

KILLS = 20
MATTRESSES = 2 * versions.BATCH + 500  # three blocks
LONGEST_ROUNDS = 2.5  # seconds of importing and publishing before the kill


@pytest.mark.slow
def test_twenty_deaths_leave_the_live_version_whole(store: Store, url: str) -> None:
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([made_up_catalogue.__name__])
    chance = random.Random(4)
    publish_one(store, 50, source="the first")
    sent = count()
    sa.event.listen(store.engine, "before_cursor_execute", lambda *_: next(sent))
    publish_one(store, MATTRESSES, source="the second")
    round_statements = next(sent)
    half_done = 0
    for seed in range(KILLS):
        reached = processes.Event()
        moment = chance.randint(1, int(LONGEST_ROUNDS * round_statements))
        given = (url, seed, MATTRESSES, moment, reached)
        process = processes.Process(target=made_up_catalogue.import_and_publish_for_ever, args=given)
        process.start()
        assert reached.wait(HANGS_S)
        assert process.is_alive(), "it should only end when it is killed"
        process.kill()
        process.join()
        half_done += _unfinished(store)
        now = versions.live(store)
        assert now is not None
        assert now.mattresses in (50, MATTRESSES)
        assert versions.is_whole(store, now.version_id)
        assert len(list(versions.mattresses(store, now.version_id))) == now.mattresses
    assert half_done >= KILLS // 4, "the moments were not spread over the import"
    known = versions.versions(store)
    assert len(known) > 2, "no round was ever completed"
    assert all(versions.is_whole(store, each.version_id) for each in known)
    last = versions.import_catalogue(store, beds(10), source="the last")
    assert _unfinished(store) == 0
    assert _mattresses(store) == sum(each.mattresses for each in known) + last.mattresses


def publish_one(store: Store, n: int, source: str) -> None:
    versions.publish(store, versions.import_catalogue(store, beds(n), source=source).version_id)


def _unfinished(store: Store) -> int:
    with store.reading() as connection:
        unfinished = sa.select(sa.func.count()).where(~tables.catalogue_version.c.complete)
        return connection.execute(unfinished).scalar_one()


def _mattresses(store: Store) -> int:
    with store.reading() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(tables.mattress)).scalar_one()
