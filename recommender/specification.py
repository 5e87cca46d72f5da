"""What to ask for in any shop: the ranges of a bed that cost this person little, whatever the shop's list is.

Each range is what costs less than `RANGE_FIT` points of expected fit against the best uniform bed, known as well as a
list's beds usually are. It is not the 80 % interval of the target, which tells how unsure the target is.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from catalog.construction.comfort import usual_depth_cm
from catalog.firmness import (
    H_GRADE_FIRMNESS,
    LABEL_FIRMNESS,
    LOG_PER_POINT,
    firmness_from_hardness,
    firmness_label,
    hardness_from_firmness,
)
from recommender.arrays import EVEN, Array
from recommender.coefficients import values
from recommender.fit_target import FitTarget
from recommender.mechanics.bed import COMFORT_KPA, comfort_cm_of
from recommender.ranking.bed_knowledge import MODEL_SD
from recommender.ranking.expected_fit import expected_fit
from recommender.ranking.measured import HARDNESS_SD
from recommender.scoring.optimum import REACH
from recommender.scoring.scoring_model import ORIGIN
from recommender.sleeper import Sleeper, main_position

_SPEC = values("specification")
RANGE_FIT: float = _SPEC["range_fit"]
SHOULDER_FACTOR: float = _SPEC["shoulder_factor"]
SHOULDER_FIT: float = _SPEC["shoulder_fit"]
TUNING_SD_POINTS: float = _SPEC["tuning_sd_points"]
ADJUSTABLE_FIT: float = _SPEC["adjustable_fit"]
LAYER_KPA: dict[str, float] = _SPEC["layer_kpa"]
RISE_SHARE: float = _SPEC["rise_share"]
RISE_AGE_YEARS: float = _SPEC["rise_age_years"]
TRIAL_NIGHTS: tuple[int, ...] = tuple(int(nights) for nights in _SPEC["trial_nights"])
TRIAL_UNSURE_POINTS: tuple[float, ...] = tuple(_SPEC["trial_unsure_points"])
HEAVY_KG: float = _SPEC["heavy_kg"]
STIFF = ("morning_stiffness", "inflammatory_like", "pregnancy")  # aches with which a low bed is hard to leave
# rules C2: from about 190 cm a bed of body length and 20 cm
TALL_CM, SPARE_LENGTH_CM, USUAL_LENGTH_CM = 190.0, 20.0, 200.0
WEIGHT_STEP_KG, LENGTH_STEP_CM = 5.0, 10.0
N_QUESTIONS = 3
_ANSWERS = ("hardness", "comfort", "zones", "exchange")
_REACH_POINTS, _STEP_POINTS = 2.5, 0.25  # firmness points beside the best bed that are looked at, and their step
_FINER = 8  # parts of a step to which the ends of a range are found
Fits = Callable[[Array, Array], Array]  # of beds (m, 4), and of how unsure each is
Along = Callable[[Array, Array | float], Array]  # of uniform beds by ln N/mm and comfort figure


@dataclass(frozen=True)
class FirmnessRange:
    """The whole bed's firmness: the best and the range around it, on the 1-10 scale; outside 1 to 10 it stays as is.

    Attributes:
        words: shop words whose middle is in the range, and always that of the best firmness.
        h_grades: German grades in the range; the nearest where it holds none.
    """

    best: float
    low: float
    high: float
    words: tuple[str, ...]
    h_grades: tuple[str, ...]

    @property
    def word(self) -> str:
        return firmness_label(self.best)

    @property
    def hardness_n_mm(self) -> tuple[float, float]:
        """EN 1957 hardness of the whole bed at both ends, N/mm."""
        low, high = hardness_from_firmness([self.low, self.high]).tolist()
        return low, high


@dataclass(frozen=True)
class ComfortRange:
    """The layers above the core: from and to in cm, of the feel (soft, medium, firm) in which the best is nearest to
    what beds of this firmness usually have.
    """

    low_cm: float
    high_cm: float
    feel: str


@dataclass(frozen=True)
class Specification:
    """What to ask for in any shop.

    Attributes:
        shoulder: "softer" where a softer shoulder zone is worth a fit point or more, else "even".
        shoulder_fit: expected fit points that such a zone adds to the best uniform bed.
        size: (width_cm, length_cm) as wished; None where none was.
        height_cm_min: from the floor to the top of the bed, for who gets up with effort; else None.
        adjustable: whether to ask for a bed whose firmness can be set or exchanged.
        adjustable_fit: expected fit points gained once its owner has set it.
        questions: three questions to the seller, the one worth most first; checks: three checks lying on the bed.
    """

    firmness: FirmnessRange
    comfort: ComfortRange
    shoulder: str
    shoulder_fit: float
    size: tuple[float, float] | None
    length_cm: float
    height_cm_min: float | None
    min_weight_limit_kg: float
    trial_nights_min: int
    adjustable: bool
    adjustable_fit: float
    questions: tuple[str, ...]
    checks: tuple[str, ...]


def specification(target: FitTarget, usual: Array) -> Specification:
    """What the first person of a target should ask for.

    Args:
        usual: (4, 4) covariance of a bed known as well as a list's beds usually are
            (`ranking.candidates.usual_covariance`).
    """
    sleeper, found = target.sleepers[0], _look(target, usual)
    worth = dict(zip(_ANSWERS, found.gained, strict=True))
    adjusted = worth["exchange"]
    worth["exchange"] -= ADJUSTABLE_FIT
    if found.shoulder < SHOULDER_FIT:
        worth.pop("zones")
    return Specification(
        firmness=_firmness_range(*found.firmness),
        comfort=_comfort_range(found.level, found.ratio, *found.layer[1:]),
        shoulder="softer" if found.shoulder >= SHOULDER_FIT else "even",
        shoulder_fit=found.shoulder,
        size=sleeper.wishes.size,
        length_cm=length_for(sleeper.height_cm),
        height_cm_min=_height_for_getting_up(sleeper),
        min_weight_limit_kg=_up(sleeper.weight_kg, WEIGHT_STEP_KG),
        trial_nights_min=TRIAL_NIGHTS[int(np.searchsorted(TRIAL_UNSURE_POINTS, own_sd_points(target), side="right"))],
        adjustable=adjusted >= ADJUSTABLE_FIT,
        adjustable_fit=adjusted,
        questions=_questions(sleeper, worth),
        checks=_checks(sleeper),
    )


@dataclass(frozen=True)
class _Looked:
    """What is found about the best uniform bed of ln N/mm `level` and comfort figure `ratio`.

    Attributes:
        firmness, layer: where fit is highest along firmness points and comfort figures, and the ends of what costs
            less than `RANGE_FIT`.
        shoulder: expected fit points that a softer shoulder zone adds, each bed in the firmness that suits it best.
        gained: of each of `_ANSWERS`, expected fit points that the bed gains by it.
    """

    level: float
    ratio: float
    firmness: tuple[float, float, float]
    layer: tuple[float, float, float]
    shoulder: float
    gained: tuple[float, ...]


def _look(target: FitTarget, usual: Array) -> _Looked:
    """All that is asked of the best uniform bed at once: each question alone would take nearly as long as all."""
    fit, unsure = fits_of(target), target.unsure[0] + usual

    def along(level: Array, ratio: Array | float) -> Array:
        return fit(_uniform(level, ratio), unsure)

    level, ratio = _best_uniform(target, along)
    best, points, ratios = _uniform(level, ratio), _about(_points(level), _STEP_POINTS), _ratios(23)
    asked = [_uniform(_log(points), ratio), _uniform(level, ratios), _with_shoulder(best)]
    known = _once_known(target.unsure[0], usual)
    beds = np.concatenate([*asked, np.repeat(best, len(known), axis=0)])
    doubt = np.concatenate([np.broadcast_to(unsure, (sum(map(len, asked)), *unsure.shape)), known])
    by_points, by_ratio, by_shoulder, by_fact = np.split(fit(beds, doubt), np.cumsum([len(part) for part in asked]))
    firmness, layer = _Along(points, by_points), _Along(ratios, by_ratio)
    levels = np.stack([_log(firmness.finer), np.full(layer.finer.shape, level)])
    finer = along(levels.ravel(), np.stack([np.full(firmness.finer.shape, ratio), layer.finer]).ravel())
    of_firmness, of_layer = finer.reshape(levels.shape)
    even, softer = (_peak(_SHOULDER_STEPS, part)[1] for part in np.split(by_shoulder, 2))
    gained = tuple((by_fact[1:] - by_fact[0]).tolist())
    return _Looked(level, ratio, firmness.stretch(of_firmness), layer.stretch(of_layer), softer - even, gained)


def length_for(height_cm: float) -> float:
    """Length in cm of a bed for somebody of this stature: the usual one, or for tall people body length and 20 cm."""
    if height_cm < TALL_CM:
        return USUAL_LENGTH_CM
    return _up(height_cm + SPARE_LENGTH_CM, LENGTH_STEP_CM)


def own_sd_points(target: FitTarget) -> float:
    """SD in firmness points of the level of the first person's own best bed."""
    even = EVEN / EVEN.sum()
    return float(np.sqrt(even @ target.unsure[0] @ even)) / LOG_PER_POINT


