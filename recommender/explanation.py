"""Why these beds: reasons in physical units, near misses, what would change the first choice.

The engine returns keys and figures; a storefront turns them into text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from catalog.mattress import Mattress
from catalog.sizes import Offer
from recommender.advice.care import Care, care
from recommender.advice.safety import hides_products
from recommender.advice.tips import advise, keep_bed, pillow, wait
from recommender.arrays import Array
from recommender.fit_target import TargetSummary, summary_inputs
from recommender.matching import VERDICT_BORDERLINE, Ranking
from recommender.mechanics.bed import Bed, as_figures, as_listed, side_by_side
from recommender.mechanics.measures import Measures
from recommender.mechanics.picture import cautions
from recommender.mechanics.rest import lay
from recommender.ranking.bed_vectors import beds_of, stature_class
from recommender.ranking.fits import fits_of_beds
from recommender.reasons import Figure, Reason
from recommender.scoring.aches import is_compromise
from recommender.scoring.comfort import COMPONENTS, TERMS
from recommender.scoring.scoring_model import read_manifest
from recommender.sleeper import POSITIONS, ZONES, Position
from recommender.what_changes import what_changes


@dataclass(frozen=True)
class Pick:
    """One bed of the answer.

    `fit` is the expected fit and `fit_80` its central 80 % interval; `chance_suits` the probability that the true fit
    is 70 or more; `relative` the share of the attainable fit; `discomfort` adds up to the expected discomfort.
    """

    rank: int
    tie_group: int
    mattress: Mattress
    price: float | None
    currency: str | None
    fit: float
    fit_80: tuple[float, float]
    chance_suits: float
    relative: float
    discomfort: Mapping[str, float]
    physical: Mapping[str, float | str | None]
    setting: Mapping[str, Figure] | None
    reasons: tuple[Reason, ...]
    cautions: tuple[Reason, ...]
    changes_if: tuple[Mapping[str, Figure], ...] = ()


@dataclass(frozen=True)
class NotChosen:
    mattress: Mattress
    fit: float | None
    reason: Reason


@dataclass(frozen=True)
class Explanation:
    """Everything the answer page, the command line and the counter show about one person.

    `dimensions`: name -> {"value", "sd", "source"} (source "measured" or "estimated"). `verdict`: fits, borderline,
    none_fits, keep_bed, wait or products_hidden. `care`: whom to see, most urgent first, to be said before anything
    else. `unranked`: beds of unknown firmness, listed separately. `n_tied`:
    size of each tie group shown. `undecided`: how many beds beside the first it does not surely beat.
    `attainable_fit`: what a bed made for this person would have, known as well as the catalogue's beds usually are.
    """

    model: Mapping[str, str]
    dimensions: Mapping[str, Mapping[str, Figure]]
    shares: Mapping[str, float]
    safety: Mapping[str, Figure]
    target: TargetSummary
    verdict: str
    verdict_reasons: tuple[Reason, ...]
    compromise: bool
    ideal_discomfort: float
    attainable_fit: float
    picks: tuple[Pick, ...]
    not_chosen: tuple[NotChosen, ...]
    unranked: tuple[Mattress, ...]
    n_tied: Mapping[int, int]
    undecided: int
    pillow: Reason
    advice: tuple[Reason, ...]
    care: tuple[Care, ...] = ()
    cautions: tuple[Reason, ...] = ()
    catalog_version: str = ""


NEAR_MISSES = 3
NEAR_POINTS = 1.0  # a bed within a point of the target counts as close
TALL_CM, SPARE_LENGTH_CM = 190.0, 20.0  # rules C2: from about 190 cm a bed of body length and 20 cm
SHORT_CM = 158.0  # ASSUMED: below this stature the zones of a bed made for the average body are too low
HEAD_BREADTH_CM, HEAD_SINK_SHARE = 15.3, 0.5  # adult mean; the head sinks half as far as the shoulder, ASSUMED
DIRECTED = ("shoulder_pressure", "hip_pressure", "immersion")  # components whose reason says "less"
CLEARLY = 0.05  # a component counts as a reason when it is this much lower than on the median bed
WARM_TYPES = ("memory_foam",)
MENDABLE = ("over_budget", "not_in_size", "other_type", "out_of_stock")  # wishes a person can drop


def explain(ranking: Ranking) -> Explanation:
    """Why these beds, for the first person of the ranking's target."""
    target, sleeper = ranking.target, ranking.target.sleepers[0]
    hidden = hides_products(sleeper.alarm_signs)
    summary = target.summary()
    position = POSITIONS[int(np.argmax(target.shares[0]))]
    shown = [] if hidden else list(ranking.picks)
    # The target bed and the first picks are simulated together, by the full mechanics.
    beds = side_by_side([_best_bed(target.mean[0]), *(_listed(ranking, int(i)) for i in shown)])
    laid = lay(target.bodies, position, beds).measures
    picks = tuple(
        _pick(ranking, int(i), rank, summary, _physical(laid, rank, position)) for rank, i in enumerate(shown, start=1)
    )
    if picks:
        picks = (replace(picks[0], changes_if=what_changes(ranking)), *picks[1:])
    verdict = ranking.verdict
    reasons = _verdict_reasons(ranking, verdict)
    waiting, keeping = wait(sleeper), keep_bed(sleeper)
    if hidden:
        verdict, reasons = "products_hidden", (Reason("verdict.reason.alarm_signs"),)
    elif waiting:
        verdict, reasons = "wait", waiting
    elif keeping:
        verdict, reasons = "keep_bed", keeping
    manifest = read_manifest()
    groups = {int(g): int((ranking.group == g).sum()) for g in np.unique(ranking.group[shown])} if shown else {}
    return Explanation(
        model={name: manifest[name] for name in ("version", "sha256", "results_changed")},
        dimensions=summary_inputs(target),
        shares=dict(zip(POSITIONS, target.shares[0].tolist(), strict=True)),
        safety={"mode": "gate", "level": None, "products_hidden": hidden},
        target=summary,
        verdict=verdict,
        verdict_reasons=reasons,
        compromise=is_compromise(sleeper.pain),
        ideal_discomfort=float(target.ideal_discomfort[0]),
        attainable_fit=ranking.attainable_fit,
        picks=picks,
        not_chosen=() if hidden else _near_misses(ranking, set(shown), summary),
        unranked=() if hidden else ranking.unranked,
        n_tied=groups,
        undecided=ranking.undecided,
        pillow=pillow(
            sleeper,
            shoulder_breadth_cm=float(target.bodies.shoulder_breadth_cm[0]),
            head_breadth_cm=HEAD_BREADTH_CM,
            shoulder_immersion_mm=float(laid.immersion_mm[0, 0]),
            head_immersion_mm=float(HEAD_SINK_SHARE * laid.immersion_mm[0, 0]),
        ),
        advice=advise(sleeper),
        care=care(sleeper),
        cautions=tuple(Reason(f"caution.{key}") for key in sleeper.cautions)
        + cautions(target.bodies, position)
        + _stature(sleeper.height_cm),
        catalog_version=ranking.catalogue.version,
    )


