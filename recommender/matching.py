"""Rank a catalogue against targets, with filters and intervals.

Fit sees firmness, zones, comfort layer and how well they are known; never price, margin, brand or row order. Price
and id decide only inside a tie group, where fit cannot tell the beds apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import gamma, norm

from catalog.firmness import hardness_from_firmness
from catalog.mattress import Catalogue, Mattress
from catalog.sizes import Offer, offers
from catalog.zones import zone_factors
from recommender.comfort import COMPONENTS
from recommender.sleeper import Wishes
from recommender.target import FitTarget, log_per_point

Array = NDArray[np.float64]

BEATEN = 0.80  # a bed is outside the tie group when the group's first beats it in this share of common draws
# Comfort layer by type: depth that conforms before the core, cm. ASSUMED, as records hardly ever state it.
COMFORT_CM = {"memory_foam": 4.5, "hybrid": 4.0, "latex": 3.5, "air_adjustable": 4.0, "bonnell": 2.0}
COMFORT_OTHER_CM, COMFORT_SD_CM = 3.0, 1.5
# SD of ln stiffness per zone about the bed's mean: zones unknown, stated without figures, or given in cm. ASSUMED.
ZONE_SD_UNKNOWN, ZONE_SD_COUNTED, ZONE_SD_MAPPED = 0.06, 0.12, 0.04
FIRMNESS_SD_OTHER = 1.5  # firmness points, where a record gives no SD
N_SETTINGS = 9  # an adjustable bed is tried at this many settings over its range
STATURE_CLASS_CM = 2.0
VERDICT_FITS, VERDICT_BORDERLINE = 70.0, 50.0
_BLOCK = 512


@dataclass(frozen=True)
class Beds:
    """Beds as the engine sees them: (m, 4) centres, (m, 4, 4) covariances, which record, and the setting tried."""

    centre: Array
    covariance: Array
    record: NDArray[np.intp]
    setting: Array


@dataclass(frozen=True)
class Scores:
    """n people against m records: (n, m) discomfort above the ideal, its variance, and which of the beds (setting)."""

    excess: Array
    variance: Array
    bed: NDArray[np.intp]


@dataclass(frozen=True)
class Ranking:
    """One person's answer: the target, the beds considered and their order.

    `order` lists indices into `mattresses` best first as shown; `group` the tie group of each (0: not grouped).
    """

    target: FitTarget
    catalogue: Catalogue
    wishes: Wishes
    mattresses: tuple[Mattress, ...]
    offers: tuple[Offer | None, ...]
    order: NDArray[np.intp]
    group: NDArray[np.intp]
    fit: Array
    fit_80: Array
    components: Array
    setting: Array
    unranked: tuple[Mattress, ...]
    filtered: tuple[tuple[Mattress, str], ...]
    top: int


def rankable(mattress: Mattress) -> bool:
    return mattress.firmness is not None or (mattress.adjust_min is not None and mattress.adjust_max is not None)


def beds_of(mattresses: Sequence[Mattress], stature_cm: float) -> Beds:
    """What the engine knows of each record under a person of this stature."""
    firmness, sd, record, setting, zones, zone_sd, comfort = [], [], [], [], [], [], []
    for index, bed in enumerate(mattresses):
        factors = zone_factors(bed.zones, stature_cm)
        unsure = ZONE_SD_MAPPED if factors is not None else ZONE_SD_UNKNOWN
        if factors is None and (bed.n_zones or 1) > 1:
            unsure = ZONE_SD_COUNTED
        settings = [bed.firmness]
        if bed.adjust_min is not None and bed.adjust_max is not None and bed.adjust != "flip":
            settings = list(np.linspace(bed.adjust_min, bed.adjust_max, N_SETTINGS))
        for value in settings:
            firmness.append(np.nan if value is None else value)
            sd.append(bed.firmness_sd or FIRMNESS_SD_OTHER)
            record.append(index)
            setting.append(value if len(settings) > 1 else np.nan)
            zones.append(np.zeros(3) if factors is None else np.log(factors))
            zone_sd.append(unsure)
            comfort.append(COMFORT_CM.get(bed.type, COMFORT_OTHER_CM) - COMFORT_OTHER_CM)
    level = np.log(hardness_from_firmness(np.array(firmness)))
    spread = np.zeros((len(level), 4, 4))
    shared = (np.array(sd) * log_per_point(level)) ** 2
    spread[:, :3, :3] = shared[:, None, None] + (np.array(zone_sd) ** 2)[:, None, None] * np.eye(3)
    spread[:, 3, 3] = COMFORT_SD_CM**2
    centre = np.column_stack([level[:, None] + np.array(zones), np.array(comfort)])
    return Beds(centre, spread, np.array(record, dtype=np.intp), np.array(setting, dtype=float))


def score(target: FitTarget, beds: Beds, n_records: int) -> Scores:
    """Expected discomfort of every record above the ideal, and its variance, for n people of one stature class.

    Beds the engine cannot tell apart are computed once. Sums run in a fixed order, whatever the number of people.
    """
    key = np.round(np.column_stack([beds.centre, beds.covariance.reshape(len(beds.centre), 16)]), 12)
    _, first, inverse = np.unique(key, axis=0, return_index=True, return_inverse=True)
    centre, spread = beds.centre[first], beds.covariance[first]
    delta = centre[None] - target.mean[:, None]
    excess = np.zeros(delta.shape[:2])
    for t in range(target.residual.shape[1]):
        moved = sum((target.slope[:, t, [j]] * delta[..., j] for j in range(4)), np.zeros(1))
        excess += moved * (moved + 2 * target.residual[:, [t]])
    precision = target.precision
    total = spread[None] + target.covariance[:, None]
    product = _times(precision[:, None], total)
    excess += np.trace(product, axis1=-2, axis2=-1)
    pull = _times(precision[:, None], delta[..., None])
    variance = 2 * (product * np.swapaxes(product, -1, -2)).sum(axis=(-1, -2)) + 4 * (pull * _times(total, pull)).sum(
        axis=(-1, -2)
    )
    excess, variance = excess[:, inverse.ravel()], variance[:, inverse.ravel()]
    bed = np.zeros((len(target), n_records), dtype=np.intp)
    for record in range(n_records):
        mine = np.flatnonzero(beds.record == record)
        bed[:, record] = mine[np.argmin(excess[:, mine], axis=1)]
    rows = np.arange(len(target))[:, None]
    return Scores(excess[rows, bed], variance[rows, bed], bed)


def _times(a: Array, b: Array) -> Array:
    """Matrix product over the last two axes, summed in a fixed order (BLAS would choose by the size of the batch)."""
    return sum((a[..., :, [k]] * b[..., [k], :] for k in range(4)), np.zeros(1))


def fit_of(excess: Array) -> Array:
    """Fit 0-100 of discomfort above the ideal."""
    return 100 * np.exp(-excess / 2)


def interval_of(excess: Array, variance: Array) -> Array:
    """(..., 2) central 80 % of fit; discomfort above the ideal is taken as a gamma of that mean and variance."""
    mean = np.maximum(excess, 1e-9)
    shape = mean**2 / np.maximum(variance, 1e-12)
    ends = [fit_of(gamma.ppf(q, shape, scale=mean / shape)) for q in (0.9, 0.1)]
    return np.stack(ends, axis=-1)


def tie_groups(
    target: FitTarget, beds: Beds, scores: Scores, wanted: int, allowed: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """(n, m) tie group of each allowed record, 1 best; 0 for the rest and those past the first `wanted` records."""
    n, m = scores.excess.shape
    group = np.zeros((n, m), dtype=np.intp)
    rows = np.arange(n)
    precision = target.precision
    centre = beds.centre[scores.bed]
    own = beds.covariance[scores.bed]
    for number in range(1, wanted + 1):
        open_ = (group == 0) & allowed
        enough = (group > 0).sum(axis=1) >= np.minimum(wanted, allowed.sum(axis=1))
        if enough.all():
            break
        leader = np.argmin(np.where(open_, scores.excess, np.inf), axis=1)
        apart = centre - centre[rows, leader][:, None]
        pull = 2 * _times(precision[:, None], apart[..., None])
        shared = (pull * _times(target.covariance[:, None], pull)).sum(axis=(-1, -2))
        alone = _own_variance(precision, centre - target.mean[:, None], own)
        sd = np.sqrt(shared + alone + alone[rows, leader][:, None])
        better = norm.cdf((scores.excess - scores.excess[rows, leader][:, None]) / np.maximum(sd, 1e-12))
        tied = open_ & (better <= BEATEN)
        tied[rows, leader] |= open_[rows, leader]
        group[tied] = number
    return group


def _own_variance(precision: Array, delta: Array, spread: Array) -> Array:
    product = _times(precision[:, None], spread)
    pull = _times(precision[:, None], delta[..., None])
    return 2 * (product * np.swapaxes(product, -1, -2)).sum(axis=(-1, -2)) + 4 * (pull * _times(spread, pull)).sum(
        axis=(-1, -2)
    )


@dataclass(frozen=True)
class RankTable:
    """First records for n people: (n, top) id (None past the end), fit, its ends, tie group; (n,) best fit of all."""

    mattress_id: NDArray[np.object_]
    fit: Array
    fit_low: Array
    fit_high: Array
    tie_group: NDArray[np.intp]
    best_fit: Array


def match_many(target: FitTarget, catalogue: Catalogue, top: int = 5) -> RankTable:
    """The same ranking for n people, each with their own wishes."""
    n = len(target)
    fit, low, high = (np.full((n, top), np.nan) for _ in range(3))
    nobody = np.full((n, top), None, dtype=object)
    table = RankTable(nobody, fit, low, high, np.zeros((n, top), dtype=np.intp), np.zeros(n))
    classes = stature_class(target.bodies.height_cm)
    alike: dict[tuple[Wishes, float], list[int]] = {}
    for i, sleeper in enumerate(target.sleepers):
        alike.setdefault((sleeper.wishes, float(classes[i])), []).append(i)
    candidates: dict[Wishes, Candidates] = {}
    for (wishes, stature), people in alike.items():
        if wishes not in candidates:
            candidates[wishes] = candidates_for(catalogue, wishes)
        found = candidates[wishes]
        if not found.records:
            continue
        beds = beds_of(found.records, stature)
        for start in range(0, len(people), _BLOCK):
            _fill(table, target, np.array(people[start : start + _BLOCK]), beds, found, top)
    return table


def _fill(table: RankTable, target: FitTarget, rows: NDArray[np.intp], beds: Beds, found: Candidates, top: int) -> None:
    part = _rows(target, rows)
    scores = score(part, beds, len(found.records))
    allowed = found.carries(part.bodies.weight_kg)
    groups = tie_groups(part, beds, scores, top, allowed)
    order = _order(groups, scores.excess, found.price_rank)[:, :top]
    across = np.arange(len(rows))[:, None]
    picked, wide = allowed[across, order], order.shape[1]
    fit = fit_of(scores.excess[across, order])
    ends = interval_of(scores.excess[across, order], scores.variance[across, order])
    ids = np.array([m.mattress_id for m in found.records], dtype=object)
    table.mattress_id[rows, :wide] = np.where(picked, ids[order], np.array(None, dtype=object))
    for column, values in ((table.fit, fit), (table.fit_low, ends[..., 0]), (table.fit_high, ends[..., 1])):
        column[rows, :wide] = np.where(picked, values, np.nan)
    table.tie_group[rows, :wide] = np.where(picked, groups[across, order], 0)
    table.best_fit[rows] = fit_of(np.where(allowed, scores.excess, np.inf)).max(axis=1)


@dataclass(frozen=True)
class Candidates:
    """Records that meet a set of wishes, what is offered of each, their place by price, and what was left out."""

    records: tuple[Mattress, ...]
    offers: tuple[Offer | None, ...]
    price_rank: NDArray[np.intp]
    filtered: tuple[tuple[Mattress, str], ...]

    def carries(self, weight_kg: Array) -> NDArray[np.bool_]:
        """(n, m) whether each record's weight limit allows each person."""
        limit = np.array([np.inf if m.weight_max_kg is None else m.weight_max_kg for m in self.records])
        return np.asarray(weight_kg)[:, None] <= limit


