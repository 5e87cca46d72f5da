"""Read what shops write about firmness: "Medium (H3)", "extra stevig", "mittelfest / fest", "H2 + H3".

Dutch, English, German and French words are read as one of the six labels of `catalog.firmness`; H-grades as numbers.
Two sides of one mattress are joined by "/", two halves of a set by "+", a choice by "|".
"""

from __future__ import annotations

import functools
import itertools
import math
import re
import unicodedata
from dataclasses import dataclass

from catalog.firmness import H_GRADE_SD, LABEL_FIRMNESS, WORD_SD, WORD_SD_EUROPE, firmness_label, grade_scale

# One line per label; a space matches spaces or hyphens, and a Dutch, German or French ending may follow.
_WORDS = {
    "soft": (
        "soft|extra soft|very soft|ultra soft|extremely soft|super soft|super zacht|"
        "super weich|plush|luxury plush|ultra plush|"
        "zacht|extra zacht|zeer zacht|heel zacht|soepel|extra soepel|"
        "weich|sehr weich|extra weich|souple|tres souple|extra souple|moelleux|tres moelleux|doux"
    ),
    "medium-soft": (
        "medium soft|soft medium|medium plush|semi soft|medium zacht|zacht medium|"
        "medium weich|weich mittel|halfzacht|half zacht|middelzacht|"
        "mittelweich|mittel weich|mi souple|medium souple"
    ),
    "medium": (
        "medium|true medium|luxury medium|middel|gemiddeld|normaal|halfhard|half hard|middelhard|"
        "mittel|mittelhart|mittel hart|normal|moyen|moyenne|equilibre|equilibree"
    ),
    "medium-firm": (
        "medium firm|firm medium|luxury firm|cushion firm|cushioned firm|moderately firm|semi firm|medium stevig|"
        "middelstevig|halfstevig|half stevig|semi stevig|medium hard|mittelfest|mittel fest|medium fest|"
        "mi ferme|medium ferme|semi ferme"
    ),
    "firm": "firm|firmer|hard|stevig|fest|hart|ferme|dur",
    "extra firm": (
        "extra firm|very firm|ultra firm|super firm|luxury extra firm|extra hard|very hard|"
        "extra stevig|super stevig|zeer stevig|heel stevig|ultra stevig|zeer hard|heel hard|"
        "extra fest|sehr fest|extra hart|sehr hart|ultra fest|tres ferme|extra ferme|tres dur|ultra ferme"
    ),
}
_LABEL_OF = {phrase: label for label, phrases in _WORDS.items() for phrase in phrases.split("|")}
_WORD = re.compile(
    r"(?<![\w])(?:"
    + "|".join(p.replace(" ", r"[\s-]*") for p in sorted(_LABEL_OF, key=lambda p: (-len(p), p)))
    + r")(?:e[rns]?|s)?(?![\w])"
)
# "H 3", "H2,5", "H2/3"; not the height in "H 4 cm" nor the "H2" inside a product code.
_GRADE = re.compile(
    r"(?<![\w-])(?:h|hg|hardheid|haertegrad|hartegrad|hardheidsgraad|firmness grade)[\s:.-]*"
    r"([1-5](?:[.,]5)?)(?![\w]|[.,]\d|\s*(?:cm|mm|x\s*\d))"
)
_SHORT_PAIR = re.compile(  # "H2/3"; not "H2 - 1-persoons 90x200"
    r"(?<![\w-])(h\s?[1-5]\s*[/+|&-]\s*)(?=[1-5](?![\w.,]|\s*-\s*[a-z]|\s*(?:pers|people|places?\b|slaper|x\s*\d)))"
)
_BETWEEN = re.compile(r"(?<![\w-])(h\s?[1-5])\s*(?:-|–|tot|bis|a)\s*(h\s?[1-5])(?![\w.,-])")  # "H2-H3"
_ON_TOP = re.compile(r"(?<!\w)accueil (?:tres |extra )?\w+")  # the feel of the cover, not the support
_WORD_IN_CODE = re.compile(r"(?<![a-z])h([1-5])(?![0-9a-z])")

# How exports write one word of two: "MediumFirm", "medium_firm", "Med/Firm", "X-Firm"; and what they deny.
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_MED = re.compile(
    r"(?<!\w)(?:med\.?(?=[\s/-]*(?:firm|soft|plush|hard|stevig|zacht|fest|weich)|\s*$)|m(?=-(?:firm|soft|plush)(?!\w)))"
)
_EXTRA = re.compile(
    r"(?<!\w)(?:(?:ultra|super|very|extra)[\s-]+)?(?:x{1,2}|xtra|ex|extra)[\s-]*"
    r"(?=(?:firm|soft|plush|hard|stevig|zacht|fest|weich|ferme|hart)(?:e[rns]?|s)?(?!\w))"
)
_COMPOUND = re.compile(r"(?<![\w/])([a-z]+)/([a-z]+)(?![\w/])")
_DENIED = re.compile(
    r"(?<!\w)(?:not|niet|nicht|geen|keine?r?|non|pas|nie|ikke|inte|weder|noch|neither|nor|no|never|nooit|ohne|zonder|"
    r"without|sans)(?:[\s-]+(?:een|a|an|the|een te|too|zu|te|trop|so|zo|very|sehr|zeer|heel|tres|overly|extra|echt|"
    r"really|al te|allzu))*[\s-]+(?=[a-z])"
)

