"""What differs between two beds for one person, named at its place: figures of the mechanics in, words out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.mechanics.measures import Measures
from recommender.mechanics.picture import LyingPicture
from storefront.drawing.lying import Note
from storefront.words import Words

SHOULDER, LUMBAR, PELVIS = 1, 2, 3  # rows among the six zones of the mechanics
LEVEL_CM = 1.0  # a spine whose ends differ less is level
NOTES = 2
# What is worth a note, and what is as much as what: centimetres of depth, shares of pressure and of support.
DEEPER_CM, PRESSES_SHARE, LESS_SHARE = 0.5, 0.05, 0.05
_LIKE_ONE = {"deeper": 1.0, "presses": 0.15, "less_support": 0.20}


@dataclass(frozen=True)
class _Difference:
    kind: str
    zone: str
    size: float  # cm, or a share


def level(lies: LyingPicture, w: Words) -> Note:
    """How level the spine lies: which end is lower, by how much."""
    lower_cm = pelvis_lower_cm(lies)
    if abs(lower_cm) < LEVEL_CM:
        return Note("waist", w("result.note_level"))
    place, key = ("hip", "result.note_pelvis_low") if lower_cm > 0 else ("shoulder", "result.note_shoulder_low")
    return Note(place, w(key, low_cm=abs(lower_cm)))


def pelvis_lower_cm(lies: LyingPicture) -> float:
    """How much lower the spine lies in the middle of the hip zone than in the middle of the shoulder zone."""
    edges = lies.zone_edges_cm
    shoulder, hip = np.interp([edges[:2].mean(), edges[2:4].mean()], lies.x_cm, lies.spine_mm)
    return float(hip - shoulder) / 10


def compared(own: Measures, other: Measures, w: Words) -> tuple[list[Note], str]:
    """The largest differences of another bed from one's own (n = 1 each), and what the first of them means."""
    found = sorted(_differences(own, other), key=lambda one: -one.size / _LIKE_ONE[one.kind])
    shown: dict[str, _Difference] = {}
    for one in found:
        shown.setdefault(one.zone, one)
    first = list(shown.values())[:NOTES]
    notes = [Note(one.zone, _said(f"result.note_{one.kind}", one, w)) for one in first]
    return notes, _said(f"result.because_{first[0].kind}", first[0], w) if first else ""


def _differences(own: Measures, other: Measures) -> list[_Difference]:
    """Where the other bed lets the body in deeper, presses harder, or carries less of the waist."""
    found = []
    deeper_cm = (other.immersion_mm[:, 0] - own.immersion_mm[:, 0]) / 10
    harder = other.peak_kpa[:, 0] / own.peak_kpa[:, 0] - 1
    for zone, row, peak in (("shoulder", 0, SHOULDER), ("hip", 2, PELVIS)):
        if deeper_cm[row] >= DEEPER_CM:
            found.append(_Difference("deeper", zone, float(deeper_cm[row])))
        if harder[peak] >= PRESSES_SHARE:
            found.append(_Difference("presses", zone, float(harder[peak])))
    less = 1 - float(other.waist_load[0] / own.waist_load[0])
    if less >= LESS_SHARE:
        found.append(_Difference("less_support", "waist", less))
    return found


def _said(key: str, one: _Difference, w: Words) -> str:
    if one.kind == "deeper":
        return w(key, cm=one.size, zone=one.zone)
    if key == "result.because_presses" and one.zone == "hip":  # pressed is the bone at the side, not the zone
        key += "_hip"
    return w(key, percent=round(100 * one.size), zone=one.zone)
