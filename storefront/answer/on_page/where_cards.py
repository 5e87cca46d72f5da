"""Where to lie: the beds whose answers tell most, what to do on them, and what each answer would mean, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from catalog.firmness import firmness_label
from catalog.mattress import Mattress
from recommender.experience.course import Meaning
from recommender.experience.next_to_try import Trial
from storefront.answer.on_page import bed_cards
from storefront.words import Words

Planned = tuple[Trial, tuple[Meaning, ...]]
HOW = ("minutes", "position", "pillow", "base", "coat", "alone")


def cards(plan: Sequence[Planned], w: Words) -> str:
    """The beds in the order in which to lie on them."""
    inside = "".join(_card(number, trial, meant, w) for number, (trial, meant) in enumerate(plan, start=1))
    return f'<div class="cards">{inside}</div>'


def how(w: Words) -> str:
    """How to lie, so that an answer tells something."""
    rules = "".join(f"<li>{escape(w(f'where.how_{name}'))}</li>" for name in HOW)
    return f'<h2 class="eyebrow">{escape(w("where.how"))}</h2><ul>{rules}</ul>'


def worth(number: int, trial: Trial, w: Words) -> str:
    """What lying on this bed, after those before it, is expected to add."""
    return w("where.worth" if number == 1 else "where.worth_more", gain=max(trial.gain, 0.0))


def elsewhere(bed: Mattress, w: Words) -> str:
    """What will do where this bed does not stand; "" where its firmness is not known as one figure."""
    if bed.firmness is None:
        return ""
    return w("where.elsewhere", firmness=bed.firmness, label=firmness_label(bed.firmness))


def _card(number: int, trial: Trial, meant: Sequence[Meaning], w: Words) -> str:
    bed = trial.mattress
    rows = "".join(_row(each, w) for each in meant)
    heads = "".join(f"<th scope='col'>{escape(w(f'where.{name}'))}</th>" for name in ("said", "then", "best"))
    return (
        f'<article class="pick"><h3>{number}. {bed_cards.safe_name(bed)}</h3>'
        f'<p class="facts">{escape(bed_cards.facts(bed, w))}</p><p>{escape(worth(number, trial, w))}</p>'
        f"<table class='plain meant'><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        f'<p class="quiet small">{escape(elsewhere(bed, w))}</p></article>'
    )


def _row(each: Meaning, w: Words) -> str:
    low, high = (w.number(edge, fixed=True) for edge in each.firmness_80)
    then = w("where.firmness", firmness=w.number(each.firmness, fixed=True), low=low, high=high)
    said = f"{escape(w(f'bed_feels.{each.felt}'))}"
    first = bed_cards.safe_name(each.first) if each.first else escape(w("where.none"))
    return f"<tr><th scope='row'>{said}</th><td>{escape(then)}</td><td>{first}</td></tr>"
