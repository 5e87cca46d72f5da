"""Which rows are taken: no bed twice, and at most sixty of one list."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence

from catalog.firmness import firmness_label
from catalog.mattress import Mattress
from laboratory.sources.reference.knowledge import known

MOST_OF_A_LIST = 60  # no shop's taste is the list's


def chosen(beds: Sequence[Mattress]) -> list[Mattress]:
    """At most `MOST_OF_A_LIST` beds of each list, each bed once."""
    lists: dict[str, list[Mattress]] = defaultdict(list)
    for bed in _once(beds):
        lists[bed.source_kind].append(bed)
    return [bed for each in lists.values() for bed in spread(each, MOST_OF_A_LIST)]


def _once(beds: Sequence[Mattress]) -> list[Mattress]:
    """Of rows with the same brand, model and variant in one market, the one that knows most."""
    best: dict[tuple[str, ...], Mattress] = {}
    for bed in beds:
        name = tuple(_bare(part) for part in (bed.brand, bed.model, bed.variant, *bed.markets))
        if name not in best or len(known(bed)) > len(known(best[name])):
            best[name] = bed
    return list(best.values())


def _bare(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


def spread(beds: Sequence[Mattress], most: int) -> list[Mattress]:
    """A spread of kinds and firmnesses: every pair of the two in turn gives a bed, until there are `most`.

    A bed brings its model of that height in every other firmness along, for two people choose two halves of one model;
    where that is too many for what is left, it is passed over. Of a pair's beds comes first the brand that was taken
    least, then the bed that more is known of, then the one that stands first in the table. Pairs with most beds begin.
    """
    if len(beds) <= most:
        return list(beds)
    families: dict[tuple[object, ...], list[Mattress]] = defaultdict(list)
    pairs: dict[tuple[str, str], list[Mattress]] = defaultdict(list)
    for bed in beds:
        families[_family(bed)].append(bed)
        pairs[bed.type, "" if bed.firmness is None else firmness_label(bed.firmness)].append(bed)
    turns = sorted(pairs, key=lambda pair: (-len(pairs[pair]), pair))
    brands, taken, before = Counter[str](), list[Mattress](), -1
    while before < len(taken):
        before = len(taken)
        for pair in turns:
            left = [bed for bed in pairs[pair] if bed not in taken]
            room = most - len(taken)
            fitting = [bed for bed in left if len(families[_family(bed)]) <= room]
            if fitting:
                bed = min(fitting, key=lambda one: (brands[one.brand], -len(known(one))))
                taken += families[_family(bed)]
                brands[bed.brand] += 1
    return taken


def _family(bed: Mattress) -> tuple[object, ...]:
    return bed.brand, bed.model, bed.height_cm
