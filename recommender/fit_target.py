"""What a body needs: the best stiffness per zone, how sharply it matters, and how uncertain it is.

A night is a sum over positions, each a sum of squared terms, and every term is a quadratic of the bed: so a night has
one best bed, one precision and one minimum, and discomfort is a quartic whose expectation over the uncertain figures is
in closed form. A bed is x = (ln N/mm under shoulder, waist, hip; comfort layer cm from 3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.firmness import LOG_PER_POINT, firmness_from_hardness, firmness_label
from recommender.arrays import Z_80, Array, Cut, cores, on_one_thread
from recommender.coefficients import values
from recommender.person.anthropometry import DIMENSIONS, Bodies, as_arrays, chance_male, fill_arrays
from recommender.person.night import night
from recommender.person.sleepers import Sleepers
from recommender.person.units import CM_PER_M
from recommender.scoring.aches import shifted, wanting
from recommender.scoring.comfort import COMPONENT_OF_TERM
from recommender.scoring.doubt import covariance_of_best_bed, scatter_of_persons, variance_of_level
from recommender.scoring.fast import People, packed
from recommender.scoring.optimum import STEPS_FROM_MEAN, STEPS_FROM_NEAR, STILL, best_uniform, settle, sharpness
from recommender.scoring.polynomials import (
    N_QUADRATIC,
    expected,
    gram,
    monomials,
    move,
    quadratic_features,
    slopes,
    sum_of_squares,
)
from recommender.scoring.scoring_model import N_TERMS, ORIGIN, ScoringModel, load_model
from recommender.scoring.zone_caps import step_inside
from recommender.sleeper import POSITIONS, ZONES, Sleeper

_PERSONS = values("persons")
AGE_POINTS_PER_YEAR: float = _PERSONS["age_points_per_year"]
AGE_MIDDLE_YEARS: float = _PERSONS["age_middle_years"]
AGE_MOST_POINTS: float = _PERSONS["age_most_points"]
# Outside these the model would extrapolate its last slope, and heavier could come out softer.
HEAVIEST_KG, LEAST_BMI, SHORTEST_CM, TALLEST_CM = 155.0, 14.0, 152.0, 205.0
USUAL_BMI = 25.0  # kg/m2, at which the chance of a man is read from height where sex is not said
AT_ONCE = 2000  # people computed together: enough that calls cost little, few enough for the processor's cache
_ORIGIN = ORIGIN[:, None]
# What lies between the woman's and the man's where the sex is not stated.
_BETWEEN = ("mean", "covariance", "read_covariance", "log_level", "level_sd")


@dataclass(frozen=True)
class TargetSummary:
    """The target on the 1-10 scale, for people to read."""

    firmness: float
    firmness_80: tuple[float, float]
    label: str
    zones: Mapping[str, float]
    zones_80: Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class FitTarget:
    """What n people need; `target[i]` is one of them.

    Attributes:
        sleepers: (n,) the people.
        bodies: their bodies with all dimensions filled in.
        shares: (n, 3) the night on side, back, stomach, as counted.
        mean: (n, 4) best bed of the night.
        terms_in: the array that `terms` are rows of.
        quartic: (n, 70) the sum of their squares: discomfort on a bed less `ORIGIN` that is known exactly.
        precision: (n, 4, 4) how sharply discomfort rises around `mean`.
        ideal_discomfort: (n,) what remains on a bed made for this person.
        covariance: (n, 4, 4) uncertainty of `mean`: body, mechanics, night, and the anchored level itself.
        read_covariance: (n, 4, 4) the same for a stated target, with the model's own error: large where discomfort
            is
            flat, so it widens the target's intervals and changes no fit.
        scatter: (n, 4, 4) how far this person's own best bed may lie from their body's, on the level of all zones:
            that of people at large until the person has said how beds felt. In (ln N/mm)^2.
        log_level, level_sd: (n,) ln N/mm of the best uniform bed, and its SD, the model's own error included.
        heard: (n,) whether what the person said of beds they lay on is in it (`experience.learning`).
        lain_on: (n,) those beds as they are for them, a tuple of `experience.lain_on.LainOn`; None where none is.
    """

    sleepers: Sequence[Sleeper]
    bodies: Bodies
    shares: Array
    mean: Array
    terms_in: Cut
    quartic: Array
    precision: Array
    ideal_discomfort: Array
    covariance: Array
    read_covariance: Array
    scatter: Array
    log_level: Array
    level_sd: Array
    heard: NDArray[np.bool_]
    lain_on: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.mean)

    def __getitem__(self, index: int) -> FitTarget:
        return self.take(np.array([index]))

    def take(self, rows: NDArray[np.intp]) -> FitTarget:
        """Some of the people, in the order of rows (k,)."""
        cut = {name: figure[rows] for name, figure in _figures(self).items()}
        sleepers = Sleepers.of(self.sleepers).take(rows)
        return FitTarget(sleepers, self.bodies.take(rows), terms_in=self.terms_in.take(rows), **cut)

    @cached_property
    def terms(self) -> Array:
        """(n, t, 15) terms of discomfort, weighted by position and ache; quadratics of a bed less `ORIGIN`;
        t = 3 positions x 7 terms.
        """
        return self.terms_in.array

    @property
    def component(self) -> NDArray[np.intp]:
        """(t,) index into `comfort.COMPONENTS` of each term."""
        return np.tile(COMPONENT_OF_TERM, len(POSITIONS))

    @cached_property
    def unsure(self) -> Array:
        """(n, 4, 4) covariance of this person's own best bed: of their body's, and of the person about it."""
        return self.covariance + self.scatter

    @cached_property
    def expected(self) -> Array:
        """(n, 70) the quartic of a bed less `ORIGIN` that is expected discomfort over `unsure`."""
        return np.ascontiguousarray(_first(expected(_last(self.quartic), _last(self.unsure))))

    @cached_property
    def for_loops(self) -> People:
        """The same people for compiled code."""
        mean = packed(self.mean - ORIGIN)
        return People(packed(self.quartic), packed(self.ideal_discomfort), mean, packed(self.unsure))

    def felt(self, beds: Array) -> Array:
        """(n, m, t) terms of n people on m beds (m, 4); their squares add up to the discomfort on a bed known
        exactly.
        """
        terms: Array = np.einsum("ntf,fm->nmt", self.terms, quadratic_features((beds - ORIGIN).T))
        return terms

    def firmness(self) -> Array:
        """(n,) firmness of the best uniform bed, 1-10."""
        return firmness_from_hardness(np.exp(self.log_level))

    def summary(self) -> TargetSummary:
        """The first person's target on the 1-10 scale."""
        level, sd = self.log_level, self.level_sd
        zone_sd = np.sqrt(np.diagonal(self.read_covariance[0])[:3])
        firmness = float(firmness_from_hardness(np.exp(level[0])))
        return TargetSummary(
            firmness=firmness,
            firmness_80=_interval(level[0], sd[0]),
            label=firmness_label(firmness),
            zones={z: float(firmness_from_hardness(np.exp(v))) for z, v in zip(ZONES, self.mean[0, :3], strict=True)},
            zones_80={z: _interval(v, s) for z, v, s in zip(ZONES, self.mean[0, :3], zone_sd, strict=True)},
        )


