"""Google Merchant feeds: XML (RSS or Atom) and TSV, attribute names with or without `g:`."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator

from lxml import etree

from catalog.errors import CatalogueError
from catalog.feeds import table
from catalog.feeds.item import Item
from catalog.feeds.opening import FeedText, opens_plainly
from catalog.feeds.rows import Row
from catalog.findings import finding
from catalog.mattress import Finding
from catalog.selling.delivery import google_time

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DETAIL = re.compile(r",\s*(?=[^:,]{1,80}:[^:,]{1,80}:)")
_RECORD_TAGS = ("{*}item", "{*}entry", "{*}product")
_REQUIRED = ("id", "title", "price")
# Google's own attributes that are read above or say nothing of the mattress; names of others may be the shop's.
_GOOGLES_NAMES = (
    "id|title|brand|description|google_product_category|product_type|price|sale_price|availability|gtin|"
    "item_group_id|link|product_detail|size|material|multipack|age_group|product_width|product_length|"
    "product_height|product_weight|sale_price_effective_date|shipping|max_handling_time|min_handling_time|"
    "max_transit_time|min_transit_time|mpn|condition|image_link|additional_image_link|mobile_link|color|pattern|"
    "gender|size_type|size_system|identifier_exists|adult|is_bundle|tax|tax_category|product_highlight|"
    "availability_date|expiration_date|cost_of_goods_sold|ads_redirect|unit_pricing_measure|"
    "unit_pricing_base_measure|installment|loyalty_program|subscription_cost|certification|"
    "energy_efficiency_class|min_energy_efficiency_class|max_energy_efficiency_class|transit_time_label|"
    "pickup_method|pickup_sla|excluded_destination|included_destination|pause|auto_pricing_min_price|"
    "lifestyle_image_link|structured_title|structured_description|return_policy_label|disclosure_date|"
    "minimum_order_value"
)
_GOOGLES = frozenset(_GOOGLES_NAMES.split("|"))
_OF_THE_PARCEL = ("shipping", "ships_", "custom_label", "promotion", "display_ads")
_PART, _IS = "\x1e", "\x1f"  # between the parts of an element, and between a part's name and text: in no XML text


def is_google(header: set[str]) -> bool:
    names = {name.replace(" ", "_").removeprefix("g:") for name in header}
    return {"id", "title", "price"} <= names and bool({"link", "availability", "image_link"} & names)


def has_details(header: set[str]) -> bool:
    """Whether it is Google's own table although its cells are not separated by tabs."""
    names = {name.replace(" ", "_").removeprefix("g:") for name in header}
    return bool({"product_detail", "google_product_category", "item_group_id", "image_link"} & names)


def xml_items(feed: FeedText, findings: list[Finding]) -> Iterator[Item]:
    """Items of an XML feed, in bounded memory. Document types and entities are rejected before anything is parsed.

    Raises:
        CatalogueError: a document type, entities, or no XML at all.
    """
    if not opens_plainly(feed.head):
        raise CatalogueError(
            "no XML element, or a document type before it", where=str(feed.path), mend="A feed needs none: remove it."
        )
    parser = etree.XMLPullParser(
        events=("end",),
        tag=_RECORD_TAGS,
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
    )
    number = 0
    try:
        for element in _ended(parser, feed):
            number += 1
            attributes = _attributes(element)
            if "title" in attributes:
                yield from_attributes(number, attributes)
            else:  # other XML of product elements: the tags are column names of a table
                yield table.item_of(number, {name: values[0] for name, values in attributes.items()})
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        findings.append(finding("broken_markup", value=error.msg, where=f"line {error.lineno or '?'}"))
        return
    damage = (each for each in parser.feed_error_log if not each.message.startswith("Namespace prefix"))
    for problem in itertools.islice(damage, 3):
        findings.append(finding("broken_markup", value=problem.message, where=f"line {problem.line}"))


def tsv_items(rows: Iterable[Row]) -> Iterator[Item]:
    """Items of a TSV feed; a row that ends before its required cells is rejected."""
    for number, row in enumerate(rows, start=1):
        attributes: dict[str, list[str]] = {}
        for name, cell in row.items():
            if name and cell:
                attributes.setdefault(_attribute_name(name), []).append(cell)
        if "product_detail" in attributes:
            attributes["product_detail"] = [
                part for cell in attributes["product_detail"] for part in _DETAIL.split(cell)
            ]
        item = from_attributes(number, attributes, row.where)
        if None in row.values() and any(not attributes.get(name) for name in _REQUIRED):
            item.refuse("short_row")
        yield item


