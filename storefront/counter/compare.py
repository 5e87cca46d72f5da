"""Three beds side by side, for one or two people: chance, fit, setting, and what is known of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

import streamlit as st

from catalog.mattress import Catalogue, Mattress
from recommender.reasons import Figure
from recommender.sleeper import Wishes
from storefront import engine, session
from storefront.answer import chance
from storefront.answer.on_page import bed_cards
from storefront.answer.setting import said as said_setting
from storefront.counter import selling
from storefront.counter.bench import Customer, bench
from storefront.counter.place import Place
from storefront.look import frame
from storefront.words import Words

MOST = 3


def show(customers: Sequence[Customer]) -> None:
    """The choice of up to three beds, those that fit first, and their table."""
    visit, place = session.visit(), customers[0].place
    beds = place.beds
    w = visit.words
    ready = [each for each in customers if each.shown and each.sleeper]
    first = [pick.mattress.mattress_id for each in ready if each.shown for pick in each.shown.picks]
    ids = list(dict.fromkeys([*_in_turn(ready), *first, *sorted(beds.ids & {bed.mattress_id for bed in beds})]))
    names = {bed.mattress_id: bed.name for bed in beds}
    held = bench().compared
    default = [each for each in (ids[:MOST] if held is None else held) if each in names]
    key = f"compared.{visit.key_of('')}"
    chosen = st.multiselect(
        w("counter.compare_which"),
        ids,
        default=default,
        format_func=lambda each: names[each],
        max_selections=MOST,
        placeholder=w("counter.compare_choose"),
        on_change=_choose,
        args=(key,),
        key=key,
    )
    found = [bed for each in chosen if (bed := beds.by_id(each)) is not None]
    if found:
        of = (tuple(each.sleeper for each in ready), tuple(bed.mattress_id for bed in found), beds.version, w.lang)
        frame.show(visit.recall("counter.compared", of, lambda: table(ready, found, place, w)))


def _choose(key: str) -> None:
    session.harvested()
    bench().compared = tuple(st.session_state[key])


def _in_turn(ready: Sequence[Customer]) -> list[str]:
    """The first bed of each, then the second of each, and so on."""
    lists = [[pick.mattress.mattress_id for pick in each.shown.picks] if each.shown else [] for each in ready]
    return [each[i] for i in range(max(map(len, lists), default=0)) for each in lists if i < len(each)]


def table(ready: Sequence[Customer], found: Sequence[Mattress], place: Place, w: Words) -> str:
    """A column for each bed: what it is for each customer, then what its record says."""
    beds = place.beds
    wishes = ready[0].sleeper.wishes if ready and ready[0].sleeper else Wishes()
    head = "".join(f'<th scope="col">{bed_cards.linked_name(bed)}</th>' for bed in found)
    rows = "".join(_row(w(f"counter.person_{each.name}"), _for_one(each, found, beds, w)) for each in ready)
    offers = [selling.offer(bed, wishes, beds) for bed in found]
    facts: tuple[tuple[str, Callable[[int], str]], ...] = (
        ("counter.kind", lambda i: bed_cards.facts(found[i], w, declared=False).split(" · ")[0]),
        ("result.column_height", lambda i: _cm(found[i].height_cm, w)),
        ("counter.declared", lambda i: found[i].firmness_original or w("result.not_stated")),
        ("result.column_price", lambda i: selling.price(offers[i], w)),
        ("counter.stock", lambda i: selling.stock(offers[i], w) or w("result.not_stated")),
        *((("counter.floor", lambda i: selling.stands(found[i], place, w)),) if place.standing else ()),
        ("result.column_trial", lambda i: _nights(found[i], w)),
        ("counter.weight_limit", lambda i: _kg(found[i].weight_max_kg, w)),
    )
    rows += "".join(_row(w(key), [escape(said(i)) for i in range(len(found))]) for key, said in facts)
    return (
        f'<div class="sideways" tabindex="0" role="region" aria-label="{escape(w("counter.part_compare"))}">'
        f'<table class="beds compared"><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _for_one(customer: Customer, found: Sequence[Mattress], beds: Catalogue, w: Words) -> list[str]:
    """Chance, fit and setting of each bed for one customer: from their answer, else worked out."""
    sleeper, answer = customer.sleeper, customer.shown
    assert sleeper and answer
    known = {pick.mattress.mattress_id: pick for pick in answer.picks}
    others = [bed for bed in found if bed.mattress_id not in known]
    checked = {bed.mattress.mattress_id: bed for bed in engine.checked(sleeper, others, beds)} if others else {}
    both = [known.get(bed.mattress_id) or checked[bed.mattress_id] for bed in found]
    return [_fits(each.fit, each.chance_suits, each.setting, w) for each in both]


def _fits(fit: float | None, suits: float | None, setting: Mapping[str, Figure] | None, w: Words) -> str:
    """Chance and fit, and what to set it to; where nobody states how firm it is, that."""
    if fit is None or suits is None:
        return escape(w("counter.not_drawn"))
    dots = f'<span aria-hidden="true">{chance.dots(suits)}</span>'
    said = w("household.fit", chance=chance.short(suits), fit=fit)
    set_to = f"<br>{escape(w('result.setting'))} {escape(said_setting(setting, w))}" if setting else ""
    return f"{dots}<br>{escape(said)}{set_to}"


def _row(name: str, cells: Sequence[str]) -> str:
    return f'<tr><th scope="row">{escape(name)}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _cm(value: float | None, w: Words) -> str:
    return w("result.not_stated") if value is None else w.measure(f"{w.number(value)} cm")


def _kg(value: float | None, w: Words) -> str:
    return w("result.not_stated") if value is None else f"{w.number(value, 0)} kg"


def _nights(bed: Mattress, w: Words) -> str:
    return w("result.nights", n_nights=bed.trial_nights) if bed.trial_nights else w("result.not_stated")