def _first(array: Any) -> Any:
    """People move from the last axis to the first."""
    return np.moveaxis(array, -1, 0)


def _last(array: Array) -> Array:
    return np.moveaxis(array, 0, -1)


def _interval(log_hardness: float, sd: float) -> tuple[float, float]:
    low, high = firmness_from_hardness(np.exp(log_hardness + Z_80 * sd * np.array([-1, 1])))
    return float(low), float(high)


def target(sleeper: Sleeper) -> FitTarget:
    """What one person needs."""
    return targets([sleeper])


@on_one_thread
def targets(sleepers: Sequence[Sleeper], model: ScoringModel | None = None) -> FitTarget:
    """What n people need, in blocks that share the processor's cores; one and many agree to 1e-9.

    Raises:
        ModelError: the scoring model cannot be loaded.
    """
    model = load_model() if model is None else model
    people = Sleepers.of(sleepers)
    n, told = len(people), as_arrays(people)
    # Everybody, and once more those whose sex is not stated, as the women and as the men they may be.
    unstated = np.flatnonzero(np.isnan(told["male_or_nan"]))
    who = np.concatenate([np.arange(n), unstated, unstated])
    told = _taken(told, who) | {"male_or_nan": np.append(told["male_or_nan"], np.repeat([0.0, 1.0], len(unstated)))}
    bodies = fill_arrays(**told)
    everybody = _Asked(people.take(who), _inside(bodies, told), night(people)[who])
    figures = _figures_of(everybody, model)
    if len(unstated):
        _between(figures, unstated, n, bodies)
    heard, lain_on = np.zeros(n, dtype=bool), np.full(n, None, dtype=object)
    of_each = {name: figure[:n] for name, figure in figures.items()}
    terms = Cut(of_each.pop("terms"))
    return FitTarget(people, bodies.take(slice(n)), terms_in=terms, **of_each, heard=heard, lain_on=lain_on)


