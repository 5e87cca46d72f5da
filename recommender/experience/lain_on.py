"""A bed as it is for somebody who lay on it: what they said of it tells of that very bed, and not of themselves alone.

How firm a bed truly is may be a point off what is stated. Who finds it right has found a bed that is right for them,
whatever it is: for them its difference from their own best bed is known better than bed and person apart. For anybody
else the bed stays what is stated of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from catalog.mattress import Mattress
from recommender.arrays import Array
from recommender.fit_target import FitTarget
from recommender.ranking.bed_vectors import Beds, stature_class
from recommender.ranking.candidates import Candidates
from recommender.scoring.polynomials import expected_monomials
from recommender.scoring.scoring_model import ORIGIN


@dataclass(frozen=True, eq=False)
class LainOn:
    """How a bed differs from its person's own best one.

    Attributes:
        firmer: (4,) the bed less the best bed, expected: ln N/mm under shoulder, waist and hip; ln of core over whole.
        unsure: (4, 4) covariance of that; with_own: (4, 4) its covariance with the best bed.
    """

    mattress_id: str
    firmer: Array
    unsure: Array
    with_own: Array

    def when(self, before: Array, step: Array, total: Array) -> LainOn:
        """The same once more is known of the person alone: their best bed moved by step (4,), and its covariance is
        total (4, 4) instead of before (4, 4).
        """
        along = np.linalg.solve(before, self.with_own.T).T
        left = self.unsure - along @ (before - total) @ along.T
        return LainOn(self.mattress_id, self.firmer + along @ step, left, along @ total)


def beds_under(found: Candidates, target: FitTarget) -> Beds:
    """What the engine knows of candidates under the first person of a target, of beds they lay on too."""
    beds = found.beds(float(stature_class(target.bodies.height_cm[:1])[0]))
    return as_lain_on(beds, found.records, target) if target.lain_on[0] else beds


def as_lain_on(beds: Beds, records: Sequence[Mattress], target: FitTarget) -> Beds:
    """Beds of these records where those that the first person of a target lay on are what they are for this person.

    A bed that is several is left as it is: nobody noted at which setting somebody lay.
    """
    lain = {one.mattress_id: one for one in target.lain_on[0] or ()}
    single = ~beds.several
    which = [i for i, bed in enumerate(records) if bed.mattress_id in lain and single[i]]
    if not which:
        return beds
    rows, told = beds.start[which], [lain[records[i].mattress_id] for i in which]
    centre, covariance, expected = beds.centre.copy(), beds.covariance.copy(), beds.expected.copy()
    centre[rows] = target.mean[0] + np.stack([one.firmer for one in told])
    # Added to what is unsure of the person it is what is unsure of the two together; alone it need not be a covariance.
    covariance[rows] = np.stack([one.unsure for one in told]) - target.unsure[0]
    expected[rows] = expected_monomials((centre[rows] - ORIGIN).T, np.moveaxis(covariance[rows], 0, -1)).T
    kind, record_kind = beds.kind.copy(), beds.record_kind.copy()
    kind[rows] = len(beds.first) + np.arange(len(rows))
    record_kind[which] = record_kind.max() + 1 + np.arange(len(which))
    _, first, kind = np.unique(kind, return_index=True, return_inverse=True)
    made = replace(beds, centre=centre, covariance=covariance, expected=expected)
    return replace(made, kind=kind.ravel(), first=first, record_kind=record_kind)
