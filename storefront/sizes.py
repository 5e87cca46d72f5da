"""Sizes and lengths as people say them where they buy: by name in Britain, by name and in inches in America."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from catalog.feeds.size_names import Market, name_of
from catalog.sizes import INCH_CM, SizeText
from recommender.person.units import KG_PER_LB

# Countries where mattresses have names by size; everywhere else a size is two figures in cm.
NAMED: Mapping[str, Market] = {"US": "US", "GB": "UK"}
_SIZE = re.compile(r"(?:(\d) ?x )?(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)")
_FIGURE = r"(\d+(?:[.,]\d+)?)"
# "3 to 6 cm", "90 kg": not "50 kg/m3", and not what is followed by another unit in brackets already
_MEASURE = re.compile(rf"(?<![\w.,]){_FIGURE}(?:( [a-z]{{2,3}} ){_FIGURE})? (cm|kg)(?![\w/]| \()")
_OTHER_UNITS = {"cm": ('"', INCH_CM), "kg": (" lb", KG_PER_LB)}
_ONE_DECIMAL_UNDER = 10.0  # inches or pounds

Number = Callable[[float, int], str]  # a figure with at most so many decimals, as the language writes it


def market_of(markets: Iterable[str]) -> Market:
    """Whose names of sizes are used: those of the one country in which somebody buys."""
    asked = tuple(markets)
    return NAMED.get(asked[0], "") if len(asked) == 1 else ""


def size_said(text: str, market: Market, number: Number) -> str:
    """A size such as "150x200" or "2x 90x200" as it is said in a market: `King, 150x200 cm`, `Queen, 60x80"`."""
    found = _SIZE.fullmatch(text)
    if not found or not market:
        return text
    size = SizeText(float(found[2]), float(found[3]), int(found[1] or 1))
    of = f"{size.count}x " if size.count > 1 else ""
    cm = f"{of}{number(size.width_cm, 1)}x{number(size.length_cm, 1)} cm"
    name = name_of(size, market)
    if market != "US":
        return f"{name}, {cm}" if name else cm
    width, length = (number(round(2 * side / INCH_CM) / 2, 1) for side in (size.width_cm, size.length_cm))
    inches = f'{of}{width}x{length}"'
    return f"{name}, {inches}" if name else f"{inches} ({cm})"


def with_american_units(sentence: str, number: Number) -> str:
    """A sentence whose centimetres and kilos have inches and pounds beside them: `25 cm (9.8") high`."""

    def beside(found: re.Match[str]) -> str:
        unit, size = _OTHER_UNITS[found[4]]
        figures = [float(figure.replace(",", ".")) / size for figure in (found[1], found[3]) if figure]
        whole = 2 if unit == '"' else 1  # from ten on, inches in halves as shops state them, pounds whole
        fine = max(figures) < _ONE_DECIMAL_UNDER
        said = (found[2] or "").join(number(one if fine else round(whole * one) / whole, 1) for one in figures)
        return f"{found[0]} ({said}{unit})"

    return _MEASURE.sub(beside, sentence)
