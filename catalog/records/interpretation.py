"""From the source's words to facts: one item of a feed is read into one record, with its findings."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from catalog.feeds.item import Item
from catalog.labels import plain
from catalog.mattress import GROUP, LONGEST_ID
from catalog.records.adjusting import within_its_range
from catalog.records.facts import read_facts
from catalog.records.firmness_said import read_firmness_said
from catalog.records.gtin import read_gtin
from catalog.records.kinds import is_not_new, kind_of
from catalog.records.layers_said import read_layers_said
from catalog.records.names import first_word, model_name
from catalog.records.offer import read_availability, read_markets_and_delivery, read_prices
from catalog.records.record import FeedRecord
from catalog.records.sizes_said import read_height, read_size
from catalog.texts import printable

GTIN_DIGITS = 14  # shorter ones are padded with zeros
_WEB_PAGE = re.compile(r"https?://[!-~\u00a1-\ud7ff]{1,1000}", re.IGNORECASE)


def read_item(item: Item, today: dt.date) -> FeedRecord:
    """Read one item. Never raises: an unreadable value gives a finding and stays unknown."""
    url = item.url if _WEB_PAGE.fullmatch(item.url) and item.url.isprintable() else ""
    group_id = printable((item.group_id or "")[:LONGEST_ID]) or None
    record = FeedRecord(item.record_no, printable(item.record_id[:LONGEST_ID]), where=item.where)
    record.title, record.url, record.group_id = item.title, url, group_id
    if item.reject and item.reject[0] in ("image_only_row", "parent_row"):
        if item.reject[0] == "parent_row":
            record.brand, record.model = item.brand, model_name(item.title, item.brand)
        record.kind, record.keep, record.findings = "other", False, item.findings
        return record
    if not item.title:
        item.refuse("nothing_named", "title")
    size = read_size(item, record)
    _brand_and_model(item, record)
    reason = kind_of(
        _without_brand(item.title, record.brand if item.brand else ""),
        item.category,
        size,
        item.attributes.get("age_group", ""),
        firmness_stated=bool(item.attributes.get("firmness") or item.attributes.get("grade")),
    )
    if reason == "children_mattress":
        record.width_cm = record.length_cm = None  # none of our mattresses is made in the size of a cot
    if reason:
        item.refuse(reason, "title", item.title)
        record.kind = "accessory" if reason == "topper" else "mattress" if reason == "children_mattress" else "other"
    if is_not_new(item.attributes.get("condition", "")):
        item.refuse("not_new", "condition", item.attributes["condition"])
    read_height(item, record)
    if record.kind == "mattress":
        read_firmness_said(item, record)
        read_facts(item, record)
        within_its_range(item, record)
        read_layers_said(item, record)
    read_prices(item, record, today)
    read_markets_and_delivery(item, record)
    read_availability(item, record)
    _identity(item, record)
    record.findings = item.findings
    record.keep = not item.reject
    return record


def _without_brand(title: str, brand: str) -> str:
    """A title without its brand, which may hold words that say what other goods are."""
    place = title.casefold().find(brand.casefold()) if brand else -1
    return (title[:place] + title[place + len(brand) :]).strip() or title if place >= 0 else title


def _brand_and_model(item: Item, record: FeedRecord) -> None:
    record.brand = item.brand or item.attributes.get("brand", "")
    name = item.model or item.title
    if not record.brand and item.title:
        record.brand = first_word(name) or item.title.split()[0]
        item.note("brand_in_name_only", "brand", record.brand)
        if not first_word(name.replace(record.brand, "", 1)):
            record.model = record.brand  # the name is one word: it may be the brand or the model
            return
    record.model = model_name(name, record.brand, record.width_cm) or name


def _identity(item: Item, record: FeedRecord) -> None:
    if not item.record_id:
        item.note("missing_id", "id")
        record.record_id = f"record {item.record_no}"
    if item.group_id == "":
        item.note("missing_group_id", "group_id")
    if item.gtin is not None:
        record.gtin, problem = read_gtin(item.gtin)
        if problem:
            item.note(problem, "gtin", item.gtin)
    record.keys = tuple(_keys(item, record))


def _keys(item: Item, record: FeedRecord) -> Iterator[str]:
    """The numbers that stay with a product; a row's place in its file does not."""
    if record.gtin:
        yield f"gtin:{record.gtin.zfill(GTIN_DIGITS)}"
    if not any(each.key == "missing_id" for each in item.findings):
        yield f"sku:{_one_word(record.record_id)}"
        if record.group_id:
            yield f"{GROUP}{_one_word(record.group_id)}"


def _one_word(text: str) -> str:
    return "_".join(plain(text).split())
