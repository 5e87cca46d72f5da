"""Elements of every drawing: smooth lines, straight lines, text, and the sheet with its description. SVG text."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from storefront.look.theme import colour

Floats = NDArray[np.floating]

WIDTH = 360  # picture units: about the pixels of a phone, so that text of 12 units stays readable


def curve(through: Sequence[tuple[float, float]]) -> str:
    """A smooth path through points (Catmull-Rom as cubic Bezier)."""
    p = np.array([through[0], *through, through[-1]])
    first, second = p[1:-2] + (p[2:-1] - p[:-3]) / 6, p[2:-1] - (p[3:] - p[1:-2]) / 6
    steps = [
        f"C{a[0]:.1f},{a[1]:.1f} {b[0]:.1f},{b[1]:.1f} {c[0]:.1f},{c[1]:.1f}"
        for a, b, c in zip(first, second, p[2:-1], strict=True)
    ]
    return f"M{p[1][0]:.1f},{p[1][1]:.1f} " + " ".join(steps)


def points(x: Floats, y: Floats) -> list[tuple[float, float]]:
    return list(zip(x.tolist(), y.tolist(), strict=True))


def line(x1: float, y1: float, x2: float, y2: float, name: str, width: float) -> str:
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{colour(name)}" stroke-width="{width}"/>'


def text(
    x: float,
    y: float,
    said: str,
    name: str,
    *,
    size: float = 13,
    weight: int = 400,
    anchor: str = "middle",
    keep_inside: bool = False,
    ground: str = "",
) -> str:
    """`ground`: a colour behind the words, which hides what they stand on."""
    half = len(said) * size * 0.27
    if keep_inside:
        x = min(max(x, half + 2), WIDTH - half - 2)
    behind = (
        f'<rect x="{x - half:.1f}" y="{y - 0.85 * size:.1f}" width="{2 * half:.1f}" height="{1.1 * size:.1f}" '
        f'fill="{colour(ground)}"/>'
        if ground
        else ""
    )
    return (
        f'{behind}<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}" '
        f'fill="{colour(name)}">{escape(said)}</text>'
    )


def svg(body: str, height: float, says: str, kind: str) -> str:
    return (
        f'<svg class="picture {kind}" role="img" aria-label="{escape(says, quote=True)}" '
        f'viewBox="0 0 {WIDTH} {height:.0f}" xmlns="http://www.w3.org/2000/svg">{body}</svg>'
    )
