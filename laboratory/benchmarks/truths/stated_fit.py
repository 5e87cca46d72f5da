"""Whether what is said of a bed is what it turns out to be: stated fit and chance against simulated truths.

    python -m laboratory.benchmarks.truths.stated_fit --people 600

People are told as shoppers tell it; truths draw everything unsure about body, night, mechanics, level, zones, the
person and every bed. Printed: the mean of the true fit beside the stated one, overall, by tenths of what was stated, by
sex and BMI class; how often a bed suited (true fit of 70 or more) beside the chance stated; and the chance's skill, as
Brier's score against that of saying everybody the base rate.
"""

from __future__ import annotations

import argparse
import time
from itertools import pairwise
from typing import Any

import numpy as np

from catalog.catalogue_file import load_catalogue
from laboratory.benchmarks.people import simulated
from laboratory.fitting import judging
from laboratory.fitting.worlds import ensemble_worlds
from recommender.arrays import Array
from recommender.fit_target import targets
from recommender.matching import match
from recommender.person.night import night
from recommender.ranking.spread import SUITS

SEED, OTHERS = 31, 8  # beds per person besides the first: drawn at random from the list
TENTHS = np.linspace(0, 1, 11)


def stated_and_true(people: int, seed: int) -> dict[str, Any]:
    """(n, 1 + OTHERS) stated fit, stated chance and true fit, the first bed first, and (n,) labels of the people."""
    rng = np.random.default_rng(seed)
    folk, catalogue = simulated(people, rng), load_catalogue(None)
    sure = np.array([s.position_sure for s in folk.told])
    truths = judging.draw_truths(folk.bodies, night(folk.told), sure, ensemble_worlds(), rng, persons=True)
    target = targets(folk.told)
    fit, chance, setting = (np.empty((people, 1 + OTHERS)) for _ in range(3))
    setting = np.empty((people, 1 + OTHERS, 3))
    beds = []
    for i in range(people):
        ranking = match(target[i], catalogue, top=len(catalogue))
        rows = np.concatenate([ranking.order[:1], rng.choice(ranking.order, OTHERS, replace=False)])
        fit[i], chance[i], setting[i] = ranking.fit[rows], ranking.chance_suits[rows], ranking.setting[rows]
        beds.append([ranking.mattresses[row] for row in rows])
    ideal = judging.true_target(truths).ideal
    lain = [
        judging.true_beds([row[k] for row in beds], setting[:, k], truths.bodies.height_cm, rng)
        for k in range(1 + OTHERS)
    ]
    true = judging.true_fit(judging.discomfort_on(truths, np.stack(lain, axis=1)), ideal)
    return {"fit": fit, "chance": chance, "true": true} | {
        name: label for name, label in judging.groups(truths.bodies, truths.shares).items() if name in ("sex", "bmi")
    }


def brier_skill(chance: Array, suits: Array) -> tuple[float, float]:
    """Brier's score of the stated chance, and of the base rate said of every bed."""
    return float(np.mean((chance - suits) ** 2)), float(np.mean((suits.mean() - suits) ** 2))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=600)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    started = time.perf_counter()
    found = stated_and_true(asked.people, asked.seed)
    fit, chance, true = found["fit"], found["chance"], found["true"]
    suits = (true >= SUITS).astype(float)
    print(f"{asked.people} truths, {fit.size} beds, {time.perf_counter() - started:.0f} s")
    print(f"first bed: stated {fit[:, 0].mean():.1f}, true {true[:, 0].mean():.1f}; median {np.median(fit[:, 0]):.1f}")
    print(f"any bed: stated {fit[:, 1:].mean():.1f}, true {true[:, 1:].mean():.1f}")
    edges = np.quantile(fit, TENTHS)
    place = np.clip(np.searchsorted(edges, fit, side="right") - 1, 0, 9)
    for tenth in range(10):
        here = place == tenth
        stated = f"{edges[tenth]:5.1f}-{edges[tenth + 1]:5.1f}"
        print(f"  stated {stated}: {fit[here].mean():5.1f} true {true[here].mean():5.1f}")
    for name in ("sex", "bmi"):
        for label in sorted(set(found[name].tolist())):
            of = found[name] == label
            said, came = fit[of, 0].mean(), true[of, 0].mean()
            print(f"  first bed, {name} {label}: stated {said:.1f} true {came:.1f} n={of.sum()}")
    for low, high in pairwise(TENTHS):
        here = (chance >= low) & (chance < high + (high == 1))
        if here.sum() >= 20:
            said, came = chance[here].mean(), suits[here].mean()
            print(f"  chance {low:.1f}-{high:.1f}: said {said:.3f} came {came:.3f} ({here.sum()} beds)")
    ours, base = brier_skill(chance[:, 1:], suits[:, 1:])
    print(f"  Brier over random beds {ours:.3f}, base rate {base:.3f}")


if __name__ == "__main__":
    main()
