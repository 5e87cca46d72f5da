"""Delivery times as formats state them: what leaves the shop, what is on the way, and working days."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from catalog.inspection import check_feed
from catalog.selling.delivery import calendar_days

TODAY = dt.date(2026, 11, 30)
CLOSED = {
    "dayOfWeek": [f"https://schema.org/{day}" for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")]
}


def _days(n: int, unit: str = "DAY") -> dict[str, Any]:
    return {"@type": "QuantitativeValue", "minValue": 0, "maxValue": n, "unitCode": unit}


def _delivery(file: Path, content: str) -> int | None:
    file.write_text(content, encoding="utf-8")
    (record,) = check_feed(file, TODAY).records
    assert "delivery_unreadable" not in {each.key for each in record.findings}
    return record.delivery_days


@pytest.mark.parametrize("working", range(1, 25))
def test_working_days_last_as_long_as_they_do_at_the_worst_moment(working: int) -> None:
    """Counted on a calendar: from every day of a week to the last of so many working days after it."""
    longest = 0
    for ordered in (dt.date(2026, 11, 30) + dt.timedelta(days=day) for day in range(7)):
        day, left = ordered, working
        while left:
            day += dt.timedelta(days=1)
            left -= day.isoweekday() <= 5
        longest = max(longest, (day - ordered).days)
    assert calendar_days(working) == longest


XML = """<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>1</g:id><title>Matras Duin 90x200 H2</title>
<g:price>499.00 EUR</g:price><link>https://shop.example/1</link>{shipping}</item></channel></rss>"""


@pytest.mark.parametrize(
    ("shipping", "days"),
    [
        (
            "<g:shipping><g:country>NL</g:country><g:price>0 EUR</g:price><g:min_handling_time>0</g:min_handling_time>"
            "<g:max_handling_time>1</g:max_handling_time><g:min_transit_time>1</g:min_transit_time>"
            "<g:max_transit_time>3</g:max_transit_time></g:shipping>",
            6,
        ),
        (
            "<g:shipping><g:country>NL</g:country><g:max_handling_time>1</g:max_handling_time>"
            "<g:max_transit_time>1</g:max_transit_time></g:shipping>"
            "<g:shipping><g:country>BE</g:country><g:max_handling_time>2</g:max_handling_time>"
            "<g:max_transit_time>5</g:max_transit_time></g:shipping>",
            11,
        ),
        (
            "<g:shipping><g:country>NL</g:country><g:max_transit_time>2</g:max_transit_time></g:shipping>"
            "<g:max_handling_time>3</g:max_handling_time>",
            7,
        ),
        ("<g:max_handling_time>3</g:max_handling_time>", None),
        ("<g:shipping><g:country>NL</g:country><g:price>49 EUR</g:price></g:shipping>", None),
        ("<g:shipping>NL::Post:0 EUR:1:2:1:3</g:shipping>", 7),
        ("<g:shipping>NL::Post:0 EUR</g:shipping>", None),
        ("<g:shipping><g:max_handling_time>soon</g:max_handling_time></g:shipping>", None),
    ],
)
def test_google_states_handling_and_transit(tmp_path: Path, shipping: str, days: int | None) -> None:
    assert _delivery(tmp_path / "feed.xml", XML.format(shipping=shipping)) == days


def test_googles_table_states_them_in_one_cell(tmp_path: Path) -> None:
    head = "id\ttitle\tprice\tlink\tshipping"
    row = "1\tMatras Duin 90x200 H2\t499.00 EUR\thttps://shop.example/1\tNL:::0 EUR:0:1:1:2"
    assert _delivery(tmp_path / "feed.tsv", f"{head}\n{row}\n") == 5


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ({"deliveryLeadTime": _days(4)}, 4),
        ({"deliveryLeadTime": _days(2, "WEE")}, 14),
        ({"deliveryLeadTime": {"value": "48", "unitCode": "HUR"}}, 2),
        ({"deliveryLeadTime": "3-5 Werktage"}, 7),
        ({"shippingDetails": {"deliveryTime": {"handlingTime": _days(1), "transitTime": _days(3)}}}, 4),
        (
            {
                "deliveryLeadTime": _days(30),
                "shippingDetails": [
                    {"deliveryTime": {"handlingTime": _days(1), "transitTime": _days(1)}},
                    {"deliveryTime": {"handlingTime": _days(1), "transitTime": _days(2), "businessDays": CLOSED}},
                ],
            },
            5,
        ),
        ({"shippingDetails": {"deliveryTime": {"transitTime": _days(3)}}}, None),
        ({"shippingDetails": "https://shop.example/delivery", "deliveryLeadTime": {}}, None),
        ({"shippingDetails": {"deliveryTime": {"handlingTime": [], "transitTime": {"maxValue": None}}}}, None),
    ],
)
def test_a_product_page_states_them_in_its_offer(tmp_path: Path, told: dict[str, Any], days: int | None) -> None:
    offer = {"@type": "Offer", "price": 499, "priceCurrency": "EUR", **told}
    product = {"@type": "Product", "sku": "1", "name": "Matras Duin 90x200 H2", "offers": offer}
    page = f'<html><script type="application/ld+json">{json.dumps(product)}</script></html>'
    assert _delivery(tmp_path / "page.html", page) == days
