"""Reasons that compare what this body feels: with most of the list, or with number 1."""

from __future__ import annotations

from dataclasses import dataclass

from recommender.ranking.ties import TIED_POINTS
from recommender.reasons import Figure
from recommender.sentences.lain import (
    BEND,
    CLOSE_POINTS,
    HIP_DEPTH,
    HIP_PRESSURE,
    QUANTITIES,
    SHOULDER_DEPTH,
    SHOULDER_PRESSURE,
    TILT,
    WAIST,
    Lain,
    Quantity,
)
from recommender.sentences.said import Said, said

CLEARLY = 0.01  # discomfort counts as less from here on
MOST_SHARE = 0.6  # "most" beds are six in ten: of a long list only a sample is laid
FIRMNESS_STEP = 0.25  # points of firmness worth saying
HIP_STEP_MM = 1.0  # by how much a hip must sink deeper for a softer bed to be said to do it


@dataclass(frozen=True)
class ThanMost:
    """Less (`sign` -1) or more (1) of a quantity than on most beds of the list, and better for this body by it.

    Discomfort also rises where pressure or depth fall below what suits, so less of one alone is no reason. Its figure
    is the bed's own.
    """

    key: str
    quantity: Quantity
    sign: int
    figure: str

    def of(self, lain: Lain, i: int) -> Said | None:
        quantity = self.quantity
        value = lain.value(quantity, i)
        steps = self.sign * quantity.steps(value, lain.middle(quantity))
        gain = lain.middle_discomfort[quantity.component] - lain.discomfort(quantity, i)
        if lain.position not in quantity.positions or steps < 1 or gain < CLEARLY:
            return None
        if lain.share_beyond(quantity, i, -self.sign) < MOST_SHARE:
            return None
        figures: dict[str, Figure] = {self.figure: value, "position": lain.position}
        return said(self.key, quantity.name, steps, **figures)


@dataclass(frozen=True)
class ThanFirst:
    """Less (-1) or more (1) of a quantity than on number 1, and better for this body by it.

    Its figures are as `apart` gives them.
    """

    key: str
    quantity: Quantity
    sign: int
    figure: str

    def of(self, lain: Lain, i: int) -> Said | None:
        steps = steps_from_first(self.quantity, self.sign, lain, i, better=True)
        if steps is None or i == lain.first:
            return None
        return said(self.key, self.quantity.name, steps, **apart(self.figure, self.quantity, lain, i))


def steps_from_first(quantity: Quantity, sign: int, lain: Lain, i: int, *, better: bool) -> float | None:
    """How many noticeable steps more (`sign` 1) or less (-1) of a quantity a bed has than number 1.

    None where that is less than a step, where the quantity says nothing in this position, or where this body is not
    clearly better (else worse) off by it.
    """
    if lain.position not in quantity.positions:
        return None
    steps = sign * quantity.steps(lain.value(quantity, i), lain.value(quantity, lain.first))
    gain = lain.discomfort(quantity, lain.first) - lain.discomfort(quantity, i)
    return None if steps < 1 or (gain if better else -gain) < CLEARLY else steps


def apart(figure: str, quantity: Quantity, lain: Lain, i: int) -> dict[str, Figure]:
    """How far a bed is from number 1: both values of a share, else the difference, as a share where it is relative."""
    value, first = lain.value(quantity, i), lain.value(quantity, lain.first)
    if figure == quantity.figure:
        return {figure: value, "first_share": first, "position": lain.position}
    return {figure: abs(value - first) / (first if quantity.relative else 1.0), "position": lain.position}


@dataclass(frozen=True)
class Costs:
    """More (`sign` 1) or less (-1) of a quantity than on number 1, and worse for this body by it: what it costs to
    choose this bed. Said where nothing better can be said, so never strong.
    """

    key: str
    quantity: Quantity
    sign: int
    figure: str

    def of(self, lain: Lain, i: int) -> Said | None:
        steps = steps_from_first(self.quantity, self.sign, lain, i, better=False)
        if steps is None or i == lain.first:
            return None
        return said(self.key, self.quantity.name, 1 - 0.2 / steps, **apart(self.figure, self.quantity, lain, i))


@dataclass(frozen=True)
class OtherFirmness:
    """Firmer (`sign` 1) or softer (-1) than number 1, and by how much less or more the hip sinks in."""

    key: str
    sign: int

    def of(self, lain: Lain, i: int) -> Said | None:
        firmness, first = float(lain.firmness[i]), float(lain.firmness[lain.first])
        points = self.sign * (firmness - first)
        apart_mm = self.sign * (lain.value(HIP_DEPTH, lain.first) - lain.value(HIP_DEPTH, i))
        if i == lain.first or points < FIRMNESS_STEP or apart_mm < HIP_STEP_MM:
            return None
        return said(
            self.key,
            f"firmness {HIP_DEPTH.name}",
            points / FIRMNESS_STEP,
            firmness=firmness,
            first_firmness=first,
            apart_mm=apart_mm,
            position=lain.position,
            is_set=lain.is_set(i),
        )


