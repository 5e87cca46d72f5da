"""Read prices: comma or point, thousands, currency before or after. Nothing is ever converted."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from catalog.errors import UserError

HIGHEST = 100_000.0  # a higher figure is not the price of a mattress

LONGEST = 200  # characters of a cell that are examined

_SIGNS = {"€": "EUR", "£": "GBP", "$": "USD", "us$": "USD", "chf": "CHF", "fr.": "CHF", "kr": "SEK", "zł": "PLN"}
_CODES = "EUR|GBP|USD|CHF|SEK|NOK|DKK|PLN|CZK|HUF|RON|CAD|AUD|TWD|JPY"
_CURRENCY = re.compile(rf"(?<![A-Za-z])({_CODES}|euros?|us\$|fr\.|kr\.?|zł|[€£$])(?![A-Za-z])", re.IGNORECASE)
_AMOUNT = re.compile(r"-?\d[\d.,' \u2019\u00a0\u2009\u202f]*")
_NO_CENTS = re.compile(r"[.,]\s*[-–—]+\s*$")  # "599,-"
_FROM = re.compile(r"(?<!\w)(?:vanaf|v\.a\.|ab|from|starting at|à partir de|a partir de|dès)(?!\w)", re.IGNORECASE)
_TAX = re.compile(
    r"\(?(?<!\w)(?:incl?|inkl|including|inc|tot)\.?\s*(?:\d+ ?%\s*)?(?:btw|mwst|ust|vat|tva|tax)\.?\)?"
    r"|(?<!\w)(?:ttc|nu|nur|now|slechts|only|uvp|rrp|adviesprijs)(?!\w):?"
    r"|(?:/|per|pro|je|par|à)\s*(?:stuk|stück|st|piece|pièce|pcs)(?!\w)\.?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Price:
    """An amount and its currency as an ISO 4217 code; None = no currency stated. `lowest`: the text says "from"."""

    amount: float
    currency: str | None = None
    lowest: bool = False


def parse_price(text: str) -> Price:
    """Read "599.00 EUR", "1.098,00 EUR", "€ 999,-", "vanaf 599 euro incl. btw" or "995".

    A single separator before exactly three digits marks thousands ("1.298" is 1298): prices have no third decimal.

    Raises:
        UserError: no amount, more than one, a negative one, or one that no mattress costs.
    """
    return _parsed(text[:LONGEST].strip())


@functools.lru_cache(maxsize=10_000)
def _parsed(text: str) -> Price:
    currencies = {_code(sign) for sign in _CURRENCY.findall(text)}
    lowest = bool(_FROM.search(text))
    bare = _CURRENCY.sub(" ", text)
    if not bare.isascii() or any(character.isalpha() for character in bare):
        bare = _TAX.sub(" ", _FROM.sub(" ", bare))
    bare = _NO_CENTS.sub("", bare.strip())
    amounts = [match[0].strip(" .,'\u2019\u00a0\u2009\u202f") for match in _AMOUNT.finditer(bare)]
    if len(amounts) != 1 or len(currencies) > 1 or _AMOUNT.sub("", bare).strip(" .,:*-–"):
        raise _unreadable(text)
    amount = _amount(amounts[0])
    if amount is None or not 0 <= amount <= HIGHEST:
        raise _unreadable(text)
    return Price(amount, currencies.pop() if currencies else None, lowest)


def _code(sign: str) -> str:
    sign = sign.lower()
    return _SIGNS.get(sign) or ("EUR" if sign == "euro" else "SEK" if sign == "kr." else sign.upper())


def _amount(text: str) -> float | None:
    digits = re.sub(r"[' \u2019\u00a0\u2009\u202f]", "", text)
    comma, point = digits.rfind(","), digits.rfind(".")
    last = max(comma, point)
    if last >= 0:
        sign = digits[last]
        thousands = len(digits) - last - 1 == 3 and (comma < 0 or point < 0)
        if thousands or digits.count(sign) > 1:
            digits = digits.replace(".", "").replace(",", "")
        else:
            digits = digits[:last].replace(".", "").replace(",", "") + "." + digits[last + 1 :]
    try:
        return float(digits)
    except ValueError:
        return None


def _unreadable(text: str) -> UserError:
    return UserError(
        f"cannot read the price {text[:40]!r}",
        where="price",
        allowed=f"one amount from 0 to {HIGHEST:g} with a currency",
        mend="Write it as 599.00 EUR.",
    )
