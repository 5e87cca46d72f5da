"""What stands above the fold, as HTML: a customer's target, verdict and first bed; the same of two together."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from recommender.explanation import Explanation
from recommender.fit_target import TargetSummary
from recommender.household import Household
from recommender.reasons import Figure
from recommender.sleeper import Wishes
from storefront.answer import as_html, chance, household
from storefront.answer.as_json import said
from storefront.answer.on_page import bed_cards
from storefront.answer.setting import said as said_setting
from storefront.answer.specification import on_scale, range_on_scale
from storefront.counter import selling
from storefront.counter.bench import Customer
from storefront.quiz.mistakes import say
from storefront.words import Words


def answered(customer: Customer, w: Words) -> str:
    """One customer: what is impossible or still missing, else the target, and the first bed once it may be named."""
    if customer.problems:
        found = "".join(f"<p>{escape(say(finding, w))}</p>" for finding in customer.problems)
        return f'<div class="said problem" role="alert">{found}</div>'
    if customer.refused:
        return f'<div class="said problem" role="alert">{escape(customer.refused)}</div>'
    if customer.need is None:
        return f'<div class="said quiet">{escape(w("counter.waiting"))}</div>'
    care = as_html.care(customer.need.care, w)
    bed = _bed(customer, customer.shown, w) if customer.shown else ""
    return f'{care}<div class="said">{_target(customer.need.target, w)}{bed}</div>'


def _target(target: TargetSummary, w: Words) -> str:
    return (
        f'<p class="target"><b>{escape(w.term(target.label))}</b> {on_scale(target.firmness, w)}'
        f' <span class="quiet">{escape(w("counter.target_80", scale=range_on_scale(target.firmness_80, w)))}</span></p>'
        f"{as_html.strip(target, w)}"
    )


def _bed(customer: Customer, explanation: Explanation, w: Words) -> str:
    """The verdict, and the first bed with its chance, setting and price, and whether it is here."""
    heading = escape(w(f"{chance.verdict_words(explanation)}.heading"))
    colour = as_html.COLOUR_OF_VERDICT[explanation.verdict]
    verdict = f'<p class="verdict-line {colour}">{heading}</p>'
    if not explanation.picks:
        return f"{verdict}<p>{escape(w(f'verdict.{explanation.verdict}.body'))}</p>"
    pick = explanation.picks[0]
    wishes, place = customer.sleeper.wishes if customer.sleeper else Wishes(), customer.place
    here = (selling.stands(pick.mattress, place, w), selling.stock(selling.offer(pick.mattress, wishes, place.beds), w))
    more = (bed_cards.setting(pick, w) if pick.setting else "", *here)
    told = "".join(f" · {escape(said)}" for said in more if said)
    return (
        f'{verdict}<p class="bed"><b>{bed_cards.safe_name(pick.mattress)}</b></p>'
        f'<p class="facts">{_dots(pick.chance_suits)} {escape(bed_cards.price(pick, w))}{told}</p>'
    )


def together(found: Household, w: Words) -> str:
    """Both, in one bar: which way of sleeping is recommended, on what, the chance of each, the price and why."""
    heading = escape(w(f"household.verdict_{found.verdict}"))
    option = found.recommended
    if option is None:
        why = " ".join(one["text"] for one in said(found.reasons, "household", w))
        return f'<section class="both amber"><h2>{heading}</h2><p>{escape(why)}</p></section>'
    names = " + ".join(dict.fromkeys(bed_cards.safe_name(bed) for bed in option.beds))
    people = zip("ab", option.chances, option.settings, strict=True)
    each = "".join(
        f"<span>{escape(w(f'counter.person_{name}'))} {_dots(suits)}{_set_to(setting, w)}</span>"
        for name, suits, setting in people
    )
    return (
        f'<section class="both"><h2>{heading}</h2><p class="bed"><b>{names}</b></p>'
        f'<p class="facts">{each} <b>{escape(household.price(option, w))}</b></p></section>'
    )


def _set_to(setting: Mapping[str, Figure] | None, w: Words) -> str:
    return f", {escape(said_setting(setting, w))}" if setting else ""


def _dots(chance_suits: float) -> str:
    """Ten dots and the same in words."""
    filled = chance.tenths(chance_suits)
    dots = "<i class='on'></i>" * filled + "<i></i>" * (chance.OF - filled)
    return f'<span class="dots" aria-hidden="true">{dots}</span> {escape(chance.short(chance_suits))}'
