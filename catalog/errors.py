"""The form every user-facing error has: what is wrong, where, what is allowed, how to fix it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import ValidationError


class UserError(ValueError):
    """A bad call or input; nothing was done.

    Args:
        what: what is wrong, with the value as given.
        where: the field, file, row or flag concerned.
        allowed: what would have been accepted.
        mend: what the reader can do about it.
    """

    def __init__(self, what: str, *, where: str = "", allowed: str = "", mend: str = "") -> None:
        self.what, self.where, self.allowed, self.mend = what, where, allowed, mend
        parts = (f"{where}: {what}" if where else what, f"Allowed: {allowed}" if allowed else "", mend)
        super().__init__(" ".join(sentence(part) for part in parts if part))


def sentence(text: str) -> str:
    """The text with one full stop at its end, where it has none of its own."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


# By pydantic's kind of error: what a cell is not, and what is allowed there.
_CELLS = {
    "missing": ("is not given", "a value in every row"),
    "greater_than_equal": ("is out of range", "from {ge:g}"),
    "greater_than": ("is out of range", "above {gt:g}"),
    "less_than_equal": ("is out of range", "up to {le:g}"),
    "less_than": ("is out of range", "below {lt:g}"),
    "finite_number": ("is not a finite number", "a number"),
    "float_parsing": ("is not a number", "a number such as 7.5"),
    "int_parsing": ("is not a whole number", "a whole number such as 7"),
    "int_from_float": ("is not a whole number", "a whole number such as 7"),
    "bool_parsing": ("is neither true nor false", "true or false"),
    "literal_error": ("is not a choice", "{expected}"),
    "list_type": ("is not a list", ""),
    "model_type": ("is not an object with fields", ""),
    "model_attributes_type": ("is not an object with fields", ""),
    "dict_type": ("is not an object with fields", ""),
    "extra_forbidden": ("is not known there", ""),
    "float_type": ("is not a number", "a number such as 7.5"),
    "int_type": ("is not a whole number", "a whole number such as 7"),
    "bool_type": ("is neither true nor false", "true or false"),
    "string_type": ("is not a text", ""),
    "string_too_short": ("is empty", "at least {min_length} character"),
    "string_too_long": ("is too long", "up to {max_length} characters"),
    "too_long": ("are too many", "up to {max_length}"),
    "string_pattern_mismatch": ("is not in the right form", ""),
}
_KINDS = ("bool", "int", "float", "str")
_FORMS = {"currency": "three letters such as EUR", "source_url": "a link that starts with http:// or https://"}


def of_cell(name: str, problem: Mapping[str, Any]) -> UserError:
    """What is wrong with the cell `name` of a table, in our words.

    Args:
        problem: an error of pydantic, with its context.
    """
    context = problem.get("ctx", {})
    own = context.get("error")
    if isinstance(own, UserError):  # which names the cells itself where they are several
        return UserError(own.what, where=own.where or name, allowed=own.allowed, mend=own.mend)
    if problem["type"] not in _CELLS:
        return UserError(problem["msg"].removeprefix("Value error, "), where=name)
    what, allowed = _CELLS[problem["type"]]
    plain = {key: value.replace("'", "") if isinstance(value, str) else value for key, value in context.items()}
    return UserError(what, where=name, allowed=allowed.format_map(plain) or _FORMS.get(name, ""))


def of_part(name: str, one: str, error: ValidationError, allowed: str) -> UserError:
    """What is wrong with the first bad part of a list in the cell `name`, whose members are called `one`."""
    problem = error.errors(include_url=False)[0]
    named = [part for part in problem["loc"] if part not in _KINDS]
    place = " ".join(part if isinstance(part, str) else f"{one} {part + 1}" for part in named)
    wrong = of_cell(place, problem)
    either = len(named) < len(problem["loc"])  # one kind of several, and a message speaks of that alone
    what = "cannot be read" if either else f"{wrong.what} ({wrong.allowed})" if wrong.allowed else wrong.what
    return UserError(f"{place} {what}".strip(), where=name, allowed=allowed)


class CatalogueError(UserError):
    """A catalogue or feed that cannot be read at all (a bad row is a finding instead)."""


class EmptyFeed(CatalogueError):
    """A feed or page that can be read and holds no record."""
