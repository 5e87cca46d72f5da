"""The units people use. Internally everything is kg and cm; this is the only place that converts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

KG_PER_LB = 0.45359237  # exact, international pound
CM_PER_INCH = 2.54  # exact
LB_PER_STONE = 14.0
INCH_PER_FOOT = 12.0
CM_PER_M, MM_PER_M = 100.0, 1000.0


@dataclass(frozen=True)
class Unit:
    """A unit that a number may be in.

    Attributes:
        spoken: its name in a message.
        ours: the unit it is converted to, kg or cm.
        size: how many of ours one is.
        suffix: ends the name of a field in this unit (`weight_lb`); empty where there is no such field.
        part: suffix of the smaller unit for the remainder, as pounds beside stone; empty without one.
        parts: how many of those make one.
    """

    spoken: str
    ours: str
    size: float
    suffix: str = ""
    part: str = ""
    parts: float = 1.0


# The order in which units are tried for a number out of range.
UNITS = (
    Unit("metres", "cm", 100.0),
    Unit("millimetres", "cm", 0.1),
    Unit("feet", "cm", INCH_PER_FOOT * CM_PER_INCH, "ft", "in", INCH_PER_FOOT),
    Unit("inches", "cm", CM_PER_INCH, "in"),
    Unit("grams", "kg", 0.001),
    Unit("pounds", "kg", KG_PER_LB, "lb"),
    Unit("stone", "kg", LB_PER_STONE * KG_PER_LB, "st", "lb", LB_PER_STONE),
)
BY_SUFFIX: Mapping[str, Unit] = {unit.suffix: unit for unit in UNITS if unit.suffix}
