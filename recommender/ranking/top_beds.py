"""The first beds of very many people: bed vectors computed once per stature class, then a product and a partition.

By expected discomfort alone, by which `fits.score` chooses the beds whose fit it works out; filters, ties and chances
are for the few beds that are shown. An adjustable bed appears here once for each of its settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from catalog.mattress import Catalogue
from recommender.arrays import Array, cores, one_thread
from recommender.fit_target import FitTarget
from recommender.ranking.bed_vectors import Beds, beds_of, stature_class
from recommender.ranking.candidates import rankable

BLOCK = 128  # people at once, few enough for their figures to fit in the processor's cache
GROUP = 8  # columns per group: an eighth of the figures is partitioned


def lay_out(catalogue: Catalogue, statures_cm: Array) -> dict[float, Beds]:
    """Beds of known firmness under every stature class that occurs; computed once per catalogue."""
    known = [bed for bed in catalogue if rankable(bed)]
    return {float(c): beds_of(known, float(c)) for c in np.unique(stature_class(statures_cm))}


def top_beds(target: FitTarget, beds: Mapping[float, Beds], top: int) -> tuple[NDArray[np.intp], Array]:
    """(n, top) rows of `Beds` and their expected discomfort above the ideal, least first; exact, threads over blocks.

    Args:
        target: n people.
        beds: as `lay_out` gives them, each of at least `top` rows; every stature class of these people is in it.
    """
    n = len(target)
    index, excess = np.empty((n, top), dtype=np.intp), np.empty((n, top))
    classes = stature_class(target.bodies.height_cm)
    order = np.argsort(classes, kind="stable")
    of_people, ideal = target.expected, target.ideal_discomfort
    blocks = [
        (beds[float(classes[same[0]])], same[start : start + BLOCK])
        for same in np.split(order, np.flatnonzero(np.diff(classes[order])) + 1)
        for start in range(0, len(same), BLOCK)
    ]

    def first(block: tuple[Beds, NDArray[np.intp]]) -> None:
        under, rows = block
        cost = of_people[rows] @ under.expected.T
        index[rows] = least(cost, top)
        excess[rows] = np.take_along_axis(cost, index[rows], axis=1) - ideal[rows, None]

    with one_thread(), ThreadPoolExecutor(cores()) as pool:
        list(pool.map(first, blocks))
    return index, excess


def least(cost: Array, top: int) -> NDArray[np.intp]:
    """(n, top) columns of the smallest values of each row of (n, m), smallest first.

    The smallest `top` values are in the `top` groups of columns with the smallest minima, so a partition looks at one
    value per group and then at few.
    """
    n, m = cost.shape
    groups = m // GROUP
    columns = np.broadcast_to(np.arange(m), (n, m))
    if groups > top:
        grouped = cost[:, : GROUP * groups].reshape(n, GROUP, groups)
        near = np.argpartition(grouped.min(axis=1), top - 1, axis=1)[:, :top]
        few = near[:, None] + groups * np.arange(GROUP)[:, None]
        rest = np.broadcast_to(np.arange(GROUP * groups, m), (n, m - GROUP * groups))
        columns = np.sort(np.concatenate([few.reshape(n, -1), rest], axis=1), axis=1)
        cost = np.take_along_axis(cost, columns, axis=1)
    rank = np.argsort(cost, axis=1, kind="stable")[:, :top]
    return np.take_along_axis(columns, rank, axis=1)
