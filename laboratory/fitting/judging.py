"""How good the product's choices are and how well its intervals hold, judged by the full mechanics.

The judge is our own simulator: it can show that the scoring model follows the mechanics, that intervals hold if the
mechanics are right, and how much better a choice is than a rule of thumb in that world. It cannot show that the world
is right.

**What a truth is.** A person states some facts; everything else is drawn given those facts, once per truth:

1. body: a whole body is drawn first, its weight, height, sex and perhaps some measures (with their own error)
   are stated, so the unstated dimensions are distributed as in the population, given those stated;
2. mechanics: one member of the calibration ensemble, with the comfort figures anchored to it (`worlds.py`);
3. bed: drawn from what the record leaves open of its hardness, zones and comfort layer (`bed_vectors`); and one offset
   per truth, the same for every bed of it: of the anchored level (+- 0.5 points: the uncertainty left by the anchors),
   and of the zones by turning;
4. night: Dirichlet around the night as counted, so wide that the stated main position is wrong as often as it
   was in measurements.

The *true fit* of a bed is `100 exp(-(D - D_ideal) / 2)`, D by the full mechanics in that world and D_ideal the least
discomfort any bed gives this person there. The *true target* is the bed of least discomfort by the mechanics, found by
the target's own definition (the small pull `optimum.STILL` decides where discomfort is flat), read on the shops' scale
with that world's constant. How a person differs from others of the same body (`persons`) is drawn only where asked for:
it belongs to the fit, not to the target.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from catalog.firmness import LOG_PER_POINT, firmness_from_hardness
from catalog.mattress import Mattress
from laboratory.fitting.surfaces import centre_log_hardness, find_optimum, lay_on_beds, response_surfaces
from laboratory.fitting.worlds import World
from recommender.arrays import Array
from recommender.person.anthropometry import Bodies
from recommender.person.night import NIGHT_CONCENTRATION_SURE, NIGHT_CONCENTRATION_UNSURE
from recommender.ranking.bed_vectors import Known, known_of, stature_class
from recommender.scoring.comfort import LEVEL_SD_POINTS, TERMS, TURNING_SD
from recommender.scoring.doubt import PERSON_SCATTER_POINTS
from recommender.scoring.optimum import REACH, STILL
from recommender.scoring.scoring_model import ORIGIN
from recommender.sleeper import POSITIONS

BOUND_FIT = 0.5  # a fit within half a point of 0 or 100 is displayed as the bound
BOUND_REACH = 0.01  # a zone target within this (ln N/mm) of the end of the search counts as at the bound
BMI_EDGES, STATURE_EDGES_CM = (18.5, 25.0, 30.0, 35.0), (160.0, 170.0, 180.0)
_STEP = np.array([0.06, 0.06, 0.06, 0.1])  # steps of difference quotients: ln
_DESCENTS, _LONGEST_STEP = 8, 0.4
_LAY_AT_ONCE = 200_000  # bodies on beds in memory at once


@dataclass(frozen=True)
class Truths:
    """n people as they truly are: whole bodies, (n, 3) nights, the world of each, and (n, 3) how far their best zones
    lie from those of the mechanics, in ln N/mm: by the anchored level, by turning, and by the person where asked for.
    """

    bodies: Bodies
    shares: Array
    worlds: tuple[World, ...]
    world: NDArray[np.intp]
    off: Array

    def __len__(self) -> int:
        return len(self.world)

    def take(self, rows: NDArray[np.intp]) -> Truths:
        return replace(
            self,
            bodies=self.bodies.take(rows),
            shares=self.shares[rows],
            world=self.world[rows],
            off=self.off[rows],
        )


@dataclass(frozen=True)
class TrueTarget:
    """What n bodies truly need: (n,) and (n, 3) firmness on the shops' scale in their world, and the (n,) least
    discomfort any bed gives them.
    """

    firmness: Array
    zones: Array
    ideal: Array


def draw_nights(counted: Array, sure: NDArray[np.bool_], rng: np.random.Generator) -> Array:
    """(n, 3) true nights around the counted ones; a share counted as zero stays zero."""
    concentration = np.where(sure, NIGHT_CONCENTRATION_SURE, NIGHT_CONCENTRATION_UNSURE)[:, None]
    parts = rng.gamma(np.maximum(counted * concentration, 1e-9)) * (counted > 0)
    parts = np.maximum(parts, 1e-12 * (counted > 0))
    return np.asarray(parts / parts.sum(axis=1, keepdims=True))


def draw_truths(
    bodies: Bodies,
    counted: Array,
    sure: NDArray[np.bool_],
    worlds: Sequence[World],
    rng: np.random.Generator,
    persons: bool = False,
) -> Truths:
    """Truths about n whole bodies: world, night and offsets drawn for each; those of `persons` too if asked for."""
    return Truths(
        bodies,
        draw_nights(counted, sure, rng),
        tuple(worlds),
        rng.integers(0, len(worlds), len(bodies)),
        draw_offsets(len(bodies), rng, persons),
    )


def draw_offsets(n: int, rng: np.random.Generator, persons: bool = False) -> Array:
    """(n, 3) offsets of the best zones in ln N/mm, as `Truths.off`."""
    level = LEVEL_SD_POINTS * rng.standard_normal(n)
    if persons:
        level = level + PERSON_SCATTER_POINTS * rng.standard_normal(n)
    turned = rng.standard_normal((n, 3))
    return np.asarray(LOG_PER_POINT * level[:, None] + TURNING_SD * (turned - turned.mean(axis=1, keepdims=True)))


def night_terms(truths: Truths, figures: Array) -> Array:
    """(n, 21) square roots of each term's contribution to the night's discomfort, by the full mechanics.

    Args:
        truths: n people; their offsets are not applied here.
        figures: (n, 4) of a bed: ln N/mm under shoulder, waist and hip; ln of core over whole stiffness.
    """
    found = np.empty((len(truths), 0))
    for number, world in enumerate(truths.worlds):
        rows = np.flatnonzero(truths.world == number)
        if not len(rows):
            continue
        bodies = truths.bodies.take(rows)
        parts = []
        for p, position in enumerate(POSITIONS):
            if not truths.shares[:, p].any():
                parts.append(np.zeros((len(TERMS), len(rows))))
                continue
            reference, tolerance = world.comfort.reference_and_tolerance(position, bodies.weight_kg, bodies.height_cm)
            felt = (lay_on_beds(bodies, position, figures[rows], world.parameters) - reference) / tolerance
            parts.append(np.sqrt(truths.shares[rows, p]) * felt)
        part = np.concatenate(parts).T
        if not found.shape[1]:
            found = np.empty((len(truths), part.shape[1]))
        found[rows] = part
    return found


def discomfort(truths: Truths, figures: Array) -> Array:
    """(n,) discomfort of a night, arguments as `night_terms`."""
    return np.asarray((night_terms(truths, figures) ** 2).sum(axis=1))


def discomfort_on(truths: Truths, figures: Array) -> Array:
    """(n, m) discomfort of every person on every bed, their offsets applied.

    Args:
        figures: (n, m, 4), or (1, m, 4) when the beds are the same for all.
    """
    n, m = len(truths), figures.shape[1]
    beds = np.broadcast_to(figures, (n, m, 4))
    found = np.empty((n, m))
    light = replace(truths.bodies, log_cov=np.empty((n, 0)), measured=np.empty((n, 0), dtype=bool))  # not used here
    truths = replace(truths, bodies=light)
    many = max(1, _LAY_AT_ONCE // m)
    for start in range(0, n, many):
        rows = np.arange(start, min(start + many, n))
        part = truths.take(np.repeat(rows, m))
        moved = beds[rows].reshape(-1, 4).copy()
        moved[:, :3] -= part.off
        found[rows] = discomfort(part, moved).reshape(-1, m)
    return found


def true_target(truths: Truths) -> TrueTarget:
    """Best bed, best uniform bed and least discomfort of n people, by descent on the full mechanics."""
    each = np.eye(4)
    even = np.array([[1.0, 0], [1, 0], [1, 0], [0, 1]])
    guess = _first_guess(truths)
    usual = np.broadcast_to(ORIGIN, guess.shape).copy()
    usual[:, :3] = guess[:, :3].mean(axis=1, keepdims=True)
    pulled = _lowest(truths, [_descend(truths, start, each, STILL) for start in (guess, (guess + usual) / 2)])
    level = np.repeat(pulled[:, :3].mean(axis=1, keepdims=True), 3, axis=1)
    uniform = _descend(truths, np.column_stack([level, pulled[:, 3]]), even, STILL)
    free = _descend(truths, pulled, each, np.zeros((4, 4)))
    ideal = np.min([discomfort(truths, x) for x in (pulled, uniform, free)], axis=0)
    off = truths.off
    return TrueTarget(
        firmness_from_hardness(np.exp(uniform[:, 0] + off.mean(axis=1))),
        firmness_from_hardness(np.exp(pulled[:, :3] + off)),
        ideal,
    )


def _pull_of(x: Array, pull: Array) -> Array:
    away = x - ORIGIN
    return np.asarray(np.einsum("ni,ij,nj->n", away, pull, away))


def _lowest(truths: Truths, beds: Sequence[Array]) -> Array:
    """(n, 4) of several beds (n, 4) for each person, the one with the least sum of discomfort and `STILL`."""
    heights = [discomfort(truths, x) + _pull_of(x, STILL) for x in beds]
    return np.asarray(np.stack(beds)[np.argmin(heights, axis=0), np.arange(len(truths))])


def _first_guess(truths: Truths) -> Array:
    """(n, 4) best bed on the response surfaces of each person's world."""
    guess = np.empty((len(truths), 4))
    for number, world in enumerate(truths.worlds):
        rows = np.flatnonzero(truths.world == number)
        if not len(rows):
            continue
        bodies, lain = truths.bodies.take(rows), np.flatnonzero(truths.shares.any(axis=0))
        positions = [POSITIONS[i] for i in lain]
        surfaces = [response_surfaces(bodies, position, world.parameters) for position in positions]
        best = find_optimum(surfaces, positions, bodies, world.comfort, truths.shares[rows][:, lain])
        guess[rows] = np.column_stack([best.log_hardness, best.log_core_ratio])
    return guess


