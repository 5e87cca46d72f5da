"""Learning from the outcomes of choices: kept or returned, too soft or too firm, diary scores.

What a person feels is the bed's declared firmness, plus the offsets of this brand and this type, less the person's
target and the person's own preference: `felt = gap + all + brand + type - person`, in firmness points. Three answers
depend on it: "too soft / right / too firm" is an ordered probit in felt, a diary score falls with its square, and so
do the odds of keeping the bed. Offsets are normal around zero with spreads learnt from the data (partial pooling): a
brand that was seen twice moves by a part of how far brands lie apart. Each round is one weighted ridge regression in
closed form, with people marginalised.
What is learnt is used only if it predicts held-out people better than the previous offsets and than a constant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import expit, ndtr

from recommender.arrays import Array
from recommender.ranking.learnt import ALL_SPREAD, Offset, Offsets

KINDS = ("all", "brand", "type", "person")
ROUNDS, HALF, REFIT = 24, 0.6, 4  # rounds of learning, step size, and how often the answers' parameters are refitted
FIRST_SPREAD, LEAST_SPREAD = 0.5, 0.02  # SD of an offset: the starting value of learning, and its floor
FOLDS = 5
SURE_BY_SE = 2.0  # a gain on held-out people counts when it is this many standard errors above zero
SLIP = 0.02  # probability of any answer however a bed feels: one wrong tick must not outweigh the rest; ASSUMED
_LEAST_CHANCE, _LEAST_WEIGHT = 1e-9, 1e-9
_START = np.log([1.0, 1.0, 1.0, 0.05, 0.05])  # edge of "right", its error, SD of a score, slopes of score and keeping
_LOG_BOUNDS = [(-2.0, 2.0), (-1.2, 4.0), (-3.0, 3.0), (-12.0, 1.0), (-12.0, 2.0)]


@dataclass(frozen=True)
class Outcomes:
    """n outcomes; what was not stated is NaN.

    Attributes:
        gap: (n,) declared firmness of the bed less the person's target, points.
        brand, type, person: (n,) names; "" is not known and learns nothing.
        feels: (n,) -1 too soft, 0 right, 1 too firm.
        kept: (n,) 1 kept, 0 returned.
        diary: (n,) score of the nights, higher is better, any scale, the same for all.
    """

    gap: Array
    brand: NDArray[np.str_]
    type: NDArray[np.str_]
    person: NDArray[np.str_]
    feels: Array
    kept: Array
    diary: Array

    def __len__(self) -> int:
        return len(self.gap)

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Outcomes:
        return Outcomes(**{name: value[rows] for name, value in vars(self).items()})


@dataclass(frozen=True)
class Answers:
    """How answers depend on felt firmness: logs of `_START`, then the level of a score and of keeping."""

    logs: Array
    score: float
    keep: float


@dataclass(frozen=True)
class Learnt:
    """What outcomes say of beds, and how far people differ beside their targets: an SD in firmness points.

    Offsets are judged and used; the spread is told and kept nowhere.
    """

    offsets: Offsets
    person_spread: float


@dataclass(frozen=True)
class Verdict:
    """Whether what was learnt is used: mean log score of a held-out outcome for each model, the gains and their SE."""

    accepted: bool
    n_outcomes: int
    n_people: int
    score: Mapping[str, float]
    gain_over_old: tuple[float, float]
    gain_over_constant: tuple[float, float]


def learn(told: Outcomes) -> Learnt:
    """Offsets of all beds, brands, types and people, each shrunk towards zero according to how little data there
    are.
    """
    names = {kind: np.unique(getattr(told, kind)[getattr(told, kind) != ""]) for kind in ("brand", "type", "person")}
    rows = np.arange(len(told))
    columns = {"all": np.zeros(len(told), dtype=np.intp)}
    width = {"all": 1}
    for kind, known in names.items():
        columns[kind] = np.where(getattr(told, kind) == "", -1, np.searchsorted(known, getattr(told, kind)))
        width[kind] = len(known)

    def design(kind: str) -> sparse.csr_array:
        seen = columns[kind] >= 0
        return sparse.csr_array(
            (np.ones(seen.sum()), (rows[seen], columns[kind][seen])), shape=(len(told), width[kind])
        )

    beds = sparse.hstack([design(kind) for kind in KINDS[:3]]).tocsr()
    people = design("person")
    kind_of = np.repeat(np.arange(3), [width[kind] for kind in KINDS[:3]])
    spread = np.array([ALL_SPREAD, FIRST_SPREAD, FIRST_SPREAD])
    person_spread = FIRST_SPREAD
    offset, liking = np.zeros(beds.shape[1]), np.zeros(people.shape[1])
    cov, liking_var = np.eye(len(offset)), np.zeros(len(liking))
    answers = _fit_answers(told, told.gap)
    for number in range(ROUNDS):
        felt = told.gap + beds @ offset + people @ liking
        pull, weight = _pull(told, felt, answers)
        weighted = weight * (felt - told.gap) + pull  # weight times what each outcome implies for the sum of offsets
        shrunk = 1 / (people.T @ weight + person_spread**-2)
        cross = (people.T @ (beds * weight[:, None])).toarray() if len(liking) else np.zeros((0, len(offset)))
        inner = (beds.T @ (beds * weight[:, None])).toarray() - cross.T @ (shrunk[:, None] * cross)
        cov = np.linalg.inv(inner + np.diag(spread[kind_of] ** -2.0))
        aim = cov @ (beds.T @ weighted - cross.T @ (shrunk * (people.T @ weighted)))
        offset = offset + HALF * (aim - offset)
        liking = liking + HALF * (shrunk * (people.T @ weighted - cross @ offset) - liking)
        liking_var = shrunk + ((shrunk[:, None] * cross) @ cov * (shrunk[:, None] * cross)).sum(axis=1)
        for k in (1, 2):  # the spread of a kind of offset includes the uncertainty of the offsets
            mine = kind_of == k
            if mine.any():
                spread[k] = max(np.sqrt(np.mean(offset[mine] ** 2 + np.diag(cov)[mine])), LEAST_SPREAD)
        if len(liking):
            person_spread = max(np.sqrt(np.mean(liking**2 + liking_var)), LEAST_SPREAD)
        if number % REFIT == REFIT - 1:
            answers = _fit_answers(told, told.gap + beds @ offset + people @ liking, answers)
    sd = np.sqrt(np.diag(cov))

    def table(kind: str, values: Array, sds: Array) -> dict[str, Offset]:
        return {str(name): Offset(float(v), float(s)) for name, v, s in zip(names[kind], values, sds, strict=True)}

    offsets = Offsets(
        all=Offset(float(offset[0]), float(sd[0])),
        brand=table("brand", offset[kind_of == 1], sd[kind_of == 1]),
        type=table("type", offset[kind_of == 2], sd[kind_of == 2]),
    )
    return Learnt(offsets, float(person_spread))


def judge(told: Outcomes, old: Offsets | None = None, seed: int = 0) -> Verdict:
    """Learn on most people and predict the others, in folds by person; accepted when better than old offsets and
    constant.

    The frequencies of answers are refitted on the learning people for all three models, so only offsets differ; the
    constant knows how often each answer is given.
    """
    people, whose = np.unique(told.person, return_inverse=True)
    fold = np.random.default_rng(seed).permutation(len(people)) % FOLDS
    before = Offsets() if old is None else old
    found = {name: np.zeros(len(told)) for name in ("new", "old", "constant")}
    for number in range(FOLDS):
        held = fold[whose] == number
        if not held.any() or held.all():
            continue
        here, there = told.take(~held), told.take(held)
        learnt = learn(here).offsets
        for name, offsets in (("new", learnt), ("old", before)):
            shift = offsets.of_beds(here.brand, here.type)
            answers = _fit_answers(here, here.gap + shift)
            found[name][held] = _log_score(there, there.gap + offsets.of_beds(there.brand, there.type), answers)
        found["constant"][held] = _constant_score(here, there)
    gains = {name: _gain(found["new"] - found[name], whose, len(people)) for name in ("old", "constant")}
    return Verdict(
        accepted=all(mean > SURE_BY_SE * error for mean, error in gains.values()),
        n_outcomes=len(told),
        n_people=len(people),
        score={name: float(values.mean()) for name, values in found.items()},
        gain_over_old=gains["old"],
        gain_over_constant=gains["constant"],
    )


def _gain(difference: Array, whose: NDArray[np.intp], n_people: int) -> tuple[float, float]:
    """Mean gain of an outcome and its standard error; people are independent, outcomes of one person are not."""
    by_person = np.bincount(whose, difference, n_people)
    count = np.bincount(whose, minlength=n_people)
    mean = difference.mean()
    return float(mean), float(np.sqrt(((by_person - mean * count) ** 2).sum()) / len(difference))


def _log_score(told: Outcomes, felt: Array, answers: Answers) -> Array:
    """(n,) log probability of the given answers."""
    edge, error, score_sd, score_fall, keep_fall = np.exp(answers.logs)
    soft, firm = ndtr((-edge - felt) / error), ndtr((felt - edge) / error)
    chance = np.select([told.feels == -1, told.feels == 0, told.feels == 1], [soft, 1 - soft - firm, firm], 1.0)
    total = np.where(np.isfinite(told.feels), np.log(SLIP + (1 - 3 * SLIP) * chance), 0.0)
    off = (told.diary - (answers.score - score_fall * felt**2)) / score_sd
    total += np.nan_to_num(-(off**2) / 2 - np.log(score_sd))
    odds = answers.keep - keep_fall * felt**2
    total += np.nan_to_num(told.kept * np.log(expit(odds) + _LEAST_CHANCE))
    return np.asarray(total + np.nan_to_num((1 - told.kept) * np.log(expit(-odds) + _LEAST_CHANCE)))


def _fit_answers(told: Outcomes, felt: Array, start: Answers | None = None) -> Answers:
    """The most likely dependence of answers on felt firmness."""
    score = float(np.nanmean(told.diary)) if np.isfinite(told.diary).any() else 0.0
    first = np.concatenate([_START, [score, 1.0]]) if start is None else [*start.logs, start.score, start.keep]

    def unlikely(x: Array) -> float:
        return -float(_log_score(told, felt, Answers(x[:5], x[5], x[6])).sum()) / len(told)

    found = minimize(unlikely, first, method="L-BFGS-B", bounds=[*_LOG_BOUNDS, (None, None), (-8, 8)]).x
    return Answers(found[:5], float(found[5]), float(found[6]))


def _pull(told: Outcomes, felt: Array, answers: Answers) -> tuple[Array, Array]:
    """(n,) slope of the log probability by felt firmness, and its expected curvature."""
    edge, error, score_sd, score_fall, keep_fall = np.exp(answers.logs)
    low, high = (-edge - felt) / error, (felt - edge) / error
    bell = [np.exp(-(u**2) / 2) / np.sqrt(2 * np.pi) / error for u in (low, high)]
    chance = SLIP + (1 - 3 * SLIP) * np.array([ndtr(low), 1 - ndtr(low) - ndtr(high), ndtr(high)])
    rise = (1 - 3 * SLIP) * np.array([-bell[0], bell[0] - bell[1], bell[1]])
    answered = np.isfinite(told.feels)
    which = np.where(answered, told.feels, 0).astype(np.intp) + 1
    rows = np.arange(len(told))
    slope = answered * rise[which, rows] / chance[which, rows]
    curve = answered * (rise**2 / chance).sum(axis=0)
    lever = -2 * score_fall * felt / score_sd
    scored = np.isfinite(told.diary)
    slope += scored * lever * np.nan_to_num(told.diary - (answers.score - score_fall * felt**2)) / score_sd
    curve += scored * lever**2
    lever, chance_kept = -2 * keep_fall * felt, expit(answers.keep - keep_fall * felt**2)
    slope += np.nan_to_num((told.kept - chance_kept) * lever)
    curve += np.isfinite(told.kept) * chance_kept * (1 - chance_kept) * lever**2
    return slope, curve + _LEAST_WEIGHT


def _constant_score(here: Outcomes, there: Outcomes) -> Array:
    """(n,) log probability of the given answers when every answer is as frequent as among the learning people."""
    total = np.zeros(len(there))
    for value in (-1, 0, 1):
        share = (np.sum(here.feels == value) + 1) / (np.isfinite(here.feels).sum() + 3)
        total += (there.feels == value) * np.log(share)
    kept = (np.nansum(here.kept) + 1) / (np.isfinite(here.kept).sum() + 2)
    total += np.nan_to_num(there.kept * np.log(kept) + (1 - there.kept) * np.log(1 - kept))
    if np.isfinite(here.diary).sum() > 1:
        mean, sd = np.nanmean(here.diary), max(float(np.nanstd(here.diary)), 1e-3)
        total += np.nan_to_num(-(((there.diary - mean) / sd) ** 2) / 2 - np.log(sd))
    return total
