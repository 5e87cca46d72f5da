"""For the buyer: whom the live range serves, which beds are first for whom, and what a missing bed would have to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from catalog.mattress import Catalogue
from database.store import Store
from database.updates import saved_sleepers
from recommender.gaps import Gap, Gaps, gaps_of
from recommender.rescoring import STANDARD_BODIES, standard_population
from recommender.sleeper import Sleeper
from storefront import session
from storefront.answer.specification import specification_lines
from storefront.desk import tables as desk_tables
from storefront.desk.asked import worked_out
from storefront.drawing.columns import facing
from storefront.look import frame
from storefront.words import Words

MOST_ROWS = 10  # of each table
LEAST_SAVED = 20  # saved fits: of fewer nothing is told, so that nobody is recognised


@dataclass(frozen=True)
class _Served:
    """Beds, and how they serve the standard population and those who saved their fit here (None: too few)."""

    beds: Catalogue
    standard: Gaps
    own: Gaps | None


def show(opened: Store) -> None:
    """A button that works it out for the live version; from then on figures, drawing and tables."""
    w = session.visit().words
    found = worked_out("range", opened, lambda beds: _served(beds, saved_sleepers(opened)), n=STANDARD_BODIES)
    if found is None:
        return
    frame.show(told(found.standard, found.beds, w))
    if found.own:
        st.subheader(w("desk.range_own", n=found.own.people), anchor=False)
        frame.show(told(found.own, found.beds, w))


def _served(beds: Catalogue, own: Sequence[Sleeper]) -> _Served:
    standard = gaps_of(standard_population(STANDARD_BODIES), beds)
    return _Served(beds, standard, gaps_of(own, beds) if len(own) >= LEAST_SAVED else None)


def told(found: Gaps, beds: Catalogue, w: Words) -> str:
    """The figures in sentences, people and beds by firmness, the beds that are first, and what is missing."""
    never = found.never_first
    lines = [
        w("desk.range_served", percent=_percent(found.served, w)),
        w("desk.range_fitted", percent=_percent(found.fitted, w)),
        w("desk.range_never", n=len(never), every=len(found.first_share)),
    ]
    figures = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f"{figures}{_drawing(found, w)}{_first(found, beds, w)}{_missing(found, w)}"


def _drawing(found: Gaps, w: Words) -> str:
    needs = found.needs
    marks = [f"{each.low:g}" if each.low.is_integer() else "" for each in needs] + [f"{needs[-1].high:g}"]
    each_said = (
        w("desk.range_step", low=each.low, high=each.high, percent=_percent(each.share, w), n=each.beds)
        for each in needs
        if each.share or each.beds
    )
    said = f"{w('desk.range_drawn')} {'; '.join(each_said)}."
    headings = (w("desk.range_people"), w("desk.range_beds"))
    up, down = [each.share for each in needs], [float(each.beds) for each in needs]
    return f'<div class="chart">{facing(up, down, marks, headings, said)}</div>'


def _first(found: Gaps, beds: Catalogue, w: Words) -> str:
    often = [(name, share) for name, share in found.first_share[:MOST_ROWS] if share]
    rows = [(bed.name if (bed := beds.by_id(name)) else name, _percent(share, w)) for name, share in often]
    if not rows:
        return ""
    return desk_tables.table([w("desk.col_product"), w("desk.col_first")], rows, w("desk.range_first"))


def _missing(found: Gaps, w: Words) -> str:
    heading = f"<h3>{escape(w('desk.range_missing'))}</h3>"
    if not found.gaps:
        return f"{heading}<p>{escape(w('desk.range_nothing_missing'))}</p>"
    rows = [(_percent(gap.share, w), *_asked(gap, w)) for gap in found.gaps[:MOST_ROWS]]
    names = ("share", "wanted", "carries", "size", "budget")
    return heading + desk_tables.table([w(f"desk.col_{name}") for name in names], rows, w("desk.range_missing"))


def _asked(gap: Gap, w: Words) -> tuple[str, ...]:
    spec = "; ".join(f"{label}: {value}" for label, value in specification_lines(gap.specification, w).rows[:3])
    size = f"{gap.size[0]:g}x{gap.size[1]:g}" if gap.size else w("desk.range_any")
    budget = w.number(gap.max_price, 0) if gap.max_price else w("desk.range_any")
    return spec, w("desk.range_kg", weight_kg=gap.min_weight_limit_kg), size, budget


def _percent(share: float, w: Words) -> str:
    return f"{w.number(100 * share)} %"