def together(parts: Sequence[FitTarget]) -> FitTarget:
    """The people of several targets as one, in their order."""
    figures = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _figures(parts[0])}
    bodies = {name: np.concatenate([getattr(part.bodies, name) for part in parts]) for name in vars(parts[0].bodies)}
    terms = Cut(np.concatenate([part.terms for part in parts]))
    sleepers = tuple(one for part in parts for one in part.sleepers)
    return FitTarget(sleepers, Bodies(**bodies), terms_in=terms, **figures)


def _figures(target_: FitTarget) -> dict[str, Any]:
    """All that is an array of people."""
    others = ("sleepers", "bodies", "terms_in")
    return {f.name: getattr(target_, f.name) for f in fields(FitTarget) if f.name not in others}


@dataclass(frozen=True)
class _Asked:
    """m people whose needs are worked out: their bodies as the model sees them, and (m, 3) the night as counted."""

    people: Sleepers
    bodies: Bodies
    shares: Array

    def take(self, rows: slice) -> _Asked:
        return _Asked(self.people[rows], self.bodies.take(rows), self.shares[rows])


def _figures_of(asked: _Asked, model: ScoringModel) -> dict[str, Array]:
    """The figures of `FitTarget` for people each of whom is taken for what they say."""
    m = len(asked.people)
    felt = np.empty((N_TERMS * len(POSITIONS), N_QUADRATIC, m))

    def block(start: int) -> dict[str, Array]:
        rows = slice(start, start + AT_ONCE)
        return _in_one_go(asked.take(rows), model, felt[..., rows])

    figures = first = block(0)
    if m > AT_ONCE:
        figures = {name: np.empty((m, *figure.shape[1:])) for name, figure in first.items()}

        def fill(start: int) -> None:
            for name, figure in (block(start) if start else first).items():
                figures[name][start : start + AT_ONCE] = figure

        with ThreadPoolExecutor(cores()) as pool:
            list(pool.map(fill, range(0, m, AT_ONCE)))
    return figures | {"terms": _first(felt)}


def _in_one_go(asked: _Asked, model: ScoringModel, felt: Array) -> dict[str, Array]:
    """`_figures_of` a block, its terms being written into `felt` (t, 15, m). Arrays inside are people last."""
    people, bodies, shares = asked.people, asked.bodies, np.ascontiguousarray(asked.shares.T)
    by_position = felt.reshape(len(POSITIONS), N_TERMS, *felt.shape[1:])
    best = model.needs(bodies, by_position, age_shift(bodies.age_years)).best
    by_position *= np.sqrt(shares)[:, None, None]
    quartic = sum_of_squares(felt)
    mean = settle(quartic, np.einsum("pn,pin->in", shares, best) - _ORIGIN, STEPS_FROM_NEAR)
    _cap(felt, quartic, mean, bodies)
    ideal = np.einsum("kn,kn->n", quartic, monomials(mean))
    sharp = gram(slopes(by_position, mean))
    precision = sharp.sum(axis=2) + STILL[..., None]
    sure = people.each(bool, "position_sure")
    covariance, read_covariance = covariance_of_best_bed(model, bodies, shares, sharp, mean + _ORIGIN, best, sure)
    some = np.flatnonzero(wanting(people))
    if len(some):
        those = (felt[..., some], shares[:, some], mean[:, some], precision[..., some])
        moved = shifted(people.take(some), *those)
        for of_all, of_some in zip((felt, quartic, mean, precision, ideal), moved, strict=True):
            of_all[..., some] = of_some
    best_bed = mean + _ORIGIN
    level, _ = best_uniform(best_bed, precision)
    figures = {
        "shares": shares,
        "mean": best_bed,
        "quartic": quartic,
        "precision": precision,
        "ideal_discomfort": ideal,
        "covariance": covariance,
        "read_covariance": read_covariance,
        "scatter": scatter_of_persons(best_bed),
        "log_level": level,
        "level_sd": np.sqrt(variance_of_level(model, bodies, shares, precision, covariance)),
    }
    return {name: _first(figure) for name, figure in figures.items()}


def _taken(told: Mapping[str, Any], rows: NDArray[np.intp]) -> dict[str, Any]:
    """Arguments of `fill_arrays` for some of the people."""
    measured = {name: figure[rows] for name, figure in told["measured"].items()}
    return {name: figure[rows] for name, figure in told.items() if name != "measured"} | {"measured": measured}


