"""A topper first: what a comfort layer on the present bed would do to the chance that it suits.

A topper lies in series on what is there: under a pressure p it gives p t / E, E = CLD40 / 0.4, and the bed under it
what it gave before. So the whole gets softer, and more of its give is the comfort layers': the two figures by which the
engine knows a bed. The core stays as it is; therefore a topper mends no bed that is sagged or too soft.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from catalog.mattress import Catalogue
from recommender.advice.current_bed import bed_state, wait
from recommender.arrays import EVEN, Array
from recommender.coefficients import values
from recommender.experience.learning import learnt_of_all
from recommender.experience.said import heard_of, present_bed
from recommender.fit_target import FitTarget, targets
from recommender.mechanics.bed import CLD_STRAIN, PAD_AREA_M2
from recommender.person.units import CM_PER_M, MM_PER_M
from recommender.ranking.bed_knowledge import PA_PER_KPA
from recommender.ranking.bed_vectors import stature_class
from recommender.ranking.spread import chances_on
from recommender.reasons import Figure, Reason
from recommender.scoring.optimum import REACH
from recommender.scoring.polynomials import N_FIGURES
from recommender.scoring.scoring_model import ORIGIN
from recommender.sleeper import Feels, Sleeper
from recommender.specification import fits_of

_TOPPER = values("topper")
THICKNESS_CM: tuple[float, ...] = tuple(_TOPPER["thickness_cm"])
KPA: dict[str, float] = _TOPPER["kpa"]
REL_SD: float = _TOPPER["rel_sd"]
HELPS_CHANCE: float = _TOPPER["helps_chance"]
PRICE_EUR: dict[float, tuple[int, int]] = {
    cm: (int(low), int(high)) for cm, (low, high) in zip(THICKNESS_CM, _TOPPER["price_eur"], strict=True)
}
EQUAL_CHANCE = 0.02  # chances nearer to each other are as good as equal
OPTIONS = tuple((cm, feel) for cm in THICKNESS_CM for feel in KPA)


@dataclass(frozen=True)
class TopperOption:
    """A topper on the present bed: chance that it suits and expected fit, without and with it; `price_eur` is from what
    to what such a topper usually costs in 90x200.
    """

    cm: float
    feel: str
    chance_before: float
    chance_after: float
    fit_before: float
    fit_after: float
    price_eur: tuple[int, int]


@dataclass(frozen=True)
class TopperFirst:
    """What toppers would do to the present bed: `said` in sentences. No `options` where none is to be tried."""

    options: tuple[TopperOption, ...]
    said: tuple[Reason, ...]

    @property
    def best(self) -> TopperOption | None:
        """The one of highest chance, where it helps; of those as good as equal the thinnest."""
        most = max((one.chance_after for one in self.options), default=0.0)
        best = next((one for one in self.options if one.chance_after >= most - EQUAL_CHANCE), None)
        return best if best and best.chance_after - best.chance_before >= HELPS_CHANCE else None


def topper_first(target: FitTarget, catalogue: Catalogue) -> TopperFirst | None:
    """What a topper would do for the first person of a target.

    None where nothing is told of the present bed, where it is good or has a topper already, and where nothing is to be
    bought now.

    Args:
        catalogue: looked up for the other beds the person lay on.

    Raises:
        UserError: the person lay on a bed by its id that the catalogue does not have.
    """
    sleeper = target.sleepers[0]
    state = bed_state(sleeper).state
    if state == "fine" or sleeper.bed.feels == "right" or sleeper.bed.topper_cm or wait(sleeper):
        return None
    if state == "sagged":
        return TopperFirst((), (Reason("topper.sagged"),))
    signs: Feels | None = "too_soft" if state == "too_soft" else "too_firm" if state == "too_firm" else None
    felt = sleeper.bed.feels or signs
    figures = _present(target[0], sleeper, felt, catalogue)
    if figures is None:
        return None
    options = _options(target[0], *figures)
    found = TopperFirst(options, ())
    best = found.best
    if best is None:  # a soft label on a bed that feels too firm: one of the two is wrong, and a trial tells which
        return found if felt == "too_firm" else replace(found, said=(Reason("topper.none_helps"),))
    before, after = round(10 * best.chance_before), round(10 * best.chance_after)
    key = "topper.helps" if before else "topper.helps_much"
    low, high = best.price_eur
    told: dict[str, Figure] = {"layer_cm": best.cm, "feel": best.feel, "before": before, "after": after}
    return replace(found, said=(Reason(key, told | {"price_from_eur": low, "price_to_eur": high}),))


def _present(
    target: FitTarget, sleeper: Sleeper, felt: Feels | None, catalogue: Catalogue
) -> tuple[Array, Array, Array] | None:
    """(4,) the present bed, (4,) this person's own best bed, and (8, 8) the covariance of best bed and bed together,
    after all that the person said; None where nothing is known of the bed.
    """
    stature = float(stature_class(target.bodies.height_cm)[0])
    present = present_bed(sleeper, felt, stature)
    if present is None:
        return None
    others = tuple(heard_of(replace(sleeper, bed=replace(sleeper.bed, label=None)), stature, catalogue))
    before = _before_hearing(sleeper) if target.heard[0] else target
    step, joint = learnt_of_all(before, [(*others, present)])
    own = slice(0, N_FIGURES)
    bed = slice(joint.shape[1] - N_FIGURES, joint.shape[1])
    both = np.r_[own, bed]
    return present.centre + step[0, bed], before.mean[0] + step[0, own], joint[0][np.ix_(both, both)]


@lru_cache(maxsize=64)  # a page asks again and again for one person
def _before_hearing(sleeper: Sleeper) -> FitTarget:
    return targets([sleeper])


def _options(target: FitTarget, bed: Array, best: Array, joint: Array) -> tuple[TopperOption, ...]:
    kinds = [(0.0, 1.0), *((cm, KPA[feel]) for cm, feel in OPTIONS)]
    laid = [with_topper(bed, cm, kpa) for cm, kpa in kinds]
    unsure = []
    for _, slope, by_topper in laid:
        how = np.hstack([-np.eye(N_FIGURES), slope])
        unsure.append(how @ joint @ how.T + REL_SD**2 * np.outer(by_topper, by_topper))
    # Where the bed lies from the person's own best one is what counts; the target's best one is where theirs is drawn.
    centres = np.stack([centre for centre, _, _ in laid]) - best + target.mean[0]
    centres[:, 3] = np.clip(centres[:, 3], ORIGIN[3] - REACH[3], ORIGIN[3] + REACH[3])
    fit = fits_of(target)(centres, np.stack(unsure))
    chance = chances_on(target, centres, np.stack(unsure))
    return tuple(
        TopperOption(cm, feel, float(chance[0]), float(after), float(fit[0]), float(then), PRICE_EUR[cm])
        for (cm, feel), after, then in zip(OPTIONS, chance[1:], fit[1:], strict=True)
    )


def with_topper(bed: Array, cm: float, kpa: float) -> tuple[Array, Array, Array]:
    """A bed (4,) under a topper: its figures, (4, 4) how they follow the bed's, (4,) how they follow the topper's
    ln(thickness / softness).

    The stiffness k of each zone becomes k / (1 + k t / E), and ln(core / whole) rises by ln(1 + k t / E) of the bed as
    a whole: the core is the same. Valid while the topper is not locked, up to about 1.5 times its CLD40.
    """
    give = cm / CM_PER_M * CLD_STRAIN / (kpa * PA_PER_KPA)
    stiffness = np.exp(bed[:3]) * MM_PER_M / PAD_AREA_M2
    share = stiffness * give / (1 + stiffness * give)  # of the whole's give that is the topper's
    level = float(np.exp(bed[:3].mean())) * MM_PER_M / PAD_AREA_M2
    of_all = level * give / (1 + level * give)
    laid = bed.copy()
    laid[:3] += np.log1p(-share)
    laid[3] -= np.log1p(-of_all)
    slope = np.eye(N_FIGURES)
    slope[range(3), range(3)] = 1 - share
    slope[3, :3] = of_all / 3
    return laid, slope, np.append(-share, of_all) if cm else 0 * EVEN
