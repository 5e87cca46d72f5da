"""Whether what an answer says of its beds is so: every sentence held against the mechanics or the record.

Nothing of `recommender.sentences` is used. All beds of the list are laid under the person by the full mechanics, and
each sentence's claim is worked out anew from what was measured, or from the record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.dates import first_day
from catalog.mattress import Mattress
from catalog.zones import zone_factors
from laboratory.evidence.answer_world import SAME, Bed, Figures, World, near, told, world_of
from recommender.arrays import Array
from recommender.explanation import Explanation, Pick
from recommender.matching import Ranking
from recommender.mechanics.measures import Measures
from recommender.reasons import Reason

SEEN = {"mm": 0.5, "share": 0.005, "deg": 0.05, "points": 0.05, "kpa": 0.05, "sd": 0.05}  # less is shown as nothing


@dataclass(frozen=True)
class Checked:
    """One sentence of an answer, the bed it speaks of, and what is wrong with it ("" where it holds)."""

    key: str
    mattress_id: str
    figures: Figures
    wrong: str


QUANTITY: Mapping[str, Callable[[Measures], Array]] = {
    "shoulder_pressure": lambda m: m.peak_kpa[1],
    "hip_pressure": lambda m: m.peak_kpa[3],
    "immersion": lambda m: m.immersion_mm[2],
    "shoulder_room": lambda m: m.immersion_mm[0],
    "level": lambda m: np.abs(m.tilt_deg),
    "bend": lambda m: np.abs(m.lumbar_angle_deg),
    "waist_support": lambda m: m.waist_load,
}
MORE_IS_SAID = ("shoulder_room", "waist_support")  # "gets more room", "carries more": all others say "less"


def most(name: str) -> Callable[[Bed], bool]:
    """Less (or more) than on more than half of all other beds, by its own figure."""

    def holds(bed: Bed) -> bool:
        values = QUANTITY[name](bed.world.laid)[:-1]
        mine = values[bed.world.place[bed.i]]
        beaten = values < mine if name in MORE_IS_SAID else values > mine
        return bool(beaten.sum() > len(values) / 2) and any(near(value, mine) for value in told(bed))

    return holds


def than_first(name: str, sign: int) -> Callable[[Bed], bool]:
    """By the stated difference more (1) or less (-1) than on number 1."""

    def holds(bed: Bed) -> bool:
        values, first = QUANTITY[name](bed.world.laid), bed.world.shown[0]
        mine, its = bed.world.of(values, bed.i), bed.world.of(values, first)
        return sign * (mine - its) > 0 and stated_apart(bed, name, mine, its)

    return holds


def stated_apart(bed: Bed, name: str, mine: float, its: float) -> bool:
    """Whether the figures are both values of a share of weight, the share by which pressures differ, or the difference
    in mm or degrees.
    """
    if name == "waist_support":
        return near(bed.figure("waist_share"), mine) and near(bed.figure("first_share"), its)
    apart = abs(mine / its - 1) if name.endswith("pressure") else abs(mine - its)
    return any(near(value, apart) for value in told(bed)) and apart >= smallest(bed)


def smallest(bed: Bed) -> float:
    """The least difference that is not shown as nothing, in the unit of the sentence's figure."""
    return min(SEEN[name.rsplit("_", 1)[-1]] for name in bed.said if name != "position")


def beyond(name: str, sign: int) -> Callable[[Bed], bool]:
    """More (1) or less (-1) than on number 1 by the stated difference, and than on every bed shown."""

    def holds(bed: Bed) -> bool:
        values = QUANTITY[name](bed.world.laid)
        mine = bed.world.of(values, bed.i)
        others = [bed.world.of(values, j) for j in bed.world.shown]
        return all(sign * (mine - other) > 0 for other in others) and stated_apart(bed, name, mine, others[0])

    return holds


def than_made(name: str) -> Callable[[Bed], bool]:
    """More pressure than on a bed made for this person, by the stated share."""

    def holds(bed: Bed) -> bool:
        values = QUANTITY[name](bed.world.laid)
        more = bed.world.of(values, bed.i) / float(values[-1]) - 1
        return more > 0 and near(bed.figure("more_share"), more)

    return holds


def other_firmness(sign: int) -> Callable[[Bed], bool]:
    """Firmer (1) or softer (-1) than number 1, with both figures, and the hip that much higher or lower."""

    def holds(bed: Bed) -> bool:
        world, first = bed.world, bed.world.shown[0]
        mine, its = world.firmness(bed.i), world.firmness(first)
        depth = world.laid.immersion_mm[2]
        higher_mm = sign * (world.of(depth, first) - world.of(depth, bed.i))
        return (
            round(sign * (mine - its), 1) > 0
            and (near(bed.figure("firmness"), mine) and near(bed.figure("first_firmness"), its))
            and (near(bed.figure("apart_mm"), higher_mm) and higher_mm >= SEEN["mm"])
            and one_setting(bed)
        )

    return holds


