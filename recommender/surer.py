"""What would make the answer surer: for one person, what each fact still unknown is expected to be worth.

A fact is worth what the best choice after hearing it is expected to fit more than the best choice made without it, over
everything the fact may turn out to be. Both sides of that difference are of the same possible answers, so no fact is
ever worth less than nothing, and one that would change no choice is worth nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.mattress import Catalogue, Mattress
from recommender.arrays import Array, on_one_thread
from recommender.coefficients import values
from recommender.experience.choice import Choice, best_if_known, choice_of, fits_of
from recommender.experience.learning import with_experiences
from recommender.experience.next_to_try import answers_about
from recommender.experience.probit import SIDE_OF
from recommender.experience.said import Heard, bed_known, heard_of, noise_points
from recommender.fit_target import FitTarget, targets, together
from recommender.matching import Ranking
from recommender.person.anthropometry import DIMENSIONS
from recommender.ranking.bed_vectors import SET_BY_ZONE, Beds, stature_class
from recommender.ranking.candidates import candidates_for
from recommender.ranking.if_known import PLACES, SHARES, as_beds, comfort_known, hardness_known
from recommender.ranking.spread import chance_and_interval
from recommender.sleeper import Sleeper

_FIGURES = values("surer")
LEAST_FIT: float = _FIGURES["least_fit"]  # fit points; what is worth less is not asked
PRESENT_LABELS = tuple(f"H{grade:g}" for grade in _FIGURES["present_grades"])
# What can be measured, and what has been measured where one of these is.
MEASURES = {
    "hips": ("hip_breadth_cm", "hip_circumference_cm"),
    "shoulders": ("shoulder_breadth_cm",),
}
MOST_SAID = 3
ASKED_ABOUT = 4  # first beds of their kind that one could lie on, or whose seller could be asked
_LOOKED_AT = 3  # kinds of bed that can be best for somebody
_NO_BEDS = Catalogue((), "")


@dataclass(frozen=True)
class Surer:
    """One more fact, and what knowing it is expected to be worth.

    Attributes:
        by: present_bed_label, hips, shoulders, lying_on, seller:comfort_cm or seller:hardness_n_mm.
        mattress: the bed to lie on or to ask about; None where it is about the person.
        loss_before, loss_after: fit points the best choice is expected to lose for not knowing the person's own best
            bed, now and with this fact; the first is good to about .3, their difference far better.
        chance_before, chance_after: that the best choice suits, without and with this fact.
    """

    by: str
    mattress: Mattress | None
    loss_before: float
    loss_after: float
    chance_before: float
    chance_after: float

    @property
    def gain(self) -> float:
        """Fit points."""
        return self.loss_before - self.loss_after


@dataclass(frozen=True, eq=False)
class _Odds:
    """What the chance that a choice suits is made of: p people each on a bed, and how much each counts.

    Attributes:
        centre, covariance: (p, 4), (p, 4, 4) what is known of the beds.
        before, after: (p,) shares of each without and with a fact.
    """

    needs: FitTarget
    centre: Array
    covariance: Array
    before: Array
    after: Array


@dataclass(frozen=True, eq=False)
class _Fact:
    """A fact's expected worth in fit points, and of what the chances without and with it are made."""

    by: str
    mattress: Mattress | None
    gain: float
    odds: Callable[[], _Odds]


@dataclass(frozen=True, eq=False)
class _Question:
    """A fact about the person: who they may turn out to be, rows of some people, and the share of each."""

    by: str
    mattress: Mattress | None
    rows: slice
    shares: Array


@on_one_thread
def surer(ranking: Ranking) -> tuple[Surer, ...]:
    """What is worth asking or doing before the first person of a ranking chooses, the `MOST_SAID` most telling."""
    person = ranking.target[0]
    choice = choice_of(person, candidates_for(ranking.catalogue, ranking.wishes, ranking.as_of))
    if choice is None or not len(ranking.picks):
        return ()
    near = _first_of_kinds(ranking)
    facts = [*_measured(ranking, choice), *_felt(person, choice, ranking, near)]
    if len(ranking.order) > 1:
        lain_on = {experience.mattress_id for experience in person.sleepers[0].experiences}
        asked = [i for i in near if ranking.mattresses[i].mattress_id not in lain_on]
        facts += _sellers(person, choice, ranking, asked) if asked else ()
    found = sorted((fact for fact in facts if fact.gain >= LEAST_FIT), key=lambda fact: -fact.gain)[:MOST_SAID]
    if not found:
        return ()
    best = choice.near(person)[0]
    fits = choice.fits(person, best)[0]
    lost = best_if_known(person, choice) - float(fits.max())
    one = np.ones(1)
    odds = [_Odds(person, *choice.known(person, np.zeros(1, dtype=np.intp), best[[fits.argmax()]]), one, one)]
    (now, _), *chances = _chances(choice.beds, odds + [fact.odds() for fact in found])
    return tuple(
        Surer(fact.by, fact.mattress, lost, lost - fact.gain, now, now + after - before)
        for fact, (before, after) in zip(found, chances, strict=True)
    )


