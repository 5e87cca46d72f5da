"""Mattress sizes: reading every spelling, and what a model costs in the size a person wants."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalog.errors import UserError
from catalog.mattress import Mattress, Size

WIDTH_CM = (30.0, 240.0)  # a cot to the widest family bed
LENGTH_CM = (60.0, 240.0)
SAME_SIZE_CM = 0.6  # 153 and 152.4 are one size; 80 and 81 are not
SHORTEST_ADULT_CM = 185.0  # no adult's mattress is shorter
NARROWEST_HALF_CM = 70.0  # narrower halves are not sold for adults

_NUMBER = r"(\d{1,4}(?:[.,]\d{1,2})?)"
_UNIT = r"(?:\s*(cm|mm|m)(?![a-wyz]))?"
_SIZE = re.compile(
    rf"(?<![\d.,])(?:(\d)\s*(?:x|×|\*|st\.?|stuks?|stück|pcs)\s*)?{_NUMBER}{_UNIT}"
    rf"\s*(?:x|×|\*|/|by|op|bij|auf|sur)\s*{_NUMBER}{_UNIT}(?![.,]?\d)",
    re.IGNORECASE,
)
_TO_CM = {"cm": 1.0, "mm": 0.1, "m": 100.0}


@dataclass(frozen=True)
class SizeText:
    """A size as written: `count` mattresses of `width_cm` by `length_cm` (two for a set of halves)."""

    width_cm: float
    length_cm: float
    count: int = 1

    def __str__(self) -> str:
        one = f"{self.width_cm:g}x{self.length_cm:g}"
        return one if self.count == 1 else f"{self.count}x {one}"


@dataclass(frozen=True)
class Offer:
    """One way to have a model in a size.

    Attributes:
        halves: 1 for one mattress, 2 for two of half the width.
        price: what it costs in the model's currency; None = not known for this size.
        price_size_known: False when the price is the model's and its source does not say for which size.
        size_known: False when the source lists no sizes at all, so it may not be made in this one.
    """

    halves: int
    price: float | None
    price_size_known: bool = True
    size_known: bool = True


def parse_size(text: str) -> SizeText:
    """Read "90x200", "90 x 200 cm", "140/200", "0,90 x 2,00 m" or "2x 90x200".

    Raises:
        UserError: no size in the text, or one no mattress has.
    """
    found = find_size(text)
    if found is None:
        raise UserError(
            f"cannot read the size {text[:60]!r}",
            where="size",
            allowed=f"width x length in cm, {WIDTH_CM[0]:g}-{WIDTH_CM[1]:g} by {LENGTH_CM[0]:g}-{LENGTH_CM[1]:g}",
            mend="Write it as 90x200.",
        )
    return found


def find_size(text: str) -> SizeText | None:
    """The first size in a longer text, such as a title; None when there is none."""
    for match in _SIZE.finditer(text[:2000]):
        count, first, first_unit, second, second_unit = match.groups()
        numbers = [float(number.replace(",", ".")) for number in (first, second)]
        unit = (second_unit or first_unit or _unit_of(numbers)).lower()
        width = numbers[0] * _TO_CM[(first_unit or unit).lower()]
        length = numbers[1] * _TO_CM[unit]
        if width >= SHORTEST_ADULT_CM > length:
            width, length = length, width  # "200x90": the long side is the length
        if WIDTH_CM[0] <= width <= WIDTH_CM[1] and LENGTH_CM[0] <= length <= LENGTH_CM[1]:
            return SizeText(round(width, 2), round(length, 2), int(count) if count and count != "0" else 1)
    return None


def offers(mattress: Mattress, width_cm: float, length_cm: float) -> tuple[Offer, ...]:
    """Every way to have the model in this size, one mattress first; empty when it is not made in it.

    180x200 can be two halves of 90x200. A price whose size the source does not state is passed on as it is, never
    doubled, with `price_size_known` False.
    """
    if not mattress.sizes:
        price, known = _price_in(mattress, Size(width_cm, length_cm))
        return (Offer(1, price, known, size_known=False),)
    found = []
    whole = _find(mattress, width_cm, length_cm)
    if whole:
        found.append(Offer(1, *_price_in(mattress, whole)))
    half = _find(mattress, width_cm / 2, length_cm) if width_cm / 2 >= NARROWEST_HALF_CM else None
    if half:
        price, known = _price_in(mattress, half)
        found.append(Offer(2, price * 2 if price is not None and known else price, known))
    return tuple(found)


def _find(mattress: Mattress, width_cm: float, length_cm: float) -> Size | None:
    return next((size for size in mattress.sizes if _same(size, Size(width_cm, length_cm))), None)


def _same(one: Size, other: Size) -> bool:
    return abs(one.width_cm - other.width_cm) <= SAME_SIZE_CM and abs(one.length_cm - other.length_cm) <= SAME_SIZE_CM


def _price_in(mattress: Mattress, size: Size) -> tuple[float | None, bool]:
    """(price, whether it is known to be for this size)."""
    if size.price is not None:
        return size.price, True
    if mattress.price is None:
        return None, True
    if mattress.price_size is None:
        return mattress.price, False
    return (mattress.price if _same(mattress.price_size, size) else None), True


def _unit_of(numbers: list[float]) -> str:
    """The unit of two bare numbers: nobody sleeps on three centimetres or on six metres."""
    return "m" if max(numbers) < 3 else "mm" if min(numbers) >= 600 else "cm"
