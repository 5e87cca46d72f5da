"""A disc on a bed three times, depths to one scale: touching, under the light load, under the heavy one."""

from __future__ import annotations

from catalog.mattress import CompressionReading
from storefront.drawing.strokes import WIDTH, line, svg, text
from storefront.look.theme import colour
from storefront.words import Words

TOP, BED_HEIGHT = 58.0, 116.0
DEEPEST = 84.0  # picture units of the deeper reading; the other is to its scale
PLACES = (62.0, 180.0, 298.0)
WIDEST = 96.0  # of the disc; a wider one is drawn so, not to scale
RIM = 10.0  # over which the cover slopes beside the disc
DISC_THICK = 6.0


def pressed(reading: CompressionReading, w: Words, says: str) -> str:
    """How far the disc sinks, with its loads and millimetres written beside it."""
    per_mm = DEEPEST / max(reading.heavy_mm, reading.light_mm)
    half = min(reading.disc_mm * per_mm, WIDEST) / 2
    steps = ((0.0, 0.0), (reading.light_load_n, reading.light_mm), (reading.heavy_load_n, reading.heavy_mm))
    edge = [f"M4,{TOP:.1f}"]
    over = []
    for x, (load_n, mm) in zip(PLACES, steps, strict=True):
        y = TOP + mm * per_mm
        edge.append(f"L{x - half - RIM:.1f},{TOP:.1f} L{x - half:.1f},{y:.1f} L{x + half:.1f},{y:.1f}")
        edge.append(f"L{x + half + RIM:.1f},{TOP:.1f}")
        over.append(
            f'<rect class="disc" x="{x - half:.1f}" y="{y - DISC_THICK:.1f}" width="{2 * half:.1f}" '
            f'height="{DISC_THICK}" rx="2" fill="{colour("ink")}"/>'
        )
        over.append(text(x, 18, f"{w.number(load_n, 0)} N", "ink", weight=650))
        over.append(text(x, 34, f"{w.number(mm)} mm", "accent"))
    bed = f"{' '.join(edge)} L{WIDTH - 4},{TOP:.1f} V{TOP + BED_HEIGHT:.1f} H4 Z"
    body = f'<path d="{bed}" fill="{colour("bed")}" stroke="{colour("edge")}" stroke-width="1.2"/>'
    return svg(body + _level() + "".join(over), TOP + BED_HEIGHT + 8, says, "pressed")


def _level() -> str:
    """Where the disc only touches: from here the ruler reads."""
    return line(4, TOP, WIDTH - 4, TOP, "quiet", 0.8)
