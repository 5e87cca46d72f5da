"""Which beds are named, and as what: the best fit, the best value, the one that forgives most if we are wrong.

Arrays are n people by m records. A role that nobody fills is -1: a role is never given for want of better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from catalog.sizes import Offer
from recommender.arrays import Array
from recommender.ranking.ties import FIT_DECIMALS
from recommender.sleeper import Wishes

Role = Literal["best_fit", "best_value", "most_forgiving"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
VALUE_POINTS = 3.0  # at 5 a third more regret is given away for the saving
FORGIVING_POINTS = 3.0  # a bed that can be put right is named where that is worth this much


@dataclass(frozen=True)
class Standing:
    """What roles are given by.

    Attributes:
        fit: (n, m) expected fit.
        put_right: (n, m) expected fit once its owner put it right; what cannot be put right keeps its fit.
        may: (n, m) whether it may be a pick at all.
        place: (n, m) place in the order shown, from 0.
        price: (m,) or (n, m) price to compare; NaN where it is not known, not of today or not in the buyer's currency.
    """

    fit: Array
    put_right: Array
    may: NDArray[np.bool_]
    place: NDArray[np.intp]
    price: Array


def roles_of(standing: Standing) -> dict[Role, NDArray[np.intp]]:
    """(n,) record that holds each role, -1 where none does."""
    first = _first(standing.may, standing.place)
    return {
        "best_fit": first,
        "best_value": best_value(standing, first),
        "most_forgiving": most_forgiving(standing, first),
    }


def best_value(standing: Standing, first: NDArray[np.intp]) -> NDArray[np.intp]:
    """(n,) the cheapest bed at most `VALUE_POINTS` below the first; of equal prices the one that stands first."""
    lost = _of(standing.fit, first)[:, None] - standing.fit
    near = standing.may & (np.round(lost, FIT_DECIMALS) <= VALUE_POINTS) & np.isfinite(standing.price)
    price = np.where(near, standing.price, np.inf)
    cheapest = near & (price == price.min(axis=1, keepdims=True, initial=np.inf))
    return np.where(first < 0, -1, _first(cheapest, standing.place))


def most_forgiving(standing: Standing, first: NDArray[np.intp]) -> NDArray[np.intp]:
    """(n,) the bed that fits best once put right, where that is `FORGIVING_POINTS` more than of the first one."""
    after = np.round(np.where(standing.may, standing.put_right, -np.inf), FIT_DECIMALS)
    most = after.max(axis=1, keepdims=True, initial=-np.inf)
    best = _first(standing.may & (after == most), standing.place)
    gained = np.round(_of(standing.put_right, best) - _of(standing.put_right, first), FIT_DECIMALS)
    return np.where((first >= 0) & (gained >= FORGIVING_POINTS), best, -1)


def prices_to_compare(offers: Sequence[Offer], wishes: Wishes) -> Array:
    """(m,) what each bed costs in the wanted size, in the buyer's currency; NaN where that is not known or is history.

    Without a wanted size no two prices are for the same thing, so all are NaN.
    """
    known = [wishes.size is not None and offer.is_current and offer.currency == wishes.currency for offer in offers]
    return np.array([offer.price if one else np.nan for offer, one in zip(offers, known, strict=True)], dtype=float)


def kinds_in_order(kind: NDArray[np.intp], order: NDArray[np.intp]) -> NDArray[np.intp]:
    """(m,) kinds numbered from 1 as they are first met in an order, whatever the order of the rows."""
    _, met, kinds = np.unique(kind[order], return_index=True, return_inverse=True)
    number = np.empty(len(order), dtype=np.intp)
    number[order] = np.argsort(np.argsort(met))[kinds] + 1
    return number


def _first(among: NDArray[np.bool_], place: NDArray[np.intp]) -> NDArray[np.intp]:
    """(n,) the record that stands first among some, -1 where there is none."""
    if not among.shape[1]:
        return np.full(len(among), -1, dtype=np.intp)
    found = np.where(among, place, np.iinfo(np.intp).max).argmin(axis=1)
    return np.where(among.any(axis=1), found, -1)


def _of(figure: Array, record: NDArray[np.intp]) -> Array:
    """(n,) a figure of one record of each person; 0 where there is none (-1)."""
    if not figure.shape[1]:
        return np.zeros(len(figure))
    return np.where(record < 0, 0.0, figure[np.arange(len(figure)), record])