def fits_of(target: FitTarget) -> Fits:
    """Expected fit of the first person on beds (m, 4), each known as (4, 4) or (m, 4, 4) of person and bed says."""

    def fit(beds: Array, unsure: Array) -> Array:
        m = len(beds)
        quartic = np.broadcast_to(target.quartic[0][:, None], (len(target.quartic[0]), m))
        ideal = np.broadcast_to(target.ideal_discomfort[:1], (m,))
        return expected_fit(quartic, ideal, (beds - ORIGIN).T, np.moveaxis(np.broadcast_to(unsure, (m, 4, 4)), 0, -1))

    return fit


def _best_uniform(target: FitTarget, along: Along) -> tuple[float, float]:
    """ln N/mm and comfort figure of the uniform bed of highest expected fit, found one after the other."""
    points, level, ratio = _about(float(target.firmness()[0]), 2 * _STEP_POINTS), target.log_level, 0.0
    for steps in (12, 23):  # twice: near the end of its range one point moves the best layer
        ratios = _ratios(steps)
        ratio = _peak(ratios, along(level, ratios))[0]
        level = _log(_peak(points, along(_log(points), ratio))[0])
    return float(level), ratio


def _peak(grid: Array, found: Array) -> tuple[float, float]:
    """Where a fit found on an even grid is highest, and how high: by the parabola through the three highest."""
    at = int(found.argmax())
    if at in (0, len(grid) - 1):
        return float(grid[at]), float(found[at])
    before, top, after = found[at - 1 : at + 2]
    curve = before - 2 * top + after
    shift = 0.0 if curve >= 0 else (before - after) / (2 * curve)
    return float(grid[at] + shift * (grid[1] - grid[0])), float(top - (before - after) * shift / 4)


