"""What the catalogue desk does when a button is pressed, with its progress and its result message."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any, NamedTuple

import streamlit as st
from streamlit.elements.lib.mutable_status_container import StatusContainer
from streamlit.runtime.uploaded_file_manager import UploadedFile

from catalog.comparison import Comparison
from catalog.errors import UserError
from catalog.mattress import Finding
from catalog.selling.markets import read_markets
from database import publishing, versions
from database.errors import StoreError
from database.importing import import_file
from database.store import Store
from database.updates import Effects, effects, from_live
from storefront import session, staff
from storefront.desk import tables as desk_tables
from storefront.desk.work import SEVERITIES, Checked, check, on_disk
from storefront.engine import store
from storefront.look import frame
from storefront.plain_text import in_html


class Compared(NamedTuple):
    """What a version changes beside the live one, for whom, and why it should not go live unseen."""

    comparison: Comparison
    effects: Effects
    severe: list[Finding]


@dataclass(slots=True)
class _AtTheDesk:
    """What the desk keeps in a visit.

    Attributes:
        said: what the last action came to and whether that is a problem, until it is said.
        asked: the action that waits for a second press.
        checked: the uploaded file by its id, and what is in it or why it cannot be read.
        compared: the live version, the version compared with it, what that one would change, and the severe findings.
    """

    said: tuple[str, bool] | None = None
    asked: str | None = None
    checked: tuple[str, Checked | UserError] | None = None
    compared: tuple[int | None, int, Compared] | None = None


def _desk() -> _AtTheDesk:
    return session.visit().own(_AtTheDesk)


def say(message: str, *, problem: bool = False) -> None:
    kind, role = ("problem", "alert") if problem else ("said", "status")
    frame.show(f'<p class="{kind}" role="{role}">{in_html(message)}</p>')


def to_say(message: str) -> None:
    """What the page says next, at its top."""
    _desk().said = (message, False)


def show_said() -> None:
    """The result of the last action, shown once."""
    desk = _desk()
    said, desk.said = desk.said, None
    if said:
        say(said[0], problem=said[1])


def confirmed(what: str, act: Callable[..., None], *args: Any) -> None:
    """A button that asks for confirmation: `desk.<what>`, `desk.<what>_sure`, `desk.<what>_yes`."""
    w = session.visit().words
    if _desk().asked != what:
        st.button(w(f"desk.{what}"), key=f"desk_{what}", on_click=_ask, args=(what,))
        return
    frame.show(f'<div class="note amber" role="alert"><p>{escape(w(f"desk.{what}_sure"))}</p></div>')
    with st.container(horizontal=True):
        st.button(w(f"desk.{what}_yes"), key=f"desk_{what}_yes", type="primary", on_click=perform, args=(act, *args))
        st.button(w("desk.cancel"), key=f"desk_{what}_no", on_click=_ask, args=(None,))


def _ask(what: str | None) -> None:
    _desk().asked = what


def perform(act: Callable[..., None], *args: Any) -> None:
    """Do something that staff asked for; why it cannot be done is said at the top of the page."""
    _ask(None)
    try:
        act(*args)
    except staff.NotSignedIn:
        session.visit().notice("staff.ended")
    except UserError as error:
        _desk().said = (str(error), True)


def make_live(version_id: int) -> None:
    staff.require("manager")
    _now_live("publish", versions.publish(store(), version_id))


def second_look(version_id: int, severe: list[Finding]) -> None:
    """In place of the button that publishes: what is severely wrong, and a button that puts a name to it."""
    w = session.visit().words
    rows = [(*desk_tables.said(each, w), each.value) for each in severe]
    frame.show(f'<div class="note red" role="alert"><p>{escape(w("desk.severe_lead", n=len(severe)))}</p></div>')
    frame.show(
        desk_tables.table([w(f"desk.col_{name}") for name in ("reason", "mend", "value")], rows, w("desk.findings"))
    )
    with st.form("desk_second_look", border=False):
        frame.show(f'<p class="quiet">{escape(w("desk.anyway_by", name=staff.who()))}</p>')
        wanted = st.form_submit_button(w("desk.publish_anyway"))
    if wanted:
        perform(_live_anyway, version_id, severe)
        st.rerun()


def _live_anyway(version_id: int, severe: list[Finding]) -> None:
    by = staff.require("manager").name
    _now_live("publish_anyway", publishing.publish(store(), version_id, severe, by))


def go_back() -> None:
    staff.require("manager")
    try:
        _now_live("rollback", versions.rollback(store()))
    except StoreError:
        raise
    except UserError as error:  # the live version was the first
        raise UserError(session.visit().words("desk.nothing_before")) from error


def _now_live(act: str, version: versions.Version) -> None:
    staff.did(act, f"version {version.version_id}")
    said = session.visit().words("desk.published", number=str(version.version_id))
    _desk().said = (said, False)


@contextmanager
def _busy(label: str) -> Iterator[StatusContainer]:
    """A line that shows the progress of a long task, removed when it is done."""
    place = st.empty()
    with place.status(label) as bar:
        yield bar
    place.empty()


def checked(uploaded: UploadedFile) -> Checked | None:
    """The content of an uploaded file, read once; None where it cannot be read, with a message."""
    held = _desk().checked
    if held is None or held[0] != uploaded.file_id:
        held = _desk().checked = (uploaded.file_id, _check(uploaded))
    if isinstance(held[1], UserError):
        say(str(held[1]), problem=True)
        return None
    return held[1]


def _check(uploaded: UploadedFile) -> Checked | UserError:
    w = session.visit().words
    with on_disk(uploaded.name, uploaded.getbuffer()) as path, _busy(w("desk.checking", n=0)) as bar:
        try:
            return check(path, uploaded.name, lambda n: bar.update(label=w("desk.checking", n=n)))
        except UserError as error:
            return UserError(error.what, where=uploaded.name, allowed=error.allowed, mend=error.mend)


def show_findings(checked: Checked) -> None:
    """The findings of the chosen severities, and all of them as a file."""
    w = session.visit().words
    made = [severity for severity in SEVERITIES if checked.counts[severity]]
    asked = st.pills(
        w("desk.findings"),
        made,
        selection_mode="multi",
        default=[severity for severity in made if severity != "info"] or made,
        format_func=lambda severity: f"{w.term(severity)} ({w.number(checked.counts[severity], 0)})",
        key="desk_severities",
    )
    found = checked.grouped(asked)
    if found:
        n = sum(checked.counts[severity] for severity in asked)
        frame.show(f'<p class="quiet">{escape(w("desk.findings_shown", kinds=len(found), n=n))}</p>')
        frame.show(desk_tables.findings(found, w))
    if checked.complete:
        st.download_button(w("desk.findings_file"), checked.as_csv(), "findings.csv", "text/csv", on_click="ignore")
    else:
        frame.show(f'<p class="quiet">{escape(w("desk.findings_many"))}</p>')


def import_upload(opened: Store, uploaded: UploadedFile, currency: str | None, market: str) -> None:
    """Import an uploaded file as a new version and rerun the page; `market`: countries, as they are typed."""
    staff.require("manager")
    w = session.visit().words
    with (
        on_disk(uploaded.name, uploaded.getbuffer()) as path,
        _busy(w("desk.importing", n=0, stored=0)) as bar,
    ):
        try:
            done = import_file(
                opened,
                path,
                source=uploaded.name,
                source_date=date.today().isoformat(),
                currency=currency,
                markets=read_markets(market),
                progress=lambda n, stored: bar.update(label=w("desk.importing", n=n, stored=stored)),
            )
        except UserError as error:
            _desk().said = (str(error), True)
        else:
            staff.did("import", f"version {done.version.version_id}, {uploaded.name}")
            figures = {"number": str(done.version.version_id), "n": done.version.mattresses}
            _desk().said = (w("desk.imported", **figures), False)
    st.rerun()


def compare_with_live(opened: Store, live_id: int | None, version_id: int) -> None:
    """Compute what a version changes, and for whom; kept as long as the same version is shown."""
    with st.spinner(session.visit().words("desk.comparing")):
        update = from_live(opened, version_id)
        found = effects(update, opened)
        severe = publishing.severe(opened, update, found.standard)
        _desk().compared = (live_id, version_id, Compared(update.comparison, found, severe))


def compared(live_id: int | None, version_id: int) -> Compared | None:
    held = _desk().compared
    return held[2] if held and held[:2] == (live_id, version_id) else None