def candidates_for(catalogue: Catalogue, wishes: Wishes) -> Candidates:
    """Filter a catalogue by wishes alone: size, type, price, stock. A person's weight comes later."""
    kept: list[Mattress] = []
    offered: list[Offer | None] = []
    filtered: list[tuple[Mattress, str]] = []
    for bed in catalogue:
        if not rankable(bed):
            continue
        why, offer = _passes(bed, wishes)
        if why:
            filtered.append((bed, why))
        else:
            kept.append(bed)
            offered.append(offer)
    prices = [
        (_price(bed, offer), offer is not None and not offer.price_size_known)
        for bed, offer in zip(kept, offered, strict=True)
    ]
    return Candidates(tuple(kept), tuple(offered), _price_rank(prices, kept, wishes.currency), tuple(filtered))


def _rows(target: FitTarget, rows: NDArray[np.intp]) -> FitTarget:
    return FitTarget(
        tuple(target.sleepers[i] for i in rows),
        target.bodies.take(rows),
        *(getattr(target, name)[rows] for name in ("shares", "mean", "residual", "slope", "covariance")),
    )


def stature_class(height_cm: Array) -> Array:
    """Centre of the 2 cm class a stature falls in: zones are placed by it."""
    return (np.floor(np.asarray(height_cm) / STATURE_CLASS_CM) + 0.5) * STATURE_CLASS_CM


