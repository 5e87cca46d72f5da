"""What to know of an offer: stock, market, its size and its price's; and the beds whose price has to be asked for."""

from __future__ import annotations

from dataclasses import replace

from catalog.mattress import Mattress
from catalog.selling.markets import is_sold_in
from catalog.sizes import Offer
from recommender.matching import VERDICT_BORDERLINE, Ranking, match
from recommender.ranking.candidates import ways_to_buy
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
    if wishes.size is not None and not offer.size_known:
        found.append(Reason("caution.size_unknown"))
    if offer.price is not None and not offer.price_size_known:
        found.append(Reason("price_size_unknown"))
    return found


def ask_price(ranking: Ranking) -> tuple[NotChosen, ...]:
    """Beds that fit this person and that a budget leaves out only because nobody knows what they cost today, best
    first.
    """
    asked = {bed.mattress_id: why for bed, why in ranking.filtered if why in ASK}
    if not asked:
        return ()
    beds = tuple(bed for bed in ranking.catalogue if bed.mattress_id in asked)
    wishes = replace(ranking.wishes, max_price=None)
    these = replace(ranking.catalogue, mattresses=beds)
    found = match(ranking.target, these, wishes=wishes, top=MOST_TO_ASK, as_of=ranking.as_of)
    least = VERDICT_BORDERLINE * ranking.attainable_fit
    return tuple(
        NotChosen(bed, fit, _asked(ranking, bed, asked[bed.mattress_id]), chance)
        for i in found.order[:MOST_TO_ASK].tolist()
        for bed, fit, chance in ((found.mattresses[i], float(found.fit[i]), float(found.chance_suits[i])),)
        if fit >= least
    )


def _asked(ranking: Ranking, bed: Mattress, why: str) -> Reason:
    figures: dict[str, Figure] = {}
    if why == "price_historic":
        found = ways_to_buy(bed, ranking.wishes, ranking.as_of, ranking.catalogue.source_date)
        offer = next(each for each in found if each.is_history)
        figures = {"price": offer.price, "currency": offer.currency, "price_date": offer.price_date}
    return Reason(f"ask.{why}", figures)
