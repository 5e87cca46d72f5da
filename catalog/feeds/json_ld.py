"""schema.org products in JSON-LD, inside an HTML page or on their own; microdata where there is no JSON-LD twin."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from catalog.errors import CatalogueError
from catalog.feeds.item import Item, attribute_field
from catalog.feeds.opening import FeedText
from catalog.findings import finding
from catalog.labels import plain
from catalog.mattress import Finding

LARGEST_PAGE = 20_000_000  # characters
MOST_PRODUCTS = 200_000
DEEPEST = 60
_MARK = re.compile(r"application/ld\+json", re.IGNORECASE)
LONGEST_TAG = 500
_CLOSING = re.compile(r"</script", re.IGNORECASE)
_BEFORE = ("<!--", "<![CDATA[", "//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/")
_AFTER = ("-->", "/*]]>*/", "//]]>", "// ]]>", "]]>", ";")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_STRING = re.compile(r'("(?:[^"\\]++|\\.)*+")')
_UNITS = {
    "cmt": "cm",
    "mmt": "mm",
    "mtr": "m",
    "inh": "inch",
    "kgm": "kg",
    "lbr": "lb",
    "cm": "cm",
    "mm": "mm",
    "kg": "kg",
}
_GTINS = ("gtin", "gtin13", "gtin14", "gtin12", "gtin8", "ean")


def items(feed: FeedText, findings: list[Finding]) -> Iterator[Item]:
    """Every product, in the order of the page; of a group its variants.

    Raises:
        CatalogueError: too large for one page, or no product in it.
    """
    text = "".join(_bounded(feed))
    number = 0
    known: set[str] = set()
    for number, (product, group, wrapped) in enumerate(_products(text, findings), start=1):
        if number > MOST_PRODUCTS:
            raise CatalogueError(f"more than {MOST_PRODUCTS} products", where=str(feed.path))
        item = _item(number, product, group)
        if wrapped:
            item.note("wrapped_block", "block", wrapped)
        known |= {plain(name) for name in (item.record_id, item.title, item.model) if name}
        yield item
    for product in _microdata(text):
        if plain(_text(product.get("sku"))) in known or plain(_text(product.get("name"))) in known:
            findings.append(finding("microdata_twin", value=_text(product.get("name"))))
            continue
        number += 1
        yield _item(number, product, {})


def _bounded(feed: FeedText) -> Iterator[str]:
    length = 0
    for chunk in feed.chunks():
        length += len(chunk)
        if length > LARGEST_PAGE:
            raise CatalogueError(f"a page longer than {LARGEST_PAGE} characters", where=str(feed.path))
        yield chunk


def _products(text: str, findings: list[Finding]) -> Iterator[tuple[dict[str, Any], dict[str, Any], str]]:
    """(product, its group or {}, how it was wrapped)."""
    blocks = list(_blocks(text)) if text.lstrip("\ufeff \t\r\n").startswith("<") else [text]
    for place, block in enumerate(blocks, start=1):
        where = f"block {place}"
        bare = _unwrapped(block)
        wrapped = "comment" if bare != block.strip() else ""
        data, mended = _load(bare)
        if data is None:
            findings.append(finding("unreadable_json", where=where, value=block.strip()[:60]))
            continue
        if mended:
            findings.append(finding("invalid_json", where=where))
        for product, group, shape in _walk(data, {}, 0):
            yield product, group, wrapped or shape or ("invalid JSON" if mended else "")


def _blocks(text: str) -> Iterator[str]:
    for mark in _MARK.finditer(text):
        before = text[max(0, mark.start() - LONGEST_TAG) : mark.start()]
        start = text.find(">", mark.end(), mark.end() + LONGEST_TAG) + 1
        if not start or "<script" not in before[before.rfind("<") :].lower():
            continue
        closing = _CLOSING.search(text, start)
        if not closing:
            return
        yield text[start : closing.start()]


def _unwrapped(block: str) -> str:
    """The block without the comment or CDATA marks around it."""
    previous = None
    while previous != block:
        previous = block = block.strip()
        for mark in _BEFORE:
            block = block.removeprefix(mark)
        for mark in _AFTER:
            block = block.removesuffix(mark)
    return block


def _load(block: str) -> tuple[Any, bool]:
    """(data or None, whether it had to be mended)."""
    for candidate, mended in ((block, False), (_without_trailing_commas(block), True)):
        try:
            return json.loads(candidate, strict=False), mended
        except (ValueError, RecursionError):
            continue
    return None, False


def _without_trailing_commas(block: str) -> str:
    """Commas before a closing bracket removed, outside of strings only."""
    parts = _STRING.split(block)
    return "".join(part if place % 2 else _TRAILING_COMMA.sub(r"\1", part) for place, part in enumerate(parts))


def _walk(
    data: Any, group: dict[str, Any], depth: int, shape: str = ""
) -> Iterator[tuple[dict[str, Any], dict[str, Any], str]]:
    if depth > DEEPEST:
        return
    if isinstance(data, list):
        for each in data:
            yield from _walk(each, group, depth + 1, shape or ("list" if depth == 0 else ""))
        return
    if not isinstance(data, dict):
        return
    kinds = {str(kind).rsplit("/", 1)[-1] for kind in _listed(data.get("@type"))}
    if "ProductGroup" in kinds and data.get("hasVariant"):
        yield from _walk(data["hasVariant"], data, depth + 1)
    elif kinds & {"Product", "ProductModel", "IndividualProduct", "ProductGroup"} or (group and not kinds):
        yield data, group, shape or ("list of types" if isinstance(data.get("@type"), list) else "")
        yield from _walk(data.get("hasVariant") or data.get("isVariantOf"), data, depth + 1)
    else:
        inside = ("@graph", "itemListElement", "item", "mainEntity", "mainEntityOfPage", "offers", "itemOffered")
        for name in inside:
            if name in data:
                yield from _walk(data[name], group, depth + 1, shape or name.strip("@"))


def _item(number: int, product: dict[str, Any], group: dict[str, Any]) -> Item:
    def stated(name: str) -> Any:
        value = product.get(name)
        return group.get(name) if value in (None, "", []) else value

    item = Item(number)
    item.title = item.text(_text(product.get("name")) or _text(group.get("name")), "name")
    item.model = item.text(_text(group.get("name")), "name")
    item.brand = item.text(_text(stated("brand")) or _text(stated("manufacturer")), "brand")
    item.description = item.text(_text(stated("description")), "description")
    item.category = item.text(_text(stated("category")), "category")
    item.url = _text(product.get("url"))
    item.group_id = _text(group.get("productGroupID")) or None
    identities = (product.get(name) for name in ("sku", "productID", "mpn", "@id"))
    item.record_id = next((text for text in map(_text, identities) if text), "")
    if not item.record_id:
        item.note("missing_id", "sku")
        item.record_id = item.title or f"product {number}"
    gtins = [product[name] for name in _GTINS if name in product]
    item.gtin = _text(gtins[0]) if gtins else None
    for name, value in (("size", stated("size")), ("height", stated("height")), ("material", stated("material"))):
        if isinstance(value, dict):
            item.note("structure", name)
        if _text(value):
            item.attribute(name, _measured(value))
    width, depth = _measured(stated("width")), _measured(stated("depth"))
    if width and depth and "size" not in item.attributes:
        item.attribute("size", f"{width} x {depth}")
    for source in (product, group):
        properties = source.get("additionalProperty")
        if isinstance(properties, dict):
            item.note("structure", "additionalProperty")
        for each in _listed(properties):
            if isinstance(each, dict) and attribute_field(_text(each.get("name"))) is not None:
                item.attribute(_text(each.get("name")), _measured(each))
    _take_offer(item, stated("offers"))
    return item


def _take_offer(item: Item, offers: Any) -> None:
    """Price and availability of the first offer; of an aggregate its lowest price."""
    if isinstance(offers, list):
        item.note("offers_list", "offers", len(offers))
    offer = next((each for each in _listed(offers) if isinstance(each, dict)), {})
    if str(offer.get("@type", "")).endswith("AggregateOffer"):
        item.note("structure", "offers", "AggregateOffer")
        low, high = _text(offer.get("lowPrice")), _text(offer.get("highPrice"))
        if high and low != high:
            item.note("price_range", "price", f"{low}-{high}")
        price = low or high
        offer = {**next((each for each in _listed(offer.get("offers")) if isinstance(each, dict)), {}), **offer}
    else:
        specification = next((each for each in _listed(offer.get("priceSpecification")) if isinstance(each, dict)), {})
        price = _text(offer.get("price")) or _text(specification.get("price"))
        offer = {**specification, **offer}
        if isinstance(offer.get("price"), str):
            item.note("price_spelling", "price", price)
    item.price = f"{price} {_text(offer.get('priceCurrency'))}".strip() if price else ""
    availability = _text(offer.get("availability"))
    item.availability = availability.rstrip("/").rsplit("/", 1)[-1]
    if availability and "/" not in availability:
        item.note("availability_spelling", "availability", availability)
    if _text(offer.get("priceValidUntil")):
        item.attributes["price_valid_until"] = _text(offer.get("priceValidUntil"))


def _measured(value: Any) -> str:
    """A quantity with its unit, as text."""
    if not isinstance(value, dict):
        return _text(value)
    number = value.get("value", value.get("maxValue", value.get("minValue", value.get("name", ""))))
    unit = str(value.get("unitText") or value.get("unitCode") or "")
    low, high = _text(value.get("minValue")), _text(value.get("maxValue"))
    text = f"{low} - {high}" if low and high and "value" not in value else _text(number)
    return f"{text} {_UNITS.get(unit.lower(), unit)}".strip()


def _text(value: Any, depth: int = 0) -> str:
    """A value as text: of an object its name, of a list its first, of a language map its value."""
    if depth > 5 or value is None or isinstance(value, bool):
        return ""
    if isinstance(value, dict):
        return _text(value.get("name", value.get("@value", value.get("value"))), depth + 1)
    if isinstance(value, list):
        return next((text for text in (_text(each, depth + 1) for each in value[:20]) if text), "")
    return str(value)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _microdata(text: str) -> Iterator[dict[str, Any]]:
    """Products marked up in the page itself."""
    if "itemscope" not in text or "schema.org" not in text:
        return
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=False, encoding="utf-8")
    try:
        page = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return
    for scope in page.iter():
        if isinstance(scope.tag, str) and str(scope.get("itemtype", "")).rstrip("/").endswith("schema.org/Product"):
            product = _scope(scope, 0)
            if product.get("name"):
                yield product


def _scope(scope: Any, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": str(scope.get("itemtype", "")).rsplit("/", 1)[-1]}
    pending = list(scope)[::-1]
    while pending:
        element = pending.pop()
        name = element.get("itemprop") if isinstance(element.tag, str) else None
        nested = isinstance(element.tag, str) and element.get("itemscope") is not None
        if name and nested and depth < 5:
            found.setdefault(name, _scope(element, depth + 1))
        elif name:
            stated = element.get("content") or element.get("href") or element.text_content()
            found.setdefault(name, str(stated).strip())
        if not nested:
            pending.extend(list(element)[::-1])
    return found
