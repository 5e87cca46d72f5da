"""The beds of an answer as HTML: the first on a large card, two on smaller ones, the rest as a table."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from html import escape
from urllib.parse import urlsplit

from catalog.firmness import firmness_label
from catalog.mattress import Mattress
from recommender.explanation import Explanation, Pick
from recommender.matching import VERDICT_BORDERLINE, VERDICT_FITS
from recommender.ranking.bed_vectors import SET_BY_ZONE
from recommender.ranking.roles import Role
from recommender.sentences.rejections import NotChosen
from storefront.answer import chance
from storefront.answer.as_json import say
from storefront.answer.on_page.arrangement import Arrangement, Card, Doubt
from storefront.answer.setting import said as said_setting
from storefront.plain_text import in_html
from storefront.words import Words

PICKS_HEADING = {"fits": "result.picks", "borderline": "result.picks_best"}  # any other verdict: result.picks_anyway
DATA_HOSTS = ("github.com", "raw.githubusercontent.com")  # keep tables of data; nobody can buy there
_GRADE = re.compile(r"\bH[1-5](?:\.5)?\b")
DECLARED = "declared"  # how `firmness_basis` begins where maker or shop says it
LEAST_SHARE = 0.01  # of the discomfort: what is less is not worth a row
MARKETS_SHOWN = 3
ORDERS = ("fit", "price", "height")
SORTED_BY = {
    "fit": lambda pick: pick.rank,
    "price": lambda pick: (pick.price is None or pick.is_history, pick.price or 0.0, pick.rank),
    "height": lambda pick: (pick.mattress.height_cm is None, pick.mattress.height_cm or 0.0, pick.rank),
}


def picks_heading(explanation: Explanation, w: Words) -> str:
    return w(PICKS_HEADING.get(explanation.verdict, "result.picks_anyway"))


def first(card: Card, w: Words, at_best: str = "") -> str:
    """The bed shown largest: chance, two reasons, one doubt, price, and behind a fold why it does not score more.
    `at_best`: what the best bed there could be would reach.
    """
    pick = card.pick
    suits = chance.sentence(pick.chance_suits, w)
    why = f"<summary>{escape(w('result.why_not_higher'))}</summary>{_why_not_higher(pick, w)}"
    also = tuple(role for role in card.roles if role != "best_fit")  # the heading above says that one
    best = f'<p class="at-best">{escape(at_best)}</p>' if at_best else ""
    known = escape(facts(pick.mattress, w, declared=not pick.setting, said=card.said))
    return (
        f'<article class="pick first">{_roles(also, w)}<h3>{safe_name(pick.mattress)}</h3>'
        f'<p class="facts">{known}</p>{_chance(pick, suits)}'
        f"{best}{_reasons(card)}{_set_to(pick, w)}{_doubt(card, w)}{_buy(pick, w)}{_alike(card, w)}"
        f"<details>{why}</details></article>"
    )


def beside(card: Card, w: Words) -> str:
    """A bed on a smaller card; its name leads out."""
    pick = card.pick
    at = f'<span class="site"> · {in_html(site(pick.url))}</span>' if site(pick.url) else ""
    known = escape(facts(pick.mattress, w, declared=False, said=card.said)) + at
    return (
        f'<article class="pick">{_roles(card.roles, w)}<h3>{_mark(pick)}{linked_name(pick.mattress)}</h3>'
        f'<p class="facts">{known}</p><div class="buy">{_short_chance(pick, w)}'
        f"{_price(pick, w)}</div>{_reasons(card)}{_set_to(pick, w)}{_doubt(card, w)}"
        f"{_alike(card, w)}</article>"
    )


def linked_name(bed: Mattress) -> str:
    """Its name, which leads to its own page where that is known; the page is told nothing of where one comes from."""
    return _out(bed, safe_name(bed)) if site(bed.source_url) else safe_name(bed)


def tied(explanation: Explanation, w: Words) -> str:
    """How many other beds fit as well as the first."""
    first_group = explanation.picks[0].tie_group if explanation.picks else 0
    others = explanation.n_tied.get(first_group, 1) - 1
    return f'<p class="quiet small">{escape(w("result.tied_with", n=others))}</p>' if others > 0 else ""


def uses_zones(pick: Pick) -> bool:
    """Whether a figure for each zone tells something of a bed: its zones are known, or can be set one by one."""
    return pick.mattress.zones_known or pick.mattress.adjust in SET_BY_ZONE


def _mark(pick: Pick) -> str:
    return f'<span class="mark">{pick.rank}</span>'


def _roles(roles: Iterable[Role], w: Words) -> str:
    names = "".join(f"<span>{escape(w(f'role.{role}'))}</span>" for role in roles)
    return f'<p class="roles">{names}</p>' if names else ""


def _alike(card: Card, w: Words) -> str:
    """The other beds of one kind, named with their prices; more than one behind a fold."""
    names = [f"{linked_name(pick.mattress)}, {escape(price(pick, w))}" for pick in card.alike]
    if len(names) < 2:
        said = escape(w("result.alike", names="NAMES")).replace("NAMES", "".join(names))
        return f'<p class="small">{said}</p>' if names else ""
    listed = "".join(f"<li>{name}</li>" for name in names)
    return (
        f"<details><summary>{escape(w('result.alike_more', n=len(names)))}</summary>"
        f'<ul class="plain">{listed}</ul></details>'
    )


def _doubt(card: Card, w: Words) -> str:
    if not card.doubt:
        return ""
    also = w("result.also_holds", ranks=", ".join(map(str, card.doubt_also))) if card.doubt_also else ""
    return f'<p class="doubt">{escape(card.doubt)} <span class="quiet">{escape(also)}</span></p>'


def cards(beds: Arrangement, w: Words, at_best: str = "") -> str:
    """All cards below each other, for a page without a place for each; `at_best` as of `first`."""
    if beds.first is None:
        return ""
    others = "".join(beside(card, w) for card in beds.beside)
    return f'{first(beds.first, w, at_best)}<div class="beside">{others}</div>'


def table(picks: Sequence[Pick], w: Words, order: str = "fit") -> str:
    """The other beds, one row each: chance, fit, price, height, nights on trial. `order`: one of `ORDERS`.

    The roles are written out, because a phone lays the rows out as blocks.
    """
    names = ("chance", "fit", "price", "height", "trial")
    head = "".join(f'<th role="columnheader" scope="col">{escape(w(f"result.column_{name}"))}</th>' for name in names)
    rows = "".join(_row(pick, w) for pick in sorted(picks, key=SORTED_BY[order]))
    first_head = f'<th role="columnheader" scope="col">{escape(w("result.column_name"))}</th>'
    return (
        f'<table class="beds" role="table"><thead role="rowgroup"><tr role="row">{first_head}{head}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table>'
    )


def _row(pick: Pick, w: Words) -> str:
    bed = pick.mattress
    unknown = w("result.not_stated")
    cells = (
        ("chance", f'<span aria-hidden="true">{_dots(pick.chance_suits)}</span> {chance.short(pick.chance_suits)}'),
        ("fit", w.number(pick.fit, 0)),
        ("price", escape(price(pick, w))),
        ("height", escape(unknown if bed.height_cm is None else w.measure(f"{w.number(bed.height_cm)} cm"))),
        ("trial", escape(unknown if pick.trial_nights is None else w("result.nights", n_nights=pick.trial_nights))),
    )
    columns = "".join(_cell(name, said, said == escape(unknown), w) for name, said in cells)
    name = f"{_mark(pick)}{linked_name(bed)}"
    return f'<tr role="row"><th role="rowheader" scope="row">{name}</th>{columns}</tr>'


def _cell(name: str, said: str, unknown: bool, w: Words) -> str:
    """One cell of a row, with its column's name for a phone, which leaves out what is not stated."""
    kind = f"{name} unknown" if unknown else name
    return f'<td role="cell" class="{kind}" data-name="{escape(w(f"result.column_{name}"))}">{said}</td>'


