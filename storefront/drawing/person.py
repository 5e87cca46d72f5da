"""The figure of somebody lying: from behind on the side, from the side on back and stomach.

Trunk and depth are the mechanics' own lines; head, neck, legs and arms are drawn in their proportion.
"""

from __future__ import annotations

import numpy as np

from storefront.drawing.limbs import OUTLINE, Limb, melted, stroke
from storefront.drawing.scene import FOOT, Scene
from storefront.drawing.strokes import Floats, curve, points
from storefront.look.theme import colour

SHOULDER_AT, LEGS_AT, ANKLE_AT = 0.185, 0.59, 0.945  # fractions of stature
NECK_SHARE, NECK_SLOPE = 0.36, 0.85  # the neck's breadth of the shoulder's, and how it widens
ARM_SHARE = 0.019  # half an arm, of stature
_SKIN = f'fill="{colour("skin")}" stroke="{colour("ink")}" stroke-width="{OUTLINE}"'


def person(s: Scene) -> list[str]:
    """The parts of the figure, those behind first."""
    return _from_behind(s) if s.p.position == "side" else _from_the_side(s)


def _trunk(s: Scene, end: float) -> str:
    """The body from its neck to `end` of stature as a closed path, between its upper and its lower line."""
    here = s.x <= s.share(end)
    x, middle = s.x[here], _middle(s)[here]
    upper, lower = _from_neck(s, x, middle, s.top[here]), _from_neck(s, x, middle, s.skin[here])
    return f"{curve(points(x, upper))} L{curve(points(x, lower)[::-1])[1:]} Z"


def _neck(s: Scene) -> Limb:
    """From the head into the trunk, as wide there as the trunk begins."""
    cx, cy, rx, ry = s.head
    middle = float(_middle(s)[0])
    half = NECK_SHARE * float(np.interp(s.share(SHOULDER_AT), s.x, s.skin - s.top)) / 2
    return Limb(
        [(cx + 0.25 * rx, cy + 0.05 * ry), (float(s.x[0]), middle), (float(s.x[2]), middle)], [0.55 * ry, half, half]
    )


def _middle(s: Scene) -> Floats:
    """The line about which neck and trunk widen: the spine from behind, half-way from the side."""
    return s.spine if s.p.position == "side" else (s.top + s.skin) / 2


def _from_neck(s: Scene, x: Floats, middle: Floats, edge: Floats) -> Floats:
    """An edge of the trunk, narrowed to the neck above the shoulder."""
    shoulder = s.share(SHOULDER_AT)
    part = np.clip((x - x[0]) / (shoulder - x[0]), 0, 1)
    part = part**NECK_SLOPE
    wide = NECK_SHARE + (1 - NECK_SHARE) * part**2 * (3 - 2 * part)
    at_shoulder = float(np.interp(shoulder, x, edge - middle))
    return np.where(x < shoulder, middle + wide * at_shoulder, edge)


def _from_behind(s: Scene) -> list[str]:
    """On the side: trunk, neck and head seen from behind, and the legs on each other with their knees bent forward."""
    quarter = (s.lower(LEGS_AT) - s.upper(LEGS_AT)) / 4  # half a thigh
    knee, calf, ankle = 0.78 * quarter, 0.70 * quarter, 0.40 * quarter
    lies = {x: s.bed(x) for x in (0.71, 0.80, 0.89, 0.925)}
    under = Limb(
        [
            (s.share(0.54), s.lower(0.54) - 1.05 * quarter),
            (s.share(LEGS_AT), s.lower(LEGS_AT) - quarter),
            (s.share(0.71), lies[0.71] - knee),
            (s.share(0.80), lies[0.80] - calf),
            (s.share(0.89), lies[0.89] - ankle),
            (s.share(0.925), lies[0.925] - 0.95 * ankle),
        ],
        [1.05 * quarter, quarter, knee, calf, ankle, 0.95 * ankle],
    )
    over = Limb(
        [
            (s.share(0.54), s.upper(0.54) + 1.05 * quarter),
            (s.share(LEGS_AT), s.upper(LEGS_AT) + quarter),
            (s.share(0.69), lies[0.71] - 2.9 * knee),
            (s.share(0.775), lies[0.80] - 2 * calf - 0.9 * calf),
            (s.share(0.86), lies[0.89] - 2.9 * ankle),
            (s.share(0.895), lies[0.89] - 2.8 * ankle),
        ],
        [1.05 * quarter, quarter, knee, calf, ankle, 0.95 * ankle],
    )
    cx, cy, rx, ry = s.head
    neck = _neck(s)
    body = melted([_trunk(s, LEGS_AT), under.path(), over.path(), neck.path()])
    between = stroke(
        [
            (s.share(0.535), (s.upper(0.535) + s.lower(0.535)) / 2),
            (s.share(LEGS_AT), s.lower(LEGS_AT) - 2 * quarter),
            (s.share(0.66), lies[0.71] - 2.0 * knee),
        ]
    )
    down = s.lower(0.2) - s.upper(0.2)
    blade = stroke(
        [
            (s.share(0.185), s.upper(0.19) + 0.14 * down),
            (s.share(0.215), s.upper(0.20) + 0.24 * down),
            (s.share(0.26), s.upper(0.26) + 0.22 * down),
        ],
        1.2,
    )
    ear = f'<ellipse cx="{cx + 0.1 * rx:.1f}" cy="{cy - ry:.1f}" rx="{0.22 * rx:.1f}" ry="{0.18 * ry:.1f}" {_SKIN}/>'
    return [body, between, blade, _turned(s, ear + _skull(s) + _hair(s, 0.62))]


