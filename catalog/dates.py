"""Dates as sources state them: a day, a month or a year, in ISO form ("2026-09-13", "2026-09", "2026")."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from catalog.errors import UserError
from catalog.labels import plain

YEARS = (1900, 2199)  # a date outside them is a typing error
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.]?)([0-9]{2})\2([0-9]{2})(?:[T ][0-9:.,]+(?: ?(?:Z|[+-][0-9:]+))?)?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})(?:\.|er|st|nd|rd|th)? (?:of )?([^\W\d]{3,9})\.?,? ([0-9]{4})")
_MONTH_FIRST = re.compile(r"([^\W\d]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})")
_MONTH_NAME = re.compile(r"([^\W\d]{3,9})\.? ([0-9]{4})")
# In Dutch, German, French and English, without accents, as far as nobody can take one for another.
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "january januari januar janner janvier jan janv",
            "february februari februar feber fevrier feb febr fev fevr",
            "march maart marz maerz mars mrt mar mrz",
            "april avril apr avr",
            "may mei mai",
            "june juni juin jun",
            "july juli juillet jul juil",
            "august augustus aout aug",
            "september septembre sep sept",
            "october oktober octobre oct okt",
            "november novembre nov",
            "december dezember decembre dec dez",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH_AND_YEAR = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})")
_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
_DAY = re.compile(r"([0-9]{1,2})\.?")
_DAY_AND_MONTH = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2?")


def read_date(text: str, beside: Iterable[str] = ()) -> str:
    """The ISO form of a date: of "13-09-2026", "2026/09/13", "09-2026", "2026-09-13T10:00+01:00", "13 sept. 2026".

    Args:
        text: a date as a source states it.
        beside: dates that the source wrote beside it: "05-06-2026" beside "30-06-2026" is the fifth of June.

    Raises:
        UserError: no date, a day that does not exist, or one that can be read in two ways ("05-06-2026").
    """
    said = text.strip()
    if match := _ISO.fullmatch(said):
        found = said
    elif match := _YEAR_FIRST.fullmatch(said):
        found = f"{match[1]}-{match[3]}-{match[4]}"
    elif match := _YEAR_LAST.fullmatch(said):
        found = f"{match[4]}-{_day_and_month(int(match[1]), int(match[3]), beside)}"
    elif match := _MONTH_AND_YEAR.fullmatch(said):
        found = f"{match[2]}-{int(match[1]):02}"
    else:
        found = _with_a_month(said)
    if first_day(found) is None:
        raise UserError(
            f"not a date: {text[:40]!r}",
            where="date",
            allowed="a day, month or year such as 2026-09-13, 2026-09 or 2026",
            mend="Write it as 2026-09-13.",
        )
    return found


def _with_a_month(said: str) -> str:
    """The ISO form of "15 december 2026", "15. Dez. 2026", "December 15, 2026" or "mars 2026"; "" of anything else."""
    words = " ".join(plain(said).split())
    if match := _DAY_FIRST.fullmatch(words):
        day, name, year = match.groups()
    elif match := _MONTH_FIRST.fullmatch(words):
        name, day, year = match.groups()
    elif match := _MONTH_NAME.fullmatch(words):
        (name, year), day = match.groups(), ""
    else:
        return ""
    month = _MONTHS.get(name)
    if month is None:
        return ""
    return f"{year}-{month:02}-{int(day):02}" if day else f"{year}-{month:02}"


def with_its_year(day: str, other: str, *, begins: bool) -> str:
    """A day of a period that states its year once, with that year: "15.1." before "31.1.2026", "28 dec" before
    "11 jan 2027"; "1" before "15 december 2026" is of that month. Any other text is returned as it is.

    Args:
        day: the day without a year.
        other: the day at the other end of the period, with a year.
        begins: whether `day` is the first of the two. A period lasts less than a year.
    """
    years = _YEAR.findall(other)
    if len(years) != 1 or _YEAR.search(day) or not day.strip():
        return day
    for year in (int(years[0]), int(years[0]) + (-1 if begins else 1)):
        said = _in_year(day.strip(), year, other.strip() if begins else "")
        try:
            mine, theirs = read_date(said, [other]), read_date(other, [said])
        except UserError:
            return day
        first, last = (mine, theirs) if begins else (theirs, mine)
        if first[: len(last)] <= last:
            return said
    return day


def _in_year(day: str, year: int, last: str) -> str:
    """A day with a year behind it; a bare number is of the month of `last`."""
    if bare := _DAY.fullmatch(day):
        return re.sub(r"^[0-9]{1,2}(?![0-9])", bare[1], last) if last else day
    if numbers := _DAY_AND_MONTH.fullmatch(day):
        return f"{numbers[1]}{numbers[2]}{numbers[3]}{numbers[2]}{year}"
    return f"{day} {year}"


def first_day(iso: str) -> dt.date | None:
    """The first day that an ISO day, month or year can mean; None for any other text."""
    match = _ISO.fullmatch(iso)
    if match is None or not YEARS[0] <= int(match[1]) <= YEARS[1]:
        return None
    try:
        return dt.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:  # the 31st of February
        return None


def known_date(text: str) -> str:
    """The text where it is a date in ISO form, else ""."""
    return text if first_day(text) else ""


def _day_and_month(first: int, second: int, beside: Iterable[str]) -> str:
    """ "MM-DD" of two numbers before a year, "" where either may be the month."""
    if first == second or first > 12:
        return f"{second:02}-{first:02}"
    if second > 12:
        return f"{first:02}-{second:02}"
    others = [match for text in beside if (match := _YEAR_LAST.match(text.strip()))]
    day_first = any(int(match[1]) > 12 for match in others)
    month_first = any(int(match[3]) > 12 for match in others)
    if day_first == month_first:
        return ""
    return f"{second:02}-{first:02}" if day_first else f"{first:02}-{second:02}"
