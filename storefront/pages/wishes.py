"""Step: size, budget, type and preference. They change what is listed, never the fit."""

from __future__ import annotations

from storefront import engine, session
from storefront.quiz import fields, journey


def page() -> None:
    if not journey.begin("wishes"):
        return
    w = session.visit().words
    fields.pick_from("size", ("any", *engine.sizes()), lambda size: w("wishes.any_size") if size == "any" else size)
    fields.number("max_price")
    fields.choice("firmness_wish", fields.choices("firmness_wish"))
    fields.pick_from("type", ("any", *engine.types()), lambda kind: w(f"type.{kind}"))
    fields.tick("warm_sleeper")
    journey.way_on("wishes", w("wishes.done"))
