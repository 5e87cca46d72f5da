"""What staff say of how a bed is sold here: in which size, at what price, whether it is in stock and on the floor."""

from __future__ import annotations

from datetime import date

from catalog.mattress import Catalogue, Mattress
from catalog.sizes import Offer
from recommender.ranking.candidates import ways_to_buy
from recommender.sleeper import Wishes
from storefront.counter.place import Place
from storefront.words import Words


def offer(bed: Mattress, wishes: Wishes, beds: Catalogue) -> Offer | None:
    """The way to buy it in the size wished for: one that is in stock before one that is not; None where it is not made
    in that size.
    """
    found = ways_to_buy(bed, wishes, date.today(), beds.source_date)
    return min(found, key=lambda each: each.in_stock is False, default=None)


def price(found: Offer | None, w: Words) -> str:
    """What it costs, in which size; one too old to go by is said as what it was."""
    if found is None:
        return w("counter.not_in_size")
    if found.price is None or not found.price_size_known:
        return w("result.price_unknown")
    amount = w.money(found.price, found.currency or "EUR")
    size = f" ({w.size(str(found.size))})" if found.size else ""
    if found.is_history:
        return w("counter.price_was", price=amount, price_date=(found.price_date or "")[: len("2026-11")]) + size
    return amount + size


def stock(found: Offer | None, w: Words) -> str:
    """Whether this size is in stock and when it comes; "" where nobody states either."""
    if found is None:
        return w("counter.not_in_size")
    said = [] if found.in_stock is None else [w("counter.in_stock" if found.in_stock else "counter.sold_out")]
    if found.delivery_days is not None and not found.is_history:
        said.append(w("counter.delivered", n_days=found.delivery_days))
    return ", ".join(said)


def stands(bed: Mattress, place: Place, w: Words) -> str:
    """Whether it can be lain on here; "" where the floor is not known."""
    if place.standing is None:
        return ""
    return w("counter.on_floor" if bed.mattress_id in place.standing else "counter.not_on_floor")
