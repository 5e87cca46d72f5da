"""What is missing or impossible in a step: shown at the field, in the visitor's words."""

from __future__ import annotations

import math

from catalog.mattress import Finding
from recommender.person.fields import FIELDS, IN_OTHER_UNITS
from recommender.person.measures_said import FORMS, names_a_unit
from recommender.person.profile import parse_profiles
from recommender.person.values import Range
from storefront.quiz import answers as quiz
from storefront.words import Words

MEASURES = ("not_a_measure", "too_many", "feet_and_inches", "not_a_number")  # keys of findings with a sentence each


def problems(step: str, held: quiz.Answers, w: Words) -> dict[str, str]:
    """Message by field of the page; empty where the step's answers are possible."""
    missing = {field: w(key) for field, key in quiz.missing(step, held)}
    if missing or step == "safety":
        return missing
    if step == "partner":
        _, findings = parse_profiles([quiz.partner_profile(held) or {}])
        return {f"{quiz.PARTNER}{finding.field}": say(finding, w) for finding in findings}
    _, findings = parse_profiles([quiz.partial(step, held)])
    return {quiz.ON_PAGE.get(finding.field, finding.field): say(finding, w) for finding in findings}


def say(finding: Finding, w: Words) -> str:
    """The finding of one field as a sentence with the value, what is allowed, and the likely fix where there is one."""
    label_key = f"field.{quiz.ON_PAGE.get(finding.field, finding.field)}"
    label = w(label_key) if label_key in w else finding.field
    if finding.key in MEASURES:
        return w(f"problem.{finding.key}", field=label, given=finding.value.strip("'\""))
    allowed, typed = _range(finding.field), finding.value.strip("'\"")
    given = _number(typed)
    if allowed is None or not typed or (given is None and not names_a_unit(typed)):
        return w("problem.other", field=label)
    if math.isinf(allowed.high):
        return w("problem.positive", field=label)
    shown = typed if given is None else w.number(given, 2)
    if given is not None and allowed.unit == "cm" and given * 100 in allowed:
        return w("problem.metres", field=label, given=shown, meant=w.number(given * 100))
    unit = f" {allowed.unit}" if allowed.unit in FORMS else ""
    return w(
        "problem.range", field=label, given=shown, low=w.number(allowed.low, 0), high=w.number(allowed.high, 0) + unit
    )


def _range(name: str) -> Range | None:
    if name in IN_OTHER_UNITS:
        field, unit = IN_OTHER_UNITS[name]
        return field.limits().in_unit(unit)
    return FIELDS[name].range if name in FIELDS else None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
