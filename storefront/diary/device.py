"""The diary on the visitor's own device: in the storage of their browser, only once they said so, and not for ever.

The browser keeps it for this site alone and sends it nowhere by itself; it is read on the diary's page, offered there,
and taken over only when its owner says so. It goes when the diary is erased, consent is withdrawn, or its time is up.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any, Final

import streamlit as st

from catalog.errors import UserError
from recommender.advice.diary import forgotten_on
from storefront import session
from storefront.diary.book import Diary, diary_of_file
from storefront.look import frame
from storefront.look.first_page import DEVICE_NAME

NOTHING: Final = "none"
# Streamlit runs this in the page whenever what it is told changes; a browser that refuses storage holds nothing.
SCRIPT: Final = """export default function ({data, setTriggerValue}) {
  let found = null;
  try {
    if (data.keep) localStorage.setItem(data.name, data.keep);
    if (data.erase) localStorage.removeItem(data.name);
    found = localStorage.getItem(data.name);
  } catch {}
  if (data.ask) setTriggerValue("found", found || data.nothing);
}"""


@dataclass(slots=True)
class Device:
    """What is known of the browser: whether it was asked, the diary it holds, and whether it may keep this one."""

    asked: bool = False
    found: Diary | None = None
    keeps: bool = False


def offer() -> None:
    """Ask the browser once; a diary that it holds is offered where this visit has none."""
    visit = session.visit()
    w, held = visit.words, visit.own(Device)
    if not held.asked:
        answer = _browser(ask=True)
        if answer is None:
            return
        held.asked, held.found = True, _diary_of(answer)
        held.keeps = held.found is not None and bool(visit.diary.entries)
    if held.found is None or visit.diary.entries:
        return
    last = (held.found.last_entry or date.today()).isoformat()
    said = w("diary.device_found", n=len(held.found.entries), last_date=last)
    frame.show(f'<p class="note">{escape(said)}</p>')
    with st.container(horizontal=True, key="device"):
        st.button(w("diary.device_go_on"), on_click=_take_over, type="primary", key="device_go_on")
        st.button(w("diary.device_erase"), on_click=visit.forget_diary, key="device_erase")


def keep() -> None:
    """Whether this browser may keep the diary, and its copy of it brought up to date."""
    visit = session.visit()
    w, held = visit.words, visit.own(Device)
    key = f"device.{visit.key_of('')}"
    held.keeps = st.checkbox(w("diary.device"), held.keeps, key=key)
    frame.show(f'<p class="quiet small">{escape(w("diary.device_why"))}</p>')
    if held.keeps:
        visit.erase_on_device = False
        until = forgotten_on(visit.diary.last_entry or date.today()).isoformat()
        _browser(keep=json.dumps({"until": until, **visit.diary.as_data()}))
    elif held.found is not None:
        held.found = None
        _browser(erase=True)


def erase() -> None:
    """Below every page: where a diary was erased in this visit, this browser holds none either."""
    visit = session.visit()
    if visit.erase_on_device:
        visit.own(Device).found = None
        visit.own(Device).keeps = False
        _browser(erase=True)


def _take_over() -> None:
    visit = session.harvested()
    held = visit.own(Device)
    if held.found is not None:
        visit.take_over({"health_consent": True}, held.found)
        held.keeps = True


def _browser(*, ask: bool = False, keep: str = "", erase: bool = False) -> str | None:
    """Tell the browser something; what it answered, None where it did not yet."""
    part: Any = st.components.v2.component(DEVICE_NAME, js=SCRIPT)
    told = {"name": DEVICE_NAME, "nothing": NOTHING, "ask": ask, "keep": keep, "erase": erase}
    answer = part(
        data=told, key=f"{DEVICE_NAME}.{'erase' if erase else 'keep' if keep else 'ask'}", on_found_change=_run
    )
    found = getattr(answer, "found", None)
    return found if isinstance(found, str) else None


def _run() -> None:
    """The answer is read by the run that it begins."""


def _diary_of(answer: str) -> Diary | None:
    if answer == NOTHING:
        return None
    try:
        found = diary_of_file(answer.encode(), date.today())
    except UserError:
        return None
    return found if found.entries else None
