"""People and beds along one scale of firmness: columns upwards for people, downwards for beds. SVG text."""

from __future__ import annotations

from collections.abc import Sequence

from storefront.drawing.strokes import WIDTH, line, svg, text
from storefront.look.theme import colour

LEFT, RIGHT, MIDDLE = 8.0, WIDTH - 8.0, 122.0
TALLEST = 86.0
HEIGHT = 2 * MIDDLE + 8


def facing(
    up: Sequence[float], down: Sequence[float], marks: Sequence[str], headings: tuple[str, str], says: str
) -> str:
    """Two rows of columns that share an axis, each drawn to its own tallest.

    Args:
        up, down: of each step.
        marks: at the edges of the steps, one more than there are steps; "" where none is written.
        headings: of the upper and the lower row.
        says: all of it in words.
    """
    step = (RIGHT - LEFT) / max(len(up), 1)
    parts = [
        text(LEFT, 16, headings[0], "ink", size=13, weight=650, anchor="start"),
        text(LEFT, HEIGHT - 8, headings[1], "ink", size=13, weight=650, anchor="start"),
    ]
    for values, sign, name in ((up, -1.0, "accent"), (down, 1.0, "quiet")):
        most = max(values, default=0.0) or 1.0
        for i, value in enumerate(values):
            tall = TALLEST * value / most
            top = MIDDLE - 10 - tall if sign < 0 else MIDDLE + 10
            parts.append(
                f'<rect x="{LEFT + i * step + 1:.1f}" y="{top:.1f}" width="{step - 2:.1f}" height="{tall:.1f}" '
                f'fill="{colour(name)}"/>'
            )
    parts += [
        text(LEFT + i * step, MIDDLE + 4.5, mark, "quiet", size=12, keep_inside=True)
        for i, mark in enumerate(marks)
        if mark
    ]
    parts.append(line(LEFT, MIDDLE - 9, RIGHT, MIDDLE - 9, "line", 1))
    parts.append(line(LEFT, MIDDLE + 9, RIGHT, MIDDLE + 9, "line", 1))
    return svg("".join(parts), HEIGHT, says, "columns")
