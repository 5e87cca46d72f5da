"""A body laid on a bed: the one place where body, bed, equilibrium and measures come together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from recommender.mechanics.bed import BedSupport, bed_support, beds_under
from recommender.mechanics.body import LyingBody, lying_body
from recommender.mechanics.lying import Equilibrium, lie
from recommender.mechanics.measures import Measures, measure
from recommender.mechanics.parameters import DEFAULT, Parameters
from recommender.person.anthropometry import Bodies, fill
from recommender.sleeper import Position, Sleeper

T = TypeVar("T")


@dataclass(frozen=True)
class Rest:
    """One body at rest: everything `describe` and `picture` read."""

    bodies: Bodies
    body: LyingBody
    bed: BedSupport
    equilibrium: Equilibrium
    measures: Measures
    parameters: Parameters


def lay(
    bodies: Bodies,
    position: Position,
    *,
    hardness_n_mm: float,
    parameters: Parameters = DEFAULT,
    **of_bed: Any,
) -> Rest:
    """Lay one body (n = 1) on a bed; the arguments of the bed are those of `bed_support`."""
    body = lying_body(bodies, position, parameters)
    bed = bed_support(hardness_n_mm, body.station, stature_m=body.stature_m, **of_bed)
    equilibrium = lie(body, bed)
    return Rest(bodies, body, bed, equilibrium, measure(body, bed, equilibrium), parameters)


def rests(sleeper: Sleeper, position: Position, beds: Sequence[Mapping[str, Any]]) -> list[Rest]:
    """This person at rest on each of some beds (`bed.plain`, `bed.as_listed`), laid in one go."""
    bodies = fill([sleeper])
    body = lying_body(bodies, position)
    support = beds_under(body, beds)
    at_rest = lie(body, support)
    measures = measure(body, support, at_rest)

    def of(arrays: T, i: int) -> T:
        """One column of a bundle of arrays whose last axis is the beds."""
        return type(arrays)(**{name: np.atleast_1d(held)[..., i : i + 1] for name, held in vars(arrays).items()})

    return [Rest(bodies, body, of(support, i), of(at_rest, i), of(measures, i), DEFAULT) for i in range(len(beds))]
