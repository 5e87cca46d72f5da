"""What nobody should publish without a second look: a catalogue that lost what the one before knew, or serves one bed.

A feed whose column of prices was renamed reads well, row by row; only beside the catalogue before does it show.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from catalog.findings import finding
from catalog.mattress import Finding, Mattress

WORTH_LOSING = 0.2  # share of the beds before of which a fact was known: below it nobody relied on it. ASSUMED
LEFT = 0.1  # of that share: with less of it left, a fact counts as lost. ASSUMED
HALF = 0.5  # share of the population with one first choice
A_RANGE = 20  # beds that can be ranked; in a smaller range one bed may well suit most people

FACTS: dict[str, Callable[[Mattress], bool]] = {
    "lost_sizes": lambda bed: bool(bed.sizes),
    "lost_prices": lambda bed: bed.price is not None or any(size.price is not None for size in bed.sizes),
    "lost_firmness": lambda bed: bed.firmness is not None,
}


def lost(before: Iterable[Mattress], after: Iterable[Mattress]) -> list[Finding]:
    """The facts that (nearly) all beds lost since the catalogue before; each catalogue is read once.

    A finding's value has of how many beds a fact was known and is known: "66/66 → 0/66".
    """
    (old, n_old), (new, n_new) = _known(before), _known(after)
    found = []
    for key in FACTS:
        was, now = old[key] / max(n_old, 1), new[key] / max(n_new, 1)
        if was >= WORTH_LOSING and now < LEFT * was:
            found.append(_found(key, f"{old[key]}/{n_old} → {new[key]}/{n_new}"))
    return found


def one_first(first: Sequence[tuple[str, float]], ranked: int) -> list[Finding]:
    """The bed that is the first choice of more than half of the people.

    Args:
        first: beds and the share of people whose first choice each is.
        ranked: how many beds can be ranked.
    """
    often = [(name, share) for name, share in first if share > HALF]
    return [_found("one_bed_first", f"{share:.0%}: {name}") for name, share in often if ranked > A_RANGE]


def _known(beds: Iterable[Mattress]) -> tuple[Counter[str], int]:
    count: Counter[str] = Counter()
    n = 0
    for bed in beds:
        n += 1
        count.update(key for key, known in FACTS.items() if known(bed))
    return count, n


def _found(key: str, value: str) -> Finding:
    return replace(finding(key, where="the whole catalogue"), value=value)
