"""What to know of an offer: stock, market, the size of its price; and the beds whose price has to be asked for."""

from __future__ import annotations

import numpy as np

from catalog.mattress import Mattress
from catalog.selling.markets import is_sold_in
from catalog.sizes import Offer
from recommender.matching import VERDICT_BORDERLINE, Ranking
from recommender.ranking.bed_vectors import beds_of, stature_class
from recommender.ranking.candidates import ways_to_buy
from recommender.ranking.fits import fits_of_beds
from recommender.reasons import Figure, Reason
from recommender.sentences.rejections import ASK, NotChosen
from recommender.sleeper import Wishes

MOST_TO_ASK = 5


def offer_cautions(bed: Mattress, offer: Offer, wishes: Wishes) -> list[Reason]:
    """What to watch with how a bed is sold, the most pressing first."""
    found = []
    if offer.in_stock is False:
        found.append(Reason("caution.out_of_stock"))
    if wishes.markets and is_sold_in(bed.markets, wishes.markets) is None:
        found.append(Reason("caution.market_unknown"))
    if offer.price is not None and not offer.price_size_known:
        found.append(Reason("price_size_unknown"))
    return found


def ask_price(ranking: Ranking) -> tuple[NotChosen, ...]:
    """Beds that fit this person and that a budget leaves out only because nobody knows what they cost today, best
    first.
    """
    weight_kg, stature_cm = (float(of[0]) for of in (ranking.target.bodies.weight_kg, ranking.target.bodies.height_cm))
    asked = [(bed, why) for bed, why in ranking.filtered if why in ASK]
    asked = [(bed, why) for bed, why in asked if bed.weight_max_kg is None or weight_kg <= bed.weight_max_kg]
    if not asked:
        return ()
    beds = beds_of([bed for bed, _ in asked], float(stature_class(np.array([stature_cm]))[0]))
    fit = np.zeros(len(asked))
    np.maximum.at(fit, beds.record, fits_of_beds(ranking.target, beds)[0])
    order = sorted(range(len(asked)), key=lambda i: (-round(float(fit[i]), 6), asked[i][0].mattress_id))
    near = [i for i in order if fit[i] >= VERDICT_BORDERLINE * ranking.attainable_fit][:MOST_TO_ASK]
    return tuple(NotChosen(asked[i][0], float(fit[i]), _asked(ranking, *asked[i])) for i in near)


def _asked(ranking: Ranking, bed: Mattress, why: str) -> Reason:
    figures: dict[str, Figure] = {}
    if why == "price_historic":
        found = ways_to_buy(bed, ranking.wishes, ranking.as_of, ranking.catalogue.source_date)
        offer = next(each for each in found if each.is_history)
        figures = {"price": offer.price, "currency": offer.currency, "price_date": offer.price_date}
    return Reason(f"ask.{why}", figures)
