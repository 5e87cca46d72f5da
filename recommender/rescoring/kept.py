"""What scoring people leaves behind so that an update costs little: what they need in single precision, and exactly the
bed they were shown first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recommender.arrays import Array
from recommender.fit_target import FitTarget
from recommender.matching import RankTable
from recommender.person.sleepers import Sleepers
from recommender.ranking.bed_vectors import stature_class
from recommender.scoring.polynomials import N_FIGURES, expected
from recommender.scoring.scoring_model import ORIGIN
from recommender.sleeper import Experience, Sleeper

_ROWS, _COLUMNS = np.tril_indices(N_FIGURES)


@dataclass(frozen=True)
class Kept:
    """n people who were shown beds.

    Attributes:
        row: (n,) their rows in the table they were read from; `name`: a hash of the `profile_id` of each.
        before_id, before_fit: (n,) the bed they were shown first and its fit; None and NaN: none passed their wishes.
        best: (n,) the best fit of the list; `attainable`: that of a bed made for them.
        weight_kg, stature_cm: (n,) as the list was asked; the stature is that of its class.
        told: (n,) whether they lay on a bed of the list, whose facts are part of what they need.
        expected, unsure, ideal, mean: (n, 70), (n, 10), (n,), (n, 4) what they need, as in `FitTarget`; of the
            covariance the lower triangle, and the best bed less `ORIGIN`.
        wishes: of each.
    """

    row: NDArray[np.int64]
    name: NDArray[np.uint64]
    before_id: NDArray[np.object_]
    before_fit: Array
    best: Array
    attainable: Array
    weight_kg: Array
    stature_cm: Array
    told: NDArray[np.bool_]
    expected: NDArray[np.float32]
    unsure: NDArray[np.float32]
    ideal: NDArray[np.float32]
    mean: NDArray[np.float32]
    wishes: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.row)

    def take(self, rows: NDArray[np.intp] | slice) -> Kept:
        return Kept(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    def covariance(self, rows: NDArray[np.intp] | slice = slice(None)) -> Array:
        """(4, 4, p) what is unsure of people in some rows."""
        told = self.unsure[rows].T
        unsure = np.empty((N_FIGURES, N_FIGURES, told.shape[1]))
        unsure[_ROWS, _COLUMNS] = unsure[_COLUMNS, _ROWS] = told
        return unsure

    def quartic(self, rows: NDArray[np.intp] | slice = slice(None)) -> Array:
        """(70, p) their discomfort on a bed known exactly: what is expected over an error, the error taken back."""
        return expected(self.expected[rows].T.astype(float), -self.covariance(rows))

    def are(self, sleepers: Sequence[Sleeper]) -> bool:
        """Whether these are the same people."""
        people = Sleepers.of(sleepers)
        return bool((self.name == _names(people)).all() and (self.weight_kg == people.figures("weight_kg")).all())


def kept_of(target: FitTarget, table: RankTable, row: NDArray[np.int64]) -> Kept:
    """What is kept of people who were ranked.

    Args:
        table: their picks; row: (n,) their rows.
    """
    first = table.rank[:, 0] == 1
    shown = table.mattress_id[:, 0].copy()
    shown[~first] = None
    people = Sleepers.of(target.sleepers)
    wished = people.answers("wishes")
    wishes = np.empty(len(wished.values), dtype=object)
    wishes[:] = wished.values
    return Kept(
        row=row,
        name=_names(people),
        before_id=shown,
        before_fit=np.where(first, table.fit[:, 0], np.nan),
        best=table.best_relative * table.attainable,
        attainable=table.attainable,
        weight_kg=target.bodies.weight_kg,
        stature_cm=stature_class(target.bodies.height_cm),
        told=people.each(_name_a_bed, "experiences"),
        expected=target.expected.astype(np.float32),
        unsure=target.unsure[:, _ROWS, _COLUMNS].astype(np.float32),
        ideal=target.ideal_discomfort.astype(np.float32),
        mean=(target.mean - ORIGIN).astype(np.float32),
        wishes=wishes[wished.code],
    )


def _names(people: Sleepers) -> NDArray[np.uint64]:
    named = people.answers("profile_id")
    return pd.util.hash_array(np.array(named.values, dtype=object), categorize=False)[named.code]


def _name_a_bed(experiences: Sequence[Experience]) -> bool:
    return any(one.mattress_id for one in experiences)


def taken(parts: Sequence[Kept]) -> Kept:
    """Parts put together."""
    return Kept(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Kept)})
