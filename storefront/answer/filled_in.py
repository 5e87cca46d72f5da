"""What an answer rests on, in one sentence: body, night, measures and wishes; nothing about health."""

from __future__ import annotations

from recommender.sleeper import POSITIONS, Sleeper
from storefront.words import Words

MEASURES = ("hip_breadth_cm", "hip_circumference_cm", "shoulder_breadth_cm")


def said(sleeper: Sleeper, w: Words) -> str:
    """ "You filled in: 83.7 kg, 178 cm, side 60%, back 40%, 160x200." Estimates are left out."""
    parts = [f"{w.number(sleeper.weight_kg)} kg", f"{w.number(sleeper.height_cm)} cm"]
    if sleeper.sex != "unspecified":
        parts.append(w.term(sleeper.sex))
    shares = {position: getattr(sleeper, position) for position in POSITIONS}
    parts += [f"{w.term(position)} {w.number(100 * share, 0)}%" for position, share in shares.items() if share]
    parts += [
        f"{w(f'change.{name}').lower()} {w.number(value)} cm"
        for name in MEASURES
        if (value := getattr(sleeper, name)) is not None
    ]
    wishes = sleeper.wishes
    if wishes.size:
        parts.append("x".join(f"{edge:g}" for edge in wishes.size))
    if wishes.max_price is not None:
        parts.append(f"{w('change.max_price').lower()} {w.money(wishes.max_price)}")
    return w("result.filled_in", list=", ".join(parts))
