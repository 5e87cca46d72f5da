"""Reasons that stand in a bed's record: what is known of it, what can be changed later, how long it may be tried."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catalog.construction.comfort import comfort_layer
from catalog.mattress import Mattress
from catalog.zones import zone_factors
from recommender.ranking.bed_vectors import FIRMNESS_SD_OTHER, several_of
from recommender.reasons import Figure
from recommender.sentences.lain import Lain
from recommender.sentences.said import Said, said

ZONE_SHARE = 0.05  # a zone counts as softer or firmer than its neighbour from here on
SD_STEP = 0.1  # points by which one firmness must be known better than another to be said so
LEAST_NIGHTS = 30  # a shorter trial says little: a new bed takes weeks to get used to, ASSUMED


def firmness_sd(bed: Mattress) -> float:
    """How far its firmness can be off, as the engine counts it."""
    return bed.firmness_sd or FIRMNESS_SD_OTHER


@dataclass(frozen=True)
class Measured:
    key: str = "reason.measured"

    def of(self, lain: Lain, i: int) -> Said | None:
        measured = lain.ranking.mattresses[i].firmness_basis == "measured"
        return said(self.key, "known", 2.5) if measured else None


@dataclass(frozen=True)
class LayersStated:
    """All its layers above the core are stated with their thickness."""

    key: str = "reason.layers_stated"

    def of(self, lain: Lain, i: int) -> Said | None:
        layer = comfort_layer(lain.ranking.mattresses[i])
        return said(self.key, "layers", 1.2, top_cm=layer.thickness_cm) if layer.source == "layers" else None


@dataclass(frozen=True)
class ShoulderZone:
    """Its zones, in cm, are softer where this person's shoulder lies than where the hip does."""

    key: str = "reason.shoulder_zone"

    def of(self, lain: Lain, i: int) -> Said | None:
        factors = zone_factors(lain.ranking.mattresses[i].zones, float(lain.ranking.target.bodies.height_cm[0]))
        if factors is None:
            return None
        softer = 1 - float(factors[0] / factors[2])
        return said(self.key, "zones", softer / ZONE_SHARE, softer_share=softer) if softer >= ZONE_SHARE else None


@dataclass(frozen=True)
class WaistZone:
    """Its zones, in cm, are firmer where this person's waist lies than under shoulder and hip."""

    key: str = "reason.waist_zone"

    def of(self, lain: Lain, i: int) -> Said | None:
        factors = zone_factors(lain.ranking.mattresses[i].zones, float(lain.ranking.target.bodies.height_cm[0]))
        if factors is None:
            return None
        firmer = float(factors[1] / max(factors[0], factors[2])) - 1
        return said(self.key, "zones", firmer / ZONE_SHARE, firmer_share=firmer) if firmer >= ZONE_SHARE else None


@dataclass(frozen=True)
class Several:
    """It is more than one bed: its firmness can be set, it can be turned, its layers can be exchanged."""

    key: str
    ways: tuple[str, ...]

    def of(self, lain: Lain, i: int) -> Said | None:
        bed = lain.ranking.mattresses[i]
        ways = several_of(bed)
        if ways not in self.ways or (ways == "whole" and bed.adjust == "none"):
            return None
        figures: dict[str, Figure] = {"low": bed.adjust_min, "high": bed.adjust_max}
        if ways == "sides":
            upper = float(lain.ranking.setting[i, 0])
            figures["other"] = bed.adjust_max if upper == bed.adjust_min else bed.adjust_min
        return said(self.key, "adjustable", 4.0, **figures)


@dataclass(frozen=True)
class Trial:
    key: str = "reason.trial"

    def of(self, lain: Lain, i: int) -> Said | None:
        nights = lain.ranking.mattresses[i].trial_nights
        return said(self.key, "trial", 0.8, nights=nights) if nights is not None and nights >= LEAST_NIGHTS else None


@dataclass(frozen=True)
class Extreme:
    """The highest or the lowest by a centimetre of the beds shown whose height is known."""

    key: str
    sign: int

    def of(self, lain: Lain, i: int) -> Said | None:
        beds = lain.ranking.mattresses
        height = beds[i].height_cm
        known = [beds[j].height_cm for j in lain.shown if j != i]
        others = np.array([cm for cm in known if cm is not None])
        if height is None or not len(others) or (self.sign * (height - others)).min() < 1:
            return None
        return said(self.key, "height", 0.5, height_cm=height)


RECORDED = (
    Measured(),
    LayersStated(),
    ShoulderZone(),
    WaistZone(),
    Several("reason.can_be_set", ("whole", "zones")),
    Several("reason.two_sides", ("sides",)),
    Several("reason.exchangeable", ("layers",)),
    Trial(),
    Extreme("reason.highest", 1),
    Extreme("reason.lowest", -1),
)
