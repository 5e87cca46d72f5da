"""Readers while a catalogue is imported and published: each sees one complete version, never a part of two."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from catalog.mattress import Mattress
from database import versions
from database.store import Store
from tests.database.made_up_catalogue import beds
from tests.patience import HANGS_S

READERS = 3
EDITIONS = 6


@pytest.mark.slow
def test_readers_see_whole_versions_only(store: Store) -> None:
    sizes = {edition: versions.BATCH // 2 + 300 * edition for edition in range(EDITIONS)}
    done = threading.Event()
    seen: set[int] = set()
    wrong: list[str] = []

    def read() -> None:
        while not done.is_set():
            try:
                now = versions.live(store)
                if now is not None:
                    _look(versions.catalogue(store, now.version_id).mattresses, sizes, seen, wrong)
            except Exception as error:
                wrong.append(repr(error))

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    for edition, size in sizes.items():
        new = versions.import_catalogue(store, _slowly(size, edition), source=str(edition))
        versions.publish(store, new.version_id)
        hung = time.monotonic() + HANGS_S
        while edition not in seen and not wrong and time.monotonic() < hung:
            time.sleep(0.01)
    versions.rollback(store)
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert seen == set(range(EDITIONS))


def _slowly(size: int, edition: int) -> Iterator[Mattress]:
    pause = threading.Event()
    for number, bed in enumerate(beds(size, edition)):
        if number % 200 == 0:
            pause.wait(0.01)  # readers get their turn while the import runs
        yield bed


def _look(found: tuple[Mattress, ...], sizes: dict[int, int], seen: set[int], wrong: list[str]) -> None:
    editions = {round((bed.price or 0) - 400 - number % 300) for number, bed in enumerate(found)}
    if len(editions) != 1 or len(found) != sizes[next(iter(editions))]:
        wrong.append(f"{len(found)} mattresses of editions {editions}")
    seen |= editions
