"""Many profiles read by column: the same people and findings as row by row, at a fifth of the cost.

A column of numbers is checked as an array, and every other cell is read once however often it occurs. A row that holds
anything else than plain allowed answers is read by `recommender.person.profile` like a single profile, so what is wrong
with it is said in the same words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from itertools import repeat
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import ValidationError

from catalog.mattress import Finding
from recommender.arrays import Array
from recommender.person.anthropometry import MEASURABLE, implausible
from recommender.person.fields import FIELDS, SHARES, Field, ProfileFields
from recommender.person.profile import read_rows
from recommender.person.values import MAX_TEXT, Range, is_given
from recommender.sleeper import CurrentBed, Sleeper, Wishes

_PLAIN: Final = re.compile(r"[0-9]+(\.[0-9]+)?")
_REST: Final[Mapping[str, Any]] = {
    "weight_kg": 70.0,
    "height_cm": 170.0,
    "side": 1.0,
}  # any profile nothing is wrong of
_MOST_CELLS = 4096  # distinct answers remembered
_ODD: Final = object()  # a cell that is left to the reading row by row
_PLAIN_KINDS: Final[Mapping[type, str]] = {kind: kind.__name__ for kind in (str, bool, int, float)}
_BED = tuple(field.name for field in fields(CurrentBed))
# Each wish and the field that tells it; a wish that is no field, such as the beds on a shop's floor, is nobody's here.
_WISHES = {
    wish: name
    for wish, name in ((one.name, "market" if one.name == "markets" else one.name) for one in fields(Wishes))
    if name in FIELDS
}
_MALE = {"male": 1.0, "female": 0.0, "unspecified": np.nan}
_SELF: Final[tuple[str, ...]] = tuple(field.name for field in fields(Sleeper))


@dataclass(frozen=True)
class Read:
    """The people of a table that can be used, in its order; (n,) the place of each; findings of the other rows."""

    sleepers: list[Sleeper]
    row: NDArray[np.intp]
    findings: list[Finding]


def read_frame(frame: pd.DataFrame, number: NDArray[np.int64], known_beds: Collection[str] | None = None) -> Read:
    """People from a table with a profile's fields as columns.

    Args:
        frame: an empty cell (None, NaN, empty text) counts as not given.
        number: (rows,) the number of each row, for findings and for people without `profile_id`.
        known_beds: as for `recommender.person.profile.parse_profile`.
    """
    table = _Table(frame, number)
    plain = np.flatnonzero(table.plain & _beds_known(table.cells["experiences"], known_beds))
    read = dict(zip(plain.tolist(), _sleepers(table, plain), strict=True))
    rest = np.setdiff1d(np.arange(len(frame)), plain)
    names, columns = list(frame.columns), [_cells(frame.iloc[rest, at]) for at in range(frame.shape[1])]
    rows = (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)) if columns else repeat({})
    one_by_one, findings = read_rows(zip(number[rest].tolist(), rows, strict=False), known_beds)
    place = dict(zip(number[rest].tolist(), rest.tolist(), strict=True))
    read |= {place[at]: sleeper for at, sleeper in one_by_one.items()}
    order = sorted(read)
    return Read([read[at] for at in order], np.array(order, dtype=np.intp), findings)


class _Table:
    """The cells of a table as a profile's values, and which rows are plain enough to be taken from them."""

    def __init__(self, frame: pd.DataFrame, number: NDArray[np.int64]) -> None:
        self.plain = np.ones(len(frame), dtype=bool)
        self.figures: dict[str, Array] = {}  # NaN where not given
        self.cells: dict[str, Sequence[Any]] = {}
        for at, name in enumerate(frame.columns):
            column, field = frame.iloc[:, at], FIELDS.get(name)
            if field is None or name in self.figures or name in self.cells:
                self.plain &= np.array([not is_given(cell) for cell in _cells(column)], dtype=bool)
            elif field.range is not None:
                self.figures[name] = self._figures(column, field.range)
            elif name != "profile_id":
                self.cells[name] = self._read(_cells(column), _reader_of(field))
        named = _cells(frame["profile_id"]) if "profile_id" in frame and "profile_id" in FIELDS else []
        self.cells["profile_id"] = self._read(named, read_id) if len(named) else [None] * len(frame)
        self.cells["profile_id"] = [
            str(n) if name is None else name for name, n in zip(self.cells["profile_id"], number.tolist(), strict=True)
        ]
        for field in FIELDS.values():
            if field.range is not None and field.name not in self.figures:
                given = np.nan if field.default in (None, ...) else float(field.default)
                self.figures[field.name] = np.full(len(frame), given)
            elif field.range is None and field.name not in self.cells:
                self.cells[field.name] = [field.default] * len(frame)
            elif field.range is None and field.default is not None and field.name != "profile_id":
                cells = self.cells[field.name]
                self.cells[field.name] = [field.default if cell is None else cell for cell in cells]
            elif field.range is not None and field.default not in (None, ...):
                self.figures[field.name] = np.nan_to_num(self.figures[field.name], nan=float(field.default))
        self.plain &= np.isfinite(self.figures["weight_kg"]) & np.isfinite(self.figures["height_cm"])
        self.plain &= np.max([self.figures[name] for name in SHARES], axis=0, initial=0.0) > 0

    def _figures(self, column: pd.Series, allowed: Range) -> Array:
        """(rows,) numbers, NaN where nothing is given; a row with another cell or out of range is not plain."""
        if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iuf":
            figures = column.to_numpy(dtype=float)
        else:
            figures = np.array(self._read(_cells(column), _read_figure), dtype=float)
        with np.errstate(invalid="ignore"):
            self.plain &= np.isnan(figures) | ((figures >= allowed.low) & (figures <= min(allowed.high, _LARGEST)))
        return figures

    def _read(self, cells: Sequence[Any], read: Callable[[Any], Any]) -> list[Any]:
        """Each cell read, None where nothing is given or the row is not plain."""
        found = [None if cell is None else read(cell) for cell in cells]
        odd = [at for at, cell in enumerate(found) if cell is _ODD]
        for at in odd:
            found[at] = None
        self.plain[odd] = False
        return found


