"""Read one value of a profile as a person or a file may write it; say what is wrong and how to mend it."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Real
from typing import Any, NoReturn

from pydantic_core import PydanticCustomError

from recommender.person.units import CM_PER_INCH, INCH_PER_FOOT, KG_PER_LB, LB_PER_STONE

_NUMBER = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]+)?")
_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_ROUNDING = 1e-9  # a limit stays inside after pounds and back
MAX_TEXT = 200
_SHOWN = 40  # characters of a bad value that a message repeats

# (unit as people say it, how many of ours it is, the name of the field that takes it)
_OTHER_UNITS: dict[str, tuple[tuple[str, float, str], ...]] = {
    "cm": (
        ("metres", 100.0, "cm"),
        ("millimetres", 0.1, "cm"),
        ("feet", INCH_PER_FOOT * CM_PER_INCH, "ft"),
        ("inches", CM_PER_INCH, "in"),
    ),
    "kg": (("grams", 0.001, "kg"), ("pounds", KG_PER_LB, "lb"), ("stone", LB_PER_STONE * KG_PER_LB, "st")),
}


@dataclass(frozen=True)
class Range:
    """What a number may be, in a unit ("" for a share or a count)."""

    low: float
    high: float
    unit: str = ""
    fields: tuple[str, ...] = ()  # sister fields that take another unit
    too_high: str = ""  # how to mend a number above it that is not in another unit either

    def __str__(self) -> str:
        if math.isinf(self.high):
            return f"{self.low:g} or more"
        return f"{self.low:.4g} to {self.high:.4g} {self.unit}".rstrip()

    def __contains__(self, number: float) -> bool:
        return self.low * (1 - _ROUNDING) <= number <= self.high * (1 + _ROUNDING)

    def in_unit(self, unit: str, factor: float) -> Range:
        """The same range in a unit of which one is `factor` of ours."""
        return Range(self.low / factor, self.high / factor, unit)


def reject(key: str, what: str, *, allowed: str = "", mend: str = "") -> NoReturn:
    """Raise the one kind of error validators here raise; the texts go along as they are."""
    raise PydanticCustomError("profile", "{what}", {"key": key, "what": what, "allowed": allowed, "mend": mend})


def is_given(value: object) -> bool:
    """None and empty text are not answers."""
    return value is not None and not (isinstance(value, str) and not value.strip())


def shown(value: object) -> str:
    """The value as a message repeats it: short, and safe for numbers too long to print."""
    try:
        text = f"{value:.6g}" if isinstance(value, float) else repr(value)
    except ValueError:
        return "a very long number"
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def as_key(text: str) -> str:
    """ "Too soft " as the files write it: too_soft."""
    return re.sub(r"[\s-]+", "_", text.strip().lower())


def nearest(name: str, known: Iterable[str]) -> str:
    """ "Did you mean ...?", or nothing when no known name is near."""
    found = difflib.get_close_matches(name.strip().lower(), list(known), n=1, cutoff=0.6)
    return f"Did you mean {found[0]}?" if found else ""


def read_number(value: object, allowed: str) -> float:
    """A finite number out of a number or its text; a decimal comma is understood."""
    if isinstance(value, str):
        text = value.strip()
        if not _NUMBER.fullmatch(text):
            inside = _NUMBER.search(text)
            mend = f"Give only the number: {inside[0]}." if inside else "Give a number."
            reject("not_a_number", f"{shown(value)} is not a number.", allowed=allowed, mend=mend)
        number = float(text.replace(",", "."))
    elif isinstance(value, Real) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
    else:
        reject("not_a_number", f"{shown(value)} is not a number.", allowed=allowed, mend="Give a number.")
    if not math.isfinite(number):
        mend = "Leave the field out when it is not known."
        reject("not_finite", f"{shown(value)} is not a finite number.", allowed=allowed, mend=mend)
    return number


def read_in_range(value: object, name: str, allowed: Range) -> float:
    number = read_number(value, str(allowed))
    if number not in allowed:
        mend = _other_unit(number, name, allowed)
        reject("out_of_range", f"{number:.6g} is out of range.", allowed=str(allowed), mend=mend)
    return number


def _other_unit(number: float, name: str, allowed: Range) -> str:
    """The unit the number was probably given in, when one makes sense of it."""
    for spoken, factor, unit in _OTHER_UNITS.get(allowed.unit, ()):
        if number * factor in allowed:
            other = f"{name.removesuffix(allowed.unit)}{unit}"
            if other in allowed.fields:
                return f"If this is in {spoken}, give it as {other}."
            if unit == allowed.unit:
                return f"Did you give {spoken}? That is {number * factor:g} {allowed.unit}."
    return allowed.too_high if number > allowed.high else ""


def read_choice(value: object, choices: tuple[str, ...]) -> str:
    """One word out of `choices`; true and false count as yes and no where those are choices."""
    if isinstance(value, bool):
        value = "yes" if value else "no"
    word = as_key(value) if isinstance(value, str) else None
    if word not in choices:
        mend = nearest(word, choices) if word else ""
        reject("unknown_choice", f"{shown(value)} is not a choice.", allowed=", ".join(choices), mend=mend)
    return word


def read_truth(value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = str(int(value)) if isinstance(value, int | float) and value in (0, 1) else value
    found = _TRUTHS.get(word.strip().lower()) if isinstance(word, str) else None
    if found is None:
        reject("unknown_choice", f"{shown(value)} is neither true nor false.", allowed="true, false, yes, no")
    return found


def read_words(value: object, choices: tuple[str, ...]) -> tuple[str, ...]:
    """Several of `choices`: a list, or one text with ";" between them; each once, in the order given."""
    parts: list[Any] = value.split(";") if isinstance(value, str) else _listed(value, choices)
    words = [read_choice(part, choices) for part in parts if not (isinstance(part, str) and not part.strip())]
    return tuple(dict.fromkeys(words))


def _listed(value: object, choices: tuple[str, ...]) -> list[Any]:
    if not isinstance(value, list | tuple | set | frozenset):
        reject("unknown_choice", f"{shown(value)} is not a list.", allowed=", ".join(choices))
    return list(value)


def read_text(value: object) -> str:
    """A short text; a whole number, as spreadsheets make of an id, becomes its digits."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = shown(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not text.isprintable() or len(text) > MAX_TEXT:
        reject("not_text", f"{shown(value)} is not a short text.", allowed=f"text of at most {MAX_TEXT} characters")
    return text.strip()
