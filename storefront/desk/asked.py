"""What the desk works out about the live version only when asked, because it takes a while."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any, TypeVar

import streamlit as st

from catalog.mattress import Catalogue
from database import versions
from database.store import Store
from storefront import session
from storefront.look import frame

T = TypeVar("T")


@dataclass(slots=True)
class _Kept:
    """What a visit keeps: by name, the version something was worked out for, and what was found."""

    found: dict[str, tuple[int, Any]] = field(default_factory=dict)


def worked_out(name: str, opened: Store, work: Callable[[Catalogue], T], **figures: int) -> T | None:
    """Heading, help and a button: `desk.<name>_heading`, `_help` (with its figures), `_show`; `_counting` meanwhile.

    Returns:
        what `work` finds for the live version, once for each version; None where nothing is live or nobody asked yet.
    """
    w, kept = session.visit().words, session.visit().own(_Kept).found
    now_live = versions.live(opened)
    if now_live is None:
        return None
    st.header(w(f"desk.{name}_heading"), anchor=False)
    frame.show(f'<p class="quiet">{escape(w(f"desk.{name}_help", **figures))}</p>')
    if name not in kept or kept[name][0] != now_live.version_id:
        if not st.button(w(f"desk.{name}_show"), key=f"desk_{name}"):
            return None
        with st.spinner(w(f"desk.{name}_counting")):
            kept[name] = (now_live.version_id, work(versions.catalogue(opened, now_live.version_id)))
    found: T = kept[name][1]
    return found
