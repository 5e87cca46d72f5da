"""The five ways for two people to sleep, side by side, and both bodies on the way chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from recommender.household import Household, Option
from recommender.mechanics.bed import Bed, as_listed
from recommender.mechanics.picture import picture
from recommender.mechanics.rest import lay
from recommender.person.anthropometry import fill
from recommender.reasons import Figure
from recommender.sleeper import ZONES, Sleeper, main_position
from storefront import session
from storefront.answer import chance, household
from storefront.answer.as_json import said, say
from storefront.answer.on_page import bed_cards
from storefront.answer.setting import said as said_setting
from storefront.drawing.lying import lying
from storefront.look import frame
from storefront.words import Words


def show(found: Household, people: Sequence[Sleeper]) -> None:
    """A row for each way with what it is set to, chance, fit and price; then both people on one of them."""
    visit = session.visit()
    w = visit.words.of_customers
    reasons = " ".join(one["text"] for one in said(found.reasons, "household", w))
    frame.show(f"<p>{escape(reasons)}</p>{table(found, w)}{_left_out(found, w)}")
    kinds = [option.kind for option in found.options]
    if not kinds:
        return
    kind = st.segmented_control(
        w("counter.drawn_on"),
        kinds,
        default=found.verdict if found.verdict in kinds else kinds[0],
        format_func=lambda name: w(f"household.kind_{name}"),
        required=True,
        key=f"way.{visit.key_of('')}{'-'.join(kinds)}",
    )
    option = next(option for option in found.options if option.kind == kind)
    of = (tuple(people), option, w.lang)
    frame.show(visit.recall("counter.both_drawn", of, lambda: both_drawn(option, people, w)))
    why = "".join(f"<li>{escape(one['text'])}</li>" for one in said(option.why, "household", w))
    frame.show(f'<ul class="plain">{why}</ul>')


def table(found: Household, w: Words) -> str:
    """Every way of sleeping that the list can fill, the recommended one marked."""
    people = "".join(f'<th scope="col">{escape(w(f"counter.person_{each}"))}</th>' for each in "ab")
    way, price = escape(w("counter.way")), escape(w("result.column_price"))
    head = f'<th scope="col">{way}</th>{people}<th scope="col">{price}</th>'
    rows = "".join(_row(option, option.kind == found.verdict, w) for option in found.options)
    return (
        f'<div class="sideways" tabindex="0" role="region" aria-label="{escape(w("household.heading"))}">'
        f'<table class="beds ways"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _row(option: Option, ours: bool, w: Words) -> str:
    mark = f'<br><span class="ours">{escape(w("household.recommended"))}</span>' if ours else ""
    cells = "".join(f"<td>{_of_one(option, person, w)}</td>" for person in (0, 1))
    name = escape(w(f"household.kind_{option.kind}"))
    price = escape(household.price(option, w))
    return f'<tr class="{"ours" if ours else ""}"><th scope="row">{name}{mark}</th>{cells}<td>{price}</td></tr>'


def _of_one(option: Option, person: int, w: Words) -> str:
    """One person's side of a way: the bed, what it is set to, chance and fit."""
    setting = option.settings[person]
    set_to = f"<br>{escape(w('result.setting'))} {escape(said_setting(setting, w))}" if setting else ""
    fits = w("household.fit", chance=chance.short(option.chances[person]), fit=option.fits[person])
    return f"{bed_cards.safe_name(option.beds[person])}{set_to}<br><span class='quiet'>{escape(fits)}</span>"


def _left_out(found: Household, w: Words) -> str:
    missing = "".join(
        f"<li><b>{escape(w(f'household.kind_{kind}'))}</b>: {escape(say(why, 'household', w))}</li>"
        for kind, why in found.left_out
    )
    return f"<p>{escape(w('household.left_out'))}</p><ul class='plain'>{missing}</ul>" if missing else ""


def both_drawn(option: Option, people: Sequence[Sleeper], w: Words) -> str:
    """Both people, each as they mostly lie, on their side of a way, with how far shoulder and hip sink there."""
    figures = "".join(_one_drawn(option, person, sleeper, w) for person, sleeper in enumerate(people))
    return f'<div class="pair">{figures}</div>'


def _one_drawn(option: Option, person: int, sleeper: Sleeper, w: Words) -> str:
    name = w(f"counter.person_{'ab'[person]}")
    bed = _bed_of(option, person, sleeper)
    if bed is None:
        return f"<figure><figcaption><b>{escape(name)}</b> {escape(w('counter.not_drawn'))}</figcaption></figure>"
    rest = lay(fill([sleeper]), main_position(sleeper), bed)
    shoulder, _, hip = (float(depth) for depth in rest.measures.immersion_mm[:, 0])
    sinks = w("result.sinks", shoulder_mm=shoulder, hip_mm=hip)
    drawing = lying(picture(rest), f"{name}: {sinks}", w)
    return f"<figure>{drawing}<figcaption><b>{escape(name)}</b> {escape(sinks)}</figcaption></figure>"


def _bed_of(option: Option, person: int, sleeper: Sleeper) -> Bed | None:
    """One side of a way as the mechanics know it; None where nobody states how firm it is."""
    bed, setting = option.beds[person], option.settings[person]
    if setting:
        return as_listed(bed, sleeper.height_cm, _points(setting))
    return None if bed.firmness is None else as_listed(bed, sleeper.height_cm)


def _points(setting: Mapping[str, Figure]) -> list[float]:
    """Firmness at shoulder, waist and hip."""
    return [float(setting.get(zone) or setting["firmness"] or 0.0) for zone in ZONES]
