"""The array type, the few constants that several packages share, and on how many threads matrices are multiplied."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

Array = NDArray[np.float64]
P = ParamSpec("P")
T = TypeVar("T")

Z_80 = 1.2815515655446004  # half width of a central 80 % interval of a normal figure, in SD
EVEN = np.array([1.0, 1.0, 1.0, 0.0])  # all zones of a bed moved together, without the comfort layer


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
