"""How high a pillow this person needs on this bed; every recommendation includes this.

Based on Dutch practice and measured breadths; no trial sets a height.
"""

from __future__ import annotations

import math
from typing import Final

from recommender.advice.grades import graded
from recommender.arrays import Z_80
from recommender.errors import UserError
from recommender.reasons import Reason
from recommender.sleeper import Sleeper, main_position

# Loaded heights in use, cm: expert judgement.
RANGE_CM: Final[dict[str, tuple[float, float]]] = {"side": (8.0, 14.0), "back": (6.0, 10.0), "stomach": (0.0, 5.0)}

# On the side the lower arm lies forward and the tip of the shoulder blade carries the load: biacromial over bideltoid
# breadth is 0.815 with SD 0.04 in both sexes (ANSUR II 2012). That this is the breadth that counts is ASSUMED.
ARM_FORWARD_FACTOR: Final = 0.815
ARM_FORWARD_FACTOR_SD: Final = 0.04
HEAD_BREADTH_SD_CM: Final = 0.55  # ANSUR II 2012, when the head is not measured
SINK_SD_CM: Final = 1.0  # ASSUMED: SD of the immersion of shoulder and head on a real bed
SHOULDER_BREADTH_SD_CM: Final = 1.5  # ASSUMED: an estimated or tape-measured breadth
MIN_WIDTH_CM: Final = 1.0  # an interval cut off at the end of its range keeps this width


def pillow(
    sleeper: Sleeper,
    *,
    shoulder_breadth_cm: float,
    head_breadth_cm: float,
    shoulder_immersion_mm: float,
    head_immersion_mm: float,
) -> Reason:
    """The pillow height for the position the person lies in most.

    On the side the pillow fills what is left between head and bed: half the shoulder breadth with the arm forward, less
    half the head, less how far the shoulder sinks, plus how far the head and pillow sink. A softer shoulder zone
    therefore asks for a lower pillow. On the back and the stomach the usual range is given.

    Args:
        sleeper: whose night it is.
        shoulder_breadth_cm: across both upper arms [cm].
        head_breadth_cm: [cm].
        shoulder_immersion_mm: how far the shoulder sinks into this bed [mm].
        head_immersion_mm: how far the head's end of the bed gives way under the pillow [mm].

    Returns:
        `pillow.<position>` with `height_low_cm` and `height_high_cm`, the 80 % interval of the loaded height [cm].

    Raises:
        UserError: a figure that is not a number of zero or more.
    """
    figures = {
        "shoulder_breadth_cm": shoulder_breadth_cm,
        "head_breadth_cm": head_breadth_cm,
        "shoulder_immersion_mm": shoulder_immersion_mm,
        "head_immersion_mm": head_immersion_mm,
    }
    for name, value in figures.items():
        if not (math.isfinite(value) and value >= 0):
            raise UserError(f"{value!r} is no size", where=name, allowed="a number of 0 or more")
    position = main_position(sleeper)
    low_cm, high_cm = RANGE_CM[position]
    if position == "side":
        sinks_cm = (head_immersion_mm - shoulder_immersion_mm) / 10
        height_cm = ARM_FORWARD_FACTOR * shoulder_breadth_cm / 2 - head_breadth_cm / 2 + sinks_cm
        half_width_cm = Z_80 * math.hypot(
            ARM_FORWARD_FACTOR_SD * shoulder_breadth_cm / 2,
            ARM_FORWARD_FACTOR * SHOULDER_BREADTH_SD_CM / 2,
            HEAD_BREADTH_SD_CM / 2,
            SINK_SD_CM,
        )
        least, most = low_cm, high_cm
        low_cm = min(max(height_cm - half_width_cm, least), most - MIN_WIDTH_CM)
        high_cm = max(min(height_cm + half_width_cm, most), least + MIN_WIDTH_CM)
    return graded(f"pillow.{position}", position=position, height_low_cm=low_cm, height_high_cm=high_cm)
