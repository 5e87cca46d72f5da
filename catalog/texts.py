"""Text that others wrote, as one line that can be shown anywhere; it is still not mark-up of any kind."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Signs with which spreadsheets start a formula, wide forms included; behind apostrophes they are text.
_FORMULA = re.compile(r"'*[=+\-@|%\t\r\n＝＋－＠]")


def printable(text: str) -> str:
    """Text on one line, without control characters and direction marks that a terminal or a page would act on."""
    return text if text.isprintable() else "".join(filter(str.isprintable, " ".join(text.split())))


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
