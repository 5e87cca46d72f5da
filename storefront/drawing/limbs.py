"""Parts of a drawn body: limbs that taper, and the way parts melt into one figure with one outline. SVG text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from storefront.drawing.strokes import Floats, curve, points
from storefront.look.theme import colour

OUTLINE = 1.6
_STEPS = 9  # of a limb between two of its joints
_ROUND = 7  # points of a rounded end


@dataclass(frozen=True)
class Limb:
    """A limb through its joints (k, 2), with its half width at each (k,)."""

    joints: Sequence[tuple[float, float]]
    half_widths: Sequence[float]

    def path(self) -> str:
        """Its outline as a closed path."""
        centre, half = _smooth(np.array(self.joints), np.array(self.half_widths))
        along = np.gradient(centre, axis=0)
        along /= np.maximum(np.hypot(*along.T), 1e-9)[:, None]
        across = np.column_stack([-along[:, 1], along[:, 0]])
        one, other = centre + across * half[:, None], centre - across * half[:, None]
        turn = np.linspace(0, np.pi, _ROUND)[1:-1, None]
        end = centre[-1] + half[-1] * (np.cos(turn) * across[-1] + np.sin(turn) * along[-1])
        start = centre[0] - half[0] * (np.cos(turn) * across[0] + np.sin(turn) * along[0])
        return closed(np.concatenate([one, end, other[::-1], start]))


def closed(through: Floats) -> str:
    """A smooth closed path through points (k, 2)."""
    return curve(points(*np.vstack([through, through[:1]]).T)) + " Z"


def melted(paths: Sequence[str], fill: str = "skin") -> str:
    """Shapes as one body: all outlined first and filled afterwards, so that no line runs inside."""
    style = f'stroke="{colour("ink")}" stroke-width="{2 * OUTLINE}" stroke-linejoin="round"'
    outlined = "".join(f'<path d="{path}" fill="none" {style}/>' for path in paths)
    return outlined + "".join(f'<path d="{path}" fill="{colour(fill)}"/>' for path in paths)


def stroke(through: Sequence[tuple[float, float]], width: float = OUTLINE, name: str = "ink") -> str:
    """A single line with round ends."""
    return (
        f'<path d="{curve(through)}" fill="none" stroke="{colour(name)}" stroke-width="{width}" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _smooth(joints: Floats, half_widths: Floats) -> tuple[Floats, Floats]:
    """A smooth line through the joints, and the half width along it."""
    place = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(joints, axis=0).T))])
    fine = np.unique(np.concatenate([np.linspace(a, b, _STEPS) for a, b in pairwise(place)]))
    slope = (
        np.gradient(joints, place, axis=0) if len(joints) > 2 else np.repeat(np.diff(joints, axis=0) / place[-1], 2, 0)
    )
    k = np.clip(np.searchsorted(place, fine, side="right") - 1, 0, len(place) - 2)
    span = (place[k + 1] - place[k])[:, None]
    t = ((fine - place[k]) / span[:, 0])[:, None]
    cubic = (2 * t**3 - 3 * t**2 + 1, (t**3 - 2 * t**2 + t) * span, -2 * t**3 + 3 * t**2, (t**3 - t**2) * span)
    line = cubic[0] * joints[k] + cubic[1] * slope[k] + cubic[2] * joints[k + 1] + cubic[3] * slope[k + 1]
    return line, np.interp(fine, place, half_widths)