def _price_rank(
    prices: Sequence[tuple[float | None, bool]], records: Sequence[Mattress], currency: str
) -> NDArray[np.intp]:
    """Place of each record: known price in the buyer's currency, for a known size first; other currencies follow
    (nothing is converted), then no price; then id."""
    keys = [
        (price is None, record.currency != currency, unsure, price if price is not None else 0.0, record.mattress_id)
        for (price, unsure), record in zip(prices, records, strict=True)
    ]
    rank = np.empty(len(keys), dtype=np.intp)
    rank[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
    return rank


def _order(group: NDArray[np.intp], excess: Array, price_rank: NDArray[np.intp]) -> NDArray[np.intp]:
    """(n, m) records as shown: by tie group, inside it by price rank."""
    grouped = group > 0
    first = np.where(grouped, group, np.iinfo(np.int32).max)  # ungrouped ones follow, by fit
    second = np.where(grouped, price_rank[None].astype(float), excess)
    return np.lexsort((np.broadcast_to(price_rank, group.shape), second, first), axis=1)


def match(target: FitTarget, catalogue: Catalogue, *, wishes: Wishes | None = None, top: int = 5) -> Ranking:
    """Rank a catalogue for one person; wishes filter, they never change a fit."""
    asked = wishes or Wishes()
    found = candidates_for(catalogue, asked)
    unranked = tuple(m for m in catalogue if not rankable(m))
    if found.records:
        allowed = found.carries(target.bodies.weight_kg)
        beds = beds_of(found.records, float(stature_class(target.bodies.height_cm)[0]))
        scores = score(target, beds, len(found.records))
        group = tie_groups(target, beds, scores, top, allowed)
        order = _order(group, scores.excess, found.price_rank)[0]
        chosen = scores.bed[0]
        fit, interval = fit_of(scores.excess[0]), interval_of(scores.excess[0], scores.variance[0])
        parts, setting = decompose(target, beds, chosen), beds.setting[chosen]
    else:
        allowed = np.zeros((1, 0), dtype=bool)
        group, order = np.zeros((1, 0), dtype=np.intp), np.zeros(0, dtype=np.intp)
        fit, setting, interval, parts = np.zeros(0), np.zeros(0), np.zeros((0, 2)), np.zeros((0, len(COMPONENTS) + 1))
    heavy = tuple((m, "over_weight_limit") for m, ok in zip(found.records, allowed[0], strict=True) if not ok)
    return Ranking(
        target=target,
        catalogue=catalogue,
        wishes=asked,
        mattresses=found.records,
        offers=found.offers,
        order=order[allowed[0][order]],
        group=group[0],
        fit=np.where(allowed[0], fit, 0.0),
        fit_80=interval,
        components=parts,
        setting=setting,
        unranked=unranked,
        filtered=found.filtered + heavy,
        top=top,
    )


def verdict_of(best_fit: float) -> str:
    """fits, borderline or none_fits by the best fit of all beds that pass the filters."""
    return "fits" if best_fit >= VERDICT_FITS else "borderline" if best_fit >= VERDICT_BORDERLINE else "none_fits"


def _price(bed: Mattress, offer: Offer | None) -> float | None:
    return bed.price if offer is None else offer.price


def _passes(bed: Mattress, wishes: Wishes) -> tuple[str, Offer | None]:
    """Why a bed is left out ("" when it is not), and the offer that meets the size."""
    offer = None
    if wishes.type and bed.type != wishes.type:
        return "other_type", None
    if wishes.in_stock_only and bed.in_stock is False:
        return "out_of_stock", None
    if wishes.size:
        found = offers(bed, *wishes.size)
        if not found:
            return "not_in_size", None
        offer = found[0]
    price = _price(bed, offer)
    if wishes.max_price is not None:
        if price is None:
            return "price_unknown", offer
        if bed.currency != wishes.currency:
            return "other_currency", offer
        if price > wishes.max_price:
            return "over_budget", offer
    return "", offer


def decompose(target: FitTarget, beds: Beds, chosen: NDArray[np.intp]) -> Array:
    """(m, 6) discomfort of one person by component; the last is what uncertainty adds. Rows sum to the discomfort."""
    delta = beds.centre[chosen] - target.mean[0]
    felt = target.residual[0] + delta @ target.slope[0].T
    parts = np.stack([(felt[:, target.component == c] ** 2).sum(axis=1) for c in range(len(COMPONENTS))], axis=1)
    unsure = np.einsum("ij,mji->m", target.precision[0], beds.covariance[chosen] + target.covariance[0])
    return np.column_stack([parts, unsure])
