"""Plain tables, CSV or XLSX, as shops and channels export them: columns are recognised by a table of names."""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from catalog.errors import UserError
from catalog.feeds.item import FIELDS, OURS, Item, attribute_field
from catalog.feeds.rows import Row
from catalog.feeds.wide import rows_of, size_columns
from catalog.labels import plain
from catalog.places import regular_file
from catalog.prices import parse_price
from catalog.sizes import SizeText

# Column names in Dutch, English, German, French, Spanish and Italian, by the field of the item.
_COLUMNS = {
    "record_id": "id|sku|art.-nr|art-nr|art nr|art.nr|art. nr|"
    "artikelnummer|artikel nr|art.nr.|artnr|artikelcode|code|item|nummer|ref|reference produit|ugs|"
    "referentie|artikelnr|artikel|productid|product id|item id|productcode|artikel-nr|reference|mattress_id|"
    "offer id|unieke code|artikelnummer winkel|"
    "codigo|codigo articulo|codigo de articulo|codigo producto|codigo de producto|referencia|codice|"
    "codice articolo|codice prodotto|cod. articolo|riferimento",
    "title": "title|titel|name|naam|artikelomschrijving|product titel|product naam|naam product|produktname|produkt|"
    "nom du produit|libelle|produit|matras|matratze|matelas|productnaam|product|bezeichnung|artikelname|nom|"
    "titre|product name|producttitel|artikelbezeichnung|designation|omschrijving kort|"
    "nombre|nombre del producto|nombre producto|titulo|producto|articulo|colchon|nome|nome prodotto|"
    "nome del prodotto|titolo|prodotto|articolo|materasso",
    "model": "model|modell|modele|serie|"
    "modelnaam|model naam|model name|modellname|modellbezeichnung|nom du modele|modelo|nombre del modelo|"
    "modello|nome modello",
    "brand": "brand|merk|merknaam|brand name|marke|hersteller|marque|manufacturer|fabrikant|vendor|"
    "marca|fabricante|marchio|produttore",
    "description": "description|omschrijving|body|lange omschrijving|productbeschrijving|produktbeschreibung|"
    "beschrijving|beschreibung|productomschrijving|toelichting|erlauterung|productinformatie|produktinformation|"
    "descripcion|descripcion larga|descrizione|descrizione lunga",
    "category": "category|categorie|kategorie|product type|product_type|producttype|productgroep|rubriek|warengruppe|"
    "google product category|google_product_category|categoriepad|"
    "categoria|tipo de producto|tipo di prodotto",
    "tags": "tags|labels|trefwoorden|etiquetas|etichette",
    "price": "price|prijs|preis|prix|consumentenprijs|prix ttc|bruttopreis|verkaufspreis|prix de vente|"
    "verkoopprijs|vk|prijs incl btw|our price|selling price|now price|web price|online price|onze prijs|webprijs|"
    "vk brutto|brutto vk|vk-preis|vk preis|endpreis|ladenpreis|notre prix|"
    "precio|pvp|precio venta|precio de venta|precio final|precio con iva|precio iva incluido|nuestro precio|"
    "prezzo|prezzo vendita|prezzo di vendita|prezzo finale|prezzo ivato|prezzo iva inclusa|prezzo al pubblico|"
    "nostro prezzo",
    "list_price": "adviesprijs|normale prijs|uvp|regular price|van-prijs|vanprijs|prix public|prix barre|"
    "prix conseille|list price|rrp|msrp|streichpreis|listenpreis|oude prijs|alter preis|ancien prix|"
    "compare at price|was price|"
    "pvpr|precio normal|precio de lista|precio recomendado|precio anterior|precio original|prezzo normale|"
    "prezzo listino|prezzo di listino|prezzo consigliato|prezzo precedente|prezzo originale|prezzo pieno",
    "sale_price": "sale price|sale_price|actieprijs|aanbiedingsprijs|angebotspreis|prix promo|sonderpreis|voor-prijs|"
    "kortingsprijs|aanbieding|aktionspreis|promoprijs|prix solde|prix reduit|special price|discount price|"
    "discounted price|offer price|"
    "precio rebajado|precio oferta|precio de oferta|precio promocional|oferta|prezzo scontato|prezzo offerta|"
    "prezzo in offerta|prezzo promo|prezzo promozionale|offerta",
    "sale_dates": "sale price effective date|sale dates|sale period|actieperiode|periode actie|aktionszeitraum|"
    "aktionsdauer|periode promo|periode de promotion|"
    "periodo de oferta|periodo de promocion|periodo offerta|periodo di offerta|periodo promozione",
    "sale_starts": "date sale price starts|sale starts|sale start|sale start date|special from date|"
    "startdatum actieprijs|startdatum actie|begindatum actie|actie vanaf|actie van|begin actie|angebot ab|angebot von|"
    "angebotsbeginn|aktion ab|aktion von|aktionsbeginn|date de debut de promo|debut promo|debut promotion|"
    "inicio oferta|inicio de oferta|fecha inicio oferta|oferta desde|inizio offerta|data inizio offerta|"
    "offerta dal|inizio promozione",
    "sale_ends": "date sale price ends|sale ends|sale end|sale end date|special to date|einddatum actieprijs|"
    "einddatum actie|actie tot|actie t/m|actie tot en met|actie geldig tot|eind actie|einde actie|angebot bis|"
    "angebotsende|aktion bis|aktionsende|date de fin de promo|fin promo|fin promotion|"
    "fin oferta|fin de oferta|fecha fin oferta|oferta hasta|fine offerta|data fine offerta|offerta fino al|"
    "fine promozione",
    "price_valid_until": "price valid until|pricevaliduntil|prijs geldig tot|geldig tot|geldig t/m|preis gultig bis|"
    "gultig bis|valable jusqu'au|prix valable jusqu'au|"
    "precio valido hasta|valido hasta|prezzo valido fino al|valido fino al",
    "currency": "currency|valuta|wahrung|devise|munteenheid|waehrung|moneda|divisa",
    "availability": "availability|voorraad|beschikbaarheid|verfugbarkeit|lagerbestand|stock|disponibilite|op voorraad|"
    "bestand|voorraadstatus|"
    "disponibilidad|existencias|en stock|disponibilita|giacenza|in magazzino|in stock",
    "gtin": "gtin|ean|ean13|ean nummer|ean/gtin|gtin/ean|upc|ean-code|eancode|ean code|barcode|gtin13|"
    "codigo ean|codigo de barras|codice ean|codice a barre",
    "group_id": "group id|item_group_id|groep|groepsnummer|gruppe|parent|grupo|gruppo",
    "published": "published|gepubliceerd|zichtbaar|zichtbaarheid|visible|sichtbar|online|veroffentlicht|"
    "publicado|pubblicato|visibile",
    "status": "status|productstatus|estado|stato",
    "url": "url|link|deeplink|producturl|product url|lien|enlace|collegamento",
}
_MONEY = r"(?:eur|euro|€|gbp|£|usd|\$|chf|sek|nok|dkk|pln|czk)"
_CENTS = r"(?:(?:euro)?cents?|centen|centimes|pence)"
_UNITS = re.compile(
    rf"\s*[(\[][^()\[\]]*[)\]]|\s+(?:in\s+)?(?:{_MONEY}|{_CENTS}|cm)$|\s+(?:incl|inkl|excl|inc)\.?(?:\s+\w+)?$"
    r"|\s*[€£$]$"
)
_IN_MONEY = re.compile(rf"(?<![a-z]){_MONEY}(?![a-z])")
_IN_CENTS = re.compile(rf"(?<![a-z]){_CENTS}(?![a-z])")
_TOTAL = re.compile(  # a cell that says that its row sums up the others
    r"(?:sub|eind|grand|general|gesamt)?[\s-]*(?:total|totaal|totale|totaux|summe|somme|suma|somma|sum)(?:\s+general\w?)?"
    r"\s*[:.]?(?:\s*\(?\d+\)?)?"
)
_HIDDEN = ("0", "-1", "nee", "no", "nein", "non", "false", "hidden", "verborgen", "versteckt")
_DRAFT = (
    "draft",
    "archived",
    "concept",
    "entwurf",
    "brouillon",
    "gearchiveerd",
    "archiviert",
    "inactive",
    "inactief",
    "borrador",
    "bozza",
)
LARGEST_ALIASES = 1_000_000  # bytes of a table of aliases
LONGEST_TITLE = 150  # characters of a description used as a name
_COLUMN_OF = {alias: name for name, aliases in _COLUMNS.items() for alias in aliases.split("|")}
_DATES = ("sale_dates", "sale_starts", "sale_ends", "price_valid_until")
_PRICES = ("price", "list_price", "sale_price")
_OF_ONE_SIZE = (*_PRICES, "gtin", *_DATES)
_TEXTS = ("title", "model", "brand", "description", "category", "tags")


