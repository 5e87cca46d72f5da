"""The seven-night test and its longer version: the plan, a minute each morning, the chart, and its reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html import escape
from itertools import groupby
from typing import get_args

import streamlit as st

from catalog.errors import UserError
from recommender.advice.diary import Kind, Night, brings_leaflet, may_start, plan, read, read_entry
from storefront import codes, engine, session
from storefront.diary import chart as diary_chart
from storefront.diary import device, experience
from storefront.diary import keeping as diary_keeping
from storefront.diary.log import log
from storefront.look import frame
from storefront.quiz import fields
from storefront.quiz.answers import PASSED


def page() -> None:
    visit = session.visit()
    w = visit.words
    st.title(w("diary.title"), anchor=False)
    device.offer()
    agreed, diary = bool(visit.answers.get("health_consent")), visit.diary
    this_morning, results = st.container(key="this_morning"), st.container(key="results")
    with st.expander(w("diary.plan"), expanded=not diary.entries):
        for key in ("diary.why", "diary.routine_same"):
            st.markdown(w(key))
        nights = plan(_kind(), engine.person_for_diary(visit.answers))
        frame.show(_plan(nights, set(diary.entries)))
    with this_morning:
        if not agreed:
            st.markdown(w("diary.consent_why"))
            fields.tick("health_consent", codes.withdraw_if_unticked)
            return
        said = log(nights, diary)
        if said is not None:
            _write_down(said)
    with results:
        _reading()
        experience.show()
    diary_keeping.keep()
    codes.save_part()


def _kind() -> Kind:
    """The running plan, or the chosen one: never two at once."""
    visit = session.visit()
    w, running = visit.words, visit.diary
    kinds = get_args(Kind)
    visit.answers.setdefault("diary_kind", running.kind)
    chosen = fields.choice("diary_kind", kinds, lambda kind: w(f"diary.kind_{kind}"))
    wanted: Kind = next((kind for kind in kinds if kind == chosen), running.kind)
    if not may_start(wanted, running.kind if running.entries else None):
        frame.show(f'<p class="problem" role="alert">{escape(w("diary.one_at_a_time"))}</p>')
        return running.kind
    visit.diary = replace(running, kind=wanted)
    return wanted


def _plan(nights: tuple[Night, ...], done: set[int]) -> str:
    """The steps in order, each with its nights, its one change, and how many entries there are."""
    w = session.visit().words
    items = ""
    for phase, of_phase in groupby(nights, key=lambda night: night.phase):
        group = list(of_phase)
        first, last = group[0].number, group[-1].number
        when = w("diary.night_one", n=first) if first == last else w("diary.night_span", first=first, last=last)
        logged = sum(night.number in done for night in group)
        count = w("diary.written", n=logged, of=len(group))
        items += (
            f'<li><b>{escape(w(f"diary.phase_{phase}"))}</b> <span class="quiet small">{escape(when)} · '
            f"{escape(count)}</span><br>{escape(w(group[0].change))}</li>"
        )
    return f'<ol class="plan">{items}</ol>'


def _write_down(said: dict[str, object]) -> None:
    """Store an entry; an alarm sign or a doubt about one shows the leaflet before anything else."""
    visit = session.visit()
    w = visit.words
    try:
        entry = read_entry(said)
    except UserError:
        frame.show(f'<p class="problem" role="alert">{escape(w("problem.pain_wake_nrs"))}</p>')
        return
    visit.diary = visit.diary.with_entry(entry, date.today())
    visit.answers |= experience.told(entry)
    if brings_leaflet([entry]):
        visit.answers.pop(PASSED, None)
        visit.go("leaflet")
    st.rerun()


def _reading() -> None:
    visit = session.visit()
    w, diary = visit.words, visit.diary
    if not diary.entries:
        return
    st.subheader(w("diary.chart"), anchor=False)
    frame.show(diary_chart.chart(diary, w) + f'<p class="quiet small">{escape(w("diary.chart_legend"))}</p>')
    st.subheader(w("diary.reading"), anchor=False)
    readings = read(diary.kind, diary.entries.values())
    if not readings:
        st.markdown(w("diary.nothing_yet"))
        return
    items = "".join(
        f"<li><b>{escape(w(f'diary.phase_{reading.phase}'))}</b>: "
        f"{escape(w(reading.reason.key, **reading.reason.figures))}</li>"
        for reading in readings
    )
    frame.show(f'<ul class="tips">{items}</ul>')
    st.markdown(w("diary.weak_design"))
