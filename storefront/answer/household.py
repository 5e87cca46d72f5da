"""Two people: the five ways to sleep, as JSON, in the terminal and as HTML for a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from rich.text import Text

from recommender.household import Household, Option
from storefront.answer import chance, setting
from storefront.answer.as_json import said, say
from storefront.plain_text import in_html, terminal
from storefront.words import Words

PEOPLE = (0, 1)
COSTS = ("household.chosen", "household.least_bad")  # reasons that say what each gives up
AGAINST_OTHERS = "household.loses_too_much"  # why another way is not advised: beside the other ways


@dataclass(frozen=True)
class WayLines:
    """A way to sleep in plain lines: its kind, its price, for each of both a bed and how it suits, what it gives."""

    kind: str
    price: str
    people: tuple[tuple[str, str], ...]
    why: tuple[str, ...]


@dataclass(frozen=True)
class TogetherLines:
    """The joint answer in plain lines: the advice, why, the ways that it names, and the others."""

    heading: str
    reasons: tuple[str, ...]
    advised: tuple[WayLines, ...]
    others: tuple[WayLines, ...]


def lines(household: Household, w: Words) -> TogetherLines:
    """What the page shows two people, for paper."""
    ours = [option for option in household.options if option.kind == household.verdict]
    return TogetherLines(
        heading=w(f"household.verdict_{household.verdict}"),
        reasons=tuple(one["text"] for one in said(household.reasons, "household", w)),
        advised=tuple(_way(option, household, w) for option in ours),
        others=tuple(_way(option, household, w) for option in household.options if option not in ours),
    )


def _way(option: Option, household: Household, w: Words) -> WayLines:
    people = tuple((option.beds[person].name, _suits(option, person, w)) for person in PEOPLE)
    return WayLines(w(f"household.kind_{option.kind}"), price(option, w), people, tuple(_why(option, household, w)))


def _why(option: Option, household: Household, w: Words) -> list[str]:
    """What a way means for both; what each gives up with the one that is advised is told by the reasons above it."""
    told = option.kind == household.verdict and any(reason.key in COSTS for reason in household.reasons)
    return [say(one, "household", w) for one in option.why if not (told and one.key == "household.loses")]


def render(household: Household, words: Words) -> dict[str, Any]:
    """The contract's `household`."""
    return {
        "verdict": household.verdict,
        "options": [_option(option, words) for option in household.options],
        "reasons": said(household.reasons, "household", words),
        "left_out": [
            {"kind": kind, "key": reason.key, "text": say(reason, "household", words)}
            for kind, reason in household.left_out
        ],
    }


def _option(option: Option, words: Words) -> dict[str, Any]:
    return {
        "kind": option.kind,
        "mattress_ids": [bed.mattress_id for bed in option.beds],
        "names": [bed.name for bed in option.beds],
        "fits": list(option.fits),
        "relatives": list(option.relatives),
        "chances": list(option.chances),
        "lost": list(option.lost),
        "price": option.price,
        "currency": option.currency,
        "price_date": option.price_date,
        "is_history": option.is_history,
        "mattresses": option.mattresses,
        "sizes": [None if size is None else _size(size) for size in option.sizes],
        "settings": list(option.settings) if any(option.settings) else None,
        "why": said(option.why, "household", words),
    }


def show(household: Household, w: Words) -> None:
    """Print which way is recommended and why, and what every way means for both."""
    out = terminal()
    out.print(f"\n{w('household.heading')}: {w(f'household.verdict_{household.verdict}')}", style="bold")
    for reason in said(household.reasons, "household", w):
        out.print(reason["text"])
    for option in household.options:
        ours = f" ({w('household.recommended')})" if option.kind == household.verdict else ""
        out.print(Text.assemble("\n", (f"{w(f'household.kind_{option.kind}')}{ours}", "bold"), f": {price(option, w)}"))
        for person in PEOPLE:
            dots = chance.dots(option.chances[person])
            out.print(Text(f"  {person + 1}. {option.beds[person].name}\n     {dots} {_suits(option, person, w)}"))
        if meant := _why(option, household, w):
            out.print("  " + " ".join(meant))
    if household.left_out:
        out.print(f"\n{w('household.left_out')}")
    for kind, why in household.left_out:
        out.print(f"- {w(f'household.kind_{kind}')}: {say(why, 'household', w)}")


