"""The frame of every page: name, leaflet link, language, progress, back and next buttons, the small print."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Literal

import streamlit as st
from streamlit import config

from storefront import session
from storefront.look import served
from storefront.look.shop import shop
from storefront.look.theme import colour, variables
from storefront.plain_text import in_html
from storefront.settings import settings
from storefront.words import LANGUAGES

# Texts that only CSS can set, where Streamlit shows English.
SAID_BY_STYLE = {
    "choose-file": "frame.choose_file",
    "our-error": "state.our_error",
    "offline": "state.offline.title",
    "offline-help": "state.offline.body",
}

_NOT_ON_A_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+")


@cache
def _style(name: str = "style") -> str:
    return Path(__file__).with_name(f"{name}.css").read_text(encoding="utf-8")


def mark() -> str:
    """The product's logo: a spine on a bed that gives way."""
    return (
        '<svg viewBox="0 0 48 26" xmlns="http://www.w3.org/2000/svg" aria-hidden="true">'
        f'<path d="M2 13 C12 13 14 20 24 20 S36 13 46 13 V24 H2 Z" fill="{colour("bed-deep")}"/>'
        f'<path d="M5 7 C14 7 16 11 24 11 S34 7 43 7" fill="none" stroke="{colour("accent")}" '
        'stroke-width="4.5" stroke-linecap="round"/></svg>'
    )


def icon() -> str:
    """The logo as the browser's icon; drawn here, so that none is fetched."""
    return mark().replace("<svg ", '<svg width="96" height="52" ')


def paint() -> None:
    """Apply our settings to Streamlit, and the shop's accent colour to its own controls; once, at start."""
    served.apply()
    config.set_option("theme.light.primaryColor", shop().light["accent"])
    config.set_option("theme.dark.primaryColor", shop().dark["accent"])


def dress(pages: Mapping[str, Any]) -> None:
    """Colours and style of the page, its language for screen readers, and the header."""
    visit = session.visit()
    dark = st.context.theme.type == "dark"
    w = visit.words
    said = "".join(f"--{name}:{json.dumps(w(key), ensure_ascii=False)};" for name, key in SAID_BY_STYLE.items())
    palette = shop().dark if dark else shop().light
    st.html(f"<style>{variables(palette)}:root{{{said}}}{_style()}</style>")
    run(f"document.documentElement.lang = '{visit.language}'")
    _masthead(pages)


def counter_style() -> None:
    """The counter's own sizes and places, on top of the style of every page."""
    st.html(f"<style>{_style('counter')}</style>")


def notices(page: str) -> None:
    """What there is to say before the page itself."""
    visit = session.visit()
    for key in visit.notices_on(page):
        show(f'<p class="said" role="status">{escape(visit.words(key))}</p>')


def show(html: str, width: Literal["stretch", "content"] = "stretch") -> None:
    """Put HTML with drawings on the page: `st.html` drops SVG, `st.markdown` keeps it.

    Markdown ends a block of HTML at a blank line and reads what follows as Markdown; so it is all one line here.
    """
    st.markdown(f"<div>{one_line(html)}</div>", unsafe_allow_html=True, width=width)


def run(script: str) -> None:
    """Run a script of ours in the page. Nothing anybody typed is in it."""
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def one_line(html: str) -> str:
    """HTML without line ends, control characters and marks that turn the direction of the text after them.

    Streamlit's front end rewrites ":material/" wherever it stands, so its colon is written as a reference.
    """
    return _NOT_ON_A_LINE.sub(" ", html).replace(":material/", "&#58;material/")


def _masthead(pages: Mapping[str, Any]) -> None:
    visit = session.visit()
    w = visit.words
    with st.container(key="masthead", horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        show(f'<div class="brand">{_brand(w("app.name"))}</div>', width="content")
        st.page_link(pages["leaflet"], label=w("safety.leaflet_link"))
        st.page_link(pages["guide"], label=w("guide_page.link"))
        st.segmented_control(
            w("frame.language"),
            LANGUAGES,
            default=visit.language,
            format_func=str.upper,
            key="language",
            label_visibility="collapsed",
            required=True,
            on_change=_language_chosen,
        )


def _brand(house: str) -> str:
    """The shop's logo and name where it has them, else the product's."""
    own = shop()
    name = in_html(own.name or house)
    if not own.logo:
        return f"{mark()}<span>{name}</span>"
    return f'<img src="{own.logo}" alt="{name}">' if own.name else f'<img src="{own.logo}" alt=""><span>{name}</span>'


def _language_chosen() -> None:
    session.harvested().speak(st.session_state["language"])


def step_head(step: str, number: int, total: int) -> None:
    """Title of a quiz step under its progress."""
    w = session.visit().words
    said = w("frame.progress", number=number, total=total)
    bars = "".join(f'<i class="{"done" if i < number else ""}"></i>' for i in range(total))
    show(
        f'<div class="progress" role="progressbar" aria-valuemin="0" aria-valuemax="{total}" aria-valuenow="{number}" '
        f'aria-label="{escape(said)}">{bars}</div><p class="progress-words">{escape(said)}</p>'
    )
    st.title(w(f"{step}.title"), anchor=False)
    st.markdown(w(f"{step}.lead"))


def problem(field: str) -> None:
    """The message of a rejected field, next to it."""
    message = session.visit().problems.get(field)
    if message:
        show(f'<p class="problem" role="alert">{escape(message)}</p>')


def way_on(back: Callable[[], None] | None, on: Callable[[], None], on_label: str = "", *, urged: bool = True) -> None:
    w = session.visit().words
    with st.container(horizontal=True, horizontal_alignment="distribute", key="way"):
        if back is not None:
            st.button(w("frame.back"), on_click=back, key="back")
        st.button(on_label or w("frame.next"), on_click=on, type="primary" if urged else "secondary", key="next")


def footing(page: str, privacy: Any, withdraw: Callable[[], None]) -> None:
    """Below every page: what this is, the link to the page on privacy, and the ways to forget; `withdraw` takes back
    the consent to health questions.
    """
    visit = session.visit()
    w = visit.words
    memory = w("frame.memory", hours=settings().idle_minutes / 60)
    purpose = "" if page == "result" else w("disclaimer.purpose")  # the answer says it in its own words
    show(f'<div class="footing"><p>{escape(f"{purpose} {memory}".strip())}</p></div>')
    with st.container(horizontal=True, vertical_alignment="center", key="again"):
        st.page_link(privacy, label=w("privacy.link"), width="content")
        if page != "start":
            anew = visit.forget_answers if page in settings().staff_pages() else visit.start_over  # staff stay there
            st.button(w("frame.start_over"), on_click=anew, type="tertiary", key="start_over")
            if visit.answers.get("health_consent"):
                st.button(w("frame.withdraw"), on_click=withdraw, type="tertiary", key="withdraw")


def page_title(page: str) -> str:
    return session.visit().words(f"{page}.title")
