"""Text that others wrote, as one line that can be shown anywhere; it is still not mark-up of any kind."""

from __future__ import annotations


def printable(text: str) -> str:
    """Text on one line, without control characters and direction marks that a terminal or a page would act on."""
    return text if text.isprintable() else "".join(filter(str.isprintable, " ".join(text.split())))


def shortened(text: str, longest: int) -> str:
    """Printable text of at most so many characters, with "…" for the rest."""
    line = printable(text)
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
