"""Sizes that are names or feet: "Queen", "4ft6 Double", "Twin XL", `5' x 6'6"`.

A name means a size only in its own market, and some names mean different sizes in two ("King": 193 x 203 cm in the
United States, 150 x 200 in the United Kingdom) or none at all ("tweepersoons" is any width for two). Such a name is a
size only where the market is known; it is never a part of a model's name.

Sources: the size guides of public retailers (US: Twin 38x75 to California King 72x84 inches; UK: 3ft single 90x190 to
6ft super king 180x200 cm).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import Literal

from catalog.labels import plain
from catalog.sizes import INCH_CM, SAME_SIZE_CM, SizeText, find_size

Market = Literal["US", "UK", "EU", ""]
_EUROPEAN_CM = {(float(w), float(length)) for w in range(70, 181, 10) for length in (190, 200, 210, 220)}

_US_INCHES: dict[str, tuple[float, float, int]] = {
    "small single": (30, 75, 1),
    "twin": (38, 75, 1),
    "twin xl": (38, 80, 1),
    "three quarter": (48, 75, 1),
    "full": (54, 75, 1),
    "double": (54, 75, 1),
    "full xl": (54, 80, 1),
    "short queen": (60, 75, 1),
    "queen": (60, 80, 1),
    "olympic queen": (66, 80, 1),
    "king": (76, 80, 1),
    "cal king": (72, 84, 1),
    "split queen": (30, 80, 2),
    "split king": (38, 80, 2),
    "split cal king": (36, 84, 2),
}
_UK_CM: dict[str, tuple[float, float, int]] = {
    "small single": (75, 190, 1),
    "single": (90, 190, 1),
    "long single": (90, 200, 1),
    "small double": (120, 190, 1),
    "three quarter": (120, 190, 1),
    "double": (135, 190, 1),
    "king": (150, 200, 1),
    "super king": (180, 200, 1),
    "emperor": (200, 200, 1),
    "eu single": (90, 200, 1),
    "eu double": (140, 200, 1),
    "eu king": (160, 200, 1),
}
_ONLY_US = {"twin", "twin xl", "full", "full xl", "short queen", "queen", "olympic queen", "cal king"} | {
    name for name in _US_INCHES if name.startswith("split")
}
_ONLY_UK = {"super king", "small double", "long single", "eu single", "eu double", "eu king"}
_SPELLINGS = (
    (r"[\s_-]+", " "),
    (r"\b(?:california|western)\b|\bcal\.", "cal"),
    (r"\b(?:eastern|standard) king\b", "king"),
    (r"\b(?:extra[ -]?long|x-?long|xl) (twin|full)\b", r"\1 xl"),
    (r"\b(twin|full) (?:extra[ -]?long|x-?long|long)\b", r"\1 xl"),
    (r"\b(twin|full)xl\b", r"\1 xl"),
    (r"\b(?:expanded|olympic) queen\b", "olympic queen"),
    (r"\b(?:rv |camper |short )queen\b", "short queen"),
    (r"\bsuper ?king\b", "super king"),
    (r"\b(?:european|euro|ikea)\b", "eu"),
    (r"\b3/4\b|\bthree quarters?\b", "three quarter"),
    (r"\b(?:extra long|xl) single\b|\bsingle xl\b", "long single"),
    (r"\b(king|queen|super king|full|twin)size\b", r"\1"),
    (r"\b(?:size|sized|bed|mattress|mattresses)\b", " "),
)
_SPELLED = tuple((re.compile(pattern), spelling) for pattern, spelling in _SPELLINGS)
_KNOWN = sorted({*_US_INCHES, *_UK_CM}, key=len, reverse=True)
_NAME = re.compile(rf"(?<![\w'])(?:{'|'.join(_KNOWN)})(?![\w'])")

_FOOT = r"(?:\s*(?:ft|foot|feet)\.?|\s*['\u2019\u2032](?!['\u2019\u2032\w]|\s*s\b)|['\u2019\u2032](?=\d))"
_INCH = r"(?:\s*(?:inches|inch|ins|in)(?![a-z])|\s*(?:[\"\u2033\u201d]|''))?"
_FEET = re.compile(
    rf"(?:(?<![\w.,'])|(?<=[x×]))([2-7]){_FOOT}(?:\s*(\d{{1,2}})(?!\d|\s*(?:cm|ft|foot|feet)){_INCH})?"
    r"(?![a-wyz\d])",
    re.IGNORECASE,
)
_UK_WIDTH_CM = {30: 75.0, 36: 90.0, 42: 105.0, 48: 120.0, 54: 135.0, 60: 150.0, 72: 180.0, 78: 200.0}
_UK_LENGTH_CM = {75: 190.0, 78: 200.0, 84: 210.0}
_KING_INCHES = 60  # from this width on a British mattress is 6ft6 long, narrower ones 6ft3


def market_of(texts: Iterable[str], currency: str | None) -> Market:
    """The market in which a feed's names of sizes are meant: by currency, else by names that only one market has.

    Beside European sizes in cm an American name such as "Queen" means what its shop wishes: it is none of a size there.
    """
    if currency in ("GBP", "USD"):
        return "UK" if currency == "GBP" else "US"
    if currency in ("EUR", None):
        texts = list(texts)
        names = {name for text in texts for name in _NAME.findall(_spelled(text))}
        us, uk = bool(names & _ONLY_US), bool(names & _ONLY_UK)
        if us and any(_is_european(text) for text in texts):
            return "EU"
        if us != uk:
            return "US" if us else "UK"
    return ""


def _is_european(text: str) -> bool:
    size = find_size(text)
    return size is not None and (size.width_cm, size.length_cm) in _EUROPEAN_CM


def named_size(text: str, market: Market) -> SizeText | None:
    """The size that a whole value names, such as "Queen" or "4ft6 Double"; None where it means none, or several."""
    return size_in_feet(text, market) or _of_name(_spelled(re.sub(r"\([^()]*\)", " ", text)), market)


def name_of(size: SizeText, market: Market) -> str:
    """What a market calls a size, such as "Queen" or "Small Double"; "" where it has no name for it."""
    named = {"US": _US_INCHES, "UK": _UK_CM}.get(market, {})
    cm = INCH_CM if market == "US" else 1.0
    for name, (width, length, count) in named.items():
        off = max(abs(width * cm - size.width_cm), abs(length * cm - size.length_cm))
        if count == size.count and off < SAME_SIZE_CM:
            return " ".join(_SHOWN.get(word, word.capitalize()) for word in name.split())
    return ""


_SHOWN = {"xl": "XL", "eu": "EU", "cal": "California"}


def size_in_title(title: str, market: Market) -> SizeText | None:
    """The size that a title names beside other words; only where the word can be no part of a model's name."""
    if found := size_in_feet(title, market):
        return found
    spelled = re.sub(r"\b(?:size|sized|bed|mattress|mattresses)\b", "|", plain(title).replace("-", " - "))
    spelled = _spelled(spelled)
    for match in _NAME.finditer(spelled):
        after = spelled[match.end() :].lstrip()
        if (not after or after[0] in "|,;)/-([" or _FIRMNESS.match(after)) and match.start():
            return _of_name(match[0], market)
    return None


