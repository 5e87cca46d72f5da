"""One person's answer: every bed of a catalogue in its place, the first ones with chance and interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from catalog.mattress import Catalogue, Mattress
from catalog.sizes import Offer
from recommender.arrays import Array, on_one_thread
from recommender.experience.learning import with_experiences
from recommender.fit_target import FitTarget
from recommender.matching.ranked import gained_of, ranked_of, standing_of
from recommender.matching.verdicts import VERDICT_BORDERLINE, verdict_of
from recommender.ranking.bed_vectors import Beds
from recommender.ranking.candidates import candidates_for, day_asked, rankable, usual_covariance, within_reach
from recommender.ranking.fits import attainable_fit
from recommender.ranking.roles import Role, kinds_in_order, prices_to_compare, roles_of
from recommender.ranking.spread import chance_and_interval
from recommender.ranking.ties import not_beaten
from recommender.scoring.comfort import COMPONENTS, TERMS
from recommender.sleeper import POSITIONS, Wishes


@dataclass(frozen=True)
class Ranking:
    """One person's answer: the target, the beds considered and their order.

    `order` lists indices into `mattresses` best first as shown; `group` the tie group of each (0: not grouped).
    `fit` (m,) is the expected fit, 0-100; `attainable_fit` that of a bed made for this person and known as well as the
    catalogue's beds usually are. `chance_suits` (m,), the probability that the true fit is 70 or more, and `fit_80`
    (m, 2) are filled for the picks and the first `top` of `order`. `setting` (m, 3) is the firmness per zone, NaN where
    nothing is set; `felt` (m, terms) how much of each of `comfort.TERMS` is felt in the position with the largest share
    of the night, with its sign: more pressure is more. `undecided` counts the beds beside the first that it does not
    beat in four fifths of common draws. `as_of` is the day on which prices and sales were judged.
    """

    target: FitTarget
    catalogue: Catalogue
    wishes: Wishes
    mattresses: tuple[Mattress, ...]
    offers: tuple[Offer, ...]
    order: NDArray[np.intp]
    group: NDArray[np.intp]
    fit: Array
    attainable_fit: float
    chance_suits: Array
    fit_80: Array
    components: Array
    setting: Array
    felt: Array
    undecided: int
    unranked: tuple[Mattress, ...]
    filtered: tuple[tuple[Mattress, str], ...]
    top: int
    as_of: date
    kind: NDArray[np.intp]
    put_right: Array
    roles: Mapping[Role, int]

    @property
    def relative(self) -> Array:
        """(m,) share of the attainable fit: how little each bed misfits, whatever is unsure."""
        return self.fit / self.attainable_fit

    @property
    def picks(self) -> NDArray[np.intp]:
        """The first `top` of `order` and the holders of roles, in that order, among the beds that do not misfit."""
        may = self.relative[self.order] >= VERDICT_BORDERLINE
        named = np.isin(self.order, list(self.roles.values()))
        return self.order[may & (named | (np.arange(len(self.order)) < self.top))]

    @cached_property
    def rank(self) -> NDArray[np.intp]:
        """(m,) place of each record in `order`, from 1; 0 for a bed that is not in it."""
        rank = np.zeros(len(self.mattresses), dtype=np.intp)
        rank[self.order] = np.arange(1, len(self.order) + 1)
        return rank

    @property
    def verdict(self) -> str:
        return verdict_of(float(self.relative.max(initial=0.0)))


@on_one_thread
def match(
    target: FitTarget,
    catalogue: Catalogue,
    *,
    wishes: Wishes | None = None,
    top: int = 5,
    as_of: date | None = None,
) -> Ranking:
    """Rank a catalogue for the first person of a target.

    Args:
        wishes: filter the catalogue, and never change a fit; by default the person's own.
        top: beds that get a chance and an interval, and that `explain` shows; so do the holders of roles.
        as_of: the day on which prices and sales are judged; None: today.

    Raises:
        UserError: the person lay on a bed by its id that the catalogue does not have.
    """
    as_of = day_asked(as_of)
    target = with_experiences(target, catalogue)
    asked = target.sleepers[0].wishes if wishes is None else wishes
    found = candidates_for(catalogue, asked, as_of)
    unknown = _unranked(catalogue)
    unranked = tuple(bed for bed in unknown if within_reach(bed, asked, as_of, catalogue.source_date))
    attainable = attainable_fit(target[0], usual_covariance(catalogue, as_of))
    if not found.records:
        nothing, nobody = np.zeros(0), np.zeros(0, dtype=np.intp)
        parts, three, two, terms = (np.zeros((0, k)) for k in (len(COMPONENTS) + 1, 3, 2, len(TERMS)))
        found_none = (nobody, nobody, nothing, float(attainable[0]), nothing, two, parts, three, terms, 0, unranked)
        none_named = (as_of, nobody, nothing, dict[Role, int]())
        return Ranking(target, catalogue, asked, (), (), *found_none, found.filtered, top, *none_named)
    ranked = ranked_of(target[0], found, attainable, len(found.records), len(found.records))
    allowed, chosen, excess = ranked.allowed[0], ranked.scores.bed[0], ranked.scores.excess[0]
    order = ranked.order[0]
    open_ = not_beaten(target, ranked.beds, excess, chosen, int(order[0])) & allowed
    standing = standing_of(ranked, prices_to_compare(found.offers, asked), gained_of(target[0], ranked))
    heavy = tuple((found.records[i], "over_weight_limit") for i in np.flatnonzero(~allowed))
    ranking = Ranking(
        target=target,
        catalogue=catalogue,
        wishes=asked,
        mattresses=found.records,
        offers=found.offers,
        order=order[allowed[order]],
        group=ranked.group[0],
        fit=np.where(allowed, ranked.scores.fit[0], 0.0),
        attainable_fit=float(attainable[0]),
        chance_suits=np.full(len(chosen), np.nan),
        fit_80=np.full((len(chosen), 2), np.nan),
        components=decompose(target, ranked.beds, chosen, excess),
        setting=ranked.beds.setting[chosen],
        felt=_felt(target, ranked.beds.centre[chosen]),
        undecided=int(open_.sum()) - int(open_[order[0]]),
        unranked=unranked,
        filtered=found.filtered + heavy,
        top=top,
        as_of=as_of,
        kind=kinds_in_order(ranked.beds.record_kind, order),
        put_right=standing.put_right[0],
        roles={role: int(holder[0]) for role, holder in roles_of(standing).items() if holder[0] >= 0},
    )
    shown = np.union1d(ranking.picks, ranking.order[:top])
    chance, interval = chance_and_interval(target[0], ranked.beds, chosen[None, shown])
    ranking.chance_suits[shown], ranking.fit_80[shown] = chance[0], interval[0]
    return ranking


@lru_cache(maxsize=8)
def _unranked(catalogue: Catalogue) -> tuple[Mattress, ...]:
    return tuple(bed for bed in catalogue if not rankable(bed))


def _felt(target: FitTarget, centre: Array) -> Array:
    """(m, terms) how much one person feels of each term on m beds (m, 4), in the position with the largest share."""
    by_position = target.felt(centre)[0, :, : len(TERMS) * len(POSITIONS)]
    felt: Array = by_position.reshape(len(centre), len(POSITIONS), len(TERMS))[:, int(np.argmax(target.shares[0]))]
    return felt


def decompose(target: FitTarget, beds: Beds, chosen: NDArray[np.intp], excess: Array) -> Array:
    """(m, 6) discomfort of one person by component; the last is what uncertainty adds. Rows sum to the discomfort."""
    felt = target.felt(beds.centre[chosen])[0] ** 2
    parts = np.stack([felt[:, target.component == c].sum(axis=1) for c in range(len(COMPONENTS))], axis=1)
    return np.column_stack([parts, excess + target.ideal_discomfort[0] - parts.sum(axis=1)])
