"""Drawings of the screen on paper: every shape they are made of is drawn, at its size, and their words can be read."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from storefront.drawing import pictures
from storefront.drawing.svg_on_paper import PaperDrawing
from storefront.guide.drawings import DRAWINGS, drawing
from storefront.words import words

FONTS = ("Helvetica", "Helvetica-Bold")
W = words("en")


def _drawn(svg: str, width: float = 180.0) -> bytes:
    paper = BytesIO()
    canvas = Canvas(paper, pagesize=(400, 400), pageCompression=0)
    PaperDrawing(svg, width, FONTS).drawOn(canvas, 0, 0)
    canvas.save()
    return paper.getvalue()


def _svg(inside: str) -> str:
    return f'<svg viewBox="0 0 360 180" xmlns="http://www.w3.org/2000/svg">{inside}</svg>'


def test_it_keeps_its_shape() -> None:
    drawn = PaperDrawing(_svg(""), 180, FONTS)
    assert drawn.wrap(999, 999) == (180, 90)


def test_the_top_of_the_screen_is_the_top_of_the_paper() -> None:
    diagonal = _svg('<line x1="0" y1="0" x2="360" y2="180" stroke="#000000"/>')
    assert b"0 90 m 180 0 l" in _drawn(diagonal), "from the left top to the right bottom, in points"


def test_the_scale_says_its_numbers_on_paper() -> None:
    scale = pictures.firmness_scale(5.8, (5.1, 6.6), [pictures.BedDot("1", 6.0, (5.0, 7.0))], W, "a scale")
    said = PdfReader(BytesIO(_drawn(scale))).pages[0].extract_text()
    assert all(word in said for word in ("5.1 – 6.6", "medium-firm", "10"))


def test_every_drawing_of_the_guide_can_be_put_on_paper() -> None:
    assert [name for name in DRAWINGS if not _drawn(drawing(name, W)).startswith(b"%PDF")] == []


def test_a_shape_it_does_not_know_is_no_silent_gap() -> None:
    with pytest.raises(KeyError, match="marquee"):
        _drawn(_svg("<marquee/>"))
