"""Where a feed's beds are sold, when they are delivered, and what a price that has ended is worth."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from catalog.feeds.item import Item
from catalog.inspection import check_feed, check_stream
from catalog.mattress import Mattress
from catalog.records.interpretation import read_item
from catalog.records.mattresses import mattresses
from catalog.records.record import FeedRecord
from catalog.sizes import offers

TODAY = dt.date(2026, 11, 30)
HEADER = "sku;naam;maat;hardheid;prijs;prijs geldig tot;levertijd;verkoopland"


def _item(**attributes: str) -> FeedRecord:
    item = Item(1, "a", title="Zeis matras 90x200", brand="Zeis", price="640 EUR", attributes=attributes)
    return read_item(item, TODAY)


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("2-3 werkdagen", 5),
        ("Levertijd: 2 tot 3 weken", 21),
        ("binnen 24 uur", 1),
        ("48 uur", 2),
        ("48 hrs", 2),
        ("innerhalb von 5 Arbeitstagen", 7),
        ("Lieferzeit 1-2 Wochen", 14),
        ("3 à 5 jours ouvrés", 7),
        ("within 10 business days", 14),
        ("2-3 dagen", 3),
        ("5 Kalendertage", 5),
        ("ca. 1 maand", 31),
        ("7", 7),
        ("0 dagen", 0),
    ],
)
def test_a_delivery_time_is_its_most_days(said: str, days: int) -> None:
    record = _item(delivery=said)
    assert record.delivery_days == days
    assert "delivery_unreadable" not in {each.key for each in record.findings}


@pytest.mark.parametrize("said", ["snel", "3 stuks", "voor 22.00 besteld", "2-3", "999 weken", "30-11-2026"])
def test_what_is_no_time_is_a_finding_or_left_alone(said: str) -> None:
    record = _item(delivery=said)
    assert record.delivery_days == (3 if said == "2-3" else None)
    assert ("delivery_unreadable" in {each.key for each in record.findings}) == (said not in ("2-3", "3 stuks"))


def _beds(folder: Path, *rows: str) -> list[Mattress]:
    file = folder / "feed.csv"
    file.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    assert [f.key for f in check_feed(file, TODAY).findings] == []
    return list(mattresses(check_stream(file, TODAY)))


def test_delivery_market_and_an_ended_price_come_through_a_table(tmp_path: Path) -> None:
    (bed,) = _beds(
        tmp_path,
        "1;Zeis matras;90x200;H2;640 EUR;;2-3 werkdagen;NL",
        "2;Zeis matras;140x200;H2;840 EUR;31-05-2024;4 weken;BE",
    )
    assert bed.markets == ("BE", "NL")
    found = [offers(bed, width, 200, as_of=TODAY, listed="2026-11-30")[0] for width in (90, 140)]
    assert [offer.delivery_days for offer in found] == [5, 28]
    assert [(offer.price, offer.price_date, offer.is_history) for offer in found] == [
        (640, "2026-11-30", False),
        (840, "2024-05-31", True),
    ]


def test_a_time_of_delivery_is_no_stock_and_a_word_for_it_is(tmp_path: Path) -> None:
    beds = _beds(
        tmp_path,
        "1;Zeis matras;90x200;H2;640 EUR;;2-3 werkdagen;",
        "2;Noord matras;90x200;H2;640 EUR;;direct leverbaar;",
    )
    assert {(bed.brand, bed.in_stock) for bed in beds} == {("Zeis", None), ("Noord", True)}
