"""How fast many people are scored: targets for many sleepers, and for each the ten of 1,000 mattresses of least
expected discomfort; then the whole ranking.

    python -m laboratory.benchmarks.scoring --people 100000

In the same run, for comparison, an exact flat search over vectors of eight by a library made for it (faiss), where it
is installed; the product itself does not need it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from catalog.mattress import Catalogue
from laboratory.benchmarks.people import simulated
from laboratory.benchmarks.synthetic_catalogue import synthetic_catalogue
from recommender.fit_target import targets
from recommender.matching import match_many
from recommender.ranking.top_beds import lay_out, top_beds

PEOPLE, MATTRESSES, TOP, VECTOR, SEED = 100_000, 1000, 10, 8, 1
SOME, FEW = 20_000, 1_000  # people generated (beyond these they repeat), and those ranked in full
REPEATS = 3


def shelf(n: int = MATTRESSES) -> Catalogue:
    """n invented zoned beds, none of them adjustable: as many vectors as mattresses."""
    made_up = synthetic_catalogue(n)
    fixed = tuple(replace(bed, adjust="none", adjust_min=None, adjust_max=None) for bed in made_up)
    return replace(made_up, mattresses=fixed)


def seconds(call: Callable[[], object], repeats: int = REPEATS) -> float:
    """The best of some runs."""
    best = np.inf
    for _ in range(repeats):
        started = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - started)
    return float(best)


def flat_search(people: int, mattresses: int, top: int) -> float | None:
    """Seconds an exact flat search takes, None where the library is not installed."""
    try:
        import faiss
    except ImportError:
        return None
    rng = np.random.default_rng(SEED)
    beds = rng.standard_normal((mattresses, VECTOR)).astype(np.float32)
    wanted = rng.standard_normal((people, VECTOR)).astype(np.float32)
    index = faiss.IndexFlatL2(VECTOR)
    index.add(beds)
    return seconds(lambda: index.search(wanted, top))


def run(people: int = PEOPLE) -> dict[str, float]:
    """Print and return seconds of each part."""
    rng = np.random.default_rng(SEED)
    made = simulated(min(people, SOME), rng, measures=True).told
    told = [made[i % len(made)] for i in range(people)]
    target = targets(told)
    catalogue = shelf()
    beds = lay_out(catalogue, target.bodies.height_cm)
    target.expected  # noqa: B018 - part of a target, worked out once
    few = target.take(np.arange(min(people, FEW)))
    found = {
        "targets": seconds(lambda: targets(told)) * 1e6 / len(told),
        "scoring": seconds(lambda: top_beds(target, beds, TOP)),
        "ranking": seconds(lambda: match_many(few, catalogue, TOP), 1),
    }
    library = flat_search(people, MATTRESSES, TOP)
    print(f"targets for 1,000,000 sleepers, from {len(told)}: {found['targets']:.1f} s")
    print(f"{TOP} least of {MATTRESSES} mattresses for {people} sleepers, targets given: {found['scoring']:.2f} s")
    print(f"filters, expected fit, ties, chances and intervals for {len(few)} sleepers: {found['ranking']:.2f} s")
    if library is None:
        print("faiss is not installed (pip install faiss-cpu): no comparison")
    else:
        found["flat_search"] = library
        print(
            f"exact flat search of {VECTOR}-vectors by faiss: {library:.2f} s, ours {found['scoring'] / library:.1f} x"
        )
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=PEOPLE)
    run(parser.parse_args().people)
