"""Sizes as cells of a catalogue file, in short and in full, and back."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.catalogue_file import load_catalogue
from catalog.catalogue_rows import cells_of
from catalog.errors import UserError
from catalog.findings import FINDINGS
from catalog.mattress import Mattress, Sale, Size
from catalog.selling.size_cells import offers_text, read_offers, read_sizes, sizes_text

days = st.none() | st.sampled_from(["2026", "2026-10", "2026-10-03"])
prices = st.floats(50, 9000).map(lambda price: round(price, 2))


@st.composite
def sizes(draw: st.DrawFn, *, in_short: bool) -> Size:
    length_cm, known = draw(st.sampled_from([200.0, 203.2, 210.0])), draw(st.none() | st.booleans())
    size = Size(draw(st.integers(70, 200)), length_cm, in_stock=known)
    if not draw(st.booleans()):
        return size
    size = replace(size, price=draw(prices), price_date=draw(days))
    if in_short:
        return size
    sale = draw(st.none() | st.builds(Sale, st.just(size.price and size.price / 2), st.none(), days))
    return replace(size, sale=sale, delivery_days=draw(st.none() | st.integers(0, 90)))


@given(st.lists(sizes(in_short=True), max_size=4).map(tuple))
def test_in_short_a_size_comes_back_with_price_date_and_stock(known: tuple[Size, ...]) -> None:
    assert read_sizes(sizes_text(known)) == known
    assert offers_text(known) == ""


@given(st.lists(sizes(in_short=False), min_size=1, max_size=4).map(tuple))
def test_one_of_the_two_cells_holds_all_that_is_known(known: tuple[Size, ...]) -> None:
    in_short, in_full = sizes_text(known), offers_text(known)
    assert bool(in_short) != bool(in_full)
    assert (read_offers(in_full) if in_full else read_sizes(in_short)) == known


def _row(**cells: str) -> dict[str, str]:
    return {"mattress_id": "a", "brand": "A", "model": "One", "firmness": "6", "firmness_sd": "1"} | cells


def _read(folder: Path, row: dict[str, str]) -> tuple[tuple[Mattress, ...], list[str]]:
    file = folder / "shop.csv"
    good = {**row, "mattress_id": "good"} | {name: "" for name in ("sizes", "offers", "sale_price") if name in row}
    with file.open("w", newline="", encoding="utf-8") as stream:
        table = csv.DictWriter(stream, row)
        table.writeheader()
        table.writerows([row, good])
    catalogue = load_catalogue(file)
    return catalogue.mattresses, [finding.text for finding in catalogue.findings]


def test_a_row_comes_back_as_its_cells_say_it(tmp_path: Path) -> None:
    bed = Mattress(
        "a", "A", "One", firmness=6.0, firmness_sd=1.0, markets=("NL", "BE"), currency="EUR", price=599.0,
        price_date="2026-11", sale=Sale(499.0, "2026-11-20", "2026-11-30"), delivery_days=14,
        sizes=(Size(90, 200, 599.0, True, None, Sale(499.0, None, "2026-11"), 3), Size(140, 200)),
    )  # fmt: skip
    assert _read(tmp_path, cells_of(bed))[0][0] == bed


@pytest.mark.parametrize("column", ["market", "markets"])
def test_several_markets_in_either_column(column: str, tmp_path: Path) -> None:
    assert _read(tmp_path, _row(**{column: "nl, BE"}))[0][0].markets == ("NL", "BE")


def test_a_market_that_is_none_is_a_finding_and_stays_unknown(tmp_path: Path) -> None:
    beds, found = _read(tmp_path, _row(market="online"))
    assert [bed.markets for bed in beds] == [(), ()]
    assert found == [FINDINGS["market_unreadable"][1]] * 2


@pytest.mark.parametrize(
    "cells",
    [
        {"offers": "no list"},
        {"offers": "[" * 5000},
        {"offers": '{"size": "90x200"}'},
        {"offers": '[{"size": "wide"}]'},
        {"offers": '[{"size": "90x200", "cost": 3}]'},
        {"offers": '[{"size": "90x200", "price": NaN}]'},
        {"offers": '[{"size": "90x200", "price": -1}]'},
        {"offers": '[{"size": "90x200", "price": 500, "date": "soon"}]'},
        {"offers": '[{"size": "90x200", "date": "2026"}]'},
        {"offers": '[{"size": "90x200", "price": 500, "sale_price": 600}]'},
        {"offers": '[{"size": "90x200", "price": 500, "sale_until": "2026"}]'},
        {"offers": '[{"size": "90x200", "price": 500, "sale_price": 400, "sale_from": "2027", "sale_until": "2026"}]'},
        {"offers": '[{"size": "90x200"}]', "sizes": "90x200"},
        {"price": "500", "sale_price": "500"},
    ],
)
def test_what_cannot_be_is_one_finding_and_the_other_row_is_kept(cells: dict[str, str], tmp_path: Path) -> None:
    beds, found = _read(tmp_path, _row(currency="EUR", **cells))
    assert [bed.mattress_id for bed in beds] == ["good"]
    assert len(found) == 1 and found[0].endswith("The row is left out.")


def test_the_message_says_what_is_allowed() -> None:
    with pytest.raises(UserError, match="sale_until"):
        read_offers(json.dumps([{"size": "90x200", "stock": "many"}]))
