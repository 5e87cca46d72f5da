"""Invented beds: 200 with zone maps, some of them adjustable, which test how the product treats zones; and the range
of a shop, 66 beds in grades: 22 models in three grades each, and nothing else said, as many shops have it.
"""

from __future__ import annotations

import numpy as np

from catalog.firmness import H_GRADE_FIRMNESS, H_GRADE_SD
from catalog.mattress import Catalogue, Mattress, Size, Zone

N_BEDS, ADJUSTABLE_SHARE, SEED = 200, 0.2, 11
TYPES = ("pocket_spring", "cold_foam", "memory_foam", "latex", "hybrid")
FIRMNESS_RANGE, FIRMNESS_SD = (2.5, 9.0), 0.6  # a bed that states its zones states a number for its firmness
ADJUST_REACH = 1.5  # firmness points either side of the middle
# Zones in cm from the head end as makers draw them, with jitter, and the means of their factors (ln).
EDGES_CM, EDGE_JITTER_CM = (0.0, 35.0, 62.0, 83.0, 105.0, 200.0), 4.0
FACTOR_CENTRE_LN, FACTOR_SPREAD_LN = (0.0, -0.15, 0.08, -0.02, 0.0), (0.0, 0.15, 0.12, 0.12, 0.0)
MODELS, SHOP_SEED, SHOP_DATE = 22, 7, "2026-11"
GRADES = ((1, 2, 3), (2, 3, 4), (3, 4, 5))  # that a model comes in; most come in the middle three
GRADE_SHARES = (0.15, 0.7, 0.15)
SHOP_TYPES, TYPE_SHARES = ("pocket_spring", "cold_foam", "latex", "hybrid", "memory_foam"), (0.4, 0.3, 0.1, 0.1, 0.1)


def synthetic_catalogue(n: int = N_BEDS, seed: int = SEED) -> Catalogue:
    """n zoned beds, a fifth of them adjustable; the same seed gives the same beds."""
    rng = np.random.default_rng(seed)
    return Catalogue(tuple(_bed(i, rng) for i in range(n)), version=f"synthetic-{seed}-{n}", source="made up")


def _bed(number: int, rng: np.random.Generator) -> Mattress:
    edges = np.array(EDGES_CM)
    edges[1:-1] += rng.uniform(-EDGE_JITTER_CM, EDGE_JITTER_CM, len(edges) - 2)
    factors = np.exp(rng.normal(FACTOR_CENTRE_LN, FACTOR_SPREAD_LN))
    cm, parts = np.round(edges, 1).tolist(), np.round(factors, 3).tolist()
    firmness = round(float(rng.uniform(*FIRMNESS_RANGE)), 1)
    adjustable = bool(rng.random() < ADJUSTABLE_SHARE)
    return Mattress(
        mattress_id=f"made-up-{number:03}",
        brand=f"Brand {number % 17}",
        model=f"Model {number}",
        type="air_adjustable" if adjustable else str(rng.choice(TYPES)),
        firmness=firmness,
        firmness_sd=FIRMNESS_SD,
        firmness_scale="1-10",
        firmness_basis="declared",
        n_zones=5,
        zones=tuple(Zone(a, b, f) for a, b, f in zip(cm[:-1], cm[1:], parts, strict=True)),
        adjust="whole" if adjustable else "none",
        adjust_min=firmness - ADJUST_REACH if adjustable else None,
        adjust_max=firmness + ADJUST_REACH if adjustable else None,
        price=float(np.round(np.exp(rng.normal(6.7, 0.5)))),
        currency="EUR",
    )


def shop_range(seed: int = SHOP_SEED) -> Catalogue:
    """66 beds; the same seed gives the same ones. A model costs the same in every grade."""
    rng = np.random.default_rng(seed)
    beds: list[Mattress] = []
    for model in range(MODELS):
        kind = str(rng.choice(SHOP_TYPES, p=TYPE_SHARES))
        price = float(np.round(np.exp(rng.normal(6.4, 0.5))))
        for grade in GRADES[rng.choice(len(GRADES), p=GRADE_SHARES)]:
            beds.append(
                Mattress(
                    mattress_id=f"shop-{model:02}-H{grade}",
                    brand=f"Brand {model % 7}",
                    model=f"Model {model}",
                    variant=f"H{grade}",
                    type=kind,
                    firmness=H_GRADE_FIRMNESS[grade],
                    firmness_sd=H_GRADE_SD,
                    firmness_original=f"H{grade}",
                    firmness_scale="H-grade",
                    firmness_basis="declared",
                    sizes=(Size(90, 200, price),),
                    currency="EUR",
                    price_date=SHOP_DATE,
                )
            )
    return Catalogue(tuple(beds), version=f"shop-range-{seed}", source="made up")
