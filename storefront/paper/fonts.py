"""Type on paper: the screen's own font, embedded, and what stands for a letter that it does not have.

Source Sans knows Latin, Greek and Cyrillic with their accents. What it lacks is printed without its accents, else as a
question mark: never as an empty box.
"""

from __future__ import annotations

from functools import cache
from html import escape
from typing import Final
from unicodedata import combining, normalize

from font_source_sans_pro import font_files_ttf
from reportlab.pdfbase import pdfmetrics
from svglib.fonts import register_font

FONTS: Final[tuple[str, str]] = ("SourceSansPro", "SourceSansProSemibold")  # normal and bold; both may be embedded
UNKNOWN: Final = "?"


@cache
def embed_fonts() -> None:
    """Makes the fonts known to the PDF library; once a process."""
    for name, weight in zip(FONTS, ("normal", "bold"), strict=True):
        register_font(FONTS[0], font_files_ttf[name], weight=weight, rlgFontName=name)


def lettered(text: str, *, bold: bool = False) -> str:
    """Plain text as the PDF library's markup, with letters that the font has."""
    known = _letters(FONTS[bold])
    said = "".join(letter if letter in known else _stand_in(letter, known) for letter in normalize("NFC", text))
    return f"<font name='{FONTS[1]}'>{escape(said)}</font>" if bold else escape(said)


def _stand_in(letter: str, known: frozenset[str]) -> str:
    """The letters it is made of, without accents."""
    if combining(letter):
        return ""
    parts = "".join(part for part in normalize("NFKD", letter) if part in known and not combining(part))
    return parts or UNKNOWN


@cache
def _letters(font: str) -> frozenset[str]:
    embed_fonts()
    return frozenset(map(chr, pdfmetrics.getFont(font).face.charToGlyph)) | {"\t", "\n"}
