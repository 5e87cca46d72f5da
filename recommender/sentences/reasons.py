"""Why a bed is among the first: what it does to this body, from the quantities its sentences name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.fit_target import TargetSummary
from recommender.matching import Ranking
from recommender.reasons import Figure, Reason
from recommender.scoring.comfort import COMPONENTS, TERMS

NEAR_POINTS = 1.0  # a bed within a point of the target counts as close
DIRECTED = ("shoulder_pressure", "hip_pressure", "immersion")  # components whose reason says "less"
CLEARLY = 0.05  # a component counts as a reason when it is this much lower than on the median bed


def reasons(ranking: Ranking, i: int, firmness: float, summary: TargetSummary) -> tuple[Reason, ...]:
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
