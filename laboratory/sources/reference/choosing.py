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
    """A spread of kinds and firmnesses: every pair of the two in turn gives one bed, until there are `most`.

    Of a pair's beds comes first a model that was not taken yet, then a brand that was taken least, then the bed that
    more is known of, then the one that stands first in the table. Pairs with most beds begin.
    """
    if len(beds) <= most:
        return list(beds)
    pairs: dict[tuple[str, str], list[Mattress]] = defaultdict(list)
    for bed in beds:
        pairs[bed.type, "" if bed.firmness is None else firmness_label(bed.firmness)].append(bed)
    turns = sorted(pairs, key=lambda pair: (-len(pairs[pair]), pair))
    models, brands, taken = Counter[tuple[str, str]](), Counter[str](), list[Mattress]()
    while len(taken) < most:
        for pair in turns:
            if not pairs[pair] or len(taken) == most:
                continue
            bed = min(pairs[pair], key=lambda one: (models[one.brand, one.model], brands[one.brand], -len(known(one))))
            pairs[pair].remove(bed)
            taken.append(bed)
            models[bed.brand, bed.model] += 1
            brands[bed.brand] += 1
    return taken
