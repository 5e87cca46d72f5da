"""What a layer is made of, and how soft such a layer usually is.

Softness is the compression hardness CLD40 in kPa: the pressure that squeezes a sheet to 60 % of its thickness (ISO
3386). Density does not tell it, except of latex: one density of cold foam is made soft, medium and firm
(elastica-online.com/stauchhaerte: 2.5, 3.5 and 4.5 kPa at 45 kg/m3).
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from catalog.labels import plain
from catalog.mattress import Layer


@dataclass(frozen=True)
class Material:
    """A kind of layer: its words in Dutch, English, German and French, its usual CLD40 in kPa with SD, and why."""

    name: str
    words: str
    softness_kpa: float
    softness_sd_kpa: float
    source: str


# The first whose words occur is the one: "latex" before "foam", "memory foam" before "foam".
MATERIALS: tuple[Material, ...] = (
    Material(
        "microcoils",
        r"micro\s?-?\w*[\s-]*(?:pocket|spring|coil|veer|veren|veringen|feder|ressort)|(?:mini|micro)\s?-?coil"
        r"|(?:mini|micro)\s?-?(?:pocket\w*|springs?|veren|federn|ressorts)|micro hd",
        3.5,
        1.2,
        "ASSUMED as soft as the foams they replace, and wider: no figure was found",
    ),
    Material(
        "springs",
        r"pocket|bonn?ell|\bsprings?\b|\bcoils?\b|\bveren\b|(?:binnen|pocket|spiraal|\b)vering\b|veerkern|federkern|feder\w*kern|taschenfeder|\bt?tfk\b"
        r"|ressorts?\b|\bwire\b|stahlfeder",
        6.0,
        2.5,
        "ASSUMED: a spring unit is a core; asked only where one stands above another core",
    ),
    Material(
        "memory_foam",
        r"visco|visko|traagschuim|memory|memoire|\bnasa\b|tempur",
        2.0,
        0.5,
        "1.5 to 2.5 kPa; indentation figures of 10 to 16 lbf at 25 % (memoryfoammanufacturer.com) come to the same",
    ),
    Material("latex", r"latex|talalay|dunlop", 3.6, 0.8, "3 to 4.5 kPa at 72 kg/m3, the middle of 65 to 85"),
    Material(
        "cold_foam",
        r"koudschuim|kaltschaum|komfortschaum|comfortschuim|cold\s?-?foam|high resilien|haute resilience"
        r"|\bhr\w?\s?-?\w*(?:schuim|schaum|foam)|(?<![a-z])hr(?![a-z])|\bks\b",
        3.6,
        0.8,
        "3 to 4.5 kPa; soft 2.5, medium 3.5, firm 4.5 (elastica-online.com/stauchhaerte)",
    ),
    Material("gel_foam", r"\bgel", 2.6, 0.7, "ASSUMED between memory foam and cold foam: the word is used for both"),
    Material(
        "fibre",
        r"wol\b|wool|wolle\b|laine|katoen|cotton|coton|baumwolle|vlies|fleece|fibre|fiber|faser|watte|polyester|paardenhaar"
        r"|horsehair|rosshaar|\bcrin\b|kokos|\bcoco\b|\bfelt\b|vilt|filz|kapok|cashmere|kasjmier|silk|tencel|seide|soie",
        2.5,
        1.2,
        "ASSUMED: fillings settle, and no figure was found",
    ),
    Material(
        "polyether",
        r"polyether|poly\s?-?foam|\bpu\b|polyurethan|waterfoam|schuim|schaum|foam|mousse|\bhd\b|airgocell|bultex|\bsg\b",
        3.5,
        0.8,
        "3 to 4 kPa, and an unnamed foam may be softer",
    ),
)
UNNAMED = Material("unnamed", "", 3.2, 1.0, "ASSUMED: about the middle of all that is laid on a core")

# How a word in a layer's name moves its softness: 2.5, 3.5 and 4.5 kPa are one foam made soft, medium and firm.
_GRADES = (
    (r"(?:super|extra|ultra|hyper|zeer|sehr|very|tres)[\s-]*(?:soft|zacht|weich|souple)", 0.6),
    (r"(?:extra|very|zeer|sehr|tres)[\s-]*(?:hard|firm|stevig|fest|ferme|hart)", 1.45),
    (r"soft|zacht|weich|souple|plush|moelleu", 2.5 / 3.5),
    (r"firm|stevig|fest\b|ferme|\bhard|hart\b|dur\b", 4.5 / 3.5),
)
GRADED_SD = 0.85  # a word narrows the SD to this share of it. ASSUMED
# Latex is stiffer the more of it there is in a litre: CLD40 as the power of its density. ASSUMED, as for other open
# foams; "the firmness is correlated to density" (a maker of latex, 65 to 85 kg/m3).
LATEX_USUAL_KG_M3, LATEX_POWER = 72.0, 1.5
LATEX_KPA = (1.5, 8.0)
STATED_REL_SD = 0.12  # of a stated kPa figure: foam is delivered within about 15 % of its name. ASSUMED
# Newton of ISO 2439 for a kPa of ISO 3386: the plate of 0.0323 m2, and about a third for the foam around it. ASSUMED
N_PER_KPA, N_PER_KPA_REL_SD = 43.0, 0.2

_COMPILED = tuple((material, re.compile(material.words)) for material in MATERIALS)
_COMPILED_GRADES = tuple((re.compile(words), factor) for words, factor in _GRADES)


@functools.lru_cache(maxsize=10_000)
def material_of(text: str) -> Material:
    """The kind of layer that a text names; `UNNAMED` where it names none that we know."""
    words = plain(text)
    return next((material for material, pattern in _COMPILED if pattern.search(words)), UNNAMED)


def softness_of(layer: Layer) -> tuple[float, float]:
    """CLD40 in kPa of a layer and its SD: as stated, else usual for material, grade word and (latex) density."""
    if layer.hardness_kpa is not None:
        return layer.hardness_kpa, STATED_REL_SD * layer.hardness_kpa
    if layer.hardness_n is not None:
        kpa = layer.hardness_n / N_PER_KPA
        return kpa, N_PER_KPA_REL_SD * kpa
    material, words = material_of(layer.material), plain(layer.material)
    usual, sd = material.softness_kpa, material.softness_sd_kpa
    if material.name == "latex" and layer.density_kg_m3:
        usual *= (layer.density_kg_m3 / LATEX_USUAL_KG_M3) ** LATEX_POWER
        usual = min(max(usual, LATEX_KPA[0]), LATEX_KPA[1])
    factor = next((factor for pattern, factor in _COMPILED_GRADES if pattern.search(words)), None)
    if factor is None:
        return usual, sd
    return usual * factor, sd * factor * GRADED_SD
