"""Shopify product CSV, with the current header or the previous one: several rows make one product."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from catalog.errors import UserError
from catalog.feeds.item import Item, attribute_field
from catalog.feeds.rows import Row
from catalog.feeds.size_names import named_size
from catalog.labels import plain, read_firmness
from catalog.prices import parse_price
from catalog.sizes import find_size

# Names of the current header, by those of the previous one.
_TODAY = {
    "handle": "url handle",
    "body (html)": "description",
    "variant sku": "sku",
    "variant barcode": "barcode",
    "variant price": "price",
    "variant compare at price": "compare-at price",
    "variant inventory qty": "inventory quantity",
    "variant inventory policy": "continue selling when out of stock",
    "variant inventory tracker": "inventory tracker",
    "published": "published on online store",
    "product type": "type",
    "standard product type": "product category",
    "image src": "product image url",
}
_METAFIELD = re.compile(r"(.*)\(product\.metafields\.(\w+)\.([\w-]+)\)")
_NO_OPTION = "default title"
_OF_PRODUCT = (
    "title",
    "description",
    "vendor",
    "product category",
    "type",
    "tags",
    "status",
    "published on online store",
)


def is_shopify(header: set[str]) -> bool:
    return bool({"handle", "url handle"} & header) and "title" in header and "option1 value" in header


def items(rows: Iterable[Row]) -> Iterator[Item]:
    """One item per row; a row without a title takes missing values from the first row of its handle."""
    product: dict[str, str] = {}
    for number, raw in enumerate(rows, start=1):
        row = {_TODAY.get(plain(name), plain(name)): cell or "" for name, cell in raw.items() if name}
        handle = row.get("url handle", "").strip()
        inherits = bool(handle) and handle == product.get("url handle") and not row.get("title", "").strip()
        if not inherits:
            product = {**row, "url handle": handle}
        yield _item(Item(number, where=raw.where, has_currency=False, decimal="."), row, product, inherits)


def _item(item: Item, row: dict[str, str], product: dict[str, str], inherits: bool) -> Item:
    options = _options(row, product)
    item.record_id = _identity(row, product, options)
    if not any((row.get("price"), options, row.get("sku"), row.get("title"))):
        item.refuse("image_only_row", "product image url", row.get("product image url", ""))
        return item
    if inherits:
        item.note("inherited", "title")
    of_product = {name: row.get(name, "").strip() or product.get(name, "") for name in _OF_PRODUCT}
    item.title = item.text(of_product["title"], "title")
    item.brand = item.text(of_product["vendor"], "vendor")
    item.description = item.text(of_product["description"], "description")
    item.category = f"{of_product['product category']} > {item.text(of_product['type'], 'type')}".strip(" >")
    item.tags = item.text(of_product["tags"], "tags")
    item.gtin = row.get("barcode", "")
    item.group_id = product.get("url handle", "")
    if not row.get("sku", "").strip():
        item.note("missing_id", "sku")
    if of_product["status"].lower() in ("draft", "archived"):
        item.refuse("draft_product", "status", of_product["status"])
    if of_product["published on online store"].lower() == "false":
        item.refuse("hidden_product", "published on online store")
    if row.get("gift card", "").lower() == "true":
        item.refuse("not_a_mattress", "gift card")
    for name, value in options:
        take_option(item, name, value)
    for name, cell in product.items():
        metafield = _METAFIELD.fullmatch(name)
        value = row.get(name, "").strip() or cell
        if metafield and value.strip():
            known = metafield[3] if attribute_field(metafield[3]) else metafield[1]
            if ";" in value:
                item.note("structure", attribute_field(known) or "", value)
            item.attribute(known, value)
    take_price(item, row.get("price", ""), row.get("compare-at price", ""))
    item.availability = _availability(item, row, product)
    return item


def _options(row: dict[str, str], product: dict[str, str]) -> list[tuple[str, str]]:
    """(name, value) of each option; names appear only in the product's first row."""
    found = []
    for place in (1, 2, 3):
        value = row.get(f"option{place} value", "").strip()
        name = row.get(f"option{place} name", "").strip() or product.get(f"option{place} name", "").strip()
        if value and value.lower() != _NO_OPTION:
            found.append((name, value))
    return found


def _identity(row: dict[str, str], product: dict[str, str], options: list[tuple[str, str]]) -> str:
    if row.get("sku", "").strip():
        return row["sku"].strip()
    return "|".join(filter(None, [product.get("url handle", ""), options[0][1] if options else ""]))


def take_option(item: Item, name: str, value: str) -> None:
    """An option by its name, or by the form of its value where the name is not informative."""
    if attribute_field(name):
        item.attribute(name, value)
    elif find_size(value) or named_size(value, ""):
        item.attribute("size", value)
    elif read_firmness(value):
        item.attribute("firmness", value)


def take_price(item: Item, price: str, compare_at: str) -> None:
    """The compare-at price is the regular price where it is above the price."""
    item.price = price
    if not compare_at.strip():
        return
    try:
        higher = parse_price(compare_at, ".").amount > parse_price(price, ".").amount
    except UserError:
        higher = False
    if higher:
        item.price, item.sale_price = compare_at, price
        item.note("compare_at_is_regular", "compare-at price", compare_at)
    else:
        item.note("compare_at_ignored", "compare-at price", compare_at)


def _availability(item: Item, row: dict[str, str], product: dict[str, str]) -> str:
    tracked = row.get("inventory tracker", "").strip() or product.get("inventory tracker", "").strip()
    quantity = row.get("inventory quantity", "").strip()
    if not tracked and ("inventory tracker" in row or not quantity):
        return "in_stock"
    if not re.fullmatch(r"-?\d+", quantity):
        item.note("stock_not_stated", "inventory quantity", quantity)
        return ""
    if int(quantity) > 0:
        return "in_stock"
    sells_on = row.get("continue selling when out of stock", "").strip().lower() in ("continue", "true")
    return "backorder" if sells_on else "out_of_stock"
