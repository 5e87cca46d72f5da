"""Lying on beds, at the counter or elsewhere: which one tells most, how each felt, what that moved, and when it is
enough. Every answer moves the list, and can be taken back.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from html import escape

import streamlit as st

from catalog.mattress import Catalogue, Mattress
from recommender.experience.course import Course
from recommender.fit_target import TargetSummary
from recommender.sleeper import ZONES, Experience, Sleeper
from storefront import engine, session
from storefront.answer.on_page.bed_cards import safe_name
from storefront.look import frame
from storefront.plain_text import in_html
from storefront.quiz import fields, lying_down, trial_lines
from storefront.quiz.answers import felt_field, felt_fields


@dataclass(slots=True)
class _Trials:
    """Who began to lie on beds, and which bed each chose instead of the one advised. `salt`: of the visit's answers."""

    salt: str = ""
    begun: set[str] = field(default_factory=set)
    chosen: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Told:
    """A trial as it stands: the need before anything was said of a bed and now, and the course."""

    before: TargetSummary
    now: TargetSummary
    course: Course


def show(
    person: str,
    sleeper: Sleeper,
    picks: Sequence[Mattress],
    beds: Catalogue,
    floor: Collection[str] | None = None,
) -> None:
    """The trial behind a fold, worked out once somebody begins it.

    Args:
        person: whose answers, as at the counter; "" for the visitor of the quiz.
        picks: the beds on screen, as explained.
        floor: ids of the beds that stand in this shop; None: all of the list.
    """
    w = session.visit().words
    begun = bool(_lain_on(sleeper)) or person in _trials().begun
    with st.expander(w("result.lain_on"), expanded=begun):
        if begun:
            flow(person, sleeper, picks, beds, floor)
        else:
            frame.show(f'<p class="quiet">{escape(w("trial.lead"))}</p>')
            st.button(w("trial.begin"), on_click=_begin, args=(person,), key=f"begin_trial.{person}")


def flow(
    person: str,
    sleeper: Sleeper,
    picks: Sequence[Mattress],
    beds: Catalogue,
    floor: Collection[str] | None = None,
    *,
    planned: bool = False,
) -> None:
    """The trial itself; arguments as `show`. `planned`: how to lie and where to begin stand above it."""
    visit = session.visit()
    w = visit.words
    here = None if floor is None else frozenset(floor)
    of = (sleeper, beds.version, here)
    told = visit.recall(
        f"trial.{person}",
        of,
        lambda: _Told(*engine.need_before_and_now(sleeper, beds), engine.course(sleeper, beds, here)),
    )
    course, said = told.course, {one.mattress_id: one for one in _lain_on(sleeper)}
    if not planned:
        frame.show(f'<p class="quiet">{escape(w("trial.lead"))}</p>')
    for number, bed in enumerate(course.lain_on, start=1):
        _lain(person, number, bed, said[bed.mattress_id], is_last=number == len(course.lain_on))
    if course.lain_on:
        moved = trial_lines.moved(told.before, told.now, picks[0] if picks else None, w)
        frame.show(f'<p class="moved" role="status">{in_html(moved)}</p>')
    if odd := trial_lines.odd(course, w):
        frame.show(f'<p role="status">{in_html(odd)}</p>')
    if course.lain_on or not planned:
        frame.show(f'<p class="advice"><b>{in_html(trial_lines.advice(course, w))}</b></p>')
    others = _others(course, picks, beds, here)
    chosen = next((bed for bed in others if bed.mattress_id == _trials().chosen.get(person)), None)
    advised = course.next.mattress if course.next and not course.ending else None
    following = chosen or advised
    if following:
        frame.show(f'<p class="to-lie">{len(course.lain_on) + 1}. {safe_name(following)}</p>')
        lying_down.show(person or "me")
        _asked(person, len(course.lain_on) + 1, following)
    _another(person, [one for one in others if one != following])


def _lain_on(sleeper: Sleeper) -> list[Experience]:
    return [one for one in sleeper.experiences if one.mattress_id]


def _trials() -> _Trials:
    visit = session.visit()
    held = visit.own(_Trials)
    if held.salt != visit.salt:  # the answers were forgotten: this is somebody else
        held.salt, held.begun, held.chosen = visit.salt, set(), {}
    return held


def _begin(person: str) -> None:
    session.harvested()
    _trials().begun.add(person)


def _lain(person: str, number: int, bed: Mattress, told: Experience, *, is_last: bool) -> None:
    """A bed lain on, with what was said of it; of the last one that can still be changed, and told by zone."""
    w = session.visit().words
    with st.container(horizontal=True, vertical_alignment="center", key=f"lain.{person}.{number}"):
        said = f"<b>{number}. {safe_name(bed)}</b>: {escape(trial_lines.felt(told, w))}"
        frame.show(f"<p>{said}</p>", width="content")
        back = (person, bed.mattress_id)
        label = w("trial.take_back", number=number)
        st.button(label, on_click=_take_back, args=back, type="tertiary", key=f"back.{person}.{number}")
    if is_last:
        _asked(person, number, bed)
        frame.show(f'<p class="quiet small">{escape(w("trial.zones"))}</p>')
        for zone in ZONES:
            _felt(felt_field(person, bed.mattress_id, zone), w("trial.felt_at", number=number, zone=zone), w.term(zone))


def _asked(person: str, number: int, bed: Mattress) -> None:
    w = session.visit().words
    _felt(felt_field(person, bed.mattress_id), w("counter.trial_felt", number=number), "")


def _felt(name: str, label: str, zone: str) -> None:
    w = session.visit().words
    with st.container(horizontal=True, vertical_alignment="center", key=f"row.{name}"):
        if zone:
            frame.show(f'<span class="zone">{escape(zone)}</span>', width="content")
        fields.choice(name, fields.choices("bed.feels"), lambda felt: w(f"bed_feels.{felt}"), label=label)


def _take_back(person: str, mattress_id: str) -> None:
    visit = session.harvested()
    visit.take_back(felt_fields(person, mattress_id))
    _trials().chosen.pop(person, None)


def _others(course: Course, picks: Sequence[Mattress], beds: Catalogue, here: frozenset[str] | None) -> list[Mattress]:
    """Beds that can be lain on instead: those on screen first, then the rest by name."""
    told = {bed.mattress_id for bed in course.lain_on}
    rest = sorted(beds, key=lambda bed: bed.name)
    found = {bed.mattress_id: bed for bed in (*picks, *rest) if bed.mattress_id in beds.ids}
    return [bed for name, bed in found.items() if name not in told and (here is None or name in here)]


def _another(person: str, others: Sequence[Mattress]) -> None:
    """The choice of another bed than the one advised; it is empty again after every answer."""
    if not others:
        return
    visit, held = session.visit(), _trials()
    w, names = visit.words, {bed.mattress_id: bed.name for bed in others}
    chosen = st.selectbox(
        w("trial.another"),
        list(names),
        index=None,
        format_func=lambda name: names.get(name, ""),
        placeholder=w("trial.another_none"),
        key=f"another.{visit.round}.{person}.{held.chosen.get(person, '')}.{len(others)}",
    )
    if chosen:
        held.chosen[person] = chosen
        st.rerun()