@functools.lru_cache(maxsize=10_000)
def column_field(name: str) -> str | None:
    """What a column holds; None when its name is not known."""
    if name.startswith(OURS):
        return name.removeprefix(OURS) if name.removeprefix(OURS) in _COLUMNS else None
    words = " ".join(plain(name).replace("_", " ").split()).strip(" :.*")
    bare = _UNITS.sub("", words).strip(" :.*")
    return _COLUMN_OF.get(plain(name).strip()) or _COLUMN_OF.get(words) or _COLUMN_OF.get(bare)


def renamed(header: Sequence[str], aliases: Mapping[str, str]) -> list[str]:
    """A header, with the names that a table of aliases gives its columns."""
    return [aliases.get(_key(name), name) for name in header]


def read_aliases(path: Path) -> dict[str, str]:
    """Read a table of aliases: a CSV file with the shop's column name and ours (docs/feeds.md) in each row.

    Raises:
        UserError: the file cannot be read, or a name is not one of ours.
    """
    regular_file(path, LARGEST_ALIASES)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("cannot be read", where=str(path), allowed="CSV in UTF-8") from error
    separator = max(",;\t", key=text.count)
    found = {}
    try:
        rows = list(csv.reader(text.splitlines(), delimiter=separator))
    except csv.Error as error:
        raise UserError(f"cannot be read ({error})", where=str(path), allowed="CSV in UTF-8") from error
    for number, row in enumerate(rows, start=1):
        if not any(row):
            continue
        ours = _ours(row[1].strip()) if len(row) == 2 and row[0].strip() else ""
        if not ours:
            allowed = ", ".join(dict.fromkeys((*_COLUMNS, *FIELDS)))
            what = (
                f"{separator.join(row)[:80]!r} is not two cells: the shop's column name and ours"
                if len(row) != 2 or not all(cell.strip() for cell in row)
                else f"{row[1].strip()[:80]!r} is none of our column names"
            )
            raise UserError(what, where=f"{path}, row {number}", allowed=allowed)
        found[_key(row[0])] = ours
    if not found:
        raise UserError("is empty", where=str(path), allowed="in each row the shop's column name and ours")
    return found


