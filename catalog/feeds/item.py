"""One record of a feed before interpretation: the source's own texts under common names."""

from __future__ import annotations

import functools
import html
import re
from dataclasses import dataclass, field
from typing import Literal

from catalog.findings import finding
from catalog.labels import plain
from catalog.mattress import Finding
from catalog.prices import Decimal
from catalog.sizes import find_size
from catalog.texts import printable

LONGEST_TEXT = 5000
LONGEST_KEPT = 1000  # characters of a text that is read once for all records that repeat it

# Names of each attribute; one of these words inside a longer name counts too ("_matras_hoogte").
_ALIASES = {
    "firmness": "firmness|hardheid|stevigheid|hardheidsgraad|hartegrad|haertegrad|festigkeit|harte|fermete|"
    "niveau de fermete|comfort level|comfort_level|firmness level|hardheid matras|ligcomfort|liegegefuhl|feel|"
    "tension|mattress tension|comfort grade|"
    "firmeza|nivel de firmeza|dureza|rigidita|grado di rigidita|durezza|portanza",
    "firmness_score": "firmness score|firmness_score|hardheid 1-10|firmness scale",
    "grade": "h-waarde|h waarde|grade|h grade",
    "en_1957": "en 1957|hs|en1957|en 1957 hs|hartegrad en 1957|hardheid en 1957",
    "no_basis": "ild|ifd|stauchharte|compression hardness|kpa|stauchhaerte|drukhardheid",
    "height": "height|hoogte|matrashoogte|totale hoogte|hohe|gesamthohe|matratzenhohe|dikte|dicke|hauteur|epaisseur|"
    "height_cm|thickness|height cm|hoogte cm|hoogte (cm)|starke|"
    "altura|altura total|grosor|espesor|altezza|altezza totale|spessore",
    "height_inches": "height_inches|height inches|height (in)|profile height",
    "size": "size|maat|matrasmaat|afmeting|afmetingen|formaat|grosse|groesse|liegeflache|taille|dimensions|dimension|"
    "abmessung|abmessungen|format|afmeting matras|size_cm|"
    "medida|medidas|tamano|dimensiones|misura|misure|dimensioni",
    "width": "width|breedte|breite|largeur|breedte cm|width_cm|breedte (cm)|ancho|anchura|larghezza",
    "length": "length|lengte|lange|laenge|longueur|lengte cm|length_cm|lengte (cm)|largo|longitud|lunghezza",
    "weight": "gewichtsadvies|gewichtsempfehlung|lichaamsgewicht|korpergewicht|max gewicht|maximaal gewicht|"
    "gewichtsklasse|belastbarkeit|belastbaar tot|weight limit|max weight|maximum weight|user weight|weight range|"
    "poids recommande|poids conseille|poids maximum|poids max|poids utilisateur|belastbaarheid|draagvermogen|"
    "max. gewicht|max. belastung|max belastung|max. belastbarkeit|maximale belasting|gewicht tot|weight_max_kg|"
    "weight capacity|"
    "peso recomendado|peso maximo|peso maximo por persona|peso del usuario|peso consigliato|peso massimo|"
    "peso utente|portata massima",
    "zones": "zones|aantal zones|zonen|anzahl zonen|liegezonen|ligzones|comfortzones|comfort zones|nombre de zones|"
    "number of zones|n_zones|zone|"
    "zonas|numero de zonas|zonas de descanso|numero zone|numero di zone",
    "condition": "condition|conditie|zustand|etat|condizione|item condition|product condition",
    "trial": "trial|trial nights|trial_nights|proefslapen|proefnachten|proefperiode|probeschlafen|essai|nuits d'essai|"
    "sleep trial|"
    "noches de prueba|periodo de prueba|notti di prova|periodo di prova",
    "exchange": "omruilgarantie|omruilen|omruilservice|umtausch|umtauschrecht|exchange|comfort exchange|"
    "comfortgarantie|"
    "garantia de cambio|garanzia di cambio",
    "base": "verstelbare bodem|geschikt voor verstelbare bodem|geschikt voor|bodem|lattenrost|geeignet fur|motorrahmen|"
    "adjustable base|sommier|motorized base|adjustable bed|elektrisch verstelbaar|"
    "cama articulada|base articulada|apto para cama articulada|rete motorizzata|adatto a rete motorizzata",
    "turnable": "turnable|keerbaar|omkeerbaar|draaibaar|wendbaar|wendematratze|reversible|flippable|two sided|zijden|"
    "dos caras|doble cara|reversibile|due lati",
    "cores": "kernen|aantal kernen|cores|kerne|twee kernen|noyaux|number of cores|"
    "nucleos|numero de nucleos|numero di nuclei",
    "adjust": "verstelbaar|verstelbaarheid|instelbaar|verstellbar|verstellbarkeit|adjustable|adjustability|reglable|"
    "adjust|"
    "regulable|ajustable|regolabile",
    "type": "type|materiaal|material|material type|material_type|kern|matrastype|type matras|matratzenart|kernmaterial|"
    "matratzentyp|matiere|technologie|mattress type|core|"
    "tipo|tipo de colchon|nucleo|tecnologia|tipo di materasso|tipologia|materiale|anima",
    "layers": "layers|lagen|schichten|couches|opbouw|matrasopbouw|aufbau|matratzenaufbau|samenstelling|composition|"
    "construction|constructie|kernhoogte|kernhohe|core height|"
    "capas|composicion|strati|composizione",
    "warranty": "garantie|warranty|warranty_years|warranty years|garantietermijn|garantiezeit|garantia|garanzia",
    "market": "market|markt|verkoopland|land van verkoop|verkaufsland|absatzland|pays de vente|sold in|sales country|"
    "pais de venta|paese di vendita",
    "delivery": "levertijd|leveringstermijn|delivery time|delivery days|delivery_days|lieferzeit|lieferfrist|"
    "delai de livraison|shipping time|verzendtijd|lead time|"
    "plazo de entrega|tiempo de entrega|tempi di consegna|tempo di consegna",
    "brand": "brand|merk|marke|marque|merknaam|fabrikant|hersteller|marca|marchio|fabricante|produttore",
    "multipack": "multipack",
    "age_group": "age_group|age group|doelgroep|leeftijd|leeftijdsgroep|zielgruppe|altersgruppe|"
    "grupo de edad|fascia d'eta",
}
FIELDS = tuple(_ALIASES)
OURS = "="  # before a name that is ours and not the shop's, as a table of aliases gives it
_FIELD_OF = {alias: name for name, aliases in _ALIASES.items() for alias in aliases.split("|")}
_USUAL = {"hardheid", "hoogte", "maat", "gewichtsadvies", "condition", "firmness", "height", "size", "aantal zones"}
_WORDY = {alias: name for alias, name in _FIELD_OF.items() if " " not in alias and (len(alias) > 4 or alias == "maat")}
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]|\s+(?:in\s+)?(?:cm|mm|kg|eur|euro|€)$")
# A name with one of these words describes a part or the parcel, not the mattress.
_OF_A_PART = re.compile(
    r"kern|core|laag|layer|schicht|noyau|nucleo|\banima\b|tijk|hoes|bezug|cover|housse|funda|fodera|rivestimento|verpak|pack|doos|"
    r"karton|embalaje|imball|topper"
)
_OF_A_LAYER = re.compile(
    r"laag\b|lagen\b|layers?\b|schicht(?:en)?\b|couches?\b|capas?\b|strat[oi]\b|kern\s?-?(?:hoogte|hohe)|core height"
)
_OF_THE_COVER = re.compile(r"tijk|hoes|bezug|cover|housse|funda|fodera|rivestimento|verpak|pack|doos|karton|topper")

