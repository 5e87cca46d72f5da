"""Prices that cannot be: left out with a finding, so that none is ever a best value."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

from catalog.catalogue_file import load_catalogue
from catalog.inspection import check_catalogue, check_feed, check_stream
from catalog.mattress import Mattress, Size
from catalog.records.mattresses import mattresses
from catalog.selling.doubted_records import BESIDE
from catalog.selling.doubtful import BELOW_MEDIAN, FEWEST, GAP, Asked, doubts
from catalog.sizes import offers

TODAY = dt.date(2026, 11, 30)
NARROW, WIDE = 1.8, 3.6  # m2 of 90x200 and 180x200
OTHERS = [Asked(f"other {n}", "EUR", 900.0 + 40 * n, None, NARROW) for n in range(FEWEST)]


@pytest.mark.parametrize(
    ("prices", "found"),
    [
        ([(1299, NARROW), (2199, WIDE)], ["", ""]),
        ([(12.99, NARROW), (2199, WIDE)], ["price_too_low", ""]),
        ([(129.9, NARROW), (1499, 2.8), (2199, WIDE)], ["price_unlike_sizes", "", ""]),
        ([(12990, NARROW), (1499, 2.8), (2199, WIDE)], ["price_unlike_sizes", "", ""]),
        ([(129.9, NARROW), (2199, WIDE)], ["price_unlike_sizes"] * 2),  # either may be the slip
        ([(129.9, NARROW), (149.9, 2.8), (1799, 3.2), (2199, WIDE)], ["price_unlike_sizes"] * 4),
        ([(129.9, NARROW), (259, WIDE)], ["", ""]),
        ([(99, 1.4), (499, WIDE)], ["", ""]),
        ([(12.99, None)], ["price_too_low"]),
        ([(129.9, NARROW)], [""]),
    ],
)
def test_a_price_is_judged_beside_those_of_its_other_sizes(
    prices: list[tuple[float, float | None]], found: list[str]
) -> None:
    assert doubts([Asked("one", "EUR", price, None, area) for price, area in prices]) == found


@pytest.mark.parametrize(
    ("price", "currency", "found"),
    [
        (149.0, "EUR", "price_too_low"),  # of 900 and more
        (189.0, "EUR", ""),
        (149.0, "GBP", ""),  # nothing else is in pounds
        (12.99, "GBP", "price_too_low"),
        (12.99, "KWD", ""),
    ],
)
def test_a_price_is_judged_beside_those_of_the_other_mattresses(price: float, currency: str, found: str) -> None:
    assert doubts([*OTHERS, Asked("one", currency, price, None, NARROW)]) == [""] * FEWEST + [found]


def test_too_few_prices_make_no_list_and_a_cheap_range_is_one() -> None:
    one = Asked("one", "EUR", 149.0, None, NARROW)
    assert doubts([*OTHERS[: FEWEST - 2], one]) == [""] * (FEWEST - 1)
    cheap = [Asked(f"cheap {n}", "EUR", 149.0 + n, None, NARROW) for n in range(3)]
    assert set(doubts([*OTHERS, *cheap])) == {""}
    slips = [Asked(f"slip {n}", "EUR", 20.99 + n, None, NARROW) for n in range(3)]
    assert doubts([*OTHERS, *slips]) == [""] * FEWEST + ["price_too_low"] * 3


@pytest.mark.parametrize(("sale", "found"), [(129.9, "sale_too_low"), (399.0, ""), (12.99, "price_too_low")])
def test_a_sale_gives_nothing_away(sale: float, found: str) -> None:
    assert doubts([*OTHERS, Asked("one", "EUR", 1299.0, sale, NARROW)])[-1] == found


def test_no_price_of_the_catalogue_that_ships_is_in_doubt_and_the_limits_lie_well_beyond_them() -> None:
    """The figures beside the limits in the code."""
    beds = load_catalogue()
    assert [each for each in beds.findings if each.key in ("price_unlike_sizes", "price_too_low", "sale_too_low")] == []
    lists: dict[str | None, list[float]] = {}
    for bed in beds:
        of = bed.price_size or Size(90, 200)
        priced = {(size.width_cm, size.length_cm): size.price for size in bed.sizes if size.price}
        if bed.price:
            priced.setdefault((of.width_cm, of.length_cm), bed.price)
        per_m2 = [price / (width * length / 1e4) for (width, length), price in priced.items()]
        assert not per_m2 or max(per_m2) < 4 / 3 * min(per_m2)
        lists.setdefault(bed.currency, []).extend(per_m2)
    real = [sorted(per_m2) for per_m2 in lists.values() if len(per_m2) >= FEWEST]
    assert sum(map(len, real)) == 195
    assert max(median(each) / each[0] for each in real) < 7 < BELOW_MEDIAN / 2
    assert max(high / low for each in real for low, high in pairwise(each[: len(each) // 10 + 2])) < 2 < GAP / 2


HEADER = "mattress_id,brand,model,firmness,sizes,price,price_size,currency"
ROWS = (
    "a,Zeis,Anker,5,90x200=12.99 140x200=1499 180x200=2199,12.99,90x200,EUR",
    "b,Zeis,Boei,5,90x200=1299,,,EUR",
    "c,Zeis,Duin,5,,12.99,,EUR",
)


def test_in_a_catalogue_file_the_row_stays_and_its_price_is_not_known(tmp_path: Path) -> None:
    file = tmp_path / "beds.csv"
    file.write_text("\n".join((HEADER, *ROWS)), encoding="utf-8")
    beds = load_catalogue(file)
    assert [(offer.price, offer.is_current) for bed in beds for offer in offers(bed, 90, 200, as_of=TODAY)] == [
        (None, False),
        (1299, True),
        (None, False),
    ]
    (anker, _, _) = beds
    assert (anker.price, [size.price for size in anker.sizes]) == (None, [None, 1499, 2199])
    told = [(each.where, each.key, each.severity, each.value) for each in beds.findings if each.field == "price"]
    assert told == [(f"row {row}", "price_too_low", "warning", "12.99") for row in (2, 4)]
    report = check_catalogue(file)
    assert report.summary == {"read": 3, "kept": 3, "rejected": 0}
    assert [each.key for each in report.all_findings if each.field == "price"] == ["price_too_low"] * 2


def _feed(path: Path, rows: list[tuple[str, str, str, str]]) -> Path:
    lines = [f"{n};{name};{size};H2;{price};{sale}" for n, (name, size, price, sale) in enumerate(rows)]
    path.write_text("\n".join(("sku;naam;maat;hardheid;prijs;actieprijs", *lines)), encoding="utf-8")
    return path


def _at(bed: Mattress, width: float) -> float | None:
    return offers(bed, width, 200, as_of=TODAY)[0].price


def test_a_feed_is_judged_as_a_whole(tmp_path: Path) -> None:
    names = [f"Zeis {name}" for name in ("Anker", "Boei", "Duin", "Eb", "Fuik", "Golf", "Haven", "Inham", "Kade")]
    rows = [(f"{name} matras", size, "1299,00", "") for name in names for size in ("90x200", "140x200")]
    rows += [("Zeis Loods matras", "90x200", "129,90", ""), ("Zeis Mast matras", "90x200", "1299,00", "129,90")]
    rows[0] = (rows[0][0], "90x200", "129,90", "99,00")
    rows[1] = (rows[1][0], "140x200", "1499,00", "999,00")
    rows.insert(2, ("Zeis Anker matras", "180x200", "1999,00", ""))
    feed = _feed(tmp_path / "feed", rows)
    found = {each.where: (each.key, each.value) for each in check_feed(feed, TODAY).all_findings if "_un" in each.key}
    assert found == {"row 2": ("price_unlike_sizes", "99 / 129.9")}
    low = [each for each in check_feed(feed, TODAY).all_findings if each.key.endswith("_too_low")]
    assert [(each.key, each.value) for each in low] == [("price_too_low", "129.9"), ("sale_too_low", "129.9 / 1299")]
    beds = {bed.model: bed for bed in mattresses(check_stream(feed, TODAY))}
    assert [_at(beds["Anker"], width) for width in (90, 140, 180)] == [None, 999, 1999]
    assert [_at(beds[name], 90) for name in ("Boei", "Loods", "Mast")] == [1299, None, None]


def test_the_end_of_a_long_feed_is_judged_beside_what_came_before(tmp_path: Path) -> None:
    rows = [(f"Zeis Anker {n} matras", "90x200", "1299,00", "") for n in range(BESIDE)]
    feed = _feed(tmp_path / "feed", [*rows, ("Zeis Boei matras", "90x200", "129,90", "")])
    *others, last = check_feed(feed, TODAY).records
    assert (last.price, last.keep) == (None, True)
    assert {record.price for record in others} == {1299}
