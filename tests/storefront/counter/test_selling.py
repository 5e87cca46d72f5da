"""What staff say of stock and delivery: each where it is stated, and nothing of what is long ago."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.sizes import Offer
from storefront.counter import selling
from storefront.words import LANGUAGES, words


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("told", "keys"),
    [
        ({"in_stock": True}, ["counter.in_stock"]),
        ({"in_stock": False, "delivery_days": 21}, ["counter.sold_out", "counter.delivered"]),
        ({"delivery_days": 1}, ["counter.delivered"]),
        ({"in_stock": True, "delivery_days": 3, "is_history": True}, ["counter.in_stock"]),
        ({}, []),
    ],
)
def test_stock_and_delivery(lang: str, told: dict[str, Any], keys: list[str]) -> None:
    w = words(lang)
    days = told.get("delivery_days")
    said = [w(key, n_days=days) if key == "counter.delivered" else w(key) for key in keys]
    assert selling.stock(Offer(1, 599.0, **told), w) == ", ".join(said)


def test_a_size_that_is_not_made_has_no_stock() -> None:
    assert selling.stock(None, words("en")) == words("en")("counter.not_in_size")
