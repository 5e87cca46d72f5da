"""Read one value of a profile as a person or a file may write it. pydantic then checks whether it is allowed."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Real
from typing import NoReturn

from pydantic_core import PydanticCustomError

from catalog import prices
from catalog.errors import UserError
from catalog.selling import markets
from catalog.sizes import parse_size
from recommender.person.units import UNITS, Unit

NUMBER = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]+)?")
_ROUNDING = 1e-9  # a limit must survive conversion to pounds and back
MAX_TEXT = 200
_SHOWN = 40  # characters of a bad value that a message repeats


@dataclass(frozen=True)
class Range:
    """The allowed range of a number, in a unit ("" for a share or a count)."""

    low: float
    high: float
    unit: str = ""

    def __str__(self) -> str:
        if math.isinf(self.high):
            return f"{self.low:g} or more"
        return f"{self.low:.4g} to {self.high:.4g} {self.unit}".rstrip()

    def __contains__(self, number: float) -> bool:
        return self.low <= self.settled(number) <= self.high

    def settled(self, number: float) -> float:
        """The limit itself for a number that only rounding puts beyond it; any other number unchanged."""
        if self.low <= number <= self.high:
            return number
        nearest_inside = min(max(number, self.low), self.high)
        return nearest_inside if math.isclose(number, nearest_inside, rel_tol=_ROUNDING) else number

    def in_unit(self, unit: Unit) -> Range:
        return Range(self.low / unit.size, self.high / unit.size, unit.suffix)


def reject(key: str, what: str, *, allowed: str = "", mend: str = "") -> NoReturn:
    """Raise the one kind of error that readers raise; the texts are passed on unchanged."""
    raise PydanticCustomError("profile", "{what}", {"key": key, "what": what, "allowed": allowed, "mend": mend})


def is_given(value: object) -> bool:
    """Whether it is an answer: neither None nor empty text."""
    return value is not None and not (isinstance(value, str) and not value.strip())


def shown(value: object) -> str:
    """The value as a message repeats it: short, and safe for numbers too long to print."""
    try:
        text = f"{value:.6g}" if isinstance(value, float) else repr(value)
    except ValueError:
        return "a very long number"
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def as_key(text: str) -> str:
    """ "Too soft " as files write it: too_soft."""
    return re.sub(r"[\s-]+", "_", text.strip().lower())


def nearest(name: object, known: Iterable[str]) -> str:
    """ "Did you mean ...?", or nothing when no known name is similar."""
    text = name.strip().lower() if isinstance(name, str) else ""
    found = difflib.get_close_matches(text, list(known), n=1, cutoff=0.6)
    return f"Did you mean {found[0]}?" if found else ""


def read_number(value: object, allowed: Range) -> float:
    """A finite number from a number or its text; a decimal comma is accepted."""
    if isinstance(value, float):
        number = value
    elif isinstance(value, str):
        text = value.strip()
        if not NUMBER.fullmatch(text):
            inside = NUMBER.search(text)
            mend = f"Give only the number: {inside[0]}." if inside else "Give a number."
            reject("not_a_number", f"{shown(value)} is not a number.", allowed=str(allowed), mend=mend)
        number = float(text.replace(",", "."))
    elif isinstance(value, Real) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
    else:
        reject("not_a_number", f"{shown(value)} is not a number.", allowed=str(allowed), mend="Give a number.")
    if not math.isfinite(number):
        mend = "Leave the field out when it is not known."
        reject("not_finite", f"{shown(value)} is not a finite number.", allowed=str(allowed), mend=mend)
    return number


def read_budget(value: object, allowed: Range) -> float:
    """A price that somebody can pay; a text may have its thousands marked: "1.200,50", and nothing costs 1.2.

    What names its currency is no number: the currency is a field of its own.
    """
    if not isinstance(value, str):
        return read_number(value, allowed)
    try:
        price = prices.parse_price(value)
    except UserError:
        return read_number(value, allowed)
    if price.currency or price.lowest:
        beside = f" and the currency as currency: {price.currency}" if price.currency else ""
        mend = f"Give only the number: {price.amount:.10g}{beside}."
        reject("not_a_number", f"{shown(value)} is not a number.", allowed=str(allowed), mend=mend)
    return price.amount


def read_in_range(value: object, allowed: Range) -> float:
    """A number in a unit other than ours, which pydantic does not see."""
    number = read_number(value, allowed)
    if number not in allowed:
        reject("out_of_range", f"{number:.6g} is out of range.", allowed=str(allowed))
    return number


def other_unit(number: float, name: str, allowed: Range, also: Iterable[str]) -> str:
    """How to fix a number out of range that makes sense in another unit; `also`: fields in another unit."""
    for unit in UNITS:
        if unit.ours == allowed.unit and number * unit.size in allowed:
            other = f"{name.removesuffix(unit.ours)}{unit.suffix}"
            if not unit.suffix:
                return f"Did you give {unit.spoken}? That is {number * unit.size:g} {unit.ours}."
            if other in also:
                return f"If this is in {unit.spoken}, give it as {other}."
    return ""


def read_word(value: object) -> object:
    """A word as files write it; true and false are yes and no."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return as_key(value) if isinstance(value, str) else value


def read_words(value: object) -> object:
    """Several words: a list, or one text with ";" between them; each once, in the order given."""
    if isinstance(value, str):
        value = value.split(";")
    if not isinstance(value, list | tuple | set | frozenset):
        return value
    words = [read_word(part) for part in value if not (isinstance(part, str) and not part.strip())]
    return tuple(word for i, word in enumerate(words) if word not in words[:i])


def read_text(value: object) -> str:
    """A short text; a whole number, as spreadsheets turn ids into, becomes its digits."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = shown(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not text.isprintable() or len(text) > MAX_TEXT:
        reject("not_text", f"{shown(value)} is not a short text.", allowed=f"text of at most {MAX_TEXT} characters")
    return text.strip()


def read_size(value: object) -> tuple[float, float]:
    """(width_cm, length_cm) from "90x200" or two numbers; the halves of a size count as one width."""
    text = "x".join(map(str, value)) if isinstance(value, list | tuple) and len(value) == 2 else value
    try:
        size = parse_size(read_text(text))
    except UserError as error:
        reject("unknown_size", f"{error.what}.", allowed=error.allowed, mend=error.mend)
    return size.width_cm * size.count, size.length_cm


def read_currency(value: object) -> str:
    """The ISO code of a currency by its code, its sign or "euro"."""
    try:
        return prices.read_currency(read_text(value))
    except UserError as error:
        reject("unknown_currency", f"{error.what}.", allowed=error.allowed)


def read_markets(value: object) -> tuple[str, ...]:
    """Countries by their codes: a list, or one text with ";", "," or a space between them; each once."""
    parts = re.split(r"[\s;,]+", value.strip()) if isinstance(value, str) else value
    if not isinstance(parts, list | tuple | set | frozenset):
        reject("unknown_market", f"{shown(value)} is not a list.", allowed=markets.ALLOWED)
    found = []
    for part in parts:
        try:
            found.append(markets.read_market(part if isinstance(part, str) else ""))
        except UserError:
            reject("unknown_market", f"{shown(part)} is not a market.", allowed=markets.ALLOWED)
    return tuple(dict.fromkeys(found))
