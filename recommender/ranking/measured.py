"""Measured beds: what was measured takes the place of the stated firmness."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from catalog.firmness import EN_1957_HARDNESS_N_MM, EN_1957_HS, LOG_PER_POINT, firmness_from_hardness
from catalog.mattress import Mattress
from recommender.coefficients import values
from recommender.ranking.compression import reading_of

_MEASURED = values("measured")
HARDNESS_SD: float = _MEASURED["hardness_sd"]
HS_SD: float = _MEASURED["hs_sd"]


def measured_hardness(bed: Mattress) -> tuple[float, float] | None:
    """ln N/mm of the whole bed and its SD: from EN 1957 hardness, else its rating, else a reading by two loads.

    None where nothing was measured, or on an adjustable or two-sided bed, where it is of one setting or side.
    """
    if bed.adjust_min is not None:
        return None
    if bed.hardness_n_mm is not None:
        return float(np.log(bed.hardness_n_mm)), HARDNESS_SD
    if bed.hs is not None:
        rated = np.interp(bed.hs, EN_1957_HS[::-1], np.log(EN_1957_HARDNESS_N_MM)[::-1])
        return float(rated), HS_SD
    reading = reading_of(bed)
    return None if reading is None else (reading.log_hardness, float(np.sqrt(reading.covariance[0, 0])))


def as_measured(bed: Mattress) -> Mattress:
    """The bed with the firmness that was measured, and its SD; unchanged where nothing was."""
    found = measured_hardness(bed)
    if found is None:
        return bed
    log_hardness, sd = found
    firmness = float(firmness_from_hardness(np.exp(log_hardness)))
    points = sd / LOG_PER_POINT
    return replace(bed, firmness=firmness, firmness_sd=points, firmness_basis="measured")
