"""What to watch with a bed, or with every bed for a body like this."""

from __future__ import annotations

from catalog.mattress import Mattress
from recommender.ranking.bed_vectors import several_of
from recommender.reasons import Reason
from recommender.sentences.lain import CLOSE_POINTS, Lain
from recommender.sentences.offers import offer_cautions
from recommender.sentences.recorded import LEAST_NIGHTS, firmness_sd
from recommender.specification import TALL_CM, length_for

SHORT_CM = 158.0  # ASSUMED: below this stature the zones of a bed made for the average body are too low
WARM_TYPES = ("memory_foam",)
UNSURE_POINTS = 0.3  # below this a firmness is as well known as beds of one model are alike


def stature_cautions(height_cm: float) -> tuple[Reason, ...]:
    if height_cm <= SHORT_CM:
        return (Reason("caution.zones_too_low"),)
    if height_cm < TALL_CM:
        return ()
    return (Reason("caution.bed_length", {"length_cm": length_for(height_cm)}),)


def bed_cautions(lain: Lain, i: int) -> tuple[Reason, ...]:
    """What to watch with one bed: what is wrong with it before what is not known of it."""
    bed, offer = lain.ranking.mattresses[i], lain.ranking.offers[i]
    found = offer_cautions(bed, offer, lain.ranking.wishes)
    points = float(lain.firmness[i]) - lain.summary.firmness
    if abs(points) > CLOSE_POINTS:
        key = "caution.firmer_than_target" if points > 0 else "caution.softer_than_target"
        found.append(Reason(key, {"points": abs(points)}))
    if lain.ranking.wishes.warm_sleeper and bed.type in WARM_TYPES:
        found.append(Reason("caution.warm"))
    if firmness_sd(bed) > UNSURE_POINTS:
        can_try = (bed.trial_nights or 0) >= LEAST_NIGHTS
        found.append(Reason("caution.firmness_unsure", {"sd": firmness_sd(bed), "can_try": can_try}))
    return (*found, *_zones_unknown(bed))


def _zones_unknown(bed: Mattress) -> tuple[Reason, ...]:
    """Nothing where they are known, set by the sleeper, or stated to be one."""
    if bed.zones_known or bed.n_zones == 1 or several_of(bed) == "zones":
        return ()
    if bed.n_zones:
        return (Reason("caution.zones_counted", {"n": bed.n_zones}),)
    return (Reason("caution.zoning_unknown"),)
