"""A hand-made Explanation, so that pages and cards can be tested without the engine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from catalog.mattress import Mattress, Size
from catalog.sizes import SizeText
from recommender.explanation import Explanation, Pick
from recommender.fit_target import TargetSummary
from recommender.reasons import Reason
from recommender.sentences.rejections import NotChosen
from recommender.specification import ComfortRange, FirmnessRange, Specification

MODEL = {"version": "1.0.0", "sha256": "0" * 64, "results_changed": "2026-11-20"}

ATTAINABLE_FIT = 80.0

SPECIFICATION = Specification(
    firmness=FirmnessRange(5.81, 4.9, 6.8, ("medium", "medium-firm"), ("H3",)),
    comfort=ComfortRange(3.2, 7.6, "medium"),
    shoulder="softer",
    shoulder_fit=2.4,
    size=(90.0, 200.0),
    length_cm=200.0,
    height_cm_min=None,
    min_weight_limit_kg=85.0,
    trial_nights_min=100,
    adjustable=True,
    adjustable_fit=12.0,
    questions=("spec.question.hardness", "spec.question.comfort", "spec.question.exchange"),
    checks=("spec.check.side", "spec.check.turning", "spec.check.ten_minutes"),
)


def bed(mattress_id: str, firmness: float | None = 6.0, **facts: Any) -> Mattress:
    return replace(
        Mattress(
            mattress_id,
            brand="Huis",
            model=f"Nachtrust {mattress_id}",
            type="cold_foam",
            height_cm=20.0,
            firmness=firmness,
            firmness_sd=None if firmness is None else 1.0,
            firmness_original="H3" if firmness else "",
            sizes=(Size(90, 200, 599.0),),
            currency="EUR",
        ),
        **facts,
    )


def pick(rank: int, tie_group: int = 1, fit: float = 78.0, **changes: Any) -> Pick:
    made = Pick(
        rank=rank,
        tie_group=tie_group,
        mattress=bed(f"b{rank}", 5.5 + 0.4 * rank),
        price=499.0 + 100 * rank,
        currency="EUR",
        fit=fit,
        fit_80=(fit - 12, fit + 9),
        chance_suits=0.78,
        relative=fit / ATTAINABLE_FIT,
        discomfort={
            "alignment": 0.3,
            "shoulder_pressure": 0.2,
            "hip_pressure": 0.1,
            "waist_support": 0.05,
            "immersion": 0.002,
            "uncertainty": 0.25,
        },
        physical={"position": "side", "spine_tilt_deg": 0.8},
        setting=None,
        reasons=(),
        cautions=(),
        kind=rank,
        price_size=SizeText(90, 200),
    )
    return replace(made, **changes)


def explanation(verdict: str = "fits", **changes: Any) -> Explanation:
    made = Explanation(
        model=MODEL,
        dimensions={"hip_breadth_cm": {"value": 36.4, "sd": 1.4, "source": "estimated"}},
        shares={"side": 0.6, "back": 0.4, "stomach": 0.0},
        safety={"mode": "gate", "level": None, "products_hidden": verdict == "products_hidden"},
        target=TargetSummary(
            firmness=5.81,
            firmness_80=(5.1, 6.6),
            label="medium-firm",
            zones={"shoulder": 4.7, "waist": 6.2, "hip": 5.6},
            zones_80={"shoulder": (3.8, 5.6), "waist": (5.4, 7.0), "hip": (4.8, 6.4)},
        ),
        verdict=verdict,
        verdict_reasons=(),
        compromise=False,
        ideal_discomfort=1.2,
        attainable_fit=ATTAINABLE_FIT,
        attainable_chance=0.6,
        picks=(pick(1), pick(2), pick(3, tie_group=2, fit=61.0)),
        not_chosen=(NotChosen(bed("n1", 8.5), 40.0, Reason("result.sinks", {"shoulder_mm": 20, "hip_mm": 22})),),
        unranked=(bed("u1", None),),
        n_tied={1: 14, 2: 1},
        undecided=23,
        specification=SPECIFICATION,
        answer_id="ABCD-2345",
        pillow=Reason("disclaimer.purpose"),
        advice=tuple(Reason("disclaimer.purpose", {"grade": grade}) for grade in "BCDD"),
        catalog_version="abcdef0123",
    )
    return replace(made, **changes)
