"""Whether the 80 % intervals hold: simulated truths compared with the product's intervals.

    python -m laboratory.benchmarks.coverage --people 1000

The judge is our own simulator; `laboratory/fitting/judging.py` defines a simulated truth.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from typing import Any

import numpy as np

from catalog.catalogue_file import load_catalogue
from catalog.firmness import LOG_PER_POINT
from catalog.mattress import Catalogue
from laboratory.benchmarks.people import People, simulated, tell, whole
from laboratory.fitting import judging
from laboratory.fitting.judging import Truths
from laboratory.fitting.worlds import ensemble_worlds, shipped_world
from recommender.arrays import Array
from recommender.fit_target import FitTarget, targets
from recommender.matching import match
from recommender.person.night import night
from recommender.person.population import sample_population
from recommender.sleeper import POSITIONS

SEED = 7
EACH_CLASS, POOL = 150, 20_000  # people judged in every BMI class, and the pool they are drawn from
PICKS, OTHERS = 5, 5  # beds per person whose intervals are compared with the truth: the first ones, and random ones


def truths_of(people: People, rng: np.random.Generator) -> Truths:
    sure = np.array([s.position_sure for s in people.told])
    return judging.draw_truths(people.bodies, night(people.told), sure, ensemble_worlds(), rng)


def evenly(each: int, rng: np.random.Generator) -> People:
    """The same number of simulated people in every BMI class: few of a thousand are under 18.5."""
    pool = sample_population(POOL, rng)
    bodies = whole(pool)
    label = judging.groups(bodies, np.ones((POOL, len(POSITIONS))))["bmi"]
    chosen = bodies.take(np.concatenate([np.flatnonzero(label == one)[:each] for one in np.unique(label)]))
    return People(tell(chosen, rng, measures=True), chosen)


def cover(people: People, truths: Truths, catalogue: Catalogue, rng: np.random.Generator) -> dict[str, Any]:
    """Coverage of every interval and shares at a bound, overall and by BMI class."""
    target = targets(people.told)
    real = judging.true_target(truths)
    said = [target[i].summary() for i in range(len(target))]
    firmness_80 = np.array([s.firmness_80 for s in said])
    zones_80 = np.array([[s.zones_80[z] for z in s.zones] for s in said])
    held = {
        "firmness_80": judging.covered(real.firmness, firmness_80),
        "zones_80": judging.covered(real.zones, zones_80).mean(axis=1),
    }
    at_bound = {"zone targets": judging.zones_at_bound(target.mean[:, :3], truths.bodies.weight_kg)}
    tied = []
    for name, picked in (("fit_80 of the first picks", True), ("fit_80 of any bed", False)):
        fit, fit_80, true, ties = _fits(target, truths, real.ideal, catalogue, picked, rng)
        held[name] = judging.covered(true, fit_80).mean(axis=1)
        at_bound[f"fits, {name[10:]}"] = judging.fits_at_bound(fit)
        tied = ties
        held[f"below {name}"] = (true < fit_80[..., 0]).mean(axis=1)
        held[f"above {name}"] = (true > fit_80[..., 1]).mean(axis=1)
    off = real.firmness - np.array([s.firmness for s in said])
    said_sd = (firmness_80[:, 1] - firmness_80[:, 0]) / 2 / 1.2816
    zones_off = real.zones - np.array([list(s.zones.values()) for s in said])
    zones_sd = (zones_80[..., 1] - zones_80[..., 0]) / 2 / 1.2816
    labels = judging.groups(truths.bodies, truths.shares)
    return {
        "overall": {name: float(values.mean()) for name, values in held.items()},
        "by": {
            group: {
                label: {name: float(v[labels[group] == label].mean()) for name, v in held.items()}
                | {"people": float((labels[group] == label).sum())}
                for label in sorted(set(labels[group]))
            }
            for group in labels
        },
        "at_bound": at_bound,
        "first tie group, share of beds": float(np.mean(tied)),
        "firmness off": _off(off, said_sd),
        "zones off": {
            z: {
                "bias": float(zones_off[:, k].mean()),
                "sd": float(zones_off[:, k].std()),
                "said sd": float(zones_sd[:, k].mean()),
            }
            for k, z in enumerate(("shoulder", "waist", "hip"))
        },
    }


def _off(off: Array, said_sd: Array) -> dict[str, float]:
    return {"bias": float(off.mean()), "sd": float(off.std()), "said sd": float(said_sd.mean())}


def _fits(
    target: FitTarget, truths: Truths, ideal: Array, catalogue: Catalogue, picked: bool, rng: np.random.Generator
) -> tuple[Array, Array, Array, list[float]]:
    """(n, k) stated fits, (n, k, 2) intervals, (n, k) true fits, and the share of beds in each first tie group."""
    beds, settings, fit, fit_80, ties = [], [], [], [], []
    count = PICKS if picked else OTHERS
    for i in range(len(target)):
        ranking = match(target[i], catalogue, top=count if picked else len(catalogue))
        rows = ranking.order[:count] if picked else rng.choice(ranking.order, count, replace=False)
        beds.append([ranking.mattresses[r] for r in rows])
        settings.append(ranking.setting[rows])
        fit.append(ranking.fit[rows])
        fit_80.append(ranking.fit_80[rows])
        ties.append(float((ranking.group == 1).mean()))
    true, rows_cm = np.empty((len(target), count)), truths.bodies.height_cm
    for k in range(count):
        lain = judging.true_beds([row[k] for row in beds], np.array([s[k] for s in settings]), rows_cm, rng)
        true[:, k] = judging.true_fit(judging.discomfort_on(truths, lain[:, None]), ideal)[:, 0]
    return np.array(fit), np.array(fit_80), true, ties


def sources(people: People, truths: Truths) -> dict[str, float]:
    """SD in firmness points of the departure of the true best bed when only one source is unknown."""
    n = len(truths)
    usual = targets(people.told)
    known = replace(
        truths,
        shares=night(people.told),
        worlds=(shipped_world(),),
        world=np.zeros(n, dtype=np.intp),
        off=np.zeros((n, 3)),
    )
    plain = judging.true_target(known).firmness
    ways = {
        "mechanics": replace(known, worlds=truths.worlds, world=truths.world),
        "night": replace(known, shares=truths.shares),
        "body": replace(known, bodies=replace(usual.bodies, weight_kg=truths.bodies.weight_kg)),
    }
    spread = {name: float(np.std(judging.true_target(way).firmness - plain)) for name, way in ways.items()}
    offsets = float(np.std(truths.off.mean(axis=1))) / LOG_PER_POINT
    return {**spread, "offsets": offsets, "model itself": float(np.std(usual.firmness() - plain))}


def _print_groups(by: dict[str, dict[str, dict[str, float]]]) -> None:
    for group, rows in by.items():
        for label, row in rows.items():
            told = "  ".join(
                f"{name[:9]} {100 * v:5.1f}" for name, v in row.items() if name.startswith(("firm", "zones"))
            )
            fits = "  ".join(f"{name[7:]} {100 * v:5.1f}" for name, v in row.items() if name.startswith("fit_80"))
            print(f"    {group:10} {label:8} n={row['people']:4.0f}  {told}  {fits}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--each-class", type=int, default=EACH_CLASS)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    started = time.perf_counter()
    rng = np.random.default_rng(asked.seed)
    people = simulated(asked.people, rng)
    truths = truths_of(people, rng)
    catalogue = load_catalogue()
    answer = cover(people, truths, catalogue, rng)
    print(f"coverage of 80 % intervals, {asked.people} simulated truths, {time.perf_counter() - started:.0f} s")
    for name, value in answer["overall"].items():
        print(f"  {name:34} {100 * value:6.1f} %")
    _print_groups(answer["by"])
    even = evenly(asked.each_class, rng)
    print(f"  {asked.each_class} of every class of BMI")
    _print_groups({"bmi": cover(even, truths_of(even, rng), catalogue, rng)["by"]["bmi"]})
    for name, value in answer["at_bound"].items():
        print(f"  at a bound: {name:30} {100 * value:6.1f} %")
    print(f"  share of beds in the first tie group {100 * answer['first tie group, share of beds']:.0f} %")
    print("  firmness target, true minus said:", {k: round(v, 2) for k, v in answer["firmness off"].items()})
    for zone, row in answer["zones off"].items():
        print(f"  {zone}:", {k: round(v, 2) for k, v in row.items()})
    few = np.arange(min(300, len(truths)))
    spread = sources(People([people.told[i] for i in few], people.bodies.take(few)), truths.take(few))
    print("  SD (points) of the true target by source alone:", {k: round(v, 2) for k, v in spread.items()})


if __name__ == "__main__":
    main()
