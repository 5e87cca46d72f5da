"""What a person said of beds, as figures: what is known of each bed, and which part of it an answer is about."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from catalog.mattress import Catalogue, Mattress
from recommender.arrays import EVEN, Array
from recommender.coefficients import values
from recommender.errors import UserError
from recommender.experience.probit import SIDE_OF
from recommender.person.experiences import stated_firmness
from recommender.person.sleepers import Sleepers
from recommender.ranking.bed_vectors import FIRMNESS_SD_OTHER, beds_of
from recommender.ranking.candidates import rankable
from recommender.ranking.learnt import as_felt, load_offsets
from recommender.sleeper import ZONES, CurrentBed, Experience, Feels, Sleeper

_PERSONS = values("persons")
NOISE_POINTS, NOISE_NIGHTS = (tuple(_PERSONS[f"answer_noise_{name}"]) for name in ("points", "nights"))
USUAL_NIGHTS = 1.0  # where it is not said how long somebody lay on it
WORN_SOFTER_POINTS: float = _PERSONS["worn_softer_points"]
WORN_SD_POINTS: float = _PERSONS["worn_sd_points"]
WORN_AFTER_YEARS: float = _PERSONS["worn_after_years"]
TOPPER_SD_POINTS: float = _PERSONS["topper_sd_points"]
PRESENT_POINTS: float = _PERSONS["present_points"]
PRESENT_SD_POINTS: float = _PERSONS["present_sd_points"]
# An answer about the whole bed reads the mean of its zones, one about a zone that zone.
PART_OF: dict[str, Array] = {"felt": EVEN / 3, **{zone: np.eye(4)[i] for i, zone in enumerate(ZONES)}}


@dataclass(frozen=True)
class Heard:
    """A bed somebody lay on, and the answers about it.

    Attributes:
        centre: (4,) the bed, ln N/mm under shoulder, waist and hip and comfort layer in cm from 3, as known.
        covariance: (4, 4) how unsure that is.
        part, side: (k, 4) which part of it each answer is about, (k,) the answer by `probit.SIDE_OF`.
        noise_points: (k,) SD of what each answer says, in firmness points.
        mattress_id: the bed of the catalogue it is, as it is sold; "" for any other.
    """

    centre: Array
    covariance: Array
    part: Array
    side: Array
    noise_points: Array
    mattress_id: str = ""


def experiences_of(sleeper: Sleeper) -> tuple[tuple[Experience, float], ...]:
    """What the person said of beds, and what else is unsure of each in firmness points; the present bed, where its
    label and feel are told, is one.
    """
    told = [(experience, 0.0) for experience in sleeper.experiences]
    bed = sleeper.bed
    if _felt_so(bed):
        told.append((_present(bed, bed.feels), TOPPER_SD_POINTS if bed.topper_cm else 0.0))
    return tuple(told)


def saying(people: Sleepers) -> NDArray[np.bool_]:
    """(n,) of whom `experiences_of` knows something."""
    found: NDArray[np.bool_] = people.each(bool, "experiences") | people.each(_felt_so, "bed")
    return found


def _felt_so(bed: CurrentBed) -> bool:
    return bool(bed.label and bed.feels)


def _present(bed: CurrentBed, felt: Feels | None) -> Experience:
    # Somebody who does not say how old their bed is has one half worn.
    age = WORN_AFTER_YEARS / 2 if bed.age_years is None else bed.age_years
    return Experience(
        label=bed.label or "",
        type=bed.type,
        felt=felt,
        nights=float(NOISE_NIGHTS[-1]),
        worn="yes" if bed.trough == "yes" else None,
        age_years=age,
    )


def present_bed(sleeper: Sleeper, felt: Feels | None, stature_cm: float) -> Heard | None:
    """The present bed as it is now, worn as it is and without a topper of unknown softness, and how it feels; None
    where neither its label nor that is known.

    Args:
        felt: how it feels, from what the person said of it.
    """
    told = _present(sleeper.bed, felt)
    if not told.label and felt is None:
        return None
    if told.label:
        firmness, sd = stated_firmness(told.label)
    else:
        firmness, sd = PRESENT_POINTS, PRESENT_SD_POINTS
    bed = Mattress("", "", "", type=told.type or "unknown", firmness=firmness, firmness_sd=sd)
    return _heard(_as_worn(bed, told), TOPPER_SD_POINTS if sleeper.bed.topper_cm else 0.0, [told], stature_cm)


def noise_points(nights: float | None) -> float:
    """SD in firmness points of what one answer says of a bed after this many nights."""
    slept = USUAL_NIGHTS if nights is None else nights
    return float(np.interp(math.log1p(slept), np.log1p(NOISE_NIGHTS), NOISE_POINTS))


def heard_of(sleeper: Sleeper, stature_cm: float, catalogue: Catalogue) -> Iterator[Heard]:
    """The beds a person lay on with what is known of them, each once, in a stable order.

    A bed whose firmness nobody knows tells nothing and is left out.

    Raises:
        UserError: a bed is named that the catalogue does not have.
    """
    by_bed: dict[tuple[Mattress, float], list[Experience]] = {}
    for experience, unsure_points in experiences_of(sleeper):
        bed = _bed_of(experience, catalogue)
        if bed is not None:
            by_bed.setdefault((_as_worn(bed, experience), unsure_points), []).append(experience)
    for (bed, unsure_points), told in by_bed.items():
        heard = _heard(bed, unsure_points, told, stature_cm)
        if len(heard.side):
            yield heard


def _heard(bed: Mattress, unsure_points: float, told: Sequence[Experience], stature_cm: float) -> Heard:
    answers = [(part, said, noise_points(one.nights)) for one in told for part, said in _answers(one)]
    centre, covariance = bed_known(bed, stature_cm, unsure_points)
    return Heard(
        centre,
        covariance,
        np.array([PART_OF[part] for part, _, _ in answers]).reshape(-1, 4),
        np.array([SIDE_OF[said] for _, said, _ in answers], dtype=int),
        np.array([noise for _, _, noise in answers]),
        "" if any(_share_worn(one) for one in told) else bed.mattress_id,
    )


@lru_cache(maxsize=4096)
def bed_known(bed: Mattress, stature_cm: float, unsure_points: float = 0.0) -> tuple[Array, Array]:
    """(4,) and (4, 4): a bed and how unsure it is; not to be written to. One that can be set was lain on at a setting
    nobody noted.
    """
    if unsure_points:
        bed = replace(bed, firmness_sd=math.hypot(bed.firmness_sd or FIRMNESS_SD_OTHER, unsure_points))
    beds = beds_of([bed], stature_cm)
    off = beds.centre - beds.centre.mean(axis=0)
    return beds.centre.mean(axis=0), beds.covariance.mean(axis=0) + off.T @ off / len(off)


def _answers(experience: Experience) -> Iterator[tuple[str, Feels]]:
    for part in PART_OF:
        said: Feels | None = getattr(experience, part)
        if said is not None:
            yield part, said


def _bed_of(experience: Experience, catalogue: Catalogue) -> Mattress | None:
    """The bed as the engine sees it; None where nothing is known of its firmness."""
    if not experience.mattress_id:
        firmness, sd = stated_firmness(experience.label)
        return Mattress("", "", "", type=experience.type or "unknown", firmness=firmness, firmness_sd=sd)
    bed = catalogue.by_id(experience.mattress_id)
    if bed is None:
        raise UserError(
            f"there is no mattress {experience.mattress_id!r}",
            where="experiences",
            mend='Look up its id, or give its firmness: "label=H3;felt=too_firm".',
        )
    return as_felt([bed], load_offsets())[0] if rankable(bed) else None


def _as_worn(bed: Mattress, experience: Experience) -> Mattress:
    """The bed as it was lain on: an old H3 with a trough is no H3."""
    share = _share_worn(experience)
    if not share:
        return bed
    softer = share * WORN_SOFTER_POINTS
    moved = {
        name: getattr(bed, name) - softer
        for name in ("firmness", "adjust_min", "adjust_max")
        if getattr(bed, name) is not None
    }
    # Worn or not, and how much: the variance of a mixture.
    unsure = math.sqrt(share * WORN_SD_POINTS**2 + share * (1 - share) * WORN_SOFTER_POINTS**2)
    return replace(bed, **moved, firmness_sd=math.hypot(bed.firmness_sd or FIRMNESS_SD_OTHER, unsure))


def _share_worn(experience: Experience) -> float:
    """How far a bed counts as worn, 0 to 1; as new where nothing is said."""
    if experience.worn in ("yes", "no"):
        return float(experience.worn == "yes")
    if experience.age_years is None:
        return 0.5 if experience.worn == "unsure" else 0.0
    return min(experience.age_years / WORN_AFTER_YEARS, 1.0)
