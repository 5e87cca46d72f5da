"""Compare the shipped mechanics with every published result and every man of the pressure maps.

A number is held when it lies within the published SD, within a fifth of a value published without one, or inside the
published range. An ordering is held when its margin is positive. Intervals come from the calibration's ensemble.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from laboratory.evidence.cases import MAP_POSITIONS, Case, Maps, cases, maps
from laboratory.evidence.published import CALIBRATED, NEXT, NUMBERS, ORDERINGS, reason_silent
from laboratory.fitting.calibration import ensemble, left_out, on_map_bed
from recommender.arrays import Array
from recommender.mechanics.parameters import DEFAULT, Parameters

WITHOUT_SD = 0.20  # relative tolerance for a value published without an SD


def validate(parameters: Parameters = DEFAULT, members: tuple[Parameters, ...] | None = None) -> dict[str, Any]:
    """`validate --json` of the contract, with `within_person` and counts without the calibrated cases added.

    Args:
        parameters: the set that is judged; by default the one that ships.
        members: sets for the intervals; by default the calibration's ensemble.
    """
    sets = ensemble() if members is None else members
    told = [_judge(case, parameters, sets) for case in cases()]
    return {
        "orderings": _count(told, "ordering"),
        "numbers": _count(told, "number"),
        "not_calibrated": {
            kind: _count([c for c in told if not c["calibrated"]], kind) for kind in ("ordering", "number")
        },
        "cannot_speak": sum(case["status"] == "cannot_speak" for case in told),
        "cases": told,
        "pressure_maps": {position: leave_one_out(position) for position in MAP_POSITIONS},
        "within_person": within_person(parameters),
    }


def _count(told: list[dict[str, Any]], kind: str) -> dict[str, int]:
    spoken = [case for case in told if case["kind"] == kind and case["status"] != "cannot_speak"]
    return {"held": sum(case["status"] == "held" for case in spoken), "total": len(spoken)}


def _judge(case: Case, parameters: Parameters, members: tuple[Parameters, ...]) -> dict[str, Any]:
    answer = ORDERINGS.get(case.case_id) or NUMBERS.get(case.case_id)
    row: dict[str, Any] = {
        "case_id": case.case_id,
        "kind": case.kind,
        "source": case.source,
        "metric": case.metric,
        "unit": case.unit,
        "published": case.published if case.value is None else case.value,
        "ours": None,
        "ours_80": None,
        "status": "cannot_speak",
        "calibrated": case.case_id in CALIBRATED,
        "why": "",
    }
    if answer is None:
        return row | {"why": reason_silent(case.case_id)}
    ours = answer(parameters)
    held = ours > 0 if case.case_id in ORDERINGS else _within(ours, *published_range(case))
    spread = np.quantile([answer(member) for member in members], [0.1, 0.9]).tolist() if members else [ours, ours]
    why = "" if held else NEXT.get(case.case_id) or NEXT.get(case.case_id[:4], "")
    return row | {"ours": ours, "ours_80": spread, "status": "held" if held else "missed", "why": why}


def published_range(case: Case) -> tuple[float, float]:
    """The accepted range of a published number: its SD either way, a fifth either way, or the range given."""
    if case.value is None:
        low, high = (float(part) for part in case.published.split("-"))
        return low, high
    reach = case.sd if case.sd is not None else WITHOUT_SD * abs(case.value)
    return case.value - reach, case.value + reach


def _within(value: float, low: float, high: float) -> bool:
    return low <= value <= high


def leave_one_out(position: str) -> dict[str, float]:
    """Each man predicted by the set fitted without him, compared with the mean of the other twelve as prediction.

    `area_mae` as a share of the measured area, `share_mae` in force share, both the mean absolute error over men.
    """
    seen = maps()[position]
    area, share = _predicted(seen, position)
    n = len(seen.area_cm2)
    others = ~np.eye(n, dtype=bool)
    mean_area = np.array([seen.area_cm2[row].mean() for row in others])
    mean_share = np.stack([seen.share[:, row].mean(axis=1) for row in others], axis=1)
    return {
        "area_mae": _relative(area, seen.area_cm2),
        "share_mae": float(np.abs(share - seen.share).mean()),
        "baseline_area_mae": _relative(mean_area, seen.area_cm2),
        "baseline_share_mae": float(np.abs(mean_share - seen.share).mean()),
    }


def _predicted(seen: Maps, position: str) -> tuple[Array, Array]:
    area, share = np.empty(len(seen.area_cm2)), np.empty_like(seen.share)
    for man, parameters in enumerate(left_out()):
        ours = on_map_bed(seen.bodies.take([man]), "side" if position == "side" else "back", parameters)
        area[man], share[:, man] = ours.contact_area_cm2[0], ours.force_share[:, 0]
    return area, share


def _relative(ours: Array, known: Array) -> float:
    return float(np.abs(ours / known - 1).mean())


def within_person(parameters: Parameters = DEFAULT) -> dict[str, float]:
    """Ratio of side to back in the same men, means: peak and contact area; and the exponent of area in weight."""
    side, back = (on_map_bed(maps()[position].bodies, position, parameters) for position in ("side", "back"))
    weight = np.log(maps()["back"].bodies.weight_kg)
    slope = [float(np.polyfit(weight, np.log(m.contact_area_cm2), 1)[0]) for m in (side, back)]
    return {
        "peak_ratio": float(np.mean(side.peak_kpa.max(axis=0) / back.peak_kpa.max(axis=0))),
        "area_ratio": float(np.mean(side.contact_area_cm2 / back.contact_area_cm2)),
        "area_exponent_side": slope[0],
        "area_exponent_back": slope[1],
    }
