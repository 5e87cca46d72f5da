"""How long the difference of two large versions takes, and how much time rescoring saves over scoring again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue, Mattress, Size
from database.store import open_store
from database.updates import effects, of_versions
from database.versions import import_catalogue
from recommender.batch import best_beds
from recommender.rescoring import Rescoring, standard_population
from recommender.sleeper import Sleeper

ROWS = 100_000
CHANGED = 0.02  # of the rows of a large version
ROUNDS = 3


def run() -> None:
    """Print seconds for two versions of 100,000 mattresses, and the ratio for a catalogue where little changed."""
    with TemporaryDirectory() as folder:
        _large_versions(Path(folder))
    _rescoring()


def _large_versions(folder: Path) -> None:
    store = open_store(f"sqlite:///{folder / 'catalogue.sqlite3'}")
    draw = Random(1)
    before, after = (
        import_catalogue(store, rows, source="made up").version_id for rows in (_many(), _changed(_many(), draw))
    )
    started = time.perf_counter()
    update = of_versions(store, before, after)
    compared = time.perf_counter()
    effect = effects(update, store).standard
    done = time.perf_counter()
    store.engine.dispose()
    print(
        f"catalog diff, {ROWS:,} mattresses, {len(update.comparison.changed):,} changes: "
        f"{compared - started:.1f} s and {done - compared:.1f} s for the effect on {effect.people:,} people"
    )


def _many() -> Iterator[Mattress]:
    """The beds that ship repeated many times, each time slightly firmer or softer and at another price."""
    beds, draw = load_catalogue().mattresses, Random(0)
    for i in range(ROWS):
        bed = beds[i % len(beds)]
        firmness = None if bed.firmness is None else min(10.0, max(1.0, bed.firmness + draw.choice([-1, -0.5, 0, 0.5])))
        price = float(draw.randint(200, 3000))
        sizes = (Size(90, 200, price), Size(140, 200, 1.5 * price), Size(160, 200, 1.7 * price))
        yield replace(
            bed, mattress_id=f"{bed.mattress_id}-{i}", firmness=firmness, price=price, currency="EUR", sizes=sizes
        )


def _changed(beds: Iterator[Mattress], draw: Random) -> Iterator[Mattress]:
    for bed in beds:
        if draw.random() >= CHANGED:
            yield bed
        elif draw.random() < 0.8:
            yield replace(bed, price=0.9 * (bed.price or 0), in_stock=draw.random() < 0.5)
        elif bed.firmness is not None:
            yield replace(bed, firmness=bed.firmness + 0.25)


def _rescoring() -> None:
    catalogue, people = load_catalogue(), standard_population()
    beds = list(catalogue)
    priced = max(range(len(beds)), key=lambda i: beds[i].price or 0)
    updates = {
        "nothing changed": beds,
        "the dearest got dearer": [
            replace(bed, price=1.1 * (bed.price or 0)) if i == priced else bed for i, bed in enumerate(beds)
        ],
        "one firmer": [
            replace(bed, firmness=(bed.firmness or 5) + 0.3) if i == 7 else bed for i, bed in enumerate(beds)
        ],
        "one gone": beds[1:],
    }
    for name, after in updates.items():
        new = Catalogue(tuple(after), "new")
        again = min(_seconds(partial(best_beds, people, new, top=1)) for _ in range(ROUNDS))
        ours = min(_seconds(partial(_rescored, catalogue, new, people)) for _ in range(ROUNDS))
        print(f"rescore, {name}: {ours:.2f} s, scoring the new catalogue {again:.2f} s: {again / ours:.1f} times")


def _rescored(before: Catalogue, after: Catalogue, people: Sequence[Sleeper]) -> object:
    return Rescoring(before, after).rows(people)


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


if __name__ == "__main__":
    run()
