"""Line drawings as SVG text: a person lying on a bed, the firmness scale, the zone map. Data in, text out.

Colours are the page's (`storefront.look.theme`); every picture has role="img" and a sentence that describes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from catalog.zones import CROWN_CM
from recommender.mechanics.picture import LyingPicture
from storefront.drawing.strokes import WIDTH, Floats, curve, line, points, svg, text
from storefront.look.theme import colour
from storefront.words import Words

MARGIN = 6
UNITS_PER_POINT = (WIDTH - 40) / 9  # of the firmness scale
BED_CM = 20.0  # drawn thickness of the bed; not a real dimension
BEND_GAIN = 3.0  # the spine's bends are drawn this much enlarged, because they would not be visible otherwise
PRESSURE_UNITS_PER_KPA = 3.2
ZONES = ("shoulder", "waist", "hip")
TRUNK_END, ZONES_END = 0.53, 0.72  # fractions of stature: where the drawn spine ends, and the last zone edge
FADE_CM = 25.0  # beyond the trunk the enlargement fades out over this length of leg
SPINE_INSIDE_MM = 42.0  # depth of the drawn spine under the skin of the back
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


def lying(picture: LyingPicture, says: str, w: Words, *, labels: bool = True) -> str:
    """The person on the bed. `says` describes the picture in one sentence; `labels` adds zones and a ruler in cm."""
    frame = _Frame(picture, labels)
    parts = [_bed(frame), _pressure(frame), _pillow(frame), _body(frame), _spine(frame)]
    if labels:
        parts.append(_zone_labels(frame, w))
    return svg("".join(parts), frame.height, says, "lying")


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


def zone_map(zones: Mapping[str, tuple[float, float]], firmness: Mapping[str, float], w: Words, says: str) -> str:
    """The bed from above: where this person's zones are, in cm from the head end, and the best firmness of each."""
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
        parts.append(text(middle, top + 40, w.number(firmness[name], fixed=True), "accent", size=17, weight=650))
        parts.append(text(middle, top + 60, w.term(name), "ink", size=11))
        parts.append(text(left, top + height + 16, w.number(start, 0), "quiet", size=12))
        if i == len(zones) - 1:
            parts.append(text(right, top + height + 16, w.number(end, 0) + " cm", "quiet", size=12, anchor="start"))
    parts.append(text(10, top + height + 16, "0", "quiet", size=12, anchor="start"))
    return svg("".join(parts), top + height + 24, says, "zones")


def token_row(tokens: Mapping[str, int], total: int, says: str) -> str:
    """The night as ten tokens: one mark per token, a shape for each position, empty rings for the remainder."""
    shapes: list[str] = [name for name, count in tokens.items() for _ in range(count)]
    places = max(total, len(shapes))
    step = (WIDTH - 20) / places
    parts = [_token(20 + i * step, 20, shapes[i] if i < len(shapes) else "") for i in range(places)]
    return svg("".join(parts), 40, says, "tokens")


def token(name: str) -> str:
    """One token, for a legend."""
    return f'<svg width="18" height="18" viewBox="0 0 30 30" aria-hidden="true">{_token(15, 15, name)}</svg>'


def says_range(interval: tuple[float, float], w: Words) -> str:
    """ "5,1 - 6,6"; an end outside the scale is marked as such."""

    def end(value: float) -> str:
        if value < 1:
            return w("scale.under")
        return w("scale.over") if value > 10 else w.number(value, fixed=True)

    return f"{end(interval[0])} – {end(interval[1])}"


class _Frame:
    """Page coordinates: centimetres to picture units, with the bends of the trunk enlarged."""

    def __init__(self, picture: LyingPicture, labels: bool) -> None:
        self.picture = picture
        self.unit = (WIDTH - 2 * MARGIN) / float(picture.bed_x_cm[-1] - picture.bed_x_cm[0])
        self.start_cm = float(picture.bed_x_cm[0])
        self.trunk = picture.x_cm <= TRUNK_END * float(picture.zone_edges_cm[-1]) / ZONES_END
        self.straight_mm = float(picture.spine_mm[self.trunk].mean())
        bend = (BEND_GAIN - 1) * (picture.spine_mm - self.straight_mm)
        past = np.clip((picture.x_cm - picture.x_cm[self.trunk][-1]) / FADE_CM, 0, 1)
        self.bend_mm = np.where(self.trunk, bend, bend[self.trunk][-1] * (1 - past))
        on_bed = np.interp(picture.bed_x_cm, picture.x_cm, self.bend_mm) * np.clip(picture.bed_mm / 8, 0, 1)
        top_mm = min(float((picture.outline_mm + self.bend_mm).min()), float(picture.head_mm) - 120)
        self.level = 6 - top_mm / 10 * self.unit
        self.x, self.bed_x = self.at(picture.x_cm), self.at(picture.bed_x_cm)
        self.top = self.y(picture.outline_mm + self.bend_mm)
        self.skin = self.y(picture.skin_mm + self.bend_mm)
        self.surface = self.y(picture.bed_mm + on_bed)
        self.floor = float(self.y(10 * BED_CM))
        self.height = self.floor + (44 if labels else 6)

    def at(self, x_cm: Floats | float) -> Floats:
        return np.asarray(MARGIN + (np.asarray(x_cm) - self.start_cm) * self.unit)

    def y(self, depth_mm: Floats | float) -> Floats:
        return np.asarray(self.level + np.asarray(depth_mm) / 10 * self.unit)

    def spine_mm(self) -> tuple[Floats, Floats]:
        """The spine as drawn and its straight reference, from where the spine lies inside the body."""
        p = self.picture
        inside_mm = 0.0
        if p.position == "back":
            inside_mm = -SPINE_INSIDE_MM
        elif p.position == "stomach":
            inside_mm = float((p.outline_mm - p.spine_mm)[self.trunk].mean()) + SPINE_INSIDE_MM
        drawn = (p.spine_mm + self.bend_mm)[self.trunk] + inside_mm
        return drawn, np.full_like(drawn, self.straight_mm + inside_mm)


