"""Step: who sleeps in it, size, country, budget, type and preference. They change what is listed, never the fit."""

from __future__ import annotations

from babel import Locale

from storefront import engine, session
from storefront.quiz import fields, journey
from storefront.quiz.answers import TOGETHER, currency_of

LIKE = 700  # a price as it may be typed
NEAR = ("NL", "BE", "DE", "FR", "GB")  # asked about, also where a catalogue has no bed that is sold there


def page() -> None:
    if not journey.begin("wishes"):
        return
    visit = session.visit()
    w = visit.words
    together = fields.choice("sleeps", ("alone", TOGETHER)) == TOGETHER
    countries = Locale.parse(w.locale).territories
    names = {code: countries.get(code, code) for code in {*engine.markets(), *NEAR}} | {"any": w("wishes.any_market")}
    visit.answers.setdefault("market", visit.country if visit.country in names else w("wishes.home_market"))
    fields.pick_from("market", sorted(names, key=lambda code: (code != "any", names[code])), names.__getitem__)
    market = visit.answers["market"]
    w, sizes = visit.words, ("any", *engine.sizes(market, visit.answers.get("size")))
    fields.pick_from("size", sizes, lambda size: w("wishes.any_size") if size == "any" else w.size(size))
    paid_in = currency_of(market)
    fields.number("max_price", placeholder=w("wishes.price_like", price=LIKE, currency=paid_in))
    fields.choice("firmness_wish", fields.choices("firmness_wish"))
    fields.pick_from("type", ("any", *engine.types()), lambda kind: w(f"type.{kind}"))
    fields.tick("warm_sleeper")
    journey.way_on("wishes", "" if together else w("wishes.done"))
