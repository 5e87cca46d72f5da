"""WooCommerce product CSV: simple products, and variations that refer to a parent row by SKU or `id:NUMBER`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from catalog.feeds.item import Item, attribute_field
from catalog.feeds.rows import Row
from catalog.feeds.woocommerce_columns import english
from catalog.labels import plain
from catalog.mattress import Finding

_PARENTS = ("variable", "grouped")
_PARCEL = ("length (cm)", "width (cm)", "height (cm)")
_CATEGORY_END = re.compile(r"\s*(?:>|\||,)\s*")
_NAMED = re.compile(r"attribute (\d+) name")
_LISTED = re.compile(r"(?<!\\),\s+|\|")  # between the values of a list; a comma inside a value is escaped


def is_woocommerce(header: set[str]) -> bool:
    header = {english(name) for name in header}
    return {"type", "name"} <= header and bool({"regular price", "published"} & header) and "sku" in header


def items(rows: Callable[[list[Finding]], Iterable[Row]], findings: list[Finding]) -> Iterator[Item]:
    """One item per row. The rows are read twice, because a variation may precede its parent."""
    parents: dict[str, dict[str, str]] = {}
    for row in rows([]):
        cells = _cells(row)
        if _kind(cells) in _PARENTS:
            for key in (cells.get("sku", ""), f"id:{cells.get('id', '')}"):
                parents.setdefault(key, cells)
    for number, row in enumerate(rows(findings), start=1):
        yield _item(number, row.where, _cells(row), parents)


def _cells(row: Row) -> dict[str, str]:
    return {english(name): (cell or "") for name, cell in row.items()}


def _kind(cells: dict[str, str]) -> str:
    words = {word.strip() for word in cells.get("type", "").lower().split(",")}
    return next(
        (kind for kind in ("variable", "grouped", "variation", "external", "simple") if kind in words), "simple"
    )


def _item(number: int, where: str, cells: dict[str, str], parents: dict[str, dict[str, str]]) -> Item:
    identity = cells.get("sku", "").strip()
    item = Item(number, identity or f"id:{cells.get('id', '').strip()}", where, has_currency=False, decimal="any")
    if not identity:
        item.note("missing_id", "sku")
    kind = _kind(cells)
    parent = parents.get(cells.get("parent", "").strip(), {}) if kind == "variation" else {}
    if kind == "variation" and not parent:
        item.note("parent_missing", "parent", cells.get("parent", ""))
    item.title = item.text(cells.get("name", ""), "name")
    item.model = item.text(parent.get("name", ""), "name")
    item.brand = item.text(cells.get("brands") or parent.get("brands", ""), "brands")
    item.description = item.text(
        " ".join(
            filter(None, (each.get(name) for each in (cells, parent) for name in ("short description", "description")))
        ),
        "description",
    )
    categories = item.text(cells.get("categories") or parent.get("categories", ""), "categories")
    item.category = " > ".join(_CATEGORY_END.split(categories))
    item.tags = item.text(cells.get("tags") or parent.get("tags", ""), "tags")
    item.gtin = cells.get("gtin, upc, ean, or isbn") or None  # new column: most shops leave it out
    item.group_id = cells.get("parent", "").strip()
    item.price, item.sale_price = cells.get("regular price", ""), cells.get("sale price", "")
    item.attributes["sale_starts"] = cells.get("date sale price starts", "").strip()
    item.attributes["sale_ends"] = cells.get("date sale price ends", "").strip()
    item.availability = _availability(item, cells)
    if kind in _PARENTS:
        item.refuse("parent_row", "type", cells.get("type", ""))
        return item
    for each in (cells, parent):
        if each.get("published", "1").strip() in ("0", "-1"):
            item.refuse("draft_product", "published", each["published"])
        if each.get("visibility in catalog", "").strip().lower() == "hidden":
            item.refuse("hidden_product", "visibility in catalog")
    if any(cells.get(name, "").strip() for name in _PARCEL):
        item.note("package_size", "dimensions")
    _take_attributes(item, cells, parent)
    return item


def _take_attributes(item: Item, cells: dict[str, str], parent: dict[str, str]) -> None:
    """The variant's own attributes, checked against its parent's lists; an attribute it leaves empty holds for every
    value.
    """
    own, listed = _attributes(cells), _attributes(parent)
    for name, value in own.items():
        known = attribute_field(name)
        item.attribute(name, value)
        allowed = next((values for other, values in listed.items() if plain(other) == plain(name)), "")
        if (
            known
            and value
            and allowed
            and _unescaped(value) not in {_unescaped(each) for each in _LISTED.split(allowed)}
        ):
            item.note("value_not_in_parent", known, value)
    for name, values in listed.items():
        known = attribute_field(name)
        if known and known not in item.attributes:
            several = len(_LISTED.split(values)) > 1
            if known == "firmness" and several:
                item.any_firmness = True
            elif not several:
                item.attribute(name, values)
    for source in (cells, parent):
        for name, value in source.items():
            if name.startswith("meta:") and value.strip():
                item.attribute(name.removeprefix("meta:"), value)


def _unescaped(value: str) -> str:
    return plain(value.replace("\\,", ",").strip())


def _attributes(cells: dict[str, str]) -> dict[str, str]:
    found = {}
    for column, name in cells.items():
        match = _NAMED.fullmatch(column)
        value = cells.get(f"attribute {match[1]} value(s)", "") if match else ""
        if name.strip() and value.strip():
            found[name.strip()] = value.strip()
    return found


def _availability(item: Item, cells: dict[str, str]) -> str:
    stated = cells.get("in stock?", "").strip().lower()
    if not cells.get("stock", "").strip():
        item.note("stock_not_stated", "stock")
    return {"1": "in_stock", "0": "out_of_stock", "yes": "in_stock", "no": "out_of_stock"}.get(stated, stated)