def _ours(name: str) -> str:
    """A name that a table of aliases gives, marked as ours where a shop's column of that name would mean something else
    (our `weight` is the sleeper's); "" for one that we do not know.
    """
    for known, found in ((_COLUMNS, column_field(name)), (FIELDS, attribute_field(name))):
        if name in known:
            return name if found == name else f"{OURS}{name}"
    return name if is_known(name) else ""


def _key(name: str) -> str:
    return " ".join(plain(name).split())


def is_known(name: str) -> bool:
    """Whether a column is read at all."""
    return bool(column_field(name) or attribute_field(name))


def second_prices(names: Sequence[str]) -> list[str]:
    """Columns that hold a price of which an earlier column holds the same kind."""
    kinds = [column_field(name) if name else None for name in names]
    return [name for place, name in enumerate(names) if kinds[place] in _PRICES and kinds[place] in kinds[:place]]


def is_table(header: Iterable[str]) -> bool:
    """Whether enough columns are known to read a product from each row."""
    header = tuple(header)
    known = {column_field(name) for name in header}
    sized = bool(size_columns(header))
    facts = {attribute_field(name) for name in header if not column_field(name)} - {None}
    named = bool({"title", "model"} & known)
    return (named or "description" in known) and bool(facts or sized or ({"price", "brand"} & known and named))


