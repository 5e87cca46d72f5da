"""Text that others wrote, as one line that can be shown anywhere; it is still not mark-up of any kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, get_args

# Signs with which spreadsheets start a formula, wide forms included; behind apostrophes they are text.
_FORMULA = re.compile(r"'*[=+\-@|%\t\r\n＝＋－＠]")


def printable(text: str) -> str:
    """Text on one line, without control characters and direction marks that a terminal or a page would act on."""
    if text.isprintable():
        return text
    return " ".join(
        "".join(filter(str.isprintable, " ".join(text.split()))).split()
    )  # what was removed leaves no blanks


def shortened(text: str, longest: int) -> str:
    """Printable text of at most so many characters, with "…" for the rest."""
    line = printable(text)
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def safe_cell(text: str) -> str:
    """Text that no spreadsheet runs as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def from_safe_cell(cell: str) -> str:
    """The text that `safe_cell` wrote."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def as_words(texts: Iterable[str]) -> str:
    """Texts in one cell, with blanks between them; a blank inside one is written %20."""
    return " ".join(text.replace("%", "%25").replace(" ", "%20") for text in texts)


def words_of(cell: str | tuple[str, ...]) -> tuple[str, ...]:
    """The texts that `as_words` wrote."""
    if not isinstance(cell, str):
        return cell
    return tuple(word.replace("%20", " ").replace("%25", "%") for word in cell.split())


_DECIMAL_COMMA, _OF_CENTS = re.compile(r"-?\d+,\d+"), re.compile(r"\d+,\d{1,2}")
_YES_NO = {
    **dict.fromkeys(("waar", "wahr", "vrai", "verdadero", "vero", "ja", "oui", "si"), "true"),
    **dict.fromkeys(("onwaar", "falsch", "faux", "falso", "nee", "nein", "non"), "false"),
}


def spelling_of(annotation: Any, *, thousands: bool = False) -> Callable[[str], str] | None:
    """How a cell of a type (`bool | None`, `Annotated[float, ...]`) is spelled by a spreadsheet set to a continental
    language, turned into what we read: "7,75" is 7.75, "WAAR" is true. None for other types.

    Args:
        thousands: whether "1,299" may be so many; it is left as it is then.
    """
    while of := get_args(annotation):
        annotation = of[0]
    if annotation is float:
        comma = _OF_CENTS if thousands else _DECIMAL_COMMA
        return lambda text: text.replace(",", ".") if comma.fullmatch(text) else text
    return (lambda text: _YES_NO.get(text.casefold(), text)) if annotation is bool else None