def _descend(truths: Truths, start: Array, frame: Array, pull: Array) -> Array:
    """(n, 4) minimum of terms^2 and the pull over beds start + frame t, inside the reach of the search."""
    centre = np.column_stack(
        [np.repeat(centre_log_hardness(truths.bodies.weight_kg)[:, None], 3, axis=1), np.full(len(start), ORIGIN[3])]
    )
    low, high = centre - REACH, centre + REACH

    def height(x: Array, felt: Array) -> Array:
        return np.asarray((felt**2).sum(axis=1) + _pull_of(x, pull))

    x = np.clip(start, low, high)
    felt = night_terms(truths, x)
    now = height(x, felt)
    for _ in range(_DESCENTS):
        steps = frame.T * _STEP
        ends = [(night_terms(truths, x + s), night_terms(truths, x - s)) for s in steps]
        slope = np.stack([(up - down) / (2 * np.abs(s).max()) for s, (up, down) in zip(steps, ends, strict=True)], -1)
        curve = np.einsum("nkf,nkg->nfg", slope, slope) + frame.T @ pull @ frame + 1e-4 * np.eye(frame.shape[1])
        fall = np.einsum("nkf,nk->nf", slope, felt) + (x - ORIGIN) @ pull @ frame
        step = -np.linalg.solve(curve, fall[..., None])[..., 0] @ frame.T
        # Where the comfort layer would leave its range it is held at the bound, and the rest is solved without it.
        tied = (x[:, 3] + step[:, 3] < low[:, 3]) | (x[:, 3] + step[:, 3] > high[:, 3])
        free = np.linalg.solve(curve[:, :-1, :-1], fall[:, :-1, None])[..., 0] @ frame[:, :-1].T
        step = np.where(tied[:, None], -free, step)
        step *= np.minimum(1, _LONGEST_STEP / np.maximum(np.abs(step[:, :3]).max(axis=1, keepdims=True), 1e-12))
        for shorten in (1.0, 0.4, 0.1):
            tried = np.clip(x + shorten * step, low, high)
            there = night_terms(truths, tried)
            better = height(tried, there) < now
            x, felt = np.where(better[:, None], tried, x), np.where(better[:, None], there, felt)
            now = height(x, felt)
            step = np.where(better[:, None], 0, step)
    return x


