"""schema.org products in JSON-LD, inside an HTML page or on their own; microdata where JSON-LD does not describe the
same product.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from catalog.errors import CatalogueError, UserError
from catalog.feeds.item import Item, attribute_field
from catalog.feeds.opening import FeedText
from catalog.findings import finding
from catalog.labels import plain
from catalog.mattress import Finding
from catalog.prices import parse_price
from catalog.selling.delivery import schema_time
from catalog.sizes import find_size

LARGEST_PAGE = 20_000_000  # characters
MOST_PRODUCTS = 200_000
DEEPEST = 60
ADULT_YEARS = 18
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
_PRICE_BEFORE = re.compile(r"ListPrice|Strikethrough|RegularPrice|SRP|MSRP", re.IGNORECASE)
_GTINS = ("gtin", "gtin13", "gtin14", "gtin12", "gtin8", "ean")


def items(feed: FeedText, findings: list[Finding]) -> Iterator[Item]:
    """Every product, in the order of the page; for a group, its variants.

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
        groups = _groups(data)
        for product, group, shape in _walk(data, {}, 0):
            own = _text(product.get("@id"))
            of = group or groups.get(_reference(product.get("isVariantOf"))) or groups.get(own, {})
            if of is product:
                continue  # a group whose variants are listed separately
            for variant in _by_offer(product):
                yield (
                    variant,
                    of if variant is product else {**product, **of},
                    wrapped or shape or ("invalid JSON" if mended else ""),
                )


def _blocks(text: str) -> Iterator[str]:
    for mark in _MARK.finditer(text):
        start = text.find(">", mark.end(), mark.end() + LONGEST_TAG) + 1
        if not start:
            continue
        before = text[max(0, mark.start() - LONGEST_TAG) : mark.start()]
        if "<script" not in before[before.rfind("<") :].lower():
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
    """(data or None, whether it had to be repaired)."""
    for candidate, mended in ((block, False), (_without_trailing_commas(block), True)):
        try:
            return json.loads(candidate, strict=False), mended
        except (ValueError, RecursionError):
            continue
    return None, False


def _without_trailing_commas(block: str) -> str:
    """Remove commas before a closing bracket, outside strings only."""
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
    kinds = _kinds(data)
    if "ProductGroup" in kinds and data.get("hasVariant"):
        yield from _walk(data["hasVariant"], data, depth + 1)
    elif kinds & {"Product", "ProductModel", "IndividualProduct", "ProductGroup"} or (group and not kinds):
        if _only_refers(data):
            return
        yield data, group, shape or ("list of types" if isinstance(data.get("@type"), list) else "")
        yield from _walk(data.get("hasVariant") or data.get("isVariantOf"), data, depth + 1)
    else:
        inside = (
            *("@graph", "itemListElement", "item", "mainEntity", "mainEntityOfPage", "dataFeedElement"),
            *("offers", "itemOffered", "hasOfferCatalog", "makesOffer"),
        )
        for name in inside:
            if name in data:
                yield from _walk(data[name], group, depth + 1, shape or name.strip("@"))


def _kinds(data: dict[str, Any]) -> set[str]:
    return {re.split(r"[/:#]", str(kind))[-1] for kind in _listed(data.get("@type"))}


def _groups(data: Any) -> dict[str, dict[str, Any]]:
    """Product groups whose variants are listed separately, by the `@id` of the group and of each variant."""
    graph = data.get("@graph", data) if isinstance(data, dict) else data
    nodes = [each for each in _listed(graph) if isinstance(each, dict)]
    referred = {_reference(each.get("isVariantOf")) for each in nodes} - {""}
    found = {}
    for each in nodes:
        if "ProductGroup" in _kinds(each):
            variants = {_reference(variant) for variant in _listed(each.get("hasVariant"))} - {""}
            own = {_text(each.get("@id"))} & referred
            found.update(dict.fromkeys(variants | own, each))
    return found


