"""The page's drawings on paper: the SVG that `pictures` writes, read by svglib, with a font that is embedded."""

from __future__ import annotations

import re
from typing import Any, Final

from lxml import etree
from reportlab.graphics.shapes import Drawing
from svglib.svglib import SvgRenderer

_VARIABLE: Final = re.compile(r"var\(--[\w-]+,\s*(#[0-9A-Fa-f]{6})\)")
BOLD_FROM: Final = 600


def paper_drawing(svg: str, width_pt: float, family: str) -> Drawing:
    """An SVG at a width in points, its words in a font family known to svglib (`svglib.fonts.register_font`).

    Paper has no theme: of a colour `var(--name, #123456)` the fallback is used.

    Raises:
        ValueError: not an SVG with a size.
    """
    root = etree.fromstring(_VARIABLE.sub(r"\1", svg).encode())
    for text in root.iter("{*}text"):
        _set_letters(text, family)
    drawing = SvgRenderer("").render(root)
    if not drawing.width:
        raise ValueError("an SVG without a width has no scale")
    scale = width_pt / drawing.width
    drawing.scale(scale, scale)
    drawing.width, drawing.height = width_pt, drawing.height * scale
    return drawing


def _set_letters(text: Any, family: str) -> None:
    """svglib knows only two weights, and looks a family up by its name."""
    text.set("font-family", family)
    text.set("font-weight", "bold" if float(text.get("font-weight", 400)) >= BOLD_FROM else "normal")
