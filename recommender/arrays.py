"""The array type, the few constants that several packages share, and on how many threads the work is done."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache, wraps
from threading import RLock
from typing import Any, Generic, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

Array = NDArray[np.float64]
P = ParamSpec("P")
T = TypeVar("T")

Z_80 = 1.2815515655446004  # half width of a central 80 % interval of a normal figure, in SD
EVEN = np.array([1.0, 1.0, 1.0, 0.0])  # all zones of a bed moved together, without the comfort layer

N = TypeVar("N", bound=np.generic)

_SHARE: ContextVar[int | None] = ContextVar("share of the cores", default=None)


def along(figures: NDArray[N], column: NDArray[np.intp]) -> NDArray[N]:
    """(n, k) those of figures (n, m) that stand in the columns (n, k): `take_along_axis` at a fifth of its cost.

    A column of -1 gives any figure.
    """
    found: NDArray[N] = figures.reshape(-1).take(column + figures.shape[1] * np.arange(len(figures))[:, None])
    return found


def alike(*columns: NDArray[Any]) -> list[NDArray[np.intp]]:
    """Rows grouped by those that hold the same in every column (n,)."""
    order = np.lexsort(columns)
    new = np.any([column[order[1:]] != column[order[:-1]] for column in columns], axis=0)
    return np.split(order, np.flatnonzero(new) + 1) if len(order) else []


def cores() -> int:
    """How many threads a batch uses: one for each core this process may run on, unless it was given a share of them."""
    share = _SHARE.get()
    if share is not None:
        return share
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def on_cores(count: int) -> Iterator[None]:
    """While it is held, batches use so many threads: processes that share a machine would wait for one another."""
    token = _SHARE.set(max(count, 1))
    try:
        yield
    finally:
        _SHARE.reset(token)


def one_thread() -> AbstractContextManager[object]:
    """While it is held, NumPy multiplies matrices on one thread.

    Ours are small, so that a second thread waits longer than it works; or a batch gives each core its own part.
    """
    held: AbstractContextManager[object] = _libraries().limit(limits=1, user_api="blas")
    return held


def on_one_thread(call: Callable[P, T]) -> Callable[P, T]:
    """The same function, which holds `one_thread` while it runs."""

    @wraps(call)
    def held(*args: P.args, **kwargs: P.kwargs) -> T:
        with one_thread():
            return call(*args, **kwargs)

    return held


@lru_cache(maxsize=1)
def _libraries() -> ThreadpoolController:
    return ThreadpoolController()


@dataclass(frozen=True)
class Cut:
    """Rows of an array, taken out of it when they are asked for: of many people most never are. None: all of them."""

    whole: Array
    rows: NDArray[np.intp] | None = None

    def take(self, rows: NDArray[np.intp]) -> Cut:
        return Cut(self.whole, rows if self.rows is None else self.rows[rows])

    @property
    def array(self) -> Array:
        return self.whole if self.rows is None else self.whole[self.rows]


class Remembered(Generic[T]):
    """A function of hashable arguments whose results are kept while they take no more room than is allowed, those not
    asked for longest forgotten first. Each is worked out once, also where threads ask for it together.
    """

    def __init__(self, make: Callable[..., T], size: Callable[[T], int], most_bytes: int) -> None:
        self._make, self._size, self._most = make, size, most_bytes
        self._kept: OrderedDict[tuple[Hashable, ...], T] = OrderedDict()
        self._bytes = 0
        self._lock = RLock()

    def __call__(self, *asked: Any) -> T:
        with self._lock:
            if asked in self._kept:
                self._kept.move_to_end(asked)
                return self._kept[asked]
            made = self._make(*asked)
            self._kept[asked] = made
            self._bytes += self._size(made)
            while self._bytes > self._most and len(self._kept) > 1:
                self._bytes -= self._size(self._kept.popitem(last=False)[1])
            return made
