"""Is it a mattress for an adult? Other goods are known by what their names and shelves say they are.

A shop's range is always longer than a list of what is not wanted. So it is not enough that no such word occurs: the
first noun of a name says what the goods are ("Boxspringbett mit Matratze" is a bed, "matrashoes" a cover), and goods
whose name and shelf say nothing of a mattress count as one only where a firmness or a kind of core is stated.
"""

from __future__ import annotations

import functools
import re

from catalog.labels import plain
from catalog.sizes import SizeText

LONGEST_CHILDS_CM = 175.0

# Accessories of a mattress, or what it is made for, do not show what it is.
_WITH = re.compile(
    r"(?<![\w-])(?:incl\w*\.?|inkl\w*\.?|met|mit|with|avec|con|com|med|gratis|\+|voor|fur|pour|for|para|per|dla|till|til|"
    r"zonder|ohne|sans|senza|sin|utan|uden)\s.*$"
)
# A mattress as the last part of a word, in Dutch, German, English, French, Spanish, Italian, Portuguese, Polish, Czech,
# Swedish and Danish; plurals and sets too.
_MATTRESS = re.compile(
    r"(?<!\w)(?:\w*(?:matras(?:sen)?|matratzen?|mattress(?:es)?|madrass(?:er|en)?|madras(?:ser)?)(?:-?sets?)?|matelas|"
    r"colch(?:on(?:es)?|ao|oes)|materass[oi]|materac(?:e|y|ow)?|matrac[ei]?|futons?|waterbed(?:den)?|wasserbett(?:en)?)"
    r"(?!\w)"
)
_STEM = r"(?:matras|matratze|mattress|madras|matelas|colchon|colchao|materass|materac|matrac)"
_ABOVE = re.compile(
    r"topper|topdek|surmatelas|sur[\s-]matelas|matratzenauflage|oplegmatras|dekmatras|topmatras|topmadrass?|baddmadrass|"
    r"overmadrass?|sobrecolch|nakladka|correttore|mattress pad(?!\w)"
)
# Of a mattress but none: a word that goes on after the stem or wraps it, or a cover named beside it.
_OF_A_MATTRESS = re.compile(
    rf"(?<!\w){_STEM}(?!(?:s?(?:sen|n|es|er|en)?(?:-?sets?)?|ser|so|s|[oieyu]|ow)(?!\w))\w+"
    rf"|(?<!\w)(?:copri|cubre|salva|capa|sous|sur|protege|protector|couvre)-?{_STEM}\w*"
    rf"|(?<!\w)(?:matras(?:sen)?|matratzen?|mattress(?:es)?|madrass?)[\s-]+(?:\w*(?:protect\w*|cover\w*|pads?|encas\w*|bags?|"
    r"bases?|foundations?|supports?|sheets?|underlay\w*|bescherm\w*|hoes\w*|overtrek\w*|onderlegger\w*|tijk|schoner\w*|"
    r"schutz\w*|bezug|bezuge|auflage\w*|unterlage\w*|tasche\w*|reinig\w*|cleaner\w*|storage|vacuum|straps?|skydd|overdrag))"
    r"(?!\w)"
    rf"|(?<!\w)(?:protege|protecteur|protection|housse|alese|drap|drap-housse|couvre|sous|taie|sac|base|sommier|cadre|funda|"
    r"protector|cubre|canape|fodera|rete|proteccion|capa|estrado|pokrowiec|ochraniacz|podklad|stelaz|overtrek|hoes|bezug|"
    rf"schutz|schoner|cover|protection|bag|skydd)[\s-]+(?:(?:de|du|pour|para|per|do|da|na|van|fur|for|till|til|d'|a)\s*)?{_STEM}\w*"
)
# A mattress sold with what it lies on: the price is of both.
_WITH_A_BASE = re.compile(
    r"(?:\+|&|(?<!\w)(?:incl\w*\.?|inkl\w*\.?|met|mit|with|avec|con|com|med|en|et|und|and|e|y|i|och|og|ou))\s*"
    r"(?:(?:een|ein\w*|a|un\w*|le|la|der?|het|gratis|free|bijpassende?|passende\w*|matching)\s+){0,2}"
    r"(?:sommier|lattenrost|lattenbodem|bettgestell|bed ?frame|bed ?base|foundation|box ?spring(?![\s-]?matr)|somier|"
    r"stelaz|ensemble|ribbenbodem|lamellenbodem)(?!\w*[\s-]*(?:eignung|geeignet|geschikt|tauglich|matr|toepass))"
)
# Goods that are never a mattress, whatever shelf they stand on.
_OTHER = re.compile(
    r"(?<!\w)(?:\w*kussens?|pillow(?!\s?-?top)s?|\w*kissen|oreillers?|cuscin[oi]|almohadas?|poduszk[ai]|\w*dekbed\w*|"
    r"duvets?|comforters?|blankets?|quilts?|dekens?|\w*decken?|couettes?|couvertures?|edredon\w*|piumin[oi]|koldr[ay]|"
    r"\w*lattenbodem\w*|\w*lattenrost\w*|\w*lattenroste|slat(?:ted)?s?|lamellenbodem\w*|spiraalbodem\w*|sommiers?|"
    r"somieres?|bedbodem\w*|bed base|box[\s-]?springs?|box[\s-]?spring(?:s|bett|betten)|foundations?|bed[\s-]?frames?|"
    r"\w*bettgestell\w*|headboards?|hoofdbord\w*|kopfteil\w*|tetes? de lit|\w*ledikant(?:en)?|\w*hoeslaken\w*|"
    r"\w*spannbett\w*|\w*laken|\w*betttuch|fitted sheets?|sheets?|draps?|drap-housse|\w*moltons?|\w*beschermers?|"
    r"\w*hoezen|matrashoes|\w*overtrek(?:ken)?|\w*bezuge?|protege-\w+|aleses?|\w*encasing\w*|encasements?|gift cards?|"
    r"cadeaubon\w*|geschenkkarte\w*|geschenkgutschein\w*|\w*gutschein|bedpoten|\w*bettwasche|\w*beddengoed|bedding|"
    r"\w*schrank|\w*schranke|\w*kast(?:en)?|\w*kommoden?|dressoir\w*|nachttisch\w*|\w*sofas?|\w*couch(?:es)?|canapes?|"
    r"\w*bedbank\w*|slaapbank\w*|divani?|divan beds?|\w*sessel|\w*stuhl|\w*stoel(?:en)?|chairs?|\w*tisch|"
    r"tafels?|tables?|lamp\w*|\w*leuchte\w*|teppich\w*|\w*tapijt\w*|gordijn\w*|\w*schutz|\w*schoner|etagenbett\w*|stapelbed\w*|"
    r"bunk beds?|\w*matten?|\w*slaapzak\w*|\w*schlafsack\w*|luchtbed\w*|luftbett\w*|air[\s-]?beds?|pumpe?n?)(?!\w)"
)
# A bed, most often; but also part of a model's name.
_MAYBE = re.compile(
    r"(?<!\w)(?!waterbed|wasserbett)(?:\w*bett(?:en)?|\w*bed(?:den|s)?(?![\s-]in[\s-])|lits?(?!-)|camas?|lett[oi]|"
    r"lozk[oa]|\w*sang(?:ar)?|\w*seng(?:e)?|bases?|frames?|ottomans?|covers?|housses?|hoes|bank|protectors?|"
    r"zubehor|accessoires?|accessories)(?!\w)"
)
_BLOWN_UP = re.compile(
    r"luftmatratze|luchtmatras|luchtbed|luftbett|air[\s-]?beds?(?!\w)|air mattress|inflatable|opblaas|aufblas|"
    r"gonflable|hinchable|gonfiabil|insufla|dmuchan|uppblasbar|camping|kamper|isomatte"
)
_FOR_OTHERS = re.compile(
    r"(?<!\w)(?:hond(?:en)?\w*|hunde\w*|dogs?|chiens?|katze\w*|katten\w*|pets?|perros?|huisdier\w*|haustier\w*|yoga\w*|"
    r"gym\w*|turn(?:mat|matte)\w*|tuin\w*|garten\w*|outdoor|wickel\w*)(?!\w)"
)
_CHILD = re.compile(
    r"(?<!\w)(?:kinder\w*|kids?\w*|baby\w*|bebes?|junior\w*|jugend\w*|peuter\w*|kleuter\w*|wieg\w*|ledikantmatras\w*|"
    r"enfants?|child\S*|toddler\w*|cot|crib\w*|infantil\w*|bambin[oi]|neonat[oi]|cuna|niemowl\w*|dzieci\w*|barn\w*)(?!\w)"
)
_YOUNG = re.compile(r"(?<!\w)(?:newborn|infant|toddler|kids?|child\w*|kind\w*|baby\w*|enfants?)(?!\w)")
_BEDSTEAD = re.compile(r"\w(?:bett|bed)(?!\w)")  # "Seniorenbett", but not "Bed in a box"
_IS_FOR = re.compile(r"bed|bett|spring|sofa|couch|bank|divan|lit|cama|letto|futon|seng|sang")
_WITHOUT_FIGURES = re.compile(r"\d+")
_NOWHERE = 1_000_000  # past the end of any name
_CORE = re.compile(
    r"pocket|taschenfeder|tfk(?!\w)|federkern|schaum|schuim|foam|mousse|latex|visco|memory|ressorts|muelles|molle|hybrid|"
    r"traagschuim|bonn?ell"
)


