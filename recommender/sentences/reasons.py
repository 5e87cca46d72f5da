"""Why the beds shown are shown: of everything true of them, what tells each from the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from recommender.reasons import Reason
from recommender.sentences.compared import COMPARISONS
from recommender.sentences.lain import Lain
from recommender.sentences.recorded import RECORDED
from recommender.sentences.said import Said

EVERY = (*COMPARISONS, *RECORDED)
MOST_REASONS = 3
WORTH_ADDING = 0.35  # strength below which a sentence only fills a place that would be empty


def reasons(lain: Lain) -> Mapping[int, tuple[Reason, ...]]:
    """Reasons for each bed shown, the first of which no other kind of bed shown begins with.

    Beds of one kind are one card, so they get the same sentences, which are true of each. A sentence is said of one
    kind only: told of each, it would tell nothing. Where all that is true of a bed was said of others, it is told
    with its own figures.
    """
    of_kind: dict[int, list[int]] = {}
    for i in lain.shown:
        of_kind.setdefault(lain.kind(i), []).append(i)
    of_bed = {i: _true(lain, i) for i in lain.shown}
    true = {kind: _true_of_all([of_bed[i] for i in members]) for kind, members in of_kind.items()}
    leads = _leads(true)
    told = {kind: [leads[kind]] if kind in leads else [] for kind in true}
    spoken = {lead.reason.key for lead in leads.values()}
    for _ in range(MOST_REASONS - 1):
        for kind, every in true.items():
            more = next(_further(every, told[kind], spoken), None)
            if more is not None and more.strength >= WORTH_ADDING:
                told[kind].append(more)
                spoken.add(more.reason.key)
    for kind, every in true.items():
        spare = [*_further(every, told[kind], spoken), *_further(every, told[kind], set())]
        if len(told[kind]) < 2 and spare:
            told[kind].append(spare[0])
    return {i: _of_member(of_bed[i], told[lain.kind(i)]) for i in lain.shown}


def _true(lain: Lain, i: int) -> list[Said]:
    """Everything true of a bed, what says most first."""
    found = [one for sentence in EVERY if (one := sentence.of(lain, i)) is not None]
    return sorted(found, key=lambda one: -one.strength)


def _true_of_all(members: list[list[Said]]) -> list[Said]:
    """Everything true of each bed of a kind, with the figures of the first."""
    first, *others = members
    shared = [{one.reason.key for one in other} for other in others]
    return [one for one in first if all(one.reason.key in keys for keys in shared)]


def _leads(true: Mapping[int, list[Said]]) -> dict[int, Said]:
    """The sentence each kind begins with, no two the same: the strongest left, earlier kinds giving way where a later
    one would be left with nothing.
    """
    speaker: dict[str, int] = {}
    said: dict[int, Said] = {}

    def find(kind: int, tried: set[str]) -> bool:
        free = [one for one in true[kind] if one.reason.key not in speaker]
        for one in [*free, *(each for each in true[kind] if each.reason.key in speaker)]:
            key = one.reason.key
            if key in tried:
                continue
            tried.add(key)
            if key not in speaker or find(speaker[key], tried):
                speaker[key], said[kind] = kind, one
                return True
        return False

    for kind in true:
        find(kind, set())
    return said


def _further(every: list[Said], told: list[Said], spoken: set[str]) -> Iterator[Said]:
    """What is left to say of a bed, of quantities it has not been told of."""
    about = frozenset().union(*(one.about for one in told))
    return (one for one in every if one.reason.key not in spoken and not one.about & about)


def _of_member(true: list[Said], told: list[Said]) -> tuple[Reason, ...]:
    mine = {one.reason.key: one.reason for one in true}
    return tuple(mine[one.reason.key] for one in told)