def doubts(found: Iterable[Doubt], w: Words) -> str:
    """What else is unsure about the beds on cards, each once with the ranks it holds for."""
    items = "".join(
        f"<li>{escape(one.text)} <span class='quiet'>({', '.join(map(str, one.ranks))})</span></li>" for one in found
    )
    return f'<h3>{escape(w("result.doubts"))}</h3><ul class="plain">{items}</ul>' if items else ""


def not_chosen(near: Sequence[NotChosen], w: Words) -> str:
    said = ((linked_name(bed.mattress), escape(say(bed.reason, "not_chosen", w))) for bed in near)
    return f'<ul class="plain">{"".join(f"<li><b>{name}</b>: {why}</li>" for name, why in said)}</ul>'


def ask_price(asked: Sequence[NotChosen], w: Words) -> str:
    """Beds that a budget leaves out only because nobody knows what they cost today."""
    items = "".join(f"<li><b>{linked_name(bed.mattress)}</b> {escape(chance.to_ask(bed, w))}</li>" for bed in asked)
    return f'<p>{escape(w("result.ask_price_why"))}</p><ul class="plain">{items}</ul>'


def asked_first(asked: Sequence[NotChosen], w: Words) -> str:
    """The same where they are the answer: a row each with its chance as dots; the verdict above says why to ask."""
    rows = ""
    for near in asked:
        suits = near.chance_suits
        dots = ""
        if suits is not None:
            said = f"<span>{escape(w('result.column_chance'))}</span> <b>{chance.short(suits)}</b>"
            dots = f'<span class="drawn" aria-hidden="true">{_dots(suits)}</span>{said}'
        known = facts(near.mattress, w, declared=False)
        was = say(near.reason, "ask", w) if near.reason.figures else ""
        about = f'<p class="facts">{escape(known)}</p>' + (f'<p class="small">{escape(was)}</p>' if was else "")
        rows += f'<li><h3>{linked_name(near.mattress)}</h3><p class="chance">{dots}</p>{about}</li>'
    means = f'<p class="quiet small">{escape(w("result.chance_means"))}</p>'
    return f'{means}<ol class="pick asked">{rows}</ol>'


