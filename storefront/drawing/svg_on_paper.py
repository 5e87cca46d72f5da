"""The page's drawings on paper: the SVG that `pictures` writes, drawn with a PDF's own lines and letters.

Only what those drawings use is known: rect, line, circle, ellipse, text, path (M L C H V Z), polygon and polyline.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from lxml import etree
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

_TOKENS: Final = re.compile(r"[MLCHVZ]|-?\d+(?:\.\d+)?")
_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
BOLD_FROM: Final = 600
NARROWER: Final = 0.84  # the paper's letters are this much wider than those of a screen


class PaperDrawing(Flowable):  # type: ignore[misc]  # reportlab has no types
    """An SVG at a width in points, with `fonts` (regular, bold) for its words."""

    def __init__(self, svg: str, width: float, fonts: tuple[str, str]) -> None:
        super().__init__()
        self.root = etree.fromstring(svg.encode())
        left, top, wide, high = (float(part) for part in self.root.get("viewBox").split())
        self.left, self.top = left, top
        self.scale, self.fonts = width / wide, fonts
        self.width, self.height = width, high * width / wide

    def wrap(self, *_room: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        draw: dict[str, Callable[[Any], None]] = {
            "rect": self._rect,
            "line": self._line,
            "circle": self._round,
            "ellipse": self._round,
            "text": self._text,
            "path": self._path,
            "polygon": self._points,
            "polyline": self._points,
        }
        for element in self.root:
            self.canv.saveState()
            draw[etree.QName(element).localname](element)
            self.canv.restoreState()

    def _x(self, value: str | float) -> float:
        return (float(value) - self.left) * self.scale

    def _y(self, value: str | float) -> float:
        return self.height - (float(value) - self.top) * self.scale

    def _paint(self, element: Any) -> dict[str, int]:
        """Set colours and strokes; returns what to fill and stroke."""
        canvas: Canvas = self.canv
        fill, stroke = (_COLOUR.search(element.get(name, "")) for name in ("fill", "stroke"))
        if fill:
            canvas.setFillColor(HexColor(fill[0]), float(element.get("fill-opacity", 1)))
        if stroke:
            canvas.setStrokeColor(HexColor(stroke[0]))
            canvas.setLineWidth(float(element.get("stroke-width", 1)) * self.scale)
            canvas.setLineCap(1 if element.get("stroke-linecap") == "round" else 0)
            canvas.setLineJoin(1)
            if element.get("stroke-dasharray"):
                canvas.setDash([float(part) * self.scale for part in element.get("stroke-dasharray").split()])
        return {"fill": int(bool(fill)), "stroke": int(bool(stroke))}

    def _rect(self, element: Any) -> None:
        width, height = float(element.get("width")) * self.scale, float(element.get("height")) * self.scale
        y = self._y(element.get("y")) - height
        corner = min(float(element.get("rx", 0)) * self.scale, width / 2, height / 2)
        self.canv.roundRect(self._x(element.get("x")), y, width, height, corner, **self._paint(element))

    def _line(self, element: Any) -> None:
        self._paint(element)
        ends = (self._x(element.get("x1")), self._y(element.get("y1")), self._x(element.get("x2")))
        self.canv.line(*ends, self._y(element.get("y2")))

    def _round(self, element: Any) -> None:
        rx, ry = (float(element.get(name) or element.get("r")) * self.scale for name in ("rx", "ry"))
        x, y = self._x(element.get("cx")), self._y(element.get("cy"))
        self.canv.ellipse(x - rx, y - ry, x + rx, y + ry, **self._paint(element))

    def _text(self, element: Any) -> None:
        self._paint(element)
        font = self.fonts[float(element.get("font-weight", 400)) >= BOLD_FROM]
        self.canv.setFont(font, NARROWER * float(element.get("font-size")) * self.scale)
        at = {"middle": self.canv.drawCentredString, "end": self.canv.drawRightString}
        put = at.get(element.get("text-anchor", ""), self.canv.drawString)
        put(self._x(element.get("x")), self._y(element.get("y")), element.text)

    def _points(self, element: Any) -> None:
        pairs = [pair.split(",") for pair in element.get("points").split()]
        self._draw_path([("M" if i == 0 else "L", [float(x), float(y)]) for i, (x, y) in enumerate(pairs)], element)

    def _path(self, element: Any) -> None:
        steps: list[tuple[str, list[float]]] = []
        for token in _TOKENS.findall(element.get("d")):
            if token.isalpha():
                steps.append((token, []))
            else:
                steps[-1][1].append(float(token))
        self._draw_path(steps, element)

    def _draw_path(self, steps: list[tuple[str, list[float]]], element: Any) -> None:
        path, x, y = self.canv.beginPath(), 0.0, 0.0
        for command, values in steps:
            if command == "Z":
                path.close()
                continue
            x = values[-1] if command == "H" else values[-2] if command != "V" else x
            y = y if command == "H" else values[-1]
            if command == "M":
                path.moveTo(self._x(x), self._y(y))
            elif command == "C":
                (ax, ay, bx, by), end = values[:4], (self._x(x), self._y(y))
                path.curveTo(self._x(ax), self._y(ay), self._x(bx), self._y(by), *end)
            else:
                path.lineTo(self._x(x), self._y(y))
        paint = self._paint(element)
        if element.tag.endswith("polygon"):
            path.close()
        self.canv.drawPath(path, **paint)