_FIRMNESS = re.compile(r"(?:extra |medium |luxury |ultra )?(?:soft|plush|medium|firm)(?!\w)")


def _spelled(text: str) -> str:
    """Lower case with each name of a size in its usual spelling."""
    words = plain(text)
    for pattern, spelling in _SPELLED:
        words = pattern.sub(spelling, words)
    return " ".join(words.split()).strip(" -,;/")


def _of_name(name: str, market: Market) -> SizeText | None:
    if market in ("US", "") and name in _US_INCHES and (market == "US" or name in _ONLY_US):
        width, length, count = _US_INCHES[name]
        return SizeText(round(width * INCH_CM, 1), round(length * INCH_CM, 1), count)
    if market in ("UK", "") and name in _UK_CM and (market == "UK" or name in _ONLY_UK):
        return SizeText(*_UK_CM[name])
    return None


@functools.lru_cache(maxsize=10_000)
def size_in_feet(text: str, market: Market) -> SizeText | None:
    """The size of a width in feet, or of a width and a length: as British shops mean it, in inches where the market is
    American.
    """
    found = [12 * int(match[1]) + int(match[2] or 0) for match in _FEET.finditer(text[:2000])]
    if not found or any(match[2] and int(match[2]) > 11 for match in _FEET.finditer(text[:2000])):
        return None
    width, length = found[0], found[1] if len(found) > 1 else 78 if found[0] >= _KING_INCHES else 75
    if len(found) > 1 and width > length:
        width, length = length, width
    if width < 30 or length < 70 or (len(found) == 1 and width not in _UK_WIDTH_CM):
        return None
    if market == "US" and len(found) > 1:
        return SizeText(round(width * INCH_CM, 1), round(length * INCH_CM, 1))
    wide, long = _UK_WIDTH_CM.get(width, width * INCH_CM), _UK_LENGTH_CM.get(length, length * INCH_CM)
    return SizeText(round(wide, 1), round(long, 1))


