"""A Shopify product as its shop gives it out: the address of a product page with `.json` or `.js` behind it, or
`products.json` for several.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from catalog.errors import CatalogueError
from catalog.feeds.item import Item
from catalog.feeds.opening import FeedText
from catalog.feeds.shopify import take_option, take_price

LARGEST = 20_000_000  # characters
_SIGNS = ('"variants"', '"vendor"')
_NO_OPTION = "default title"


def is_shopify_page(head: str) -> bool:
    """Whether the beginning of a JSON text is such a product, and not one by schema.org."""
    return head.startswith(("{", "[")) and all(sign in head for sign in _SIGNS) and "schema.org" not in head


def items(feed: FeedText) -> Iterator[Item]:
    """One item for each variant.

    Raises:
        CatalogueError: too long, or not JSON.
    """
    text = ""
    for chunk in feed.chunks():
        text += chunk
        if len(text) > LARGEST:
            raise CatalogueError(f"a page longer than {LARGEST} characters", where=str(feed.path))
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        mend = "Save the page again, whole."
        raise CatalogueError("not readable as JSON", where=str(feed.path), mend=mend) from error
    number = 0
    for product in _products(content):
        for variant in _dicts(product.get("variants")):
            number += 1
            yield _item(number, product, variant)


def _products(content: Any) -> list[dict[str, Any]]:
    if isinstance(content, dict):
        content = content.get("products") or content.get("product") or content
    return _dicts(content if isinstance(content, list) else [content])


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _item(number: int, product: Mapping[str, Any], variant: Mapping[str, Any]) -> Item:
    item = Item(number, _text(variant.get("sku")) or _text(variant.get("id")), has_currency=False, decimal=".")
    item.title = item.text(_text(product.get("title")), "title")
    item.brand = item.text(_text(product.get("vendor")), "vendor")
    item.description = item.text(_text(product.get("body_html") or product.get("description")), "description")
    item.category = item.text(_text(product.get("product_type") or product.get("type")), "type")
    tags = product.get("tags")
    item.tags = item.text(", ".join(map(_text, tags)) if isinstance(tags, list) else _text(tags), "tags")
    item.group_id = _text(product.get("handle") or product.get("id"))
    for name, value in _options(product, variant):
        take_option(item, name, value)
    before = variant.get("compare_at_price")
    take_price(item, _price(variant.get("price")), _price(before) if before else "")
    item.availability = {True: "in_stock", False: "out_of_stock"}.get(variant.get("available"), "")  # type: ignore[arg-type]
    return item


def _options(product: Mapping[str, Any], variant: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(name, value) of each option; `options` holds names, or objects that have one."""
    named = product.get("options")
    found = []
    for place in (1, 2, 3):
        value = _text(variant.get(f"option{place}")).strip()
        option = named[place - 1] if isinstance(named, list) and len(named) >= place else ""
        if value and value.lower() != _NO_OPTION:
            found.append((_text(option.get("name") if isinstance(option, dict) else option), value))
    return found


def _price(value: Any) -> str:
    """`.json` gives text in the currency's unit, `.js` whole cents."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value / 100:.2f}"
    return _text(value)


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, bool | dict | list) else str(value)
