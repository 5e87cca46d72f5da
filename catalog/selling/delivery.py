"""How long it takes until a mattress is delivered, as shops and formats write it: always the most days.

Working days are turned into days as they are for whom the weekend comes at the worst moment: of every five begun, two
more. Google's formats and schema.org state the days until the parcel leaves (handling) and those on the way (transit)
apart; their sum is the delivery.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from catalog.labels import plain
from catalog.selling.size_cells import MOST_DAYS

WORKING, WEEKEND = 5, 2  # days of a week

_DURATION = re.compile(
    r"(?:(?:levertijd|lieferzeit|delivery|binnen|innerhalb von|in|within|ca\.?|circa|max\.?|tot|bis zu|up to)[: ]+)*"
    r"(\d{1,3}(?: ?(?:-|–|a|/|tot|to|bis|of) ?\d{1,3})?)"
    r"(?: ?((?P<working>werk|arbeits|business |working )?(?:kalender)?(?:dag|tag|day|jour|wek|week|woche|semaine|uur|"
    r"uren|stunde|hour|hr|heure|maand|monat|month|mois)\w*)(?P<ouvre> ouvres)?)?"
    r"(?: (?:in huis|geleverd|bezorgd|lieferzeit|delivery))?"
)
# How long a unit lasts in days, by how its name begins, the first that does.
_UNIT_DAYS = (
    *(("we", 7.0), ("wo", 7.0), ("sem", 7.0), ("ma", 31.0), ("mo", 31.0)),
    *(("u", 1 / 24), ("stu", 1 / 24), ("ho", 1 / 24), ("hr", 1 / 24), ("heu", 1 / 24), ("", 1.0)),
)
_TIMES = re.compile(r":(\d{0,3}):(\d{0,3}):(\d{0,3}):(\d{0,3})\s*$")  # of Google's text: least and most of each
_UNITS = {"DAY": "days", "D": "days", "HUR": "hours", "H": "hours", "WEE": "weeks", "WK": "weeks", "MON": "months"}


@functools.lru_cache(maxsize=10_000)
def days_in(stated: str) -> int | None:
    """ "2-3 werkdagen" -> 5, "binnen 2 weken" -> 14, "24 uur" -> 1, "5" -> 5; None where it is no time."""
    found = _DURATION.fullmatch(" ".join(plain(stated).split()).strip(" .!"))
    if found is None:
        return None
    most = max(int(number) for number in re.findall(r"\d+", found[1]))
    if found["working"] or found["ouvre"]:
        days = calendar_days(most)
    else:
        days = math.ceil(most * next(length for start, length in _UNIT_DAYS if (found[2] or "").startswith(start)))
    return days if days <= MOST_DAYS else None


def calendar_days(working_days: int) -> int:
    """Days that pass at most until so many working days have passed."""
    return working_days + WEEKEND * math.ceil(working_days / WORKING)


def google_time(shipping: Iterable[Mapping[str, str]], own: Mapping[str, str]) -> str:
    """The longest of the times of Google's `shipping` in words; "" where handling or transit is nowhere stated.

    Args:
        shipping: the parts of each `shipping` by name, or its whole text under "".
        own: the product's own attributes; its `max_handling_time` counts where a `shipping` has none.
    """
    sums = []
    for parts in shipping:
        told = _of_text(parts[""]) if "" in parts else parts
        handling, transit = (
            _whole(told.get(f"max_{name}_time") or told.get(f"min_{name}_time") or own.get(f"max_{name}_time", ""))
            for name in ("handling", "transit")
        )
        if handling is not None and transit is not None:
            sums.append(handling + transit)
    return f"{max(sums)} working days" if sums else ""


def schema_time(offer: Mapping[str, Any]) -> str:
    """The delivery of an offer of schema.org in words; "" where it is not stated.

    The longest handling and transit of its `shippingDetails`; else its `deliveryLeadTime`, which shops use for both.
    """
    longest = -1
    for details in _objects(offer.get("shippingDetails")):
        for time in _objects(details.get("deliveryTime")):
            handling, transit = (_quantity(time.get(f"{name}Time")) for name in ("handling", "transit"))
            parts = [days for days in (days_in(handling), days_in(transit)) if days is not None]
            if len(parts) == len(("handling", "transit")):
                days = sum(parts)
                longest = max(longest, calendar_days(days) if _keeps_weekends(time.get("businessDays")) else days)
    return f"{longest} days" if longest >= 0 else _quantity(offer.get("deliveryLeadTime"))


def _of_text(text: str) -> dict[str, str]:
    """The times of a `shipping` written as country:region:service:price:least:most:least:most."""
    found = _TIMES.search(text)
    names = ("min_handling_time", "max_handling_time", "min_transit_time", "max_transit_time")
    return dict(zip(names, found.groups(), strict=True)) if found else {}


def _whole(text: str) -> int | None:
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= len("999") else None


def _objects(value: Any) -> Sequence[Mapping[str, Any]]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]


def _quantity(value: Any) -> str:
    """A QuantitativeValue as "5 days", its most where it has a range; another text as it stands."""
    if isinstance(value, list):
        value = next(iter(value), None)
    if not isinstance(value, dict):
        return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    most = next((value[name] for name in ("maxValue", "value", "minValue") if value.get(name) not in (None, "")), "")
    unit = str(value.get("unitCode") or value.get("unitText") or "DAY").strip()
    return f"{str(most).strip().removesuffix('.0')} {_UNITS.get(unit.upper(), unit)}" if str(most).strip() else ""


def _keeps_weekends(value: Any) -> bool:
    """Whether the days on which a shop works are stated and leave out the weekend."""
    days = [each for found in _objects(value) for each in _listed(found.get("dayOfWeek"))]
    return bool(days) and not any(str(day).rstrip("/").endswith(("Saturday", "Sunday")) for day in days)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
