"""Many profiles read by column: the same people and findings as row by row, at a twentieth of the cost.

A column of numbers is checked as an array, and every other cell is read once however often it occurs. A row that holds
anything else than plain allowed answers is read by `recommender.person.profile` like a single profile, so what is wrong
with it is said in the same words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from itertools import compress, repeat
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import ValidationError

from catalog.mattress import Finding
from recommender.arrays import Array
from recommender.person.anthropometry import MALE_OF_SEX, MEASURABLE, implausible
from recommender.person.fields import BUDGET, FIELDS, SHARES, Field, ProfileFields
from recommender.person.profile import read_rows
from recommender.person.sleepers import Answers, Sleepers, answers_of, combined
from recommender.person.values import MAX_TEXT, is_given
from recommender.sleeper import POSITIONS, CurrentBed, Wishes

_PLAIN: Final = re.compile(r"[0-9]+(\.[0-9]+)?")
_MARKED: Final = re.compile(r"[0-9]+\.[0-9]{3}")
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


@dataclass(frozen=True)
class Read:
    """The people of a table that can be used, in its order; (n,) the place of each; findings of the other rows."""

    sleepers: Sleepers
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
    plain = table.plain & _beds_known(table.columns["experiences"], known_beds)
    row, rest = np.flatnonzero(plain), np.flatnonzero(~plain)
    people = _sleepers({name: column[row] for name, column in table.columns.items()})
    if not len(rest):
        return Read(people, row, [])
    names, columns = list(frame.columns), [_cells(frame.iloc[rest, at]) for at in range(frame.shape[1])]
    rows = (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)) if columns else repeat({})
    one_by_one, findings = read_rows(zip(number[rest].tolist(), rows, strict=False), known_beds)
    row = np.append(row, rest[np.isin(number[rest], list(one_by_one))])
    order = np.argsort(row)
    together = Sleepers.joined([people, Sleepers.of(list(one_by_one.values()))])
    return Read(together.take(order), row[order], findings)


class _Table:
    """The cells of a table as a profile's values, and which rows are plain enough to be taken from them."""

    def __init__(self, frame: pd.DataFrame, number: NDArray[np.int64]) -> None:
        self.plain = np.ones(len(frame), dtype=bool)
        self.columns: dict[str, Any] = {}
        for at, name in enumerate(frame.columns):
            column, field = frame.iloc[:, at], FIELDS.get(name)
            if field is None or name in self.columns:
                self.plain &= np.array([not is_given(cell) for cell in _cells(column)], dtype=bool)
            elif field.range is not None:
                self.columns[name] = self._figures(column, field)
            elif name == "profile_id":
                self.columns[name] = self._names(column, number)
            else:
                self.columns[name] = self._read(column, _reader_of(field), field.default)
        if "profile_id" not in self.columns:
            self.columns["profile_id"] = Answers(np.arange(len(frame)), list(map(str, number.tolist())))
        for field in FIELDS.values():
            if field.name not in self.columns:
                nobody = np.zeros(len(frame), dtype=np.intp)
                asked = Answers(nobody, [field.default])
                self.columns[field.name] = asked if field.range is None else nobody + _default(field)
        self.plain &= np.isfinite(self.columns["weight_kg"]) & np.isfinite(self.columns["height_cm"])
        self.plain &= np.max([self.columns[name] for name in SHARES], axis=0, initial=0.0) > 0

    def _figures(self, column: pd.Series, field: Field) -> Array:
        """(rows,) numbers, those not given as the default; a row with another cell or out of range is not plain."""
        allowed, default = field.limits(), _default(field)
        if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iuf":
            figures = column.to_numpy(dtype=float)
        else:
            told = self._read(column, _read_budget if field.name == BUDGET else _read_figure)
            figures = np.array(told.values, dtype=float)[told.code]
        with np.errstate(invalid="ignore"):
            self.plain &= np.isnan(figures) | ((figures >= allowed.low) & (figures <= min(allowed.high, _LARGEST)))
        return np.where(np.isnan(figures), default, figures)

    def _read(self, column: pd.Series, read: Callable[[Any], Any], default: Any = None) -> Answers:
        """Each cell read, the default where nothing is given or the row is not plain."""
        cells = _cells(column)
        kinds = set(map(type, cells)) - {type(None)}
        if len(kinds) == 1 and kinds <= _PLAIN_KINDS.keys():  # of one kind, so that what is equal reads the same
            found = answers_of(cells).read(lambda cell: None if cell is None else read(cell))
        else:
            found = answers_of([None if cell is None else read(cell) for cell in cells])
        self.plain &= ~np.array([one is _ODD for one in found.values], dtype=bool)[found.code]
        return found.read(lambda one: default if one is None or one is _ODD else one)

    def _names(self, column: pd.Series, number: NDArray[np.int64]) -> Answers:
        """The `profile_id` of each, the row's number where none is given."""
        named = [None if cell is None else read_id(cell) for cell in _cells(column)]
        self.plain &= np.array([name is not _ODD for name in named], dtype=bool)
        return Answers(np.arange(len(named)), [name or str(n) for name, n in zip(named, number.tolist(), strict=True)])


