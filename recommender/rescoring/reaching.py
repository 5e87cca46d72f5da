"""Whether beds fit people by so many points, told from what was kept of them.

Two bounds, of all beds and then of those it leaves, spare working out nearly every fit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from catalog.mattress import Mattress
from recommender.arrays import Array
from recommender.ranking.bed_vectors import Beds, known_of
from recommender.ranking.expected_fit import INTEGRAL, expected_fit
from recommender.ranking.fits import ROOM_POINTS, at_most
from recommender.rescoring.kept import Kept
from recommender.scoring import fast
from recommender.scoring.polynomials import (
    N_CUBIC,
    N_FIGURES,
    N_QUADRATIC,
    N_QUARTIC,
    PAIRS,
    gradient_of,
    hessian_of,
)
from recommender.scoring.scoring_model import ORIGIN

# Points by which a fit from single precision may be off: a hundred times what was met, and a twentieth of a tie.
MARGIN_POINTS = 0.05
# The variance of discomfort is so many times that of its mean slope and curvature, or less: it was up to 1.03 times.
_MORE_VARIANCE = 1.05
_GRADIENT, _HESSIAN = gradient_of(np.eye(N_QUARTIC)), hessian_of(np.eye(N_QUARTIC))

_Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Changed:
    """Records that went or came."""

    records: tuple[Mattress, ...]

    def any_reaches(self, kept: Kept, reach: Array) -> NDArray[np.bool_]:
        """(n,) whether any fits a person by (n, records) points or more, at one of its settings, and carries them.

        Args:
            kept: n people of one stature class.
        """
        found = np.zeros(len(kept), dtype=bool)
        if not reach.size:
            return found
        beds, bends = self._under(float(kept.stature_cm[0]))
        met = Meeting(kept, beds, bends)
        order, start = beds.by_kind
        reach = np.where(kept.weight_kg[:, None] > self._limit_kg, np.inf, reach)
        least = np.minimum.reduceat(reach[:, beds.record[order]], start, axis=1)
        person, kind = np.nonzero(met.bound() >= least)
        near = met.nearer_bound(person, kind) + MARGIN_POINTS >= least[person, kind]
        person, kind = person[near], kind[near]
        found[person[met.fits(person, kind) >= least[person, kind]]] = True
        return found

    @cached_property
    def _limit_kg(self) -> Array:
        return np.array([np.inf if bed.weight_max_kg is None else bed.weight_max_kg for bed in self.records])

    @cached_property
    def _under(self) -> Callable[[float], tuple[Beds, Array]]:
        """What the engine knows of them under people of a stature class, and `bends_of` that."""
        known = known_of(self.records)

        @cache
        def under(stature_cm: float) -> tuple[Beds, Array]:
            beds = known.under(stature_cm)
            return beds, bends_of(beds)

        return under


def bends_of(beds: Beds) -> Array:
    """(70, kinds, 14) by which quartics are multiplied for their mean slopes and curvatures over what is unsure."""
    slopes = np.einsum("sfq,fk->qks", _GRADIENT, beds.of_kinds[:N_CUBIC])
    curves = np.einsum("cfq,fk->qkc", _HESSIAN, beds.of_kinds[:N_QUADRATIC])
    return np.concatenate([slopes, curves], axis=2)


@dataclass(frozen=True, eq=False)
class Meeting:
    """People and beds under their stature class, with `bends_of` these; pairs are (p,) people and (p,) kinds of bed."""

    kept: Kept
    beds: Beds
    bends: Array

    def bound(self) -> Array:
        """(n, kinds) the most that each fit can be: whatever the variance, that of discomfort that is one squared
        figure.
        """
        return np.asarray(100 / np.sqrt(1 + np.maximum(self._excess, 0)) + ROOM_POINTS)

    def nearer_bound(self, person: _Places, kind: _Places) -> Array:
        """(p,) the most that fits can be, by the variance of discomfort with its mean slope and curvature."""
        bend = np.empty((self.bends.shape[2], len(person)))
        for one in np.unique(kind):
            mine = np.flatnonzero(kind == one)
            bend[:, mine] = self.bends[:, one].T @ self._quartic[person[mine]].T
        unsure = self._unsure(person, kind)
        slope, curve = bend[:N_FIGURES], np.empty(unsure.shape)
        for one, (i, j) in zip(bend[N_FIGURES:], PAIRS, strict=True):
            curve[i, j] = curve[j, i] = one
        bent = np.einsum("ijp,jkp->ikp", curve, unsure)
        variance = (slope * np.einsum("ijp,jp->ip", unsure, slope)).sum(axis=0)
        variance += np.einsum("ijp,jip->p", bent, bent) / 2
        return at_most(self._excess[person, kind], _MORE_VARIANCE * variance)

    def fits(self, person: _Places, kind: _Places) -> Array:
        """(p,) expected fits."""
        bed, quartic = self.beds.first[kind], self.kept.quartic(person)
        ideal, loops = self.kept.ideal[person].astype(float), fast.held()
        if loops is None:
            centre = self.beds.centre[bed] - ORIGIN
            return expected_fit(quartic, ideal, centre.T, self._unsure(person, kind))
        unsure = fast.packed(np.moveaxis(self.kept.covariance(person), -1, 0))
        people = fast.People(fast.packed(quartic.T), ideal, fast.packed(self.kept.mean[person]), unsure)
        return loops.expected_fits(people, self.beds.for_loops, fast.Places(np.arange(len(person)), bed), INTEGRAL)

    def _unsure(self, person: _Places, kind: _Places) -> Array:
        """(4, 4, p) what is unsure of both."""
        own = self.beds.covariance[self.beds.first[kind]]
        return self.kept.covariance(person) + np.moveaxis(own, 0, -1)

    @cached_property
    def _quartic(self) -> Array:
        """(n, 70) discomfort expected over what is unsure of each person."""
        return self.kept.expected.astype(float)

    @cached_property
    def _excess(self) -> Array:
        """(n, kinds) expected discomfort above the ideal."""
        return np.asarray(self._quartic @ self.beds.of_kinds - self.kept.ideal[:, None])
