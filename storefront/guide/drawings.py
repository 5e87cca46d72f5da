"""Small line drawings of the guide: one figure in many poses, and the beds it is tested on. Points in, SVG text out.

The figure is built from limbs: rounded strokes, all outlined first and filled afterwards, so that they merge into one
body. Poses are drawn by eye in picture units; nothing here is measured.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from storefront.drawing.strokes import curve, svg
from storefront.look.theme import colour
from storefront.words import Words

Points = Sequence[tuple[float, float]]
Limb = tuple[float, Points]  # width of the limb, and the points it runs through
Head = tuple[float, float, float]  # centre and radius

HEIGHT: Final = 164
OUTLINE: Final = 1.6
BED, FLOOR = 120.0, 152.0  # height of a flat bed's surface, and of the floor people stand on
TRUNK: Final = [(86, 105), (112, 104), (142, 105), (174, 105)]  # on the back, from shoulders to pelvis
BENT_LEG: Final[Sequence[Limb]] = (
    (20, [(176, 104), (222, 66)]),
    (15, [(222, 66), (258, 112)]),
    (10, [(258, 114), (280, 115)]),
)
STRAIGHT: Final = ((74, 91), (188, 91))
STYLE: Final = f'fill="{colour("skin")}" stroke="{colour("ink")}" stroke-width="{OUTLINE}" stroke-linejoin="round"'


def drawing(name: str, w: Words) -> str:
    """The drawing of this name, with its description."""
    return svg(DRAWINGS[name](), HEIGHT, w(f"guide_drawing.{name}"), "pose")


def _body(limbs: Sequence[Limb], head: Head | None = None, arms: Sequence[Limb] = (), trunk: str = "") -> str:
    """Limbs merged into one body, with a neck to the first of them; arms are drawn over it with their own outline.

    `trunk`: a closed path that merges with the limbs, for a body that strokes cannot draw.
    """
    round_head = ""
    if head is not None:
        x, y, r = head
        limbs = [*limbs, (0.9 * r, [(x, y), limbs[0][1][0]])]
        round_head = f'<circle cx="{x}" cy="{y}" r="{r}" {STYLE}/>'
    over = _body(arms) if arms else ""
    return _melted(limbs, trunk) + round_head + over


def _melted(limbs: Sequence[Limb], trunk: str) -> str:
    outline = "".join(_stroke(points, width + 2 * OUTLINE, "ink") for width, points in limbs)
    filled = "".join(_stroke(points, width, "skin") for width, points in limbs)
    if trunk:
        outline += f'<path d="{trunk}" fill="none" stroke="{colour("ink")}" stroke-width="{2 * OUTLINE}"/>'
        filled += f'<path d="{trunk}" fill="{colour("skin")}"/>'
    return outline + filled


def _stroke(points: Points, width: float, name: str, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{curve(points)}" fill="none" stroke="{colour(name)}" stroke-width="{width:.1f}" '
        f'stroke-linecap="round" stroke-linejoin="round"{dashed}/>'
    )


def _spine(points: Points, straight: Points = ()) -> str:
    reference = _stroke(straight, 1.6, "quiet", "4 5") if straight else ""
    return reference + _stroke(points, 3.8, "accent")


def _bed(surface: Points = ((16, BED), (344, BED)), bottom: float = 150) -> str:
    top = curve(surface)
    left, right = surface[0][0], surface[-1][0]
    return (
        f'<path d="M{left},{bottom} L{top[1:]} L{right},{bottom} Z" fill="{colour("bed")}" '
        f'stroke="{colour("edge")}" stroke-width="1.6" stroke-linejoin="round"/>'
    )


def _pillow(x: float, y: float, width: float, height: float, name: str = "card") -> str:
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{min(height / 2, 9)}" fill="{colour(name)}" '
        f'stroke="{colour("accent" if name == "wash" else "edge")}" stroke-width="1.6"/>'
    )


def _arrow(points: Points, head: Points, name: str = "accent") -> str:
    ends = " ".join(f"{x},{y}" for x, y in head)
    return _stroke(points, 2.4, name) + (
        f'<polyline points="{ends}" fill="none" stroke="{colour(name)}" stroke-width="2.4" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _floor() -> str:
    return _stroke(((16, FLOOR), (344, FLOOR)), 1.6, "edge")


def _on_back(legs: Sequence[Limb], arms: Sequence[Limb] = (), under: str = "") -> str:
    body = _body([(26, TRUNK), *legs], (60, 95, 15), arms)
    hollow = _spine([(82, 111), (108, 113), (140, 109), (174, 112)])
    return _bed() + _pillow(30, 106, 56, 14) + under + body + hollow


def _back() -> str:
    legs: list[Limb] = [(20, [(176, 104), (232, 82)]), (15, [(232, 82), (288, 109)]), (10, [(290, 108), (296, 94)])]
    return _on_back(legs, under=_pillow(206, 92, 62, 28, "wash"))


def _stomach() -> str:
    surface = [(16, 118), (100, 121), (150, 127), (200, 121), (270, 119), (344, 118)]
    limbs: list[Limb] = [
        (26, [(86, 104), (114, 106), (146, 112), (178, 103)]),
        (21, [(178, 104), (240, 107)]),
        (14, [(240, 107), (298, 110)]),
        (9, [(298, 110), (314, 113)]),
    ]
    bent = [(84, 97), (114, 100), (146, 108), (180, 95)]
    arm: Limb = (10, [(90, 106), (66, 116), (40, 112)])
    return _bed(surface) + _body(limbs, (58, 100, 14), (arm,)) + _spine(bent, ((84, 96), (180, 95)))


def _stomach_pillow() -> str:
    limbs: list[Limb] = [
        (26, [(86, 104), (114, 102), (146, 102), (178, 98)]),
        (21, [(178, 99), (240, 106)]),
        (14, [(240, 106), (298, 110)]),
        (9, [(298, 110), (314, 113)]),
    ]
    arm: Limb = (10, [(90, 106), (66, 116), (40, 112)])
    flatter = _spine([(84, 96), (114, 95), (146, 95), (180, 91)])
    return _bed() + _pillow(130, 109, 66, 11, "wash") + _body(limbs, (58, 102, 14), (arm,)) + flatter


def _from_behind(knee_y: float, pillow: tuple[float, float], spine: Points, *, check: bool = True) -> str:
    """On one side, seen from behind: the upper knee at this height, a pillow between the legs from y with this height.

    `check`: marks hip and knee, and the level through the hip.
    """
    upper = [(78, 84), (95, 65), (118, 71), (142, 81), (168, 71), (188, 66), (204, 76)]
    lower = [(204, 112), (188, 118), (168, 116), (142, 111), (118, 116), (95, 118), (79, 106)]
    ankle_y = (knee_y + 84) / 2 if knee_y < 90 else knee_y + 4
    under_leg = _body([(17, [(196, 108), (266, 110), (330, 112)])])
    top, height = pillow
    between = _pillow(236, top, 98, height, "wash") if height else ""
    legs: list[Limb] = [
        (20, [(190, 78), (228, (78 + knee_y) / 2), (264, knee_y)]),
        (15, [(264, knee_y), (330, ankle_y)]),
    ]
    body = _body(legs, trunk=f"{curve(upper)} L{curve(lower)[1:]} Z")
    neck = _body([(18, [(60, 91), (84, 94)])])
    head = f'<ellipse cx="54" cy="90" rx="19" ry="16" {STYLE}/>'
    joints = ((190, 78), (264, knee_y))
    marks = "".join(f'<circle cx="{x}" cy="{y}" r="4.5" fill="{colour("accent")}"/>' for x, y in joints)
    level = _stroke(((190, 78), (300, 78)), 1.6, "quiet", "4 5")
    shown = level + marks if check else ""
    return f"{_bed()}{_pillow(26, 104, 58, 16)}{under_leg}{between}{neck}{body}{head}{_spine(spine)}{shown}"


def _side() -> str:
    return _from_behind(78, (89, 13), STRAIGHT, check=False)


def _knee_good() -> str:
    return _from_behind(78, (89, 13), STRAIGHT)


def _knee_low() -> str:
    return _from_behind(94, (0, 0), ((74, 91), (120, 90), (160, 93), (190, 101)))


def _knee_high() -> str:
    return _from_behind(54, (66, 36), ((74, 91), (120, 92), (160, 90), (190, 82)))


def _half_turned() -> str:
    sheet = (
        f'<rect x="14" y="10" width="332" height="144" rx="10" fill="{colour("bed")}" '
        f'stroke="{colour("edge")}" stroke-width="1.6"/>'
    )
    limbs: list[Limb] = [
        (30, [(102, 60), (102, 100)]),
        (36, [(104, 80), (140, 82), (176, 78)]),
        (19, [(182, 90), (250, 98)]),
        (14, [(250, 98), (316, 102)]),
        (20, [(184, 70), (234, 40)]),
        (15, [(234, 40), (286, 58)]),
    ]
    arms: list[Limb] = [(11, [(100, 50), (72, 32), (44, 44)]), (11, [(104, 110), (140, 128), (170, 118)])]
    twisted = _spine([(86, 80), (116, 78), (148, 88), (182, 74)], ((86, 80), (190, 80)))
    return sheet + _pillow(24, 48, 58, 66) + _body(limbs, (62, 80, 17), arms) + twisted


def _roll() -> str:
    limbs: list[Limb] = [
        (26, [(128, 62), (152, 82), (178, 104)]),
        (20, [(182, 106), (238, 104)]),
        (15, [(238, 104), (244, 146)]),
        (10, [(244, 148), (262, 149)]),
    ]
    arm: Limb = (11, [(124, 66), (92, 88), (96, 116)])
    turn = _arrow([(60, 96), (58, 56), (88, 30)], [(76, 28), (88, 30), (84, 42)])
    body = _body(limbs, (108, 40, 15), (arm,))
    return _bed(((16, BED), (214, BED))) + body + turn + _spine([(124, 58), (148, 78), (172, 100)])


def _trough() -> str:
    dip = [(30, 76), (90, 77), (136, 88), (180, 100), (224, 88), (270, 77), (330, 76)]
    gap = _arrow([(180, 76), (180, 96)], [(174, 90), (180, 97), (186, 90)], "amber")
    return _bed(dip, bottom=142) + _pillow(36, 64, 288, 9, "wash") + gap


def _hammock() -> str:
    surface = [(16, 98), (96, 112), (150, 130), (190, 134), (236, 122), (290, 106), (344, 98)]
    limbs: list[Limb] = [
        (26, [(84, 95), (112, 103), (146, 115), (178, 119)]),
        (20, [(178, 118), (238, 106)]),
        (15, [(238, 106), (298, 92)]),
        (10, [(300, 90), (304, 76)]),
    ]
    sunk = _spine([(82, 101), (112, 110), (146, 122), (178, 125)], ((82, 101), (196, 101)))
    return _bed(surface, bottom=156) + _pillow(28, 92, 52, 12) + _body(limbs, (56, 80, 15)) + sunk


def _waist() -> str:
    limbs: list[Limb] = [
        (24, [(86, 106), (110, 105), (142, 95), (174, 106)]),
        (20, [(176, 107), (240, 110)]),
        (14, [(240, 110), (296, 112)]),
        (10, [(298, 110), (302, 96)]),
    ]
    gap = _arrow([(142, 148), (142, 124)], [(135, 131), (142, 123), (149, 131)], "amber")
    bent = _spine([(82, 112), (110, 113), (142, 102), (174, 113)])
    return _bed() + _pillow(30, 106, 56, 14) + _body(limbs, (60, 95, 15)) + bent + gap


def _photo() -> str:
    ink, quiet = colour("ink"), colour("quiet")
    corners = ((10, 40, 1, 1), (350, 40, -1, 1), (10, 158, 1, -1), (350, 158, -1, -1))
    marks = "".join(
        f'<path d="M{x},{y + 20 * down} V{y} H{x + 20 * right}" fill="none" stroke="{quiet}" stroke-width="2.4"/>'
        for x, y, right, down in corners
    )
    lens = f'<circle cx="180" cy="19" r="6.5" fill="{colour("wash")}" stroke="{ink}" stroke-width="1.6"/>'
    return _side() + marks + _pillow(156, 7, 48, 24) + lens


def _slats() -> str:
    style = f'fill="{colour("bed")}" stroke="{colour("edge")}" stroke-width="1.6"'
    beams = "".join(f'<rect x="30" y="{y}" width="300" height="12" rx="3" {style}/>' for y in (20, 132))
    places = (x for x in range(42, 310, 29) if x != 187)
    whole = "".join(f'<rect x="{x}" y="26" width="15" height="112" rx="4" {style}/>' for x in places)
    broken = (
        '<path d="M187,26 H202 V74 L194,84 L187,76 Z M187,138 V92 L194,100 L202,90 V138 Z" '
        f'fill="{colour("amber-wash")}" stroke="{colour("amber")}" stroke-width="2.2" stroke-linejoin="round"/>'
    )
    return beams + whole + broken


def _pelvic_tilt() -> str:
    tilt = _arrow([(150, 78), (166, 66), (186, 70)], [(177, 63), (187, 70), (177, 77)])
    return _on_back(BENT_LEG) + tilt


def _knees_to_chest() -> str:
    pulled: list[Limb] = [(20, [(176, 103), (150, 62)]), (15, [(150, 62), (204, 60)]), (10, [(206, 60), (214, 46)])]
    return _on_back([*BENT_LEG, *pulled], arms=((10, [(94, 104), (122, 92), (146, 66)]),))


def _cat_cow() -> str:
    limbs: list[Limb] = [
        (26, [(112, 84), (160, 62), (210, 86)]),
        (12, [(112, 88), (110, 120), (108, 145)]),
        (19, [(212, 90), (214, 140)]),
        (14, [(214, 142), (268, 144)]),
    ]
    hollow = _stroke([(112, 80), (160, 98), (210, 80)], 3, "accent", "2 7")
    return _floor() + _body(limbs, (88, 98, 15)) + _spine([(112, 80), (160, 57), (210, 82)]) + hollow


def _hip_hinge() -> str:
    limbs: list[Limb] = [
        (25, [(126, 58), (160, 68), (196, 82)]),
        (20, [(198, 84), (186, 116)]),
        (15, [(186, 116), (190, 146)]),
        (10, [(190, 148), (172, 148)]),
    ]
    arm: Limb = (10, [(130, 62), (156, 94), (192, 84)])
    bend = _arrow([(176, 36), (148, 24), (116, 27)], [(126, 19), (115, 27), (127, 34)])
    return _floor() + _body(limbs, (102, 50, 15), (arm,)) + _spine([(122, 54), (196, 78)]) + bend


def _walk() -> str:
    limbs: list[Limb] = [
        (25, [(180, 54), (180, 74), (178, 92)]),
        (18, [(180, 96), (200, 120)]),
        (14, [(200, 120), (210, 146)]),
        (9, [(211, 148), (226, 147)]),
        (18, [(176, 96), (166, 122)]),
        (14, [(166, 122), (144, 142)]),
        (9, [(143, 144), (154, 150)]),
    ]
    arms: list[Limb] = [(10, [(180, 56), (196, 76), (214, 86)])]
    on = _arrow([(246, 90), (290, 90)], [(280, 81), (291, 90), (280, 99)])
    return _floor() + _body(limbs, (182, 27, 15), arms) + _spine([(176, 48), (174, 72), (174, 94)]) + on


DRAWINGS: Final[Mapping[str, Callable[[], str]]] = {
    "side": _side,
    "back": _back,
    "half_turned": _half_turned,
    "stomach": _stomach,
    "stomach_pillow": _stomach_pillow,
    "roll": _roll,
    "knee_good": _knee_good,
    "knee_low": _knee_low,
    "knee_high": _knee_high,
    "trough": _trough,
    "hammock": _hammock,
    "waist": _waist,
    "photo": _photo,
    "slats": _slats,
    "step_pelvic_tilt": _pelvic_tilt,
    "step_knees_to_chest": _knees_to_chest,
    "step_cat_cow": _cat_cow,
    "step_hip_hinge": _hip_hinge,
    "step_walk": _walk,
}
