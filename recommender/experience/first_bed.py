"""The bed that comes first for each of many people, as they might be: of beds they lay on what these are for them.

The same as the first of `matching.match_many`, worked out for people who choose from the same list: only the beds whose
bound reaches the best, and of those that tie with it only what comes before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array
from recommender.experience.choice import fits_of, least_of
from recommender.fit_target import FitTarget
from recommender.ranking.bed_vectors import Beds
from recommender.ranking.candidates import Candidates
from recommender.ranking.fits import bounds
from recommender.ranking.ties import FIT_DECIMALS, TIED_POINTS, first_of

_MARGIN_POINTS = 1e-3  # far more than rounding, far less than what a person or a shop could see
_LOOKED_AT_FIRST = 3  # records of the highest bounds that are worked out to know how good the best is


def first_beds(needs: FitTarget, found: Candidates, beds: Beds, least: Array) -> NDArray[np.intp]:
    """(n,) the record that comes first for each of n people of one stature class; -1 where every one misfits.

    Args:
        beds: the candidates under people of this class.
        least: (n,) fit under which a record misfits.
    """
    excess = needs.expected @ beds.of_kinds - needs.ideal_discomfort[:, None]
    most = bounds(needs, beds, excess)
    allowed = found.carries(needs.bodies.weight_kg)
    highest = np.where(allowed, _highest(beds, most), 0.0)
    search = _Search(needs, beds, most, highest, np.zeros(highest.shape), np.zeros(most.shape))
    search.lay_down(found)
    near = least_of(-search.highest, min(_LOOKED_AT_FIRST, len(found.records)))
    first = np.zeros(allowed.shape, dtype=bool)
    np.put_along_axis(first, near, True, axis=1)
    search.work_out(np.where(first & allowed, search.highest, np.inf))
    search.work_out(_each(search.best - _MARGIN_POINTS, allowed))
    # Of what ties with the best the cheapest comes first, and of equal prices what fits best.
    tied = np.maximum(search.best - TIED_POINTS, least)
    rank = np.where(search.fit > tied[:, None] + _MARGIN_POINTS, found.price_rank.astype(float), np.inf)
    cheapest = rank.min(axis=1, keepdims=True)
    fits_best = np.where(rank == cheapest, search.fit, 0.0).max(axis=1)
    reach = np.where(found.price_rank < cheapest, tied[:, None], np.maximum(fits_best, tied)[:, None])
    search.work_out(np.where(allowed & (found.price_rank <= cheapest), reach - _MARGIN_POINTS, np.inf))
    may = allowed & (_behind(search.fit, search.best[:, None]) < TIED_POINTS) & (search.fit >= least[:, None])
    return np.where(may.any(axis=1), first_of(may, found.price_rank, search.fit, found.alike_rank), -1)


@dataclass(frozen=True, eq=False)
class _Search:
    """n people on m records, and what is worked out for them so far.

    Attributes:
        most: (n, kinds) the most that the fit can be; highest: (n, m) that of each record, 0 where it is not allowed.
        fit: (n, m) the best fit of each record that was worked out, else 0; of_kind: (n, kinds) that of each kind.
    """

    needs: FitTarget
    beds: Beds
    most: Array
    highest: Array
    fit: Array
    of_kind: Array

    @property
    def best(self) -> Array:
        """(n,) the best that was worked out."""
        return np.asarray(self.fit.max(axis=1))

    def lay_down(self, found: Candidates) -> None:
        """Work out the beds that somebody lay on, as they are for them."""
        if not any(self.needs.lain_on):
            return
        place = {name: record for record, name in enumerate(found.ids.tolist()) if not self.beds.several[record]}
        lain = [
            (person, place[one.mattress_id], one)
            for person, beds in enumerate(self.needs.lain_on)
            for one in beds or ()
            if one.mattress_id in place and self.highest[person, place[one.mattress_id]] > 0
        ]
        if lain:
            person, record = (np.array([one[at] for one in lain], dtype=np.intp) for at in (0, 1))
            centre = self.needs.mean[person] + np.stack([one.firmer for *_, one in lain])
            covariance = np.stack([one.unsure for *_, one in lain]) - self.needs.unsure[person]
            fit = fits_of(self.needs, person, centre, covariance)
            self.fit[person, record] = self.highest[person, record] = fit

    def work_out(self, reach: Array) -> None:
        """Fill in the fits of records whose bound reaches (n, m), of the beds of each whose own bound does."""
        person, record = np.nonzero((self.highest >= reach) & (self.fit < self.highest))
        beds = self.beds
        several = np.diff(beds.start, append=len(beds.record))[record]
        person, least = np.repeat(person, several), np.repeat(reach[person, record], several)
        within = np.arange(len(person)) - np.repeat(np.cumsum(several) - several, several)
        bed = np.repeat(beds.start[record], several) + within
        here = self.most[person, beds.kind[bed]] >= least
        person, bed = person[here], bed[here]
        kind = beds.kind[bed]
        new = self.of_kind[person, kind] == 0
        if new.any():
            pairs = np.unique(person[new] * len(beds.first) + kind[new])
            who, which = pairs // len(beds.first), pairs % len(beds.first)
            first = beds.first[which]
            self.of_kind[who, which] = fits_of(self.needs, who, beds.centre[first], beds.covariance[first])
        np.maximum.at(self.fit, (person, beds.record[bed]), self.of_kind[person, kind])


def _behind(fit: Array, best: Array) -> Array:
    """By how many points a fit is less than the best, rounded as in `ties.tie_groups`."""
    return np.asarray(np.round(np.round(best, FIT_DECIMALS) - np.round(fit, FIT_DECIMALS), FIT_DECIMALS))


def _each(of_people: Array, allowed: NDArray[np.bool_]) -> Array:
    return np.where(allowed, of_people[:, None], np.inf)


def _highest(beds: Beds, most: Array) -> Array:
    """(n, m) the highest bound of each record, of those (n, kinds) of kinds."""
    of_beds = most[:, beds.kind]
    return of_beds if beds.single else np.maximum.reduceat(of_beds, beds.start, axis=1)
