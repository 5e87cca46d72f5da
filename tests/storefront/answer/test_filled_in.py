"""What an answer rests on is said as it is said where somebody buys."""

from __future__ import annotations

import pytest

from recommender.person.profile import parse_profile
from storefront.answer import filled_in
from storefront.words import words_for


@pytest.mark.parametrize(
    ("size", "market", "currency", "told"),
    [
        ("90x200", "NL", "EUR", "90x200, budget €900"),
        ("152x203", "US", "USD", 'Queen, 60x80", budget $900'),
        ("135x190", "GB", "GBP", "Double, 135x190 cm, budget £900"),
    ],
)
def test_the_size_has_the_name_it_has_on_the_cards(size: str, market: str, currency: str, told: str) -> None:
    wishes = {"size": size, "market": market, "max_price": 900, "currency": currency}
    sleeper = parse_profile({"weight_kg": 75.0, "height_cm": 175.0, "side": 1.0, **wishes})
    assert filled_in.said(sleeper, words_for("en", market)).endswith(f"side 100%, {told}.")