def firmness_beyond(sign: int) -> Callable[[Bed], bool]:
    def holds(bed: Bed) -> bool:
        mine, others = bed.world.firmness(bed.i), [bed.world.firmness(j) for j in bed.world.shown]
        figures = near(bed.figure("firmness"), mine) and near(bed.figure("first_firmness"), others[0])
        return figures and all(round(sign * (mine - other), 1) > 0 for other in others)

    return holds


def off_target(sign: int, least: float) -> Callable[[Bed], bool]:
    """Firmer (1) or softer (-1) than the body asks by the stated points."""

    def holds(bed: Bed) -> bool:
        points = sign * (bed.world.firmness(bed.i) - bed.world.answer.target.firmness)
        return points >= least and near(bed.figure("points"), points)

    return holds


def alike(bed: Bed) -> bool:
    """No quantity further from number 1's than a hand or a mat can tell: 5 %, 2 mm, half a degree, 3 points."""
    room = {"shoulder_pressure": 0.05, "hip_pressure": 0.05, "immersion": 2, "shoulder_room": 2, "waist_support": 0.03}
    room |= {"level": 0.3} if bed.world.position == "side" else {"bend": 0.5}
    for name, least in room.items():
        values = QUANTITY[name](bed.world.laid)
        mine, its = bed.world.of(values, bed.i), bed.world.of(values, bed.world.shown[0])
        if abs(mine - its) > least * (its if name.endswith("pressure") else 1) * (1 + SAME):
            return False
    return True


def zone_softer(bed: Bed) -> bool:
    factors = factors_of(bed)
    return factors[0] < factors[2] and near(bed.figure("softer_share"), 1 - factors[0] / factors[2])


def waist_firmer(bed: Bed) -> bool:
    factors = factors_of(bed)
    return factors[1] > max(factors[0], factors[2]) and near(
        bed.figure("firmer_share"), factors[1] / max(factors[0], factors[2]) - 1
    )


def factors_of(bed: Bed) -> NDArray[np.float64]:
    factors = zone_factors(bed.record.zones, float(bed.world.ranking.target.bodies.height_cm[0]))
    return np.full(3, np.nan) if factors is None else factors


def known_worst(bed: Bed) -> bool:
    mine = bed.world.sd(bed.i)
    return near(bed.figure("sd"), mine) and all(mine > bed.world.sd(j) + SAME for j in bed.world.shown)


def height(sign: int) -> Callable[[Bed], bool]:
    def holds(bed: Bed) -> bool:
        cm = bed.record.height_cm
        others = [bed.world.ranking.mattresses[j].height_cm for j in bed.world.shown if j != bed.i]
        known = [other for other in others if other is not None]
        return cm is not None and bool(known) and all(sign * (cm - other) > 0 for other in known) and cm in told(bed)

    return holds


def in_range(bed: Bed) -> bool:
    return (bed.record.adjust_min, bed.record.adjust_max) == (bed.said["low"], bed.said["high"])


def other_side(bed: Bed) -> bool:
    """The firmness told of the side that is not advised."""
    here, sides = bed.world.firmness(bed.i), (bed.figure("low"), bed.figure("high"))
    return any(near(bed.figure("other"), side) and not near(here, side) for side in sides)


def one_setting(bed: Bed) -> bool:
    """Whether it is said to be set exactly where one firmness is advised, for all zones alike."""
    is_set = not np.isnan(bed.world.ranking.setting[bed.i]).any() and bed.record.adjust not in ("per_zone", "modular")
    return bed.said["is_set"] is is_set


def all_layers_stated(bed: Bed) -> bool:
    """Some of the stated layers, from the top, are `top_cm` together."""
    cm = [layer.thickness_cm for layer in bed.record.layers]
    sums = [sum(part or 0 for part in cm[:n]) for n in range(1, len(cm) + 1) if None not in cm[:n]]
    return any(near(bed.figure("top_cm"), total) for total in sums)


