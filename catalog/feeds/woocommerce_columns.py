"""Columns of WooCommerce's product export, whose header is in the language of the shop.

The translations are those in exports that shops and developers published (Dutch, German, French, Spanish).
"""

from __future__ import annotations

import functools
import re

from catalog.labels import plain

_NAMES = r"name|naam|nom|nombre"
_VALUES = r"value\(s\)|waarden?(?:\(n\))?|wert\(?e?\)?|valeur\(s\)|valor\(es\)|values?"
_ATTRIBUTE = re.compile(
    rf"(?:(?P<first>{_NAMES}|{_VALUES})(?: van | des | de l'| del | de la )?\s*)?"
    r"(?:attribute|attribuut|eigenschap|attribut|atributo)s?\s+(?P<n>\d+)"
    rf"(?: (?P<last>{_NAMES}|{_VALUES}))?"
)
_OF_ATTRIBUTE = re.compile(r"\b(?:attribut\w*|eigenschap|standaardeigenschap|atributo)\b")
# What is read, by its English name.
_TRANSLATED = {
    "type": "typ|tipo",
    "sku": "artikelnummer|ugs",
    "name": "naam|nom|nombre",
    "published": "gepubliceerd|veroffentlicht|publie|publicado",
    "visibility in catalog": "zichtbaarheid in catalogus|sichtbarkeit im katalog|visibilite dans le catalogue|"
    "visibilidad en el catalogo",
    "short description": "korte omschrijving|korte beschrijving|kurzbeschreibung|description courte|descripcion corta",
    "description": "beschrijving|omschrijving|beschreibung|descripcion",
    "date sale price starts": "startdatum actieprijs|datum, an dem angebotspreis beginnt|date de debut de promo|"
    "dia en que empieza el precio rebajado",
    "date sale price ends": "einddatum actieprijs|datum, an dem angebotspreis endet|date de fin de promo|"
    "dia en que termina el precio rebajado",
    "in stock?": "op voorraad?|vorratig?|auf lager?|en stock ?|en stock?|¿existencias?|¿en inventario?",
    "stock": "voorraad|lager|lagerbestand|bestand|inventario",
    "sale price": "actieprijs|aanbiedingsprijs|angebotspreis|tarif promo|precio rebajado",
    "regular price": "reguliere prijs|normale prijs|regularer preis|tarif regulier|precio normal",
    "categories": "categorieen|kategorien|categorias",
    "tags": "schlagworter|etiquettes|etiquetas",
    "parent": "hoofd|ubergeordnet|ubergeordnetes produkt|ouder|superior",
    "brands": "merken|merk|marken|marke|marques|marque|marcas|brand",
    "length (cm)": "lengte (cm)|lange (cm)|longueur (cm)|longitud (cm)",
    "width (cm)": "breedte (cm)|breite (cm)|largeur (cm)|anchura (cm)|ancho (cm)",
    "height (cm)": "hoogte (cm)|hohe (cm)|hauteur (cm)|altura (cm)",
}
_ENGLISH = {name: english for english, names in _TRANSLATED.items() for name in names.split("|")}
# What the export also holds and says nothing of a bed: no finding that it is not read.
_NOT_READ_NAMES = (
    "id|is featured?|tax status|tax class|low stock amount|backorders allowed?|sold individually?|"
    "allow customer reviews?|purchase note|shipping class|images|download limit|download expiry days|grouped products|"
    "upsells|cross-sells|external url|button text|position|"
    "uitgelicht?|btw status|belastingklasse|lage voorraad|nabestellingen toestaan?|wordt individueel verkocht?|"
    "klantbeoordelingen toestaan?|aankoopnotitie|verzendklasse|afbeeldingen|downloadlimiet|dagen vervaltijd download|"
    "gegroepeerde producten|externe url|knop tekst|positie|"
    "ist hervorgehoben?|steuerstatus|steuerklasse|geringe lagermenge|lieferruckstande erlaubt?|ruckstande erlaubt?|"
    "nur einzeln verkaufen?|kundenrezensionen erlauben?|kundenbewertungen erlauben?|hinweis zum kauf|versandklasse|"
    "bilder|downloadlimit|ablauftage des downloads|gruppierte produkte|zusatzverkaufe|cross-sells (querverkaufe)|"
    "button-text|"
    "mis en avant ?|mis en avant?|etat de la tva|classe de tva|montant de stock faible|"
    "autoriser les commandes de produits en rupture ?|vendre individuellement ?|autoriser les avis clients ?|"
    "note de commande|classe d'expedition|"
    "¿esta destacado?|estado del impuesto|clase de impuesto|cantidad de bajo inventario|"
    "¿permitir reservas de productos agotados?|¿vendido individualmente?|¿permitir valoraciones de clientes?|"
    "nota de compra|clase de envio|imagenes|limite de descargas|dias de caducidad de la descarga|"
    "productos agrupados|ventas dirigidas|ventas cruzadas|url externa|texto del boton|posicion"
)
_NOT_READ = frozenset(_NOT_READ_NAMES.split("|"))
_WEIGHT = re.compile(r"(?:weight|gewicht|poids|peso) \(\w+\)|(?:\w+) \((?:mm|m|in|yd|inch)\)")
_READ = frozenset((*_TRANSLATED, "gtin, upc, ean, or isbn"))


@functools.lru_cache(maxsize=10_000)
def english(name: str) -> str:
    """A column's name in the English export; in lower case for a column that we do not know."""
    words = plain(name).strip().replace("\u2019", "'")
    match = _ATTRIBUTE.fullmatch(words)
    if match and (match["first"] or match["last"]):
        named = re.fullmatch(_NAMES, match["first"] or match["last"])
        return f"attribute {match['n']} {'name' if named else 'value(s)'}"
    if words.startswith("gtin,"):
        return "gtin, upc, ean, or isbn"
    return _ENGLISH.get(words, words)


def is_of_the_export(name: str) -> bool:
    """Whether a column is read, or is one of the export's own that says nothing of a bed."""
    column = english(name)
    words = plain(name).strip().replace("\u2019", "'")
    return (
        column in _READ
        or words in _NOT_READ
        or words.startswith("meta:")
        or bool(_OF_ATTRIBUTE.search(words) or _WEIGHT.fullmatch(words))
    )
