"""What happens with what people fill in: who answers for it, why, where and how long it is kept, and their rights."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

import streamlit as st

from database.people.browsers import UNUSED_DAYS
from database.saved import OUTCOME_DAYS
from storefront import saving, session
from storefront.look import frame
from storefront.look.shop import Privacy, shop
from storefront.settings import settings
from storefront.words import Words

# Whom to complain to where the shop's file names nobody.
AUTHORITIES: Final = (
    ("privacy.in_nl", "Autoriteit Persoonsgegevens", "https://autoriteitpersoonsgegevens.nl"),
    ("privacy.in_be", "Gegevensbeschermingsautoriteit / APD", "https://www.gegevensbeschermingsautoriteit.be"),
)
PURPOSES: Final = ("advice", "health", "saved", "statistics", "outcomes")
RIGHTS: Final = ("access", "rectification", "erasure", "withdrawal", "portability", "restriction")


def page() -> None:
    w = session.visit().words
    st.title(w("privacy.title"), anchor=False)
    frame.show(f'<p class="lead">{escape(w("privacy.lead"))}</p>')
    own = shop().privacy
    parts = (
        ("who", _who(own, w)),
        ("what_for", _list(w(f"privacy.for_{name}") for name in PURPOSES) + _p(w("privacy.basis"))),
        ("kept", _kept(w)),
        ("others", _p(w("privacy.nobody")) + _p(w("privacy.cookie"))),
        ("rights", _rights(own, w)),
        ("complain", _complain(own, w)),
    )
    for name, html in parts:
        frame.show(f'<section class="privacy"><h2>{escape(w(f"privacy.{name}"))}</h2>{html}</section>')


def _who(own: Privacy | None, w: Words) -> str:
    if own is None:
        return f'<div class="note amber"><p>{escape(w("privacy.not_said"))}</p></div>'
    officer = f"<br>{escape(w('privacy.officer', name=own.officer))}" if own.officer else ""
    return (
        f"<p>{escape(w('privacy.controller'))}</p>"
        f"<address><b>{escape(own.controller)}</b><br>{escape(own.address)}<br>{_mail(own)}{officer}</address>"
    )


def _kept(w: Words) -> str:
    """A row for each thing that is kept: what, where, how long."""
    figures = {
        "days": saving.DAYS,
        "outcome_days": OUTCOME_DAYS,
        "minutes": settings().counter_idle_seconds / 60,
        "audit_days": settings().audit_days,
        "known_days": UNUSED_DAYS,
    }
    rows = "".join(
        f"<tr><th scope='row'>{escape(w(f'privacy.keep_{name}'))}</th>"
        f"<td>{escape(w(f'privacy.keep_{name}_how', **figures))}</td></tr>"
        for name in ("alarm", "visit", "saved", "device", "outcomes", "file", *_for_staff())
    )
    return f"<table class='plain'>{rows}</table>{_p(w('privacy.erased'))}"


def _for_staff() -> tuple[str, ...]:
    on = settings().staff_pages()
    return (*(("counter",) if "counter" in on else ()), *(("sign_in", "staff") if on else ()))


def _rights(own: Privacy | None, w: Words) -> str:
    ask = w("privacy.ask", email=own.email) if own else w("privacy.ask_operator")
    return _list(w(f"privacy.right_{name}") for name in RIGHTS) + _p(ask) + _p(w("privacy.only_the_code"))


def _complain(own: Privacy | None, w: Words) -> str:
    if own is None or own.authority is None:
        named = [f"{escape(w(where))}: {_link(url, name)}" for where, name, url in AUTHORITIES]
    else:
        named = [_link(own.authority_url, own.authority) if own.authority_url else escape(own.authority)]
    items = "".join(f"<li>{name}</li>" for name in named)
    return f"{_p(w('privacy.complain_how'))}<ul>{items}</ul>"


def _mail(own: Privacy) -> str:
    return f'<a href="mailto:{escape(own.email)}">{escape(own.email)}</a>'


def _link(url: str, name: str) -> str:
    return f'<a href="{escape(url)}" rel="noopener noreferrer">{escape(name)}</a>'


def _list(sentences: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(said)}</li>" for said in sentences) + "</ul>"


def _p(sentence: str) -> str:
    return f"<p>{escape(sentence)}</p>"
