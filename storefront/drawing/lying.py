"""A person lying on a bed, drawn from the mechanics' own lines. Data in, SVG text out.

The pressure is a comb of strokes that push up from the bed; several beds are drawn with what differs between them
enlarged, and named at its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from catalog.zones import CROWN_CM
from recommender.mechanics.picture import LyingPicture
from storefront.drawing.limbs import OUTLINE, closed
from storefront.drawing.person import person
from storefront.drawing.scene import ENLARGED, MARGIN, Scene
from storefront.drawing.strokes import WIDTH, curve, line, points, svg, text
from storefront.look.theme import colour
from storefront.words import Words

ZONES = ("shoulder", "waist", "hip")
SPINE_INSIDE_MM = 42.0  # depth of the drawn spine under the skin of the back
COMB_CM, UNITS_PER_KPA, LEAST_KPA = 2.6, 3.0, 0.25  # spacing and length of the strokes of pressure
HARDER, HEAVY = 1.05, 5.0  # from this much more pressure a stroke is drawn this wide
VISIBLE_UNITS = 3.0  # two pictures differ for a reader where a line or a stroke moves by this much


@dataclass(frozen=True)
class Note:
    """Something said at a place of the picture: "shoulder", "waist" or "hip"."""

    zone: str
    said: str


def lying(
    picture: LyingPicture,
    says: str,
    w: Words,
    *,
    than: LyingPicture | None = None,
    notes: Sequence[Note] = (),
    labels: bool = True,
    close: bool = False,
) -> str:
    """The person on the bed. `says` describes the picture in one sentence.

    Args:
        than: the same person on another bed; what differs from it is enlarged.
        notes: said above the body, at their places.
        labels: zones and a ruler in cm below the bed.
        close: from the head to the hips only, for a small picture.
    """
    scene = Scene(picture, than or picture, len(notes), labels, close)
    parts = [_bed(scene), _comb(scene), _pillow(scene), *person(scene), _spine(scene), _notes(scene, notes)]
    if labels:
        parts.append(_zone_labels(scene, w))
    return svg("".join(parts), scene.height, says, "lying close" if close else "lying")


def differ(one: LyingPicture, other: LyingPicture) -> bool:
    """Whether a reader sees that a person lies differently on two beds: by depth, spine or pressure."""
    scene = Scene(one, other)
    moved = ENLARGED * np.abs(one.spine_mm - other.spine_mm)[scene.trunk].max() / 10 * scene.unit
    pressed = UNITS_PER_KPA * np.abs(one.line_kpa - other.line_kpa)[scene.trunk].max()
    return bool(max(moved, pressed) >= VISIBLE_UNITS)


def _bed(s: Scene) -> str:
    left, right = -2.0, WIDTH + 2.0
    through = [(left, float(s.level)), *points(s.bed_x, s.surface), (right, float(s.level))]
    surface = curve([pair for pair in through if left <= pair[0] <= right])
    return (
        f'<path d="M{left},{s.floor:.1f} L{surface[1:]} L{right},{s.floor:.1f} Z" fill="{colour("bed")}"/>'
        f'<path d="{surface}" fill="none" stroke="{colour("edge")}" stroke-width="{OUTLINE}"/>'
        f"{line(left, s.floor, right, s.floor, 'edge', OUTLINE)}"
    )


def _comb(s: Scene) -> str:
    """The pressure: strokes in the bed that push up, longer where it presses harder, and heavier where it presses
    harder than on the other bed.
    """
    x_cm = np.arange(s.p.x_cm[0], min(s.p.x_cm[-1], s.span_cm[1]), COMB_CM)
    kpa = np.interp(x_cm, s.p.x_cm, s.p.line_kpa)
    surface = np.interp(s.at(x_cm), s.bed_x, s.surface) + 3.0
    harder = kpa > HARDER * np.interp(x_cm, s.than.x_cm, s.than.line_kpa)
    light = heavy = ""
    for x, y, force, more in zip(s.at(x_cm), surface, kpa, harder, strict=True):
        end = min(y + UNITS_PER_KPA * force, s.floor - 2.5)
        if force > LEAST_KPA and end > y:
            stroke = f"M{x:.1f},{y:.1f} V{end:.1f} "
            light, heavy = (light, heavy + stroke) if more else (light + stroke, heavy)
    drawn = 'fill="none" stroke-linecap="round"'
    return f'<path d="{light}" {drawn} stroke="{colour("amber")}" stroke-width="2" stroke-opacity="0.75"/>' + (
        f'<path d="{heavy}" {drawn} stroke="{colour("amber")}" stroke-width="{HEAVY}"/>' if heavy else ""
    )


def _pillow(s: Scene) -> str:
    cx, cy, rx, ry = s.head
    left, right = cx - 1.45 * rx, cx + 1.05 * rx
    top, bottom = cy + 0.5 * ry, max(s.bed(0.06), s.level)
    if bottom - top < 3:
        return ""
    dent = min(4.0, (bottom - top) / 3)
    shape = [
        (left, bottom - 2), (left + 3, top + dent), (cx - 0.5 * rx, top), (cx + 0.4 * rx, top + dent / 2),
        (right - 3, top + dent), (right, bottom - 2), (right - 6, bottom), (left + 6, bottom),
    ]  # fmt: skip
    return (
        f'<path d="{closed(np.array(shape))}" fill="{colour("card")}" stroke="{colour("edge")}" '
        f'stroke-width="{OUTLINE}"/>'
    )


def _spine(s: Scene) -> str:
    """The spine, and the straight line it is compared with, from where the spine lies inside the body."""
    inside = 0.0
    if s.p.position == "back":
        inside = -SPINE_INSIDE_MM
    elif s.p.position == "stomach":
        inside = float((s.than.outline_mm - s.than.spine_mm)[s.trunk].mean()) + SPINE_INSIDE_MM
    drawn = s.mm("spine_mm")[s.trunk] + inside
    x, level = s.x[s.trunk], np.full_like(drawn, drawn.mean())
    return (
        f'<path d="{curve(points(x, s.y(level)))}" fill="none" stroke="{colour("quiet")}" stroke-width="1.4" '
        f'stroke-dasharray="4 4"/><path d="{curve(points(x, s.y(drawn)))}" fill="none" '
        f'stroke="{colour("accent")}" stroke-width="3.6" stroke-linecap="round"/>'
    )


def _notes(s: Scene, notes: Sequence[Note]) -> str:
    edges = s.p.zone_edges_cm
    places = {name: (start + end) / 2 for name, start, end in zip(ZONES, edges[:3], edges[1:4], strict=True)}
    leaders, said = "", ""
    for i, note in enumerate(notes):
        x, y = float(s.at(places[note.zone])), s.note_size * (1 + 1.15 * i)
        leaders += line(x, y + 0.3 * s.note_size, x, float(np.interp(x, s.x, s.top)) - 2, "accent", 1.2)
        said += text(x, y, note.said, "accent", size=s.note_size, weight=650, keep_inside=True, ground="card")
    return leaders + said  # no leader crosses a word


def _zone_labels(s: Scene, w: Words) -> str:
    parts = []
    edges = s.p.zone_edges_cm
    for name, start, end in zip(ZONES, edges[:3], edges[1:4], strict=True):
        left, right = float(s.at(start)), float(s.at(end))
        for x in (left, right):
            parts.append(line(x, s.floor - 5, x, s.floor + 5, "edge", 1.2))
        parts.append(text((left + right) / 2, s.floor + 18, w.term(name), "ink", size=12))
        span = f"{w.number(start + CROWN_CM, 0)}–{w.number(end + CROWN_CM, 0)}"
        parts.append(text((left + right) / 2, s.floor + 33, span, "quiet", size=11))
    parts.append(text(WIDTH - MARGIN, s.floor + 33, w("picture.cm_from_head"), "quiet", size=11, anchor="end"))
    return "".join(parts)
