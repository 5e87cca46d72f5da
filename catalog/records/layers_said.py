"""What one item says of its layers: "4 cm koudschuim HR 45", "Komfortschicht 5 cm Viscoschaum RG 50", "3 inch memory
foam 4 lb", in Dutch, English, German and French.

A text is cut at its punctuation; in each piece a thickness goes with the material beside it. HR 45 and RG 45 are 45
kg/m3. A thickness that may be the whole mattress's is not read as a layer's; what an attribute says of a layer and
cannot be read is kept in the notes.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from catalog.construction.columns import LAYER_COLUMNS, read_layers, with_layers
from catalog.construction.materials import material_of
from catalog.errors import UserError
from catalog.feeds.item import Item
from catalog.labels import plain
from catalog.mattress import Layer
from catalog.records.layer_words import (
    COILS,
    END,
    EXCHANGE,
    FILLERS,
    LINKS,
    MEASURE,
    NOTHING,
    NUMBERED,
    TOKEN,
    TOLD,
    UNIT,
    WHOLE_BED,
    kind_of_token,
)
from catalog.records.record import FeedRecord
from catalog.records.sizes_said import CENTIMETRES, number

KG_M3_OF_LB = 16.018  # a pound per cubic foot
THICKNESS_CM, DENSITY_KG_M3, KPA = (0.2, 40.0), (12.0, 150.0), (0.5, 15.0)
MOST_LB = 8.0  # per cubic foot; more pounds are a weight
WHOLE_FROM_CM = 10.0  # alone in a text, a layer this thick may be the whole mattress
CORE_FROM_CM = 8.0
OVER_CM = 3.0  # layers are measured loose and pressed together under a cover
LONGEST_MATERIAL = 60
FARTHEST = 45  # characters between a thickness and its material
MOST_TEXTS = 2000  # the variants of a product often share one text


@dataclass(slots=True)
class _Said:
    """One layer being read."""

    material: str = ""
    cm: float | None = None
    density: float | None = None
    kpa: float | None = None
    role: str = ""  # core, top or under where the text says so
    at: int = 0  # where its first token ends

    def layer(self) -> Layer:
        return Layer(self.material, self.cm, self.density, self.kpa)


@dataclass(frozen=True, slots=True)
class _Read:
    """What a text says of a construction."""

    layers: tuple[Layer, ...] = ()
    core: Layer | None = None
    core_cm: float | None = None
    unread: str = ""
    coils: float | None = None
    exchangeable: bool = False


def read_layers_said(item: Item, record: FeedRecord) -> None:
    """Layers, core, springs and exchange: from attributes, else from the description."""
    attributes = (item.attributes.get(name, "") for name in ("layers", "layers_also"))
    stated = "; ".join(filter(None, attributes))
    found, told = _attributes(stated) if stated else _Read(), _in_text(item.description)
    if found.unread:
        item.note("layers_unreadable", "layers", found.unread)
        record.layers_note = found.unread
    core_cm = found.core_cm or told.core_cm
    if not found.layers and told.layers:
        item.note("layers_in_text", "layers", " / ".join(map(_shown, told.layers)))
        found = told
    _keep(item, record, found, core_cm)
    words = plain(stated)
    record.coils_per_m2 = _coils(words) or told.coils
    record.exchangeable = True if told.exchangeable or EXCHANGE.search(words) else None


def _keep(item: Item, record: FeedRecord, found: _Read, core_cm: float | None) -> None:
    record.core_cm = core_cm
    if not found.layers:
        return
    thickness = sum(layer.thickness_cm or 0.0 for layer in found.layers)
    if record.height_cm and thickness > record.height_cm + OVER_CM:
        shown = " / ".join(map(_shown, found.layers))
        item.note("layers_conflict", "layers", f"{shown} in {record.height_cm:g} cm")
        record.layers_note = "; ".join(filter(None, (record.layers_note, shown)))
        return
    record.layers = found.layers
    if found.core:
        record.core_material, record.core_cm = found.core.material, found.core.thickness_cm or core_cm


def _attributes(text: str) -> _Read:
    """What attributes say ("Comfortlaag: 4 cm koudschuim; Kern: pocketvering"), or columns of our own."""
    cells = dict(part.split(": ", 1) for part in text.split("; ") if ": " in part)
    own = {_own(plain(name)): cell for name, cell in cells.items()}
    try:
        if cells.get("layers", "").startswith("["):
            return _Read(read_layers(text.partition(": ")[2]))
        numbered = {name: cell.replace(",", ".") if "material" not in name else cell for name, cell in own.items()}
        numbered = {name: cell for name, cell in numbered.items() if name in LAYER_COLUMNS}
        if numbered:
            return _Read(read_layers(with_layers(numbered)["layers"]))
    except UserError:
        return _Read(unread=text[:300])
    said, core_cm = _layers(text, loose=False)
    read = _arranged(said, core_cm)
    values = [cell for name, cell in cells.items() if not NOTHING.fullmatch(plain(cell).strip())]
    return read if said or core_cm or not values else _Read(unread=text[:300])


def _own(name: str) -> str:
    """Our name of a numbered column: `layer_1_density` is `layer_1_density_kg_m3`, `layer_1_kpa` the hardness."""
    match = NUMBERED.fullmatch(name.strip().replace(" ", "_"))
    if not match:
        return ""
    rest = f"hardness_{match[3]}" if match[3] else "density_kg_m3" if match[4] else match[5]
    return f"{match[1]}_{rest}"


@functools.lru_cache(maxsize=MOST_TEXTS)
def _in_text(text: str) -> _Read:
    """What running text says: only layers with both thickness and material, and never what may be the whole bed."""
    words = plain(text)
    said, core_cm = _layers(text, loose=True) if MEASURE.search(words) else ([], None)
    core_cm = core_cm or next((one.cm for one in said if one.role == "core" and not one.material), None)
    whole = [one for one in said if one.material and (one.cm or one.role == "core")]
    different = list({(one.material, one.cm, one.role): one for one in whole}.values())
    alone = len(different) == 1 and not different[0].role and (different[0].cm or 0) >= WHOLE_FROM_CM
    read = _Read(core_cm=core_cm) if alone else _arranged(different, core_cm)
    return replace(read, coils=_coils(words), exchangeable=bool(EXCHANGE.search(words)))


def _arranged(said: Sequence[_Said], core_cm: float | None = None) -> _Read:
    """Layers from the top: what lies on the core in the order of the text, the core, what lies under it."""
    core = next((one for one in said if one.role == "core"), None) or next(
        (one for one in said if one.role != "under" and material_of(one.material).name == "springs"), None
    )
    if core is None:
        thickest = max((one for one in said if one.role != "under"), key=lambda one: one.cm or 0.0, default=None)
        core = thickest if thickest and (thickest.cm or 0.0) >= CORE_FROM_CM else None
    if core is None:
        return _Read(tuple(one.layer() for one in said), None, core_cm)
    if core.cm is None:
        core.cm = core_cm
    place = next(i for i, one in enumerate(said) if one is core)
    before = [one for one in said[:place] if one.role != "under"]
    after = [one for one in said[place + 1 :] if one.role != "under"]
    above = before + [one for one in after if one.role == "top" or not before]  # told from the core up, or from the top
    under = [one for one in said if one is not core and not any(one is other for other in above)]
    ordered = tuple(one.layer() for one in (*above, core, *under))
    return _Read(ordered, core.layer(), core_cm)


def _layers(text: str, *, loose: bool) -> tuple[list[_Said], float | None]:
    """Layers in the order of a text, and the height of a core stated apart; loose: in running text."""
    words, found, core_cm = plain(text), list[_Said](), None
    original = text if len(words) == len(text) else words  # the source's own spelling where places agree
    start = 0
    for end in (*END.finditer(words), None):
        stop = end.start() if end else len(words)
        if not loose or found or TOLD.search(words, start, stop):
            core_cm = _piece(words, original, (start, stop), found, loose) or core_cm
        start = end.end() if end else stop
    return _joined(found), core_cm


def _piece(words: str, original: str, place: tuple[int, int], found: list[_Said], loose: bool) -> float | None:
    """Read one piece of a text into `found`; returns the height of a core where it states just that."""
    tokens = [match for match in TOKEN.finditer(words, *place) if not WHOLE_BED.search(match["material"] or "")]
    kinds = [kind_of_token(match) for match in tokens]
    starts_with = next((kind for kind in kinds if kind in ("thickness", "material")), None)
    if "core_height" in kinds:
        return next((cm for match in tokens if match["thickness"] and (cm := _thickness(match))), None)
    if ("whole" in kinds or (loose and "height" in kinds)) and "material" not in kinds:
        return None
    if loose and "topper" in kinds:
        return None  # sold beside the mattress
    first, role, ahead, whole = len(found), "", _Said(), False
    for match, kind, behind in zip(tokens, kinds, (*tokens, None)[1:], strict=True):
        now = found[-1] if len(found) > first else None
        if kind in ("core", "top", "under"):
            role = kind
        elif kind == "thickness":
            cm = _thickness(match)
            if cm is None:
                continue
            of_next = behind and behind["material"] and not LINKS.search(words, match.end(), behind.start())
            linked = now and LINKS.search(words, now.at, match.start())  # "pocketvering met 5 cm koudschuim"
            near = now and now.cm is None and match.start() - now.at <= FARTHEST
            if now and near and starts_with == "material" and not (linked and of_next):
                now.cm = cm
            else:
                found.append(_Said(cm=cm, role=role, at=match.end()))
                role = ""
        elif kind == "gone":
            whole = loose  # "matras van koudschuim": the next material is that of the bed
        elif kind == "material" and whole:
            whole = False
        elif kind == "material":
            name = original[match.start("material") : match.end("material")].strip(" -")
            core = role or ("core" if re.search(r"kern|core\b", plain(name)) else "")
            if now and now.material in ("", "HR") and match.start() - now.at <= FARTHEST:
                now.material, now.role = _with(now.material, name), now.role or core
            elif not (now and now.material and starts_with == "thickness" and loose):
                name = _with(ahead.material, name)
                found.append(_Said(name, role=core, at=match.end(), density=ahead.density, kpa=ahead.kpa))
                ahead = _Said()
            role = ""
        elif kind in ("density", "kpa"):
            _figure(match, kind, now or (found[-1] if found and not starts_with else ahead), words)
    if ahead.density and len(found) > first and found[first].density is None:
        found[first].density = ahead.density
    if not loose:
        _own_words(words, original, place, tokens, found[first:])
    return None


def _with(before: str, name: str) -> str:
    """ "HR 40 foam" is HR foam; "HR45 koudschuim" says it already."""
    return f"{before} {name}" if before and material_of(name).name == "polyether" else name


def _thickness(match: re.Match[str]) -> float | None:
    unit = "cm" if "imet" in match["unit"] else UNIT.get(match["unit"], match["unit"])
    low = number(match["low"])
    value = (low + number(match["high"])) / 2 if match["high"] else low
    cm = round(value * CENTIMETRES[unit], 2)
    return cm if THICKNESS_CM[0] <= cm <= THICKNESS_CM[1] else None


def _figure(match: re.Match[str], kind: str, layer: _Said, words: str) -> None:
    """Density or compression hardness, of the layer it stands with."""
    if kind == "kpa":
        kpa = number(match["figure"])
        if KPA[0] <= kpa <= KPA[1] and layer.kpa is None:
            layer.kpa = kpa
        return
    if match["pounds"]:
        pounds = number(match["pounds"])
        density = round(pounds * KG_M3_OF_LB, 1) if pounds <= MOST_LB else 0.0
    else:
        density = number(match["named"] or match["metric"])
    if DENSITY_KG_M3[0] <= density <= DENSITY_KG_M3[1] and layer.density is None:
        layer.density = density
    if words[match.start() : match.start() + 2] == "hr" and material_of(layer.material).name in (
        "polyether",
        "unnamed",
    ):
        layer.material = f"{layer.material} HR".strip()


def _own_words(
    words: str, original: str, place: tuple[int, int], tokens: Sequence[re.Match[str]], said: Sequence[_Said]
) -> None:
    """In an attribute a layer of a material we do not know keeps the source's own words for it."""
    nameless = [one for one in said if not one.material]
    if len(nameless) != 1 or len(said) != 1:
        return
    begin = words.find(": ", *place) + 2
    rest, at = "", max(begin, place[0])
    for match in tokens:
        rest += original[at : max(at, match.start())] + " "
        at = max(at, match.end())
    rest += original[at : place[1]]
    name = " ".join(word for word in re.findall(r"[^\W\d][\w-]*", rest) if not FILLERS.fullmatch(plain(word)))
    nameless[0].material = name[:LONGEST_MATERIAL]


