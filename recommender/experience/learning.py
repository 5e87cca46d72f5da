"""What a person said of beds they lay on, in what they need: a `FitTarget` of the same kind, moved and narrowed.

Beforehand a person's own best bed is normal about their body's target: the target's covariance, and the scatter of
persons on the level of all zones. Every answer is about how much firmer a bed is than that, in firmness points at the
target's level. The posterior's mean and covariance replace those of the target.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from catalog.firmness import LOG_PER_POINT
from catalog.mattress import Catalogue
from recommender.arrays import Array, Cut
from recommender.coefficients import values
from recommender.experience.lain_on import LainOn
from recommender.experience.probit import Scale, hear_all
from recommender.experience.said import Heard, heard_of, saying
from recommender.fit_target import FitTarget
from recommender.person.sleepers import Sleepers
from recommender.ranking.bed_vectors import stature_class
from recommender.scoring.optimum import best_uniform
from recommender.scoring.polynomials import N_FIGURES, move, sum_of_squares

_PERSONS = values("persons")
HALF_WIDTH_POINTS: Final[float] = _PERSONS["answer_half_width_points"]
SCALE: Final = Scale(HALF_WIDTH_POINTS, _PERSONS["answer_slips"])
_SHAPES = (
    *("mean", "terms", "quartic", "covariance", "read_covariance", "scatter", "log_level", "level_sd", "heard"),
    "lain_on",
)


def with_experiences(target: FitTarget, catalogue: Catalogue) -> FitTarget:
    """The target after what its people said of beds, each person once; unchanged where nobody said anything.

    Args:
        catalogue: looked up for beds that are named by their id.

    Raises:
        UserError: a bed is named that the catalogue does not have.
    """
    people = Sleepers.of(target.sleepers)
    rows = np.flatnonzero(saying(people) & ~target.heard)
    if not len(rows):
        return target
    classes = stature_class(target.bodies.height_cm[rows]).tolist()
    told = zip(rows.tolist(), people.take(rows), classes, strict=True)
    heard = {at: tuple(heard_of(sleeper, stature, catalogue)) for at, sleeper, stature in told}
    alike: dict[tuple[int, ...], list[int]] = {}  # by how many answers there are about each bed
    for i, beds in heard.items():
        alike.setdefault(tuple(len(bed.side) for bed in beds), []).append(i)
    figures = {name: getattr(target, name).copy() for name in _SHAPES}
    for members in alike.values():
        which = np.array(members, dtype=np.intp)
        part = after_hearing(target.take(which), [heard[i] for i in members])
        for name, of_all in figures.items():
            of_all[which] = getattr(part, name)
    return replace(target, terms_in=Cut(figures.pop("terms")), **figures)


def after_hearing(target: FitTarget, heard: Sequence[tuple[Heard, ...]]) -> FitTarget:
    """The targets of people who have said nothing before, after what they said of beds; as `learnt_of_all` has it."""
    step, joint = learnt_of_all(target, heard)
    own, all_own = step[:, :N_FIGURES], joint[:, :N_FIGURES, :N_FIGURES]
    part = moved(target, own, all_own)
    lain_on = part.lain_on.copy()
    for i, beds in enumerate(heard):
        lain_on[i] = tuple(_lain_on(part.mean[i], step[i], joint[i], beds)) or None
    return replace(part, lain_on=lain_on)


def _lain_on(own: Array, step: Array, joint: Array, beds: tuple[Heard, ...]) -> Iterator[LainOn]:
    """Beds of the catalogue beside a person's best bed own (4,), of step and joint covariance as `learnt_of_all`."""
    mine = slice(N_FIGURES)
    for number, bed in enumerate(beds, start=1):
        if bed.mattress_id:
            here = slice(number * N_FIGURES, (number + 1) * N_FIGURES)
            with_own = joint[here, mine] - joint[mine, mine]
            unsure = joint[here, here] - joint[mine, here] - with_own
            yield LainOn(bed.mattress_id, bed.centre + step[here] - own, unsure, with_own)