def as_html(household: Household, w: Words) -> str:
    """The joint answer on a page: the advice with its reasons, a card for each way, what the list cannot fill."""
    given = said(household.reasons, "household", w)
    reasons = "".join(f"<p>{escape(one['text'])}</p>" for one in given if one["key"] != AGAINST_OTHERS)
    against = "".join(f"<p>{escape(one['text'])}</p>" for one in given if one["key"] == AGAINST_OTHERS)
    heading = escape(w(f"household.verdict_{household.verdict}"))
    colour = "" if household.recommended else " amber"
    ours = [option for option in household.options if option.kind == household.verdict]
    shared = _shared(household.options, w)
    told = {one["text"] for option in ours for one in said(option.why, "household", w)}
    common = "".join(
        f"<li>{escape(text)}{_holds_for(kinds, 'household.holds_for', w)}</li>"
        for text, kinds in shared.items()
        if text not in told
    )
    below = f"<ul class='plain'>{common}</ul>" if common else ""
    costs_told = any(one["key"] in COSTS for one in given)
    best = "".join(_card(option, True, shared, w, costs_told=costs_told) for option in ours)
    others = "".join(_card(option, False, shared, w) for option in household.options if option not in ours)
    missing = "".join(
        f"<li><b>{escape(w(f'household.kind_{kind}'))}</b>: {escape(say(why, 'household', w))}</li>"
        for kind, why in household.left_out
    )
    rest = f"<p>{escape(w('household.left_out'))}</p><ul class='tips'>{missing}</ul>" if missing else ""
    inside = f'{against}<div class="cards">{others}</div>{below}{rest}' if others else against + rest
    summary = escape(w("household.other_ways"))
    fold = f'<details class="fold"><summary>{summary}</summary><div>{inside}</div></details>' if inside else ""
    return f'<section class="couple"><div class="note{colour}"><h2>{heading}</h2>{reasons}</div>{best}{fold}</section>'


def _shared(options: Iterable[Option], w: Words) -> dict[str, list[str]]:
    """What holds of more ways than one, with the kinds it holds of: a page says it once."""
    kinds: dict[str, list[str]] = {}
    for option in options:
        for one in said(option.why, "household", w):
            kinds.setdefault(one["text"], []).append(option.kind)
    return {text: of for text, of in kinds.items() if len(of) > 1}


def _holds_for(kinds: Iterable[str], key: str, w: Words) -> str:
    named = "; ".join(w(f"household.kind_{kind}") for kind in kinds)
    return f" <span class='quiet'>{escape(w(key, ranks=named))}</span>" if named else ""


def _card(
    option: Option, recommended: bool, shared: Mapping[str, Sequence[str]], w: Words, *, costs_told: bool = False
) -> str:
    """`costs_told`: what each gives up stands above it."""
    heading = escape(w("household.recommended" if recommended else f"household.kind_{option.kind}"))
    people = "".join(
        f"<li><b>{escape(w('household.person', n=person + 1))}</b>: {in_html(option.beds[person].name)}<br>"
        f'<span aria-hidden="true">{chance.dots(option.chances[person])}</span> '
        f"{escape(_suits(option, person, w))}</li>"
        for person in PEOPLE
    )
    why = ""
    for one in said(option.why, "household", w):
        if costs_told and one["key"] == "household.loses":
            continue
        text = str(one["text"])
        others = [kind for kind in shared.get(text, ()) if kind != option.kind]
        if recommended or not others:
            why += f"<li>{escape(text)}{_holds_for(others, 'household.also_holds', w)}</li>"
    below = f'<ul class="quiet">{why}</ul>' if why else ""
    paid = f'<span class="price">{escape(price(option, w))}</span>'
    return f'<article class="pick"><h3>{heading}</h3>{paid}<ul>{people}</ul>{below}</article>'


def price(option: Option, w: Words) -> str:
    """What all of it costs in the sizes wished; a price too old to go by is said as what it was."""
    size = _sizes(option, w)
    if option.price is None:
        return w("household.price_unknown_in", size=size) if size else w("household.price_unknown")
    amount = w.money(option.price, option.currency or "EUR")
    if option.is_history:
        if option.price_date:
            return w("household.price_was", price=amount, price_date=option.price_date, size=size)
        return w("household.price_was_once", price=amount, size=size)
    return w("household.price_in", price=amount, size=size) if size else w("household.price", price=amount)


def _suits(option: Option, person: int, w: Words) -> str:
    """The chance that a bed suits one of them, its fit, and what it is set to."""
    parts = [w("household.fit", chance=chance.short(option.chances[person]), fit=option.fits[person])]
    if set_to := option.settings[person]:
        parts.append(f"{w('result.setting')} {setting.said(set_to, w)}")
    return ", ".join(parts)


def _sizes(option: Option, w: Words) -> str:
    """ "180x200", "2 x 90x200", "90x200 + 90x210"; "" where no size is wished."""
    first, second = option.sizes
    if first is None or second is None:
        return ""
    if option.mattresses == 1:
        return w.size(_size(first))
    if first == second:
        return w.size(f"2 x {_size(first)}")
    return f"{w.size(_size(first))} + {w.size(_size(second))}"


def _size(size: tuple[float, float]) -> str:
    return "x".join(f"{edge:g}" for edge in size)
