"""Step, only with consent: aches by place and time of day, in neutral words."""

from __future__ import annotations

from storefront import session
from storefront.look import frame
from storefront.quiz import fields, journey
from storefront.quiz.answers import ACHES


def page() -> None:
    if not journey.begin("aches"):
        return
    w = session.visit().words
    for name in ACHES:
        ticked = fields.tick(f"pain.{name}")
        if name == "pregnancy" and ticked:
            fields.number("pregnancy_weeks")
    frame.problem("pain")
    frame.show(f'<p class="quiet small">{w("aches.use")}</p>')
    journey.way_on("aches")