def as_good(way: str) -> Callable[[Bed], bool]:
    """It ties with the bed of the stated rank, and is dearer, has no price to compare, or neither has."""

    def holds(bed: Bed) -> bool:
        world, ranking = bed.world, bed.world.ranking
        other = next((j for j in world.shown if ranking.rank[j] == bed.said["rank"]), None)
        tied = [j for j in world.shown if ranking.group[j] == ranking.group[bed.i]]
        if other is None or other not in tied or abs(ranking.fit[other] - ranking.fit[bed.i]) >= 1 + SAME:
            return False
        mine, prices = comparable(world, bed.i), [comparable(world, j) for j in tied]
        if way == "dearer":
            return mine is not None and all(price is not None and price < mine for price in prices)
        return mine is None and (None not in prices if way == "no_price" else comparable(world, other) is None)

    return holds


def comparable(world: World, i: int) -> float | None:
    """A price of the wanted size, in the buyer's money, of the year before the answer."""
    offer, wishes = world.ranking.offers[i], world.ranking.wishes
    known = wishes.size is not None and offer.price_size_known and offer.currency == wishes.currency
    day = first_day(offer.price_date or "")
    old = day is not None and (world.ranking.as_of - day).days > 366
    return offer.price if known and not old else None


REASONS: Mapping[str, Callable[[Bed], bool]] = {
    **{f"reason.{name}": most(name) for name in QUANTITY},
    **{f"reason.{name}_first": than_first(name, 1 if name in MORE_IS_SAID else -1) for name in QUANTITY},
    **{f"reason.{name}_cost": than_first(name, -1 if name in MORE_IS_SAID else 1) for name in QUANTITY},
    "reason.firmer_than_first": other_firmness(1),
    "reason.softer_than_first": other_firmness(-1),
    "reason.close_firmness": lambda bed: (
        near(bed.figure("firmness"), bed.world.firmness(bed.i))
        and near(bed.figure("target"), bed.world.answer.target.firmness)
        and abs(bed.figure("firmness") - bed.figure("target")) <= 0.5
        and one_setting(bed)
    ),
    "reason.within_interval": lambda bed: (
        near(bed.figure("firmness"), bed.world.firmness(bed.i))
        and bed.world.answer.target.firmness_80[0] <= bed.figure("firmness") <= bed.world.answer.target.firmness_80[1]
        and abs(bed.figure("firmness") - bed.world.answer.target.firmness) <= 0.5
        and one_setting(bed)
    ),
    "reason.alike": alike,
    "reason.as_good": lambda bed: (
        abs(float(bed.world.ranking.fit[bed.i] - bed.world.ranking.fit[bed.world.shown[0]])) < 1
        or bool(bed.world.ranking.fit[bed.i] > bed.world.ranking.fit[bed.world.shown[0]])
    ),
    "reason.none_better": lambda bed: bool(bed.world.ranking.fit.max() - bed.world.ranking.fit[bed.i] < 1),
    "reason.points_behind": lambda bed: near(
        bed.figure("points"), float(bed.world.ranking.fit[bed.world.shown[0]] - bed.world.ranking.fit[bed.i])
    ),
    "reason.measured": lambda bed: bed.record.firmness_basis == "measured",
    "reason.layers_stated": all_layers_stated,
    "reason.shoulder_zone": zone_softer,
    "reason.waist_zone": waist_firmer,
    "reason.can_be_set": lambda bed: bed.record.adjust not in ("flip", "none", "unknown") and in_range(bed),
    "reason.two_sides": lambda bed: (
        (bed.record.adjust == "flip" or bed.record.turnable is True) and in_range(bed) and other_side(bed)
    ),
    "reason.exchangeable": lambda bed: bed.record.exchangeable is True and in_range(bed),
    "reason.trial": lambda bed: bed.record.trial_nights == bed.said["nights"],
    "reason.highest": height(1),
    "reason.lowest": height(-1),
}
GROUNDS: Mapping[str, Callable[[Bed], bool]] = {
    "not_chosen.firmer": firmness_beyond(1),
    "not_chosen.softer": firmness_beyond(-1),
    "not_chosen.shoulder_pressure": beyond("shoulder_pressure", 1),
    "not_chosen.hip_pressure": beyond("hip_pressure", 1),
    "not_chosen.hip_deep": beyond("immersion", 1),
    "not_chosen.shoulder_shallow": beyond("shoulder_room", -1),
    "not_chosen.tilt": beyond("level", 1),
    "not_chosen.bend": beyond("bend", 1),
    "not_chosen.waist": beyond("waist_support", -1),
    "not_chosen.less_sure": known_worst,
    "not_chosen.dearer": as_good("dearer"),
    "not_chosen.no_price": as_good("no_price"),
    "not_chosen.as_good": as_good("as_good"),
    "not_chosen.too_firm": off_target(1, SEEN["points"]),
    "not_chosen.too_soft": off_target(-1, SEEN["points"]),
    "not_chosen.shoulder_pressure_made": than_made("shoulder_pressure"),
    "not_chosen.hip_pressure_made": than_made("hip_pressure"),
    "not_chosen.hardly_known": lambda bed: near(bed.figure("sd"), bed.world.sd(bed.i)),
}
CAUTIONS: Mapping[str, Callable[[Bed], bool]] = {
    "caution.firmer_than_target": off_target(1, 0.5),
    "caution.softer_than_target": off_target(-1, 0.5),
    "caution.warm": lambda bed: bed.world.ranking.wishes.warm_sleeper and bed.record.type == "memory_foam",
    "caution.firmness_unsure": lambda bed: (
        near(bed.figure("sd"), bed.world.sd(bed.i)) and bed.said["can_try"] is ((bed.record.trial_nights or 0) >= 30)
    ),
    "caution.zoning_unknown": lambda bed: not bed.record.zones and not bed.record.n_zones,
    "caution.zones_counted": lambda bed: not bed.record.zones and bed.record.n_zones == bed.said["n"],
    "caution.out_of_stock": lambda bed: bed.world.ranking.offers[bed.i].in_stock is False,
    "caution.market_unknown": lambda bed: bool(bed.world.ranking.wishes.markets) and not bed.record.markets,
    "caution.size_unknown": lambda bed: bed.world.ranking.wishes.size is not None and not bed.record.sizes,
    "price_size_unknown": lambda bed: price_without_size(bed),
}