def unranked(beds: Sequence[Mattress], w: Words) -> str:
    items = "".join(f"<li>{safe_name(bed)} ({escape(facts(bed, w))})</li>" for bed in beds)
    return f'<p>{escape(w("result.unranked_why"))}</p><ul class="plain">{items}</ul>'


def fit_word(relative: float, w: Words) -> str:
    """How near a bed comes to what this body needs, whatever is unsure."""
    near, fairly = relative >= VERDICT_FITS, relative >= VERDICT_BORDERLINE
    return w("fit.fits" if near else "fit.borderline" if fairly else "fit.poor")


def fit_points(pick: Pick, w: Words) -> str:
    """The expected fit in points, with its interval."""
    low, high = pick.fit_80
    return w("result.fit_80", expected_fit=pick.fit, low_fit=low, high_fit=high)


def price(pick: Pick, w: Words) -> str:
    """What a bed costs in which size and of when that price is; one too old to go by is said as what it was."""
    if pick.price is None:
        return w("result.price_unknown")
    size = str(pick.price_size) if pick.price_size else w("result.size_not_stated")
    month = (pick.price_date or "")[: len("2026-11")]
    figures = {"price": pick.price, "currency": pick.currency, "size": size}
    if pick.is_history:
        key = "result.price_was" if month else "result.price_was_once"
    else:
        key = "result.price_in" if month else "result.price_undated"
    said = w(key, **figures, price_date=month)
    until = pick.sale_until
    return f"{said}, {w('result.sale_until', until_date=until)}" if until and not pick.is_history else said


def safe_name(mattress: Mattress) -> str:
    """Brand, model and variant, safe inside HTML."""
    return in_html(mattress.name)


def facts(mattress: Mattress, w: Words, *, declared: bool = True, said: Collection[str] = ()) -> str:
    """Type, height, declared firmness (where wished), trial nights and countries, as far as they are known and not
    `said` by the reasons beside them.
    """
    parts = [w(f"type.{mattress.type}" if f"type.{mattress.type}" in w else "type.unknown")]
    if mattress.height_cm is not None and not {"reason.highest", "reason.lowest"} & set(said):
        parts.append(w("result.height", height_cm=mattress.height_cm))
    if declared and mattress.firmness is not None:
        parts.append(_stated(mattress, w))
    if mattress.trial_nights and "reason.trial" not in said:
        parts.append(w("result.trial", n_nights=mattress.trial_nights))
    if mattress.markets:
        parts.append(", ".join(w.country(code) for code in mattress.markets[:MARKETS_SHOWN]))
    return " · ".join(parts)


