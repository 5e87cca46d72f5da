"""Which shop the counter stands in, and which of its beds are asked for: those on its floor, those in stock.

The beds are those of the catalogue with this shop's stock and prices; a fit never depends on any of it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

import streamlit as st

from catalog.mattress import Catalogue
from catalog.selling.floor import Floor, at_shop
from database.errors import StoreError
from database.shops import floors
from database.store import existing_store
from recommender.sleeper import Sleeper
from storefront import engine, session

ON_FLOOR, IN_STOCK = "on_floor", "in_stock"


@dataclass(slots=True)
class _Chosen:
    """What staff chose in this tab; it stays from customer to customer. `only` None: as the shop's list suggests."""

    shop: str = ""
    only: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Place:
    """Where the customers are.

    Attributes:
        beds: the catalogue, with the shop's stock and prices where they are known.
        shops: names of the shops whose floor is known.
        shop: the one chosen; "" where none is known.
        standing: ids of the beds on its floor; None where that is not known.
        only: of `ON_FLOOR` and `IN_STOCK`, what is asked for.
    """

    beds: Catalogue
    shops: tuple[str, ...] = ()
    shop: str = ""
    standing: frozenset[str] | None = None
    only: tuple[str, ...] = ()

    def asks(self, sleeper: Sleeper) -> Sleeper:
        """A customer with what is asked for here among the wishes."""
        floor = self.standing if ON_FLOOR in self.only else None
        wishes = replace(sleeper.wishes, floor=floor, in_stock_only=IN_STOCK in self.only)
        return replace(sleeper, wishes=wishes)


def here() -> Place:
    """The place of this tab. While the database does not answer, the catalogue without any shop."""
    chosen, beds = session.visit().own(_Chosen), engine.catalogue()
    with suppress(StoreError):
        opened = existing_store()
        known = dict(floors.stamps(opened)) if opened else {}
        if opened and known:
            shop = chosen.shop if chosen.shop in known else next(iter(known))
            floor = _floor(opened.name, shop, str(known[shop]))
            if floor:
                standing = floor.standing(beds)
                asked = _suggested(floor) if chosen.only is None else chosen.only
                only = tuple(each for each in asked if each == IN_STOCK or standing)
                return Place(_there(beds.version, floor.key, beds, floor), tuple(known), shop, standing or None, only)
    return Place(beds, only=tuple(each for each in chosen.only or () if each == IN_STOCK))


def _suggested(floor: Floor) -> tuple[str, ...]:
    """A shop that says what is in stock sells from it: other beds are named once staff ask for them."""
    return (IN_STOCK,) if floor.states_stock else ()


def ask(place: Place) -> None:
    """The choice of shop, where there are several, and of what only to show."""
    visit = session.visit()
    w = visit.words
    if len(place.shops) > 1:
        key = "counter.shop"
        st.selectbox(
            w("counter.shop"), place.shops, place.shops.index(place.shop), key=key, on_change=_shop, args=(key,)
        )
    kinds = ((ON_FLOOR,) if place.standing else ()) + (IN_STOCK,)
    key = f"counter.only.{place.shop}.{len(kinds)}"
    st.pills(
        w("counter.only"),
        kinds,
        selection_mode="multi",
        default=list(place.only),
        format_func=lambda kind: w(f"counter.only_{kind}"),
        key=key,
        on_change=_only,
        args=(key,),
    )


def _shop(key: str) -> None:
    session.harvested().own(_Chosen).shop = str(st.session_state[key])


def _only(key: str) -> None:
    session.harvested().own(_Chosen).only = tuple(st.session_state[key])


@st.cache_resource(show_spinner=False, max_entries=16)
def _floor(url: str, shop: str, stamp: str) -> Floor | None:
    """A shop's list as it was imported at that time."""
    opened = existing_store()
    return floors.floor(opened, shop) if opened else None


@st.cache_resource(show_spinner=False, max_entries=16)
def _there(version: str, key: str, _beds: Catalogue, _floor: Floor) -> Catalogue:
    return at_shop(_beds, _floor)
