"""Beds that fit equally well are said to, and ordered as they are said to be ordered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storefront.answer import ties
from storefront.words import LANGUAGES, words
from tests.storefront.answer.made_up_answer import pick

PICK = pick(1)


def _said(prices: list[float | None], n_tied: int, currencies: str = "", lang: str = "en") -> str:
    money = currencies.split() or ["EUR"] * len(prices)
    picks = [replace(PICK, price=price, currency=of) for price, of in zip(prices, money, strict=True)]
    return ties.said(picks, n_tied, words(lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_bed_alone_is_not_tied(lang: str) -> None:
    assert _said([100], 1, lang=lang) == ""


@pytest.mark.parametrize(
    ("prices", "currencies", "order"),
    [
        ([100, 100, 250], "", "The cheapest comes first."),
        ([100, 250, None], "", "Those with a known price come first, the cheapest at the top."),
        ([None, None, None], "", "Their prices today are not known, so the order means nothing."),
        ([250, 100, None], "", ""),
        ([None, 100, 250], "", ""),
        ([100, None, None], "", ""),
        ([100, 250, 300], "EUR EUR USD", ""),
    ],
)
def test_the_order_is_said_as_far_as_it_shows(prices: list[float | None], currencies: str, order: str) -> None:
    start = "Equally good for you: less than 1 point in 100 apart."
    assert _said(prices, 3, currencies) == f"{start} {order}".rstrip()


@pytest.mark.parametrize(("lang", "said"), [("en", "suits you best comes first"), ("nl", "best past, staat bovenaan")])
def test_without_prices_the_best_fit_is_first_and_said_to_be(lang: str, said: str) -> None:
    picks = [replace(PICK, price=None, fit=fit) for fit in (78.4, 78.1)]
    assert said in ties.said(picks, 2, words(lang))


def test_where_prices_do_not_decide_the_order_by_fit_is_said() -> None:
    picks = [replace(PICK, price=price, fit=fit) for price, fit in ((None, 78.4), (900, 78.2), (500, 78.2))]
    assert ties.said(picks, 3, words("en")).endswith("apart. The one that suits you best comes first.")
    rising = [replace(pick, fit=fit) for pick, fit in zip(picks, (78.1, 78.2, 78.4), strict=True)]
    assert ties.said(rising, 3, words("en")).endswith("apart.")


def test_others_that_are_not_shown_are_counted() -> None:
    assert "so is 1 other:" in _said([1, 2, 3], 4)
    assert "so are 17 others:" in _said([1, 2, 3], 20)
    assert _said([None], 3).startswith("2 other mattresses that are not shown suit you just as well")
    assert "order" not in _said([None], 3)
