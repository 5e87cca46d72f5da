"""What would make an answer surer, in words: what to tell, do or ask, and what it is expected to be worth."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from recommender.surer import Surer
from storefront.words import Words

OF = 100


def lines(found: Iterable[Surer], w: Words) -> tuple[str, ...]:
    """One sentence for each, the most telling first."""
    return tuple(_line(one, w) for one in found)


def as_json(found: Iterable[Surer], w: Words) -> list[dict[str, Any]]:
    return [
        {
            "by": _by(one),
            "mattress_id": one.mattress.mattress_id if one.mattress else None,
            "loss_before": one.loss_before,
            "loss_after": one.loss_after,
            "chance_before": one.chance_before,
            "chance_after": one.chance_after,
            "text": _line(one, w),
        }
        for one in found
    ]


def _by(one: Surer) -> str:
    return f"{one.by}:{one.mattress.mattress_id}" if one.by == "lying_on" and one.mattress else one.by


def _line(one: Surer, w: Words) -> str:
    named = {"mattress": one.mattress.name} if one.mattress else {}
    what = w(f"surer.{one.by.replace(':', '_')}", **named)
    more = round(OF * (one.chance_after - one.chance_before))
    return w("surer.worth" if more > 0 else "surer.worth_fit", what=what, points=one.gain, more=more)
