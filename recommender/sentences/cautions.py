"""What to watch with a bed, or with every bed for a body like this."""

from __future__ import annotations

from catalog.mattress import Mattress
from catalog.sizes import Offer
from recommender.fit_target import TargetSummary
from recommender.matching import Ranking
from recommender.reasons import Reason
from recommender.sentences.reasons import NEAR_POINTS
from recommender.specification import TALL_CM, length_for

SHORT_CM = 158.0  # ASSUMED: below this stature the zones of a bed made for the average body are too low
WARM_TYPES = ("memory_foam",)


def stature_cautions(height_cm: float) -> tuple[Reason, ...]:
    if height_cm <= SHORT_CM:
        return (Reason("caution.zones_too_low"),)
    if height_cm < TALL_CM:
        return ()
    return (Reason("caution.bed_length", {"length_cm": length_for(height_cm)}),)


def bed_cautions(
    ranking: Ranking, bed: Mattress, offer: Offer | None, firmness: float, summary: TargetSummary
) -> tuple[Reason, ...]:
    found = []
    if offer is not None and offer.price is not None and not offer.price_size_known:
        found.append(Reason("price_size_unknown"))
    if firmness - summary.firmness > NEAR_POINTS:
        found.append(Reason("caution.firmer_than_target", {"points": firmness - summary.firmness}))
    elif summary.firmness - firmness > NEAR_POINTS:
        found.append(Reason("caution.softer_than_target", {"points": summary.firmness - firmness}))
    if ranking.wishes.warm_sleeper and bed.type in WARM_TYPES:
        found.append(Reason("caution.warm"))
    if bed.firmness_sd is not None:
        found.append(Reason("caution.firmness_unsure", {"sd": bed.firmness_sd}))
    if not bed.zones_known:
        found.append(Reason("caution.zoning_unknown"))
    return tuple(found)
