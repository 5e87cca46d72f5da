"""Does a bed that somebody found fit? Its fit and chance, what would be better, what each missing fact could change.

A bed is scored as one of a catalogue is, so the same record has the same fit in both. What is missing is priced: the
record is given one value after the other for it, and scored again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from catalog.construction.comfort import comfort_layer, layers_above_core
from catalog.firmness import LABEL_FIRMNESS, LOG_PER_POINT, WORD_SD, hardness_from_firmness
from catalog.mattress import Catalogue, Layer, Mattress, Zone
from catalog.zones import BODY_ZONES, CROWN_CM
from recommender.arrays import EVEN, Array
from recommender.coefficients import values
from recommender.experience.learning import with_experiences
from recommender.fit_target import FitTarget
from recommender.matching import verdict_of
from recommender.mechanics.bed import COMFORT_KPA, comfort_cm_of
from recommender.ranking.bed_vectors import FIRMNESS_SD_OTHER, SET_BY_ZONE, beds_of, setting_said, stature_class
from recommender.ranking.candidates import rankable, usual_covariance
from recommender.ranking.fits import attainable_fit, fits_of_beds
from recommender.ranking.learnt import as_felt, load_offsets
from recommender.ranking.measured import measured_hardness
from recommender.ranking.spread import chance_and_interval
from recommender.reasons import Figure, Reason
from recommender.specification import LAYER_KPA, SHOULDER_FACTOR, fits_of, length_for

CLEARLY_FIT = 1.0  # what a change must add to be named: less counts as equal
SOFTEST, FIRMEST = 0.5, 12.0  # firmness points between which a missing figure is tried
THINNEST_CM = 1.0
WORDS_TRIED = ("medium-soft", "medium", "medium-firm", "firm")
CORE_CM = 14.0  # a core under tried layers, where none is stated: thick enough to be taken for the core
_STEP_RATIO: float = values("specification")["layer_step"]


@dataclass(frozen=True)
class IfKnown:
    """A missing fact with one value it may have, and what the bed would then be."""

    value: Figure
    fit: float
    chance_suits: float


@dataclass(frozen=True)
class MissingFact:
    """A fact nobody states of a bed: firmness, hardness_n_mm, comfort_cm, comfort_kpa, zones. `if_known` in the order
    of its values.
    """

    fact: str
    if_known: tuple[IfKnown, ...]

    @property
    def changes(self) -> float:
        """How far the chance that the bed suits lies apart between its values: what asking is worth."""
        chances = [each.chance_suits for each in self.if_known]
        return max(chances) - min(chances)


@dataclass(frozen=True)
class CheckedBed:
    """One bed for one person. `fit`, `chance_suits` and `relative` are None, and `verdict` is unknown, where nothing
    tells of its firmness.

    Attributes:
        setting: what a bed that is several is scored as, see `setting_said`; None for others.
        reasons: what of it is right and what would be better, the weightiest first.
        cautions: what is against it whatever its fit.
        missing: facts nobody states, the one that can change most first.
    """

    mattress: Mattress
    fit: float | None
    chance_suits: float | None
    relative: float | None
    verdict: str
    setting: Mapping[str, float | str] | None
    reasons: tuple[Reason, ...]
    cautions: tuple[Reason, ...]
    missing: tuple[MissingFact, ...]


@dataclass(frozen=True)
class _Scored:
    """m records under one person: fit and chance at the best setting of each, that setting, its vector."""

    fit: Array
    chance_suits: Array
    setting: Array
    centre: Array
    covariance: Array


def check_beds(target: FitTarget, mattresses: Sequence[Mattress], catalogue: Catalogue) -> tuple[CheckedBed, ...]:
    """What each bed would be for the first person of a target.

    Args:
        catalogue: how well its beds are usually known says what a bed made for this person would have; it is also
            looked up for the beds the person lay on.

    Raises:
        UserError: the person lay on a bed by its id that the catalogue does not have.
    """
    target = with_experiences(target, catalogue)[0]
    attainable = float(attainable_fit(target, usual_covariance(catalogue))[0])
    return tuple(_checked(target, bed, attainable) for bed in mattresses)


def _checked(target: FitTarget, mattress: Mattress, attainable: float) -> CheckedBed:
    cautions, missing = _cautions(target, mattress), _missing(target, mattress)
    if not rankable(mattress):
        return CheckedBed(mattress, None, None, None, "unknown", None, (), cautions, missing)
    scored = _score(target, [mattress])
    fit, setting = float(scored.fit[0]), scored.setting[0]
    return CheckedBed(
        mattress=mattress,
        fit=fit,
        chance_suits=float(scored.chance_suits[0]),
        relative=fit / attainable,
        verdict=verdict_of(fit / attainable),
        setting=setting_said(mattress, setting),
        reasons=_reasons(target, scored),
        cautions=cautions,
        missing=missing,
    )


def _score(target: FitTarget, mattresses: Sequence[Mattress]) -> _Scored:
    """The path that `match` takes, for records that are all rankable."""
    beds = beds_of(as_felt(mattresses, load_offsets()), float(stature_class(target.bodies.height_cm)[0]))
    fit = fits_of_beds(target, beds)[0]
    start = np.flatnonzero(np.diff(beds.record, prepend=-1))
    end = np.append(start[1:], len(fit))
    best = np.array([a + int(fit[a:b].argmax()) for a, b in zip(start, end, strict=True)], dtype=np.intp)
    chance, _ = chance_and_interval(target, beds, best[None])
    return _Scored(fit[best], chance[0], beds.setting[best], beds.centre[best], beds.covariance[best])


def _reasons(target: FitTarget, scored: _Scored) -> tuple[Reason, ...]:
    """What would add most to the fit: softer or firmer, more or less of a top, give at the shoulder; or that nothing
    would. Each is the bed's own vector moved so, known as well as it is now.
    """
    fit, bed = fits_of(target), scored.centre
    point = LOG_PER_POINT * EVEN
    shoulder, top = np.log(SHOULDER_FACTOR) * np.eye(4)[0], _STEP_RATIO * np.eye(4)[3]
    moved = {"softer": -point, "firmer": point, "more_top": top, "less_top": -top, "shoulder": shoulder}
    now, *then = fit(np.concatenate([bed, *(bed + step for step in moved.values())]), _both(target, scored)).tolist()
    gained = {name: after - now for name, after in zip(moved, then, strict=True)}
    hardness = float(np.exp(bed[0, :3].mean()))
    figures: dict[str, dict[str, Figure]] = {
        "softer": {"points": 1.0},
        "firmer": {"points": 1.0},
        "more_top": {"layer_cm": _layer_cm(bed[0, 3], bed[0, 3] + _STEP_RATIO, hardness)},
        "less_top": {"layer_cm": _layer_cm(bed[0, 3] - _STEP_RATIO, bed[0, 3], hardness)},
        "shoulder": {},
    }
    better = sorted((name for name in moved if gained[name] >= CLEARLY_FIT), key=lambda name: -gained[name])
    right = [] if {"softer", "firmer"} & set(better) else [Reason("check_bed.firmness_right")]
    return (*right, *(Reason(f"check_bed.{name}_better", {**figures[name], "fit": gained[name]}) for name in better))


def _both(target: FitTarget, scored: _Scored) -> Array:
    unsure: Array = target.unsure[0] + scored.covariance[0]
    return unsure


def _layer_cm(low: float, high: float, hardness_n_mm: float) -> float:
    """Centimetres of a medium foam between two comfort figures on a bed of this hardness."""
    ends = comfort_cm_of(np.maximum([low, high], 0.0), hardness_n_mm) * LAYER_KPA["medium"]
    return float((ends[1] - ends[0]) / COMFORT_KPA)


def _cautions(target: FitTarget, bed: Mattress) -> tuple[Reason, ...]:
    sleeper = target.sleepers[0]
    found = []
    if bed.weight_max_kg is not None and bed.weight_max_kg < sleeper.weight_kg:
        found.append(Reason("check_bed.over_weight_limit", {"weight_kg": bed.weight_max_kg}))
    longest_cm, needed_cm = max((size.length_cm for size in bed.sizes), default=None), length_for(sleeper.height_cm)
    if longest_cm is not None and longest_cm < needed_cm:
        found.append(Reason("check_bed.too_short", {"length_cm": longest_cm, "needed_cm": needed_cm}))
    return tuple(found)


def _missing(target: FitTarget, bed: Mattress) -> tuple[MissingFact, ...]:
    tried = [(fact, list(variants)) for fact, variants in _facts(bed, float(target.bodies.height_cm[0]))]
    every = [variant for _, variants in tried for _, variant in variants]
    if not every:
        return ()
    scored = _score(target, every)
    place, found = 0, []
    for fact, variants in tried:
        known = []
        for value, _ in variants:
            known.append(IfKnown(value, float(scored.fit[place]), float(scored.chance_suits[place])))
            place += 1
        found.append(MissingFact(fact, tuple(known)))
    return tuple(sorted(found, key=lambda fact: -fact.changes))


def _facts(bed: Mattress, height_cm: float) -> Iterator[tuple[str, Iterator[tuple[Figure, Mattress]]]]:
    """Each fact that nobody states of a bed, with records in which it is known. Of a bed of unknown firmness only that
    matters first.
    """
    if not rankable(bed):
        yield "firmness", _firmness_known(bed)
        return
    if measured_hardness(bed) is None and bed.adjust_min is None:
        yield "hardness_n_mm", _hardness_known(bed)
    above = layers_above_core(bed)
    if not above or any(layer.thickness_cm is None for layer in above):
        yield "comfort_cm", _thickness_known(bed)
    elif any(layer.hardness_kpa is None and layer.hardness_n is None for layer in above):
        yield "comfort_kpa", _softness_known(bed)
    if not bed.zones_known and bed.n_zones != 1 and bed.adjust not in SET_BY_ZONE:
        yield "zones", _zones_known(bed, height_cm)


def _firmness_known(bed: Mattress) -> Iterator[tuple[Figure, Mattress]]:
    for word in WORDS_TRIED:
        yield word, replace(bed, firmness=LABEL_FIRMNESS[word], firmness_sd=WORD_SD)


def _hardness_known(bed: Mattress) -> Iterator[tuple[Figure, Mattress]]:
    """One SD below and above what is stated."""
    stated, sd = bed.firmness or 0.0, bed.firmness_sd or FIRMNESS_SD_OTHER
    for points in (stated - sd, stated + sd):
        hardness = round(float(hardness_from_firmness(np.clip(points, SOFTEST, FIRMEST))), 1)
        yield hardness, replace(bed, hardness_n_mm=hardness)


def _thickness_known(bed: Mattress) -> Iterator[tuple[Figure, Mattress]]:
    """One SD below and above what such a bed usually has, in whole cm and no less than what is stated."""
    usual, above = comfort_layer(bed), layers_above_core(bed)
    stated = sum(layer.thickness_cm or 0.0 for layer in above)
    unstated = sum(layer.thickness_cm is None for layer in above)
    core = bed.layers[len(above) :] or (Layer(bed.core_material or "core", max(bed.core_cm or 0.0, CORE_CM)),)
    ends = (usual.thickness_cm - usual.thickness_sd_cm, usual.thickness_cm + usual.thickness_sd_cm)
    for cm in dict.fromkeys(float(round(max(end, THINNEST_CM, stated + 0.5 * unstated))) for end in ends):
        each = (cm - stated) / unstated if unstated else cm
        layers = tuple(replace(one, thickness_cm=one.thickness_cm or each) for one in above) or (Layer("", cm),)
        yield cm, replace(bed, layers=layers + core, core_material=core[0].material, core_cm=core[0].thickness_cm)


def _softness_known(bed: Mattress) -> Iterator[tuple[Figure, Mattress]]:
    """One SD below and above what its materials usually have, in kPa, for the layers of which it is not stated."""
    usual, above = comfort_layer(bed), layers_above_core(bed)
    for end in (usual.softness_kpa - usual.softness_sd_kpa, usual.softness_kpa + usual.softness_sd_kpa):
        kpa = round(end, 1)
        layers = tuple(one if one.hardness_kpa or one.hardness_n else replace(one, hardness_kpa=kpa) for one in above)
        yield kpa, replace(bed, layers=layers + bed.layers[len(above) :])


def _zones_known(bed: Mattress, height_cm: float) -> Iterator[tuple[Figure, Mattress]]:
    """A softer zone where this person's shoulder lies, or none."""
    from_cm, to_cm = (CROWN_CM + share * height_cm for share in BODY_ZONES["shoulder"])
    yield "softer", replace(bed, zones=(Zone(from_cm, to_cm, SHOULDER_FACTOR),))
    yield "even", replace(bed, n_zones=1)