def _reference(value: Any) -> str:
    return _text(value.get("@id")) if isinstance(value, dict) and _only_refers(value) else ""


def _only_refers(data: dict[str, Any]) -> bool:
    """Whether it is only a reference to an object described elsewhere."""
    return "@id" in data and set(data) <= {"@id", "@type", "url"}


def _by_offer(product: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The product; or one per offer, where offers with their own size, name or SKU represent its variants."""
    offers = product.get("offers")
    if isinstance(offers, dict) and isinstance(offers.get("offers"), list):
        offers = offers["offers"]
    own = [each for each in _listed(offers) if isinstance(each, dict)]
    named = [find_size(" ".join(_text(each.get(name)) for name in ("size", "name", "description"))) for each in own]
    if len(own) < 2 or not all(named) or len(set(named)) < 2:
        yield product
        return
    for offer, size in zip(own, named, strict=True):
        told = {name: offer[name] for name in ("sku", "mpn", *_GTINS, "url") if _text(offer.get(name))}
        name = f"{_text(product.get('name'))} {_text(offer.get('name')) or size}"
        unnamed = dict.fromkeys(("sku", "productID", "mpn", "@id"))
        yield {**product, **unnamed, **told, "name": name, "size": str(size), "offers": offer}


def _item(number: int, product: dict[str, Any], group: dict[str, Any]) -> Item:
    def stated(name: str) -> Any:
        value = product.get(name)
        return group.get(name) if value in (None, "", []) else value

    item = Item(number, decimal=".")
    item.title = item.text(_text(product.get("name")) or _text(group.get("name")), "name")
    item.model = item.text(_text(group.get("name")), "name")
    item.brand = item.text(_text(stated("brand")) or _text(stated("manufacturer")), "brand")
    item.description = item.text(_text(stated("description")), "description")
    item.category = item.text(_text(stated("category")), "category")
    item.url = _text(product.get("url"))
    item.group_id = _text(group.get("productGroupID")) or None
    offered = next((each for each in _listed(product.get("offers")) if isinstance(each, dict)), {})
    identities = (*(product.get(name) for name in ("sku", "productID", "mpn")), offered.get("sku"), product.get("@id"))
    item.record_id = next((text for text in map(_text, identities) if text), "")
    if not item.record_id:
        item.note("missing_id", "sku")
        item.record_id = item.title or f"product {number}"
    gtins = [each[name] for each in (product, offered) for name in _GTINS if name in each]
    item.gtin = _text(gtins[0]) if gtins else None
    for name, value in (("size", stated("size")), ("height", stated("height")), ("material", stated("material"))):
        if isinstance(value, dict):
            item.note("structure", name)
        if _text(value):
            item.attribute(name, _measured(value))
    width, depth = _measured(stated("width")), _measured(stated("depth")) or _measured(stated("length"))
    if width and depth and "size" not in item.attributes:
        item.attribute("size", f"{width} x {depth}")
    condition = _text(stated("itemCondition")) or _text(offered.get("itemCondition"))
    item.attributes["condition"] = re.split(r"[/:#]", condition.rstrip("/"))[-1].removesuffix("Condition")
    audience = stated("audience")
    if isinstance(audience, dict) and _text(audience.get("suggestedMaxAge")).isdigit():
        item.attributes["age_group"] = "kids" if int(_text(audience.get("suggestedMaxAge"))) < ADULT_YEARS else ""
    for source in (product, group):
        properties = source.get("additionalProperty")
        if isinstance(properties, dict):
            item.note("structure", "additionalProperty")
        for each in _listed(properties):
            if isinstance(each, dict) and attribute_field(_text(each.get("name"))) is not None:
                item.attribute(_text(each.get("name")), _on_its_scale(each))
    _take_offer(item, stated("offers"))
    return item


def _take_offer(item: Item, offers: Any) -> None:
    """Price and availability of the first offer; for an aggregate offer its lowest price."""
    if isinstance(offers, list):
        item.note("offers_list", "offers", len(offers))
    offer = next((each for each in _listed(offers) if isinstance(each, dict)), {})
    if "AggregateOffer" in _kinds(offer):
        item.note("structure", "offers", "AggregateOffer")
        low, high = _text(offer.get("lowPrice")) or _text(offer.get("price")), _text(offer.get("highPrice"))
        price, regular = low or high, ""
        offer = {**next((each for each in _listed(offer.get("offers")) if isinstance(each, dict)), {}), **offer}
        price = price or _text(offer.get("price"))
        if high and low and low != high:
            item.note("price_range", "price", f"{low}-{high}")
    else:
        specifications = [each for each in _listed(offer.get("priceSpecification")) if isinstance(each, dict)]
        listed = [each for each in specifications if _PRICE_BEFORE.search(_text(each.get("priceType")))]
        asked = next((each for each in specifications if each not in listed), {})
        regular = _text(listed[0].get("price")) if listed else ""
        price = _text(offer.get("price")) or _text(asked.get("price")) or regular
        offer = {**(listed[0] if listed else {}), **asked, **offer}
        if isinstance(offer.get("price"), str):
            item.note("price_spelling", "price", price)
    currency = _text(offer.get("priceCurrency"))
    item.price = _with_currency(price, currency)
    if regular and regular != price:
        item.price, item.sale_price = _with_currency(regular, currency), item.price
        if (before := _amount(item.price)) is not None and before <= (_amount(item.sale_price) or 0.0):
            item.price, item.sale_price = item.sale_price, ""
    availability = _text(offer.get("availability"))
    item.availability = re.split(r"[/:#]", availability.rstrip("/"))[-1]
    if availability and "/" not in availability:
        item.note("availability_spelling", "availability", availability)
    for name, stated in (("sale_starts", "validFrom"), ("sale_ends", "validThrough")):
        if regular and _text(offer.get(stated)):
            item.attributes[name] = _text(offer.get(stated))
    if delivery := schema_time(offer):
        item.attributes["delivery"] = delivery
    if _text(offer.get("priceValidUntil")):
        item.attributes["price_valid_until"] = _text(offer.get("priceValidUntil"))


def _with_currency(price: str, currency: str) -> str:
    return price if not price or currency.lower() in price.lower() else f"{price} {currency}"


def _amount(text: str) -> float | None:
    try:
        return parse_price(text, ".").amount
    except UserError:
        return None


def _measured(value: Any) -> str:
    """A quantity with its unit, as text."""
    if isinstance(value, list):  # "Medium" and "Firm", 80x200 and 90x200: each is offered
        return ", ".join(dict.fromkeys(filter(None, map(_measured, value[:20]))))
    if not isinstance(value, dict):
        return _text(value)
    if isinstance(value.get("value"), (list, dict)):
        return _measured(value["value"])
    number = value.get("value", value.get("maxValue", value.get("minValue", value.get("name", ""))))
    unit = str(value.get("unitText") or value.get("unitCode") or "")
    low, high = _text(value.get("minValue")), _text(value.get("maxValue"))
    text = f"{low} - {high}" if low and high and "value" not in value else _text(number)
    return f"{text} {_UNITS.get(unit.lower(), unit)}".strip()


def _on_its_scale(quantity: dict[str, Any]) -> str:
    """A quantity as text; a firmness whose page states the end of its scale as "7/10"."""
    end = _text(quantity.get("maxValue"))
    scaled = attribute_field(_text(quantity.get("name"))) in ("firmness", "firmness_score")
    return (
        f"{_text(quantity['value'])}/{end}" if scaled and end and _text(quantity.get("value")) else _measured(quantity)
    )


def _text(value: Any, depth: int = 0) -> str:
    """A value as text: the name of an object, the first of a list, the first language of a language map."""
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
    """Products marked up as microdata."""
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
