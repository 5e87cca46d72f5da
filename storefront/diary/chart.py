"""The diary as a drawing: pain on getting up, night by night, with the mean of each step. Data in, SVG text out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from recommender.advice.diary import PLANS, Entry
from storefront.diary.book import Diary
from storefront.drawing.strokes import WIDTH, line, svg, text
from storefront.look.theme import colour
from storefront.words import Words

LEFT, RIGHT, TOP, BOTTOM = 26.0, WIDTH - 8.0, 24.0, 150.0
MOST = 10


def chart(diary: Diary, w: Words) -> str:
    """A dot for every night, open where it does not count; the steps as bands, numbered as in the plan."""
    phases = [phase for phase, nights in PLANS[diary.kind] for _ in range(nights)]
    step = (RIGHT - LEFT) / len(phases)
    parts = []
    for number, (_, nights) in enumerate(groupby(range(len(phases)), key=lambda i: phases[i]), start=1):
        of_phase = list(nights)
        left, right = LEFT + of_phase[0] * step, LEFT + (of_phase[-1] + 1) * step
        ground = colour("wash" if number % 2 else "card")
        parts.append(
            f'<rect x="{left:.1f}" y="{TOP}" width="{right - left:.1f}" height="{BOTTOM - TOP}" fill="{ground}"/>'
        )
        parts.append(text((left + right) / 2, TOP - 8, str(number), "quiet", size=12, weight=650))
        mean = _mean([diary.entries[i + 1] for i in of_phase if i + 1 in diary.entries])
        if mean is not None:
            parts.append(line(left + 3, _y(mean), right - 3, _y(mean), "accent", 3))
    for value in (0, 5, MOST):
        parts.append(line(LEFT, _y(value), RIGHT, _y(value), "line", 1))
        parts.append(text(LEFT - 7, _y(value) + 4, str(value), "quiet", size=12, anchor="end"))
    every = 1 if len(phases) <= MOST else 7
    for i in range(0, len(phases), every):
        parts.append(text(LEFT + (i + 0.5) * step, BOTTOM + 17, str(i + 1), "quiet", size=12))
    parts += [_dot(LEFT + (night - 0.5) * step, entry) for night, entry in diary.entries.items()]
    return svg("".join(parts), BOTTOM + 24, says(diary, w), "diary")


def says(diary: Diary, w: Words) -> str:
    """The drawing described in one sentence."""
    nights = ", ".join(
        w("diary.chart_night", n=night, pain=entry.pain_wake_nrs) for night, entry in diary.entries.items()
    )
    return w("diary.chart_says", list=nights)


def _mean(entries: Sequence[Entry]) -> float | None:
    fair = [entry.pain_wake_nrs for entry in entries if not entry.unusual]
    return sum(fair) / len(fair) if fair else None


def _dot(x: float, entry: Entry) -> str:
    fill = colour("card") if entry.unusual else colour("ink")
    return (
        f'<circle cx="{x:.1f}" cy="{_y(entry.pain_wake_nrs):.1f}" r="4.5" fill="{fill}" '
        f'stroke="{colour("ink")}" stroke-width="1.5"/>'
    )


def _y(points: float) -> float:
    return BOTTOM - (BOTTOM - TOP - 8) * points / MOST - 4
