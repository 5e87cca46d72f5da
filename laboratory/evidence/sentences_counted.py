"""How many sentences of how many answers hold: people drawn from the population, on three catalogues.

`python -m laboratory.evidence.sentences_counted 400` prints the count in docs/sentences.md; it takes about two
minutes of one processor.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from catalog.catalogue_file import load_catalogue
from catalog.firmness import H_GRADE_FIRMNESS, H_GRADE_SD
from catalog.mattress import Catalogue, Layer, Mattress
from laboratory.benchmarks.synthetic_catalogue import synthetic_catalogue
from laboratory.evidence.sentences import Checked, checked
from recommender.explanation import explain
from recommender.fit_target import targets
from recommender.matching import match
from recommender.rescoring import standard_population
from recommender.sleeper import Sleeper, Wishes

SEED = 5
TYPES = ("pocket_spring", "cold_foam", "latex", "memory_foam", "hybrid", "unknown")
ACHES = ("extension_sensitive", "turning_low_pelvis", "shoulder_pressure", "lateral_hip", "morning_stiffness")
GRADES, MODELS = (2, 3, 4), 22


def shop_in_grades(seed: int = SEED) -> Catalogue:
    """66 invented beds as a shop lists them: 22 models in H2, H3 and H4, some with layers, zones counted or a trial."""
    rng = np.random.default_rng(seed)
    beds = []
    for model in range(MODELS):
        cm = float(rng.integers(2, 9))
        layers = (Layer("koudschuim", cm, None, float(rng.uniform(2, 5))), Layer("pocketvering", 16.0))
        measured_n_mm = float(np.exp(rng.normal(2.0, 0.1))) if model % 6 == 1 else None
        bed = Mattress(
            mattress_id=f"shop-{model:02}",
            brand=f"Brand {model % 5}",
            model=f"Model {model}",
            type=TYPES[model % len(TYPES)],
            layers=layers if model % 3 == 0 else (),
            n_zones=(None, 1, 5, 7)[model % 4],
            height_cm=float(rng.integers(18, 32)) if model % 5 else None,
            trial_nights=(None, 30, 100)[model % 3],
            weight_max_kg=120.0 if model % 7 == 0 else None,
            firmness_sd=H_GRADE_SD,
            currency="EUR",
        )
        for grade in GRADES:
            hardness = None if measured_n_mm is None else measured_n_mm * 1.4 ** (grade - GRADES[1])
            name, price = f"{bed.mattress_id}-h{grade}", float(rng.integers(199, 1999))
            firmness = H_GRADE_FIRMNESS[grade]
            beds.append(replace(bed, mattress_id=name, firmness=firmness, hardness_n_mm=hardness, price=price))
    return Catalogue(tuple(beds), version=f"shop-in-grades-{seed}", source="made up")


CATALOGUES: Mapping[str, Callable[[], Catalogue]] = {
    "reference": load_catalogue,
    "shop in grades": shop_in_grades,
    "zoned": synthetic_catalogue,
}


def people(n: int) -> list[Sleeper]:
    """The standard population, with aches, wishes and hot nights spread over it."""
    rng = np.random.default_rng(SEED)
    found = []
    for person in standard_population(n):
        pain = tuple(np.unique(rng.choice(ACHES, rng.integers(0, 3))).tolist()) if rng.random() < 0.3 else ()
        kind = str(rng.choice(TYPES[:-1])) if rng.random() < 0.1 else ""
        size = (90.0, 200.0) if rng.random() < 0.3 else None
        wishes = Wishes(type=kind or None, size=size, warm_sleeper=bool(rng.random() < 0.25))
        found.append(replace(person, pain=pain, wishes=wishes))
    return found


def sentences(sleepers: list[Sleeper], catalogue: Catalogue) -> Iterator[Checked]:
    """Every sentence of every answer to these people, held against mechanics and record."""
    needed = targets(sleepers)
    for i, sleeper in enumerate(sleepers):
        ranking = match(needed[i], catalogue, wishes=sleeper.wishes)
        yield from checked(ranking, explain(ranking, changes=False))


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    sleepers = people(n)
    for name, catalogue in CATALOGUES.items():
        found = list(sentences(sleepers, catalogue()))
        wrong = [one for one in found if one.wrong]
        print(f"{name}: {len(found):,} sentences to {n:,} people, wrong {len(wrong)}")
        for key, times in Counter(one.key for one in found).most_common():
            print(f"  {times:6,}  {key}")
        for one in wrong[:20]:
            print(f"  WRONG {one}")


if __name__ == "__main__":
    main()
