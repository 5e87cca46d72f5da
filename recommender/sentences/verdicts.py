"""Why none fits, and which wish to drop for a bed that does."""

from __future__ import annotations

import numpy as np

from recommender.matching import VERDICT_BORDERLINE, Ranking
from recommender.ranking.bed_vectors import beds_of, stature_class
from recommender.ranking.candidates import ways_to_buy
from recommender.ranking.fits import fits_of_beds
from recommender.reasons import Figure, Reason

MENDABLE = ("over_budget", "not_in_size", "other_type", "out_of_stock", "not_in_market")  # wishes a person can drop


def verdict_reasons(ranking: Ranking, verdict: str) -> tuple[Reason, ...]:
    if verdict != "none_fits":
        return ()
    if ranking.mattresses:
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


def _would_mend(ranking: Ranking) -> tuple[Reason, ...]:
    """The best bed that a wish excluded, if it fits: what dropping that wish would give."""
    shut_out = [(bed, why) for bed, why in ranking.filtered if why in MENDABLE]
    if not shut_out:
        return ()
    stature = float(stature_class(ranking.target.bodies.height_cm)[0])
    beds = beds_of([bed for bed, _ in shut_out], stature)
    fit = fits_of_beds(ranking.target, beds)[0]
    best = int(np.argmax(fit))
    bed, why = shut_out[beds.record[best]]
    if fit[best] < VERDICT_BORDERLINE * ranking.attainable_fit:
        return ()
    figures: dict[str, Figure] = {"name": bed.name, "fit": float(fit[best])}
    if why == "over_budget":
        found = ways_to_buy(bed, ranking.wishes, ranking.as_of, ranking.catalogue.source_date)
        figures |= {"price": min(offer.price or 0.0 for offer in found if offer.is_current), "currency": bed.currency}
    if why == "not_in_market":
        figures |= {"market": bed.markets[0]}
    return (Reason(f"verdict.mend.{why}", figures),)
