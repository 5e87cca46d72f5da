"""Read what somebody says of beds they lay on: objects, "label=H3;felt=too_firm", or "H3 pocket_spring too_firm"."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, get_args

from catalog.catalogue_file import MattressType
from catalog.firmness import STATED_SD
from catalog.labels import is_one_firmness, read_firmness
from recommender.person.values import (
    Range,
    as_key,
    is_given,
    nearest,
    read_in_range,
    read_text,
    read_word,
    reject,
    shown,
)
from recommender.sleeper import ZONES, Experience, Feels, YesNoUnsure

MOST = 40  # beds one person may tell of
SCALE = Range(1, 10)
NIGHTS, AGE_YEARS = Range(0, 9000), Range(0, 100, "years")
FORM = "label=H3;type=pocket_spring;felt=too_firm;shoulder=right;nights=1, or H3 pocket_spring too_firm"
LABELS_ALLOWED = "H1 to H5, a word such as soft, medium or firm, or a number from 1 to 10"
_FELT = ("felt", *ZONES)
_WORDS = {
    "type": get_args(MattressType),
    "felt": get_args(Feels),
    **dict.fromkeys(ZONES, get_args(Feels)),
    "worn": get_args(YesNoUnsure),
}
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_BETWEEN_BEDS = "|"


def stated_firmness(label: str) -> tuple[float, float]:
    """(firmness 1-10, SD) of a label that `read_label` took."""
    if _NUMBER.fullmatch(label):
        return float(label), STATED_SD
    found = read_firmness(label).firmness()
    if found is None:
        raise ValueError(label)
    return found


def read_label(value: object) -> str:
    """What is stated of a bed's firmness: "H2", "medium", "6.5"; a word in Dutch, English, German or French."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{read_in_range(value, SCALE):g}"
    text = read_text(value)
    if _NUMBER.fullmatch(text):
        return f"{read_in_range(text, SCALE):g}"
    if is_one_firmness(text):
        return text
    reject("unknown_choice", f"{shown(value)} is not the firmness of a bed.", allowed=LABELS_ALLOWED)


def read_experiences(value: object) -> tuple[Experience, ...]:
    """Several beds: a list of objects or texts, JSON of it, or one text with "|" between beds."""
    if isinstance(value, str):
        value = _of_text(value)
    if isinstance(value, Mapping | Experience):
        value = [value]
    if not isinstance(value, list | tuple):
        reject("not_a_list", f"{shown(value)} is not a list of beds.", allowed=FORM)
    if len(value) > MOST:
        reject("out_of_range", f"{len(value)} beds are told of.", allowed=f"at most {MOST}")
    return tuple(one if isinstance(one, Experience) else _experience(one) for one in value if is_given(one))


def _of_text(text: str) -> object:
    if not text.lstrip().startswith(("[", "{")):
        return [part for part in text.split(_BETWEEN_BEDS) if part.strip()]
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        reject("not_readable", f"{shown(text)} is not JSON.", allowed=FORM)


def _experience(value: object) -> Experience:
    if isinstance(value, str):
        value = _pairs(value) if "=" in value else _in_words(value)
    if not isinstance(value, Mapping):
        reject("not_an_object", f"{shown(value)} is not a bed.", allowed=FORM)
    told = {name: said for name, said in value.items() if is_given(said)}
    for name in told:
        if name not in _READ:
            mend = nearest(name, _READ)
            reject("unknown_field", f"{shown(name)} is not told of a bed.", allowed=", ".join(_READ), mend=mend)
    if ("bed" in told) == ("label" in told):
        what = "a bed is told of with both bed and label." if "bed" in told else "which bed it was is not told."
        mend = "Give label, such as H3 or medium, or bed, the id of one in the catalogue."
        reject("given_twice" if "bed" in told else "missing", what, allowed=FORM, mend=mend)
    if not any(name in told for name in _FELT):
        reject("missing", "how the bed felt is not told.", allowed=f"felt: {', '.join(_WORDS['felt'])}")
    read = {name: _READ[name](said) for name, said in told.items()}
    return Experience(**{"mattress_id" if name == "bed" else name: said for name, said in read.items()})


def _pairs(text: str) -> dict[str, str]:
    """ "label=H2;felt=too_soft" as fields."""
    told: dict[str, str] = {}
    for part in text.split(";"):
        if part.strip():
            name, equals, said = part.partition("=")
            name = as_key(name)
            if not equals or name in told:
                what = f"{shown(part.strip())} is not name=value." if not equals else f"{name} is told twice."
                reject("not_readable", what, allowed=FORM)
            told[name] = said.strip()
    return told


def _in_words(text: str) -> dict[str, str]:
    """ "H3 pocket_spring too_firm": a label, perhaps a kind, and how it felt."""
    *words, felt = text.split() or [""]
    if words and as_key(f"{words[-1]} {felt}") in _WORDS["felt"]:
        felt = f"{words.pop()} {felt}"
    for n in range(len(words), 0, -1):
        label = " ".join(words[:n])
        if len(words) - n <= 1 and (_NUMBER.fullmatch(label) or is_one_firmness(label)):
            return {"label": label, "type": " ".join(words[n:]), "felt": felt}
    reject("not_readable", f"{shown(text)} is not a bed and how it felt.", allowed=FORM)


def _word_of(name: str) -> Callable[[object], Any]:
    def read(value: object) -> Any:
        word = read_word(value)
        if word not in _WORDS[name]:
            allowed, mend = ", ".join(_WORDS[name]), nearest(value, _WORDS[name])
            reject("unknown_choice", f"{shown(value)} is not a choice for {name}.", allowed=allowed, mend=mend)
        return word

    return read


def _number_of(allowed: Range) -> Callable[[object], float]:
    return lambda value: allowed.settled(read_in_range(value, allowed))


_READ: Mapping[str, Callable[[object], Any]] = {
    "bed": read_text,
    "label": read_label,
    "type": _word_of("type"),
    **{name: _word_of(name) for name in _FELT},
    "nights": _number_of(NIGHTS),
    "worn": _word_of("worn"),
    "age_years": _number_of(AGE_YEARS),
}