# Words that name a size in a title, in Dutch, German, English, French, Spanish, Italian, Polish, Swedish and Danish.
# The first are never anything else; the others may belong to a model ("King Koil", "Double Comfort") and are left out
# of a name only where they agree with the width that is stated.
_FEET_IN_NAME = rf"(?<![\w.,'])[2-7](?:\s*(?:ft|foot|feet)\.?|['\u2019\u2032])(?:\s*\d{{1,2}}{_INCH})?(?!\w)"
ALWAYS = re.compile(
    r"(?<!\w)(?:(?:1|2|1,5|1\.5|1½|een|twee|anderhalf|een en een half|ein|zwei)[\s-]?(?:persoons?|personen)(?:s?bed|"
    r"s?matras)?|twijfelaars?|lits?[\s-]?jumeaux|litsjumeaux|einzel(?:bett|grosse|größe)|doppel(?:bett|grosse|größe)|"
    r"(?:1|2|une?|deux)\s?(?:places?|personnes?)|(?:individual|matrimonial|matrimonio)(?!\w)|(?:1|2|una?|due|dos)\s?"
    r"(?:piazz[ae]|plazas?)(?:\s+e\s+mezz[ao])?|piazza e mezza|singol[oa]|matrimoniale|jednoosobow\w+|dwuosobow\w+|"
    r"enkels[äa]ng|dubbels[äa]ng|enkeltseng|dobbeltseng|solteiro|casal|"
    r"(?:small|long)[\s-](?:single|double)|super[\s-]?king(?:[\s-]?size)?|(?:california|cal\.?|eastern|western|split|"
    r"split[\s-]cal(?:ifornia)?)[\s-]king(?:[\s-]?size)?|split[\s-]queen|(?:short|olympic|rv)[\s-]queen|"
    r"(?:twin|full|single)[\s-]?(?:xl|extra[\s-]long)|"
    r"(?:king|queen|twin|full|single|double)[\s-]?sized?)(?!\w)"
    rf"|{_FEET_IN_NAME}",
    re.IGNORECASE,
)
_WIDTHS_CM = {
    "single": (75, 80, 90, 92, 100),
    "double": (120, 135, 137, 140, 150, 160),
    "twin": (80, 90, 97, 96.5, 99, 100),
    "full": (134, 135, 137, 140),
    "queen": (140, 150, 152, 153, 160),
    "king": (150, 152, 160, 180, 183, 193, 200),
    "emperor": (200, 215),
    "eenpersoon": (70, 80, 90, 100),
    "tweepersoon": (140, 160, 180, 200),
}
MAYBE = re.compile(rf"(?<!\w)(?:{'|'.join(_WIDTHS_CM)})(?!\w)", re.IGNORECASE)


def names_width(word: str, width_cm: float | None) -> bool:
    """Whether a word can name this width in any market."""
    return width_cm is not None and any(abs(width_cm - each) <= 2 for each in _WIDTHS_CM.get(word.casefold(), ()))
