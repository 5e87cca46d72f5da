"""A document of A4 pages, each holding one side of it, at the largest type that fits them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, SimpleDocTemplate

from storefront.look.frame import mark
from storefront.paper.fonts import embed_fonts
from storefront.paper.parts import MARGIN, WIDTH, Layout, Picture, Styles, padding
from storefront.paper.tags import TaggedCanvas
from storefront.words import Words

# Font sizes [pt]: the first at which every side fits its page. Only an answer of extraordinary length needs the last.
SIZES: Final = (10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5)
TOP, BOTTOM = 8 * mm, 7 * mm
FRAME_PADDING: Final = 6  # [pt] of the library's own frame
Content = Callable[[Styles], list[Flowable]]


@dataclass(frozen=True)
class Side:
    """A page: its title, and what stands below that at a font size."""

    title: str
    content: Content


def document_of(sides: Sequence[Side], beside: str, made: date, w: Words) -> bytes:
    """The document, a page for each side; the first title is its name.

    Args:
        beside: what stands beside each title, such as the answer's name; "" for nothing.
        made: the date printed on it.
    """
    embed_fonts()
    paper = BytesIO()
    document = _template(paper, sides[0].title, w)
    story: list[Flowable] = []
    for side in sides:
        tried = (_story(side, beside, made, Styles(size), w) for size in SIZES)
        fitting = next((size for size, flowables in zip(SIZES, tried, strict=True) if _fits(flowables)), SIZES[-1])
        story += [*([PageBreak()] if story else []), *_story(side, beside, made, Styles(fitting), w)]
    document.build(story, canvasmaker=TaggedCanvas)
    return paper.getvalue()


def _template(paper: BytesIO, title: str, w: Words) -> SimpleDocTemplate:
    return SimpleDocTemplate(
        paper,
        pagesize=A4,
        leftMargin=MARGIN - FRAME_PADDING,
        rightMargin=MARGIN - FRAME_PADDING,
        topMargin=TOP,
        bottomMargin=BOTTOM,
        title=f"{title} - {w('app.name')}",
        author=w("app.name"),
        subject=w("disclaimer.result"),
        lang=w.locale.replace("_", "-"),
        displayDocTitle=True,
    )


def _story(side: Side, beside: str, made: date, s: Styles, w: Words) -> list[Flowable]:
    return [_head(side.title, beside, made, s, w), *side.content(s)]


def _fits(flowables: Sequence[Flowable]) -> bool:
    """Whether they stand on one page: as the library places them, with its spaces between them."""
    left: float = A4[1] - TOP - BOTTOM - 2 * FRAME_PADDING
    for i, flowable in enumerate(flowables):
        _, high = flowable.wrap(WIDTH, left)
        left -= high + (flowable.getSpaceBefore() if i else 0.0) + flowable.getSpaceAfter()
    return bool(left >= 0)


def _head(title: str, beside: str, made: date, s: Styles, w: Words) -> Layout:
    logo = Picture(mark(), 14 * mm)
    made_on = s.p(f"{w('app.name')}. {w('take_home.made_on', made_date=made.isoformat())}", s.quiet)
    right = [s.p("", bold=beside), made_on] if beside else [made_on]
    style = [("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *padding(0), ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5 * mm)]
    return Layout([[logo, s.p(title, s.title, role="H1"), right]], [18 * mm, WIDTH - 80 * mm, 62 * mm], style)