def price_without_size(bed: Bed) -> bool:
    offer = bed.world.ranking.offers[bed.i]
    return offer.price is not None and bed.record.price_size is None


def checked(ranking: Ranking, answer: Explanation) -> Iterator[Checked]:
    """Every sentence about a bed that is picked or nearly was; a sentence nobody can check is wrong too."""
    world = world_of(ranking, answer)
    for pick in answer.picks:
        i = world.index[pick.mattress.mattress_id]
        yield from (_checked(REASONS, reason, world, i) for reason in pick.reasons)
        yield from (_checked(CAUTIONS, reason, world, i) for reason in pick.cautions)
    for miss in answer.not_chosen:
        if miss.fit is None:
            yield _shut_out(miss.mattress, miss.reason, ranking)
        else:
            yield _checked(GROUNDS, miss.reason, world, world.index[miss.mattress.mattress_id])
    yield from _of_the_page(answer)


def _checked(known: Mapping[str, Callable[[Bed], bool]], reason: Reason, world: World, i: int) -> Checked:
    holds = known.get(reason.key)
    here = "position" not in reason.figures or reason.figures["position"] == world.position
    wrong = "nobody can check it" if holds is None else "" if here and holds(Bed(world, i, reason.figures)) else "false"
    return Checked(reason.key, world.ranking.mattresses[i].mattress_id, reason.figures, wrong)


def _shut_out(bed: Mattress, reason: Reason, ranking: Ranking) -> Checked:
    """A bed that a wish or its own weight limit shuts out, by the record."""
    wishes = ranking.wishes
    weight_kg = float(ranking.target.bodies.weight_kg[0])
    key = reason.key.removeprefix("not_chosen.")
    holds = {
        "other_type": bed.type != wishes.type,
        "not_on_floor": wishes.floor is not None and bed.mattress_id not in wishes.floor,
        "not_in_size": wishes.size is not None and bool(bed.sizes) and not made_in(bed, *wishes.size),
        "over_weight_limit": bed.weight_max_kg is not None and weight_kg > bed.weight_max_kg,
    }.get(key)
    wrong = "nobody can check it" if holds is None else "" if holds else "false"
    return Checked(reason.key, bed.mattress_id, reason.figures, wrong)


def made_in(bed: Mattress, width_cm: float, length_cm: float) -> bool:
    """In this size, or as two halves of it."""
    ways = [(size.width_cm * halves, size.length_cm) for size in bed.sizes for halves in (1, 2)]
    return any(np.allclose(way, (width_cm, length_cm), atol=0.6) for way in ways)


def _of_the_page(answer: Explanation) -> Iterator[Checked]:
    """Every bed has a reason, and two kinds of bed never open with the same sentence."""
    leads: dict[str, Pick] = {}
    for pick in answer.picks:
        if not pick.reasons:
            yield Checked("no reason", pick.mattress.mattress_id, {}, "nothing is said of it")
            continue
        lead = pick.reasons[0]
        other = leads.setdefault(lead.key, pick)
        one_kind = abs(other.fit - pick.fit) < SAME and other.discomfort == pick.discomfort
        wrong = "" if one_kind else f"also of {other.mattress.mattress_id}"
        yield Checked(f"first: {lead.key}", pick.mattress.mattress_id, lead.figures, wrong)
