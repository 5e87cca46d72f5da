"""Where a bed is sold."""

from __future__ import annotations

import pytest

from catalog.errors import UserError
from catalog.selling.markets import is_sold_in, known_markets, read_markets


@pytest.mark.parametrize(
    ("text", "markets"),
    [("NL", ("NL",)), ("nl BE", ("NL", "BE")), ("UK;uk, GB", ("GB",)), ("USA", ("US",)), ("EU", ("EU",)), ("", ())],
)
def test_codes_are_read_as_people_write_them(text: str, markets: tuple[str, ...]) -> None:
    assert read_markets(text) == markets


@pytest.mark.parametrize("text", ["Holland", "XX", "N", "NL Holland", "\x00", "N" * 500])
def test_anything_else_is_one_clear_error(text: str) -> None:
    with pytest.raises(UserError, match="such as NL"):
        read_markets(text)
    assert known_markets(text) == ()


@pytest.mark.parametrize(
    ("markets", "wished", "sold"),
    [
        (("NL", "BE"), ("BE",), True),
        (("DE",), ("NL", "BE"), False),
        ((), ("NL",), None),
        (("EU",), ("NL",), None),  # of its countries the source names none
        (("EU",), ("GB",), False),
        (("DE",), ("EU",), True),
        (("GB",), ("EU",), False),
        (("EU", "NL"), ("NL",), True),
    ],
)
def test_sold_not_sold_or_not_stated(markets: tuple[str, ...], wished: tuple[str, ...], sold: bool | None) -> None:
    assert is_sold_in(markets, wished) is sold
