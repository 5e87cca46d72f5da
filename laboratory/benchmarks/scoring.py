"""How fast many people are scored: targets for many sleepers, and for each the ten of 1,000 mattresses of least
expected discomfort; then the whole ranking, step by step, on lists of 100 to 10,000.

    python -m laboratory.benchmarks.scoring --people 100000

In the same run, for comparison: the bare matrix product of people and beds, an exact flat search over vectors of eight
by NumPy and by a library made for it (faiss), where it is installed, and the loop by pandas and scikit-learn that is
often written. The product itself needs none of them.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace
from statistics import median

import numpy as np
import pandas as pd
from sklearn.metrics.pairwise import euclidean_distances
from sklearn.preprocessing import StandardScaler

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue
from laboratory.benchmarks.people import simulated
from laboratory.benchmarks.synthetic_catalogue import synthetic_catalogue
from recommender.arrays import Array, one_thread
from recommender.fit_target import FitTarget, targets
from recommender.matching import VERDICT_BORDERLINE, match_many
from recommender.ranking.bed_vectors import Beds, stature_class
from recommender.ranking.candidates import Candidates, candidates_for, usual_covariance
from recommender.ranking.fits import Tiebreak, attainable_fit, bounds, score
from recommender.ranking.spread import chance_and_interval
from recommender.ranking.ties import tie_groups
from recommender.ranking.top_beds import lay_out, top_beds
from recommender.sleeper import Sleeper, Wishes

PEOPLE, MATTRESSES, TOP, VECTOR, SEED = 100_000, 1000, 10, 8, 1
SOME, FEW = 20_000, 512  # people generated (beyond these they repeat), and those ranked in full
LISTS = (100, 1000, 10_000)  # invented mattresses, beside the list that ships
STATURES_CM = (165.0, 171.0, 179.0)  # of those ranked in full: a list of zoned beds is laid out once for each class
BLOCK, MILLION, REPEATS = 64, 1_000_000, 3


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


def processor_seconds(call: Callable[[], object], repeats: int = REPEATS) -> float:
    """The median of some runs, of all threads together."""
    taken = []
    for _ in range(repeats):
        started = time.process_time()
        call()
        taken.append(time.process_time() - started)
    return median(taken)


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


def flat_l2(people: int, mattresses: int, top: int) -> float:
    """Processor microseconds a person of an exact flat search by NumPy: squared distances of vectors of eight by one
    product, and a partition.
    """
    rng = np.random.default_rng(SEED)
    beds, wanted = rng.standard_normal((mattresses, VECTOR)), rng.standard_normal((people, VECTOR))
    length = (beds**2).sum(axis=1)

    def search() -> None:
        for start in range(0, people, BLOCK):
            apart = length - 2 * wanted[start : start + BLOCK] @ beds.T
            near = np.argpartition(apart, top - 1, axis=1)[:, :top]
            np.take_along_axis(near, np.argsort(np.take_along_axis(apart, near, axis=1), axis=1), axis=1)

    with one_thread():
        return processor_seconds(search) * 1e6 / people


def plain_loop(people: int, mattresses: int, top: int) -> float:
    """Processor microseconds a person of what is often written: scikit-learn scales the beds' figures, and for one
    person after the other pandas sorts them by distance.
    """
    rng = np.random.default_rng(SEED)
    names = [f"figure_{i}" for i in range(VECTOR)]
    beds = pd.DataFrame(rng.standard_normal((mattresses, VECTOR)), columns=names)
    wanted = pd.DataFrame(rng.standard_normal((people, VECTOR)), columns=names)
    scaler = StandardScaler().fit(beds)
    scaled = pd.DataFrame(scaler.transform(beds), columns=names)

    def loop() -> None:
        for _, one in wanted.iterrows():
            at = scaler.transform(one.to_frame().T)
            scaled.assign(apart=euclidean_distances(scaled[names], at)[:, 0]).sort_values("apart").head(top)

    with one_thread():
        return processor_seconds(loop) * 1e6 / people


def bare_product(people: Array, beds: Array) -> float:
    """Processor microseconds a person of the product of people (n, 70) and beds (70, m), block by block."""
    room = np.empty((BLOCK, beds.shape[1]))

    def multiply() -> None:
        for start in range(0, len(people) - BLOCK + 1, BLOCK):
            np.matmul(people[start : start + BLOCK], beds, out=room)

    with one_thread():
        return processor_seconds(multiply) * 1e6 / (len(people) // BLOCK * BLOCK)


def steps(told: list[Sleeper], catalogue: Catalogue) -> dict[str, float]:
    """Processor microseconds a person of the steps of ranking them, beds laid out before, and of the bare product."""
    needed = targets(told)
    match_many(needed, catalogue, TOP)  # lays the beds out
    found = candidates_for(catalogue, Wishes())
    same = needed.take(
        np.flatnonzero(stature_class(needed.bodies.height_cm) == stature_class(np.array(STATURES_CM))[0])
    )
    beds = found.beds(STATURES_CM[0])
    parts: dict[str, float] = dict.fromkeys(("bounds", "expected fits", "ties", "chances"), 0.0)
    with one_thread():
        for start in range(0, len(same) - BLOCK + 1, BLOCK):
            _add_block(parts, same.take(np.arange(start, start + BLOCK)), beds, found, usual_covariance(catalogue))
    people = len(same) // BLOCK * BLOCK
    parts = {name: taken * 1e6 / people for name, taken in parts.items()}
    wanted = np.resize(needed.expected, (20 * BLOCK, needed.expected.shape[1]))
    return {
        "targets": processor_seconds(lambda: targets(told)) * 1e6 / len(told),
        **parts,
        "ranking": processor_seconds(lambda: match_many(needed, catalogue, TOP)) * 1e6 / len(told),
        "with roles": processor_seconds(lambda: match_many(needed, catalogue, TOP, roles=True), 1) * 1e6 / len(told),
        "bare product": bare_product(wanted, beds.of_kinds),
    }


def _add_block(parts: dict[str, float], people: FitTarget, beds: Beds, found: Candidates, usual: Array) -> None:
    allowed = found.carries(people.bodies.weight_kg)
    tiebreak = Tiebreak(found.price_rank, VERDICT_BORDERLINE * attainable_fit(people, usual))

    def bound() -> Array:
        return bounds(people, beds, people.expected @ beds.of_kinds - people.ideal_discomfort[:, None])

    scores = score(people, beds, [allowed], TOP, tiebreak=tiebreak)
    first = np.argsort(-np.where(allowed, scores.fit, 0.0), axis=1)[:, :TOP]
    chosen = np.take_along_axis(scores.bed, first, axis=1)
    bound_s = processor_seconds(bound)
    parts["bounds"] += bound_s
    parts["expected fits"] += (
        processor_seconds(lambda: score(people, beds, [allowed], TOP, tiebreak=tiebreak)) - bound_s
    )
    parts["ties"] += processor_seconds(lambda: tie_groups(scores.fit, allowed, TOP))
    parts["chances"] += processor_seconds(lambda: chance_and_interval(people, beds, chosen))


def run(people: int = PEOPLE) -> dict[str, float]:
    """Print and return seconds of each part."""
    rng = np.random.default_rng(SEED)
    made = simulated(min(people, SOME), rng, measures=True).told
    told = [made[i % len(made)] for i in range(people)]
    target = targets(told)
    catalogue = shelf()
    beds = lay_out(catalogue, target.bodies.height_cm)
    target.expected  # noqa: B018 - part of a target, worked out once
    found = {
        "targets": seconds(lambda: targets(told)) * MILLION / len(told),
        "scoring": seconds(lambda: top_beds(target, beds, TOP)),
    }
    library = flat_search(people, MATTRESSES, TOP)
    print(f"targets for 1,000,000 sleepers, from {len(told)}: {found['targets']:.1f} s")
    print(f"{TOP} least of {MATTRESSES} mattresses for {people} sleepers, targets given: {found['scoring']:.2f} s")
    if library is None:
        print("faiss is not installed (pip install faiss-cpu): no comparison")
    else:
        found["flat_search"] = library
        print(
            f"exact flat search of {VECTOR}-vectors by faiss: {library:.2f} s, ours {found['scoring'] / library:.1f} x"
        )
    few = [replace(made[i % len(made)], height_cm=STATURES_CM[i % len(STATURES_CM)]) for i in range(FEW)]
    print(f"first {TOP} with fit, chance and interval, {FEW} sleepers: processor microseconds each")
    for catalogue in (shelf(LISTS[0]), load_catalogue(), *map(shelf, LISTS[1:])):
        took = steps(few, catalogue)
        found |= {f"{name}, {len(catalogue)}": value for name, value in took.items()}
        said = ", ".join(f"{name} {value:.0f}" for name, value in took.items() if name != "bare product")
        bare = took["bare product"]
        times = (took["targets"] + took["ranking"]) / bare
        print(f"  {len(catalogue):>6} mattresses: {said}; bare product {bare:.1f}, whole {times:.0f} times as long")
    others = {
        f"flat L2 search by NumPy, {MATTRESSES}": flat_l2(FEW, MATTRESSES, TOP),
        f"pandas and scikit-learn loop, {MATTRESSES}": plain_loop(FEW // 4, MATTRESSES, TOP),
    }
    for name, value in others.items():
        print(f"  {name} mattresses, least distance of vectors of {VECTOR} and no more: {value:.0f}")
    return found | others


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=PEOPLE)
    run(parser.parse_args().people)
