"""Plain tables, CSV or XLSX, as shops and channels export them: columns found by a table of names."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator

from catalog.feeds.item import Item, attribute_field
from catalog.feeds.rows import Row
from catalog.labels import plain

# Names of a column, in Dutch, English, German and French, by what the item calls it.
_COLUMNS = {
    "record_id": "id|sku|artikelnummer|artikelnr|artikel|productid|product id|item id|productcode|artikel-nr|reference|"
    "mattress_id|offer id|unieke code|artikelnummer winkel",
    "title": "title|titel|name|naam|productnaam|product|bezeichnung|artikelname|nom|titre|product name|producttitel|"
    "artikelbezeichnung|designation|omschrijving kort",
    "model": "model|modell|modele|serie",
    "brand": "brand|merk|marke|hersteller|marque|manufacturer|fabrikant|vendor",
    "description": "description|omschrijving|beschrijving|beschreibung|productomschrijving",
    "category": "category|categorie|kategorie|product type|product_type|producttype|productgroep|rubriek|warengruppe|"
    "google product category|google_product_category|categoriepad",
    "tags": "tags|labels|trefwoorden",
    "price": "price|prijs|preis|prix|verkoopprijs|adviesprijs|normale prijs|vk|uvp|regular price|prijs incl btw|"
    "price_eur|prijs eur|van-prijs|vanprijs|price eur",
    "sale_price": "sale price|sale_price|actieprijs|aanbiedingsprijs|angebotspreis|prix promo|sonderpreis|voor-prijs|"
    "kortingsprijs|aanbieding",
    "currency": "currency|valuta|wahrung|devise|munteenheid|waehrung",
    "availability": "availability|voorraad|beschikbaarheid|verfugbarkeit|lagerbestand|stock|disponibilite|op voorraad|"
    "bestand|levertijd|voorraadstatus",
    "gtin": "gtin|ean|ean-code|eancode|ean code|barcode|gtin13|ean13",
    "group_id": "group id|item_group_id|groep|groepsnummer|gruppe|parent",
    "url": "url|link|deeplink|producturl|product url|lien",
}
_COLUMN_OF = {alias: name for name, aliases in _COLUMNS.items() for alias in aliases.split("|")}
_TEXTS = ("title", "model", "brand", "description", "category", "tags")


@functools.lru_cache(maxsize=10_000)
def column_field(name: str) -> str | None:
    """What a column holds; None when its name is not known."""
    words = " ".join(plain(name).replace("_", " ").split())
    return _COLUMN_OF.get(plain(name).strip()) or _COLUMN_OF.get(words)


def is_known(name: str) -> bool:
    """Whether a column is read at all."""
    return bool(column_field(name) or attribute_field(name))


def is_table(header: set[str]) -> bool:
    """Whether enough columns are known to read a product from each row."""
    known = {column_field(name) for name in header}
    facts = {attribute_field(name) for name in header if not column_field(name)} - {None}
    return bool({"title", "model"} & known) and bool(facts or {"price", "brand"} & known)


def items(rows: Iterable[Row]) -> Iterator[Item]:
    """One item a row."""
    for number, row in enumerate(rows, start=1):
        texts: dict[str, str] = {}
        item = Item(number)
        for name, cell in row.items():
            if not cell or not cell.strip():
                continue
            known = column_field(name)
            if known:
                texts.setdefault(known, cell)
            else:
                item.attribute(name, cell)
        for name in _TEXTS:
            setattr(item, name, item.text(texts.get(name, ""), name))
        if not item.title:
            item.title = " ".join(filter(None, (item.brand, item.model)))
        item.record_id = texts.get("record_id", "").strip() or texts.get("gtin", "").strip()
        if not item.record_id:
            item.note("missing_id", "id")
            item.record_id = f"row {number}"
        item.price, item.sale_price = (
            f"{texts[name]} {texts.get('currency', '')}".strip() if name in texts else ""
            for name in ("price", "sale_price")
        )
        item.availability = texts.get("availability", "")
        item.gtin = texts.get("gtin")
        item.group_id = texts.get("group_id", "").strip() or None
        item.url = texts.get("url", "").strip()
        width, length = item.attributes.get("width"), item.attributes.get("length")
        if "size" not in item.attributes and width and length:
            item.attributes["size"] = f"{width} x {length}"
        if None in row.values() and not (item.title and item.price):
            item.refuse("short_row")
        yield item
