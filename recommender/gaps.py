"""What a range lacks: whom it serves, which beds are nobody's first, and what a missing bed would have to be.

A bed that misfits is told from doubt by the share of the attainable fit (`RankTable.best_relative`): whoever has no bed
that fits would be served by another bed, not by knowing more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

import numpy as np

from catalog.mattress import Catalogue, Mattress
from recommender.arrays import Array
from recommender.experience.learning import with_experiences
from recommender.fit_target import FitTarget, targets
from recommender.matching import VERDICT_FITS, match_many
from recommender.ranking.candidates import rankable, usual_covariance
from recommender.ranking.measured import as_measured
from recommender.sleeper import Sleeper
from recommender.specification import Specification, specification

SOFTEST, FIRMEST = 1.0, 10.0
MOST_ASKED = 400  # people without a bed that fits whose specification is worked out, spread evenly over all of them


@dataclass(frozen=True)
class Gap:
    """People for whom the range has no bed that fits, and who need much the same one.

    Attributes:
        share: of all people.
        specification: of the one in their middle, by firmness.
        min_weight_limit_kg: what the bed must carry for nine in ten of them.
        size, max_price: what most of them wish, and the median of their budgets; None where most state none.
    """

    share: float
    specification: Specification
    min_weight_limit_kg: float
    size: tuple[float, float] | None
    max_price: float | None


@dataclass(frozen=True)
class Need:
    """Of a step of firmness from `low` to below `high`: the share of people who lie best there, and how many beds can
    be had there (one that can be set: at every step it reaches).
    """

    low: float
    high: float
    share: float
    beds: int


@dataclass(frozen=True)
class Gaps:
    """How a range serves some people.

    Attributes:
        people: how many were asked.
        served: the share of them whom their first bed is expected to suit: the mean of its chance, 0 without a bed.
        fitted: the share with a bed that fits, whatever is unsure.
        first_share: (id, share of people whose first bed it is) of every bed that can be ranked, most often first.
        gaps: the largest first.
        needs: people and beds by firmness, in steps of half a point from 1 to 10.
    """

    people: int
    served: float
    fitted: float
    first_share: tuple[tuple[str, float], ...]
    gaps: tuple[Gap, ...]
    needs: tuple[Need, ...] = ()

    @property
    def never_first(self) -> tuple[str, ...]:
        return tuple(name for name, share in self.first_share if share == 0)


def gaps_of(sleepers: Sequence[Sleeper], catalogue: Catalogue, *, as_of: date | None = None) -> Gaps:
    """How a catalogue serves these people, each with their own wishes.

    Args:
        as_of: the day on which prices are looked at; by default today.
    """
    n = len(sleepers)
    if n == 0:
        none = tuple((bed.mattress_id, 0.0) for bed in catalogue if rankable(bed))
        return Gaps(0, 0.0, 0.0, none, (), _needs(np.zeros(0), catalogue))
    target = targets(sleepers)
    table = match_many(target, catalogue, top=1, as_of=as_of)
    chosen = Counter(name for name in table.mattress_id[:, 0] if name is not None)
    shares = [(bed.mattress_id, chosen[bed.mattress_id] / n) for bed in catalogue if rankable(bed)]
    lacking = np.flatnonzero(table.best_relative < VERDICT_FITS)
    learnt = with_experiences(target, catalogue)
    return Gaps(
        people=n,
        served=float(np.nansum(table.chance_suits[:, 0])) / n,
        fitted=1 - len(lacking) / n,
        first_share=tuple(sorted(shares, key=lambda each: -each[1])),
        gaps=_grouped(learnt.take(lacking), catalogue, n, as_of) if len(lacking) else (),
        needs=_needs(learnt.firmness(), catalogue),
    )


def _needs(firmness: Array, catalogue: Catalogue) -> tuple[Need, ...]:
    edges = np.linspace(SOFTEST, FIRMEST, 2 * int(FIRMEST - SOFTEST) + 1)
    people = np.histogram(np.clip(firmness, edges[0], edges[-1]), edges)[0]
    reached = [np.clip(_reach(bed), SOFTEST, FIRMEST - 1e-9) for bed in catalogue if rankable(bed)]
    return tuple(
        Need(low, high, float(n) / max(len(firmness), 1), sum(bool(a < high and b >= low) for a, b in reached))
        for (low, high), n in zip(pairwise(edges.tolist()), people, strict=True)
    )


def _reach(bed: Mattress) -> tuple[float, float]:
    """The least and the most firmness a bed can be had in, a measured hardness before a stated one."""
    bed = as_measured(bed)
    if bed.adjust_min is not None and bed.adjust_max is not None:
        return bed.adjust_min, bed.adjust_max
    stated = float(bed.firmness or 0.0)
    return stated, stated


def _grouped(lacking: FitTarget, catalogue: Catalogue, n: int, as_of: date | None) -> tuple[Gap, ...]:
    """People without a bed that fits, by what they would have to ask for: firmness, shoulder, comfort feel and size."""
    usual = usual_covariance(catalogue, as_of)
    asked = np.unique(np.linspace(0, len(lacking) - 1, min(len(lacking), MOST_ASKED)).astype(np.intp))
    alike: dict[tuple[object, ...], list[tuple[Specification, Sleeper]]] = {}
    for i in asked:
        spec = specification(lacking[int(i)], usual)
        key = (spec.firmness.word, spec.shoulder, spec.comfort.feel, spec.size)
        alike.setdefault(key, []).append((spec, lacking.sleepers[i]))
    weight = len(lacking) / len(asked) / n
    gaps = [_gap(members, weight) for members in alike.values()]
    return tuple(sorted(gaps, key=lambda gap: -gap.share))


def _gap(members: list[tuple[Specification, Sleeper]], weight: float) -> Gap:
    members = sorted(members, key=lambda each: each[0].firmness.best)
    spec = members[len(members) // 2][0]
    budgets = [sleeper.wishes.max_price for _, sleeper in members if sleeper.wishes.max_price is not None]
    limits = sorted(each.min_weight_limit_kg for each, _ in members)
    return Gap(
        share=len(members) * weight,
        specification=spec,
        min_weight_limit_kg=limits[int(0.9 * (len(limits) - 1))],
        size=spec.size,
        max_price=median(budgets) if 2 * len(budgets) > len(members) else None,
    )