_LARGEST = float(np.finfo(float).max)


def _cells(column: pd.Series) -> list[Any]:
    """The cells as plain Python values, None where empty."""
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iub":
        return list(column.tolist())
    empty = column.isna().to_numpy()
    cells = column.astype(object).tolist()
    if empty.any():
        for at in np.flatnonzero(empty).tolist():
            cells[at] = None
    return cells


@lru_cache(_MOST_CELLS)
def _figure_of_text(text: str) -> Any:
    stripped = text.strip()
    if not stripped:
        return None
    return float(stripped) if _PLAIN.fullmatch(stripped) else _ODD


def _read_figure(cell: Any) -> Any:
    if isinstance(cell, str):
        return _figure_of_text(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) <= _LARGEST:
        return float(cell)
    return _ODD


def read_id(cell: Any) -> Any:
    """A `profile_id` as text, None where none is given; anything but a text where it is not allowed."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        cell = int(cell)
    if isinstance(cell, int) and not isinstance(cell, bool) and abs(cell) < 2**64:
        return str(cell)
    if not isinstance(cell, str) or not cell.isprintable() or len(cell) > MAX_TEXT:
        return _ODD
    return cell.strip() or None


@cache
def _reader_of(field: Field) -> Callable[[Any], Any]:
    """Reads a cell of a field; one that was met before is not read again."""

    @lru_cache(_MOST_CELLS)
    def read(kind: str, cell: Hashable) -> Any:
        return _answer(field.name, list(cell) if isinstance(cell, tuple) else cell)

    def read_any(cell: Any) -> Any:
        if kind := _PLAIN_KINDS.get(type(cell)):
            return read(kind, cell)
        if isinstance(cell, np.ndarray | np.generic):
            return read_any(cell.tolist())
        if isinstance(cell, list) and all(isinstance(part, str) for part in cell):
            return read("list", tuple(cell))
        return _ODD

    return read_any


def _answer(name: str, cell: Any) -> Any:
    """One answer as a profile holds it, None where nothing is given, `_ODD` where it is not allowed."""
    if not is_given(cell):
        return None
    own, part = ("bed", name.removeprefix("bed.")) if name.startswith("bed.") else (name, "")
    try:
        read = ProfileFields.model_validate({**_REST, own: {part: cell} if part else cell})
    except ValidationError:
        return _ODD
    return getattr(read.bed, part) if part else getattr(read, name)


def _beds_known(experiences: Sequence[Any], known_beds: Collection[str] | None) -> NDArray[np.bool_]:
    """(rows,) whether every bed that is named by its id is one of those known."""
    return np.array(
        [
            not told or known_beds is None or all(one.mattress_id in known_beds for one in told if one.mattress_id)
            for told in experiences
        ],
        dtype=bool,
    )


def _sleepers(table: _Table, rows: NDArray[np.intp]) -> list[Sleeper]:
    """The people of plain rows."""
    if not len(rows):
        return []
    figures, cells = table.figures, table.cells
    if len(rows) < len(table.plain):
        figures = {name: values[rows] for name, values in figures.items()}
        cells = {name: [values[at] for at in rows.tolist()] for name, values in cells.items()}
    side, back, stomach = _night(*(figures[name] for name in SHARES))
    weeks = _or_none(figures["pregnancy_weeks"])
    pain = [_with_pregnancy(aches, week) for aches, week in zip(cells["pain"], weeks, strict=True)]
    said: dict[str, Sequence[Any]] = {**{name: _or_none(values) for name, values in figures.items()}, **cells}
    of = {
        "side": side.tolist(),
        "back": back.tolist(),
        "stomach": stomach.tolist(),
        "pain": pain,
        "bed": _one_of_each(CurrentBed, {name: said[f"bed.{name}"] for name in _BED}),
        "wishes": _one_of_each(Wishes, {wish: said[name] for wish, name in _WISHES.items()}),
        "cautions": _cautions(figures, cells["sex"], pain),
    }
    columns = [of.get(name) or said[name] for name in _SELF]
    people = []
    for told in zip(*columns, strict=True):
        one = Sleeper.__new__(Sleeper)
        vars(one).update(zip(_SELF, told, strict=False))  # half of what it takes the class, which sets each by a call
        people.append(one)
    return people


def _night(side: Array, back: Array, stomach: Array, three_quarter: Array) -> tuple[Array, Array, Array]:
    """Shares that add up to 1, as `recommender.person.profile` counts them."""
    largest = np.max([side, back, stomach, three_quarter], axis=0)  # scaled first, so that no sum overflows
    side, back, stomach, three_quarter = (share / largest for share in (side, back, stomach, three_quarter))
    total = side + back + stomach + three_quarter
    return (side + three_quarter / 2) / total, back / total, (stomach + three_quarter / 2) / total


def _or_none(figures: Array) -> list[float | None]:
    unknown = np.isnan(figures)
    if unknown.all():
        return [None] * len(figures)
    given: list[float | None] = figures.tolist()
    return [None if figure != figure else figure for figure in given] if unknown.any() else given


def _with_pregnancy(pain: tuple[str, ...], weeks: float | None) -> tuple[str, ...]:
    if weeks is None or "pregnancy" in pain:
        return pain
    return (*(ache for ache in pain if ache != "none"), "pregnancy")


def _one_of_each(make: Callable[..., Any], columns: Mapping[str, Sequence[Any]]) -> list[Any]:
    """An object for each row of these columns, the same one for rows that are alike."""
    made: dict[tuple[Any, ...], Any] = {}
    found = []
    for row in zip(*columns.values(), strict=True):
        one = made.get(row)
        if one is None:
            one = made[row] = make(**dict(zip(columns, row, strict=True)))
        found.append(one)
    return found


def _cautions(figures: Mapping[str, Array], sex: Sequence[str], pain: Sequence[tuple[str, ...]]) -> list[Any]:
    """(n,) keys of what is unusual about each person, as `recommender.person.profile` gives them."""
    odd = implausible(
        figures["weight_kg"],
        figures["height_cm"],
        np.array([_MALE[one] for one in sex]),
        figures["age_years"],
        {name: figures[name] for name in MEASURABLE if np.isfinite(figures[name]).any()},
    )
    cautions: list[tuple[str, ...]] = [()] * len(sex)
    for name, strange in odd.items():
        for at in np.flatnonzero(strange).tolist():
            cautions[at] = (*cautions[at], f"implausible_{name}")
    for at, (one, aches) in enumerate(zip(sex, pain, strict=True)):
        if "pregnancy" in aches and one == "male":
            cautions[at] = (*cautions[at], "pregnancy_with_male")
    return cautions
