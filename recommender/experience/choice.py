"""The best bed of a list for people as they might be: what somebody would choose once they had been told something.

Expected discomfort finds the beds that can be best, and only their expected fit is worked out: of people at large the
best by fit is among the three of least expected discomfort.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import EVEN, Array
from recommender.experience.lain_on import LainOn
from recommender.experience.learning import moved
from recommender.fit_target import FitTarget
from recommender.ranking.bed_vectors import Beds, stature_class
from recommender.ranking.candidates import Candidates
from recommender.ranking.expected_fit import expected_fit
from recommender.scoring.polynomials import N_FIGURES
from recommender.scoring.scoring_model import ORIGIN

MOST_LOOKED_AT = 4  # kinds of bed of least expected discomfort whose fit is worked out
# Own best beds drawn to say what is lost while the person's is not known, and how little of its doubt is left then.
_DRAWS, _KNOWN, _LOOKED_AT_IF_KNOWN = 128, 1e-6, 2
_SPACE_RATIO = 1.1673039782614187  # root of x^5 = x + 1: the generalised golden ratio for four dimensions


@dataclass(frozen=True, eq=False)
class Choice:
    """The beds a person chooses from.

    A bed is a kind of `beds`, or one that the person lay on: those are numbered from `len(beds.first)` on, in the order
    of `FitTarget.lain_on`, and left out of their kind.

    Attributes:
        kinds: the kinds of `beds` that carry the person.
        of_kind: (kinds,) ids of the beds of each that carry them.
        single: ids of all of these that are one bed, so that what was said of it tells of it.
    """

    beds: Beds
    kinds: NDArray[np.intp]
    of_kind: tuple[frozenset[str], ...]
    single: frozenset[str]

    def near(self, needs: FitTarget, few: int = MOST_LOOKED_AT) -> NDArray[np.intp]:
        """(n, k) the beds that can be best for each of n people, those lain on among them."""
        excess = needs.expected @ self._expected
        lain_on = [self._lain_on(lain) for lain in needs.lain_on]
        for i, names in enumerate(lain_on):
            theirs = {self._kind_of[name] for name in names}
            excess[i, [kind for kind in theirs if self.of_kind[kind] <= names.keys()]] = np.inf
        near = self.kinds[least_of(excess, min(few, len(self.kinds)))]
        widest = max(map(len, lain_on), default=0)
        if not widest:
            return near
        beside = np.tile(near[:, :1], widest)
        for i, names in enumerate(lain_on):
            beside[i, : len(names)] = list(names.values())
        return np.hstack([near, beside])

    @cached_property
    def _expected(self) -> Array:
        """(70, kinds) expected monomials of each kind that carries the person."""
        return np.ascontiguousarray(self.beds.of_kinds[:, self.kinds])

    @cached_property
    def _kind_of(self) -> Mapping[str, int]:
        """Of which of `kinds` each bed is that is one bed."""
        return {name: kind for kind, names in enumerate(self.of_kind) for name in names & self.single}

    def _lain_on(self, beds: Sequence[LainOn] | None) -> dict[str, int]:
        """Numbers of the beds somebody lay on, by id, of those to choose from."""
        start = len(self.beds.first)
        return {bed.mattress_id: start + j for j, bed in enumerate(beds or ()) if bed.mattress_id in self.single}

    def fits(self, needs: FitTarget, kinds: NDArray[np.intp]) -> Array:
        """(n, k) expected fit of n people on beds (n, k), or (k,) the same for all."""
        kinds = np.broadcast_to(kinds, (len(needs), kinds.shape[-1]))
        person = np.repeat(np.arange(len(needs)), kinds.shape[1])
        centre, covariance = self.known(needs, person, kinds.ravel())
        return fits_of(needs, person, centre, covariance).reshape(kinds.shape)

    def known(self, needs: FitTarget, person: NDArray[np.intp], kind: NDArray[np.intp]) -> tuple[Array, Array]:
        """(p, 4) and (p, 4, 4) what is known of beds under people, pair by pair."""
        beds, start = self.beds, len(self.beds.first)
        rows = beds.first[np.minimum(kind, start - 1)]
        centre, covariance = beds.centre[rows], beds.covariance[rows]
        for pair in np.flatnonzero(kind >= start):
            i = person[pair]
            lain = needs.lain_on[i][kind[pair] - start]
            centre[pair], covariance[pair] = needs.mean[i] + lain.firmer, lain.unsure - needs.unsure[i]
        return centre, covariance

    def best(self, needs: FitTarget, few: int = MOST_LOOKED_AT) -> Array:
        """(n,) expected fit of the best bed for each of n people, of the few of least expected discomfort."""
        best: Array = self.fits(needs, self.near(needs, few)).max(axis=1)
        return best


def choice_of(person: FitTarget, found: Candidates) -> Choice | None:
    """What the first of these people may choose among candidates; None where nothing carries them."""
    if not found.records:
        return None
    allowed = found.carries(person.bodies.weight_kg)[0]
    return _choice(found, found.beds(float(stature_class(person.bodies.height_cm)[0])), allowed.tobytes())


@lru_cache(maxsize=8)
def _choice(found: Candidates, beds: Beds, carrying: bytes) -> Choice | None:
    """The choice among those candidates that carry somebody, (m,) booleans: the same for most people."""
    allowed = np.frombuffer(carrying, dtype=np.bool_)
    kinds = np.unique(beds.kind[allowed[beds.record]])
    if not len(kinds):
        return None
    members: dict[int, set[str]] = {int(kind): set() for kind in kinds}
    for row in np.flatnonzero(allowed[beds.record]):
        members[int(beds.kind[row])].add(found.ids[beds.record[row]])
    of_kind = tuple(frozenset(members[int(kind)]) for kind in kinds)
    return Choice(beds, kinds, of_kind, frozenset(found.ids[allowed & ~beds.several]))


def least_of(figures: Array, few: int) -> NDArray[np.intp]:
    """(n, few) where the least of figures (n, m) are, the first again where no other is finite; for a few faster than a
    partition. The figures are changed.
    """
    found, each = np.empty((len(figures), few), dtype=np.intp), np.arange(len(figures))
    for place in range(few):
        at = figures.argmin(axis=1)
        found[:, place] = np.where(np.isfinite(figures[each, at]), at, found[:, 0]) if place else at
        figures[each, at] = np.inf
    return found


def fits_of(needs: FitTarget, person: NDArray[np.intp], centre: Array, covariance: Array) -> Array:
    """(p,) expected fit of people on beds (p, 4) known as (p, 4, 4), pair by pair."""
    unsure = np.moveaxis(needs.unsure[person] + covariance, 0, -1)
    return expected_fit(needs.quartic.T[:, person], needs.ideal_discomfort[person], (centre - ORIGIN).T, unsure)


def best_if_known(person: FitTarget, choice: Choice) -> float:
    """The fit that the first of these people could choose once their own best bed was known; within .3 points."""
    along = person.unsure[0] @ EVEN
    along /= np.sqrt(EVEN @ along)
    size, axes = np.linalg.eigh(person.unsure[0] - np.outer(along, along))
    rest = axes * np.sqrt(np.maximum(size, 0))
    steps = _even_normals() @ np.vstack([along, rest[:, :0:-1].T])  # what is most unsure first
    each = person.take(np.zeros(_DRAWS, dtype=np.intp))
    return float(choice.best(moved(each, steps, _KNOWN * each.unsure), _LOOKED_AT_IF_KNOWN).mean())


@lru_cache(maxsize=1)
def _even_normals() -> Array:
    """(draws, 4) normal draws that fill four dimensions evenly: Roberts' R sequence, mean and covariance made exact."""
    steps = _SPACE_RATIO ** -np.arange(1.0, N_FIGURES + 1)
    even = np.vectorize(NormalDist().inv_cdf)((0.5 + np.arange(1, _DRAWS + 1)[:, None] * steps) % 1)
    even -= even.mean(axis=0)
    drawn: Array = np.linalg.solve(np.linalg.cholesky(even.T @ even / _DRAWS), even.T).T
    return drawn
