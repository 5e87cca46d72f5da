"""The desk measures a bed: the millimetres of a disc under two weights, what they say, and the columns to copy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html import escape

import streamlit as st

from catalog.catalogue_file import DISC_MM, LOAD_N, SUNK_MM
from catalog.errors import UserError
from catalog.mattress import CompressionReading, Mattress
from database import versions
from database.mends import changing
from recommender.ranking.press_kit import PressedBed, most_light_n
from storefront import session, staff
from storefront.desk import actions as desk_actions
from storefront.drawing.pressing import pressed
from storefront.engine import store
from storefront.look import frame
from storefront.press_kit import LONGEST_NAME, TYPES, as_csv, columns, figures, read

NEWTON_PER_KG = 9.81
USUAL = {"light_kg": 10.0, "light_mm": None, "heavy_kg": 40.0, "heavy_mm": None, "disc_mm": 200.0}
KG = (LOAD_N[0] / NEWTON_PER_KG, LOAD_N[1] / NEWTON_PER_KG)
ALLOWED = {"light_kg": KG, "light_mm": SUNK_MM, "heavy_kg": KG, "heavy_mm": SUNK_MM, "disc_mm": DISC_MM}


def show() -> None:
    """Heading, form and, once both depths are typed, the answer."""
    w = session.visit().words
    st.header(w("press.heading"), anchor=False)
    frame.show(f'<p class="quiet">{escape(w("press.lead"))}</p>')
    with st.form("desk_press", border=False):
        typed = {name: _figure(name) for name in USUAL}
        kind = st.selectbox(w("press.type"), TYPES, format_func=lambda t: w(f"type.{t}"), key="press_type")
        by = st.text_input(w("press.measured_by"), staff.who(), max_chars=LONGEST_NAME, key="press_by")
        st.form_submit_button(w("press.go"), type="primary", key="press_go")
    if (reading := _reading(typed)) is None:
        return
    try:
        found = read(reading, kind)
    except UserError:
        light_kg = most_light_n(reading.disc_mm) / NEWTON_PER_KG
        problem = w("press.wrong", disc=reading.disc_mm, light=light_kg)
        frame.show(f'<p class="problem" role="alert">{escape(problem)}</p>')
        return
    _tell(reading, found)
    st.code(as_csv(columns(reading, by, date.today())).rstrip("\n"), language=None)
    _into_a_bed(reading, by)


def _into_a_bed(reading: CompressionReading, by: str) -> None:
    """Write the reading into a bed of what is live; nothing where nothing is."""
    now_live = versions.live(store())
    if now_live is None:
        return
    w = session.visit().words
    names = {bed.mattress_id: bed.name for bed in versions.mattresses(store(), now_live.version_id)}
    with st.form("desk_press_into", border=False):
        chosen = st.selectbox(
            w("press.into"),
            (None, *names),
            format_func=lambda each: names.get(each, w("desk.mend_none")),
            key="press_into",
        )
        wanted = st.form_submit_button(w("press.write"), key="press_write")
    if wanted and chosen is not None:
        desk_actions.perform(_write, chosen, reading, by)
        st.rerun()


def _write(mattress_id: str, reading: CompressionReading, by: str) -> None:
    who, today = staff.require("manager").name, date.today().isoformat()

    def measured(bed: Mattress) -> Mattress:
        return replace(bed, compression=reading, measured_by=by.strip(), measured_on=today)

    why = session.visit().words("press.heading")
    made = changing.change(store(), mattress_id, measured, who=who, why=why)
    staff.did("mended", f"{mattress_id}, version {made.version_id}")
    desk_actions.to_say(session.visit().words("desk.mended", number=str(made.version_id)))


def _figure(name: str) -> float | None:
    w = session.visit().words
    low, high = ALLOWED[name]
    return st.number_input(
        w(f"press.{name}"), min_value=low, max_value=high, value=USUAL[name], format="%.1f", key=f"press_{name}"
    )


def _reading(typed: dict[str, float | None]) -> CompressionReading | None:
    light_kg, light_mm, heavy_kg, heavy_mm, disc_mm = typed.values()
    if light_kg is None or light_mm is None or heavy_kg is None or heavy_mm is None or disc_mm is None:
        return None
    light_n, heavy_n = (round(kg * NEWTON_PER_KG, 1) for kg in (light_kg, heavy_kg))
    return CompressionReading(light_n, heavy_n, light_mm, heavy_mm, disc_mm)


def _tell(reading: CompressionReading, found: PressedBed) -> None:
    w = session.visit().words
    told = [w("press.hardness", **figures(found)), w("press.firmness", **figures(found))]
    told.append(w("press.core_not_told" if found.comfort_share is None else "press.comfort", **figures(found)))
    frame.show(pressed(reading, w, w("press.picture", light=reading.light_mm, heavy=reading.heavy_mm)))
    frame.show("".join(f"<p>{escape(sentence)}</p>" for sentence in told))
    frame.show(f'<p class="quiet">{escape(w("press.columns"))}</p>')
