"""A weight or a length as people write it, with its unit: "80,5 kg", "12st 10", "1,78 m", "5'11\"", "5 ft 11 in"."""

from __future__ import annotations

import re
from typing import NoReturn

from recommender.person.units import CM_PER_INCH, CM_PER_M, INCH_PER_FOOT, KG_PER_LB, LB_PER_STONE
from recommender.person.values import NUMBER, reject, shown

FORMS = {"kg": "80, 80 kg, 176 lb or 12 st 8", "cm": "178, 178 cm, 1.78 m or 5'10\""}
# By the unit they are converted to, largest first: names, size, and how many of the next smaller one make one.
_UNITS: dict[str, tuple[tuple[tuple[str, ...], float, float], ...]] = {
    "cm": (
        (("m", "meter", "metre", "meters", "metres"), CM_PER_M, CM_PER_M),
        (("cm", "centimeter", "centimetre", "centimeters", "centimetres"), 1.0, 10.0),
        (("mm", "millimeter", "millimetre"), 0.1, 0.0),
        (("ft", "foot", "feet", "voet", "'"), INCH_PER_FOOT * CM_PER_INCH, INCH_PER_FOOT),
        (("in", "inch", "inches", '"', "''"), CM_PER_INCH, 0.0),
    ),
    "kg": (
        (("kg", "kgs", "kilo", "kilos", "kilo's", "kilogram", "kilograms"), 1.0, 0.0),
        (("st", "stone", "stones"), LB_PER_STONE * KG_PER_LB, LB_PER_STONE),
        (("lb", "lbs", "pound", "pounds"), KG_PER_LB, 0.0),
    ),
}
_PARTS = re.compile(r"(\d+(?:[.,]\d+)?)\s*([½¼¾]?)\s*(kilo's|[a-z]+|''|['\"])?\.?\s*")
_QUARTERS = {"": 0.0, "¼": 0.25, "½": 0.5, "¾": 0.75}
_QUOTES = str.maketrans({"’": "'", "‘": "'", "′": "'", "`": "'", "´": "'", "”": '"', "“": '"', "″": '"'})
_FEET = INCH_PER_FOOT * CM_PER_INCH


def names_a_unit(text: str) -> bool:
    """Whether a text has a number and more than that."""
    return any(sign.isdigit() for sign in text) and not NUMBER.fullmatch(text.strip())


def read_measure(text: str, ours: str) -> float:
    """The measure in our unit.

    Args:
        text: numbers with their units, the largest first; the last unit may be left out after a larger one.
        ours: kg or cm.

    Raises:
        PydanticCustomError: not a weight or length, a part too large ("5 ft 14 in"), or decimal feet, which can be
            meant as feet and inches.
    """
    said = text.translate(_QUOTES).strip().lower()
    parts = [(match[1], match[2], match[3] or "") for match in _PARTS.finditer(said)]
    if not parts or "".join(match[0] for match in _PARTS.finditer(said)).strip() != said:
        _unreadable(text, ours)
    total, room = 0.0, 0.0
    below: int | None = None  # the unit that may follow
    for i, (digits, fraction, name) in enumerate(parts):
        number = float(digits.replace(",", ".")) + _QUARTERS[fraction]
        unit = next((k for k, (names, _, _) in enumerate(_UNITS[ours]) if name in names), None) if name else below
        if unit is None or (i and unit != below):
            _unreadable(text, ours)
        _, size, of_next = _UNITS[ours][unit]
        if i and number >= room:
            allowed = f"less than {room:g} {_UNITS[ours][unit][0][0]} beside {parts[i - 1][2]}"
            reject("too_many", f"{shown(text)} cannot be a measure.", allowed=allowed)
        if size == _FEET and len(parts) == 1 and not number.is_integer():
            whole, rest = re.split("[.,]", digits)
            mend = f"Write {whole}'{rest.lstrip('0') or 0}\" for feet and inches, or {number * size:.0f} cm."
            reject("feet_and_inches", f"{shown(text)} can be read in two ways.", mend=mend)
        total += number * size
        below, room = (unit + 1, of_next) if of_next else (None, 0.0)
    return total


def _unreadable(text: str, ours: str) -> NoReturn:
    reject(
        "not_a_measure", f"{shown(text)} cannot be read.", allowed=FORMS[ours], mend="Write it in one of these ways."
    )
