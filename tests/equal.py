"""When two answers are equal: figures to 1e-9, and the same beds in the same order with the same ties.

Equal bits are not required: a linear-algebra library sums in another order on another processor and for another shape.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

EQUAL = 1e-9


def assert_equal(one: ArrayLike, other: ArrayLike, name: str = "") -> None:
    """Arrays of one shape equal to 1e-9, relative or absolute; unknown where the other is unknown."""
    left, right = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    assert left.shape == right.shape, name
    np.testing.assert_allclose(left, right, rtol=EQUAL, atol=EQUAL, err_msg=name)


def assert_frames_equal(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """The same rows in the same order: floats to 1e-9, everything else the same."""
    pd.testing.assert_frame_equal(one, other, rtol=EQUAL, atol=EQUAL, check_dtype=False)


def differences(one: Any, other: Any, where: str = "") -> list[str]:
    """Where two JSON answers differ: figures by more than 1e-9, or any other difference."""
    if isinstance(one, dict) and isinstance(other, dict):
        missing = [f"{where}.{key} is in one alone" for key in one.keys() ^ other.keys()]
        shared = [key for key in one if key in other]
        return missing + [line for key in shared for line in differences(one[key], other[key], f"{where}.{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [line for i, pair in pairs for line in differences(*pair, f"{where}[{i}]")]
    if isinstance(one, float) and isinstance(other, float):
        same = bool(np.isclose(one, other, rtol=EQUAL, atol=EQUAL, equal_nan=True))
    else:
        same = one == other and isinstance(one, bool) == isinstance(other, bool)
    return [] if same else [f"{where}: {one!r} and {other!r}"]
