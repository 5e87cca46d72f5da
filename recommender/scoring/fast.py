"""Whether the loops over pairs of a person and a bed run as compiled code, and what it is handed.

Compiled code (`recommender.compiled`, the extra `fast`) takes an eighth of the time that arrays do, but opening it
takes a second, and the first time on a machine up to forty. So it is for many people; one person is answered with
arrays, and so is everybody where numba is not installed. Figures are the same to 1e-9.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array

MANY = 4096  # people from whom on it is worth it


class People(NamedTuple):
    """n people.

    Attributes:
        quartic: (n, 70) discomfort on a bed less `ORIGIN`; ideal: (n,) on a bed made for the person, which is mean:
            (n, 4) less `ORIGIN`.
        unsure: (n, 4, 4) covariance of that.
    """

    quartic: Array
    ideal: Array
    mean: Array
    unsure: Array


class OnBeds(NamedTuple):
    """m beds: (m, 4) their middle less `ORIGIN`, and (m, 4, 4) what is unsure of them."""

    centre: Array
    covariance: Array


class Places(NamedTuple):
    """p pairs: (p,) which of the people, and (p,) which of the beds."""

    person: NDArray[np.intp]
    bed: NDArray[np.intp]


class Listed(NamedTuple):
    """m records of one bed each.

    Attributes:
        kind: (m,) of each; first: (kinds,) a bed of each kind.
        rank: (m,) by which those that tie are ordered, the least first.
    """

    kind: NDArray[np.intp]
    first: NDArray[np.intp]
    rank: NDArray[np.intp]


class Loops(Protocol):
    """What `recommender.compiled.loops` offers."""

    def expected_squares(self, people: People, octics: Any) -> NDArray[np.float32]: ...

    def bounds(
        self, excess: Array, square: NDArray[np.float32], least_variance: float, room_points: float
    ) -> Array: ...

    def expected_fits(self, people: People, beds: OnBeds, places: Places, integral: Any) -> Array: ...

    def spreads(
        self, people: People, beds: OnBeds, places: Places, integral: Any, rules: Any, sight: Any, directions: Any
    ) -> tuple[Array, NDArray[np.bool_]]: ...

    def first_groups(
        self,
        people: People,
        beds: OnBeds,
        listed: Listed,
        most: Array,
        allowed: NDArray[np.bool_],
        wanted: int,
        least: Array,
        points: Any,
        integral: Any,
        fit: Array,
    ) -> None: ...


_LOOPS: ContextVar[Loops | None] = ContextVar("compiled loops", default=None)


def held() -> Loops | None:
    """The compiled loops while they are used in this thread, else None."""
    return _LOOPS.get()


def loops_for(people: int) -> Loops | None:
    """The compiled loops where there are so many people that they are worth it, and numba is installed."""
    return opened() if people >= MANY else None


@contextmanager
def using(found: Loops | None) -> Iterator[None]:
    """While it is held, `held` gives these in this thread."""
    token = _LOOPS.set(found)
    try:
        yield
    finally:
        _LOOPS.reset(token)


@lru_cache(maxsize=1)
def opened() -> Loops | None:
    """The compiled loops; None where numba is not installed, or not one that suits this Python and NumPy."""
    try:
        from recommender.compiled import loops
    except ImportError:
        return None
    return loops


def packed(array: Array | NDArray[np.float32]) -> Array:
    """As compiled code reads arrays: row after row."""
    return np.ascontiguousarray(array, dtype=float)
