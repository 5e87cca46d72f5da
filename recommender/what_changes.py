"""What would change the first choice: the smallest change of each answer, found by ranking again at every step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import on_one_thread
from recommender.experience.first_bed import first_beds
from recommender.experience.learning import with_experiences
from recommender.fit_target import targets
from recommender.matching import VERDICT_BORDERLINE, Ranking
from recommender.person.anthropometry import BREADTHS
from recommender.person.fields import FIELDS
from recommender.person.night import POPULATION_NIGHT
from recommender.ranking.bed_vectors import stature_class
from recommender.ranking.candidates import candidates_for, usual_covariance
from recommender.ranking.fits import attainable_fit
from recommender.reasons import Figure
from recommender.sleeper import POSITIONS, Sleeper

# Step and range of the search, in the unit of the answer; beyond that range it would be another person. ASSUMED.
WEIGHT_STEP_KG, WEIGHT_REACH_KG = 1.0, 25.0
SHARE_STEP = 0.1
BREADTH_STEP_CM, BREADTH_REACH_CM = 1.0, 6.0
STRIDE = 4  # the search takes every fourth step, then the ones before the first that changed the choice

Walk = tuple[str, str, float, list[tuple[float, Sleeper]]]
_Other = tuple[int, str]  # a step of a walk, and the id of the bed that comes first there


@on_one_thread
def what_changes(ranking: Ranking) -> tuple[Mapping[str, Figure], ...]:
    """For each answer and direction the first step at which another bed comes first.

    Returns:
        `field`, `above` or `below` (the last value with the same first choice) and `then` (the new one's id), smallest
        part of its reach first. Empty when no bed is ranked.
    """
    if not len(ranking.order):
        return ()
    here = ranking.mattresses[ranking.order[0]].mattress_id
    walks = [walk for walk in _walks(ranking) if walk[3]]
    ahead = _Ahead(ranking, walks, here)
    # Few large blocks of people: a small one takes nearly as long.
    ends = ahead.first_others([(i, _coarse(len(steps))) for i, (*_, steps) in enumerate(walks)])
    near = [(i, end) for i, end in enumerate(ends) if end is not None]
    sooner = ahead.first_others([(i, list(range(k - k % STRIDE, k))) for i, (k, _) in near])
    found = []
    for (i, end), before in zip(near, sooner, strict=True):
        field, direction, start, steps = walks[i]
        k, then = before or end
        last = steps[k - 1][0] if k else start
        change: dict[str, Figure] = {"field": field, direction: last, "then": then}
        found.append((k / len(steps), change))
    return tuple(change for _, change in sorted(found, key=lambda pair: pair[0]))


def _coarse(steps: int) -> list[int]:
    return [min(k + STRIDE - 1, steps - 1) for k in range(0, steps, STRIDE)]


class _Ahead:
    """The people at every step of some walks, all as tall as the first of a ranking: what they need is worked out once,
    what comes first for them where it is asked.
    """

    def __init__(self, ranking: Ranking, walks: list[Walk], here: str) -> None:
        people = [person for *_, steps in walks for _, person in steps]
        self._start = np.cumsum([0, *(len(steps) for *_, steps in walks)]).tolist()
        self._needs = with_experiences(targets(people), ranking.catalogue)
        self._found = candidates_for(ranking.catalogue, ranking.wishes, ranking.as_of)
        self._usual = usual_covariance(ranking.catalogue, ranking.as_of)
        self._beds = self._found.beds(float(stature_class(ranking.target.bodies.height_cm[:1])[0]))
        self._here = here

    def first_others(self, some: list[tuple[int, list[int]]]) -> list[_Other | None]:
        """For each walk the first of the steps given at which another bed comes first; all ranked at once."""
        rows = np.array([self._start[i] + k for i, ks in some for k in ks], dtype=np.intp)
        firsts = iter(self._first(rows))
        ranked = [[(k, next(firsts)) for k in ks] for _, ks in some]
        return [next(((k, bed) for k, bed in each if bed not in (self._here, None)), None) for each in ranked]

    def _first(self, rows: NDArray[np.intp]) -> list[str | None]:
        """The id of the bed that comes first for each, None where every bed misfits: the first of `match_many`,
        without the chance and the interval of its fit.
        """
        if not len(rows):
            return []
        needs, records = self._needs.take(rows), self._found.records
        least = VERDICT_BORDERLINE * attainable_fit(needs, self._usual)
        beds = first_beds(needs, self._found, self._beds, least)
        return [records[i].mattress_id if i >= 0 else None for i in beds.tolist()]


def _walks(ranking: Ranking) -> Iterator[Walk]:
    """Each answer that could be different, up and down: its steps and the resulting person."""
    person, bodies = replace(ranking.target.sleepers[0], wishes=ranking.wishes), ranking.target.bodies
    yield from _figure(person, "weight_kg", person.weight_kg, WEIGHT_STEP_KG, WEIGHT_REACH_KG)
    told = np.array([person.side, person.back, person.stomach])
    told = told / told.sum()
    for i, position in enumerate(POSITIONS):
        others = np.where(np.arange(len(told)) == i, 0, told if told[i] < 1 else POPULATION_NIGHT)
        grid = np.arange(0, 1 + SHARE_STEP / 2, SHARE_STEP).round(6)
        for direction, shares in (("above", grid[grid > told[i]]), ("below", grid[grid < told[i]][::-1])):
            nights = [np.where(np.arange(len(told)) == i, s, (1 - s) * others / others.sum()).tolist() for s in shares]
            people = [replace(person, side=night[0], back=night[1], stomach=night[2]) for night in nights]
            steps = list(zip(shares.tolist(), people, strict=True))
            yield position, direction, float(told[i]), steps
    for name in BREADTHS:
        value = float(getattr(bodies, name)[0])
        yield from _figure(person, name, value, BREADTH_STEP_CM, BREADTH_REACH_CM)


def _figure(person: Sleeper, name: str, value: float, step: float, reach: float) -> Iterator[Walk]:
    allowed = FIELDS[name].limits()
    start = round(value / step) * step
    for direction, sign in (("above", 1), ("below", -1)):
        values = start + sign * step * np.arange(1, round(reach / step) + 1)
        steps = [(float(v), _with(person, name, float(v))) for v in values if v in allowed]
        yield name, direction, start, steps


def _with(person: Sleeper, name: str, value: float) -> Sleeper:
    changed: dict[str, Any] = {name: value}
    return replace(person, **changed)
