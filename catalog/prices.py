"""Read prices: comma or point, thousands, currency before or after. Nothing is ever converted."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Literal

from catalog.errors import UserError

HIGHEST = 100_000.0  # a higher figure is not the price of a mattress

# Below the first no mattress is sold, above the second hardly any: they decide where "1.298" or "89.917" can be read in
# two ways. ASSUMED, in EUR, GBP, USD, CHF, CAD, AUD or where no currency is stated.
PLAIN_RANGE = (20.0, 20_000.0)
_SMALL_UNITS = {"SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "TWD", "JPY"}  # prices there have more digits

LONGEST = 200  # characters of a cell that are examined

Decimal = Literal["", ".", ",", "any"]

_SIGNS = {"€": "EUR", "£": "GBP", "$": "USD", "us$": "USD", "chf": "CHF", "fr.": "CHF", "zł": "PLN"}
CROWNS = {"SE": "SEK", "DK": "DKK", "FO": "DKK", "GL": "DKK", "NO": "NOK"}  # by country: each writes "kr"
_CROWN = ("kr", "kr.")
_CODES = "EUR|GBP|USD|CHF|SEK|NOK|DKK|PLN|CZK|HUF|RON|CAD|AUD|TWD|JPY"
_CURRENCY = re.compile(rf"(?<![A-Za-z])({_CODES}|euros?|us\$|fr\.|kr\.?|zł|[€£$])(?![A-Za-z])", re.IGNORECASE)
_AMOUNT = re.compile(r"-?\d[\d.,' \u2019\u00a0\u2009\u202f]*")
_BLANKS = re.compile(r"[' \u2019\u00a0\u2009\u202f]")
_IN_THREES = re.compile(r"\d{1,3}(?:[' \u2019\u00a0\u2009\u202f]\d{3})*(?:[.,]|$)")  # "1 299,00", but not "899 90"
_THREE_DIGITS = re.compile(r"^\d+[.,]\d{3}$")
_SIGN_INSIDE = re.compile(r"(?<=\d)\s?([€£$])\s?(?=\d\d(?!\d))")  # "899€90"
_IN_CENTS = re.compile(r"(\d{1,7})\s*(p|pence|ct|cents?|centen|eurocent|centimes?)\.?", re.IGNORECASE)
_PENCE = ("p", "pence")
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


def parse_price(text: str, decimal: Decimal = "", crown: str | None = None) -> Price:
    """Read "599.00 EUR", "1.098,00 EUR", "€ 999,-", "899€90", "59900p", "vanaf 599 euro incl. btw" or "995".

    Args:
        text: as the source writes it.
        decimal: the decimal sign of the format or column it stands in; "any" where there are no thousands marks at all;
            "" where neither is known. Then a single separator before exactly three digits marks thousands ("1.298" is
            1298), because people write no third decimal; with a decimal sign it does so only where the price would
            otherwise be too low for any mattress ("1.298", but not "89.917").
        crown: the currency that "kr" means where the source is from, of `CROWNS`; None: not known, so none is stated.

    Raises:
        UserError: no amount, more than one, a negative one, or one that no mattress costs.
    """
    return _parsed(text[:LONGEST].strip(), decimal, crown)


@functools.lru_cache(maxsize=10_000)
def _parsed(text: str, decimal: Decimal, crown: str | None) -> Price:
    text = _SIGN_INSIDE.sub(r".", text) + "".join(_SIGN_INSIDE.findall(text))
    currencies = {_code(sign) for sign in _CURRENCY.findall(text)}
    in_crowns = _CROWN[0] in currencies
    if in_crowns and len(currencies) == 1:
        currencies = {crown} if crown else set()
    else:
        currencies -= {_CROWN[0]} if currencies & set(CROWNS.values()) else set()  # "599 kr SEK"
    lowest = bool(_FROM.search(text))
    bare = _CURRENCY.sub(" ", text)
    if (cents := _IN_CENTS.fullmatch(bare.strip())) and len(currencies) < 2:
        return Price(
            int(cents[1]) / 100, currencies.pop() if currencies else "GBP" if cents[2].lower() in _PENCE else None
        )
    if not bare.isascii() or any(character.isalpha() for character in bare):
        bare = _TAX.sub(" ", _FROM.sub(" ", bare))
    bare = _NO_CENTS.sub("", bare.strip())
    amounts = [match[0].strip(" .,'\u2019\u00a0\u2009\u202f") for match in _AMOUNT.finditer(bare)]
    if len(amounts) != 1 or len(currencies) > 1 or _AMOUNT.sub("", bare).strip(" .,:*-–"):
        raise _unreadable(text)
    currency = currencies.pop() if currencies else None
    amount = _amount(amounts[0], decimal)
    if amount is None or not 0 <= amount <= HIGHEST:
        raise _unreadable(text)
    if _THREE_DIGITS.search(amounts[0]) and not _is_plain(amount, currency, in_crowns):
        raise _unreadable(text)
    return Price(amount, currency, lowest)


def read_currency(text: str) -> str:
    """The ISO code of "EUR", "eur", "€", "euro", "£" or "$"; a bare dollar is that of the United States.

    Raises:
        UserError: neither a sign we know nor the code of a currency.
    """
    said = " ".join(text.split()).upper()
    code = {"EURO": "EUR", "EUROS": "EUR"}.get(said) or _SIGNS.get(said.lower(), said)
    if code not in _CURRENCIES:
        allowed = "€, £, $ (US dollar), or three letters such as EUR, GBP, USD, CHF or SEK"
        raise UserError(f"{text[:40]!r} is not a currency", where="currency", allowed=allowed)
    return code


# ISO 4217, of countries and territories; without metals and accounting units.
_IN_USE = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG "
    "HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA "
    "MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD "
    "RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX "
    "USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"
)
_CURRENCIES = frozenset(_IN_USE.split())


def _is_plain(amount: float, currency: str | None, in_crowns: bool) -> bool:
    """Whether a mattress can cost this: else one mark before three digits is as likely the other of its two uses."""
    lowest, highest = PLAIN_RANGE
    return lowest <= amount <= (HIGHEST if in_crowns or currency in _SMALL_UNITS else highest)


def _code(sign: str) -> str:
    sign = sign.lower()
    if sign in _CROWN:
        return _CROWN[0]
    return _SIGNS.get(sign) or ("EUR" if sign == "euro" else sign.upper())


def _amount(text: str, decimal: Decimal) -> float | None:
    if _BLANKS.search(text) and not _IN_THREES.match(text):
        return None
    digits = _BLANKS.sub("", text)
    comma, point = digits.rfind(","), digits.rfind(".")
    last = max(comma, point)
    if last >= 0:
        sign = digits[last]
        thousands = len(digits) - last - 1 == 3 and (comma < 0 or point < 0)
        decimals = decimal in (sign, "any") and digits.count(sign) == 1
        if (thousands and not (decimals and float(digits.replace(",", ".")) >= PLAIN_RANGE[0])) or (
            digits.count(sign) > 1
        ):
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