def learnt_of_all(target: FitTarget, heard: Sequence[tuple[Heard, ...]]) -> tuple[Array, Array]:
    """Step (n, 4 (1 + beds)) of each person's best bed and the beds they lay on, and the covariance of all together,
    after answers about the beds. Several answers about one bed share what is unsure of that bed.

    Args:
        heard: of each person; all have as many beds, and as many answers about each.
    """
    joint = np.zeros((len(target), *(N_FIGURES * (1 + len(heard[0])),) * 2))
    joint[:, :N_FIGURES, :N_FIGURES] = target.unsure
    if not heard[0]:
        return np.zeros(target.mean.shape), joint
    rows, offset = [], []
    for i, beds in enumerate(zip(*heard, strict=True), start=1):
        here = slice(i * N_FIGURES, (i + 1) * N_FIGURES)
        joint[:, here, here] = [bed.covariance for bed in beds]
        part = np.stack([bed.part for bed in beds]) / LOG_PER_POINT
        row = np.zeros((*part.shape[:2], joint.shape[1]))
        row[..., :N_FIGURES], row[..., here] = -part, part
        rows.append(row)
        offset.append((part @ (np.stack([bed.centre for bed in beds]) - target.mean)[..., None])[..., 0])
    side, noise = (
        np.array([np.concatenate([getattr(bed, name) for bed in beds]) for beds in heard])
        for name in ("side", "noise_points")
    )
    about, off = np.concatenate(rows, axis=1), np.concatenate(offset, axis=1)
    if not side.shape[1]:  # beds that are known, and of which nothing was said
        return np.zeros(joint.shape[:2]), joint
    return hear_all(joint, about, off, side, noise, SCALE)


def moved(target: FitTarget, step: Array, total: Array) -> FitTarget:
    """The targets with the best bed of each moved by step (n, 4), and its whole covariance now total (n, 4, 4).

    What is felt moves with it: discomfort on a bed is what it was on the bed that lay the same way from the old best
    one. Scatter stays on the level of all zones and shrinks as that does; the rest of `total` is the target's
    covariance. Every stated interval narrows as that of the person's own best bed does, there and for the level.
    """
    terms = np.moveaxis(target.terms, 0, -1).copy()
    move(terms, step.T)
    mean = target.mean + step
    before = target.unsure
    scatter = target.scatter * (_sharpness(before) / _sharpness(total))[:, None, None]
    narrower = np.sqrt(np.diagonal(total, axis1=1, axis2=2) / np.diagonal(before, axis1=1, axis2=2))
    level, reads = _level(mean, target.precision)
    lain_on = target.lain_on
    if any(lain_on):
        lain_on = lain_on.copy()
        for i, beds in enumerate(target.lain_on):
            lain_on[i] = tuple(bed.when(before[i], step[i], total[i]) for bed in beds) if beds else None
    return replace(
        target,
        mean=mean,
        terms_in=Cut(np.moveaxis(terms, -1, 0)),
        quartic=np.moveaxis(sum_of_squares(terms), -1, 0),
        covariance=total - scatter,
        read_covariance=narrower[:, :, None] * target.read_covariance * narrower[:, None, :],
        scatter=scatter,
        log_level=level,
        level_sd=target.level_sd * np.sqrt(_along(reads, total) / _along(reads, before)),
        heard=np.ones(len(target), dtype=bool),
        lain_on=lain_on,
    )


def _sharpness(covariance: Array) -> Array:
    """(n,) how sharply the level of all zones is known where all else is: scatter s of it leaves the rest of a
    covariance positive as long as s times this is below 1.
    """
    sharp: Array = np.linalg.inv(covariance)[:, :3, :3].sum(axis=(1, 2))
    return sharp


def _along(direction: Array, covariance: Array) -> Array:
    along: Array = np.einsum("ni,nij,nj->n", direction, covariance, direction)
    return along


def _level(mean: Array, precision: Array) -> tuple[Array, Array]:
    """(n,) level of the best uniform bed of (n, 4), and (n, 4) how it depends on each figure."""
    sharp = np.moveaxis(precision, 0, -1)
    each = (np.broadcast_to(unit[:, None], mean.T.shape) for unit in np.eye(N_FIGURES))
    return best_uniform(mean.T, sharp)[0], np.stack([best_uniform(one, sharp)[0] for one in each], axis=-1)
