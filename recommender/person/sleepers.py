"""Many people held by column: what a batch is worked out from, without an object for each of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter, eq
from typing import Any, Final, overload

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array
from recommender.sleeper import Sleeper

_NAMES: Final[tuple[str, ...]] = tuple(field.name for field in fields(Sleeper))
_FIGURES: Final = frozenset(field.name for field in fields(Sleeper) if str(field.type).startswith("float"))

_FEW, _MANY = 16, 4096  # people


@dataclass(frozen=True)
class Answers:
    """What n people answered to one question: (n,) the place of each one's answer among `values`."""

    code: NDArray[np.intp]
    values: Sequence[Any]

    def __len__(self) -> int:
        return len(self.code)

    def __getitem__(self, rows: NDArray[np.intp]) -> Answers:
        return Answers(self.code[rows], self.values)

    def read(self, read: Callable[[Any], Hashable]) -> Answers:
        """What is read in each answer; those that read the same are one."""
        found = answers_of([read(one) for one in self.values])
        return Answers(found.code[self.code], found.values)


Column = Array | Answers  # (n,) figures, NaN where unknown, or answers


def answers_of(told: Sequence[Hashable]) -> Answers:
    """The same answers, those that are equal once."""
    place: dict[Hashable, int] = {}
    code = [place.setdefault(one, len(place)) for one in told]
    return Answers(np.array(code, dtype=np.intp), list(place))


def combined(make: Callable[..., Any], *columns: Column) -> Answers:
    """What `make` gives for each person's answers, made once for those who answered alike."""
    code, alike = _alike(columns)
    return answers_of([make(*told) for told in alike])[code]


def _alike(columns: Sequence[Column]) -> tuple[NDArray[np.intp], Iterator[tuple[Any, ...]]]:
    """(n,) the place of what each person told among all that differs, and that, a figure as such or None."""
    code = np.zeros(len(columns[0]), dtype=np.intp)
    for column in columns:
        own = column.code if isinstance(column, Answers) else column.view(np.int64)
        if (own[1:] != own[:-1]).any():
            own, several = _numbered(own)
            code, _ = _numbered(code * several + own)
    first = np.empty(code.max(initial=-1) + 1, dtype=np.intp)
    first[code[::-1]] = np.arange(len(code))[::-1]
    return code, zip(*(_told(column[first]) for column in columns), strict=True)


def _numbered(told: NDArray[np.int64]) -> tuple[NDArray[np.intp], int]:
    """(n,) the number of what each told among what differs, and how much does."""
    if len(told) < _MANY:
        found = answers_of(told.tolist())
        return found.code, len(found.values)
    import pandas as pd  # takes a third of a second to open, and numbers many in a fifth of the time

    code, several = pd.factorize(told)
    return code, len(several)


def _told(column: Column) -> list[Any]:
    """The answer of each person; None where a figure is unknown."""
    if isinstance(column, Answers):
        return [column.values[at] for at in column.code.tolist()]
    return [None if figure != figure else figure for figure in column.tolist()]


class Sleepers(Sequence[Sleeper]):
    """n people as columns; one who is looked at alone is a `Sleeper`.

    Args:
        columns: a column for each field of `Sleeper`.
        rows: (n,) those of the columns' people who are meant; None: all.
        made: the columns' people, where they are at hand as such.
    """

    def __init__(
        self,
        columns: Mapping[str, Column],
        rows: NDArray[np.intp] | None = None,
        made: Sequence[Sleeper] | None = None,
    ) -> None:
        self._columns, self._made = columns, made
        self._rows = np.arange(len(columns["side"])) if rows is None else rows

    @staticmethod
    def of(people: Sequence[Sleeper]) -> Sleepers:
        """These people; a column is read off them when it is first asked for."""
        if isinstance(people, Sleepers):
            return people
        people = tuple(people)
        return Sleepers(_ReadOff(people), np.arange(len(people)), people)

    @staticmethod
    def joined(parts: Sequence[Sleepers]) -> Sleepers:
        """The people of several parts, in their order."""
        if not parts:
            return Sleepers.of(())
        return Sleepers({name: _joined([part.column(name) for part in parts]) for name in _NAMES})

    def column(self, name: str) -> Column:
        return self._columns[name][self._rows]

    def figures(self, name: str) -> Array:
        """(n,) figures that were given, NaN where none."""
        column = self.column(name)
        assert not isinstance(column, Answers), name
        return column

    def answers(self, name: str) -> Answers:
        column = self.column(name)
        assert isinstance(column, Answers), name
        return column

    def each(self, read: Callable[..., Any], *names: str) -> NDArray[Any]:
        """(n, ...) what is read in each person's answers to some questions, once where they are alike."""
        if len(self) < _FEW:  # looking for those who are alike takes longer
            return np.array([read(*(getattr(one, name) for name in names)) for one in self])
        code, alike = _alike([self.column(name) for name in names])
        return np.array([read(*told) for told in alike])[code]

    def take(self, rows: NDArray[np.intp]) -> Sleepers:
        """Some of the people, in the order of rows (k,)."""
        return Sleepers(self._columns, self._rows[rows], self._made)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Sleeper]:
        if self._made is not None:
            return map(self._made.__getitem__, self._rows.tolist())
        return self._new()

    def _new(self) -> Iterator[Sleeper]:
        for told in zip(*(_told(self.column(name)) for name in _NAMES), strict=True):
            one = Sleeper.__new__(Sleeper)
            vars(one).update(zip(_NAMES, told, strict=True))  # half of what the class takes, which sets each by a call
            yield one

    @overload
    def __getitem__(self, index: int) -> Sleeper: ...
    @overload
    def __getitem__(self, index: slice) -> Sleepers: ...
    def __getitem__(self, index: int | slice) -> Sleeper | Sleepers:
        if isinstance(index, slice):
            return self.take(np.arange(len(self))[index])
        return next(iter(self.take(np.array([range(len(self))[index]]))))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    def __hash__(self) -> int:
        return hash(tuple(self))


class _ReadOff(dict[str, Column]):
    """The columns of people who are at hand as such."""

    def __init__(self, people: Sequence[Sleeper]) -> None:
        super().__init__()
        self._people = people

    def __missing__(self, name: str) -> Column:
        told = list(map(attrgetter(name), self._people))
        column = self[name] = np.array(told, dtype=float) if name in _FIGURES else answers_of(told)
        return column


def _joined(parts: Sequence[Any]) -> Column:
    """One column after the other, of figures or of answers."""
    if not isinstance(parts[0], Answers):
        return np.concatenate(parts)
    alike = answers_of([value for part in parts for value in part.values])
    start = np.cumsum([0, *(len(part.values) for part in parts)])
    code = np.concatenate([at + part.code for at, part in zip(start, parts, strict=False)])
    return Answers(alike.code[code], alike.values)