def kind_of(
    title: str, category: str, size: SizeText | None, age_group: str = "", *, firmness_stated: bool = False
) -> str | None:
    """None for a mattress for an adult, else the finding: topper, children_mattress or not_a_mattress.

    Args:
        title: the goods' name; a brand in it may be left out ("Brooklyn Bedding" makes mattresses).
        category: the shelf, from the widest to the narrowest, separated by ">".
        size: as read; None where it is not.
        age_group: for whom, where a feed states it.
        firmness_stated: whether an attribute of firmness is filled in.
    """
    kind = _kind(_WITHOUT_FIGURES.sub("0", plain(title)), plain(category), firmness_stated)
    if kind is None and _YOUNG.search(plain(age_group)):
        return "children_mattress"
    if kind is None and size and size.length_cm < LONGEST_CHILDS_CM and size.width_cm < LONGEST_CHILDS_CM:
        return "children_mattress"
    return kind


@functools.lru_cache(maxsize=10_000)  # the sizes of one model differ in figures only
def _kind(title: str, shelves: str, firmness_stated: bool) -> str | None:
    """The kind by the words of a plain title and plain shelves."""
    name = _WITH.sub("", title) or title
    shelf = shelves.rsplit(">", 1)[-1].strip()
    own_shelf = "" if _MATTRESS.search(shelf) else shelf  # "Mattresses & toppers" does not show which
    other, mattress = _first_other(name), _first(_MATTRESS, name)
    if mattress < _NOWHERE and _WITH_A_BASE.search(title, mattress):
        return "not_a_mattress"
    if _BLOWN_UP.search(name) or _BLOWN_UP.search(own_shelf) or _FOR_OTHERS.search(title):
        return "not_a_mattress"
    if _ABOVE.search(name) and other >= _first(_ABOVE, name):
        return "topper"
    if _ABOVE.search(own_shelf) and other == _NOWHERE:
        return "topper"
    if _CHILD.search(name) or _CHILD.search(shelves):
        return "children_mattress"
    if other <= mattress < _NOWHERE or other < _NOWHERE == mattress:
        return "not_a_mattress"
    return None if mattress < _NOWHERE or _may_be_one(title, name, shelves, firmness_stated) else "not_a_mattress"