def items(rows: Iterable[Row]) -> Iterator[Item]:
    """One item per row; in a price list with a column for each size, one per size on offer."""
    for number, row in enumerate(rows, start=1):
        for size, held, shared in rows_of(row):
            if size is None:
                yield item_of(number, shared, row.where)
            else:
                yield _sized(number, shared, size, held, row.where)


def _sized(number: int, shared: Mapping[str, str | None], size: SizeText, held: Mapping[str, str], where: str) -> Item:
    """The item of one size of a row: the price in that size's column is the only one that is of this size.

    Args:
        held: what columns of this size hold, by field; it goes before what the row says of all sizes.
    """
    others = {name: cell for name, cell in shared.items() if column_field(name) not in _OF_ONE_SIZE}
    of_size = {f"{OURS}{name}": cell for name, cell in {**held, "size": str(size)}.items()}
    item = item_of(number, {**of_size, **others}, where)
    item.group_id = item.group_id or item.record_id
    item.record_id = f"{item.record_id} {size}"
    return item


def item_of(number: int, row: Mapping[str, str | None], where: str = "") -> Item:
    """The item of one row; a column with an unknown name may still be an attribute of the mattress."""
    texts: dict[str, str] = {}
    item = Item(number, where=where)
    for name, cell in row.items():
        if not cell or not cell.strip():
            continue
        known = column_field(name)
        if known in _PRICES:
            texts.setdefault(known, _as_the_column_says(name, cell))
        elif known:
            texts.setdefault(known, cell)
        else:
            item.attribute(name, cell)
    for name in _TEXTS:
        setattr(item, name, item.text(texts.get(name, ""), name))
    if not item.title:
        item.title = (
            " ".join(filter(None, (item.brand, item.model))) if item.model else item.description[:LONGEST_TITLE]
        )
    item.record_id = texts.get("record_id", "").strip() or texts.get("gtin", "").strip()
    if not item.record_id:
        item.note("missing_id", "id")
        item.record_id = f"row {number}"
    _take_prices(
        item, *(f"{texts[name]} {texts.get('currency', '')}".strip() if name in texts else "" for name in _PRICES)
    )
    for name in _DATES:
        if texts.get(name, "").strip():
            item.attributes[name] = texts[name].strip()
    item.availability = texts.get("availability", "") or item.attributes.get("delivery", "")
    item.gtin = texts.get("gtin")
    item.group_id = texts.get("group_id", "").strip() or None
    item.url = texts.get("url", "").strip()
    if texts.get("published", "").strip().lower() in _HIDDEN:
        item.refuse("hidden_product", "published", texts["published"])
    if texts.get("status", "").strip().lower() in _DRAFT:
        item.refuse("draft_product", "status", texts["status"])
    if None in row.values() and not (item.title and item.price):
        item.refuse("short_row")
    if any(_TOTAL.fullmatch(plain(texts.get(name, "")).strip()) for name in ("record_id", "title", "brand", "model")):
        item.refuse("total_row", "title")
    return item


def _take_prices(item: Item, price: str, listed: str, sale: str) -> None:
    """The regular price and the one asked now: a list price above the price is the regular one."""
    item.price, item.sale_price = price or listed, sale
    if price and listed and not sale:
        try:
            amount, before = (parse_price(text, item.decimal).amount for text in (price, listed))
        except UserError:
            return
        if before > amount:
            item.price, item.sale_price = listed, price
    if not item.price:
        item.price, item.sale_price = item.sale_price, ""


@functools.lru_cache(maxsize=10_000)
def _as_the_column_says(name: str, cell: str) -> str:
    """An amount with the currency that its column's name has; one in cents or pence says so itself."""
    words, amount = plain(name).replace("_", " "), cell.strip()
    if (cents := _IN_CENTS.search(words)) and amount.isascii() and amount.isdigit():
        return f"{amount} {cents[0]}"
    money = _IN_MONEY.search(words)
    return f"{amount} {money[0].upper()}" if money and amount[-1:].isdigit() and amount[:1].isdigit() else cell