@dataclass(frozen=True, eq=False)
class _Along:
    """A fit found along an even grid, and what costs less than `RANGE_FIT` around its highest."""

    grid: Array
    found: Array

    @cached_property
    def best(self) -> tuple[float, float]:
        """Where it is highest, and how high."""
        return _peak(self.grid, self.found)

    @cached_property
    def ends(self) -> tuple[int, int]:
        """The first and the last point of the grid, around the highest, that cost less."""
        inside = self.found > self.best[1] - RANGE_FIT
        low = high = int(self.found.argmax())
        while low > 0 and inside[low - 1]:
            low -= 1
        while high < len(self.grid) - 1 and inside[high + 1]:
            high += 1
        return low, high

    @property
    def finer(self) -> Array:
        """(2, `_FINER`) points of a finer grid from either end outward."""
        low, high = self.ends
        parts = np.arange(_FINER) / _FINER * float(self.grid[1] - self.grid[0])
        return np.stack([self.grid[low] - parts, self.grid[high] + parts])

    def stretch(self, finer: Array) -> tuple[float, float, float]:
        """Where it is highest and the ends of what costs less, given the fit (2, `_FINER`) at `finer`.

        An end is the last point of the finer grid that still costs less, or the end of the grid.
        """
        kept = np.logical_and.accumulate(finer > self.best[1] - RANGE_FIT, axis=1)
        ends = self.finer[[0, 1], kept.sum(axis=1) - 1]
        return self.best[0], max(float(ends[0]), float(self.grid[0])), min(float(ends[1]), float(self.grid[-1]))


def _uniform(level: Array | float, ratio: Array | float) -> Array:
    """(m, 4) beds without zones of ln N/mm `level` and ln of core over whole stiffness `ratio`."""
    level, ratio = np.broadcast_arrays(np.atleast_1d(level), np.atleast_1d(ratio))
    return np.stack([level, level, level, ratio], axis=-1)


def _log(points: Array | float) -> Array:
    return np.asarray(np.log(hardness_from_firmness(points)), dtype=float)