def true_fit(discomfort_: Array, ideal: Array) -> Array:
    """Fit 0-100 of (n, m) discomforts given (n,) ideals."""
    return 100 * np.exp(-np.maximum(discomfort_ - ideal[:, None], 0) / 2)


def true_beds(records: Sequence[Mattress], setting: Array, stature_cm: Array, rng: np.random.Generator) -> Array:
    """(n, 4) the true figures of n records under n people, drawn from all that each record leaves open: comfort layers
    beyond what the model was trained on, too, which the mechanics know.

    Args:
        records: one bed per person.
        setting: (n, 3) firmness per zone an adjustable bed is set to, NaN where the record's own firmness holds.
        stature_cm: (n,) of the people.
    """
    classes = stature_class(stature_cm)
    known: dict[tuple[Mattress, float], tuple[Known, Array, Array]] = {}
    found = np.empty((len(records), 4))
    for i, (record, class_cm) in enumerate(zip(records, classes, strict=True)):
        at = (record, float(class_cm))
        if at not in known:
            told = known_of([record], beyond=True)
            known[at] = (told, *told.figures(float(class_cm)))
        told, centre, covariance = known[at]
        off = np.abs(told.setting - setting[i]).sum(axis=1)
        row = 0 if np.isnan(off).all() else int(np.nanargmin(off))
        root = np.linalg.cholesky(covariance[row] + 1e-12 * np.eye(4))
        found[i] = centre[row] + root @ rng.standard_normal(4)
    return found