def _may_be_one(title: str, name: str, shelves: str, firmness_stated: bool) -> bool:
    """Whether goods whose name has no word for a mattress, nor for anything else for certain, may be one."""
    shelf = shelves.rsplit(">", 1)[-1]
    if _OTHER.search(shelf) and not _MATTRESS.search(shelf):
        return False
    told = bool(_MATTRESS.search(shelves) or _CORE.search(name))
    holds_one = bool(_MATTRESS.search(title))  # behind "with" or "for"
    if _MAYBE.search(name):
        return told and not holds_one and not _BEDSTEAD.search(name)
    return told or holds_one or firmness_stated or not shelves.strip(" >0123456789")


def _first(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.search(text)
    return match.start() if match else _NOWHERE


def _first_other(name: str) -> int:
    """Where a name first says that it is something else. A bed or boxspring right before the mattress is what that is
    for ("boxspring matras"), and so is a word that is only part of a longer one.
    """
    places = [match.start() for match in _OF_A_MATTRESS.finditer(name)]
    for pattern in (_OTHER, _MAYBE):
        for match in pattern.finditer(name):
            after = _MATTRESS.match(name[match.end() :].lstrip(" -"))
            certain = pattern is _OTHER or _first(_MATTRESS, name) < _NOWHERE
            if certain and not (after and _IS_FOR.search(match[0])):
                places.append(match.start())
    return min(places, default=_NOWHERE)


_NOT_NEW = re.compile(
    r"(?<![a-z])(?:used|refurbish|reconditi|damaged|gebruikt|tweedehands|gebraucht|generaluberholt|b-ware|occasion|usado"
    r"|reacondicionado|usato|ricondizionato|showroommodel|ausstellungsstuck)"
)
_NEW = re.compile(r"\b(?:not|never|niet|nooit|nicht|nie)\b")


def is_not_new(condition: str) -> bool:
    """Whether a stated condition says that somebody had it before: its price is not that of the mattress."""
    said = plain(condition)
    return bool(_NOT_NEW.search(said)) and not _NEW.search(said)
