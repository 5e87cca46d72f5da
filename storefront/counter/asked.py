"""One customer's questions, in one compact column: the body, the night, measures, and what unfolds."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from storefront import codes, session
from storefront.counter.bench import Customer
from storefront.look import frame
from storefront.pages.leaflet import alarm_list
from storefront.pages.steps.bed import firmness_words
from storefront.quiz import answers, fields

STILL = "400ms"  # without another key until what was typed counts


def questions(person: str) -> None:
    """The fields of one customer, in the order in which Tab goes through them."""
    w = session.visit().words
    with st.container(key=f"head_{person}", horizontal=True, vertical_alignment="center"):
        frame.show(f"<h2>{escape(w(f'counter.person_{person}'))}</h2>", width="content")
        with st.popover(w("counter.code"), key=f"code_{person}"):
            _code(person)
    with st.container(key=f"fields_{person}"):
        for name in answers.COUNTER_BODY:
            band = session.visit().answers.get(f"{person}.age_band") if name == "age_years" else None
            _number(person, name, w(f"age_band.{band}") if band else "")
        sexes = tuple(reversed(fields.choices("sex")))  # not said comes first
        fields.pick_from(f"{person}.sex", sexes, lambda sex: w(f"counter.sex_{sex}"), key="counter.sex")
        for name in (*answers.LYING, *answers.COUNTER_MEASURES):
            _number(person, name)
    with st.container(key=f"more_of_{person}", horizontal=True, vertical_alignment="center"):
        for name, part in (("aches", _health), ("bed_now", _bed_now), ("more", _more)):
            with st.popover(w(f"counter.{name}"), key=f"{name}_{person}"):
                part(person)


def _number(person: str, name: str, placeholder: str = "") -> None:
    fields.number(f"{person}.{name}", key=f"counter.{name}", placeholder=placeholder, live=STILL)


def alarm(customer: Customer) -> None:
    """The question about alarm signs, to be read aloud. Only that it was passed is kept, until the customer leaves."""
    visit, person = session.visit(), customer.name
    w = visit.words
    if customer.shown:
        return
    first, aloud = escape(w("counter.alarm_first")), escape(w("counter.alarm_aloud"))
    frame.show(f'<div class="note red aloud"><b>{first}</b> {aloud}</div>')
    with st.container(horizontal=True, key=f"alarm_{person}"):
        st.button(w("counter.alarm_no"), on_click=_pass, args=(person,), key=f"none.{person}")
        st.button(w("counter.alarm_yes"), on_click=visit.go, args=("leaflet",), key=f"doubt.{person}")
        with st.popover(w("counter.show_list"), key=f"list_{person}"):
            frame.show(alarm_list(w, who=True))


def _health(person: str) -> None:
    """Aches, once the customer said yes to being asked; a yes that is taken back deletes them."""
    visit = session.visit()
    w = visit.words
    frame.show(f'<div class="note aloud"><p>{escape(w("counter.consent_aloud"))}</p></div>')
    if not fields.tick(f"{person}.health_consent", partial(_forget_if_unticked, person), key="counter.consent"):
        return
    for name in answers.asked_of_health(visit.answers.get(f"{person}.sex")):
        ticked = fields.tick(f"{person}.pain.{name}", key=f"field.pain.{name}")
        if name == answers.PREGNANCY and ticked:
            fields.number(f"{person}.pregnancy_weeks", key="field.pregnancy_weeks", placeholder="", live=STILL)


def _bed_now(person: str) -> None:
    """The present bed: how it feels, what was stated of it, its age and what it lies on."""
    w = session.visit().words
    fields.choice(
        f"{person}.bed_feels", fields.choices("bed.feels"), lambda felt: w(f"bed_feels.{felt}"), key="field.bed_feels"
    )
    fields.pick_from(
        f"{person}.bed_label",
        ("unknown", *answers.BED_LABELS),
        lambda label: firmness_words(label, w),
        key="counter.bed_label",
    )
    fields.number(f"{person}.bed_age_years", key="field.bed_age_years", placeholder="", live=STILL)
    fields.pick_from(
        f"{person}.bed_base",
        ("unknown", *fields.choices("bed.base")),
        lambda base: w(f"bed_base.{base}"),
        key="field.bed_base",
    )
    fields.number(f"{person}.topper_cm", key="field.topper_cm", placeholder="", live=STILL)


def _more(person: str) -> None:
    """What seldom matters: how somebody likes to lie, warmth, and going through the list of alarm signs again."""
    visit = session.visit()
    w = visit.words
    wishes = fields.choices("firmness_wish")
    fields.choice(f"{person}.firmness_wish", wishes, lambda wish: w(f"firmness_wish.{wish}"), key="field.firmness_wish")
    fields.tick(f"{person}.warm_sleeper", key="field.warm_sleeper")
    if visit.answers.get(_passed(person)):
        frame.show(f'<p class="quiet">{escape(w("counter.alarm_done"))}</p>')
        st.button(w("counter.alarm_again"), on_click=_ask_again, args=(person,), type="tertiary", key=f"again.{person}")


def _code(person: str) -> None:
    """A shopper's code fills in this customer, here, and nothing is left of whoever stood there before."""
    visit = session.visit()
    w = visit.words
    with st.form(f"code_form_{person}", border=False, enter_to_submit=True):
        code = st.text_input(w("field.code"), max_chars=40, autocomplete="off", key=f"code.{person}.{visit.key_of('')}")
        wanted = st.form_submit_button(w("code.load"), type="primary")
    if wanted and code.strip():
        _serve(person, code)
    codes.said()


def _serve(person: str, code: str) -> None:
    visit = session.visit()
    found = codes.look_up(code)
    if found is None:
        return
    saved, _ = found
    told = {f"{person}.{name}": value for name, value in answers.counter_customer(saved).items()}
    shared = {name: saved[name] for name in ("size", "max_price") if saved.get(name) not in (None, "any")}
    visit.serve(f"{person}.", told | shared | {f"{person}.code": code.strip().upper()})
    st.rerun()


def _passed(person: str) -> str:
    return f"{person}.{answers.PASSED}"


def _pass(person: str) -> None:
    session.harvested().answers[_passed(person)] = True


def _ask_again(person: str) -> None:
    session.harvested().answers.pop(_passed(person), None)


def _forget_if_unticked(person: str) -> None:
    visit = session.harvested()
    if not visit.answers.get(f"{person}.health_consent"):
        visit.forget_health(f"{person}.")
