"""Keep freed memory for the next block, where the C library is glibc.

A block fills and frees some gigabytes in arrays of a few megabytes. In any thread but the first, and everywhere once
somebody set a threshold (Dask does), glibc gives each of them back to the system and asks for it anew, page by page:
a quarter of the processor time of a block. What is kept is no more than a block needs at its peak.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import Any

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # of mallopt, in malloc.h
_KEPT_BYTES, _OLD_LIMIT_BYTES = 1 << 30, 1 << 25  # glibc before 2.35 takes no more than the second for one array


@cache
def keep_memory() -> None:
    """Ask for it, once in a process; other C libraries have no such options and are left alone."""
    with suppress(OSError, AttributeError, TypeError):
        option = ctypes.CDLL(None).mallopt
        if not option(_MMAP_THRESHOLD, _KEPT_BYTES):
            option(_MMAP_THRESHOLD, _OLD_LIMIT_BYTES)
        option(_TRIM_THRESHOLD, _KEPT_BYTES)
        option(_ARENA_MAX, 1)  # what one thread freed is there for the next one


def keeping_memory(module: str, function: str, *given: Any) -> Any:
    """Call a function of a module that is imported here: what starts threads as it is imported comes after."""
    keep_memory()
    return getattr(import_module(module), function)(*given)
