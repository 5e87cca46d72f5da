"""The page map: navigation, theme, language. Run with `mattress-fit app`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib import import_module

import streamlit as st
from starlette.middleware import Middleware

from storefront import codes, engine, saving, session, staff
from storefront.diary import device
from storefront.doors import proxies, visits
from storefront.doors.door import Door
from storefront.look import frame
from storefront.look.first_page import FirstPage
from storefront.pages import guide
from storefront.quiz.answers import STEPS
from storefront.settings import settings
from storefront.staff import first, provider

PAGES = ("start", "leaflet", *STEPS, "result", "check", "where", "diary", "guide", "privacy")


def show() -> None:
    """One run: take over typed answers, go to the requested page, draw it in its frame."""
    visit = session.harvested()
    pages = {
        name: st.Page(
            import_module(f"storefront.pages.{'steps.' * (name in STEPS)}{name}").page,
            title=frame.page_title(name),
            url_path=name,
            default=name == "start",
        )
        for name in (*PAGES, *settings().staff_pages())
    }
    pages |= guide.topics()
    here = st.navigation(list(pages.values()), position="hidden")
    st.set_page_config(page_title=frame.page_title(here.url_path or "start"), page_icon=frame.icon())
    turn = visit.taken_turn() or staff.page_after_service(here.url_path or "start")
    if turn in pages:
        st.switch_page(pages[turn])
    page = visit.on_page = here.url_path or "start"
    frame.dress(pages)
    frame.notices(page)
    said = st.container() if visit.code_said else None
    here.run()
    if page not in settings().staff_pages():
        staff.bar(on_quiz=True)
    if said is not None:  # only now: a page that leads elsewhere leaves it to be said there
        with said:
            codes.said_of_health()
    frame.footing(page, pages["privacy"], codes.withdraw)
    device.erase()
    session.drawn(visit, page)


@asynccontextmanager
async def warmed(server: st.App) -> AsyncIterator[None]:
    frame.paint()
    engine.warm()
    first.announce()
    provider.announce()
    clocks = [asyncio.create_task(keep) for keep in (saving.keep_forgetting(), visits.keep_forgetting())]
    yield
    for clock in clocks:
        clock.cancel()
        with suppress(asyncio.CancelledError):
            await clock


if __name__ == "__main__":
    show()
else:
    proxies.trust()
    app = st.App(__file__, lifespan=warmed, middleware=[Middleware(Door), Middleware(FirstPage)])