def _chances(beds: Beds, odds: Sequence[_Odds]) -> list[tuple[float, float]]:
    """The chances without and with each fact, all worked out at once."""
    needs = together([one.needs for one in odds])
    centre = np.concatenate([one.centre for one in odds])
    asked = as_beds(beds, centre[:, None], np.concatenate([one.covariance for one in odds]))
    chance = chance_and_interval(needs, asked, np.arange(len(centre))[:, None])[0][:, 0]
    parts = np.split(chance, np.cumsum([len(one.centre) for one in odds])[:-1])
    return [(float(one.before @ part), float(one.after @ part)) for one, part in zip(odds, parts, strict=True)]


def _first_of_kinds(ranking: Ranking) -> list[int]:
    """The first bed of each of the first kinds, in order."""
    first = np.unique(ranking.kind[ranking.order], return_index=True)[1]
    return [int(i) for i in ranking.order[np.sort(first)[:ASKED_ABOUT]]]


def _measured(ranking: Ranking, choice: Choice) -> list[_Fact]:
    """A breadth measured: it turns out at one of three places about its estimate.

    Only a bed with zones can use it: on the reference list, which has none, hips are worth .02 points and never .5.
    """
    if not any(bed.zones or bed.adjust in SET_BY_ZONE for bed in ranking.mattresses):
        return []
    person = ranking.target[0]
    sleeper, bodies = person.sleepers[0], person.bodies
    told: list[Sleeper] = []
    asked: list[_Question] = []
    for by, names in MEASURES.items():
        if any(getattr(sleeper, name) is not None for name in names):
            continue
        at = DIMENSIONS.index(names[0])
        spread = float(np.sqrt(bodies.log_cov[0, at, at]))
        asked.append(_Question(by, None, slice(len(told), len(told) + len(PLACES)), SHARES))
        usual_cm = float(bodies.dimensions_cm()[0, at])
        told += [_with(sleeper, names[0], usual_cm * math.exp(z * spread)) for z in PLACES.tolist()]
    return _worth(choice, with_experiences(targets(told), ranking.catalogue), asked) if asked else []


def _with(sleeper: Sleeper, name: str, value_cm: float) -> Sleeper:
    changed: dict[str, Any] = {name: value_cm}
    return replace(sleeper, **changed)


def _felt(person: FitTarget, choice: Choice, ranking: Ranking, near: list[int]) -> list[_Fact]:
    """What is stated of the present bed and how it feels, and how the bed of these feels whose answer is worth most."""
    sleeper, sides = person.sleepers[0], np.array(list(SIDE_OF.values()))
    stature_cm = float(stature_class(person.bodies.height_cm)[0])
    present = _present_beds(sleeper, stature_cm)
    lain_on = {experience.mattress_id for experience in sleeper.experiences}
    beds = [ranking.mattresses[i] for i in near if ranking.mattresses[i].mattress_id not in lain_on]
    known = [(one.centre, one.covariance, float(one.noise_points[0])) for one in present]
    known += [(*bed_known(bed, stature_cm), noise_points(0)) for bed in beds]
    if not known:
        return []
    centre, covariance, noise = (np.stack(part) for part in zip(*known, strict=True))
    names = [""] * len(present) + [bed.mattress_id for bed in beds]
    chances, after = answers_about(person, centre, covariance, noise, names)
    asked, start = [], len(present) * len(sides)
    if present:
        shares = chances[: len(present)]
        if sleeper.bed.feels:
            shares = shares * (sides == SIDE_OF[sleeper.bed.feels])
        asked.append(_Question("present_bed_label", None, slice(0, start), (shares / shares.sum()).ravel()))
    for i, bed in enumerate(beds):
        rows = slice(start + i * len(sides), start + (i + 1) * len(sides))
        asked.append(_Question("lying_on", bed, rows, chances[len(present) + i]))
    facts = _worth(choice, after, asked)
    lying = [fact for fact in facts if fact.mattress]
    return [fact for fact in facts if not fact.mattress] + ([max(lying, key=lambda fact: fact.gain)] if lying else [])


