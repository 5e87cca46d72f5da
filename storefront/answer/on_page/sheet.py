"""The answer page put together as HTML: need, verdict, the first bed, the figure, and what is folded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from catalog.mattress import Mattress
from catalog.selling.markets import is_sold_in
from recommender.advice.current_bed import bed_state
from recommender.explanation import Explanation
from recommender.sleeper import Sleeper
from recommender.specification import Specification
from storefront.answer import as_html, chance, filled_in
from storefront.answer import drawings as answer_drawings
from storefront.answer.as_json import say
from storefront.answer.on_page import bed_cards
from storefront.answer.on_page.arrangement import Arrangement, arrange
from storefront.answer.specification import specification_lines
from storefront.words import Words

# Verdicts whose own words lead to the free measures below them.
SPEAKS_OF_TIPS = ("verdict.fits", "verdict.fits_unsure", "verdict.keep_bed", "verdict.wait")
FEW_KNOWN = 10  # below this what to ask for in any shop is worth more than the best of so few


@dataclass(frozen=True)
class Sheet:
    """An answer, whose it is, its beds by their place, and the language it is said in.

    `n_known`: how many beds are known that are sold where this person buys. `partners`: what to ask for in any shop for
    who sleeps beside them.
    """

    explanation: Explanation
    sleeper: Sleeper
    beds: Arrangement
    w: Words
    n_known: int
    partners: Specification | None = None

    @property
    def advises_a_bed(self) -> bool:
        return self.beds.first is not None and self.explanation.verdict not in as_html.NO_PURCHASE

    @property
    def prices_lead(self) -> bool:
        """Whether the beds whose price has to be asked for stand where else the first bed stands."""
        return self.beds.first is None and bool(self.explanation.ask_price)

    @property
    def specification_leads(self) -> bool:
        """Whether what to ask for in any shop stands where else the first bed stands: where none or few are known."""
        if self.beds.first is None and not self.prices_lead:
            return True
        return (self.advises_a_bed or self.prices_lead) and self.n_known < FEW_KNOWN


def sheet(
    explanation: Explanation,
    sleeper: Sleeper,
    known: Iterable[Mattress],
    w: Words,
    partners: Specification | None = None,
) -> Sheet:
    """The sheet of an answer; `known`: the beds of the catalogue."""
    markets = sleeper.wishes.markets
    n_known = sum(not markets or is_sold_in(bed.markets, markets) is not False for bed in known)
    return Sheet(explanation, sleeper, arrange(explanation, w), w, n_known, partners)


def hero(s: Sheet, figure: str) -> str:
    """Need, scale, verdict with the first free measures, the bed or what to ask for, and the figure beside them."""
    need = as_html.target_sentence(s.explanation, s.w) + as_html.cautions(s.explanation.cautions, s.w)
    scale = as_html.strip(s.explanation.target, s.w) + as_html.target_80(s.explanation, s.w)
    best = ""
    if s.specification_leads:
        best = _headed(s.w("spec.heading"), f'<div class="sheet">{_specification(s)}</div>')
    elif s.beds.first and s.advises_a_bed:
        card = bed_cards.first(s.beds.first, s.w, as_html.at_best(s.explanation, s.w))
        best = _headed(bed_cards.picks_heading(s.explanation, s.w), card)
    if s.prices_lead:
        listed = bed_cards.asked_first(s.explanation.ask_price, s.w)
        if not s.specification_leads:  # it is folded below
            said = s.w("result.none_of_these", heading=s.w("spec.heading"))
            listed += f'<p class="quiet small">{escape(said)}</p>'
        best = _headed(s.w("result.ask_price"), listed) + best
    kind = "hero spec-leads" if s.specification_leads else "hero"
    return (
        f'<div class="{kind}">{_part("need", need)}{_part("need-scale", scale)}'
        f"{_part('say', as_html.verdict(s.explanation, s.w, _measures(s), beside_beds=True))}"
        f"{_part('best', best) if best else ''}{_part('side', figure)}</div>"
    )


def beside(s: Sheet, *, of_two: bool = False) -> str:
    """The smaller cards; where no bed can be shown, what came near; "" where no purchase is advised, and where prices
    have to be asked for.

    `of_two`: what suits both stands above this, so the smaller cards are folded (`also_folded`).
    """
    w = s.w
    if s.beds.first is None:
        near = () if s.prices_lead else s.explanation.not_chosen
        return _headed(w("result.not_chosen"), bed_cards.not_chosen(near, w)) if near else ""
    if not s.advises_a_bed:
        return ""
    if s.specification_leads:
        return _headed(bed_cards.picks_heading(s.explanation, w), _cards(s))
    return "" if of_two else _headed(w("result.also"), inside) if (inside := _smaller(s)) else ""


def also_folded(s: Sheet) -> str:
    """The smaller cards behind a line of their own, for one of two people."""
    inside = "" if s.specification_leads or not s.advises_a_bed else _smaller(s)
    return as_html.fold(s.w("result.also"), inside, "printed")


def _smaller(s: Sheet) -> str:
    cards = "".join(bed_cards.beside(card, s.w) for card in s.beds.beside)
    return f'<div class="beside">{cards}</div>' if cards else ""


def anyway(s: Sheet) -> str:
    """All cards behind a fold, where no purchase is advised."""
    if s.beds.first is None or s.advises_a_bed:
        return ""
    inside = _cards(s)
    return as_html.fold(bed_cards.picks_heading(s.explanation, s.w), inside)


def folds(s: Sheet, versions: Mapping[str, str]) -> str:
    """What else there is to know, each behind its own line; `versions` as `engine.figures_of` gives them."""
    w, near, unknown = s.w, s.explanation.not_chosen, s.explanation.unranked
    misses = bed_cards.not_chosen(near, w) if near and (s.beds.first or s.explanation.ask_price) else ""
    unranked, left_out = bed_cards.unranked(unknown, w) if unknown else "", _left_out(s)
    ask = bed_cards.ask_price(s.explanation.ask_price, w) if s.explanation.ask_price and s.beds.first else ""
    _, more = as_html.tips(s.explanation.advice, w, as_html.n_first_tips(s.explanation))
    if _pillow_folded(s):
        free = as_html.fold(w("result.pillow_and_more"), as_html.pillow(s.explanation, w) + more)
    else:
        free = as_html.fold(w("result.more_free"), more)
    told = "".join(f"<p>{escape(one)}</p>" for one in (filled_in.said(s.sleeper, w), _bed_told(s)) if one)
    made = f'<p class="quiet small">{escape(w("result.versions", **versions))} {escape(_as_of(s))}</p>'
    zones = answer_drawings.zones_in_words(s.explanation, s.sleeper, w)
    asked = "" if s.specification_leads else as_html.fold(w("spec.heading"), _specification(s), "printed")
    return (
        as_html.fold(w("result.ask_price"), ask)
        + asked
        + free
        + as_html.fold(
            w("result.not_chosen") if left_out or misses else w("result.unranked", n=len(unknown)),
            left_out + misses + unranked,
        )
        + as_html.fold(w("result.about"), told + answer_drawings.legend(s.explanation, w) + zones + made, "small-print")
    )


def _specification(s: Sheet) -> str:
    """What to ask for in any shop; one tap selects all of it, to copy it without a word of health."""
    lines = specification_lines(s.explanation.specification, s.w)
    rows = _rows(lines.rows)
    if s.partners:  # what holds for both once, then what each of them asks for
        others = specification_lines(s.partners, s.w).rows
        own = [[row for row in mine if row not in its] for mine, its in ((lines.rows, others), (others, lines.rows))]
        rows = _rows([row for row in lines.rows if row in others])
        rows += "".join(
            f"<h3>{escape(s.w('household.person', n=n))}</h3>{_rows(of)}" for n, of in enumerate(own, 1) if of
        )
    lists = "".join(
        f"<h3>{escape(heading)}</h3><ul class='plain'>{''.join(f'<li>{escape(said)}</li>' for said in items)}</ul>"
        for heading, items in ((lines.questions_heading, lines.questions), (lines.checks_heading, lines.checks))
    )
    return f'<div class="spec"><div>{rows}</div><div>{lists}</div></div>'


def _rows(rows: Iterable[tuple[str, str]]) -> str:
    inside = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in rows)
    return f"<dl>{inside}</dl>"


def _cards(s: Sheet) -> str:
    return bed_cards.cards(s.beds, s.w, as_html.at_best(s.explanation, s.w))


def _left_out(s: Sheet) -> str:
    """How many beds each wish leaves out, where the verdict does not say it."""
    found = s.explanation.verdict_reasons if s.prices_lead else ()
    return "".join(f"<p>{escape(say(reason, 'verdict', s.w))}</p>" for reason in found)


def _pillow_folded(s: Sheet) -> bool:
    """Where beds are the answer, a pillow is for who wants to know more."""
    return s.advises_a_bed or s.beds.first is None


def _bed_told(s: Sheet) -> str:
    return filled_in.present_bed(s.sleeper, s.w)


def _as_of(s: Sheet) -> str:
    day = s.explanation.as_of
    return s.w("result.as_of", as_of_date=day.isoformat()) if day else ""


def _measures(s: Sheet) -> str:
    first, _ = as_html.tips(s.explanation.advice, s.w, as_html.n_first_tips(s.explanation))
    pillow = "" if _pillow_folded(s) else as_html.pillow(s.explanation, s.w)
    said = chance.verdict_words(s.explanation) in SPEAKS_OF_TIPS
    lead = "" if said or not first else f"<h3>{escape(s.w('result.free_first'))}</h3>"
    return as_html.bed_now(bed_state(s.sleeper), s.w) + _topper(s) + lead + first + pillow


def _topper(s: Sheet) -> str:
    """What a topper would do to the present bed: tonight's purchase, before a bed."""
    found = s.explanation.topper.said if s.explanation.topper else ()
    return "".join(f'<p class="topper">{escape(say(reason, "topper", s.w))}</p>' for reason in found)


def _headed(heading: str, inside: str) -> str:
    return f'<h2 class="eyebrow">{escape(heading)}</h2>{inside}'


def _part(name: str, inside: str) -> str:
    return f'<div class="{name}">{inside}</div>'
