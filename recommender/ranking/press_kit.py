"""What a reading with a disc, two weights and a ruler says of a bed, in the units that a shop speaks of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catalog.errors import UserError
from catalog.firmness import LOG_PER_POINT, firmness_from_hardness
from catalog.mattress import CompressionReading
from recommender.mechanics.bed import COUPLING_MM
from recommender.ranking.compression import LOCK_PA, read_compression

MOST_SD = 2.0  # firmness points: past this a reading says less than the bed's kind


@dataclass(frozen=True)
class PressedBed:
    """Figures of one reading, each with its SD by first-order error propagation.

    Attributes:
        hardness_n_mm, hardness_sd_n_mm: of the whole bed, as the pad of EN 1957 would find it.
        firmness, firmness_sd: 1-10, 10 firmest.
        log_core_ratio, log_core_ratio_sd: ln(core / whole bed), the engine's figure of the comfort layer; None where
            the heavy load is too light to reach the core.
        comfort_share, comfort_share_sd: how much of the bed's give is its comfort layer's, 0-1; None likewise.
    """

    hardness_n_mm: float
    hardness_sd_n_mm: float
    firmness: float
    firmness_sd: float
    log_core_ratio: float | None
    log_core_ratio_sd: float | None
    comfort_share: float | None
    comfort_share_sd: float | None


def pressed_bed(reading: CompressionReading, bed_type: str = "unknown") -> PressedBed:
    """Hardness, firmness and comfort layer from a reading.

    Args:
        bed_type: construction (`MattressType`). It says how far a place pulls its neighbours down, so what the disc
            finds is converted to the standard's pad with a smaller error; "unknown" is allowed.

    Raises:
        UserError: a light load that squeezes the comfort layer already, so that both loads read the core; or a disc
            that sinks so little that the ruler's own error leaves the firmness open by more than `MOST_SD` points.
    """
    if light_pressure_pa(reading) > LOCK_PA:
        raise UserError(
            f"the light load presses with {light_pressure_pa(reading) / 1000:.1f} kPa",
            where="light load",
            allowed=f"at most {most_light_n(reading.disc_mm):.0f} N on a disc of {reading.disc_mm:g} mm",
            mend="Take a lighter weight or a wider disc.",
        )
    found = read_compression(reading, COUPLING_MM.get(bed_type))
    hardness = float(np.exp(found.log_hardness))
    log_sd = float(np.sqrt(found.covariance[0, 0]))
    if log_sd / LOG_PER_POINT > MOST_SD:
        raise UserError(
            f"the disc sinks {reading.light_mm:g} and {reading.heavy_mm:g} mm, hardly more than a ruler is off",
            where="compression",
            allowed=f"a reading that tells the firmness to {MOST_SD:g} points",
            mend="Take a heavier weight or a smaller disc, and measure both from where the disc only touches.",
        )
    told = not np.isnan(found.log_core_ratio)
    ratio_sd = float(np.sqrt(found.covariance[1, 1])) if told else None
    left = float(np.exp(-found.log_core_ratio))  # share of the give that is the core's
    return PressedBed(
        hardness_n_mm=hardness,
        hardness_sd_n_mm=hardness * log_sd,
        firmness=float(firmness_from_hardness(hardness)),
        firmness_sd=log_sd / LOG_PER_POINT,
        log_core_ratio=found.log_core_ratio if told else None,
        log_core_ratio_sd=ratio_sd,
        comfort_share=1 - left if told else None,
        comfort_share_sd=None if ratio_sd is None else left * ratio_sd,
    )


def light_pressure_pa(reading: CompressionReading) -> float:
    return reading.light_load_n / _area_m2(reading.disc_mm)


def most_light_n(disc_mm: float) -> float:
    """The heaviest load in newton that a comfort layer bears on a disc before only the core gives."""
    return float(LOCK_PA * _area_m2(disc_mm))


def _area_m2(disc_mm: float) -> float:
    return float(np.pi) / 4 * (disc_mm / 1000) ** 2
