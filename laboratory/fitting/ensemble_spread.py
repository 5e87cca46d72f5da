"""How the best beds of a body scatter over the ensemble's worlds, as a linear function of its size.

What is wanted is the second moment of each world's best beds about those of the shipped one, for a body of any size,
positive semidefinite whatever the size. So each world's departure is a linear function of size, and the moment is the
mean of their outer products, plus what is left over on average.

Worlds differ in more than where the best bed is: in how sharply it is felt that one lies elsewhere, more so for heavy
people. Only one bed and one shape of discomfort can be stored per body, so a departure is counted as large as it has to
be to cost in the shipped shape what it costs in the world's own.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import Ridge

from laboratory.fitting.surfaces import Optimum, find_optimum, response_surfaces
from laboratory.fitting.worlds import World, shipped_world
from recommender.arrays import Array
from recommender.person.anthropometry import Bodies
from recommender.scoring.polynomials import values
from recommender.scoring.scoring_model import N_PATTERNS, Linear, size_design
from recommender.sleeper import POSITIONS

RIDGE_ALPHA = 0.01  # per body, features having unit variance: sizes nobody was drawn of stay within what was seen
LEAST_COST = 1e-4  # discomfort; under it two costs are alike
MOST_COUNTED = 2.0  # how many times as large, or as small, a departure may be counted


def departures(bodies: Bodies, worlds: Sequence[World]) -> Array:
    """(worlds, n, 12) departures of each world's best beds, three positions of four figures, from the shipped world's,
    each counted by what it costs.
    """
    own = _best_beds(bodies, shipped_world())
    found = []
    for world in worlds:
        there = _best_beds(bodies, world)
        found.append(np.concatenate([_counted(a, b) for a, b in zip(own, there, strict=True)], axis=1))
    return np.array(found)


def _best_beds(bodies: Bodies, world: World) -> list[Optimum]:
    one = np.ones((len(bodies), 1))
    surfaces = [response_surfaces(bodies, position, world.parameters) for position in POSITIONS]
    return [find_optimum([s], [p], bodies, world.comfort, one) for s, p in zip(surfaces, POSITIONS, strict=True)]


def _counted(shipped: Optimum, there: Optimum) -> Array:
    """(n, 4) departure of the best beds `there`: as large as it has to be for the shipped shape, displaced by it to
    either side, to cost on average what the shipped best bed costs there.
    """
    apart = there.x - shipped.x

    def cost(terms: Array, bed: Array, best: Array) -> Array:
        more = (values(terms, bed.T) ** 2).sum(axis=0) - (values(terms, best.T) ** 2).sum(axis=0)
        return np.asarray(np.maximum(more, LEAST_COST))

    sides = [cost(shipped.terms, shipped.x + sign * apart, shipped.x) for sign in (1, -1)]
    ratio = np.sqrt(cost(there.terms, shipped.x, there.x) / np.mean(sides, axis=0))
    return np.asarray(apart * np.clip(ratio, 1 / MOST_COUNTED, MOST_COUNTED)[:, None])


def fitted_patterns(bodies: Bodies, apart: Array) -> tuple[Linear, Array]:
    """Departures (worlds, n, 12) as `N_PATTERNS` patterns, linear in size, and the (12, 12) second moment they leave.

    A rotation of the worlds leaves the mean of their outer products as it is: the patterns are those rotated worlds
    that explain most over these bodies.
    """
    worlds, n, figures = apart.shape
    size = size_design(bodies)
    mean, scale = size.mean(axis=1), size.std(axis=1) + 1e-12
    ridge = Ridge(alpha=RIDGE_ALPHA * n)
    ridge.fit(((size - mean[:, None]) / scale[:, None]).T, np.moveaxis(apart, 0, -1).reshape(n, -1))
    slopes = ridge.coef_ / scale
    every = np.column_stack([slopes, ridge.intercept_ - slopes @ mean]).reshape(figures, worlds, -1)
    features = np.vstack([size, np.ones(n)])
    predicted = np.einsum("kmc,cn->mnk", every, features)
    rotation, _, _ = np.linalg.svd(predicted.reshape(worlds, -1), full_matrices=False)
    kept = np.zeros((figures, N_PATTERNS, every.shape[2]))
    most = min(N_PATTERNS, worlds)
    kept[:, :most] = np.einsum("kmc,mr->krc", every, rotation[:, :most]) / np.sqrt(worlds)
    explained = np.einsum("krc,cn->krn", kept, features)
    whole = np.einsum("mnk,mnl->kl", predicted, predicted) / worlds
    over = apart - predicted
    left = whole - np.einsum("krn,lrn->kl", explained, explained) + np.einsum("mnk,mnl->kl", over, over) / worlds
    coefficients = kept.reshape(figures * N_PATTERNS, -1)
    return Linear(np.ascontiguousarray(coefficients[:, :-1]), coefficients[:, -1].copy()), np.asarray(left / n)
