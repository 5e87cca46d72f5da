"""Line drawings as SVG text: the firmness scale and the zone map. Data in, text out.

Colours are the page's (`storefront.look.theme`); every picture has role="img" and a sentence that describes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from storefront.drawing.strokes import WIDTH, line, svg, text
from storefront.look.theme import colour
from storefront.words import Words

UNITS_PER_POINT = (WIDTH - 40) / 9  # of the firmness scale
SCALE_WORDS = (
    (2.4, "soft"),
    (4.0, "medium-soft"),
    (5.1, "medium"),
    (6.4, "medium-firm"),
    (7.75, "firm"),
    (9.25, "extra firm"),
)


@dataclass(frozen=True)
class BedDot:
    """A bed on the scale: its mark in the list below, its firmness and its 80 % interval."""

    mark: str
    firmness: float
    firmness_80: tuple[float, float]


def firmness_scale(target: float, target_80: tuple[float, float], beds: Sequence[BedDot], w: Words, says: str) -> str:
    """The 1-10 scale: the target as a band (its 80 % interval), each bed as a dot with its own interval."""
    row, top = 19.0, 46.0
    bottom = top + 8 + row * len(beds)
    low, high = (_scale_x(edge) for edge in target_80)
    parts = [
        f'<rect x="{low:.1f}" y="26" width="{max(high - low, 3):.1f}" height="{bottom - 26:.1f}" rx="5" '
        f'fill="{colour("wash")}" stroke="{colour("accent")}" stroke-width="1.5"/>',
        text((low + high) / 2, 16, says_range(target_80, w), "accent", weight=650, keep_inside=True),
    ]
    for tick in range(1, 11):
        x = _scale_x(tick)
        parts.append(line(x, bottom - 4, x, bottom + 4, "edge", 1.2))
        parts.append(text(x, bottom + 18, str(tick), "quiet"))
    parts.append(line(_scale_x(1), bottom, _scale_x(10), bottom, "edge", 1.5))
    for i, (x, name) in enumerate(SCALE_WORDS):
        parts.append(text(_scale_x(x), bottom + 36 + 16 * (i % 2), w.term(name), "quiet", size=12, keep_inside=True))
    for i, bed in enumerate(beds):
        y = top + row * i
        x, left, right = (_scale_x(v) for v in (bed.firmness, *bed.firmness_80))
        parts.append(line(left, y, right, y, "ink", 1.5))
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8.5" fill="{colour("ink")}"/>')
        parts.append(text(x, y + 4, bed.mark, "paper", size=11, weight=650))
    return svg("".join(parts), bottom + 58, says, "scale")


def zone_map(
    zones: Mapping[str, tuple[float, float]], firmness: Mapping[str, float] | None, w: Words, says: str
) -> str:
    """The bed from above: where this person's zones are, in cm from the head end, and the best firmness of each where
    it is given.
    """
    length_cm = max(200.0, 10 * np.ceil((max(end for _, end in zones.values()) * 1.85) / 10))
    per_cm = (WIDTH - 20) / length_cm
    top, height = 8.0, 92.0
    parts = [
        f'<rect x="10" y="{top}" width="{WIDTH - 20}" height="{height}" rx="10" fill="{colour("bed")}" '
        f'stroke="{colour("edge")}" stroke-width="1.2"/>',
        f'<rect x="16" y="{top + 22}" width="{0.15 * WIDTH:.1f}" height="48" rx="9" fill="{colour("card")}" '
        f'stroke="{colour("edge")}"/>',
    ]
    for i, (name, (start, end)) in enumerate(zones.items()):
        left, right = 10 + start * per_cm, 10 + end * per_cm
        middle = (left + right) / 2
        parts.append(
            f'<rect x="{left:.1f}" y="{top}" width="{right - left:.1f}" height="{height}" '
            f'fill="{colour("wash" if i % 2 == 0 else "card")}" stroke="{colour("accent")}"/>'
        )
        if firmness is not None:
            parts.append(text(middle, top + 40, w.number(firmness[name], fixed=True), "accent", size=17, weight=650))
        parts.append(text(middle, top + 60, w.term(name), "ink", size=11))
        parts.append(text(left, top + height + 16, w.number(start, 0), "quiet", size=12))
        if i == len(zones) - 1:
            parts.append(text(right, top + height + 16, w.number(end, 0) + " cm", "quiet", size=12, anchor="start"))
    parts.append(text(10, top + height + 16, "0", "quiet", size=12, anchor="start"))
    return svg("".join(parts), top + height + 24, says, "zones")


def says_range(interval: tuple[float, float], w: Words) -> str:
    """ "5,1 - 6,6"; an end outside the scale is marked as such."""

    def end(value: float) -> str:
        if value < 1:
            return w("scale.under")
        return w("scale.over") if value > 10 else w.number(value, fixed=True)

    return f"{end(interval[0])} – {end(interval[1])}"


def _scale_x(firmness: float) -> float:
    return 20 + (min(max(firmness, 0.8), 10.2) - 1) * UNITS_PER_POINT