def _points(level: float) -> float:
    return float(firmness_from_hardness(np.exp(level)))


def _about(points: float, step: float) -> Array:
    steps = round(_REACH_POINTS / step)
    return np.asarray(points + step * np.arange(-steps, steps + 1), dtype=float)


_SHOULDER_STEPS = _about(0.0, 2 * _STEP_POINTS)  # firmness points beside the best bed


def _ratios(n: int) -> Array:
    """The comfort figures that the model was trained on."""
    return np.linspace(ORIGIN[3] - REACH[3], ORIGIN[3] + REACH[3], n)


def _firmness_range(best: float, low: float, high: float) -> FirmnessRange:
    word = firmness_label(best)
    words = tuple(name for name, middle in LABEL_FIRMNESS.items() if low <= middle <= high or name == word)
    grades = [grade for grade, points in H_GRADE_FIRMNESS.items() if low <= points <= high]
    if not grades:
        grades = [min(H_GRADE_FIRMNESS, key=lambda grade: abs(H_GRADE_FIRMNESS[grade] - best))]
    return FirmnessRange(best, low, high, words, tuple(f"H{grade}" for grade in grades))


def _comfort_range(level: float, ratio: float, low: float, high: float) -> ComfortRange:
    """In cm of the feel whose best thickness is nearest to what beds of this firmness usually have."""
    hardness, usual_cm = float(np.exp(level)), usual_depth_cm(_points(level))[0]
    best, *ends = (float(comfort_cm_of(each, hardness)) / COMFORT_KPA for each in (ratio, low, high))
    feel = min(LAYER_KPA, key=lambda name: abs(LAYER_KPA[name] * best - usual_cm))
    return ComfortRange(LAYER_KPA[feel] * ends[0], LAYER_KPA[feel] * ends[1], feel)


def _with_shoulder(best: Array) -> Array:
    """(2 m, 4) the best uniform bed (1, 4) in steps of firmness, without and with a softer shoulder zone."""
    steps = LOG_PER_POINT * _SHOULDER_STEPS[:, None] * EVEN
    return np.concatenate([best + steps, best + np.log(SHOULDER_FACTOR) * np.eye(4)[0] + steps])


def _once_known(person: Array, usual: Array) -> Array:
    """(5, 4, 4) what is unsure of a person and their bed: now, after each answer a seller can give, and of `exchange`
    once the owner has set its level by how it feels. Then what was unsure of the level is gone, but for what people
    settle for.
    """
    shared = float(usual[:3, :3].min())
    hardness, comfort, zones = usual.copy(), usual.copy(), usual.copy()
    known = HARDNESS_SD**2 / max(shared, HARDNESS_SD**2)
    hardness[:3, :3] -= (1 - known) * shared
    hardness[:3, 3] *= known
    hardness[3, :3] *= known
    narrower = MODEL_SD / max(float(np.sqrt(usual[3, 3])), MODEL_SD)
    comfort[3] *= narrower
    comfort[:, 3] *= narrower
    zones[:3, :3] = shared
    along = (person + usual) @ EVEN
    tuned = person + usual - np.outer(along, along) / (EVEN @ along)
    tuned += (TUNING_SD_POINTS * LOG_PER_POINT) ** 2 * np.outer(EVEN, EVEN)
    return np.stack([person + usual, person + hardness, person + comfort, person + zones, tuned])


def _questions(sleeper: Sleeper, worth: dict[str, float]) -> tuple[str, ...]:
    first = ["weight"] if sleeper.weight_kg >= HEAVY_KG else []
    ordered = sorted(worth, key=lambda name: -worth[name])
    return tuple(f"spec.question.{name}" for name in (first + ordered)[:N_QUESTIONS])


def _checks(sleeper: Sleeper) -> tuple[str, ...]:
    last = "getting_up" if _height_for_getting_up(sleeper) else "ten_minutes"
    return tuple(f"spec.check.{name}" for name in (main_position(sleeper), "turning", last))


def _height_for_getting_up(sleeper: Sleeper) -> float | None:
    old = (sleeper.age_years or 0) >= RISE_AGE_YEARS
    if not old and not set(STIFF) & set(sleeper.pain):
        return None
    return float(round(RISE_SHARE * sleeper.height_cm))


def _up(value: float, step: float) -> float:
    return step * math.ceil(value / step)
