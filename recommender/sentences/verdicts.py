"""How sure a verdict is; why none fits, and which wish to drop for a bed that does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import inf
from typing import Any

import numpy as np

from recommender.matching import Ranking, match
from recommender.reasons import Figure, Reason

# Wishes a person can drop, by why they shut a bed out, and what is left then.
MENDED_BY: Mapping[str, Mapping[str, Any]] = {
    "over_budget": {"max_price": inf},  # a price is still asked for: a larger budget brings no bed of unknown price
    "not_in_size": {"size": None},
    "other_type": {"type": None},
    "out_of_stock": {"in_stock_only": False},
    "not_in_market": {"markets": ()},
    "not_on_floor": {"floor": None},
}
MENDING = 5  # of the first so many beds without a wish, that with the best fit is named
# A chance is told in tenths; from the least to the most of these doubt is worth a sentence.
TENTHS, LEAST_CHANCE, MOST_CHANCE = 10, 0.05, 0.85


def verdict_reasons(ranking: Ranking, verdict: str, attainable_chance: float) -> tuple[Reason, ...]:
    """What stands below a verdict on a list.

    Args:
        attainable_chance: that a bed made for this person suits, as `Explanation` holds it.
    """
    if verdict != "none_fits":
        return _doubt(float(ranking.chance_suits[ranking.picks[0]]), attainable_chance)
    if len(ranking.order):
        best = int(np.argmax(ranking.fit))
        found = [
            Reason("verdict.reason.nearest", {"name": ranking.mattresses[best].name, "fit": float(ranking.fit[best])})
        ]
    else:
        counts: dict[str, int] = {}
        for _, why in ranking.filtered:
            counts[why] = counts.get(why, 0) + 1
        by_count = sorted(counts.items(), key=lambda pair: -pair[1])
        found = [Reason(f"verdict.reason.{why}", {"count": n}) for why, n in by_count]
    return (*found, *_would_mend(ranking))


def _doubt(chance: float, attainable: float) -> tuple[Reason, ...]:
    """Misfit is what the verdict says; doubt is another thing, which the best bed there could be would share."""
    if not LEAST_CHANCE <= chance < MOST_CHANCE:
        return ()
    n, most = max(round(TENTHS * chance), 1), round(TENTHS * attainable)
    if most > n:
        return (Reason("verdict.reason.doubt", {"n": n, "most": most}),)
    return (Reason("verdict.reason.doubt_alike", {"n": n}),)


def _would_mend(ranking: Ranking) -> tuple[Reason, ...]:
    """The best bed that fits once one wish is dropped and all others are kept, and which wish that is."""
    asked = sorted({why for _, why in ranking.filtered} & set(MENDED_BY))
    mended = [(why, _without(ranking, why)) for why in asked]
    found = [
        (why, other, int(other.picks[np.argmax(other.fit[other.picks])])) for why, other in mended if len(other.picks)
    ]
    if not found:
        return ()
    why, other, best = max(found, key=lambda one: float(one[1].fit[one[2]]))
    bed, offer = other.mattresses[best], other.offers[best]
    figures: dict[str, Figure] = {"name": bed.name, "fit": float(other.fit[best])}
    if why == "over_budget":
        figures |= {"price": offer.price, "currency": offer.currency}
    if why == "not_in_market":
        figures |= {"market": bed.markets[0]}
    return (Reason(f"verdict.mend.{why}", figures),)


def _without(ranking: Ranking, why: str) -> Ranking:
    """The ranking of this person without the wish that shut a bed out for that reason."""
    wishes = replace(ranking.wishes, **MENDED_BY[why])
    return match(ranking.target, ranking.catalogue, wishes=wishes, top=MENDING, as_of=ranking.as_of)
