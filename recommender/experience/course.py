"""Lying on beds one after the other: what was lain on, which bed is next, and when there is enough to choose by.

A trial ends when the choice is clear (one more answer is expected to add less than anybody would notice), after as many
beds as somebody can lie on with attention, or when no bed is left.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from catalog.mattress import Catalogue, Mattress
from recommender.coefficients import values
from recommender.experience.learning import with_experiences
from recommender.experience.next_to_try import Trial, answers, next_to_try
from recommender.experience.said import noise_points
from recommender.fit_target import FitTarget, target
from recommender.matching import match
from recommender.ranking.candidates import rankable
from recommender.sleeper import Experience, Feels, Sleeper

LEAST_GAIN: float = values("surer")["least_fit"]  # fit points
MOST_LAIN_ON: int = values("trial")["most_beds"]
LIE_MINUTES: float = values("trial")["lie_minutes"]
ODD_CHANCE: float = values("trial")["odd_chance"]
FEELS: tuple[Feels, ...] = ("too_soft", "right", "too_firm")

Ending = Literal["", "clear", "enough", "none_left"]


@dataclass(frozen=True)
class Course:
    """Where somebody stands in a trial.

    Attributes:
        lain_on: the beds of the catalogue they lay on in a shop, in the order told.
        trials: the other beds of the floor, the most telling first.
        ending: why no further bed is advised; "" while one is.
        odd: the bed of which something was said that hardly anybody would say who said the rest, under `ODD_CHANCE`;
            None where nothing is so odd, or only one bed was lain on.
    """

    lain_on: tuple[Mattress, ...]
    trials: tuple[Trial, ...]
    ending: Ending
    odd: Mattress | None = None

    @property
    def next(self) -> Trial | None:
        """The bed to lie on next, also where the trial may end: nobody is kept from going on."""
        return self.trials[0] if self.trials else None

    @property
    def gain(self) -> float:
        """Fit points that one more answer is expected to add to the fit of the choice; 0 where no bed is left."""
        return max(self.trials[0].gain, 0.0) if self.trials else 0.0


@dataclass(frozen=True)
class Meaning:
    """What one answer about one bed would mean.

    Attributes:
        chance: that it is given.
        firmness, firmness_80: the target after it, 1-10, and its 80 % interval.
        first: the bed that fits best then; None where none fits.
    """

    felt: Feels
    chance: float
    firmness: float
    firmness_80: tuple[float, float]
    first: Mattress | None


def course(
    target: FitTarget, catalogue: Catalogue, floor: Collection[str] | None = None, *, as_of: date | None = None
) -> Course:
    """Where the first person of a target stands in a trial on a floor.

    Args:
        floor: ids of the beds that stand there, those of unknown firmness are passed over; None: all of the list.
        as_of: the day on which prices are judged against a budget; None: today.
    """
    told = dict.fromkeys(one.mattress_id for one in target.sleepers[0].experiences if one.mattress_id)
    lain_on = tuple(bed for name in told if (bed := catalogue.by_id(name)) is not None)
    here: Sequence[str] | None = None
    if floor is not None:
        here = [bed.mattress_id for bed in catalogue if bed.mattress_id in floor and rankable(bed)]
        here = [name for name in here if name not in told]
    trials = tuple(t for t in next_to_try(target, catalogue, here, as_of=as_of) if t.mattress.mattress_id not in told)
    return Course(lain_on, trials, _ending(len(lain_on), trials), _odd(target[0], lain_on, catalogue))


def _odd(person: FitTarget, lain_on: Sequence[Mattress], catalogue: Catalogue) -> Mattress | None:
    """The bed whose answer as a whole was least to be expected from all else that was said, where it is under
    `ODD_CHANCE`.
    """
    if len(lain_on) < 2:
        return None
    sleeper, told = person.sleepers[0], person.sleepers[0].experiences
    expected: list[tuple[float, Mattress]] = []
    for bed in lain_on:
        rest = tuple(one for one in told if one.mattress_id != bed.mattress_id)
        others = with_experiences(replace(person, sleepers=(replace(sleeper, experiences=rest),)), catalogue)
        for one in told:
            if one.mattress_id == bed.mattress_id and one.felt and rankable(bed):
                chances = answers(others, [bed], noise_points(one.nights))[0][0]
                expected.append((float(chances[FEELS.index(one.felt)]), bed))
    chance, bed = min(expected, key=lambda each: each[0], default=(1.0, lain_on[0]))
    return bed if chance < ODD_CHANCE else None


def _ending(lain_on: int, trials: Sequence[Trial]) -> Ending:
    if not trials:
        return "none_left"
    if trials[0].gain < LEAST_GAIN:
        return "clear"
    return "enough" if lain_on >= MOST_LAIN_ON else ""


def meanings(sleeper: Sleeper, catalogue: Catalogue, trial: Trial, *, as_of: date | None = None) -> tuple[Meaning, ...]:
    """What each answer about a bed, after some minutes on it, would make of this person's answer."""
    found = []
    for felt, chance in zip(FEELS, trial.chances, strict=True):
        told = Experience(mattress_id=trial.mattress.mattress_id, felt=felt, nights=0.0)
        ranking = match(target(replace(sleeper, experiences=(*sleeper.experiences, told))), catalogue, as_of=as_of)
        summary, picks = ranking.target.summary(), ranking.picks
        first = ranking.mattresses[int(picks[0])] if len(picks) else None
        found.append(Meaning(felt, chance, summary.firmness, summary.firmness_80, first))
    return tuple(found)