def _stated(mattress: Mattress, w: Words) -> str:
    """Its firmness as maker or shop says it, in the reader's language: their grades, else what their word or number was
    read as; a source's own words are in any language.
    """
    assert mattress.firmness is not None
    word = w.term(firmness_label(mattress.firmness))
    if not mattress.firmness_basis.startswith(DECLARED):
        return w("result.read_as", firmness=word)
    grades = dict.fromkeys(_GRADE.findall(mattress.firmness_original))
    return w("result.declared", declared="/".join(grades) or word)


def setting(pick: Pick, w: Words) -> str:
    """What to set an adjustable bed to, which side to lie on, which layers to ask for."""
    assert pick.setting is not None
    return said_setting(pick.setting, w)


def site(url: str) -> str:
    """The site of a bed's public page, "" where it is no address of the web or that of a table of data."""
    with suppress(ValueError):
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
        if url.isprintable() and parts.scheme in ("http", "https") and host not in DATA_HOSTS:
            return host
    return ""


def _reasons(card: Card) -> str:
    items = "".join(f"<li>{escape(said)}</li>" for said in card.reasons)
    return f'<ul class="why">{items}</ul>' if items else ""


def _buy(pick: Pick, w: Words) -> str:
    """Price and way out, on one line."""
    to = site(pick.url)
    out = _out(pick.mattress, escape(w("result.see_at", site="SITE")).replace("SITE", in_html(to))) if to else ""
    return f'<div class="buy">{_price(pick, w)}{out}</div>{_delivered(pick, w)}'


def _delivered(pick: Pick, w: Words) -> str:
    """When it comes; nothing where nobody states that, or as long ago as its price."""
    if pick.delivery_days is None or pick.is_history:
        return ""
    return f'<p class="quiet">{escape(w("result.delivered", n_days=pick.delivery_days))}</p>'


def _price(pick: Pick, w: Words) -> str:
    known = "price quiet" if pick.price is None or pick.is_history else "price"
    return f'<span class="{known}">{escape(price(pick, w))}</span>'


def _out(bed: Mattress, said: str) -> str:
    return f'<a href="{in_html(bed.source_url)}" target="_blank" rel="noopener noreferrer nofollow">{said}</a>'


def _set_to(pick: Pick, w: Words) -> str:
    said = f"<b>{escape(w('result.setting'))}</b> {escape(setting(pick, w))}" if pick.setting else ""
    return f'<div class="setting">{said}</div>' if said else ""


def _chance(pick: Pick, said: str) -> str:
    dots = f'<span aria-hidden="true">{_dots(pick.chance_suits)}</span>'
    return f'<p class="chance">{dots}<strong>{escape(said)}</strong></p>'


def _short_chance(pick: Pick, w: Words) -> str:
    """Dots and tenths; who hears the page is told what the tenths are of."""
    dots = f'<span aria-hidden="true">{_dots(pick.chance_suits)}</span>'
    named = f'<span class="heard">{escape(w("result.column_chance"))} </span>'
    return f'<p class="chance">{dots}<strong>{named}{chance.short(pick.chance_suits)}</strong></p>'


def _dots(chance_suits: float) -> str:
    """Ten dots, one filled for each tenth."""
    filled = chance.tenths(chance_suits)
    return '<span class="dots">' + "<i class='on'></i>" * filled + "<i></i>" * (chance.OF - filled) + "</span>"


def _why_not_higher(pick: Pick, w: Words) -> str:
    low, high = (min(max(edge, 0), 100) for edge in pick.fit_80)
    bar = (
        f'<div class="fitbar" aria-hidden="true"><i style="left:{low:.0f}%;width:{max(high - low, 1):.0f}%"></i>'
        f'<b style="left:{min(max(pick.fit, 0), 99):.0f}%"></b></div>'
    )
    total = sum(pick.discomfort.values()) or 1.0
    largest = sorted(pick.discomfort.items(), key=lambda item: -item[1])
    rows = "".join(
        f"<tr><th scope='row'>{escape(w(f'component.{name}'))}</th><td>{w.number(100 * value / total, 0)}%</td></tr>"
        for name, value in largest
        if value / total >= LEAST_SHARE
    )
    points = f"<p>{escape(fit_points(pick, w))}: {escape(fit_word(pick.relative, w))}.</p>"
    return f"{points}{bar}<p>{escape(w('result.why_not_higher_lead'))}</p><table class='plain'>{rows}</table>"
