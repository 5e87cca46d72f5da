"""What the customer takes, written down at the counter: the advised bed, or another with a reason; by consent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from catalog.errors import UserError
from catalog.mattress import Catalogue
from database.outcomes.records import KEPT_DAYS
from database.outcomes.told import REASONS
from recommender.household import Option
from storefront import engine, session, staff
from storefront.look import frame
from storefront.outcomes import keeping
from storefront.outcomes.choosing import VIEWS, label, line, offered, viewed
from storefront.outcomes.keeping import Buyer, Order
from storefront.quiz.answers import PEOPLE


@dataclass(slots=True)
class _Till:
    """What the counter keeps of an order.

    Attributes:
        of: the customers who are here, by the salt of the visit and the code they came with.
        code: under which they have ordered.
        said, problem: what the last press came to.
    """

    of: tuple[str, str | None] = ("", None)
    code: str | None = None
    said: str = ""
    problem: str = ""


def show(buyers: Sequence[Buyer], beds: Catalogue, both: Option | None = None) -> None:
    """Choose a bed, say why where it is another than advised, ask for consent, and write it down.

    Args:
        buyers: who was answered with beds, one or two.
        both: the way of sleeping recommended to two.
    """
    visit = session.visit()
    w, till = visit.words, _till()
    if not buyers:
        return
    _said(till)
    chosen = _bed(buyers, beds)
    who = _for_whom(buyers)
    order = Order(chosen, tuple(each for each in buyers if each.person in who))
    other = keeping.overrides(order, beds, both) if order.buyers else False
    if other:
        frame.show(f'<p class="caution">{escape(w("outcomes.other_bed"))}</p>')
    reason = _reason() if other else None
    frame.show(f'<div class="note aloud"><p>{escape(w("outcomes.consent_aloud", n_days=KEPT_DAYS))}</p></div>')
    agreed = st.checkbox(w("counter.consent"), key=f"order_consent.{visit.key_of('')}")
    ready = agreed and bool(order.buyers) and not (other and reason is None)
    taken = Order(chosen, order.buyers, reason, staff.who())
    st.button(
        w("outcomes.write_order"),
        on_click=_write,
        args=(taken, beds, both, agreed),
        disabled=not ready,
        type="primary",
        key="write_order",
    )


def _till() -> _Till:
    visit = session.visit()
    till = visit.own(_Till)
    came_with = next((str(code) for person in PEOPLE if (code := visit.answers.get(f"{person}.code"))), visit.code)
    if till.of != (visit.salt, came_with):  # the next customers
        till.of, till.code, till.said, till.problem = (visit.salt, came_with), came_with, "", ""
    return till


def _said(till: _Till) -> None:
    w = session.visit().words
    if till.problem:
        frame.show(f'<p class="problem" role="alert">{escape(till.problem)}</p>')
    elif till.said and till.code:
        frame.show(
            f'<p class="said" role="status">{escape(till.said)}</p><p class="code">{escape(till.code)}</p>'
            f'<p class="quiet">{escape(w("outcomes.give_code"))}</p>'
        )


def _bed(buyers: Sequence[Buyer], beds: Catalogue) -> str:
    """The bed taken; the list is in the order of fit unless staff sort it otherwise, which is said."""
    visit = session.visit()
    w = visit.words
    view = st.segmented_control(
        w("outcomes.view"),
        VIEWS,
        default=VIEWS[0],
        format_func=lambda name: w(f"result.column_{name}"),
        required=True,
        key=f"order_view.{visit.key_of('')}",
    )
    of = (tuple(each.sleeper for each in buyers), beds.version)
    rows = visit.recall("order.rows", of, lambda: offered([engine.ranked(each.sleeper, beds) for each in buyers], beds))
    by_id = {row.mattress.mattress_id: row for row in viewed(rows, view)}
    first = rows[0].mattress.mattress_id
    frame.show(f'<p class="quiet">{escape(label(view, w))}</p>')
    return st.selectbox(
        w("outcomes.takes"),
        list(by_id),
        index=list(by_id).index(first),
        format_func=lambda name: line(by_id[name], view, w),
        key=f"order_bed.{view}.{visit.key_of('')}",
    )


def _for_whom(buyers: Sequence[Buyer]) -> list[str]:
    w, visit = session.visit().words, session.visit()
    names = [each.person for each in buyers]
    if len(names) < 2:
        return names
    return st.pills(
        w("outcomes.for_whom"),
        names,
        selection_mode="multi",
        default=names,
        format_func=lambda name: w(f"counter.person_{name}"),
        key=f"order_whom.{visit.key_of('')}",
    )


def _reason() -> str | None:
    w, visit = session.visit().words, session.visit()
    return st.pills(
        w("outcomes.why_other"),
        REASONS,
        format_func=lambda name: w(f"outcomes.reason_{name}"),
        key=f"order_reason.{visit.key_of('')}",
    )


def _write(order: Order, beds: Catalogue, both: Option | None, agreed: bool) -> None:
    till, w = _till(), session.harvested().words
    till.said = till.problem = ""
    try:
        staff.require()
        till.code = keeping.write_down(order, beds, consent=agreed, code=till.code, both=both)
    except UserError as error:
        till.problem = str(error)
        return
    bed = beds.by_id(order.mattress_id)
    till.said = w("outcomes.written", mattress=bed.name if bed else order.mattress_id)
    staff.did("order", bed.name if bed else order.mattress_id)
