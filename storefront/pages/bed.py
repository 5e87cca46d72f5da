"""Step: the present bed."""

from __future__ import annotations

from storefront import session
from storefront.quiz import fields, journey


def page() -> None:
    if not journey.begin("bed"):
        return
    w = session.visit().words
    fields.choice("bed_feels", fields.choices("bed.feels"))
    fields.number("bed_age_years")
    fields.pick_from("bed_base", ("unknown", *fields.choices("bed.base")), lambda base: w(f"bed_base.{base}"))
    fields.number("topper_cm")
    journey.way_on("bed")
