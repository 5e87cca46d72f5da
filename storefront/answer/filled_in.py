"""What an answer rests on, in one sentence: body, night, measures and wishes; nothing about health."""

from __future__ import annotations

from recommender.sleeper import POSITIONS, Sleeper
from storefront.words import Words

MEASURES = ("hip_breadth_cm", "hip_circumference_cm", "shoulder_breadth_cm")


def said(sleeper: Sleeper, w: Words) -> str:
    """ "You filled in: 83.7 kg, 178 cm, side 60%, back 40%, 160x200." Estimates are left out."""
    return w("result.filled_in", list=_body(sleeper, w))


def beside(partner: Sleeper, w: Words) -> str:
    """The same of who sleeps beside them."""
    return w("result.filled_in_beside", list=_body(partner, w))


def present_bed(sleeper: Sleeper, w: Words) -> str:
    """ "Your bed now: H2, 9 years old, fixed slats, feels too soft."; "" where nothing is known of it."""
    bed, parts = sleeper.bed, []
    if bed.type:
        parts.append(w(f"type.{bed.type}"))
    if bed.label:
        parts.append(w.term(bed.label))
    if bed.age_years is not None:
        parts.append(w("present_bed.age", age_years=bed.age_years))
    if bed.base:
        parts.append(w(f"base.{bed.base}"))
    if bed.topper_cm:
        parts.append(w("present_bed.topper", topper_cm=bed.topper_cm))
    if bed.feels:
        parts.append(w("present_bed.feels", how=w(f"bed_feels.{bed.feels}")))
    return w("result.present_bed", list=", ".join(parts)) if parts else ""


def _body(sleeper: Sleeper, w: Words) -> str:
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
        parts.append(w.size("x".join(f"{edge:g}" for edge in wishes.size)))
    if wishes.max_price is not None:
        parts.append(f"{w('change.max_price').lower()} {w.money(wishes.max_price, wishes.currency)}")
    return ", ".join(parts)
