"""Why these beds: reasons in physical units, near misses, what would change the first choice.

The engine returns keys and figures; a storefront turns them into text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from hashlib import sha256

import numpy as np

from catalog.mattress import Mattress
from catalog.sizes import SizeText
from recommender.advice.care import Care, care
from recommender.advice.current_bed import feels_right
from recommender.advice.safety import hides_products
from recommender.advice.tips import advise, keep_bed, pillow, wait
from recommender.arrays import on_one_thread
from recommender.fit_target import TargetSummary, summary_inputs
from recommender.matching import Ranking
from recommender.mechanics.measures import Measures
from recommender.mechanics.picture import cautions
from recommender.ranking.bed_vectors import setting_said
from recommender.ranking.candidates import usual_covariance
from recommender.ranking.roles import Role
from recommender.ranking.spread import attainable_chance
from recommender.reasons import Figure, Reason
from recommender.scoring.aches import is_compromise
from recommender.scoring.comfort import COMPONENTS
from recommender.scoring.scoring_model import read_manifest
from recommender.sentences.cautions import bed_cautions, stature_cautions
from recommender.sentences.lain import Lain, lie_on
from recommender.sentences.offers import ask_price
from recommender.sentences.reasons import reasons
from recommender.sentences.rejections import NotChosen, near_beds, near_misses
from recommender.sentences.verdicts import verdict_reasons
from recommender.sleeper import POSITIONS, Position
from recommender.specification import Specification, specification
from recommender.surer import Surer, surer
from recommender.topper import TopperFirst, topper_first
from recommender.what_changes import what_changes


@dataclass(frozen=True)
class Pick:
    """One bed of the answer.

    `fit` is the expected fit and `fit_80` its central 80 % interval; `chance_suits` the probability that the true fit
    is 70 or more; `relative` the share of the attainable fit; `discomfort` adds up to the expected discomfort. `rank`
    is its place in the whole list, `kind` the same for beds the engine knows the same of, `put_right` the expected fit
    once its owner put it right: turned it, set it a step softer or firmer.
    `price` is that of `price_size` on `price_date` (a day, month or year in ISO form); where `is_history` it is over a
    year old and may no longer be asked. `market`: where it is sold, of several the one wished for.
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
    roles: tuple[Role, ...] = ()
    kind: int = 1
    put_right: float | None = None
    price_size: SizeText | None = None
    price_date: str | None = None
    is_history: bool = False
    sale_until: str | None = None
    delivery_days: int | None = None
    market: str | None = None

    @property
    def trial_nights(self) -> int | None:
        return self.mattress.trial_nights

    @property
    def url(self) -> str:
        """The public page its facts were read on; "" where there is none."""
        return self.mattress.source_url


