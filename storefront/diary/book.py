"""A diary: nights by number with the date of each entry, and the same as a file.

The file is the person's own copy (JSON, or CSV for a spreadsheet). Content of a file is checked like anything typed,
and rejected when its last entry is too old (`recommender.advice.diary.KEPT_DAYS`).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any, Final, get_args

from recommender.advice.diary import Entry, Kind, forgotten_on, read, read_entry
from recommender.errors import UserError
from storefront.diary.spreadsheet import cells_of, day_of, number_of, rows_of, text_of

NAMED: Final = "mattress-fit diary"
ENTRY_FIELDS: Final = tuple(f.name for f in fields(Entry))
LISTS: Final = ("load_yesterday", "unusual")
NUMBERS: Final = ("night", "pain_wake_nrs", "wake_count", "comfort_0_10")
TOO_OLD: Final = "age"
LARGEST_BYTES: Final = 100_000  # far more than the 35 mornings of the longest plan


@dataclass(frozen=True)
class Diary:
    """Which plan runs, its mornings by night, and the day of the last entry."""

    kind: Kind = "seven_nights"
    entries: Mapping[int, Entry] = field(default_factory=dict)
    last_entry: date | None = None

    def with_entry(self, entry: Entry, today: date) -> Diary:
        """An entry for the same night replaces the first."""
        return Diary(self.kind, dict(sorted({**self.entries, entry.night: entry}.items())), today)

    def as_data(self) -> dict[str, Any]:
        """Plain values, for a file or for saving under a code."""
        mornings = [asdict(entry) for entry in self.entries.values()]
        last = None if self.last_entry is None else self.last_entry.isoformat()
        return {"what": NAMED, "kind": self.kind, "last_entry": last, "entries": mornings}

    def as_json(self) -> str:
        return json.dumps(self.as_data(), indent=1)

    def as_csv(self) -> str:
        """One row per morning; every row names the plan and the date of the last entry."""
        sheet = io.StringIO()
        rows = csv.writer(sheet, lineterminator="\n")
        rows.writerow(("kind", "last_entry", *ENTRY_FIELDS))
        for entry in self.entries.values():
            cells = [_cell(getattr(entry, name)) for name in ENTRY_FIELDS]
            rows.writerow((self.kind, self.last_entry or "", *cells))
        return sheet.getvalue()


def diary_of_file(content: bytes, today: date) -> Diary:
    """The diary in a file written by this product, also after a spreadsheet saved it again.

    Raises:
        UserError: it is not a diary, a value in it is impossible, or (`where` is `TOO_OLD`) its last entry is older
            than a diary is kept. Nothing is read then.
    """
    if len(content) > LARGEST_BYTES:
        raise UserError("the file is too large for a diary", where="diary")
    try:
        text = text_of(content)
        data = json.loads(text) if text.lstrip("\ufeff \r\n\t").startswith("{") else _data_of_csv(text, today)
    except (ValueError, RecursionError, csv.Error):
        raise UserError("this is not a diary of this product", where="diary") from None
    return diary_of(data, today)


def diary_of(data: object, today: date) -> Diary:
    """The inverse of `Diary.as_data`. Raises as `diary_of_file`."""
    if (
        not isinstance(data, dict)
        or data.get("kind") not in get_args(Kind)
        or not isinstance(data.get("entries"), list)
    ):
        raise UserError("this is not a diary of this product", where="diary")
    try:
        last = date.fromisoformat(data["last_entry"]) if data.get("last_entry") else None
    except (TypeError, ValueError):
        raise UserError("this is not a date", where="last_entry", allowed="YYYY-MM-DD") from None
    if last is not None and forgotten_on(last) < today:
        raise UserError("the last entry is too long ago", where=TOO_OLD)
    entries = [_entry(given) for given in data["entries"]]
    read(data["kind"], entries)  # rejects a night beyond the plan
    return Diary(data["kind"], {entry.night: entry for entry in sorted(entries, key=lambda e: e.night)}, last)


def _entry(given: object) -> Entry:
    if not isinstance(given, dict):
        raise UserError("a morning is not readable", where="entries")
    return read_entry({name: tuple(v) if isinstance(v, list) else v for name, v in given.items()})


def _data_of_csv(text: str, today: date) -> dict[str, Any]:
    rows = rows_of(text, known="night")
    shared = cells_of(rows[0], ("kind", "last_entry"))
    if "last_entry" in shared:
        shared["last_entry"] = day_of(shared["last_entry"], today).isoformat()
    return {**shared, "entries": [_values(row) for row in rows]}


def _values(row: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = dict.fromkeys(LISTS, ())
    for name, text in cells_of(row, ENTRY_FIELDS).items():
        if name in LISTS:
            found[name] = tuple(part.strip() for part in text.split(";") if part.strip())
        else:
            found[name] = number_of(text) if name in NUMBERS else text
    return found


def _cell(value: object) -> object:
    return ";".join(value) if isinstance(value, tuple) else "" if value is None else value
