"""The guide as HTML text: parts with their evidence, cards of causes, collapsible questions. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby
from math import ceil, floor

from recommender.advice.grades import EVIDENCE, EXPERT, MEANING
from recommender.advice.routine import Step, minutes
from recommender.advice.safety import LEAFLET_DAYS, LEAFLET_DAYS_HEADING, LEAFLET_WEEKS, LEAFLET_WEEKS_HEADING
from storefront.guide.content import Part
from storefront.guide.drawings import drawing
from storefront.words import Words

# Tones whose parts are grouped: the element and its class.
GATHERED = {"cause": ("div", "cards"), "question": ("div", "questions"), "word": ("dl", "entries")}
LABELS = {"_signs": "guide_page.signs", "_step": "guide_page.step"}
WHOLE_MINUTES_FROM_S = 120  # longer steps are given in minutes


def parts(content: Sequence[Part], w: Words) -> str:
    """The parts of a page in order; consecutive cards, questions and entries are grouped."""
    html = ""
    for gathered, together in groupby(content, key=_gathering):
        inner = "".join(_part(part, w) for part in together)
        element, name = gathered or ("", "")
        html += f'<{element} class="{name}">{inner}</{element}>' if gathered else inner
    return html


def evidence(key: str, w: Words) -> str:
    """Grade and source of a claim, in small print."""
    grade, source = EVIDENCE[key]
    said = w("guide_page.grade", grade=w(f"grade.{grade}"))
    return said if source == EXPERT else f"{said} · {w.term(source)}"


def grades(w: Words) -> str:
    """How well what is said has been studied, folded."""
    rows = "".join(f"<li>{escape(w(f'grade.means_{grade}'))}</li>" for grade in "ABCD")
    return f"<details><summary>{escape(w('guide_page.grades_heading'))}</summary><ul>{rows}</ul></details>"


def routine_steps(steps: Sequence[Step], w: Words) -> str:
    """The steps of a set as cards with drawing and actual duration."""
    cards = "".join(
        f'<article class="cause pose-card">{drawing(pose(step), w)}'
        f"<h3>{number}. {escape(duration(step, w))}</h3>{_claims((step.key,), w)}</article>"
        for number, step in enumerate(steps, start=1)
    )
    return f'<h2>{escape(w("guide_page.steps"))}</h2><div class="cards">{cards}</div>'


def pose(step: Step) -> str:
    """Name of the drawing of a step."""
    return step.key.removeprefix("advice.")


def set_name(name: str, steps: Sequence[Step], w: Words) -> str:
    """A set with its shortest and longest duration, rounded outwards to whole minutes."""
    low, high = minutes(tuple(steps))
    return w(f"guide_page.set_{name}", low_minutes=floor(low), high_minutes=ceil(high))


def duration(step: Step, w: Words) -> str:
    """How long a step takes, in everyday words."""
    if step.high_s > WHOLE_MINUTES_FROM_S:
        return w("guide_page.minutes_range", low_minutes=floor(step.low_s / 60), high_minutes=ceil(step.high_s / 60))
    if step.low_s == step.high_s:
        return w("guide_page.seconds", low_s=step.low_s)
    return w("guide_page.seconds_range", low_s=step.low_s, high_s=step.high_s)


def see_somebody(w: Words) -> str:
    """What is looked at within days, and within weeks: the leaflet's own words."""
    lists = ((LEAFLET_DAYS_HEADING, LEAFLET_DAYS), (LEAFLET_WEEKS_HEADING, LEAFLET_WEEKS))
    return "".join(
        f'<h2>{escape(w(heading))}</h2><ul class="alarm">'
        + "".join(f"<li>{escape(w(line))}</li>" for line in lines)
        + "</ul>"
        for heading, lines in lists
    )


def _gathering(part: Part) -> tuple[str, str] | None:
    return GATHERED.get("cause" if part.heading.startswith("guide_page.cause_") else part.tone)


def _part(part: Part, w: Words) -> str:
    heading, claims = escape(w(part.heading)), _claims(part.claims, w)
    if part.tone == "word":
        return f"<dt>{heading}</dt><dd>{claims}</dd>"
    if part.tone == "question":
        return f'<details class="question"><summary>{heading}</summary>{claims}</details>'
    if _gathering(part):
        return f'<article class="cause {part.tone}"><h3>{heading}</h3>{claims}</article>'
    if part.tone in ("amber", "research"):
        return f'<div class="note {part.tone}"><h2>{heading}</h2>{claims}</div>'
    if len(part.drawings) > 1:  # each drawing shows its own claim
        n = len(part.drawings)
        pairs = zip(part.drawings, part.claims[:n], strict=True)
        drawn = "".join(_frame(name, f"<figcaption>{_claims((key,), w)}</figcaption>", w) for name, key in pairs)
        return (
            f'<section class="part"><h2>{heading}</h2><div class="poses">{drawn}</div>'
            f"{_claims(part.claims[n:], w)}</section>"
        )
    drawn = "".join(_frame(name, "", w) for name in part.drawings)
    return f'<section class="part"><h2>{heading}</h2>{drawn}{claims}</section>'


def _frame(name: str, caption: str, w: Words) -> str:
    return f'<figure class="pose-frame">{drawing(name, w)}{caption}</figure>'


def _claims(keys: Sequence[str], w: Words) -> str:
    """Each claim as a paragraph, its evidence below; the same evidence is given once for consecutive claims."""
    html = ""
    for i, key in enumerate(keys):
        label = next((w(said) for suffix, said in LABELS.items() if key.endswith(suffix)), "")
        before = f"<b>{escape(label)}</b> " if label else ""
        html += f"<p>{before}{escape(w(key))}</p>"
        meant = EVIDENCE[key][1] == MEANING  # a definition needs no evidence
        if not meant and (i + 1 == len(keys) or EVIDENCE[keys[i + 1]] != EVIDENCE[key]):
            html += f'<span class="grade">{escape(evidence(key, w))}</span>'
    return html
