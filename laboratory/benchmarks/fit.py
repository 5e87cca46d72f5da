"""`mattress-fit benchmark --fit`: our choices compared with rival rules, judged by our own simulator.

python -m laboratory.benchmarks.fit --people 500
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue, Size
from laboratory.benchmarks.people import RAW_DATA, People, held_out, tell
from laboratory.benchmarks.regret import (
    BY_LABELS,
    OURS,
    by_labels,
    choices,
    compare,
    discomforts,
    draw_firmness,
    for_sale,
    kinds_counted,
    kinds_of,
    offers_of,
)
from laboratory.benchmarks.synthetic_catalogue import shop_range, synthetic_catalogue
from laboratory.fitting import judging
from laboratory.fitting.judging import Truths, draw_offsets
from laboratory.fitting.worlds import ensemble_worlds
from recommender.person.night import night

PEOPLE, SEED = 400, 5
DRAWN_SHARE = 1.0  # share of the people for whom firmness is drawn too, because then every bed is a different one
NOTE = "The judge is our own simulator: it shows the loss relative to its mechanics, not that they are true."


def catalogues() -> dict[str, Catalogue]:
    """What is judged: real beds, a shop's range in grades, and beds with zone maps of which some can be set."""
    made_up = synthetic_catalogue()
    priced = (replace(bed, sizes=(Size(90, 200, bed.price),)) for bed in made_up)
    every = {
        "reference": load_catalogue(),
        "shop": shop_range(),
        "synthetic": replace(made_up, mattresses=tuple(priced)),
    }
    return {name: for_sale(catalogue) for name, catalogue in every.items()}


def regret(
    n: int = PEOPLE, seed: int = SEED, raw_data: Path = RAW_DATA, progress: Callable[[str], None] = lambda step: None
) -> dict[str, Any]:
    """Regret on each catalogue: beds as declared, for bodies and for persons who differ from their body; firmness
    drawn.
    """
    rng = np.random.default_rng(seed)
    answer: dict[str, Any] = {"people": n, "seed": seed, "note": NOTE}
    with held_out(n, rng, raw_data) as bodies:
        people = People(tell(bodies, rng, measures=False), bodies)
        ways = ensemble_worlds()
        truths = Truths(bodies, night(people.told), ways, rng.integers(0, len(ways), n), np.zeros((n, 3)))
        persons = replace(truths, off=draw_offsets(n, rng, persons=True))
        labels = judging.groups(bodies, truths.shares)
        some = np.arange(max(1, int(DRAWN_SHARE * n)))
        for name, catalogue in catalogues().items():
            offers = offers_of(catalogue, rng)
            progress(f"{name}: choosing among {len(offers.records)} beds")
            chosen = choices(people, offers, catalogue, rng)
            progress(f"{name}: laying {n} people on {len(offers.record)} beds and settings")
            declared, kind = discomforts(truths, offers), kinds_of(offers)
            found = compare(declared, chosen, labels)
            answer[f"{name}, as declared"] = found | {
                "first_kinds": kinds_counted(kind, chosen.first[OURS]),
                "perfect_kinds": kinds_counted(kind, declared.argmin(axis=1)),
            }
            answer[f"{name}, as declared, persons differ"] = compare(discomforts(persons, offers), chosen, labels)
            progress(f"{name}: the same for {len(some)} people with firmness drawn")
            drawn = discomforts(truths.take(some), offers, draw_firmness(offers, len(some), rng))
            its_labels = {k: v[some] for k, v in labels.items()}
            theirs = chosen.take(some)
            theirs.first[BY_LABELS] = by_labels(truths.take(some), offers)
            answer[f"{name}, firmness drawn"] = compare(drawn, theirs, its_labels)
    return answer


def lines(answer: dict[str, Any]) -> Iterator[str]:
    """The report as text."""
    yield f"{answer['people']} held-out people, seed {answer['seed']}. {answer['note']}"
    for name, found in answer.items():
        if not isinstance(found, dict):
            continue
        yield f"\n{name}: regret in % of the catalogue's spread (mean spread {found['spread']:.1f} of discomfort)"
        for system, row in sorted(found["systems"].items(), key=lambda item: item[1]["mean"]):
            same = "" if row["people"] == found["people"] else f"  of {row['people']}: first {row['first_mean']:.2f}"
            same += f", {found['best_rival']} {row['rival_mean']:.2f}" if "of" in same else ""
            yield f"  {system:26} median {row['median']:6.2f}  p95 {row['p95']:6.2f}  mean {row['mean']:6.2f}{same}"
        yield f"  our first bed over the best rival ({found['best_rival']}): {found['ours_over_best_rival']:.2f}"
        for whose in ("first", "perfect"):
            if kinds := found.get(f"{whose}_kinds"):
                share = 100 * kinds["most_frequent_share"]
                yield f"  {whose} beds: {kinds['kinds']:.0f} kinds, the most frequent for {share:.0f} %"
        for group, rows in found["by"].items():
            for label, row in rows.items():
                yield (
                    f"    {group:10} {label:8} n={row['people']:4}  median {row['median']:6.2f}  p95 {row['p95']:6.2f}"
                    f"  mean {row['mean']:6.2f}  best rival {row['best_rival_mean']:6.2f}"
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    started = time.perf_counter()
    for line in lines(regret(asked.people, asked.seed, progress=print)):
        print(line)
    print(f"{time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
