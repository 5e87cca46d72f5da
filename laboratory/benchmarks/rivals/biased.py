"""Controls for the test of neutrality: B8 multiplies by price, B11 adds the shop's commission."""

from __future__ import annotations

import numpy as np

from laboratory.benchmarks.rivals.shelf import Answers, Shelf
from recommender.arrays import Array

FIT_CLASS = {"side": 1, "back": 2, "stomach": 3, "combination": 2}
PRICE_EDGES, PRICE_FACTORS = (500.0, 1500.0, 2500.0), np.array([0.8, 1.0, 1.2, 1.4])
COMMISSION_POINTS = 3.0


def by_price(person: Answers, shelf: Shelf) -> Array:
    """The same firmness class counts half as much again, then the more expensive bed is better."""
    fits = np.where(shelf.firmness_class == FIT_CLASS[person.position], 1.5, 1.0)
    score: Array = fits * PRICE_FACTORS[np.digitize(np.nan_to_num(shelf.price, nan=1000.0), PRICE_EDGES)]
    return score


def by_commission(person: Answers, shelf: Shelf) -> Array:
    """Firmness and aches count, and so does the shop's commission."""
    off = np.abs(shelf.firmness_class - FIT_CLASS[person.position])
    score: Array = np.clip(22 * (off <= 1) + 10 * (off == 0) + COMMISSION_POINTS * shelf.commission, 0, 100)
    return score
