"""What a page on paper is built of: paragraphs, pictures, columns, notes, lists and tables, each with its place in the
structure that a screen reader follows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer, Table

from storefront.look.theme import LIGHT
from storefront.paper.fonts import FONTS, lettered
from storefront.paper.svg_on_paper import paper_drawing
from storefront.paper.tags import Element, TaggedCanvas

MARGIN: Final = 13 * mm
WIDTH: Final[float] = A4[0] - 2 * MARGIN
GAP: Final[float] = 4 * mm
OUTLINED: Final = {"H1": 0, "H2": 1}  # headings in the document's outline, and how deep
_OF_ONE_PIECE: Final = re.compile(r"(?<=\d) (?=(?:cm|kg|N/mm|kPa|%|mm)\b)|(?<=€) (?=\d)")
UNBROKEN: Final = "\N{NO-BREAK SPACE}"
Style = list[tuple[Any, ...]]


class Said(Paragraph):  # type: ignore[misc]
    """A paragraph with its role in the structure."""

    def __init__(self, markup: str, style: ParagraphStyle, role: str, plain: str) -> None:
        super().__init__(markup, style)
        self.role, self.plain = role, plain

    def draw(self) -> None:
        canvas: TaggedCanvas = self.canv
        if self.role in OUTLINED:
            canvas.outline(self.plain, OUTLINED[self.role])
        with canvas.content(Element(self.role)):
            super().draw()


class Picture(Flowable):  # type: ignore[misc]
    """A drawing of the screen at a width in points; `shows` says the same in words, "" where it only decorates."""

    def __init__(self, svg: str, width_pt: float, shows: str = "") -> None:
        super().__init__()
        self.drawing = paper_drawing(svg, width_pt, FONTS[0])
        self.width, self.height, self.shows = width_pt, self.drawing.height, shows

    def draw(self) -> None:
        canvas: TaggedCanvas = self.canv
        with canvas.content(Element("Figure", alt=self.shows)) if self.shows else canvas.decoration():
            canvas.saveState()
            edge = canvas.beginPath()
            edge.rect(0, 0, self.width, self.height)
            canvas.clipPath(edge, stroke=0)  # as the screen does: a close-up shows a part of what is drawn
            self.drawing.drawOn(canvas, 0, 0)
            canvas.restoreState()


class Begin(Flowable):  # type: ignore[misc]
    """Takes no room: what follows until `End` is inside this element."""

    _ZEROSIZE = 1
    width = height = 0.0

    def __init__(self, role: str) -> None:
        super().__init__()
        self.role = role

    def draw(self) -> None:
        self.canv.begin(Element(self.role))


class End(Flowable):  # type: ignore[misc]
    _ZEROSIZE = 1
    width = height = 0.0

    def draw(self) -> None:
        self.canv.end()


class Layout(Table):  # type: ignore[misc]
    """Things beside each other, or on a ground of their own: no table, and read cell by cell."""

    def __init__(self, rows: Any, widths: Sequence[float], style: Style) -> None:
        super().__init__(rows, colWidths=list(widths), style=style)

    def _drawBkgrnd(self) -> None:
        with self.canv.decoration():
            super()._drawBkgrnd()

    def _drawLines(self) -> None:
        with self.canv.decoration():
            super()._drawLines()

    def _restoreRoundingObscuredLines(self) -> None:
        with self.canv.decoration():
            super()._restoreRoundingObscuredLines()


class Sheet(Layout):
    """A table: its first row and first column are headings."""

    def __init__(self, rows: Any, widths: Sequence[float], style: Style, heights: Sequence[float | None]) -> None:
        super().__init__(rows, widths, style)
        self._argH = list(heights)
        self._renderCB = _structure


def _structure(table: Sheet, what: str, *where: Any) -> None:
    canvas: TaggedCanvas = table.canv
    if what == "startTable":
        canvas.begin(Element("Table"))
    elif what == "startRow":
        canvas.begin(Element("TR"))
    elif what == "startCell":
        row, column = where[0], where[1]
        heads = "Column" if row == 0 else "Row" if column == 0 else ""
        canvas.begin(Element("TH" if heads else "TD", scope=heads, spans=_rows_spanned(table, row, column)))
    elif what in ("endCell", "endRow", "endTable"):
        canvas.end()


def _rows_spanned(table: Sheet, row: int, column: int) -> int:
    ends = [end[1] for _, start, end in table._spanCmds if start == (column, row)]
    return max(ends, default=row) - row + 1


class Styles:
    """Paragraphs at one font size."""

    def __init__(self, size: float) -> None:
        self.size = size
        self.body = self._style(1.0, "ink")
        self.quiet = self._style(0.86, "quiet")
        self.watch = self._style(1.0, "amber")
        self.lead = self._style(1.5, "ink", FONTS[1])
        self.title = self._style(2.0, "ink", FONTS[1])
        self.heading = self._style(1.16, "accent", FONTS[1], before=0.6)

    def _style(self, factor: float, colour: str, font: str = FONTS[0], before: float = 0.0) -> ParagraphStyle:
        size = self.size * factor
        return ParagraphStyle(
            f"{factor}{colour}{font}",
            fontName=font,
            fontSize=size,
            leading=1.28 * size,
            textColor=HexColor(LIGHT[colour]),
            spaceBefore=before * size,
            spaceAfter=0.22 * size,
        )

    def p(self, said: str, style: ParagraphStyle | None = None, bold: str = "", role: str = "P", url: str = "") -> Said:
        """A paragraph of plain text, after a bold beginning; all of it leads to `url` where one is given."""
        style = style or self.body
        start = lettered(f"{bold} " if said else bold, bold=True) if bold else ""
        markup = _of_one_piece(start + lettered(said, bold=style.fontName == FONTS[1]))
        return Said(linked(markup, url) if url else markup, style, role, f"{bold} {said}".strip())

    def heading_of(self, said: str) -> Said:
        return self.p(said, self.heading, role="H2")

    def told(self, said: str, after: str) -> Said:
        """A sentence, and what is said of it more quietly on the same line."""
        small = f"<font size='{0.86 * self.size:.2f}' color='{LIGHT['quiet']}'>{lettered(after)}</font>"
        return Said(_of_one_piece(f"{lettered(said)} {small}" if after else lettered(said)), self.body, "LI", said)

    def row(self, before: str, name: str, after: str, url: str) -> Said:
        """A quiet line of a list, in which a name leads to a page."""
        named = linked(lettered(name), url) if url else lettered(name)
        markup = _of_one_piece(f"{lettered(before)}{named}{lettered(after)}")
        return Said(markup, self.quiet, "LI", name)

    def listed(self, items: Sequence[Flowable]) -> list[Flowable]:
        """Paragraphs as a list; their role is "LI"."""
        return [Begin("L"), *items, End()] if items else []

    def point(self, said: str, style: ParagraphStyle | None = None) -> Said:
        return self.p(f"– {said}", style, role="LI")

    def gap(self, lines: float = 0.4) -> Spacer:
        return Spacer(1, lines * self.size)


def linked(markup: str, url: str) -> str:
    """Markup that leads to a page of the web, in the colour of links."""
    to = lettered(url).replace('"', "%22")
    return f'<a href="{to}" color="{LIGHT["accent"]}" underline="1">{markup}</a>'


def columns(cells: Sequence[Sequence[Flowable]], widths: Sequence[float], below: float = 1.2 * mm) -> Layout:
    """Cells side by side, from the top; an empty one keeps its place."""
    row: list[Any] = []
    each: list[float] = []
    for cell, width in zip(cells, widths, strict=True):
        row += ["", list(cell) or ""] if row else [list(cell) or ""]
        each += [GAP, width] if each else [width]
    return Layout([row], each, [("VALIGN", (0, 0), (-1, -1), "TOP"), *padding(0), *_below(below)])


def equal(places: int, within: float = WIDTH) -> list[float]:
    """Widths of columns beside each other."""
    return [(within - (places - 1) * GAP) / places] * places


def note(inside: Sequence[Flowable], ground: str, width: float, frame: str = "") -> Layout:
    """A part on a ground of its own."""
    style: Style = [("BACKGROUND", (0, 0), (-1, -1), HexColor(LIGHT[ground])), *padding(1.6 * mm)]
    style.append(("ROUNDEDCORNERS", [4, 4, 4, 4]))
    if frame:
        style.append(("BOX", (0, 0), (-1, -1), 0.6, HexColor(LIGHT[frame])))
    return Layout([[list(inside)]], [width], style)


def padding(points: float) -> Style:
    return [(f"{side}PADDING", (0, 0), (-1, -1), points) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]


def _below(points: float) -> Style:
    return [("BOTTOMPADDING", (0, 0), (-1, -1), points)]


def _of_one_piece(markup: str) -> str:
    """A figure stays on one line with its unit."""
    return _OF_ONE_PIECE.sub(UNBROKEN, markup)
