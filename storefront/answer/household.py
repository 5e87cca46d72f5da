"""Two people: one bed, two halves or two beds, as JSON and in the terminal."""

from __future__ import annotations

from typing import Any

from catalog.sizes import offers
from recommender.household import Household, Option
from recommender.sleeper import Wishes
from storefront.answer import chance
from storefront.answer.as_json import said
from storefront.plain_text import terminal
from storefront.words import Words

WIDE_CM = 140.0  # from this width a size is for two, and each of two beds has half of it


def render(household: Household, wishes: Wishes, words: Words) -> dict[str, Any]:
    """The contract's `household`; `wishes` are those the beds were matched with."""
    return {
        "verdict": household.verdict,
        "options": [
            {
                "kind": option.kind,
                "mattress_ids": [bed.mattress_id for bed in option.beds],
                "fits": list(option.fits),
                "chances": list(option.chances),
                "price": price(option, wishes),
                "currency": option.beds[0].currency,
                "settings": list(option.settings) if any(option.settings) else None,
                "lost": list(option.lost),
                "best_in_sum": option.best_in_sum.mattress_id if option.best_in_sum else None,
            }
            for option in household.options
        ],
        "reasons": said(household.reasons, "household", words),
    }


def price(option: Option, wishes: Wishes) -> float | None:
    """What an option costs in the chosen size; None when no size is chosen or a price in it is not known."""
    if wishes.size is None:
        return None
    width_cm, length_cm = wishes.size
    beds = option.beds[:1] if option.kind == "shared" else option.beds
    own_cm = width_cm / 2 if len(beds) == 2 and width_cm >= WIDE_CM else width_cm
    found = [next(iter(offers(bed, own_cm, length_cm)), None) for bed in beds]
    prices = [offer.price for offer in found if offer and offer.price is not None and offer.price_size_known]
    one_currency = len({bed.currency for bed in beds}) == 1
    return sum(prices) if len(prices) == len(beds) and one_currency else None


def show(household: Household, w: Words) -> None:
    """Print the verdict and what each option means for both."""
    out = terminal()
    out.print(f"\n{w(f'cli.household_{household.verdict}')}", style="bold")
    for reason in said(household.reasons, "household", w):
        out.print(reason["text"])
    for option in household.options:
        names = " + ".join(dict.fromkeys(bed.name for bed in option.beds))
        each = zip(option.chances, option.fits, strict=True)
        suits = ", ".join(f"{chance.short(suit)} ({w.number(fit, 0)})" for suit, fit in each)
        out.print(f"- {w(f'cli.option_{option.kind}')} {names}: {suits}")