def _skull(s: Scene) -> str:
    cx, cy, rx, ry = s.head
    return f'<ellipse cx="{cx:.1f}" cy="{cy:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" {_SKIN}/>'


def _hair(s: Scene, until: float) -> str:
    """Hair from the crown to `until` of the head's half length, with a round hairline."""
    cx, cy, rx, ry = s.head
    turn = np.linspace(np.arccos(until), 2 * np.pi - np.arccos(until), 17)
    x, y = cx + rx * np.cos(turn), cy - ry * np.sin(turn)
    line_back = [(cx + (until - 0.22) * rx, cy + 0.3 * ry), (cx + (until - 0.22) * rx, cy - 0.3 * ry)]
    path = f"{curve(points(x, y))} L{curve([(x[-1], y[-1]), *line_back, (x[0], y[0])])[1:]} Z"
    return f'<path d="{path}" fill="{colour("hair")}" stroke="{colour("ink")}" stroke-width="{OUTLINE}"/>'


def _turned(s: Scene, drawn: str) -> str:
    cx, cy, _, _ = s.head
    return f'<g transform="rotate({s.head_turn_deg:.1f} {cx:.1f} {cy:.1f})">{drawn}</g>'


def _from_the_side(s: Scene) -> list[str]:
    """On back or stomach: the whole body from the side, with its arm beside it or under the pillow."""
    on_back = s.p.position == "back"
    ankle_x, ankle_y = s.share(ANKLE_AT), (s.upper(ANKLE_AT) + s.lower(ANKLE_AT)) / 2
    heel = 0.45 * (s.lower(ANKLE_AT) - s.upper(ANKLE_AT))
    long_cm = FOOT * s.stature_cm
    toes = (0.3 * long_cm, -long_cm) if on_back else (0.72 * long_cm, 0.26 * long_cm)
    toe = (ankle_x + toes[0] * s.unit, ankle_y + toes[1] * s.unit)
    if not on_back:
        toe = (toe[0], min(toe[1], s.bed(0.99) - 0.5 * heel))
    foot = Limb(
        [(ankle_x, ankle_y), ((ankle_x + toe[0]) / 2, (ankle_y + toe[1]) / 2), toe], [heel, 0.8 * heel, 0.5 * heel]
    )
    neck = _neck(s)
    body = melted([_trunk(s, ANKLE_AT + 0.005), foot.path(), neck.path()])
    deep = s.lower(0.2) - s.upper(0.2)
    arm_half = ARM_SHARE * s.stature_cm * s.unit
    if on_back:  # resting on the belly, so that the spine stays in sight
        joints = [
            (s.share(0.20), s.upper(0.2) + 0.40 * deep),
            (s.share(0.33), s.upper(0.33) + 0.42 * (s.lower(0.33) - s.upper(0.33))),
            (s.share(0.42), s.upper(0.42) + 0.12 * deep),
            (s.share(0.455), s.upper(0.455) - 0.3 * arm_half),
        ]
    else:
        elbow_y = s.bed(0.10) - 1.05 * arm_half
        joints = [
            (s.share(0.205), s.upper(0.2) + 0.50 * deep),
            (s.share(0.125), (s.upper(0.2) + 0.75 * deep + elbow_y) / 2),
            (s.share(0.06), elbow_y),
            (s.share(0.0), elbow_y + 0.1 * arm_half),
        ]
    arm = melted([Limb(joints, [1.3 * arm_half, 1.1 * arm_half, 0.9 * arm_half, 0.75 * arm_half]).path()])
    head = _turned(s, _skull(s) + (_nose(s) + _hair_behind(s) if on_back else _hair(s, 0.55)))
    return [body, head, arm]


def _nose(s: Scene) -> str:
    """Whoever lies on the back looks up."""
    cx, cy, rx, ry = s.head
    return stroke(
        [(cx + 0.02 * rx, cy - 0.97 * ry), (cx + 0.2 * rx, cy - 1.2 * ry), (cx + 0.3 * rx, cy - 0.93 * ry)], 1.4
    )


def _hair_behind(s: Scene) -> str:
    """Hair on crown and back of the head of somebody who looks up."""
    cx, cy, rx, ry = s.head
    turn = np.linspace(np.radians(115), np.radians(300), 15)
    x, y = cx + rx * np.cos(turn), cy - ry * np.sin(turn)
    back = [(cx + 0.05 * rx, cy + 0.35 * ry), (cx - 0.35 * rx, cy - 0.1 * ry)]
    path = f"{curve(points(x, y))} L{curve([(x[-1], y[-1]), *back, (x[0], y[0])])[1:]} Z"
    return f'<path d="{path}" fill="{colour("hair")}" stroke="{colour("ink")}" stroke-width="{OUTLINE}"/>'
