"""A diary's rows as a spreadsheet gives them back: other separators, decimal commas, its own dates and encoding."""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Mapping
from datetime import date

_SEPARATORS = (",", ";", "\t")
_DATE = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")


def text_of(content: bytes) -> str:
    """Text as spreadsheets store it: UTF-16 with its mark ("Unicode text"), UTF-8, else the code page of Windows."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def rows_of(text: str, known: str) -> list[dict[str, str]]:
    """Rows by column name.

    Args:
        known: a column that the header must have; it tells which separator was used.

    Raises:
        ValueError: no header with that column, or no rows.
    """
    lines = text.splitlines()
    if lines and lines[0].lower().startswith("sep="):
        lines = lines[1:]
    for separator in _SEPARATORS:
        cells = [_unpacked(row, separator) for row in csv.reader(lines, delimiter=separator)]
        if cells and known in cells[0]:
            rows = [dict(zip(cells[0], row, strict=False)) for row in cells[1:]]
            filled = [row for row in rows if any(cell.strip() for cell in row.values())]
            if filled:
                return filled
    raise ValueError("no rows")


def _unpacked(row: list[str], separator: str) -> list[str]:
    """The cells of a line; a program with another separator keeps a whole line in its first cell."""
    if row and separator in row[0] and not any(row[1:]):
        row = next(csv.reader([row[0]], delimiter=separator))
    return [cell.strip() for cell in row]


def number_of(text: str) -> float | int:
    """A number with a decimal point or comma. Raises ValueError."""
    value = float(text.replace(",", "."))
    return int(value) if value.is_integer() else value


def day_of(text: str, today: date) -> date:
    """A date in the order of any country: of two readings the later one that is not in the future, since a diary is
    some days old at most.

    Raises:
        ValueError: not a date.
    """
    match = _DATE.fullmatch(text.strip())
    if match is None:
        raise ValueError("not a date")
    one, two, three = (int(part) for part in match.groups())
    orders = [(one, two, three)] if len(match[1]) == 4 else [(three, two, one), (three, one, two)]
    days = [day for order in orders if (day := _day(*order)) is not None]
    if not days:
        raise ValueError("not a date")
    past = [day for day in days if day <= today]
    return max(past) if past else min(days)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def cells_of(row: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    """The cells of some columns that are not empty."""
    return {name: cell for name in names if (cell := (row.get(name) or "").strip())}
