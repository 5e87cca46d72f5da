import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import UserError
from catalog.prices import Price, parse_price, read_currency


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("619.00 EUR", Price(619, "EUR")),
        ("619,00 EUR", Price(619, "EUR")),
        ("1.098,00 EUR", Price(1098, "EUR")),
        ("EUR 1.490,00", Price(1490, "EUR")),
        ("€ 999,00", Price(999, "EUR")),
        ("€999,-", Price(999, "EUR")),
        ("€ 599,–", Price(599, "EUR")),
        ("995 EUR", Price(995, "EUR")),
        ("1.309,00", Price(1309)),
        ("1,309.00", Price(1309)),
        ("1.298", Price(1298)),
        ("749", Price(749)),
        ("749.5", Price(749.5)),
        ("0.00 EUR", Price(0, "EUR")),
        ("1 299,00 €", Price(1299, "EUR")),
        ("1'299.00 CHF", Price(1299, "CHF")),
        ("£1,299", Price(1299, "GBP")),
        ("$ 2,499.99", Price(2499.99, "USD")),
        ("12.345.678,90", None),
        ("899 euro", Price(899, "EUR")),
        ("5.999 kr", Price(5999)),
        ("kr. 25.999,-", Price(25999)),
        ("5999 kr DKK", Price(5999, "DKK")),
        ("€ 899 EUR", Price(899, "EUR")),
        ("vanaf € 599", Price(599, "EUR", lowest=True)),
        ("ab 599 €", Price(599, "EUR", lowest=True)),
        ("à partir de 599,00 €", Price(599, "EUR", lowest=True)),
        ("€ 599 incl. 21% btw", Price(599, "EUR")),
        ("599 € TTC", Price(599, "EUR")),
        ("€ 599 per stuk", Price(599, "EUR")),
        ("599 EUR 20 USD", None),
        ("599 - 799 EUR", None),
        ("2 x 299 EUR", None),
        ("12x 49,90 €", None),
        ("€ 10,- p.m.", None),
        ("€ 599,00 excl. btw", None),
        ("UVP 799,00 € 599,00 €", None),
        ("1,234.567 EUR", Price(1234.567, "EUR")),
    ],
)
def test_every_spelling(text, price):
    if price is None:
        with pytest.raises(UserError):
            parse_price(text)
    else:
        assert parse_price(text) == price


@pytest.mark.parametrize("text", ["", "free", "-5 EUR", "499-1499 EUR", "12 a 3", "EUR", "1e9", "99999999", "vanaf"])
def test_what_is_no_price_is_one_clear_error(text):
    with pytest.raises(UserError, match=r"599\.00 EUR"):
        parse_price(text)


@given(st.integers(0, 9_999_900), st.sampled_from(["{} EUR", "EUR {}", "€ {}"]), st.sampled_from(["point", "comma"]))
def test_what_is_written_is_read_back(cents, form, decimals):
    text = f"{cents / 100:,.2f}"
    if decimals == "comma":
        text = text.translate(str.maketrans(",.", ".,"))
    assert parse_price(form.format(text)) == Price(cents / 100, "EUR")


@given(st.text(max_size=60))
def test_no_text_breaks_it(text):
    with contextlib.suppress(UserError):
        assert parse_price(text).amount >= 0


@pytest.mark.parametrize(
    ("text", "code"),
    [("EUR", "EUR"), (" eur ", "EUR"), ("€", "EUR"), ("euro", "EUR"), ("£", "GBP"), ("$", "USD"), ("US$", "USD"),
     ("chf", "CHF"), ("CAD", "CAD"), ("zł", "PLN"), ("nzd", "NZD")],
)  # fmt: skip
def test_a_currency_by_its_code_or_sign(text: str, code: str) -> None:
    assert read_currency(text) == code


@pytest.mark.parametrize("text", ["", "E", "EURR", "XYZ", "99", "¤", "€€", "dollars", "XAU"])
def test_what_is_no_currency_says_what_is_allowed(text: str) -> None:
    with pytest.raises(UserError, match="is not a currency") as caught:
        read_currency(text)
    assert all(sign in caught.value.allowed for sign in ("€", "£", "$ (US dollar)", "EUR", "GBP", "USD"))
