"""The five ways for two people to sleep, and what is answered about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.mattress import Mattress
from recommender.coefficients import values
from recommender.reasons import Figure, Reason

ONE_SETTING, PER_SIDE, HALVES, TWO_MATTRESSES, APART = KINDS = (
    "one_setting",
    "per_side",
    "halves",
    "two_mattresses",
    "apart",
)
NO_KIND = "none_fits"  # the verdict where nothing in the list fits both

_FIGURES = values("household")
CENTRE_KG: float = _FIGURES["centre_kg"]  # from this difference the lighter one is pulled towards the heavier
MOST_STEP_CM: float = _FIGURES["most_step_cm"]  # two mattresses on one base differ no more than this in height


def most_lost(kind: str) -> float:
    """Fit points that either may lose against their own best bed for this kind to be recommended."""
    one_bed = kind in (ONE_SETTING, PER_SIDE)
    return float(_FIGURES["most_lost_one_bed" if one_bed else "most_lost_two_beds"])


@dataclass(frozen=True)
class Option:
    """The best that one kind offers two people; pairs are the first person's and the second's.

    Attributes:
        kind: one of `KINDS`.
        beds: the bed of each; twice the same where they share one.
        fits, relatives, chances: its expected fit, share of the attainable fit, and the chance that it suits.
        lost: fit points each gives up against the best bed of their own list.
        settings: what each bed that is several should be; None where it is one.
        mattresses: how many are bought, 1 or 2.
        sizes: (width_cm, length_cm) of each; None where no size is wished.
        price: what all of it costs in these sizes, in `currency`; None where that is not known.
        price_date: the oldest date (ISO) the prices in it are of; None where one is not dated.
        is_history: whether that is too long ago to go by.
        why: what it costs each, and what else two people notice.
    """

    kind: str
    beds: tuple[Mattress, Mattress]
    fits: tuple[float, float]
    relatives: tuple[float, float]
    chances: tuple[float, float]
    lost: tuple[float, float]
    settings: tuple[Mapping[str, Figure] | None, Mapping[str, Figure] | None]
    mattresses: int
    sizes: tuple[tuple[float, float] | None, tuple[float, float] | None]
    price: float | None
    currency: str | None
    price_date: str | None
    is_history: bool
    why: tuple[Reason, ...]


@dataclass(frozen=True)
class Household:
    """The answer to two people.

    Attributes:
        verdict: the kind recommended: the first in the order of `KINDS` in which neither loses much; else the one whose
            worse-off person is best off; `none_fits` where there is no option.
        options: one of each kind that the list can fill, in the order of `KINDS`.
        reasons: what each needs, why this kind and none before it.
        left_out: the kinds the list cannot fill, each with its reason.
    """

    verdict: str
    options: tuple[Option, ...]
    reasons: tuple[Reason, ...]
    left_out: tuple[tuple[str, Reason], ...]

    @property
    def recommended(self) -> Option | None:
        return next((option for option in self.options if option.kind == self.verdict), None)
