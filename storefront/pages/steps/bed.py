"""Step: the present bed."""

from __future__ import annotations

from catalog.firmness import LABELS
from storefront import session
from storefront.quiz import fields, journey
from storefront.quiz.answers import BED_LABELS
from storefront.words import Words


def page() -> None:
    if not journey.begin("bed"):
        return
    w = session.visit().words
    fields.choice("bed_feels", fields.choices("bed.feels"))
    fields.pick_from("bed_label", ("unknown", *BED_LABELS), lambda label: firmness_words(label, w))
    fields.number("bed_age_years")
    fields.pick_from("bed_base", ("unknown", *fields.choices("bed.base")), lambda base: w(f"bed_base.{base}"))
    fields.number("topper_cm")
    journey.way_on("bed")


def firmness_words(label: str, w: Words) -> str:
    """What is stated of a bed's firmness, as the page's language says it."""
    if label in LABELS:
        return w.term(label)
    return w("bed_label.unknown") if label == "unknown" else label