def _cap(felt: Array, quartic: Array, mean: Array, bodies: Bodies) -> None:
    """Move best beds (4, n) and what is felt about them inside the caps of zones, in place, each best uniform bed
    staying where it is.
    """
    inside = step_inside(mean[:3], bodies.weight_kg / (bodies.height_cm / CM_PER_M) ** 2)
    beyond = np.flatnonzero(inside.any(axis=0))
    if not len(beyond):
        return
    terms, best = felt[..., beyond], mean[:, beyond]
    sharp = sharpness(terms, best)
    step = np.zeros_like(best)
    step[:3] = inside[:, beyond]
    step[:3] -= best_uniform(best + step, sharp)[0] - best_uniform(best, sharp)[0]
    move(terms, step)
    felt[..., beyond], quartic[:, beyond], mean[:, beyond] = terms, sum_of_squares(terms), best + step


def _between(figures: Mapping[str, Array], unstated: NDArray[np.intp], n: int, bodies: Bodies) -> None:
    """Put the people `unstated` between the women and the men they may be, who follow after n, in place.

    Best bed and level are the mean of both, by the chance of either, and how far the two lie apart is part of what is
    unsure. The model at half a man would be a body of its own, outside both.
    """
    # By height alone: more weight makes a man likelier too, and would let the level fall where his is lower.
    height_cm = bodies.height_cm[unstated]
    share = chance_male(USUAL_BMI * (height_cm / CM_PER_M) ** 2, height_cm)
    of_both = {name: np.split(_last(figures[name][n:]), 2, axis=-1) for name in _BETWEEN}
    put = {name: woman + share * (man - woman) for name, (woman, man) in of_both.items()}
    apart = {name: np.sqrt(share * (1 - share)) * (man - woman) for name, (woman, man) in of_both.items()}
    spread = apart["mean"][:, None] * apart["mean"]
    put["covariance"] += spread
    put["read_covariance"] += spread
    put["level_sd"] = np.hypot(put["level_sd"], apart["log_level"])
    # The mixture's own terms, moved to where the best bed lies between both.
    terms, quartic, mean = (
        np.ascontiguousarray(_last(figures[name][unstated])) for name in ("terms", "quartic", "mean")
    )
    at = put["mean"] - _ORIGIN
    move(terms, at - settle(quartic, mean - _ORIGIN, STEPS_FROM_MEAN))
    quartic = sum_of_squares(terms)
    put |= {"terms": terms, "quartic": quartic, "precision": sharpness(terms, at)}
    put["ideal_discomfort"] = np.einsum("kn,kn->n", quartic, monomials(at))
    for name, found in put.items():
        figures[name][unstated] = _first(found)


def age_shift(age_years: Array) -> Array:
    """(n,) by how much the best bed's ln N/mm moves with age: older people prefer firmer beds; 0 where unknown."""
    points = np.clip(AGE_POINTS_PER_YEAR * (age_years - AGE_MIDDLE_YEARS), -AGE_MOST_POINTS, AGE_MOST_POINTS)
    return np.nan_to_num(points) * LOG_PER_POINT


def _inside(bodies: Bodies, told: Mapping[str, Any]) -> Bodies:
    """The bodies as the model sees them: a body outside the training range counts as the nearest one inside."""
    height_cm = np.clip(bodies.height_cm, SHORTEST_CM, TALLEST_CM)
    weight_kg = np.minimum(np.maximum(bodies.weight_kg, LEAST_BMI * (height_cm / 100) ** 2), HEAVIEST_KG)
    beyond = np.flatnonzero((height_cm != bodies.height_cm) | (weight_kg != bodies.weight_kg))
    if not len(beyond):
        return bodies
    size = {"weight_kg": weight_kg[beyond], "height_cm": height_cm[beyond]}
    nearest = fill_arrays(**_taken(told, beyond) | size)
    read = {name: figure.copy(order="K") for name, figure in vars(bodies).items()}
    for name, figure in vars(nearest).items():
        read[name][beyond] = figure
    return Bodies(**read)


def summary_inputs(targets_: FitTarget) -> dict[str, Any]:
    """The first body's dimensions for display: value, sd, and whether measured or estimated."""
    bodies = targets_.bodies
    sd = bodies.sd_cm()[0]
    return {
        name: {
            "value": float(getattr(bodies, name)[0]),
            "sd": float(sd[i]),
            "source": "measured" if bodies.measured[0, i] else "estimated",
        }
        for i, name in enumerate(DIMENSIONS)
    }
