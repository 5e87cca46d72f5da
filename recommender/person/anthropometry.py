"""Estimate the unknown dimensions of a body from the known ones, with their uncertainty.

Standing breadths and depths of 6,068 measured adults are jointly log-normal per sex. They are conditioned on weight,
height, age and whatever was measured; the residual covariance is kept with the values. Soldiers are rarely heavier than
BMI 32, so above it the circumferences of the general population shift the prior first ("two stages"). All figures are
in `data/bodies.json` with their sources.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Array
from recommender.person.sleepers import Sleepers
from recommender.sleeper import Sleeper

DIMENSIONS = (
    "hip_breadth_cm",
    "waist_breadth_cm",
    "chest_breadth_cm",
    "shoulder_breadth_cm",  # bideltoid
    "chest_depth_cm",
    "waist_depth_cm",
    "buttock_depth_cm",
)
CIRCUMFERENCES = ("hip_circumference_cm", "waist_circumference_cm")
_LATENT = (*DIMENSIONS, *CIRCUMFERENCES)
BREADTHS = ("hip_breadth_cm", "shoulder_breadth_cm")  # the dimensions a person can measure
MEASURABLE = (*BREADTHS, *CIRCUMFERENCES)

MEASUREMENT_ERROR_LOG: Mapping[str, float] = {
    # SD of the natural log of a measurement around the truth (0.02 is 2 %).
    "hip_breadth_cm": 0.02,  # ASSUMED: two books and a ruler at home
    "shoulder_breadth_cm": 0.02,  # ASSUMED: the same, arms crossed
    # Self-measured tape, concordance .93 (Nutr J 12:135): about 3.6 cm once; the mean of two readings, as requested.
    "hip_circumference_cm": 0.025,
    "waist_circumference_cm": 0.04,  # ASSUMED: over thin clothes; self-measured SD is 4.8 cm (PMC4192531)
}
BLEND_BMI = (27.0, 37.0)  # kg/m2; ASSUMED width of the transition to the two-stage prior, middle 32
IMPLAUSIBLE_SD = 4.0  # a figure this many SD from what the rest of the profile predicts should be checked again


@dataclass(frozen=True)
class Bodies:
    """Bodies as arrays; one person is n = 1. Best estimates, and the covariance of what is not known exactly.

    Attributes:
        weight_kg, height_cm: (n,).
        male: (n,) 1 man, 0 woman, in between, the probability of a man when the sex is not stated.
        age_years: (n,), NaN when unknown.
        hip_breadth_cm ... buttock_depth_cm: (n,) standing, cm, see `DIMENSIONS`.
        log_cov: (n, 7, 7) covariance of the natural logs of `DIMENSIONS`.
        measured: (n, 7) whether the dimension itself was measured.
    """

    weight_kg: Array
    height_cm: Array
    male: Array
    age_years: Array
    hip_breadth_cm: Array
    waist_breadth_cm: Array
    chest_breadth_cm: Array
    shoulder_breadth_cm: Array
    chest_depth_cm: Array
    waist_depth_cm: Array
    buttock_depth_cm: Array
    log_cov: Array
    measured: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.weight_kg)

    def take(self, index: Any) -> Bodies:
        """The rows of `index`: integers, a slice or a mask."""
        return Bodies(**{name: value[index] for name, value in vars(self).items()})

    def dimensions_cm(self) -> Array:
        """(n, 7) in the order of `DIMENSIONS`."""
        return np.column_stack([getattr(self, name) for name in DIMENSIONS])

    def sd_cm(self) -> Array:
        """(n, 7) standard deviation of each dimension."""
        variance = np.diagonal(self.log_cov, axis1=1, axis2=2)
        return self.dimensions_cm() * np.sqrt(np.expm1(variance))

    def sample(self, rng: np.random.Generator) -> Bodies:
        """One random draw of every body: dimensions as they may truly be, with no uncertainty left."""
        jitter = 1e-12 * np.eye(len(DIMENSIONS))  # a dimension known exactly has a row of zeros
        root = np.linalg.cholesky(self.log_cov + jitter)
        step = np.einsum("nij,nj->ni", root, rng.standard_normal((len(self), len(DIMENSIONS))))
        drawn = self.dimensions_cm() * np.exp(step)
        columns = dict(zip(DIMENSIONS, drawn.T, strict=True))
        return replace(self, **columns, log_cov=np.zeros_like(self.log_cov))


@cache
def figures() -> dict[str, Any]:
    """The fitted figures of `data/bodies.json` (made by `laboratory/sources/fit_bodies.py`)."""
    text = resources.files("recommender").joinpath("data/bodies.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def chance_male(weight_kg: Array, height_cm: Array) -> Array:
    """(n,) probability of a man given weight and height, both sexes being equally common."""
    fitted = figures()["sex_given_size"]
    logs = (np.log(weight_kg) - fitted["center_log"][0], np.log(height_cm) - fitted["center_log"][1])
    odds = fitted["coef"][0] + fitted["coef"][1] * logs[0] + fitted["coef"][2] * logs[1]
    chance: Array = 1.0 / (1.0 + np.exp(-odds))
    return chance


@dataclass(frozen=True)
class _Rule:
    """Conditional distribution of ln `_LATENT` given x = (1, logs of the known figures).

    Mean `direct` x + blend `shift` x, covariance `cov` + blend `spread`; blend 0 for soldiers, 1 above BMI 37.
    """

    direct: Array
    shift: Array
    cov: Array
    spread: Array


@cache
def _rule(sex: str, asked: tuple[str, ...], measured: tuple[tuple[str, float], ...]) -> _Rule:
    """Rule of one sex for people who stated `asked` and measured `measured` (name, error of its log).

    A measurement is weighted as for soldiers at every weight. Weighting it by the wider spread above BMI 32 would gain
    little and make a dimension decrease with weight when a measurement is far off.
    """
    data, n_dims = figures(), len(DIMENSIONS)
    names: list[str] = data["variables"]
    joint, public = data["joint"][sex], data["circumferences"][sex]
    given, latent = [names.index(name) for name in asked], [names.index(name) for name in _LATENT]
    mean, cov = np.array(joint["mean_log"]), np.array(joint["cov_log"])

    slope = np.linalg.solve(cov[np.ix_(given, given)], cov[np.ix_(given, latent)]).T
    direct = np.column_stack([mean[latent] - slope @ mean[given], slope])
    left = cov[np.ix_(latent, latent)] - slope @ cov[np.ix_(given, latent)]

    # The second of the two stages: what a further circumference implies for every dimension.
    circumferences = left[n_dims:, n_dims:]
    pull = np.linalg.solve(circumferences, left[n_dims:]).T
    age = "age_known" if "age_years" in asked else "age_unknown"
    shift = pull @ (np.array(public["coef"][age]) - direct[n_dims:])
    spread = pull @ (np.array(public["cov"][age]) - circumferences) @ pull.T

    own = [_LATENT.index(name) for name, _ in measured]
    error = np.diag([error_log**2 for _, error_log in measured]).reshape(len(own), len(own))
    gain = np.linalg.solve(left[np.ix_(own, own)] + error, left[own]).T
    keep = np.eye(len(_LATENT))
    keep[:, own] -= gain
    after = keep @ left @ keep.T + gain @ error @ gain.T
    direct = np.column_stack([keep @ direct, gain])
    shift = np.column_stack([keep @ shift, np.zeros_like(gain)])
    return _Rule(direct, shift, after, keep @ spread @ keep.T)


def _blend(weight_kg: Array, height_cm: Array) -> Array:
    """0 below the BMI band, 1 above it, smooth to the second derivative."""
    bmi = weight_kg / (height_cm / 100.0) ** 2
    t = np.clip((bmi - BLEND_BMI[0]) / (BLEND_BMI[1] - BLEND_BMI[0]), 0.0, 1.0)
    return t * t**2 * (10.0 - 15.0 * t + 6.0 * t**2)


def _patterns(columns: Mapping[str, Array]) -> Iterator[tuple[tuple[str, ...], NDArray[np.intp]]]:
    """Rows grouped by which of these columns they know."""
    code = sum((np.isfinite(values).astype(int) << bit for bit, values in enumerate(columns.values())), start=0)
    for value in np.unique(code):
        yield tuple(name for bit, name in enumerate(columns) if value >> bit & 1), np.flatnonzero(code == value)


def fill_arrays(
    weight_kg: Array,
    height_cm: Array,
    male_or_nan: Array,
    age_or_nan: Array,
    measured: Mapping[str, Array],
    error_log: Mapping[str, float] = MEASUREMENT_ERROR_LOG,
) -> Bodies:
    """Complete bodies from arrays.

    Args:
        weight_kg, height_cm: (n,) kg, cm; plausible from 30 to 250 kg and 130 to 220 cm.
        male_or_nan: (n,) 1 man, 0 woman, NaN not stated: a mixture of both.
        age_or_nan: (n,) years, NaN unknown.
        measured: any of `MEASURABLE` -> (n,) cm, NaN where not measured.
        error_log: SD of the log of each measurement around the truth.

    Returns:
        `Bodies` of n rows. A measured dimension is pulled towards the rest of the body as far as its own error allows.
    """
    if unknown := set(measured) - set(MEASURABLE):
        raise KeyError(f"not measurable: {sorted(unknown)}")
    n, k = len(weight_kg), len(DIMENSIONS)
    male = np.where(np.isnan(male_or_nan), chance_male(weight_kg, height_cm), male_or_nan)
    blend = _blend(weight_kg, height_cm)
    columns = {"weight_kg": weight_kg, "height_cm": height_cm, "age_years": age_or_nan, **measured}
    log_mean, log_cov = np.empty((k, n)), np.empty((k, k, n))
    for known, rows in _patterns(columns):
        asked = tuple(name for name in known if name not in measured)
        own = tuple((name, error_log[name]) for name in known if name in measured)
        logs = [np.log(columns[name][rows]) for name in known]
        bend, share = blend[rows], male[rows]
        women, men = _rule("female", asked, own), _rule("male", asked, own)
        means = [_read(rule.direct[:k], logs) + bend * _read(rule.shift[:k], logs) for rule in (women, men)]
        gap = means[1] - means[0]
        log_mean[:, rows] = (1.0 - share) * means[0] + share * means[1]
        parts = np.stack([rule[:k, :k].ravel() for rule in (women.cov, women.spread, men.cov, men.spread)], axis=1)
        weights = np.stack([1.0 - share, (1.0 - share) * bend, share, share * bend])
        spreads = gap * np.sqrt(share * (1.0 - share))
        log_cov[..., rows] = (parts @ weights).reshape(k, k, -1) + spreads[:, None] * spreads
    was_measured = np.zeros((n, k), dtype=bool)
    for name in set(DIMENSIONS) & set(measured):
        was_measured[:, DIMENSIONS.index(name)] = np.isfinite(measured[name])
    dimensions = dict(zip(DIMENSIONS, np.exp(log_mean), strict=True))
    cov_of_each = np.moveaxis(log_cov, -1, 0)
    return Bodies(weight_kg, height_cm, male, age_or_nan, **dimensions, log_cov=cov_of_each, measured=was_measured)


def _read(weights: Array, logs: Sequence[Array]) -> Array:
    """(m, n) weights (m, 1 + k) applied to 1 and k logs (n,), summed in the same order for one and for many."""
    found = np.repeat(weights[:, :1], len(logs[0]), axis=1)
    for column, log in zip(weights.T[1:], logs, strict=True):
        found += column[:, None] * log
    return found


def implausible(
    weight_kg: Array, height_cm: Array, male_or_nan: Array, age_or_nan: Array, measured: Mapping[str, Array]
) -> dict[str, NDArray[np.bool_]]:
    """Which figures lie beyond `IMPLAUSIBLE_SD` of what the rest of the profile predicts, (n,) for each field.

    Height is compared with its sex, weight with height, each measurement with weight, height and age. For an unstated
    sex a figure is implausible only if it is for both.
    """
    blend = _blend(weight_kg, height_cm)[:, None]
    columns = {"weight_kg": weight_kg, "height_cm": height_cm, "age_years": age_or_nan}
    strange = {name: np.ones(len(weight_kg), dtype=bool) for name in ("weight_kg", "height_cm", *measured)}
    for sex, told in (("female", male_or_nan != 1.0), ("male", male_or_nan != 0.0)):
        mean, cov = _size_moments(sex)
        off_height = np.log(height_cm) - mean[1]
        off_weight = np.log(weight_kg) - mean[0] - cov[0, 1] / cov[1, 1] * off_height
        z = {
            "height_cm": off_height / np.sqrt(cov[1, 1]),
            "weight_kg": off_weight / np.sqrt(cov[0, 0] - cov[0, 1] ** 2 / cov[1, 1]),
        }
        for name in measured:
            z[name] = np.empty(len(weight_kg))
        for known, rows in _patterns(columns):
            rule = _rule(sex, known, ())
            x = np.column_stack([np.ones(len(rows)), *(np.log(columns[name][rows]) for name in known)])
            expected = x @ rule.direct.T + blend[rows] * (x @ rule.shift.T)
            for name, value_cm in measured.items():
                j = _LATENT.index(name)
                variance = rule.cov[j, j] + blend[rows, 0] * rule.spread[j, j] + MEASUREMENT_ERROR_LOG[name] ** 2
                z[name][rows] = (np.log(value_cm[rows]) - expected[:, j]) / np.sqrt(variance)
        for name, distance in z.items():
            strange[name] &= ~told | (np.abs(distance) > IMPLAUSIBLE_SD)
    return strange


@cache
def _size_moments(sex: str) -> tuple[Array, Array]:
    """Mean (2,) and covariance (2, 2) of ln kg and ln cm in the population."""
    mixture = figures()["population"][sex]
    weight, means = np.array(mixture["weight"]), np.array(mixture["mean_log"])[:, :2]
    mean = weight @ means
    off = means - mean
    within = np.einsum("c,cij->ij", weight, np.array(mixture["cov_log"])[:, :2, :2])
    return mean, within + np.einsum("c,ci,cj->ij", weight, off, off)


MALE_OF_SEX = {"male": 1.0, "female": 0.0, "unspecified": np.nan}


def as_arrays(sleepers: Sequence[Sleeper]) -> dict[str, Any]:
    """The arguments of `fill_arrays` (all but the errors) for these sleepers."""
    people = Sleepers.of(sleepers)
    return {
        "weight_kg": people.figures("weight_kg"),
        "height_cm": people.figures("height_cm"),
        "male_or_nan": people.each(MALE_OF_SEX.__getitem__, "sex"),
        "age_or_nan": people.figures("age_years"),
        "measured": {name: people.figures(name) for name in MEASURABLE},
    }


def fill(sleepers: Sequence[Sleeper]) -> Bodies:
    """Complete bodies of these sleepers, one row each, in their order."""
    return fill_arrays(**as_arrays(sleepers))


# Measures that sharpen a breadth, and their ratio to it (a hip circumference is about 2.94 breadths, ANSUR II).
_SHARPENS = {
    "hip_breadth_cm": {"hip_circumference_cm": 2.94, "hip_breadth_cm": 1.0},
    "shoulder_breadth_cm": {"shoulder_breadth_cm": 1.0},
}


def value_of_measuring(sleeper: Sleeper) -> dict[str, dict[str, float]]:
    """SD in cm of hip and shoulder breadth now, and with one more measure taken.

    Returns:
        `{"hip_breadth_cm": {"now": 1.5, "hip_circumference_cm": 1.2, "hip_breadth_cm": 0.6}, ...}`; measures already
        taken are not offered again.
    """
    now = fill([sleeper])
    answer = {}
    for j, target in ((DIMENSIONS.index(name), name) for name in _SHARPENS):
        best_cm = float(now.dimensions_cm()[0, j])
        answer[target] = {"now": float(now.sd_cm()[0, j])}
        for name, times in _SHARPENS[target].items():
            if getattr(sleeper, name) is None:
                had: dict[str, Any] = {name: times * best_cm}
                then = fill([replace(sleeper, **had)])
                answer[target][name] = float(then.sd_cm()[0, j])
    return answer
