"""Step: what you can see and feel of the present bed."""

from __future__ import annotations

from storefront import session
from storefront.quiz import fields, journey
from storefront.quiz.answers import CHECKS


def page() -> None:
    if not journey.begin("checks"):
        return
    w = session.visit().words
    for check in CHECKS:
        fields.choice(f"check.{check}", fields.choices(f"bed.{check}"), w.term)
    journey.way_on("checks")
