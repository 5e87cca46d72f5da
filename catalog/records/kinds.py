"""Is it a mattress for an adult? Toppers, pillows, bases and children's mattresses are recognised by their names."""

from __future__ import annotations

import re

from catalog.labels import plain
from catalog.sizes import SizeText

LONGEST_CHILDS_CM = 175.0

# Accessories of a mattress, or what it is made for, do not show what it is.
_WITH = re.compile(
    r"(?<!\w)(?:incl\w*\.?|inkl\w*\.?|met|mit|with|avec|gratis|\+|voor|fur|pour|for|zonder|ohne|sans)\s.*$"
)
_MATTRESS = re.compile(r"matras|mattress|matratze|matelas")
_MATTRESSES = re.compile(r"(?<!\w)(?:matrassen|mattresses|matratzen|matelas)(?!\w)")
_TOPPER = re.compile(r"topper|topdek|surmatelas|sur-matelas|matratzenauflage|oplegmatras|dekmatras|topmatras")
_OTHER = re.compile(
    r"(?<!\w)(?:\w*kussens?|pillow(?!\s?-?top)s?|\w*kissen|oreillers?|dekbed\w*|duvets?|bettdecke|couettes?|"
    r"lattenbodem\w*|lattenrost\w*|slat(?:ted)?|sommiers?|bedbodem\w*|bed base|boxsprings?|bedframes?|bettgestell\w*|"
    r"ledikant|hoeslaken\w*|spannbett\w*|fitted sheet|drap-housse|laken|moltons?|\w*beschermer|matrashoes|"
    r"mattress (?:protector|pad|cover)|matratzen(?:schoner|bezug)|protege-matelas|alese|encasing|gift card|cadeaubon|"
    r"geschenkkarte|bedpoten|hoofdbord\w*)(?!\w)"
)
_CHILD = re.compile(
    r"(?<!\w)(?:kinder\w*|kids?\w*|baby\w*|bebes?|junior\w*|jugend\w*|peuter\w*|kleuter\w*|wieg\w*|ledikantmatras\w*|"
    r"enfants?|child\S*|toddler\w*|cot|crib\w*)(?!\w)"
)
_YOUNG = re.compile(r"(?<!\w)(?:newborn|infant|toddler|kids?|child\w*|kind\w*|baby\w*|enfants?)(?!\w)")


def kind_of(title: str, category: str, size: SizeText | None, age_group: str = "") -> str | None:
    """None for a mattress for an adult, else the finding: topper, children_mattress or not_a_mattress."""
    name = _WITH.sub("", plain(title)) or plain(title)
    shelf = plain(category).rsplit(">", 1)[-1].strip()
    own_shelf = "" if _MATTRESSES.search(shelf) else shelf  # "Mattresses & toppers" does not show which
    if _TOPPER.search(name) or _TOPPER.search(own_shelf):
        return "topper"
    if _CHILD.search(name) or _CHILD.search(plain(category)) or _YOUNG.search(plain(age_group)):
        return "children_mattress"
    if size and size.length_cm < LONGEST_CHILDS_CM and size.width_cm < LONGEST_CHILDS_CM:
        return "children_mattress"
    if _OTHER.search(name) and not _MATTRESS.search(_OTHER.sub("", name)):
        return "not_a_mattress"
    if _OTHER.search(own_shelf) and not _MATTRESS.search(name):
        return "not_a_mattress"
    return None
