"""The list staff choose from: in the order of fit, or a view that says it is not; no view changes fit or place."""

from __future__ import annotations

import numpy as np
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue
from recommender.matching import Ranking
from recommender.person.profile import parse_profile
from storefront import engine
from storefront.outcomes.choosing import VIEWS, Offered, label, line, offered, viewed
from storefront.words import LANGUAGES, words

HEAVY = {"weight_kg": 105, "height_cm": 190, "back": 1, "size": "180x200"}
LIGHT = {"weight_kg": 52, "height_cm": 162, "side": 1, "size": "180x200"}


@pytest.fixture(scope="module")
def beds() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def rankings(beds: Catalogue) -> list[Ranking]:
    return [engine.ranked(parse_profile(told), beds) for told in (HEAVY, LIGHT)]


def places(rows: tuple[Offered, ...]) -> dict[str, int | None]:
    return {row.mattress.mattress_id: row.place for row in rows}


def test_of_one_person_the_list_is_the_order_of_fit(beds: Catalogue, rankings: list[Ranking]) -> None:
    found = rankings[0]
    rows = offered([found], beds)
    shown = [row.mattress.mattress_id for row in rows if row.place]
    assert shown == [found.mattresses[i].mattress_id for i in found.order]
    assert [row.place for row in rows if row.place] == list(range(1, len(found.order) + 1))
    assert {row.mattress.mattress_id for row in rows} == set(beds.ids), "what is not on the list can be taken too"


def test_of_two_the_one_whom_it_fits_worse_counts(beds: Catalogue, rankings: list[Ranking]) -> None:
    rows = [row for row in offered(rankings, beds) if row.place]
    fits = [{bed.mattress_id: each.fit[i] for i, bed in enumerate(each.mattresses)} for each in rankings]
    worse = [min(fit[row.mattress.mattress_id] for fit in fits) for row in rows]
    assert len(rows) > 50
    assert worse == sorted(worse, reverse=True)


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_moves_rows_and_neither_fit_nor_place(beds: Catalogue, rankings: list[Ranking], view: str) -> None:
    found = rankings[0]
    order, fit = found.order.copy(), found.fit.copy()
    rows = offered([found], beds)
    seen = viewed(rows, view)
    assert places(seen) == places(rows)
    assert np.array_equal(found.order, order) and np.array_equal(found.fit, fit)
    again = engine.ranked(found.target.sleepers[0], beds)
    assert [again.mattresses[i] for i in again.order] == [found.mattresses[i] for i in order]
    assert (seen == rows) == (view == "fit")


def test_the_cheapest_and_the_highest_come_first(beds: Catalogue, rankings: list[Ranking]) -> None:
    rows = offered(rankings[:1], beds)
    prices = [row.price for row in viewed(rows, "price")]
    known = [price for price in prices if price is not None]
    assert known == sorted(known) and known == prices[: len(known)]
    heights = [row.mattress.height_cm for row in viewed(rows, "height") if row.mattress.height_cm is not None]
    assert heights == sorted(heights, reverse=True)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_view_that_is_not_by_fit_says_so(lang: str) -> None:
    denied = {"nl": "niet op score", "en": "not by score"}[lang]
    w = words(lang)
    assert [denied in label(view, w) for view in VIEWS] == [False, True, True]


def test_a_line_names_place_price_and_what_it_is_sorted_by(beds: Catalogue, rankings: list[Ranking]) -> None:
    w, rows = words("en"), offered(rankings[:1], beds)
    priced = next(row for row in rows if row.price is not None and row.place and row.mattress.height_cm)
    assert line(priced, "fit", w).startswith(f"{priced.place}. {priced.mattress.name} · ")
    assert line(priced, "height", w).endswith(" cm")
    off = next(row for row in rows if row.place is None)
    assert line(off, "fit", w).startswith(f"{w('outcomes.no_place')} {off.mattress.name}")