_ACCENT = re.compile("[\u0300-\u036f]")
_NOT_IN_A_SLUG = re.compile(r"[\W_]+")

LONGEST_VALUE = 40  # characters; a feed repeats the same short values

# The usual word for a grade when no word is stated (seven of eight sources agree within one step).
GRADE_LABEL = {1: "soft", 2: "medium", 3: "firm", 4: "extra firm", 5: "extra firm"}

# English words were compared with numbers; other languages' words are taken to be as imprecise as the grades.
_ENGLISH = re.compile(r"soft|plush|firm|medium")


@dataclass(frozen=True)
class FirmnessText:
    """What a text states about firmness: grades (1 to 5, halves possible), labels, and how several are joined.

    `joiner` is "" for one, "+" for two halves of a set, "/" for two sides, "|" for a choice.
    """

    grades: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()
    joiner: str = ""
    english: bool = False

    @property
    def grade(self) -> str:
        """ "H3", "H2+H3" (halves or sides), "H2|H3" (a choice), or "" when no grade is stated."""
        return self._join(tuple(f"H{g:g}" for g in self.grades), self.joiner.replace("/", "+"))

    @property
    def label(self) -> str:
        """The label as written, else the usual word for the grade; "" when there is neither."""
        return self._join(self.labels or tuple(grade_label(g) for g in self.grades), self.joiner)

    @property
    def conflict(self) -> bool:
        """Whether word and grade, both stated, differ by more than one step or name different words."""
        return bool(self.grades and self.labels) and tuple(grade_label(g) for g in self.grades) != self.labels

    def __bool__(self) -> bool:
        return bool(self.grades or self.labels)

    def _join(self, parts: tuple[str, ...], joiner: str) -> str:
        return (joiner or "|").join(dict.fromkeys(parts) if joiner == "|" else parts)

    def parts(self) -> tuple[FirmnessText, ...]:
        """What is stated about each half, side or choice; grades and words that cannot be paired are separate parts."""
        n = max(len(self.grades), len(self.labels))
        grades = self.grades if len(self.grades) == n else ()
        labels = self.labels if len(self.labels) == n else ()
        return tuple(FirmnessText(grades[i : i + 1], labels[i : i + 1], "", self.english) for i in range(n))

    def firmness(self, brand: str = "") -> tuple[float, float] | None:
        """(firmness, SD) of one bed; None when nothing is stated or several are (a set, two sides, a choice).

        A brand that publishes weight bands has its own grades.

        Where grade and word are both stated, the mean of the two, with half their distance added to the error.
        """
        if len(self.grades) > 1 or len(self.labels) > 1:
            return None
        by_word = LABEL_FIRMNESS[self.labels[0]] if self.labels else None
        by_grade = _grade_firmness(self.grades[0], brand) if self.grades else None
        if by_grade is None:
            return None if by_word is None else (by_word, WORD_SD if self.english else WORD_SD_EUROPE)
        if by_word is None:
            return by_grade, H_GRADE_SD
        return (by_word + by_grade) / 2, math.hypot(H_GRADE_SD, (by_word - by_grade) / 2)


NOTHING_SAID = FirmnessText()


def grade_label(grade: float) -> str:
    """The usual word for an H-grade; a half grade takes the word of its place on the scale."""
    if grade in GRADE_LABEL:
        return GRADE_LABEL[int(grade)]
    return firmness_label(_grade_firmness(grade))


@functools.lru_cache(maxsize=10_000)
def _grade_firmness(grade: float, brand: str = "") -> float:
    return float(grade_scale(brand).to_firmness(grade))


def plain(text: str) -> str:
    """Lower case without accents: "Härtegrad" becomes "hartegrad", "équilibré" "equilibre"."""
    if text.isascii():
        return text.lower()
    return _ACCENT.sub("", unicodedata.normalize("NFKD", text.casefold()))


def slug(text: str) -> str:
    """Letters and figures of a name, joined by dashes, as in an id."""
    return _NOT_IN_A_SLUG.sub("-", plain(text).replace("+", " plus ")).strip("-")


def read_firmness(text: str) -> FirmnessText:
    """Every firmness word and grade in a text, with the way they are joined. Nothing found is an empty reading."""
    return _read_value(text) if len(text) <= LONGEST_VALUE else _read(text)


