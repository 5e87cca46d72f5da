"""How choices turned out: what came back of followed and of overridden advice, and stated chances beside outcomes.

A figure of fewer than ten is withheld: it says little, and could be somebody. Where one group alone would be withheld,
the smallest other one is too, because a total less what is shown would give it away.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from database.outcomes.told import ENDS, FELT, PARTS, REASONS, Outcome, Record
from recommender.arrays import Z_80

LEAST: Final = 10
EDGES: Final = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)  # of stated chances; the last band holds 1 too
FOLLOWED, OVERRIDDEN, UNKNOWN = "followed", "overridden", "unknown"


@dataclass(frozen=True)
class Share:
    """A share of some, with its 80 % interval (Wilson); None where they are withheld, or none.

    Attributes:
        n: of how many; None: withheld.
        count: how many; share, low, high: 0 to 1.
    """

    n: int | None
    count: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Band:
    """Choices whose stated chance lay from `low` to `high`: the mean of what was stated, and how many were kept."""

    low: float
    high: float
    stated: float | None
    kept: Share


@dataclass(frozen=True)
class Report:
    """How choices turned out.

    Attributes:
        orders: beds ordered; ended: those that were kept or came back; each None where withheld.
        came_back: returned or exchanged, of those that ended: all, and by whether advice was followed.
        by_reason: of overridden advice, by the reason told.
        bands: stated chance beside what was kept.
        stated, kept: of all that ended with a stated chance, its mean, and the share that was kept.
        felt: by part of the body, the share of each answer.
    """

    orders: int | None
    ended: int | None
    came_back: Mapping[str, Share]
    by_reason: Mapping[str, Share]
    bands: tuple[Band, ...]
    stated: float | None
    kept: Share
    felt: Mapping[str, Mapping[str, Share]]

    def as_json(self) -> dict[str, Any]:
        """The answer of `outcomes report --json`: null where a figure is withheld or there is none."""
        return {"least": LEAST, **asdict(self)}


@dataclass(frozen=True)
class _Choice:
    """One bed that one person ordered, and the entry that ended it, if any."""

    followed: str
    reason: str | None
    chance: float | None
    end: Outcome | None

    @property
    def came_back(self) -> bool:
        return self.end is not None and self.end.what != "kept"


def report(records: Iterable[Record]) -> Report:
    """How the choices of these people turned out."""
    every = list(records)
    choices = [choice for each in every for choice in _choices(each)]
    ended = [each for each in choices if each.end]
    groups = {name: [c for c in ended if c.followed == name] for name in (FOLLOWED, OVERRIDDEN, UNKNOWN)}
    reasons: dict[str, list[_Choice]] = {name: [c for c in groups[OVERRIDDEN] if c.reason == name] for name in REASONS}
    told = [c for c in ended if c.chance is not None]
    orders, decided = len(choices), len(ended)
    open_hidden = _withheld({"ended": decided, "open": orders - decided})
    return Report(
        orders=orders if _shown(orders) else None,
        ended=decided if _shown(decided) and "ended" not in open_hidden else None,
        came_back={"all": _share(ended, _shown(decided)), **_shares(groups)},
        by_reason=_shares(reasons),
        bands=_bands(told),
        stated=_mean(told) if _shown(len(told)) else None,
        kept=_kept(told, _shown(len(told))),
        felt={part: _felt(every, part) for part in PARTS},
    )


def _choices(record: Record) -> list[_Choice]:
    """What one person ordered; the bed that another was exchanged for was ordered too, without an advice of its own."""
    told = record.outcomes
    swapped = [each.to_mattress_id for each in told if each.what == "exchanged" and each.to_mattress_id]
    beds = dict.fromkeys([*(each.mattress_id for each in told if each.what == "ordered"), *swapped])
    return [_choice(record, mattress_id) for mattress_id in beds]


def _choice(record: Record, mattress_id: str) -> _Choice:
    order, advised = record.last(mattress_id, "ordered"), record.advice.bed(mattress_id)
    followed = order.followed if order else None
    chance = order.chance if order and order.chance is not None else advised.chance if advised else None
    name = UNKNOWN if followed is None else FOLLOWED if followed else OVERRIDDEN
    return _Choice(name, order.reason if order else None, chance, record.last(mattress_id, *ENDS))


def _shown(n: int) -> bool:
    return n == 0 or n >= LEAST


def _withheld(sizes: Mapping[str, int]) -> set[str]:
    """Groups whose figures are not shown beside a total."""
    hidden = {name for name, n in sizes.items() if not _shown(n)}
    others = sorted((n, name) for name, n in sizes.items() if n and name not in hidden)
    if len(hidden) == 1 and others:
        hidden.add(others[0][1])
    return hidden


def _shares(groups: Mapping[str, Sequence[_Choice]]) -> dict[str, Share]:
    hidden = _withheld({name: len(group) for name, group in groups.items()})
    return {name: _share(group, name not in hidden) for name, group in groups.items()}


def _share(group: Sequence[_Choice], shown: bool) -> Share:
    return share(sum(each.came_back for each in group), len(group)) if shown else Share(None)


def _kept(group: Sequence[_Choice], shown: bool) -> Share:
    return share(sum(not each.came_back for each in group), len(group)) if shown else Share(None)


def _mean(group: Sequence[_Choice]) -> float | None:
    known = [each.chance for each in group if each.chance is not None]
    return sum(known) / len(known) if known else None


def _bands(told: Sequence[_Choice]) -> tuple[Band, ...]:
    bands: dict[str, list[_Choice]] = {str(i): [] for i in range(len(EDGES) - 1)}
    for each in told:
        assert each.chance is not None
        place = max(i for i in range(len(EDGES) - 1) if each.chance >= EDGES[i] or i == 0)
        bands[str(place)].append(each)
    hidden = _withheld({name: len(group) for name, group in bands.items()})
    return tuple(
        Band(
            EDGES[int(name)],
            EDGES[int(name) + 1],
            None if name in hidden else _mean(group),
            _kept(group, name not in hidden),
        )
        for name, group in bands.items()
    )


def _felt(records: Sequence[Record], part: str) -> dict[str, Share]:
    """How beds felt there: the last answer of each person about each bed."""
    last = [each.last(mattress_id, "felt") for each in records for mattress_id in each.beds]
    said = [getattr(each, part) for each in last if each and getattr(each, part)]
    return {word: share(said.count(word), len(said)) if _shown(len(said)) else Share(None) for word in FELT}


def share(count: int, n: int) -> Share:
    """A share with Wilson's 80 % interval; of none there is none."""
    if not n:
        return Share(0)
    middle, z2 = count / n, Z_80**2
    centre = (middle + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_80 * math.sqrt(middle * (1 - middle) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Share(n, count, middle, min(max(centre - half, 0.0), middle), max(min(centre + half, 1.0), middle))
