"""Words of firmness in seven more languages, put into German ones, which `catalog.labels` reads.

They are put only into what an attribute of firmness states: in a name "fast" or "media" is a word of another language.
The order of the words is that of the shops that write a grade beside them (Polish "H2 średnio twardy", "H3 twardy").
"""

from __future__ import annotations

import functools
import re

from catalog.labels import plain

# Italian, Spanish, Portuguese, Polish, Swedish, Danish and Norwegian, Czech; a blank matches a hyphen too.
_WORDS = {
    "weich": (
        "morbid[oa]|molto morbid[oa]|soffice|bland[oa]|muy bland[oa]|suave|muy suave|firmeza suave|firmeza baja|"
        "maci[oa]|muito maci[oa]|firmeza baixa|miekk[ai]|bardzo miekk[ai]|mjuk|extra mjuk|mycket mjuk|blød|meget blød|"
        "myk|mekk[ayi]|velmi mekk[ayi]"
    ),
    "mittelweich": (
        "medio morbid[oa]|firmeza media baja|media baja|medio suave|medio maci[oa]|srednio miekk[ai]|medium mjuk|"
        "medium blød|medium myk|stredne mekk[ayi]"
    ),
    "mittel": (
        "medi[oa]|firmeza media|firmeza intermedia|intermedi[oa]|sredni[ao]?|srednio tward[yae]|medel|mellan|mellem|"
        "stredni|stredne tvrd[aye]"
    ),
    "mittelfest": (
        "medio rigid[oa]|medio firme|semi ?rigid[oa]|semi ?firme|firmeza media alta|media alta|medium fast|medium hård|"
        "medel ?fast|medel ?hård|mellan ?fast|mellan ?hård|mellem ?fast|mellem ?hård"
    ),
    "fest": "rigid[oa]|dur[oa]|sostenut[oa]|firme|firmeza alta|tward[yae]|fast|hård|hard|tvrd[aye]",
    "sehr fest": (
        "molto rigid[oa]|extra rigid[oa]|molto dur[oa]|muy firme|extra firme|muy dur[oa]|firmeza muy alta|muito firme|"
        "muito dur[oa]|bardzo tward[yae]|extra tward[yae]|extra fast|mycket fast|meget fast|veldig fast|extra hård|"
        "mycket hård|meget hård|velmi tvrd[aye]|extra tvrd[aye]"
    ),
}
_PHRASES = sorted(
    ((plain(phrase), german) for german, phrases in _WORDS.items() for phrase in phrases.split("|")),
    key=lambda each: -len(each[0]),  # the longest first, so that "molto rigido" is not half read
)
_PATTERNS = [
    (re.compile(phrase.replace(" ?", r"[\s-]?").replace(" ", r"[\s-]+")), german) for phrase, german in _PHRASES
]
_ANY = re.compile(rf"(?<!\w)(?:{'|'.join(pattern.pattern for pattern, _ in _PATTERNS)})(?!\w)")


@functools.lru_cache(maxsize=10_000)
def in_german(stated: str) -> str:
    """What an attribute of firmness states, with the words of these languages in German; everything else as it was."""
    words = plain(stated)
    if not _ANY.search(words):
        return stated
    return _ANY.sub(lambda match: next(german for each, german in _PATTERNS if each.fullmatch(match[0])), words)
