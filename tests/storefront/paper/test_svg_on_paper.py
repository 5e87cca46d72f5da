"""Drawings of the screen on paper: every shape is drawn, at its size, and the text can be read."""

from __future__ import annotations

from io import BytesIO

import pytest
from lxml import etree
from pypdf import PdfReader
from reportlab.graphics.shapes import Group, Shape
from reportlab.pdfgen.canvas import Canvas

from storefront.drawing import pictures
from storefront.guide.drawings import DRAWINGS, drawing
from storefront.look.frame import mark
from storefront.paper.svg_on_paper import paper_drawing
from storefront.words import words

W = words("en")


def _drawn(svg: str, width: float = 180.0) -> bytes:
    paper = BytesIO()
    canvas = Canvas(paper, pagesize=(400, 400), pageCompression=0)
    paper_drawing(svg, width, "Helvetica").drawOn(canvas, 0, 0)
    canvas.save()
    return paper.getvalue()


def _svg(inside: str) -> str:
    return f'<svg viewBox="0 0 360 180" xmlns="http://www.w3.org/2000/svg">{inside}</svg>'


def _scale() -> str:
    return pictures.firmness_scale(5.8, (5.1, 6.6), [pictures.BedDot("1", 6.0, (5.0, 7.0))], W, "a scale")


def _shapes(svg: str) -> list[Shape]:
    """What is drawn, without the groups around it."""

    def flat(shape: Shape) -> list[Shape]:
        return [each for part in shape.contents for each in flat(part)] if isinstance(shape, Group) else [shape]

    return flat(paper_drawing(svg, 180, "Helvetica"))


def test_it_keeps_its_shape() -> None:
    assert paper_drawing(_svg(""), 180, "Helvetica").wrap(999, 999) == (180, 90)


def test_the_top_of_the_screen_is_the_top_of_the_paper() -> None:
    drawing = paper_drawing(_svg('<line x1="0" y1="0" x2="36" y2="18" stroke="#000000"/>'), 180, "Helvetica")
    left, low, right, high = drawing.getBounds()
    assert (left, right) == pytest.approx((0, 18), abs=0.5)
    assert (low, high) == pytest.approx((81, 90), abs=0.5), "the upper tenth, in points"


def test_colours_are_those_behind_the_names_of_the_theme() -> None:
    (drawn,) = _shapes(_svg('<circle cx="9" cy="9" r="3" fill="var(--wash, #E4EFEE)" stroke="var(--ink, #1F2A33)"/>'))
    assert (drawn.fillColor.hexval(), drawn.strokeColor.hexval()) == ("0xe4efee", "0x1f2a33")


def test_words_keep_their_weight_and_their_place() -> None:
    said = '<text x="9" y="9" font-size="10" font-weight="{}" text-anchor="middle" fill="#000000">a</text>'
    plain, bold = (_shapes(_svg(said.format(weight)))[0] for weight in (400, 650))
    assert (plain.fontName, bold.fontName) == ("Helvetica", "Helvetica-Bold")
    assert plain.textAnchor == "middle"


def test_the_scale_says_its_numbers_on_paper() -> None:
    said = PdfReader(BytesIO(_drawn(_scale()))).pages[0].extract_text()
    assert all(word in said for word in ("5.1 – 6.6", "medium-firm", "10"))


def test_no_shape_of_ours_is_left_out_on_paper() -> None:
    """svglib skips what it does not support without an error."""
    zones = pictures.zone_map({"hip": (80.0, 110.0)}, {"hip": 6.0}, W, "zones")
    for svg in (_scale(), zones, mark(), *(drawing(name, W) for name in DRAWINGS)):
        asked = [each for each in etree.fromstring(svg).iter() if etree.QName(each).localname not in ("svg", "g")]
        assert len(_shapes(svg)) == len(asked) > 0
    assert not _shapes(_svg("<marquee/>"))


def test_a_drawing_without_a_size_is_an_error() -> None:
    with pytest.raises(ValueError, match="width"):
        paper_drawing('<svg xmlns="http://www.w3.org/2000/svg"/>', 180, "Helvetica")
