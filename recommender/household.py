"""Two people: one bed, two halves of one model, or apart."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from catalog.mattress import Catalogue, Mattress
from recommender.explanation import Reason
from recommender.matching import Ranking, match
from recommender.sleeper import Wishes
from recommender.target import FitTarget

MOST_LOST = 5.0  # fit points either may lose against their own best bed before a shared one is advised; ASSUMED


@dataclass(frozen=True)
class Option:
    """One way to sleep: `kind` shared, halves or apart; the bed of each person, its fit, and what each loses."""

    kind: str
    beds: tuple[Mattress, Mattress]
    fits: tuple[float, float]
    lost: tuple[float, float]


@dataclass(frozen=True)
class Household:
    """`verdict` is the kind of the first option in which neither loses much; options as shared, halves, apart."""

    verdict: str
    options: tuple[Option, ...]
    reasons: tuple[Reason, ...]


def household(one: FitTarget, other: FitTarget, catalogue: Catalogue, wishes: Wishes | None = None) -> Household:
    """Weigh a shared bed (the one whose worse-off sleeper fits best), halves of one model, and two beds."""
    rankings = (match(one, catalogue, wishes=wishes), match(other, catalogue, wishes=wishes))
    best = tuple(float(r.fit.max()) if len(r.fit) else 0.0 for r in rankings)
    first, second = (_fits(r) for r in rankings)
    common = sorted(first.keys() & second.keys())
    if not common:
        return Household("apart", (), (Reason("household.no_bed"),))
    bed = {m.mattress_id: m for m in rankings[0].mattresses}
    models: dict[tuple[str, str], list[str]] = defaultdict(list)
    for mattress_id in common:
        models[bed[mattress_id].brand, bed[mattress_id].model].append(mattress_id)

    def option(kind: str, a: str, b: str) -> Option:
        fits = (first[a], second[b])
        return Option(kind, (bed[a], bed[b]), fits, (best[0] - fits[0], best[1] - fits[1]))

    shared = max(common, key=lambda i: min(first[i], second[i]))
    grades = [(max(ids, key=first.__getitem__), max(ids, key=second.__getitem__)) for ids in models.values()]
    halves = max(grades, key=lambda pair: min(first[pair[0]], second[pair[1]]))
    own = (max(common, key=first.__getitem__), max(common, key=second.__getitem__))
    options = (option("shared", shared, shared), option("halves", *halves), option("apart", *own))
    verdict = next((o.kind for o in options if max(o.lost) <= MOST_LOST), "apart")
    lost = max(options[0].lost)
    return Household(verdict, options, (Reason("household.shared_costs", {"lost": lost}),))


def _fits(ranking: Ranking) -> dict[str, float]:
    return {ranking.mattresses[i].mattress_id: float(ranking.fit[i]) for i in ranking.order}
