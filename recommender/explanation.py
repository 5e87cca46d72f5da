"""Why these beds: reasons in physical units, near misses, what would change the pick.

The engine yields keys and figures; a storefront turns them into words of a language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from catalog.mattress import Mattress

Figure = float | int | str | bool | None


@dataclass(frozen=True)
class Reason:
    """A key of `storefront/words` and the figures its sentence needs."""

    key: str
    figures: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True)
class Pick:
    """One bed of the answer. `fit_80` is its central 80 % interval; `discomfort` sums to what is behind `fit`."""

    rank: int
    tie_group: int
    mattress: Mattress
    price: float | None
    currency: str | None
    fit: float
    fit_80: tuple[float, float]
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
class TargetSummary:
    """The target on the 1-10 scale, for people to read."""

    firmness: float
    firmness_80: tuple[float, float]
    label: str
    zones: Mapping[str, float]
    zones_80: Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class Explanation:
    """Everything the answer page, the command line and the counter show about one person.

    `dimensions`: name -> {"value", "sd", "source"} (source "measured" or "estimated").
    `verdict`: fits, borderline, none_fits, keep_bed, wait or products_hidden.
    `unranked`: beds of unknown firmness, listed apart. `n_tied`: size of each tie group over the whole catalogue.
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
    picks: tuple[Pick, ...]
    not_chosen: tuple[NotChosen, ...]
    unranked: tuple[Mattress, ...]
    n_tied: Mapping[int, int]
    pillow: Reason
    advice: tuple[Reason, ...]
    cautions: tuple[Reason, ...] = ()
    catalog_version: str = ""