def _bed(f: _Frame) -> str:
    surface = curve(points(f.bed_x, f.surface))
    left, right = f"{f.bed_x[0]:.1f}", f"{f.bed_x[-1]:.1f}"
    edge = f'fill="none" stroke="{colour("edge")}" stroke-width="1.6"'
    return (
        f'<path d="M{left},{f.floor:.1f} L{surface[1:]} L{right},{f.floor:.1f} Z" fill="{colour("bed")}"/>'
        f'<path d="{surface}" {edge}/><path d="M{left},{f.floor:.1f} L{right},{f.floor:.1f}" {edge}/>'
    )


def _pressure(f: _Frame) -> str:
    surface = np.interp(f.x, f.bed_x, f.surface)
    deep = np.minimum(surface + f.picture.line_kpa * PRESSURE_UNITS_PER_KPA, f.floor - 2)
    under = points(f.x, deep)[::-1]
    band = f"{curve(points(f.x, surface))} L{curve(under)[1:]} Z"
    return f'<path d="{band}" fill="{colour("amber")}" fill-opacity="0.42"/>'


def _head(f: _Frame) -> tuple[float, float, float, float]:
    """Centre and semi-axes of the head in picture units."""
    along, high = (half * f.unit for half in f.picture.head_half_cm)
    middle = float(f.y(f.picture.head_mm + float(f.bend_mm[0])))
    return float(f.at(f.picture.head_x_cm)), min(middle, f.level - 0.9 * high), along, high


def _pillow(f: _Frame) -> str:
    cx, cy, rx, ry = _head(f)
    top, left, right = cy + 0.45 * ry, cx - 1.2 * rx, cx + 0.95 * rx
    if f.level - top < 3:
        return ""
    corner = min(9.0, (f.level - top) / 2)
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{f.level - top:.1f}" '
        f'rx="{corner:.1f}" fill="{colour("card")}" stroke="{colour("edge")}" stroke-width="1.2"/>'
    )


def _body(f: _Frame) -> str:
    cx, cy, rx, ry = _head(f)
    end, low, high = float(f.x[-1]), float(f.skin[-1]), float(f.top[-1])
    toe = end + 5 * f.unit
    foot = 9 * f.unit if f.picture.position == "back" else 1 * f.unit
    neck = cx + 0.7 * rx
    upper = [(neck, cy - 0.55 * ry), *points(f.x, f.top), (toe - 4, high - foot), (toe, (high + low) / 2 - foot / 2)]
    lower = [(toe - 2, low), *points(f.x, f.skin)[::-1], (neck, cy + 0.55 * ry)]
    style = f'fill="{colour("skin")}" stroke="{colour("ink")}" stroke-width="1.6" stroke-linejoin="round"'
    return (
        f'<path d="{curve(upper)} L{curve(lower)[1:]} Z" {style}/>'
        f'<ellipse cx="{cx:.1f}" cy="{cy:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" {style}/>'
    )


def _spine(f: _Frame) -> str:
    spine, straight = f.spine_mm()
    x = f.x[f.trunk]
    return (
        f'<path d="{curve(points(x, f.y(straight)))}" fill="none" stroke="{colour("quiet")}" stroke-width="1.5" '
        f'stroke-dasharray="4 4"/><path d="{curve(points(x, f.y(spine)))}" fill="none" '
        f'stroke="{colour("accent")}" stroke-width="3.8" stroke-linecap="round"/>'
    )


def _zone_labels(f: _Frame, w: Words) -> str:
    parts = []
    edges = f.picture.zone_edges_cm
    for name, start, end in zip(ZONES, edges[:3], edges[1:4], strict=True):
        left, right = float(f.at(start)), float(f.at(end))
        for x in (left, right):
            parts.append(line(x, f.floor - 7, x, f.floor + 6, "edge", 1.2))
        parts.append(text((left + right) / 2, f.floor + 20, w.term(name), "ink", size=12))
        span = f"{w.number(start + CROWN_CM, 0)}–{w.number(end + CROWN_CM, 0)}"
        parts.append(text((left + right) / 2, f.floor + 36, span, "quiet", size=11))
    parts.append(text(WIDTH - MARGIN, f.floor + 36, w("picture.cm_from_head"), "quiet", size=11, anchor="end"))
    return "".join(parts)


def _token(x: float, y: float, name: str) -> str:
    r = 13.0
    if name == "back":
        return (
            f'<rect x="{x - r + 1}" y="{y - r + 1}" width="{2 * r - 2}" height="{2 * r - 2}" fill="{colour("ink")}"/>'
        )
    if name == "stomach":
        corners = f"{x},{y - r} {x + r},{y} {x},{y + r} {x - r},{y}"
        return f'<polygon points="{corners}" fill="{colour("amber")}"/>'
    if name == "three_quarter":
        return f'<polygon points="{x},{y - r} {x + r},{y + r - 2} {x - r},{y + r - 2}" fill="{colour("quiet")}"/>'
    style = f'fill="{colour("accent")}"' if name else f'fill="none" stroke="{colour("edge")}" stroke-width="1.5"'
    return f'<circle cx="{x:.1f}" cy="{y}" r="{r if name else r - 1}" {style}/>'


def _scale_x(firmness: float) -> float:
    return 20 + (min(max(firmness, 0.8), 10.2) - 1) * UNITS_PER_POINT
