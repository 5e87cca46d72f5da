"""Bodies on beds: the one place where body, bed, equilibrium and measures are combined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from recommender.mechanics.bed import Bed, BedSupport, bed_support
from recommender.mechanics.body import LyingBody, lying_body
from recommender.mechanics.lying import Equilibrium, lie
from recommender.mechanics.measures import Measures, measure
from recommender.mechanics.parameters import DEFAULT, Parameters
from recommender.person.anthropometry import Bodies
from recommender.sleeper import Position

Arrays = TypeVar("Arrays", Equilibrium, Measures)


@dataclass(frozen=True)
class Rest:
    """n bodies at rest on n beds. Where one body lies on n beds, or n bodies on one, `bodies` and `body`, or `bed`,
    hold that one; `equilibrium` and `measures` always hold n."""

    bodies: Bodies
    body: LyingBody
    bed: BedSupport
    equilibrium: Equilibrium
    measures: Measures
    parameters: Parameters

    def __len__(self) -> int:
        return len(self.equilibrium.converged)

    def row(self, i: int) -> Rest:
        """One of them as a `Rest` of n = 1, for drawings and tables."""
        if not 0 <= i < len(self):
            raise IndexError(i)
        here = slice(i, i + 1)
        return Rest(
            bodies=self.bodies if len(self.bodies) == 1 else self.bodies.take(here),
            body=self.body.take(here),
            bed=self.bed.take(here),
            equilibrium=_columns(self.equilibrium, here),
            measures=_columns(self.measures, here),
            parameters=self.parameters,
        )

    def __iter__(self) -> Iterator[Rest]:
        return (self.row(i) for i in range(len(self)))


def lay(bodies: Bodies, position: Position, beds: Bed | BedSupport, parameters: Parameters = DEFAULT) -> Rest:
    """Lay n bodies on n beds, n bodies on one bed, or one body on n beds.

    Args:
        beds: the description of the beds, or a `BedSupport` for a surface without a hardness, such as a floor.

    Raises:
        BedError: a figure of the beds outside its range, or neither as many beds as bodies nor one of either.
        ProfileError: a figure of a body that is not positive.
    """
    body = lying_body(bodies, position, parameters)
    support = beds if isinstance(beds, BedSupport) else bed_support(beds, body)
    equilibrium = lie(body, support)
    return Rest(bodies, body, support, equilibrium, measure(body, support, equilibrium), parameters)


def _columns(arrays: Arrays, rows: slice) -> Arrays:
    return type(arrays)(**{name: array[..., rows] for name, array in vars(arrays).items()})