def _joined(said: list[_Said]) -> list[_Said]:
    """A thickness and a material in neighbouring pieces ("Dikte comfortlaag: 4 cm; Materiaal comfortlaag: latex")."""
    joined: list[_Said] = []
    for one in said:
        last = joined[-1] if joined else None
        if last and last.role == one.role and bool(last.material) != bool(one.material) and not (last.cm and one.cm):
            last.material, last.cm = last.material or one.material, last.cm or one.cm
            last.density, last.kpa = last.density or one.density, last.kpa or one.kpa
        else:
            joined.append(one)
    return [one for one in joined if one.material or one.cm]


def _coils(text: str) -> float | None:
    for match in COILS.finditer(text):
        count = float(match[1])
        if match[2]:
            count = round(count / (float(match[2]) * float(match[3]) / 10_000))
        if 50 <= count <= 3000:
            return count
    return None


def _shown(layer: Layer) -> str:
    return " ".join(_parts(layer))


def _parts(layer: Layer) -> Iterator[str]:
    if layer.thickness_cm:
        yield f"{layer.thickness_cm:g} cm"
    yield layer.material
    if layer.density_kg_m3:
        yield f"{layer.density_kg_m3:g} kg/m3"
    if layer.hardness_kpa:
        yield f"{layer.hardness_kpa:g} kPa"
