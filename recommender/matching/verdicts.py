"""Whether a list has a bed that fits: how little its best misfits."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array

# Fit over attainable fit. A bed under the second is never a pick.
VERDICT_FITS, VERDICT_BORDERLINE = 0.85, 0.60
VERDICTS: Final = ("none_fits", "borderline", "fits")


def verdict_of(best_relative: float) -> str:
    """fits, borderline or none_fits by the least misfit of all beds that pass the filters: the first pick's."""
    return VERDICTS[int(verdicts_of(np.array(best_relative)))]


def verdicts_of(best_relative: Array) -> NDArray[np.intp]:
    """The same of many: places in `VERDICTS`."""
    return (best_relative >= VERDICT_BORDERLINE).astype(np.intp) + (best_relative >= VERDICT_FITS)