_OF_TEN = re.compile(r"(?<!\d)[01]\s*(?:-|–|to|tot|t/m|bis|a|/)\s*10(?!\d)")

_TAG = re.compile(r"<!--.*?(?:-->|\Z)|</?[a-zA-Z][^<>]{0,2000}>|<!\[CDATA\[|\]\]>", re.DOTALL)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")


@dataclass(frozen=True)
class Habits:
    """How a feed writes what can be read in several ways: a column is read on one scale, names of sizes in one market.

    Attributes:
        market: "US" or "UK" where names of sizes are meant as there, "EU" where American ones mean none, else "".
        bare_firmness: scale of firmness numbers without one, "H-grade" or "1-10"; "" where they are on neither.
        decimal: the decimal sign of a table's prices; "" where the column does not show it.
        cents: whether bare prices are so high that they may be in cents: then they are not read.
        crown: the currency that "kr" means in its prices; None where nothing says in which country.
    """

    market: Literal["US", "UK", "EU", ""] = ""
    bare_firmness: Literal["H-grade", "1-10", ""] = "H-grade"
    decimal: Decimal = ""
    cents: bool = False
    crown: str | None = None


@dataclass
class Item:
    """What one record says, in the source's words; nothing is interpreted yet. `reject` holds keys of findings."""

    record_no: int
    record_id: str = ""
    where: str = ""  # in the file, as its reader finds it; the place among the records where it is no row of a table
    title: str = ""
    model: str = ""  # name of the product where it differs from that of the variant
    brand: str = ""
    description: str = ""
    category: str = ""
    tags: str = ""
    price: str = ""
    has_currency: bool = True  # False: the format has no field for one
    sale_price: str = ""
    decimal: Decimal = ""  # the decimal sign of the format's prices
    availability: str = ""
    gtin: str | None = None  # None: the format has no field for one
    group_id: str | None = None
    url: str = ""
    attributes: dict[str, str] = field(default_factory=dict)  # by field name, see `attribute_field`
    any_firmness: bool = False
    habits: Habits = Habits()
    reject: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.where = self.where or f"record {self.record_no}"

    def note(self, key: str, name: str = "", value: object = "") -> None:
        """Add a finding, at most once."""
        for known in self.findings:
            if known.key == key and known.field == name:
                return
        self.findings.append(finding(key, name, value, where=self.where))

    def refuse(self, key: str, name: str = "", value: object = "") -> None:
        """Add a finding that rejects the record."""
        self.note(key, name, value)
        self.reject.append(key)

    def attribute(self, name: str, value: str) -> None:
        """Store an attribute under the source's name; the first value of a kind is kept, further ones are stored beside
        it.
        """
        known = attribute_field(name)
        value = self.text(value, known or "")
        if known is None or not value:
            return
        if known == "layers":
            value = f"{' '.join(name.replace(';', ' ').replace(':', ' ').split())}: {value}"
        if known in ("width", "length") and find_size(value):
            known = "size"
        if plain(name).strip() not in _USUAL and not name.startswith(OURS):
            self.note("attribute_name", known, name)
        if known not in self.attributes:
            self.attributes[known] = value
        elif plain(self.attributes[known]) != plain(value):
            also = self.attributes.get(f"{known}_also")
            self.attributes[f"{known}_also"] = f"{also}; {value}" if also else value

    def text(self, raw: str, name: str) -> str:
        """A cell as plain text: entities decoded, mark-up removed, spaces collapsed, length bounded."""
        if len(raw) > LONGEST_TEXT:
            self.note("text_cut", name, len(raw))
        text, found = _as_text_before(raw) if len(raw) <= LONGEST_KEPT else _as_text(raw[:LONGEST_TEXT])
        for key in found:
            self.note(key, name)
        return text


