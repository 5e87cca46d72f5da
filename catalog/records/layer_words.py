"""The words and figures in what shops write of layers, in Dutch, English, German and French."""

from __future__ import annotations

import re

from catalog.construction.materials import MATERIALS

_FIGURE = r"\d{1,3}(?:[.,]\d{1,2})?"
_WORD = "|".join(f"(?:{material.words})" for material in MATERIALS)
_NAMED = rf"(?!hr[\s-]?\d)[a-z-]{{0,30}}(?:{_WORD})[a-z-]{{0,30}}"  # bounded, for texts that are one long word
_MATERIAL = (
    r"(?:(?:(?:super|extra|zeer|sehr|very|tres|ultra)[\s-]*)?"
    r"(?:soft|zacht|weich|souple|plush|stevig|firm|fest|ferme|medium|hard)\w{0,3}[\s-]+)?"
    r"(?:mousse\s+(?:a |de |haute )+(?:memoire(?: de forme)?|resilience)"
    rf"|{_NAMED}(?:[\s-]+{_NAMED})*)"
)
WHOLE_BED = re.compile(r"matras|mattress|matratze|matelas|topper")
_OTHER_THING = (
    r"(?!\s*-?\s*(?:matras|mattress|matratze|matelas|topper|topdek|kussen|kissen|pillow(?!\s?-?top)|oreiller))"
)
# "in" is an inch only before a material: "2 in 1" and "5 in totaal" are not.
_INCH = r"in(?=\.|\s+(?:of |thick )?(?:memory|gel|latex|foam|cold|hr|poly|micro|pocket))|\"|″"
_CENTIMETRE = r"(?:cent|zent)imet(?:er|re)[ns]?"
_HEIGHT = r"(?:hoogte|hohe|height|hauteur|dikte|starke|thickness)"
_TOP = (
    r"comfortla\w+|topla\w+|afdekla\w+|bovenkant|bovenzijde|bovenla\w+|komfortschicht|liegeschicht|oben|auflage"
    r"|oberschicht|(?:top|comfort) layers?|couche de confort|accueil"
)
_UNDER = r"onderkant|onderzijde|onderlaag|unterseite|unterschicht|unten|bottom|underside|dessous"
# Each kind of token by name; HR 45 and RG 45 are densities.
_KINDS = {
    "thickness": rf"(?<![\dx×.,/])(?P<low>{_FIGURE})(?:\s*(?:-|–|tot|bis|to|a|et)\s*(?P<high>{_FIGURE}))?\s*-?\s*"
    rf"(?P<unit>cm|mm|{_CENTIMETRE}|inch(?:es)?|{_INCH})(?![\w²³]|\s*[x×]\s*\d)",
    "density": r"(?<![a-z])(?:hr|rg|sg|raumgewicht|dichtheid|densite|density|soortelijk gewicht)"
    r"\s*[:=]?\s*(?:van |of )?-?(?P<named>\d{2,3})(?![\d.,]\d|\s*(?:cm|mm|kpa|jaar|nacht))"
    r"|(?P<metric>\d{2,3}(?:[.,]\d)?)\s*kg\s*(?:/|per|pro|par|je)?\s*(?:m\s?3|m\^3|cbm|kubieke|kubik|cubic)"
    r"|(?P<pounds>\d(?:[.,]\d)?)\s*-?\s*(?:lbs?|pounds?|pcf)\b",
    "kpa": r"(?P<figure>\d{1,2}(?:[.,]\d{1,2})?)\s*kpa",
    "whole": rf"\b(?:total\w*|gesamt|overall|matras|matratzen)\s?-?{_HEIGHT}\b",
    "height": rf"\b(?:{_HEIGHT}|hoog|hoch|tall|de haut)\b",
    "core_height": r"\b(?:kern|core)[\s-]?(?:hoogte|hohe|height)",
    "top": rf"\b(?:{_TOP})\b",
    "under": rf"\b(?:{_UNDER})\b",
    "topper": r"topper|topdek|surmatelas|matrasbeschermer",
    "gone": r"\b(?:matras|matelas|mattress|matratze)s?\s+(?:van|de|en|in|of|aus|uit)\b",
    "material": rf"(?<![a-z-])(?>{_MATERIAL})(?![a-z]){_OTHER_THING}",
    "core": r"\b(?:kern|core|noyau|ame|basislaag|base|basisschicht|tragschicht|draaglaag)\b",
}
TOKEN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _KINDS.items()))
END = re.compile(
    r"[;|•·\n!?)\]]|\.(?!\d)|,(?!\d)|\s[-–+/]\s"
    r"|\b(?:daarop|daarboven|darauf|darunter|on top of|met daarop)\b"
)
MEASURE = re.compile(rf"\d\s*-?\s*(?:cm|mm|{_CENTIMETRE}|inch|in\b|\"|″)")
TOLD = re.compile(rf"{MEASURE.pattern}|\b(?:kern|core|noyau)\b")
UNIT = {"inches": "inch", "″": '"'}
NUMBERED = re.compile(r"(layer_\d)_(?:(hardness_)?(kpa|n)|(density)(?:_kg_m3)?|(cm|material))$")
NOTHING = re.compile(r"(?:ja|nee|nein|yes|no|oui|non|-|n/?a|geen|keine?|none|\d{1,2})?")
COILS = re.compile(
    r"(\d{2,4})\s*(?:pocket|taschen|tonnentaschen)?\s?-?(?:veren|federn|springs|coils|ressorts|tfk)\s*"
    r"(?:(?:per|pro|/|je|au|par)\s*(?:m\s?2|vierkante meter|quadratmeter|square met\w+)"
    r"|(?:bij|bei|in|op|auf|at|sur|for)\s*(?:een |eine? |a )?(?:maat |grosse )?(\d{2,3})\s*x\s*(\d{3}))"
)
EXCHANGE = re.compile(
    r"(?:kern\w*|la(?:ag|gen)|layers?|schicht\w*|modul\w*|couches?|core)\b[^.;]{0,30}?"
    r"(?:verwisselba\w+|uitwisselba\w+|vervangba\w+|austauschbar\w*|auswechselbar\w*|exchangeable|interchangeable"
    r"|swappable|interchangeables?)"
    r"|(?:verwisselbare|uitwisselbare|austauschbare|auswechselbare|exchangeable|interchangeable|swappable)\w*\s+(?:\w+\s)?"
    r"(?:kern|la(?:ag|gen)|layers?|schicht|modul|couche|core)"
)
FILLERS = re.compile(
    r"van|de|het|een|of|the|an?|dik|dikke|thick|laag|layer|schicht|couche|von|aus|mit|met|with|ca|circa|ongeveer|du|en|d"
)

LINKS = re.compile(r"\b(?:met|en|op|onder|with|and|over|on|mit|und|auf|unter|avec|et|sur|sous)\b|[+&]")


def kind_of_token(match: re.Match[str]) -> str:
    """Which kind of token was found."""
    return next(name for name in _KINDS if match[name])