def _best_bed(best: Array) -> Bed:
    """The bed at a target's `mean` (4,)."""
    return as_figures(best)


def _stature(height_cm: float) -> tuple[Reason, ...]:
    if height_cm <= SHORT_CM:
        return (Reason("caution.zones_too_low"),)
    if height_cm < TALL_CM:
        return ()
    return (Reason("caution.bed_length", {"length_cm": 10 * ceil((height_cm + SPARE_LENGTH_CM) / 10)}),)


def _pick(
    ranking: Ranking, i: int, rank: int, summary: TargetSummary, physical: Mapping[str, float | str | None]
) -> Pick:
    bed, offer = ranking.mattresses[i], ranking.offers[i]
    firmness = _firmness(ranking, i)
    price = bed.price if offer is None else offer.price
    names = (*COMPONENTS, "uncertainty")
    return Pick(
        rank=rank,
        tie_group=int(ranking.group[i]),
        mattress=bed,
        price=price,
        currency=bed.currency if price is not None else None,
        fit=float(ranking.fit[i]),
        fit_80=(float(ranking.fit_80[i, 0]), float(ranking.fit_80[i, 1])),
        chance_suits=float(ranking.chance_suits[i]),
        relative=float(ranking.relative[i]),
        discomfort=dict(zip(names, ranking.components[i].tolist(), strict=True)),
        physical=physical,
        setting=_setting(ranking.setting[i]),
        reasons=_reasons(ranking, i, firmness, summary),
        cautions=_cautions(ranking, bed, offer, firmness, summary),
    )


