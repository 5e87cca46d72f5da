"""Who is signed in, and the ways from one page of staff to another: those that are on and that this role may open."""

from __future__ import annotations

from typing import Final

import streamlit as st

from catalog.texts import shortened
from storefront import session
from storefront.settings import settings
from storefront.staff import provider
from storefront.staff.present import end, present

LONGEST_SHOWN: Final = 24  # characters of a name on a button
OF_MANAGERS: Final = ("desk", "outcomes")
QUIZ: Final = "start"


def bar(*, on_quiz: bool = False) -> None:
    """Buttons to the other pages, and one to sign out, with the name of who is signed in; nothing where nobody is.

    Who has yet to choose a PIN goes nowhere.

    Args:
        on_quiz: the page is one of a shopper's.
    """
    found, visit = present(), session.visit()
    if found is None:
        return
    w = visit.words
    ways = [page for page in settings().staff_pages() if page not in OF_MANAGERS or found.may("manager")]
    ways = [] if found.pin_once else [*ways, *(() if on_quiz else (QUIZ,))]
    with st.container(horizontal=True, vertical_alignment="center", key="staff_bar"):
        for page in ways:
            if page != visit.on_page:
                label = w("staff.to_quiz") if page == QUIZ else w(f"{page}.title")
                st.button(label, on_click=_go, args=(page,), type="tertiary", key=f"staff_to_{page}")
        name = shortened(found.name, LONGEST_SHOWN)
        st.button(w("staff.sign_out", name=name), on_click=_out, type="tertiary", key="sign_out")


def _out() -> None:
    end()
    provider.forget()


def _go(page: str) -> None:
    session.harvested().go(page)
