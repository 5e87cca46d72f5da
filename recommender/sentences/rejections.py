"""Why not these: the beds that came nearest to being shown, against those that are.

A bed is turned down for what holds of it and of none that is shown, so nothing is picked and rejected for the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

import numpy as np

from catalog.mattress import Mattress
from recommender.matching import Ranking
from recommender.ranking.candidates import within_reach
from recommender.reasons import Reason
from recommender.sentences.compared import FIRMNESS_STEP, apart, steps_from_first
from recommender.sentences.lain import (
    BEND,
    HIP_DEPTH,
    HIP_PRESSURE,
    SHOULDER_DEPTH,
    SHOULDER_PRESSURE,
    TILT,
    WAIST,
    Lain,
    Quantity,
)
from recommender.sentences.recorded import SD_STEP, firmness_sd
from recommender.sentences.said import Said, said

NEAR_MISSES = 3
FILTERED = 2  # beds a wish shuts out that are told of
LOOKED_AT = 16  # beds next by fit among which those are sought of which something can be said
WEIGHTY = 1.0  # strength from which a ground says something of the bed itself
BEYOND = 0.5  # by how many differences worth saying a bed must lie beyond every bed shown
ASK = ("price_historic", "price_unknown")  # left out by a budget, though they may be within it: listed apart


@dataclass(frozen=True)
class NotChosen:
    """`chance_suits`: told only of a bed that can still be bought, once its price is asked for."""

    mattress: Mattress
    fit: float | None
    reason: Reason
    chance_suits: float | None = None


@dataclass(frozen=True)
class Beyond:
    """More (`sign` 1) or less (-1) of a quantity than on number 1 and every other bed shown, and worse by it."""

    key: str
    quantity: Quantity
    sign: int
    figure: str

    def of(self, lain: Lain, i: int) -> Said | None:
        quantity = self.quantity
        steps = steps_from_first(quantity, self.sign, lain, i, better=False)
        if steps is None:
            return None
        value = lain.value(quantity, i)
        if min(self.sign * quantity.steps(value, lain.value(quantity, j)) for j in lain.shown) < BEYOND:
            return None
        return said(self.key, quantity.name, steps, **apart(self.figure, quantity, lain, i))


@dataclass(frozen=True)
class BeyondFirmness:
    """Firmer (`sign` 1) or softer (-1) than every bed shown, and than the body asks."""

    key: str
    sign: int

    def of(self, lain: Lain, i: int) -> Said | None:
        firmness, first = float(lain.firmness[i]), float(lain.firmness[lain.first])
        nearest = min(self.sign * (firmness - float(lain.firmness[j])) for j in lain.shown)
        if nearest < FIRMNESS_STEP or self.sign * (firmness - lain.summary.firmness) < FIRMNESS_STEP:
            return None
        steps = self.sign * (firmness - first) / FIRMNESS_STEP
        return said(self.key, "firmness", steps, firmness=firmness, first_firmness=first)


@dataclass(frozen=True)
class KnownWorst:
    """Its firmness is known less well than that of every bed shown."""

    key: str = "not_chosen.less_sure"

    def of(self, lain: Lain, i: int) -> Said | None:
        beds = lain.ranking.mattresses
        sd = firmness_sd(beds[i])
        worse = sd - max(firmness_sd(beds[j]) for j in lain.shown)
        return said(self.key, "known", worse / SD_STEP, sd=sd) if worse >= SD_STEP else None


@dataclass(frozen=True)
class AsGood:
    """It fits as well as beds that are shown, and is dearer or has no known price; else there was no room for it.

    Prices are those that may be compared (`roles.prices_to_compare`).
    """

    dearer: str = "not_chosen.dearer"
    no_price: str = "not_chosen.no_price"
    as_good: str = "not_chosen.as_good"

    def of(self, lain: Lain, i: int) -> Said | None:
        ranking = lain.ranking
        tied = [j for j in lain.shown if ranking.group[j] == ranking.group[i]]
        if not tied:
            return None
        price, others = lain.prices[i], lain.prices[tied]
        if price > others.max():  # never where one of them is not known
            key, of = self.dearer, tied[int(others.argmax())]
        elif np.isnan(price) and not np.isnan(others).any():
            key, of = self.no_price, tied[-1]
        elif np.isnan(price) and np.isnan(others[-1]):
            key, of = self.as_good, tied[-1]
        else:
            return None
        return said(key, "price", 0.1, rank=int(ranking.rank[of]))


GROUNDS = (
    BeyondFirmness("not_chosen.firmer", 1),
    BeyondFirmness("not_chosen.softer", -1),
    Beyond("not_chosen.shoulder_pressure", SHOULDER_PRESSURE, 1, "more_share"),
    Beyond("not_chosen.hip_pressure", HIP_PRESSURE, 1, "more_share"),
    Beyond("not_chosen.hip_deep", HIP_DEPTH, 1, "more_mm"),
    Beyond("not_chosen.shoulder_shallow", SHOULDER_DEPTH, -1, "less_mm"),
    Beyond("not_chosen.tilt", TILT, 1, "more_deg"),
    Beyond("not_chosen.bend", BEND, 1, "more_deg"),
    Beyond("not_chosen.waist", WAIST, -1, "waist_share"),
    KnownWorst(),
    AsGood(),
)


def near_beds(ranking: Ranking, shown: tuple[int, ...]) -> tuple[int, ...]:
    """The next beds by fit that may be told of: none that fits as well as the first, for those are as good."""
    taken = set(shown)
    by_fit = ranking.order[np.argsort(-ranking.fit[ranking.order], kind="stable")]
    rest = (int(i) for i in by_fit if int(i) not in taken and (ranking.group[i] != 1 or not shown))
    return tuple(i for i, _ in zip(rest, range(LOOKED_AT if shown else NEAR_MISSES), strict=False))


def near_misses(lain: Lain) -> tuple[NotChosen, ...]:
    """The nearest beds not shown of which something can be said, then the nearest that a wish shuts out: of those sold
    in this person's country and size, unless there is nothing else to tell of.
    """
    ranking = lain.ranking
    found: list[tuple[tuple[bool, bool], int, Said]] = []
    kinds = {lain.kind(i) for i in lain.shown}
    for place, i in enumerate(lain.near):
        told = {ground.reason.key for _, _, ground in found}
        why = _against_shown(lain, i, told) if lain.shown else _against_target(lain, i)
        if why is not None and lain.kind(i) not in kinds:
            kinds.add(lain.kind(i))
            found.append(((why.strength < WEIGHTY, why.reason.key in told), place, why))
    # What says something of the bed itself before what does not, another ground before the same; told by their fit.
    told_of = sorted(sorted(found, key=lambda one: one[0])[:NEAR_MISSES], key=lambda one: one[1])
    beds = [(lain.near[place], why.reason) for _, place, why in told_of]
    near = [NotChosen(ranking.mattresses[i], float(ranking.fit[i]), why) for i, why in beds]
    close = [(m, why) for m, why in ranking.filtered if m.firmness is not None and why not in ASK]
    close.sort(key=lambda pair: abs((pair[0].firmness or 0) - lain.summary.firmness))
    listed = ranking.catalogue.source_date
    reached = (pair for pair in close if within_reach(pair[0], ranking.wishes, ranking.as_of, listed))
    told_of_those = list(islice(reached, FILTERED))
    if not told_of_those and not near and not any(why in ASK for _, why in ranking.filtered):
        told_of_those = close[:FILTERED]
    shut_out = [NotChosen(m, None, Reason(f"not_chosen.{why}")) for m, why in told_of_those]
    return (*near, *shut_out)


def _against_shown(lain: Lain, i: int, told: set[str]) -> Said | None:
    """The strongest ground on which a bed falls short of every bed shown, one not yet told of another if there is."""
    grounds = [one for ground in GROUNDS if (one := ground.of(lain, i)) is not None]
    if not grounds:
        return None
    return max(grounds, key=lambda one: (one.strength >= WEIGHTY, one.reason.key not in told, one.strength))


def _against_target(lain: Lain, i: int) -> Said:
    """Where no bed is shown: how far off a bed is, else how little is known of it."""
    points = float(lain.firmness[i]) - lain.summary.firmness
    if abs(points) >= FIRMNESS_STEP:
        key = "not_chosen.too_firm" if points > 0 else "not_chosen.too_soft"
        return said(key, "firmness", abs(points) / FIRMNESS_STEP, points=abs(points))
    worst = max((SHOULDER_PRESSURE, HIP_PRESSURE), key=lambda quantity: _over(lain, quantity, i))
    over = _over(lain, worst, i)
    if over >= 1:
        more = lain.value(worst, i) / lain.ideal(worst) - 1
        return said(f"not_chosen.{worst.name}_made", worst.name, over, more_share=more, position=lain.position)
    return said("not_chosen.hardly_known", "known", WEIGHTY, sd=firmness_sd(lain.ranking.mattresses[i]))


def _over(lain: Lain, quantity: Quantity, i: int) -> float:
    return quantity.steps(lain.value(quantity, i), lain.ideal(quantity))
