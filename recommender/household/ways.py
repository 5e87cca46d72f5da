"""Which pairs of beds each kind offers two people, and which of them comes first.

A pair is one row of `Beds` for each person. First come the pairs whose worse-off person fits best, of these the one of
the largest sum. Less than a fit point is practically equal, as it is for one person: among pairs in which neither
fits a point less, a known price in the size wished for decides, then fit, then a neutral hash. Where everybody may have
any bed, that is for each the first bed of their single answer.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array
from recommender.household.kinds import HALVES, MOST_STEP_CM, ONE_SETTING, PER_SIDE, TWO_MATTRESSES
from recommender.household.places import Place
from recommender.ranking.ties import FIT_DECIMALS, TIED_POINTS

SIDES_APART = ("per_side",)  # kinds of adjustment that let each side of one bed be set separately

Rows = tuple[NDArray[np.intp], NDArray[np.intp]]


@dataclass(frozen=True)
class Way:
    """What a kind is made of: the place of each person, whether both lie on one record, and the pairs."""

    kind: str
    places: tuple[Place, Place]
    rows: Rows

    @property
    def one_bed(self) -> bool:
        return self.kind in (ONE_SETTING, PER_SIDE)

    @property
    def records(self) -> Rows:
        one, other = self.places
        return one.beds.record[self.rows[0]], other.beds.record[self.rows[1]]

    @property
    def fits(self) -> tuple[Array, Array]:
        one, other = (place.fit[rows] for place, rows in zip(self.places, self.rows, strict=True))
        return one, other

    @property
    def price(self) -> Array:
        """(p,) price of all that is bought; NaN where it is not known or too old to go by."""
        first, second = (place.current[records] for place, records in zip(self.places, self.records, strict=True))
        return first if self.one_bed else first + second

    @property
    def to_pay(self) -> tuple[NDArray[np.intp], Array]:
        """(p,) how many of the beds have no price to go by, and (p,) what the others cost."""
        each = np.stack([place.current[record] for place, record in zip(self.places, self.records, strict=True)])
        each = each[:1] if self.one_bed else each
        return np.isnan(each).sum(axis=0), np.nansum(each, axis=0)

    def where(self, kept: NDArray[np.bool_]) -> Way:
        return Way(self.kind, self.places, (self.rows[0][kept], self.rows[1][kept]))


def on_one_bed(kind: str, one: Place, other: Place) -> Way:
    """Both on one record: at one setting, or each side at its own."""
    carried = one.carried & other.carried
    if kind == ONE_SETTING:
        rows = np.flatnonzero(carried[one.beds.record])
        return Way(kind, (one, other), (rows, rows))
    sided = np.array([bed.adjust in SIDES_APART for bed in one.records], dtype=bool)
    records = np.flatnonzero(carried & sided & np.isfinite(one.beds.setting[one.best]).all(axis=1))
    return Way(kind, (one, other), (one.best[records], other.best[records]))


def halves(one: Place, other: Place) -> Way:
    """Two of one model, each in the grade or at the setting that its sleeper needs."""
    models: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, record in enumerate(one.records):
        models[record.brand, record.model].append(i)
    pairs = [
        (a, b)
        for of in models.values()
        for a, b in product([i for i in of if one.carried[i]], [i for i in of if other.carried[i]])
    ]
    first, second = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    return Way(HALVES, (one, other), (one.best[first], other.best[second]))


def any_two(kind: str, one: Place, other: Place, budget: float | None, enough: tuple[float, ...]) -> Way:
    """Any two records: on one base of like height (where both heights are known), apart of any.

    Beds that cannot be in the first pair or tie with it are left out, so that few pairs are looked at.

    Args:
        budget: for both; None where there is none.
        enough: the fit of each with which they lose little.
    """
    first, second = _promising((one, other), kind, budget, enough)
    a, b = np.nonzero(_side_by_side(kind, one, first, other, second))
    return Way(kind, (one, other), (one.best[first[a]], other.best[second[b]]))


def _side_by_side(
    kind: str, one: Place, first: NDArray[np.intp], other: Place, second: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Which records can lie beside which: on one base they are of like height."""
    step = np.abs(one.height_cm[first][:, None] - other.height_cm[second][None])
    return np.asarray((kind != TWO_MATTRESSES) | ~(step > MOST_STEP_CM))


def _promising(places: tuple[Place, Place], kind: str, budget: float | None, enough: tuple[float, ...]) -> Rows:
    """Records of each that may be in the first pair or tie with it.

    Where each can have their own best, that pair is the first. Else what loses little, or fits no less than two of one
    record do.
    """
    one, other = places
    fits = [np.where(place.carried, place.fit[place.best], -np.inf) for place in places]
    tops = [np.array([fit.argmax()]) for fit in fits]
    if budget is None and _side_by_side(kind, one, tops[0], other, tops[1]).all():
        least = [float(fit.max()) - TIED_POINTS for fit in fits]
    else:
        reached = -np.inf
        if one.found is other.found:
            both = one.carried & other.carried
            if budget is not None:
                both &= 2 * one.current <= budget
            reached = float(np.minimum(*fits)[both].max(initial=-np.inf))
        least = [min(own, reached) - TIED_POINTS for own in enough]
    first, second = (np.flatnonzero(np.isfinite(fit) & (fit >= at)) for fit, at in zip(fits, least, strict=True))
    return first, second


def first_of(way: Way) -> int:
    """Which pair of a way comes first."""
    fits = np.stack([np.round(fit, FIT_DECIMALS) for fit in way.fits])
    worse, total = fits.min(axis=0), fits.sum(axis=0)
    # Sorted, so that it does not matter whose bed is named first.
    neutral, beside = np.sort(
        [place.neutral[record] for place, record in zip(way.places, way.records, strict=True)], axis=0
    )
    near = np.flatnonzero(_less(worse.max() - worse))
    best = near[np.lexsort((beside[near], neutral[near], -worse[near], -total[near]))[0]]
    tied = near[_less(fits[:, best, None] - fits[:, near]).all(axis=0)]
    unpriced, price = (figure[tied] for figure in way.to_pay)
    alike = (way.rows[0][tied], beside[tied], neutral[tied], price, unpriced)  # the first: settings of one bed
    by_price = (price, unpriced) if way.places[0].size else ()
    return int(tied[np.lexsort((*alike, -total[tied], -worse[tied], *by_price))[0]])


def _less(points: Array) -> NDArray[np.bool_]:
    return np.asarray(np.round(points, FIT_DECIMALS) < TIED_POINTS)
