"""Zone maps: stretches of a bed in cm from its head end, and where a person lies on them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.errors import UserError
from catalog.mattress import Zone

# Where a person's shoulder, waist and hip lie, as a fraction of stature from the crown.
BODY_ZONES = {"shoulder": (0.15, 0.30), "waist": (0.30, 0.42), "hip": (0.42, 0.55)}
CROWN_CM = 8.0  # ASSUMED distance from the bed's head end to the crown
CROWN_SD_CM = 5.0  # ASSUMED
FACTOR = (0.2, 5.0)  # a zone softer or firmer than this is a typing error
LONGEST_CM = 240.0

_ZONE = re.compile(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)")


def zone_factors(
    zones: Sequence[Zone], stature_cm: ArrayLike, crown_cm: float = CROWN_CM
) -> NDArray[np.float64] | None:
    """Mean factor on the bed's hardness under a person's shoulder, waist and hip.

    Args:
        zones: the bed's map; outside its zones the factor is 1.
        stature_cm: one stature or an array of them, shape S.
        crown_cm: how far the crown lies from the head end.

    Returns:
        Shape S + (3,), in the order of `BODY_ZONES`; None when the map is unknown (no zones).
    """
    if not zones:
        return None
    edges = np.array(list(BODY_ZONES.values()))
    stature = np.asarray(stature_cm, dtype=float)[..., None]
    start, end = crown_cm + edges[:, 0] * stature, crown_cm + edges[:, 1] * stature
    factors: NDArray[np.float64] = np.ones_like(start)
    for zone in zones:
        overlap = np.clip(np.minimum(end, zone.to_cm) - np.maximum(start, zone.from_cm), 0, None)
        factors += (zone.factor - 1.0) * overlap / (end - start)
    return factors


def zones_of_many(maps: Sequence[Sequence[Zone]]) -> NDArray[np.float64]:
    """(k, m, 3) from, to and factor of the zones of m maps; what a map has fewer of than k changes nothing."""
    most = max(map(len, maps), default=0)
    nothing = (0.0, 0.0, 1.0)
    told = [
        [(zone.from_cm, zone.to_cm, zone.factor) for zone in zones] + [nothing] * (most - len(zones)) for zones in maps
    ]
    return np.array(told, dtype=float).reshape(len(maps), most, 3).swapaxes(0, 1)


def factors_of_many(zones: NDArray[np.float64], stature_cm: float, crowns_cm: ArrayLike) -> NDArray[np.float64]:
    """(c, m, 3) what `zone_factors` gives for m maps at once, with the crown at c places; 1 where a map is unknown.

    Args:
        zones: (k, m, 3) of `zones_of_many`.
    """
    edges = stature_cm * np.array(list(BODY_ZONES.values()))
    crown = np.asarray(crowns_cm, dtype=float)[:, None, None]
    start, end = crown + edges[:, 0], crown + edges[:, 1]
    factors = np.ones((len(crown), zones.shape[1], len(edges)))
    for from_cm, to_cm, factor in np.moveaxis(zones, 2, 1)[..., None]:
        overlap = np.clip(np.minimum(end, to_cm) - np.maximum(start, from_cm), 0, None)
        factors += (factor - 1.0) * overlap / (end - start)
    return factors


def parse_zones(text: str) -> tuple[Zone, ...]:
    """Read "0-35:1 35-75:0.8 75-110:1.2": from-to in cm from the head end, and the factor there.

    Raises:
        UserError: not in this form, overlapping, out of order, beyond the bed, or an implausible factor.
    """
    zones = []
    for part in text.split():
        match = _ZONE.fullmatch(part)
        if not match:
            raise UserError(f"cannot read the zone {part[:40]!r}", where="zones", allowed="from-to:factor, in cm")
        zones.append(Zone(*(float(number) for number in match.groups())))
    reached = 0.0
    for zone in zones:
        if not reached <= zone.from_cm < zone.to_cm <= LONGEST_CM:
            raise UserError(
                f"zone {zone.from_cm:g}-{zone.to_cm:g} overlaps, runs backwards or leaves the bed",
                where="zones",
                allowed=f"rising stretches between 0 and {LONGEST_CM:g} cm",
            )
        if not FACTOR[0] <= zone.factor <= FACTOR[1]:
            raise UserError(f"factor {zone.factor:g}", where="zones", allowed=f"{FACTOR[0]:g} to {FACTOR[1]:g}")
        reached = zone.to_cm
    return tuple(zones)


def format_zones(zones: Sequence[Zone]) -> str:
    """The text `parse_zones` reads."""
    return " ".join(f"{zone.from_cm:g}-{zone.to_cm:g}:{zone.factor:g}" for zone in zones)
