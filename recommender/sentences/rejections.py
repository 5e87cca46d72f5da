"""Why not these: the beds that came nearest to being among the first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catalog.mattress import Mattress
from recommender.fit_target import TargetSummary
from recommender.matching import Ranking
from recommender.reasons import Reason

NEAR_MISSES = 3
CLEARLY = 0.05  # firmness points from which a bed counts as softer or firmer


@dataclass(frozen=True)
class NotChosen:
    mattress: Mattress
    fit: float | None
    reason: Reason


def near_misses(ranking: Ranking, shown: set[int], summary: TargetSummary) -> tuple[NotChosen, ...]:
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