def _default(field: Field) -> float:
    """What a figure counts as that is not given."""
    return np.nan if field.default in (None, ...) else float(field.default)


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


def _read_budget(cell: Any) -> Any:
    """ "1.200" may be twelve hundred: left to the reading row by row."""
    return _ODD if isinstance(cell, str) and _MARKED.fullmatch(cell.strip()) else _read_figure(cell)


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


def _beds_known(experiences: Answers, known_beds: Collection[str] | None) -> NDArray[np.bool_]:
    """(rows,) whether every bed that is named by its id is one of those known."""
    known = [
        known_beds is None or all(one.mattress_id in known_beds for one in told if one.mattress_id)
        for told in experiences.values
    ]
    return np.array(known, dtype=bool)[experiences.code]


def _sleepers(told: Mapping[str, Any]) -> Sleepers:
    """The people of plain rows."""
    pain = combined(_with_pregnancy, told["pain"], told["pregnancy_weeks"])
    of = dict(zip(POSITIONS, _night(*(told[name] for name in SHARES)), strict=True)) | {
        "pain": pain,
        "bed": combined(CurrentBed, *(told[f"bed.{name}"] for name in _BED)),
        "wishes": combined(_wishes, *(told[name] for name in _WISHES.values())),
        "cautions": _cautions(told, pain),
    }
    return Sleepers({**told, **of})


def _night(side: Array, back: Array, stomach: Array, three_quarter: Array) -> tuple[Array, Array, Array]:
    """Shares that add up to 1, as `recommender.person.profile` counts them."""
    largest = np.max([side, back, stomach, three_quarter], axis=0)  # scaled first, so that no sum overflows
    side, back, stomach, three_quarter = (share / largest for share in (side, back, stomach, three_quarter))
    total = side + back + stomach + three_quarter
    return (side + three_quarter / 2) / total, back / total, (stomach + three_quarter / 2) / total


def _with_pregnancy(pain: tuple[str, ...], weeks: float | None) -> tuple[str, ...]:
    if weeks is None or "pregnancy" in pain:
        return pain
    return (*(ache for ache in pain if ache != "none"), "pregnancy")


def _wishes(*told: Any) -> Wishes:
    return Wishes(**dict(zip(_WISHES, told, strict=True)))


def _cautions(told: Mapping[str, Any], pain: Answers) -> Answers:
    """Keys of what is unusual about each person, as `recommender.person.profile` gives them."""
    sex = told["sex"]
    odd = implausible(
        told["weight_kg"],
        told["height_cm"],
        np.array([MALE_OF_SEX[one] for one in sex.values])[sex.code],
        told["age_years"],
        {name: told[name] for name in MEASURABLE if np.isfinite(told[name]).any()},
    )
    keys = (*(f"implausible_{name}" for name in odd), "pregnancy_with_male")
    strange = [Answers(flags.astype(np.intp), (False, True)) for flags in odd.values()]
    strange.append(combined(lambda aches, one: "pregnancy" in aches and one == "male", pain, sex))
    return combined(lambda *flags: tuple(compress(keys, flags)), *strange)
