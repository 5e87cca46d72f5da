"""What would change the first choice: the smallest change of each answer, found by ranking again at every step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from recommender.fit_target import targets
from recommender.matching import Ranking, match_many
from recommender.person.anthropometry import BREADTHS
from recommender.person.fields import FIELDS
from recommender.person.night import POPULATION_NIGHT
from recommender.reasons import Figure
from recommender.sleeper import POSITIONS, Sleeper

# Step and range of the search, in the unit of the answer; beyond that range it would be another person. ASSUMED.
WEIGHT_STEP_KG, WEIGHT_REACH_KG = 1.0, 25.0
SHARE_STEP = 0.1
BREADTH_STEP_CM, BREADTH_REACH_CM = 1.0, 6.0
STRIDE = 4  # the search takes every fourth step, then the ones before the first that changed the choice

Walk = tuple[str, str, float, list[tuple[float, Sleeper]]]


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
    strides = [range(STRIDE - 1, len(steps) + STRIDE - 1, STRIDE) for *_, steps in walks]
    coarse = [[min(k, len(walk[3]) - 1) for k in stride] for walk, stride in zip(walks, strides, strict=True)]
    ends = [_first_other(walk, ks, firsts, here) for walk, ks, firsts in _ranked(ranking, walks, coarse)]
    near = [walk for walk, end in zip(walks, ends, strict=True) if end is not None]
    fine = [list(range(end - end % STRIDE, end + 1)) for end in ends if end is not None]
    found = []
    for walk, ks, firsts in _ranked(ranking, near, fine):
        field, direction, start, steps = walk
        k = _first_other(walk, ks, firsts, here)
        assert k is not None  # the last of them changed the first choice
        last = steps[k - 1][0] if k else start
        change: dict[str, Figure] = {"field": field, direction: last, "then": firsts[ks.index(k)]}
        found.append((k / len(steps), change))
    return tuple(change for _, change in sorted(found, key=lambda pair: pair[0]))


def _ranked(ranking: Ranking, walks: list[Walk], which: list[list[int]]) -> Iterator[tuple[Walk, list[int], list[str]]]:
    """Each walk, the steps taken, and the id of the first choice there; all ranked at once."""
    people = [replace(walk[3][k][1], wishes=ranking.wishes) for walk, ks in zip(walks, which, strict=True) for k in ks]
    if not people:
        return
    first = iter(match_many(targets(people), ranking.catalogue, top=1, as_of=ranking.as_of).mattress_id[:, 0].tolist())
    for walk, ks in zip(walks, which, strict=True):
        yield walk, ks, [next(first) for _ in ks]


def _first_other(walk: Walk, ks: list[int], firsts: list[str], here: str) -> int | None:
    return next((k for k, first in zip(ks, firsts, strict=True) if first not in (here, None)), None)


def _walks(ranking: Ranking) -> Iterator[Walk]:
    """Each answer that could be different, up and down: its steps and the resulting person."""
    person, bodies = ranking.target.sleepers[0], ranking.target.bodies
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
