"""The model's name from a shop's title: without brand, size, firmness and generic words."""

from __future__ import annotations

import re

from catalog.feeds.size_names import ALWAYS, MAYBE, names_width

_DUTCH_MATERIAL = r"koudschuim|pocketvering|natuurlatex|traagschuim"
_MATERIAL = (
    rf"{_DUTCH_MATERIAL}|pocketveer|gelschuim|kaltschaum|tonnentaschenfederkern|taschenfederkern|federkern|komfortschaum|"
    r"visco|pocket|memory foam"
)
_NUMBER = r"\d{1,4}(?:[.,]\d+)?\s*(?:(?:cm|mm|m|inch(?:es)?|in)(?![a-wyz])|[\"\u2033\u201d]|'')?\s*(?:[wlbh](?!\w))?"
_GRADE = r"h\s?[1-5](?:[.,]5)?(?:\s*[+/&]\s*h?\s?[1-5])?"
_FEET = r"\d\s?['\u2019\u2032](?:\s?\d{1,2})?(?:[\"\u2033\u201d]|'')?"
_WORD = r"(?:extra[\s-]|zeer[\s-]|very[\s-]|medium[\s-])?(?:zacht|stevig|soft|firm|medium|mittelfest|fest|ferme|hard)"
# Removed in this order; a step that would leave nothing is skipped.
_NOISE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:set|lot|pack) (?:van|of|de) \d\b|\b\d\s?er[\s-]?set\b",  # two of a bed are no other model
        rf"(?:\bset\s+)?(?:\b\d\s*x\s*)?\b{_NUMBER}\s*[x×/]\s*{_NUMBER}(?:\s*[x×]\s*{_NUMBER})?(?!\w)",  # the size
        r"(?<=\w)-(?:matratze|matras|matelas|mattress)(?!\w)",  # "Anti-Kartell-Matratze"
        r"^(?:natur)?(?:latex|polyether|bonell|binnenvering)[\s-]?(?:matras(?:sen)?|mattress|matratzen?|matelas)(?!\w)",
        rf"(?<!\w)(?:{_MATERIAL}|kinder|baby|junior)?-?(?:matras(?:sen)?|mattress|matratzen?|matelas)(?!\w)",
        rf"(?<!\w)(?:{_DUTCH_MATERIAL}|\d\s*-?\s*zon(?:es?|en)|set)(?!\w)",
        r"\([^()]*\)",
        rf"(?<!\w)(?:{_GRADE}|{_WORD}(?:/{_WORD})?)(?!\w)",
    )
)
_ONLY_FIRMNESS = re.compile(rf"(?:{_GRADE}|{_WORD}(?:/{_WORD})?|[\s()/-])+", re.IGNORECASE)
_MADE_OF = re.compile(rf"(?<!\w)(?:{_MATERIAL})[\s-]?(?:matras|matratze|mattress|matelas)(?!\w)", re.IGNORECASE)
_OF_A_SIZE = (  # one of these is in every name of a size; a cheap look before the two patterns
    *("pers", "twij", "jumeaux", "einzel", "doppel", "place", "indiv", "matrim", "piazza", "plaza", "singol", "osobow"),
    *("sang", "säng", "seng", "solteiro", "casal", "single", "double", "king", "queen", "twin", "full", "emperor"),
)
_SIZE_IN_FEET = re.compile(rf"(?<!\w){_FEET}\s*[x×]\s*{_FEET}(?!\w)")
_OF_FEET = re.compile(r"\d(?:ft| f|['\u2019\u2032])")
_EDGES = " -–|,/+·:"


def first_word(title: str) -> str:
    """The word that most likely names the brand: the first that is not generic; "" when there is none."""
    bare = title[:300]
    for pattern in _NOISE:
        bare = pattern.sub(" ", bare)
    return next((word for word in bare.split() if any(map(str.isalpha, word))), "").strip(_EDGES)


def model_name(title: str, brand: str, width_cm: float | None = None) -> str:
    """The model in a title such as "billerbeck Wash Star 24 koudschuim matras 90x200 Medium (H2)".

    Args:
        title: as the shop writes it.
        brand: left out at the start.
        width_cm: of the bed where it is known: a name of that size ("Double") belongs to the size, not to the model.
    """
    name = " ".join(_SIZE_IN_FEET.sub(" ", _without(title[:300], brand)).split())
    for pattern in (ALWAYS, MAYBE) if _may_name_a_size(name.lower()) else ():
        if pattern.search(name):
            shorter = pattern.sub(lambda match: _size_word(match[0], width_cm), name)
            name = " ".join(shorter.split()).strip(_EDGES) or name
    for pattern in _NOISE:
        shorter, taken_out = pattern.subn(" ", name)
        if taken_out:
            name = " ".join(shorter.split()).strip(_EDGES) or name
    name = (_without(name, brand) or name).strip(_EDGES)
    made_of = _MADE_OF.search(title[:300]) if _ONLY_FIRMNESS.fullmatch(name) else None
    return made_of[0] if made_of else name


def _may_name_a_size(name: str) -> bool:
    return any(word in name for word in _OF_A_SIZE) or _OF_FEET.search(name) is not None


def _size_word(word: str, width_cm: float | None) -> str:
    return " " if ALWAYS.fullmatch(word) or names_width(word, width_cm) else word


def _without(name: str, brand: str) -> str:
    """The name without the brand it begins with."""
    begins = bool(brand) and name.casefold().startswith(brand.casefold())
    return name[len(brand) :].strip(_EDGES) if begins and not name[len(brand) : len(brand) + 1].isalnum() else name
