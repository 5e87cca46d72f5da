"""Step: who sleeps in it, size, country, budget, type and preference. They change what is listed, never the fit."""

from __future__ import annotations

from babel import Locale

from storefront import engine, session
from storefront.quiz import fields, journey
from storefront.quiz.answers import TOGETHER

NEAR = ("NL", "BE", "DE", "FR", "GB")  # asked about, also where a catalogue has no bed that is sold there


def page() -> None:
    if not journey.begin("wishes"):
        return
    visit = session.visit()
    w = visit.words
    together = fields.choice("sleeps", ("alone", TOGETHER)) == TOGETHER
    fields.pick_from("size", ("any", *engine.sizes()), lambda size: w("wishes.any_size") if size == "any" else size)
    visit.answers.setdefault("market", w("wishes.home_market"))
    countries = Locale.parse(w.locale).territories
    names = {code: countries.get(code, code) for code in {*engine.markets(), *NEAR}} | {"any": w("wishes.any_market")}
    fields.pick_from("market", sorted(names, key=lambda code: (code != "any", names[code])), names.__getitem__)
    fields.number("max_price")
    fields.choice("firmness_wish", fields.choices("firmness_wish"))
    fields.pick_from("type", ("any", *engine.types()), lambda kind: w(f"type.{kind}"))
    fields.tick("warm_sleeper")
    journey.way_on("wishes", "" if together else w("wishes.done"))
