"""Beds that somebody found, checked, as cards beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from recommender.checking import CheckedBed
from storefront.answer import chance
from storefront.answer.checked import CheckedLines, checked_lines
from storefront.plain_text import in_html
from storefront.words import Words


def cards(beds: Sequence[CheckedBed], w: Words) -> str:
    """Each bed with its answer first, then why, what to ask in the shop, and what was read of it."""
    return f'<div class="cards">{"".join(_card(bed, checked_lines(bed, w), w) for bed in beds)}</div>'


def _card(bed: CheckedBed, lines: CheckedLines, w: Words) -> str:
    answer = " · ".join(f"{escape(label)}: <b>{escape(value)}</b>" for label, value in lines.answer[1:])
    watch = "".join(f'<p class="caution">{in_html(sentence)}</p>' for sentence in lines.cautions)
    ask = f"<h4>{escape(w('check.ask'))}</h4>{_list(lines.ask)}" if lines.ask else ""
    rows = "".join(
        f"<tr><th scope='row'>{escape(name)}</th><td>{in_html(value)}</td></tr>" for name, value in lines.read
    )
    read = f"<summary>{escape(w('check.read'))}</summary><table class='plain'>{rows}</table>"
    return (
        f'<article class="pick"><h3>{in_html(lines.name)}</h3>{_chance(bed.chance_suits, w)}<p>{answer}</p>'
        f"{_list(lines.reasons)}{watch}{ask}<details>{read}</details></article>"
    )


def _chance(suits: float | None, w: Words) -> str:
    if suits is None:
        return ""
    dots = f'<span aria-hidden="true">{chance.dots(suits)}</span>'
    return f'<p class="chance">{dots}<strong>{escape(chance.sentence(suits, w))}</strong></p>'


def _list(sentences: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{in_html(each)}</li>' for each in sentences)}</ul>" if sentences else ""