def is_one_firmness(text: str) -> bool:
    """Whether a text states the firmness of one bed and nothing else: "H3", "medium (H3)", not "Firm Foam 20"."""
    rest = _WORD.sub(" ", _GRADE.sub(" ", plain(text)))
    return not re.search(r"\w", rest) and read_firmness(text).firmness() is not None


def _read(text: str) -> FirmnessText:
    words = _SHORT_PAIR.sub(r"\1h", _ON_TOP.sub(" ", _spelled_out(text[:1000].replace("½", ",5"))))
    words = _BETWEEN.sub(r"\1 to \2", words)
    found: list[tuple[int, int, str, float | str]] = []
    for match in _GRADE.finditer(words):
        found.append((match.start(), match.end(), "grade", float(match[1].replace(",", "."))))
    for match in _WORD.finditer(words):
        found.append((match.start(), match.end(), "label", _label(match[0])))
    found.sort()
    grades = tuple(float(value) for _, _, kind, value in found if kind == "grade")
    labels = tuple(str(value) for _, _, kind, value in found if kind == "label")
    joiner = _joiner(words, found, grades, labels)
    if joiner == "|" and len(grades) == 2 and _INCLUSIVE.search(words):  # "H2 t/m H4": each of them
        grades = tuple(grades[0] + step for step in range(int(grades[1] - grades[0]) + 1)) or grades
    if joiner in ("/", "+") and max(len(set(grades)), len(set(labels))) > 2:
        joiner = "|"  # "H2 / H3 / H4": no bed has three sides or halves, so one of them is chosen
    if joiner == "to":  # one firmness between two
        joiner = ""
        if len(labels) == 2:
            labels = (firmness_label(sum(LABEL_FIRMNESS[word] for word in labels) / 2),)
        if len(grades) == 2:
            grades = ((grades[0] + grades[1]) / 2,)
    if not joiner:
        grades, labels = tuple(dict.fromkeys(grades)), tuple(dict.fromkeys(labels))
        joiner = "|" if len(grades) > 1 or len(labels) > 1 else ""
    return FirmnessText(grades, labels, joiner, bool(labels) and bool(_ENGLISH.search(words)))


def _spelled_out(text: str) -> str:
    """Plain text with the parts of a compound apart, abbreviations spelled out and denied words left out."""
    words = plain(_CAPITAL.sub(" ", text)).replace("_", " ")
    if "x" in words or "med" in words or "m-" in words:
        words = _EXTRA.sub("extra ", _MED.sub("medium", words))
    if "/" in words:
        words = _COMPOUND.sub(lambda m: f"{m[1]} {m[2]}" if f"{m[1]} {m[2]}" in _LABEL_OF else m[0], words)
    for denied in reversed(list(_DENIED.finditer(words))):
        said = _WORD.match(words[denied.end() :])
        if said:
            words = words[: denied.start()] + " " + words[denied.end() + said.end() :]
    return words


_read_value = functools.lru_cache(maxsize=10_000)(_read)


def grade_in_code(code: str) -> int | None:
    """The H-grade inside a product code such as "BA-SYLT-H4-180200"; None when there is none or more than one."""
    grades = set(_WORD_IN_CODE.findall(code.casefold()))
    return int(grades.pop()) if len(grades) == 1 else None


def _label(matched: str) -> str:
    phrase = re.sub(r"[\s-]+", " ", matched)
    for ending in ("", "e", "s", "er", "en", "es"):
        stem = phrase.removesuffix(ending) if ending else phrase
        for form in (stem, stem.replace(" ", "")):
            if form in _LABEL_OF:
                return _LABEL_OF[form]
    return next(
        label for spoken, label in _LABEL_OF.items() if phrase.replace(" ", "").startswith(spoken.replace(" ", ""))
    )


_INCLUSIVE = re.compile(r"\bt/m\b|\btot en met\b|\bthrough\b|\bthru\b")


def _joiner(
    words: str, found: list[tuple[int, int, str, float | str]], grades: tuple[float, ...], labels: tuple[str, ...]
) -> str:
    """How several values are joined, from the characters between two of one kind."""
    if len(grades) < 2 and len(labels) < 2:
        return ""
    for kind in ("grade", "label"):
        marks = [(start, end) for start, end, of, _ in found if of == kind]
        for (_, end), (start, _) in itertools.pairwise(marks):
            between = words[end:start]
            if _INCLUSIVE.search(between):
                return "|"
            for sign, joiner in (("+", "+"), ("&", "+"), ("|", "|"), (";", "|"), (",", "|"), ("/", "/")):
                if sign in between:
                    return joiner
            if re.search(r"\b(to|tot|bis|a)\b", between):
                return "to"
    return ""