def _setting(firmness: Array) -> Mapping[str, Figure] | None:
    """The setting of an adjustable bed: one firmness, or one per zone."""
    if np.isnan(firmness).any():
        return None
    if np.ptp(firmness) == 0:
        return {"firmness": float(firmness[0])}
    return dict(zip(ZONES, firmness.tolist(), strict=True))


def _listed(ranking: Ranking, i: int) -> Bed:
    """A bed under this person, as declared or at its setting."""
    setting = ranking.setting[i]
    firmness = None if np.isnan(setting).any() else setting
    return as_listed(ranking.mattresses[i], float(ranking.target.bodies.height_cm[0]), firmness)


def _firmness(ranking: Ranking, i: int) -> float:
    """Firmness of a bed as a whole, as declared or at its setting."""
    setting = ranking.setting[i]
    return float(ranking.mattresses[i].firmness or 0) if np.isnan(setting).any() else float(setting.mean())


def _physical(m: Measures, row: int, position: Position) -> dict[str, float | str | None]:
    return {
        "position": position,
        "spine_tilt_deg": float(m.tilt_deg[row]),
        "waist_sag_mm": float(m.waist_sag_mm[row]) if position == "side" else None,
        "lumbar_angle_change_deg": None if position == "side" else float(m.lumbar_angle_deg[row]),
        "shoulder_peak_kpa": float(m.peak_kpa[1, row]),
        "hip_peak_kpa": float(m.peak_kpa[3, row]),
        "immersion_mm": float(m.immersion_mm[2, row]),
        "shoulder_immersion_mm": float(m.immersion_mm[0, row]),
    }


def _reasons(ranking: Ranking, i: int, firmness: float, summary: TargetSummary) -> tuple[Reason, ...]:
    """Reasons for a bed, strongest first: at least two, all of them positive."""
    figures: dict[str, Figure] = {"firmness": firmness, "target": summary.firmness}
    middle = np.median(ranking.components[:, :-1], axis=0)
    better = middle - ranking.components[i, :-1]
    true = _sentence_holds(ranking, i)
    found = [Reason(f"reason.{COMPONENTS[c]}") for c in np.argsort(-better) if better[c] > CLEARLY and true[c]]
    low, high = summary.firmness_80
    if abs(firmness - summary.firmness) <= NEAR_POINTS:
        found.insert(0, Reason("reason.close_firmness", figures))
    elif low <= firmness <= high:
        found.append(Reason("reason.within_interval", figures))
    beaten, of = int((ranking.fit < ranking.fit[i]).sum()), len(ranking.fit)
    better_than = Reason("reason.fits_better_than", {"beaten": beaten, "of": of})
    least = int(np.argmin(ranking.components[i, :-1]))
    spare = [Reason("reason.least_uneasy", {"component": COMPONENTS[least]}), better_than]
    if ranking.group[i] == 1:
        spare.insert(0, Reason("reason.none_better"))
    if 2 * beaten >= of:  # better than only a few beds is a weak reason: then it comes last
        spare.remove(better_than)
        spare.insert(0, better_than)
    found += spare[: max(0, 2 - len(found))]
    return tuple(found[:3])


def _sentence_holds(ranking: Ranking, i: int) -> NDArray[np.bool_]:
    """(components,) whether the quantity a component's reason names really is less than on the median bed.

    Discomfort also rises where pressure or immersion fall below their reference, so less discomfort alone does not mean
    less pressure. Alignment and waist support have no direction: closer to neutral is what their sentences say.
    """
    less = ranking.felt[i] < np.median(ranking.felt, axis=0)
    holds = np.ones(len(COMPONENTS), dtype=bool)
    for component in DIRECTED:
        terms = [t for t, (_, its) in enumerate(TERMS) if its == component]
        holds[COMPONENTS.index(component)] = bool(less[terms].all())
    return holds


