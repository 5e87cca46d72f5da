"""Matrix products whose every entry is the same whatever else is in the batch."""

from __future__ import annotations

import numpy as np

from recommender.arrays import Array

BLOCK = 128  # people at once; also the number of rows every product is padded to
PEOPLE = 512  # the same where people come last
_COLUMNS = 16  # features are padded to a multiple of this


def product(people: Array, features: Array) -> Array:
    """(n, m) of people (n, k) and features (m, k), every entry summed in the same order.

    A linear-algebra library chooses its order by the shape, so every product here has the same number of rows and
    full tiles of columns: one person and a million agree to the last digit.
    """
    n, m = len(people), len(features)
    right = np.zeros((-(-m // _COLUMNS) * _COLUMNS, features.shape[1]))
    right[:m] = features
    found = np.empty((n, m))
    for start in range(0, n, BLOCK):
        part = people[start : start + BLOCK]
        if len(part) < BLOCK:
            part = np.concatenate([part, np.zeros((BLOCK - len(part), people.shape[1]))])
        found[start : start + BLOCK] = (part @ right.T)[: n - start, :m]
    return found


def weighed(weights: Array, people: Array, constant: Array | float = 0.0, out: Array | None = None) -> Array:
    """(m, n) sums of figures (k, n) of people, each weighed (m, k), and a constant (m,): as `product`, people last."""
    n = people.shape[1]
    found = np.empty((len(weights), n)) if out is None else out
    for start in range(0, n, PEOPLE):
        part = people[:, start : start + PEOPLE]
        if (lacking := PEOPLE - part.shape[1]) > 0:
            part = np.pad(part, ((0, 0), (0, lacking)))
        some = weights @ part
        some += np.reshape(constant, (-1, 1))
        found[:, start : start + PEOPLE] = some[:, : n - start]
    return found
