"""A Shopify product as its shop gives it out, `.json` in the currency's unit and `.js` in cents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.errors import CatalogueError
from catalog.inspection import check_feed


def _product(**more: Any) -> dict[str, Any]:
    variants = [
        {"id": 1, "sku": "A-90", "option1": "90x200", "option2": "H2", "price": "499.00", "compare_at_price": "599.00"},
        {"id": 2, "sku": "A-140", "option1": "140x200", "option2": "H3", "price": "699.00", "compare_at_price": None},
    ]
    options = [{"name": "Maat"}, {"name": "Hardheid"}]
    return {"title": "Alba matras", "vendor": "B", "body_html": "<p>20 cm hoog</p>", "variants": variants, **more} | {
        "options": options
    }


def _read(tmp_path: Path, content: Any) -> list[tuple[Any, ...]]:
    (tmp_path / "page").write_text(json.dumps(content), encoding="utf-8")
    report = check_feed(tmp_path / "page")
    assert report.format == "shopify_page"
    return [(r.record_id, r.brand, r.model, r.width_cm, r.grade, r.price, r.sale_price) for r in report.records]


BOTH = [("A-90", "B", "Alba", 90, "H2", 599, 499), ("A-140", "B", "Alba", 140, "H3", 699, None)]


@pytest.mark.parametrize("wrapped", [{"product": _product()}, {"products": [_product()]}, _product()])
def test_each_variant_is_a_record(tmp_path: Path, wrapped: dict[str, Any]) -> None:
    assert _read(tmp_path, wrapped) == BOTH


def test_cents_are_read_as_such_and_options_by_their_names(tmp_path: Path) -> None:
    product = _product()
    for variant in product["variants"]:
        before = variant["compare_at_price"]
        variant |= {"price": round(100 * float(variant["price"])), "compare_at_price": before and 59900}
    assert _read(tmp_path, product | {"options": ["Maat", "Hardheid"]}) == BOTH


def test_stock_is_read_where_it_is_told(tmp_path: Path) -> None:
    product = _product()
    product["variants"][0]["available"], product["variants"][1]["available"] = True, False
    (tmp_path / "page").write_text(json.dumps(product), encoding="utf-8")
    assert [r.availability for r in check_feed(tmp_path / "page").records] == ["in_stock", "out_of_stock", None][:2]


@pytest.mark.parametrize(
    "odd",
    [
        {"variants": None},
        {"variants": ["x", 3]},
        {"variants": [{"price": [1], "option1": {"a": 1}}], "title": ["x"], "tags": 7},
        {"variants": [{}], "options": "Maat"},
    ],
)
def test_odd_shapes_are_findings_or_one_message(tmp_path: Path, odd: dict[str, Any]) -> None:
    try:
        _read(tmp_path, _product() | odd)
    except CatalogueError as error:
        assert "no record" in str(error)


def test_a_page_cut_short_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "page").write_text(json.dumps(_product())[:-9], encoding="utf-8")
    with pytest.raises(CatalogueError, match="not readable as JSON"):
        check_feed(tmp_path / "page")
