"""By code: what became of a bed, told to staff at the counter or the desk, or by the person on their own page."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from time import monotonic

import streamlit as st

from catalog.errors import UserError
from catalog.mattress import Catalogue
from database.outcomes import records
from database.outcomes.records import KEPT_DAYS
from database.outcomes.told import REASONS, Outcome, Record
from storefront import engine, session, staff
from storefront.diary.book import Diary
from storefront.doors.throttle import attempts
from storefront.look import frame
from storefront.outcomes import entry, keeping
from storefront.outcomes.keeping import Buyer, Order

CODE_PX = 340  # width of the field: a code and some room


@dataclass(slots=True)
class _Open:
    """What is open under a code in this visit, as it was when it was read, and what the last press came to."""

    salt: str = ""
    code: str = ""
    found: tuple[Record, ...] = ()
    said: list[str] = field(default_factory=list)
    problem: bool = False


def show(beds: Catalogue) -> None:
    """For staff: a code opens what is known of a choice; then what there is to add."""
    visit = session.visit()
    w, held = visit.words, _held()
    with (
        st.form("outcome_code", border=False, enter_to_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        key = f"outcome_code.{visit.round}"
        code = st.text_input(w("field.code"), max_chars=40, autocomplete="off", width=CODE_PX, key=key)
        wanted = st.form_submit_button(w("outcomes.open"))
    if wanted:
        _find(code)
    if held.found:
        frame.show(entry.known(held.found, beds, w))
        if any(record.beds for record in held.found):
            entry.form(held.found, beds, staff.who(), lambda about, told: _told_to_staff(about, told, beds))
        else:
            frame.show(f"<p>{escape(w('outcomes.nothing_ordered'))}</p>")
    _say(held)


def own(buyer: Buyer, beds: Catalogue) -> None:
    """On the answer of somebody with a code: which bed they bought, by consent, and then how it is."""
    visit = session.visit()
    w, code = visit.words, visit.code
    if code is None:
        return
    held = _held()
    with st.expander(w("outcomes.own_heading"), expanded=bool(held.said)):
        try:
            if held.code != code:
                held.code, held.found = code, keeping.of_code(code)
        except UserError as error:
            entry.say([str(error)], True)
            return
        if any(record.beds for record in held.found):
            frame.show(entry.known(held.found, beds, w))
            score = comfort(visit.diary)
            entry.form(held.found, beds, "", lambda about, told: _told(about, told, beds), score=score)
            st.button(w("outcomes.forget"), on_click=_forget, args=(code,), type="tertiary", key="forget_outcomes")
        else:
            _bought(buyer, beds, code)
        _say(held)


def comfort(diary: Diary) -> float | None:
    """The mean of a diary's scores of comfort, 0 to 10; None where it has none."""
    scores = [each.comfort_0_10 for each in diary.entries.values() if each.comfort_0_10 is not None]
    return round(sum(scores) / len(scores), 1) if scores else None


def _bought(buyer: Buyer, beds: Catalogue, code: str) -> None:
    visit = session.visit()
    w, key = visit.words, f"bought.{visit.key_of('')}"
    st.markdown(w("outcomes.own_lead"))
    names = {bed.mattress_id: bed.name for bed in beds}
    bed = st.selectbox(w("outcomes.bought"), list(names), index=None, format_func=names.__getitem__, key=f"{key}bed")
    if bed is None:
        return
    order = Order(bed, (buyer,))
    other = keeping.overrides(order, beds)
    reason = None
    if other:
        words = {name: w(f"outcomes.reason_{name}") for name in REASONS}
        reason = st.pills(w("outcomes.why_other"), REASONS, format_func=words.__getitem__, key=f"{key}why")
    agreed = st.checkbox(w("outcomes.consent", n_days=KEPT_DAYS), key=f"{key}agree")
    st.button(
        w("outcomes.write"),
        on_click=_buy,
        args=(Order(bed, (buyer,), reason), beds, code, agreed),
        disabled=not agreed or (other and reason is None),
        key="write_bought",
    )


def _buy(order: Order, beds: Catalogue, code: str, agreed: bool) -> None:
    held = _held()
    try:
        keeping.write_down(order, beds, consent=agreed, code=code)
        held.found, held.said, held.problem = keeping.of_code(code), [session.visit().words("outcomes.done")], False
    except UserError as error:
        held.said, held.problem = [str(error)], True


def _forget(code: str) -> None:
    held = _held()
    try:
        records.forget(engine.store(), code, keeping.now())
        held.found, held.said, held.problem = (), [session.visit().words("outcomes.forgotten")], False
    except UserError as error:
        held.said, held.problem = [str(error)], True


def _held() -> _Open:
    visit = session.visit()
    held = visit.own(_Open)
    if held.salt != visit.salt:
        held.salt, held.code, held.found, held.said, held.problem = visit.salt, "", (), [], False
    return held


def _find(code: str) -> None:
    held, w = _held(), session.visit().words
    held.code, held.found, held.said, held.problem = "", (), [], True
    tried = attempts("code")
    if tried.wait_s(session.network(), monotonic()) > 0:
        held.said = [w("code.too_many")]
        return
    try:
        held.found = keeping.of_code(code)
    except UserError as error:
        held.said = [str(error)]
        return
    if held.found:
        held.code, held.problem = code, False
    else:
        tried.failed(session.network(), monotonic())
        held.said = [w("outcomes.no_code")]


def _told_to_staff(about: entry.Records, told: Outcome, beds: Catalogue) -> None:
    held = _held()
    try:
        staff.require()
    except UserError as error:
        held.said, held.problem = [str(error)], True
        return
    _told(about, told, beds)
    if not held.problem:
        bed = beds.by_id(told.mattress_id)
        staff.did("outcome", bed.name if bed else told.mattress_id)


def _told(about: entry.Records, told: Outcome, beds: Catalogue) -> None:
    held = _held()
    said, held.problem = entry.tell(about, told, beds, session.visit().words)
    held.said = list(dict.fromkeys([*held.said, *said]))
    if not held.problem:
        held.found = keeping.of_code(held.code)


def _say(held: _Open) -> None:
    """The result of the last press, shown once."""
    said, held.said = held.said, []
    if said:
        entry.say(said, held.problem)
