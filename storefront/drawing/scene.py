"""Where everything of a picture of somebody lying is on the page, and how much what differs is enlarged."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from recommender.mechanics.picture import LyingPicture
from storefront.drawing.strokes import WIDTH, Floats

ENLARGED = 2.0  # the spine's bends, and what differs between two beds
MARGIN = 4.0
BED_CM = 20.0  # drawn thickness of the bed; not a real dimension
ZONES_END = 0.72  # fraction of stature where the last zone ends
SPINE_END = 0.53  # fraction of stature where the drawn spine ends
SIDE_END, CLOSE_END, STRAIGHT_END = 0.93, 0.66, 1.01  # where the picture ends: bent knees make a side sleeper shorter
FOOT = 0.13  # a foot's length, of stature
FADE_CM = 25.0  # beyond the trunk the enlargement fades out over this length of leg
ABOVE = 6.0  # picture units of air above the body
NOTE_SIZE, CLOSE_NOTE_SIZE = 13.0, 23.0  # a close picture is shown at half the width
BELOW_LABELS, BELOW = 42.0, 5.0


@dataclass(frozen=True)
class Scene:
    """Page coordinates, in picture units, of one person on one bed.

    Attributes:
        p: the lines to draw.
        than: the same person on another bed (or on this one): what differs from it is enlarged.
        n_notes: lines of text above the body.
        labels: whether zones and a ruler come below the bed.
        close: from the head to the hips only.
    """

    p: LyingPicture
    than: LyingPicture
    n_notes: int = 0
    labels: bool = True
    close: bool = False

    @cached_property
    def stature_cm(self) -> float:
        return float(self.p.zone_edges_cm[-1]) / ZONES_END

    @cached_property
    def span_cm(self) -> tuple[float, float]:
        """First and last place shown, from the crown."""
        end = CLOSE_END if self.close else SIDE_END if self.p.position == "side" else STRAIGHT_END
        return -9.0, end * self.stature_cm + (0.0 if self.close else 7.0)

    @cached_property
    def unit(self) -> float:
        """Picture units of a centimetre."""
        first, last = self.span_cm
        return (WIDTH - 2 * MARGIN) / (last - first)

    @cached_property
    def note_size(self) -> float:
        return CLOSE_NOTE_SIZE if self.close else NOTE_SIZE

    @cached_property
    def trunk(self) -> Floats:
        return np.asarray(self.p.x_cm <= SPINE_END * self.stature_cm)

    @cached_property
    def bend_mm(self) -> Floats:
        """What enlarging the spine's bends adds to every line of the body."""
        bend = (ENLARGED - 1) * (self.than.spine_mm - self.than.spine_mm[self.trunk].mean())
        last = self.p.x_cm[self.trunk][-1]
        past = np.clip((self.p.x_cm - last) / FADE_CM, 0, 1)
        return np.asarray(np.where(self.trunk, bend, bend[self.trunk][-1] * (1 - past)))

    @cached_property
    def level(self) -> float:
        """Height of the unloaded bed on the page."""
        toes_mm = -13.5 * FOOT * self.stature_cm if self.p.position == "back" and not self.close else 0.0
        tallest_mm = min(float(self.mm("outline_mm").min()), float(self.p.head_mm) - 125, toes_mm)
        return ABOVE + 1.15 * self.note_size * self.n_notes - tallest_mm / 10 * self.unit

    @cached_property
    def floor(self) -> float:
        return float(self.y(10 * BED_CM))

    @cached_property
    def height(self) -> float:
        return self.floor + (BELOW_LABELS if self.labels else BELOW)

    def mm(self, name: str) -> Floats:
        """One of the body's lines as drawn."""
        own, other = getattr(self.p, name), getattr(self.than, name)
        return np.asarray(other + ENLARGED * (own - other) + self.bend_mm)

    def at(self, x_cm: Floats | float) -> Floats:
        return np.asarray(MARGIN + (np.asarray(x_cm) - self.span_cm[0]) * self.unit)

    def y(self, depth_mm: Floats | float) -> Floats:
        return np.asarray(self.level + np.asarray(depth_mm) / 10 * self.unit)

    @cached_property
    def x(self) -> Floats:
        return self.at(self.p.x_cm)

    @cached_property
    def top(self) -> Floats:
        return self.y(self.mm("outline_mm"))

    @cached_property
    def skin(self) -> Floats:
        return self.y(self.mm("skin_mm"))

    @cached_property
    def spine(self) -> Floats:
        return self.y(self.mm("spine_mm"))

    @cached_property
    def bed_x(self) -> Floats:
        return self.at(self.p.bed_x_cm)

    @cached_property
    def surface(self) -> Floats:
        """The bed's surface; it follows the body where it gives way."""
        moved = np.interp(self.p.bed_x_cm, self.p.x_cm, self.bend_mm, left=0, right=0)
        differs = ENLARGED * (self.p.bed_mm - self.than.bed_mm)
        return self.y(self.than.bed_mm + differs + moved * np.clip(self.p.bed_mm / 8, 0, 1))

    def share(self, of_stature: float) -> float:
        return float(self.at(of_stature * self.stature_cm))

    def upper(self, of_stature: float) -> float:
        return float(np.interp(self.share(of_stature), self.x, self.top))

    def lower(self, of_stature: float) -> float:
        return float(np.interp(self.share(of_stature), self.x, self.skin))

    def bed(self, of_stature: float) -> float:
        return float(np.interp(self.share(of_stature), self.bed_x, self.surface))

    @cached_property
    def head(self) -> tuple[float, float, float, float]:
        """Centre and half axes of the head."""
        along, high = (half * self.unit for half in self.p.head_half_cm)
        differs = ENLARGED * (self.p.head_mm - self.than.head_mm)
        middle = float(self.y(self.than.head_mm + differs + float(self.bend_mm[0])))
        return float(self.at(self.p.head_x_cm)), min(middle, self.level - 0.9 * high), 0.95 * along, high

    @cached_property
    def head_turn_deg(self) -> float:
        """The head goes on where the neck points."""
        return float(np.degrees(np.arctan2(self.spine[3] - self.spine[0], self.x[3] - self.x[0])))
