"""The beds a customer may take, in the order of fit or as a view sorted otherwise; places by fit never change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from catalog.mattress import Catalogue, Mattress
from recommender.matching import Ranking
from storefront.words import Words

VIEWS: Final = ("fit", "price", "height")


@dataclass(frozen=True)
class Offered:
    """A bed as staff choose it.

    Attributes:
        place: by fit, from 1; of two people by the one whom it fits worse; None for a bed that is not on their list.
        price: of today, in `currency`; None where it is not known or historic.
    """

    mattress: Mattress
    place: int | None
    price: float | None
    currency: str | None


def offered(rankings: Sequence[Ranking], beds: Catalogue) -> tuple[Offered, ...]:
    """Every bed of the catalogue, those on the list of all these people first, in the order of fit."""
    first, *others = rankings
    fits = [
        {bed.mattress_id: float(each.fit[i]) for i, bed in enumerate(each.mattresses) if each.rank[i]}
        for each in rankings
    ]
    on_list = [first.mattresses[i] for i in first.order if all(first.mattresses[i].mattress_id in one for one in fits)]
    if others:  # of one person the order stays as it is, with its ties
        on_list.sort(key=lambda bed: -min(one[bed.mattress_id] for one in fits))
    price = {
        bed.mattress_id: (offer.price, offer.currency)
        for bed, offer in zip(first.mattresses, first.offers, strict=True)
        if not offer.is_history
    }
    named = [bed.mattress_id for bed in on_list]
    rest = [bed for bed in beds if bed.mattress_id not in set(named)]
    return tuple(
        Offered(bed, place if place <= len(on_list) else None, *price.get(bed.mattress_id, (None, None)))
        for place, bed in enumerate([*on_list, *rest], start=1)
    )


def viewed(rows: Sequence[Offered], view: str) -> tuple[Offered, ...]:
    """The same beds with the same places in another order: the cheapest, or the highest, first; unknown ones last."""
    if view == "price":
        return tuple(sorted(rows, key=lambda row: (row.price is None, row.price or 0.0)))
    if view == "height":
        return tuple(sorted(rows, key=lambda row: -(row.mattress.height_cm or 0.0)))
    return tuple(rows)


def line(row: Offered, view: str, w: Words) -> str:
    """A bed in the list, as plain text: place by fit, name, price, and in a view by height that."""
    place = w("outcomes.no_place") if row.place is None else f"{row.place}."
    price = w("result.price_unknown") if row.price is None else w.money(row.price, row.currency or "EUR")
    height = row.mattress.height_cm
    more = [w.measure(f"{w.number(height)} cm")] if view == "height" and height is not None else []
    return " · ".join([f"{place} {row.mattress.name}", price, *more])


def label(view: str, w: Words) -> str:
    """What the view is; of one that is not by fit, that it is not."""
    return w(f"outcomes.view_{view}_label")