def _present_beds(sleeper: Sleeper, stature_cm: float) -> list[Heard]:
    """What the present bed may be, of which label or feel are not told; none where both are."""
    bed = sleeper.bed
    if bed.label and bed.feels:
        return []
    labels = (bed.label,) if bed.label else PRESENT_LABELS
    told = [replace(sleeper, experiences=(), bed=replace(bed, label=label, feels="right")) for label in labels]
    return [heard for one in told for heard in heard_of(one, stature_cm, _NO_BEDS)]


def _worth(choice: Choice, needs: FitTarget, asked: list[_Question]) -> list[_Fact]:
    """The worth of each question about who of these people somebody is."""
    near = choice.near(needs, _LOOKED_AT)
    groups = [np.unique(near[one.rows]) for one in asked]
    widest = max(map(len, groups))
    kinds = np.zeros((len(needs), widest), dtype=np.intp)
    for one, group in zip(asked, groups, strict=True):
        kinds[one.rows] = np.resize(group, widest)
    return [_fact(choice, needs, one, kinds[one.rows], fits) for one, fits in _each(asked, choice.fits(needs, kinds))]


def _each(asked: list[_Question], fits: Array) -> Iterator[tuple[_Question, Array]]:
    for one in asked:
        yield one, fits[one.rows]


def _fact(choice: Choice, needs: FitTarget, one: _Question, kinds: NDArray[np.intp], fits: Array) -> _Fact:
    """By how much choosing after an answer beats choosing before, of fits (answers, beds)."""
    blind, best = int((one.shares @ fits).argmax()), fits.argmax(axis=1)
    gain = float(one.shares @ (fits.max(axis=1) - fits[:, blind]))

    def odds() -> _Odds:
        row = np.arange(len(needs))[one.rows]
        pairs, place = np.unique(
            np.concatenate([row * len(kinds[0]) + at for at in (np.full(len(row), blind), best)]), return_inverse=True
        )
        person, at = pairs // len(kinds[0]), pairs % len(kinds[0])
        known = choice.known(needs, person, kinds[0][at])
        before, after = (np.bincount(part, one.shares, len(pairs)).astype(float) for part in np.split(place, 2))
        return _Odds(needs.take(person), *known, before, after)

    return _Fact(one.by, one.mattress, gain, odds)


def _sellers(person: FitTarget, choice: Choice, ranking: Ranking, near: list[int]) -> Iterator[_Fact]:
    """What a seller could say of one of these beds: how thick and soft its top layer is, how hard it was measured."""
    rows = np.array([_row(ranking, choice.beds, i) for i in near], dtype=np.intp)
    others = [_other(ranking, i) for i in near]
    told = [comfort_known(choice.beds, rows), hardness_known(choice.beds, rows)]
    asked = as_beds(choice.beds, *(np.concatenate(part) for part in zip(*told, strict=True)))
    places = np.arange(len(asked.centre))
    fits = fits_of(person, np.zeros_like(places), asked.centre, asked.covariance).reshape(2, len(near), -1)
    other = ranking.fit[others][:, None]
    gains = np.maximum(fits, other) @ SHARES - np.maximum(fits @ SHARES, other[:, 0])
    for of_fact, by in enumerate(("seller:comfort_cm", "seller:hardness_n_mm")):
        at = int(gains[of_fact].argmax())
        of_bed = places.reshape(fits.shape)[of_fact, at]

        def odds(
            mine: Array = fits[of_fact, at], of_bed: NDArray[np.intp] = of_bed, another: int = others[at]
        ) -> _Odds:
            """Without the fact the bed that is better on average, with it the one that is then better."""
            beside = _row(ranking, choice.beds, another)
            centre = np.concatenate([asked.centre[of_bed], choice.beds.centre[[beside]]])
            covariance = np.concatenate([asked.covariance[of_bed], choice.beds.covariance[[beside]]])
            both = np.stack([np.full(len(mine), SHARES @ mine), mine]) > ranking.fit[another]
            own = both * SHARES
            before, after = np.column_stack([own, 1 - own.sum(axis=1)])
            return _Odds(person.take(np.zeros(len(centre), dtype=np.intp)), centre, covariance, before, after)

        yield _Fact(by, ranking.mattresses[near[at]], float(gains[of_fact, at]), odds)


def _other(ranking: Ranking, i: int) -> int:
    """The record that fits best beside one."""
    rest = ranking.order[ranking.order != i]
    return int(rest[ranking.fit[rest].argmax()])


def _row(ranking: Ranking, beds: Beds, i: int) -> int:
    """The row of `Beds` that a record of the ranking is at its best setting."""
    mine = np.flatnonzero(beds.record == i)
    at = np.isclose(beds.setting[mine], ranking.setting[i], equal_nan=True).all(axis=1)
    return int(mine[at.argmax()])