def _cautions(
    ranking: Ranking, bed: Mattress, offer: Offer | None, firmness: float, summary: TargetSummary
) -> tuple[Reason, ...]:
    found = []
    if offer is not None and offer.price is not None and not offer.price_size_known:
        found.append(Reason("price_size_unknown"))
    if firmness - summary.firmness > NEAR_POINTS:
        found.append(Reason("caution.firmer_than_target", {"points": firmness - summary.firmness}))
    elif summary.firmness - firmness > NEAR_POINTS:
        found.append(Reason("caution.softer_than_target", {"points": summary.firmness - firmness}))
    if ranking.wishes.warm_sleeper and bed.type in WARM_TYPES:
        found.append(Reason("caution.warm"))
    if bed.firmness_sd is not None:
        found.append(Reason("caution.firmness_unsure", {"sd": bed.firmness_sd}))
    if not bed.zones_known:
        found.append(Reason("caution.zoning_unknown"))
    return tuple(found)


def _near_misses(ranking: Ranking, shown: set[int], summary: TargetSummary) -> tuple[NotChosen, ...]:
    by_fit = np.argsort(-ranking.fit, kind="stable")
    rest = [int(i) for i in by_fit if int(i) not in shown and (ranking.group[i] != 1 or not shown)]
    near = [
        NotChosen(ranking.mattresses[i], float(ranking.fit[i]), _why_not(ranking.mattresses[i], summary))
        for i in rest[:NEAR_MISSES]
    ]
    close = [(m, why) for m, why in ranking.filtered if m.firmness is not None]
    close.sort(key=lambda pair: abs((pair[0].firmness or 0) - summary.firmness))
    return tuple(near + [NotChosen(m, None, Reason(f"not_chosen.{why}")) for m, why in close[: NEAR_MISSES - 1]])


def _why_not(bed: Mattress, summary: TargetSummary) -> Reason:
    firmness = bed.firmness if bed.firmness is not None else summary.firmness
    points = abs(firmness - summary.firmness)
    if points < CLEARLY:
        return Reason("not_chosen.less_sure", {"sd": bed.firmness_sd})
    return Reason("not_chosen.too_firm" if firmness > summary.firmness else "not_chosen.too_soft", {"points": points})


def _verdict_reasons(ranking: Ranking, verdict: str) -> tuple[Reason, ...]:
    if verdict != "none_fits":
        return ()
    if ranking.mattresses:
        best = int(np.argmax(ranking.fit))
        found = [
            Reason("verdict.reason.nearest", {"name": ranking.mattresses[best].name, "fit": float(ranking.fit[best])})
        ]
    else:
        counts: dict[str, int] = {}
        for _, why in ranking.filtered:
            counts[why] = counts.get(why, 0) + 1
        by_count = sorted(counts.items(), key=lambda pair: -pair[1])
        found = [Reason(f"verdict.reason.{why}", {"count": n}) for why, n in by_count]
    return (*found, *_would_mend(ranking))


def _would_mend(ranking: Ranking) -> tuple[Reason, ...]:
    """The best bed that a wish excluded, if it fits: what dropping that wish would give."""
    shut_out = [(bed, why) for bed, why in ranking.filtered if why in MENDABLE]
    if not shut_out:
        return ()
    stature = float(stature_class(ranking.target.bodies.height_cm)[0])
    beds = beds_of([bed for bed, _ in shut_out], stature)
    fit = fits_of_beds(ranking.target, beds)[0]
    best = int(np.argmax(fit))
    bed, why = shut_out[beds.record[best]]
    if fit[best] < VERDICT_BORDERLINE * ranking.attainable_fit:
        return ()
    price = bed.price if why == "over_budget" else None
    return (Reason(f"verdict.mend.{why}", {"name": bed.name, "fit": float(fit[best]), "price": price}),)