@dataclass(frozen=True)
class CloseFirmness:
    """Its firmness as a whole is within half a point of what the body asks."""

    key: str = "reason.close_firmness"

    def of(self, lain: Lain, i: int) -> Said | None:
        firmness, target = float(lain.firmness[i]), lain.summary.firmness
        if abs(firmness - target) > CLOSE_POINTS:
            return None
        strength = 5.0 if i == lain.first else 0.6  # the first thing to say of number 1; of the others it tells little
        return said(self.key, "firmness", strength, firmness=firmness, target=target, is_set=lain.is_set(i))


@dataclass(frozen=True)
class WithinInterval:
    """Its firmness lies where eight in ten bodies like this have theirs, and no note tells how far off it is."""

    key: str = "reason.within_interval"

    def of(self, lain: Lain, i: int) -> Said | None:
        firmness, (low, high) = float(lain.firmness[i]), lain.summary.firmness_80
        if not low <= firmness <= high or abs(firmness - lain.summary.firmness) > CLOSE_POINTS:
            return None
        return said(self.key, "firmness", 0.4, firmness=firmness, is_set=lain.is_set(i))


@dataclass(frozen=True)
class Alike:
    """No quantity differs from number 1 by as much as is worth saying."""

    key: str = "reason.alike"

    def of(self, lain: Lain, i: int) -> Said | None:
        if i == lain.first:
            return None
        for quantity in QUANTITIES:
            value, first = lain.value(quantity, i), lain.value(quantity, lain.first)
            if lain.position in quantity.positions and abs(quantity.steps(value, first)) >= 1:
                return None
        return said(self.key, "alike fit", 1.1)


@dataclass(frozen=True)
class NoneBetter:
    """Of the first and those of its kind, which are one card: no bed of the list has more than a point more of fit."""

    key: str = "reason.none_better"

    def of(self, lain: Lain, i: int) -> Said | None:
        fit, is_first = lain.ranking.fit, lain.kind(i) == lain.kind(lain.first)
        return said(self.key, "fit", 0.3) if is_first and fit.max() - fit[i] < TIED_POINTS else None


@dataclass(frozen=True)
class Behind:
    """What is left where nothing sets a bed apart: that it fits as well as number 1, or how much less."""

    as_good: str = "reason.as_good"
    behind: str = "reason.points_behind"

    def of(self, lain: Lain, i: int) -> Said | None:
        points = float(lain.ranking.fit[lain.first] - lain.ranking.fit[i])
        if i == lain.first:
            return None
        if points < TIED_POINTS:
            return said(self.as_good, "fit", 0.2)
        return said(self.behind, "fit", 0.1, points=points)


COMPARISONS = (
    ThanMost("reason.shoulder_pressure", SHOULDER_PRESSURE, -1, "shoulder_kpa"),
    ThanMost("reason.hip_pressure", HIP_PRESSURE, -1, "hip_kpa"),
    ThanMost("reason.immersion", HIP_DEPTH, -1, "hip_mm"),
    ThanMost("reason.shoulder_room", SHOULDER_DEPTH, 1, "shoulder_mm"),
    ThanMost("reason.level", TILT, -1, "tilt_deg"),
    ThanMost("reason.bend", BEND, -1, "bend_deg"),
    ThanMost("reason.waist_support", WAIST, 1, "waist_share"),
    ThanFirst("reason.shoulder_pressure_first", SHOULDER_PRESSURE, -1, "less_share"),
    ThanFirst("reason.hip_pressure_first", HIP_PRESSURE, -1, "less_share"),
    ThanFirst("reason.immersion_first", HIP_DEPTH, -1, "less_mm"),
    ThanFirst("reason.shoulder_room_first", SHOULDER_DEPTH, 1, "more_mm"),
    ThanFirst("reason.level_first", TILT, -1, "less_deg"),
    ThanFirst("reason.bend_first", BEND, -1, "less_deg"),
    ThanFirst("reason.waist_support_first", WAIST, 1, "waist_share"),
    Costs("reason.shoulder_pressure_cost", SHOULDER_PRESSURE, 1, "more_share"),
    Costs("reason.hip_pressure_cost", HIP_PRESSURE, 1, "more_share"),
    Costs("reason.immersion_cost", HIP_DEPTH, 1, "more_mm"),
    Costs("reason.shoulder_room_cost", SHOULDER_DEPTH, -1, "less_mm"),
    Costs("reason.level_cost", TILT, 1, "more_deg"),
    Costs("reason.bend_cost", BEND, 1, "more_deg"),
    Costs("reason.waist_support_cost", WAIST, -1, "waist_share"),
    OtherFirmness("reason.firmer_than_first", 1),
    OtherFirmness("reason.softer_than_first", -1),
    CloseFirmness(),
    WithinInterval(),
    Alike(),
    NoneBetter(),
    Behind(),
)