@dataclass(frozen=True)
class Explanation:
    """Everything the answer page, the command line and the counter show about one person.

    `dimensions`: name -> {"value", "sd", "source"} (source "measured" or "estimated"). `verdict`: fits, borderline,
    none_fits, keep_bed, wait or products_hidden. `care`: whom to see, most urgent first, to be said before anything
    else. `unranked`: beds of unknown firmness, listed separately. `n_tied`:
    size of each tie group shown. `undecided`: how many beds beside the first it does not surely beat.
    `attainable_fit`, `attainable_chance`: fit of a bed made for this person and the chance that it suits, known as well
    as the catalogue's beds usually are: what doubt alone leaves.
    `specification`: what to ask for in any shop. `topper`: what one on the present bed would do, where that is told of.
    `ask_price`: beds that a budget leaves out only because what they cost today is not known. `as_of`: the day on which
    prices were judged. `surer`: what would make the answer surer, the most telling first; None where that was not
    worked out. `answer_id`: by which two people can speak of this answer. `any_left`: whether any bed meets every wish.
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
    attainable_chance: float
    picks: tuple[Pick, ...]
    not_chosen: tuple[NotChosen, ...]
    unranked: tuple[Mattress, ...]
    n_tied: Mapping[int, int]
    undecided: int
    specification: Specification
    answer_id: str
    pillow: Reason
    advice: tuple[Reason, ...]
    care: tuple[Care, ...] = ()
    topper: TopperFirst | None = None
    cautions: tuple[Reason, ...] = ()
    catalog_version: str = ""
    ask_price: tuple[NotChosen, ...] = ()
    as_of: date | None = None
    surer: tuple[Surer, ...] | None = None
    any_left: bool = True

    @property
    def verdict_said(self) -> str:
        """Whose words say the verdict: where the wishes leave no bed, none was found not to fit."""
        if self.verdict != "none_fits" or self.any_left:
            return self.verdict
        return "ask_price" if self.ask_price else "none_left"


_EASY = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no sign that is taken for another
HEAD_BREADTH_CM, HEAD_SINK_SHARE = 15.3, 0.5  # adult mean; the head sinks half as far as the shoulder, ASSUMED


@on_one_thread
def explain(ranking: Ranking, *, changes: bool = True, salt: str = "") -> Explanation:
    """Why these beds, for the first person of the ranking's target.

    Args:
        changes: also what would change the first choice, and what would make it surer, which takes most of the time.
        salt: of a visit, so that nobody can tell a profile from the name of its answer by trying profiles.
    """
    target, sleeper = ranking.target, ranking.target.sleepers[0]
    hidden = hides_products(sleeper.alarm_signs)
    summary = target.summary()
    shown = () if hidden else tuple(ranking.picks.tolist())
    # Whoever is shown no beds is told of none, and lies on the bed made for them alone.
    lain = lie_on(ranking, summary, shown, () if hidden else near_beds(ranking, shown))
    position, made = lain.position, lain.measures
    why_these = reasons(lain)
    picks = tuple(_pick(lain, i, why_these[i]) for i in shown)
    verdict = ranking.verdict
    usual = usual_covariance(ranking.catalogue, ranking.as_of)
    could_suit = attainable_chance(target, usual)
    why = verdict_reasons(ranking, verdict, could_suit)
    waiting, keeping = wait(sleeper), keep_bed(sleeper)
    if hidden:
        verdict, why = "products_hidden", (Reason("verdict.reason.alarm_signs"),)
    elif waiting:
        verdict, why = "wait", waiting
    elif keeping:
        verdict, why = "keep_bed", keeping
    else:
        why = (*feels_right(sleeper), *why)
    manifest = read_manifest()
    groups = {int(g): int((ranking.group == g).sum()) for g in np.unique(ranking.group[list(shown)])} if shown else {}
    answer = Explanation(
        model={name: manifest[name] for name in ("version", "sha256", "results_changed")},
        dimensions=summary_inputs(target),
        shares=dict(zip(POSITIONS, target.shares[0].tolist(), strict=True)),
        safety={"mode": "gate", "level": None, "products_hidden": hidden},
        target=summary,
        verdict=verdict,
        verdict_reasons=why,
        compromise=is_compromise(sleeper.pain),
        ideal_discomfort=float(target.ideal_discomfort[0]),
        attainable_fit=ranking.attainable_fit,
        attainable_chance=could_suit,
        picks=picks,
        not_chosen=() if hidden else near_misses(lain),
        unranked=() if hidden else ranking.unranked,
        n_tied=groups,
        undecided=ranking.undecided,
        specification=specification(target, usual),
        answer_id=_answer_id(ranking, manifest["sha256"], salt),
        pillow=pillow(
            sleeper,
            shoulder_breadth_cm=float(target.bodies.shoulder_breadth_cm[0]),
            head_breadth_cm=HEAD_BREADTH_CM,
            shoulder_immersion_mm=float(made.immersion_mm[0, 0]),
            head_immersion_mm=float(HEAD_SINK_SHARE * made.immersion_mm[0, 0]),
        ),
        advice=advise(sleeper),
        care=care(sleeper),
        topper=None if hidden else topper_first(target, ranking.catalogue),
        cautions=tuple(Reason(f"caution.{key}") for key in sleeper.cautions)
        + cautions(target.bodies, position)
        + stature_cautions(sleeper.height_cm),
        catalog_version=ranking.catalogue.version,
        ask_price=() if hidden else ask_price(ranking),
        as_of=ranking.as_of,
        any_left=bool(len(ranking.order)),
    )
    return with_changes(answer, ranking) if changes else answer


def with_changes(answer: Explanation, ranking: Ranking) -> Explanation:
    """The explanation of a ranking with what would change its first choice, and what would make it surer."""
    if not answer.picks:
        return answer
    first = replace(answer.picks[0], changes_if=what_changes(ranking))
    return replace(answer, picks=(first, *answer.picks[1:]), surer=surer(ranking))


def _answer_id(ranking: Ranking, model: str, salt: str) -> str:
    """Eight letters and digits that are easy to say, of all an answer depends on and the salt."""
    day = ranking.as_of.isoformat()
    about = (model, ranking.catalogue.version, day, *map(_stated, (ranking.target.sleepers[0], ranking.wishes)), salt)
    number = int.from_bytes(sha256(repr(about).encode()).digest(), "big")
    signs = [_EASY[number // len(_EASY) ** place % len(_EASY)] for place in range(8)]
    return f"{''.join(signs[:4])}-{''.join(signs[4:])}"


def _stated(said: object) -> object:
    """What was answered, the same in every process: a question that is added later, and not answered here, renames no
    answer.
    """
    if isinstance(said, frozenset):
        return sorted(said)
    if isinstance(said, tuple):
        return tuple(map(_stated, said))
    if not is_dataclass(said):
        return said
    given = {each.name: _stated(getattr(said, each.name)) for each in fields(said)}
    usual = {each.name: each.default for each in fields(said)}
    return {name: value for name, value in given.items() if value != usual[name] and value != {}}


def _pick(lain: Lain, i: int, why: tuple[Reason, ...]) -> Pick:
    ranking = lain.ranking
    bed, offer = ranking.mattresses[i], ranking.offers[i]
    names = (*COMPONENTS, "uncertainty")
    return Pick(
        rank=int(ranking.rank[i]),
        tie_group=int(ranking.group[i]),
        mattress=bed,
        price=offer.price,
        currency=offer.currency,
        fit=float(ranking.fit[i]),
        fit_80=(float(ranking.fit_80[i, 0]), float(ranking.fit_80[i, 1])),
        chance_suits=float(ranking.chance_suits[i]),
        relative=float(ranking.relative[i]),
        discomfort=dict(zip(names, ranking.components[i].tolist(), strict=True)),
        physical=_physical(lain.measures, lain.row[i], lain.position),
        setting=setting_said(bed, ranking.setting[i]),
        reasons=why,
        cautions=bed_cautions(lain, i),
        roles=tuple(role for role, holder in ranking.roles.items() if holder == i),
        kind=int(ranking.kind[i]),
        put_right=float(ranking.put_right[i]),
        price_size=offer.size if offer.price_size_known else None,
        price_date=offer.price_date,
        is_history=offer.is_history,
        sale_until=offer.sale_until,
        delivery_days=offer.delivery_days,
        market=next((market for market in (*ranking.wishes.markets, *bed.markets) if market in bed.markets), None),
    )


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