def _as_text(raw: str) -> tuple[str, tuple[str, ...]]:
    """Plain text, and keys of what is to be noted of it."""
    text, found = raw, []
    if text != text.strip():
        found.append("trailing_space")
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
        if _ENTITY.search(text):
            found.append("double_escaped")
            text = html.unescape(text)
    if "<" in text and _TAG.search(text):
        found.append("html_in_text")
        text = _TAG.sub(" ", text)
    return printable(" ".join(text.replace("\\n", " ").split())), tuple(found)


_as_text_before = functools.lru_cache(maxsize=5_000)(_as_text)  # brands, shelves, descriptions come again and again


@functools.lru_cache(maxsize=10_000)  # a feed repeats the same few attributes in every record
def attribute_field(name: str) -> str | None:
    """The field an attribute's name stands for, in six languages; None when it is not one we read."""
    if name.startswith(OURS):
        return name.removeprefix(OURS) if name.removeprefix(OURS) in FIELDS else None
    words = " ".join(plain(name).replace("_", " ").split()).strip(" :")
    for form in (plain(name).strip(), words, _BRACKETS.sub("", words).strip()):
        if form in _FIELD_OF:
            found = _FIELD_OF[form]
            return "firmness_score" if found == "firmness" and _OF_TEN.search(words) else found
    if _OF_A_LAYER.search(words) and not _OF_THE_COVER.search(words):
        return "layers"
    known = next((_WORDY[word] for word in re.split(r"[\s:/(),.-]+", words) if word in _WORDY), None)
    if known == "firmness" and _OF_TEN.search(words):
        return "firmness_score"
    if _OF_A_PART.search(words) and known != "cores":
        return "type" if known == "type" and re.search(r"kern|core|noyau|nucleo|anima", words) else None
    return known