def regret_share(discomfort_: Array, chosen: NDArray[np.intp]) -> Array:
    """(n,) discomfort of the chosen bed minus the best, over the catalogue's spread (largest minus least)."""
    best, worst = discomfort_.min(axis=1), discomfort_.max(axis=1)
    share: Array = (discomfort_[np.arange(len(chosen)), chosen] - best) / np.maximum(worst - best, 1e-12)
    return share


def covered(truth: Array, interval: Array) -> NDArray[np.bool_]:
    """Whether truths (...) lie inside intervals (..., 2)."""
    return (truth >= interval[..., 0]) & (truth <= interval[..., 1])


def summary(values: Array) -> dict[str, float]:
    """Median, 95th percentile and mean."""
    return {"median": float(np.median(values)), "p95": float(np.quantile(values, 0.95)), "mean": float(values.mean())}


def fits_at_bound(fit: Array) -> float:
    """Share of fits that are displayed as 0 or 100."""
    return float(np.mean((fit <= BOUND_FIT) | (fit >= 100 - BOUND_FIT)))


def zones_at_bound(log_hardness: Array, weight_kg: Array) -> float:
    """Share of (n, 3) zone targets at the bound of the search, or off the 1-10 scale."""
    off_centre = np.abs(log_hardness - centre_log_hardness(weight_kg)[:, None])
    firmness = firmness_from_hardness(np.exp(log_hardness))
    return float(np.mean((off_centre >= REACH[:3] - BOUND_REACH) | (firmness <= 1) | (firmness >= 10)))


def groups(bodies: Bodies, shares: Array) -> Mapping[str, NDArray[np.str_]]:
    """Sex, BMI class, stature class and main position of n people, as (n,) labels."""
    bmi = bodies.weight_kg / (bodies.height_cm / 100) ** 2
    return {
        "sex": np.where(bodies.male >= 0.5, "male", "female"),
        "bmi": _classes(bmi, BMI_EDGES),
        "stature_cm": _classes(bodies.height_cm, STATURE_EDGES_CM),
        "position": np.array(POSITIONS)[np.argmax(shares, axis=1)],
    }


def _classes(values: Array, edges: Sequence[float]) -> NDArray[np.str_]:
    names = [
        f"<{edges[0]:g}",
        *(f"{a:g}-{b:g}" for a, b in pairwise(edges)),
        f">={edges[-1]:g}",
    ]
    return np.array(names)[np.digitize(values, edges)]


def by_group(values: Array, labels: Mapping[str, NDArray[np.str_]]) -> dict[str, dict[str, Array]]:
    """Values of every label of every grouping."""
    return {name: {str(k): values[label == k] for k in np.unique(label)} for name, label in labels.items()}
