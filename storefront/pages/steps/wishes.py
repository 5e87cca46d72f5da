"""Step: who sleeps in it, size, country, budget, type and preference. They change what is listed, never the fit."""

from __future__ import annotations

from babel import Locale

from storefront import engine, session
from storefront.quiz import fields, journey
from storefront.quiz.answers import TOGETHER


def page() -> None:
    if not journey.begin("wishes"):
        return
    visit = session.visit()
    w = visit.words
    together = fields.choice("sleeps", ("alone", TOGETHER)) == TOGETHER
    fields.pick_from("size", ("any", *engine.sizes()), lambda size: w("wishes.any_size") if size == "any" else size)
    countries = Locale.parse(w.locale).territories
    markets = ("any", *sorted(engine.markets(), key=lambda code: countries.get(code, code)))
    fields.pick_from(
        "market", markets, lambda code: w("wishes.any_market") if code == "any" else countries.get(code, code)
    )
    fields.number("max_price")
    fields.choice("firmness_wish", fields.choices("firmness_wish"))
    fields.pick_from("type", ("any", *engine.types()), lambda kind: w(f"type.{kind}"))
    fields.tick("warm_sleeper")
    journey.way_on("wishes", "" if together else w("wishes.done"))