@functools.lru_cache(maxsize=10_000)
def _attribute_name(name: str) -> str:
    return re.sub(r"[\s_]+", "_", name.strip().lower()).removeprefix("g:")


def from_attributes(number: int, attributes: dict[str, list[str]], where: str = "") -> Item:
    """The item of a record's attributes; `product_detail` as "section:name:value"."""
    held = {name: _first_filled(values) for name, values in attributes.items()}

    def first(name: str) -> str:
        return held.get(name, "")

    item = Item(number, first("id").strip(), where, decimal=".")
    item.title = item.text(first("title"), "title")
    item.brand = item.text(first("brand"), "brand")
    item.description = item.text(first("description"), "description")
    if "description" in attributes and not item.description:
        item.note("empty_description", "description")
    item.category = " > ".join(item.text(first(name), name) for name in ("google_product_category", "product_type"))
    item.price, item.sale_price = first("price"), first("sale_price")
    item.availability = first("availability")
    item.gtin = first("gtin")
    item.group_id = first("item_group_id").strip()
    item.url = first("link").strip()
    for detail in attributes.get("product_detail", []):
        _, name, value = [*detail.split(":", 2), "", ""][:3]
        item.attribute(name, value)
    if first("size"):
        item.attribute("size", first("size"))
    for name in (
        "material",
        "multipack",
        "age_group",
        "condition",
        "product_width",
        "product_length",
        "product_height",
    ):
        if first(name):
            item.attribute(name.removeprefix("product_"), first(name))
    for name, value in held.items():
        if name not in _GOOGLES and not name.startswith(_OF_THE_PARCEL):  # a shop's own, such as "hardheid"
            item.attribute(name.replace("_", " "), value)
            if not item.availability and table.column_field(name) == "availability":
                item.availability = value
    item.attributes["sale_dates"] = first("sale_price_effective_date").strip()
    shipping = [_parts_of(text) for text in attributes.get("shipping", ())]
    own = {name: first(name) for name in ("max_handling_time", "max_transit_time")}
    if delivery := google_time(shipping, own):
        item.attributes["delivery"] = delivery
    return item


def _first_filled(values: list[str]) -> str:
    for value in values:
        if value and not value.isspace():
            return value
    return ""


def _parts_of(shipping: str) -> dict[str, str]:
    """The parts of a `shipping` element by name, or the whole text of a cell under ""."""
    return (
        dict(part.split(_IS, 1) for part in shipping.split(_PART) if _IS in part) if _IS in shipping else {"": shipping}
    )


def _ended(parser: etree.XMLPullParser, feed: FeedText) -> Iterator[etree._Element]:
    first = True
    for chunk in feed.chunks():
        text = _DECLARATION.sub("", chunk.lstrip("\ufeff"), count=1) if first else chunk
        first = False
        parser.feed(text.encode("utf-8", "replace"))
        for _, element in parser.read_events():
            yield element
    parser.close()
    for _, element in parser.read_events():
        yield element


def _local(element: etree._Element) -> str:
    """The tag's name without its namespace, declared or not; "" for comments and the like."""
    return _local_name(element.tag) if isinstance(element.tag, str) else ""


@functools.lru_cache(maxsize=10_000)
def _local_name(tag: str) -> str:
    return re.split(r"[}:]", tag)[-1].lower()


def _said(element: etree._Element) -> str:
    """All text in an element; half a surrogate pair (a reference such as &#xD800;) becomes the replacement sign."""
    try:
        return "".join(element.itertext()) if len(element) else element.text or ""
    except UnicodeDecodeError:
        text: bytes = etree.tostring(element, method="text", encoding="utf-8", with_tail=False)
        return text.decode("utf-8", "replace")


def _attribute(element: etree._Element, name: str) -> str:
    try:
        return element.get(name) or ""
    except UnicodeDecodeError:
        return ""


def _attributes(element: etree._Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for child in element:
        tag = child.tag
        if not isinstance(tag, str):
            continue
        name = _local_name(tag)
        if name == "product_detail":
            parts = {_local(part): _said(part) for part in child if isinstance(part.tag, str)}
            names = ("section_name", "attribute_name", "attribute_value")
            value = ":".join(
                parts.get(part, "").replace(":", " ") if part != names[2] else parts.get(part, "") for part in names
            )
        elif name == "shipping" and len(child):
            value = _PART.join(f"{_local(part)}{_IS}{_said(part)}" for part in child if isinstance(part.tag, str))
        elif name == "link" and (address := _attribute(child, "href")):
            value = address
        else:
            value = _said(child)
        found.setdefault(name, []).append(value)
    return found
