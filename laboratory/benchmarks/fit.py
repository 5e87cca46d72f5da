"""`mattress-fit benchmark --fit`: our choices compared with rival rules, judged by our own simulator.

python -m laboratory.benchmarks.fit --people 500
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from catalog.catalogue_file import load_catalogue
from laboratory.benchmarks.people import RAW_DATA, People, held_out, tell
from laboratory.benchmarks.regret import choices, compare, discomforts, draw_firmness, offers_of
from laboratory.benchmarks.synthetic_catalogue import synthetic_catalogue
from laboratory.fitting import judging
from laboratory.fitting.judging import Truths
from laboratory.fitting.worlds import ensemble_worlds
from recommender.person.night import night

PEOPLE, SEED = 2000, 5
DRAWN_SHARE = 0.25  # share of the people for whom firmness is drawn too, because then every bed is a different one
NOTE = "The judge is our own simulator: it shows the loss relative to its mechanics, not that they are true."


def regret(
    n: int = PEOPLE, seed: int = SEED, raw_data: Path = RAW_DATA, progress: Callable[[str], None] = lambda step: None
) -> dict[str, Any]:
    """Regret on the reference catalogue and on the synthetic one, beds as declared and firmness drawn."""
    rng = np.random.default_rng(seed)
    answer: dict[str, Any] = {"people": n, "seed": seed, "note": NOTE}
    with held_out(n, rng, raw_data) as bodies:
        people = People(tell(bodies, rng, measures=False), bodies)
        ways = ensemble_worlds()
        truths = Truths(bodies, night(people.told), ways, rng.integers(0, len(ways), n), np.zeros(n))
        labels = judging.groups(bodies, truths.shares)
        some = np.arange(max(1, int(DRAWN_SHARE * n)))
        for name, catalogue in (("reference", load_catalogue()), ("synthetic", synthetic_catalogue())):
            offers = offers_of(catalogue, rng)
            progress(f"{name}: choosing among {len(offers.records)} beds")
            chosen = choices(people, offers, catalogue)
            progress(f"{name}: laying {n} people on {len(offers.record)} beds and settings")
            answer[f"{name}, as declared"] = compare(discomforts(truths, offers), chosen, labels)
            progress(f"{name}: the same for {len(some)} people with firmness drawn")
            drawn = discomforts(truths.take(some), offers, draw_firmness(offers, len(some), rng))
            answer[f"{name}, firmness drawn"] = compare(
                drawn, {k: v[some] for k, v in chosen.items()}, {k: v[some] for k, v in labels.items()}
            )
    return answer


def lines(answer: dict[str, Any]) -> Iterator[str]:
    """The report as text."""
    yield f"{answer['people']} held-out people, seed {answer['seed']}. {answer['note']}"
    for name, found in answer.items():
        if not isinstance(found, dict):
            continue
        yield f"\n{name}: regret in % of the catalogue's spread (mean spread {found['spread']:.1f} of discomfort)"
        for system, row in sorted(found["systems"].items(), key=lambda item: item[1]["mean"]):
            yield f"  {system:24} median {row['median']:6.2f}  p95 {row['p95']:6.2f}  mean {row['mean']:6.2f}"
        yield f"  best rival {found['best_rival']}: {found['best_rival_over_ours']:.2f} times our mean"
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
