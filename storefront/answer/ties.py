"""What is said above beds that fit equally well: that they do, and in which order they stand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from recommender.explanation import Pick
from recommender.ranking.ties import FIT_DECIMALS
from storefront.words import Words


def said(picks: Sequence[Pick], n_tied: int, w: Words) -> str:
    """The sentences above the shown beds of a tie group of `n_tied`; "" where a bed stands alone."""
    if n_tied < 2:
        return ""
    more = n_tied - len(picks)
    if len(picks) == 1:
        return w("result.tie_one", n=more)
    first = w("result.tie_more", n=more) if more > 0 else w("result.tie")
    order = _order(picks)
    return f"{first} {w(order)}" if order else first


def _order(picks: Sequence[Pick]) -> str:
    """Key of how they are ordered, as far as it shows."""
    prices = [_price_of_today(pick) for pick in picks]
    known = [price for price in prices if price is not None]
    if not known:
        alike = len({round(pick.fit, FIT_DECIMALS) for pick in picks}) == 1
        return "result.tie_unpriced" if alike else "result.tie_by_fit"
    one_currency = len({pick.currency for pick, price in zip(picks, prices, strict=True) if price is not None}) == 1
    known_first = None not in prices[: len(known)]
    if len(known) < 2 or not one_currency or not known_first or any(a > b for a, b in pairwise(known)):
        fits = [round(pick.fit, FIT_DECIMALS) for pick in picks]
        return "result.tie_best_first" if fits[0] > fits[-1] and fits == sorted(fits, reverse=True) else ""
    return "result.tie_cheapest" if len(known) == len(prices) else "result.tie_known_first"


def _price_of_today(pick: Pick) -> float | None:
    """Its price, where that may order: of its size, and not history."""
    unsized = any(caution.key.endswith("price_size_unknown") for caution in pick.cautions)
    return None if pick.is_history or unsized else pick.price
