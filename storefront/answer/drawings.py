"""The answer page's drawings: the scale with the picks, the zones on the bed, and the person's own spine on three
beds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from catalog.firmness import firmness_from_hardness
from catalog.zones import BODY_ZONES, CROWN_CM
from recommender.explanation import Explanation
from recommender.mechanics.bed import Bed, as_listed, plain, side_by_side
from recommender.mechanics.picture import LyingPicture, picture
from recommender.mechanics.rest import Rest, lay
from recommender.person.anthropometry import fill
from recommender.sleeper import ZONES, Position, Sleeper
from storefront.answer.lying_compared import compared, level
from storefront.drawing import pictures
from storefront.drawing.lying import differ, lying
from storefront.drawing.scene import ENLARGED
from storefront.words import Words

EN_DASH = "\N{EN DASH}"
UNBROKEN = "\N{NO-BREAK SPACE}"
NORMAL_80 = 1.2816  # half width of a central 80 % interval, in SD
OWN = ("yours", "ideal")  # the first choice, or the target itself where there is none
TOO_SOFT, TOO_FIRM = -2.5, 2.5  # firmness points away from the person's own bed, to show the difference


@dataclass(frozen=True)
class Figure:
    """The person on a bed, as a drawing: which bed it is, and what is wrong with it, "" where nothing is."""

    kind: str
    svg: str
    title: str
    why: str


def scale(explanation: Explanation, w: Words) -> str:
    """The 1-10 scale with the person's band and the declared firmness of each pick."""
    target = explanation.target
    dots = [
        pictures.BedDot(str(pick.rank), bed.firmness, _interval(bed.firmness, bed.firmness_sd or 0.0))
        for pick in explanation.picks
        if (bed := pick.mattress).firmness is not None
    ]
    says = w("result.scale_says", band=pictures.says_range(target.firmness_80, w), n=len(dots))
    legend = f'<p class="quiet small">{escape(w("result.scale_legend" if dots else "result.scale_alone"))}</p>'
    return pictures.firmness_scale(target.firmness, target.firmness_80, dots, w, says) + legend


def zones_in_words(explanation: Explanation, sleeper: Sleeper, w: Words) -> str:
    """Where this person's zones are on a bed, and in words where it should give; a shop can answer no more."""
    where = _where(sleeper)
    places = ", ".join(
        f"{w.term(name)} {w.number(a, 0)}{EN_DASH}{w.number(b, 0)} cm".replace(" ", UNBROKEN)
        for name, (a, b) in where.items()
    )
    give = w(f"result.give_{explanation.specification.shoulder}")
    drawing = pictures.zone_map(where, None, w, places)
    return f'<p>{escape(give)}</p>{drawing}<p class="quiet small">{escape(w("result.zones_words"))}</p>'


def _where(sleeper: Sleeper) -> dict[str, tuple[float, float]]:
    return {
        name: (CROWN_CM + start * sleeper.height_cm, CROWN_CM + end * sleeper.height_cm)
        for name, (start, end) in BODY_ZONES.items()
    }


def zones(explanation: Explanation, sleeper: Sleeper, w: Words) -> str:
    """For staff: where this person's zones are on a bed, in cm from its head end, and the best firmness of each."""
    where = _where(sleeper)
    said = ", ".join(
        w("result.zone", zone=name, start=w.number(a, 0), end=w.number(b, 0), firmness=_one(explanation, name, w))
        for name, (a, b) in where.items()
    )
    drawing = pictures.zone_map(where, explanation.target.zones, w, said)
    sure = ", ".join(
        f"{w.term(name)} {pictures.says_range(interval, w)}".replace(" ", UNBROKEN)
        for name, interval in explanation.target.zones_80.items()
    )
    legend = f"{w('result.zones_legend')} {w('result.zones_80', list=sure)}"
    return f'{drawing}<p class="quiet small">{escape(legend)}</p>'


def spine(explanation: Explanation, sleeper: Sleeper, w: Words) -> str:
    """The person on the first choice, and close up on beds that are too soft and too firm, with what differs there.

    Where nothing differs that can be seen, one picture and a sentence that says so.
    """
    drawn = figures(explanation, sleeper, w)
    found = "".join(map(_html, drawn))
    if len(drawn) == 1:
        return f"{found}<p>{escape(w('result.not_hard_to_please'))}</p>"
    return f'<div class="trio">{found}</div>'


def figures(explanation: Explanation, sleeper: Sleeper, w: Words) -> tuple[Figure, ...]:
    """The drawings of `spine`: one of them, or three."""
    position = main_position(explanation)
    beds = _three_beds(explanation, sleeper)
    at_rest = list(lay(fill([sleeper]), position, side_by_side([bed for _, bed in beds])))
    pictures_ = [picture(rest) for rest in at_rest]
    own = pictures_[0]
    kind = beds[0][0]
    found = [Figure(kind, _own(own, kind, at_rest[0], w), w(f"result.{kind}"), "")]
    if not any(differ(other, own) for other in pictures_[1:]):
        return tuple(found)
    for (kind, _), rest, drawn in zip(beds[1:], at_rest[1:], pictures_[1:], strict=True):
        notes, why = compared(at_rest[0].measures, rest.measures, w)
        says = _says(kind, rest, w) + "".join(f" {w.term(note.zone)}: {note.said}." for note in notes)
        close = lying(drawn, says, w, than=own, notes=notes, labels=False, close=True)
        found.append(Figure(kind, close, w(f"result.{kind}"), why))
    return tuple(found)


def _own(lies: LyingPicture, kind: str, rest: Rest, w: Words) -> str:
    note = level(lies, w)
    return lying(lies, f"{_says(kind, rest, w)} {note.said}.", w, notes=[note])


def _says(kind: str, rest: Rest, w: Words) -> str:
    shoulder, _, hip = (float(depth) for depth in rest.measures.immersion_mm[:, 0])
    return f"{w(f'result.{kind}')}: {w('result.sinks', shoulder_mm=shoulder, hip_mm=hip)}"


def _html(figure: Figure) -> str:
    caption = f"<figcaption><b>{escape(figure.title)}</b>{escape(figure.why)}</figcaption>"
    return f'<figure class="{"yours" if figure.kind in OWN else ""}">{figure.svg}{caption}</figure>'


def main_position(explanation: Explanation) -> Position:
    """The position with the largest share of the night."""
    shares = explanation.shares
    return max(("side", "back", "stomach"), key=lambda name: shares.get(name, 0.0))


def _three_beds(explanation: Explanation, sleeper: Sleeper) -> list[tuple[str, Bed]]:
    """Our first choice as simulated for its figures, or the target bed; one too soft and one too firm."""
    wanted = explanation.target.firmness
    kind, own, bed = "ideal", wanted, plain(wanted)
    first = next((pick for pick in explanation.picks if pick.setting or pick.mattress.firmness is not None), None)
    if first is not None:
        setting: Mapping[str, Any] = first.setting or {}
        set_to = [setting.get(zone, setting.get("firmness")) for zone in ZONES] if setting else None
        kind, bed = "yours", as_listed(first.mattress, sleeper.height_cm, set_to)
        own = float(firmness_from_hardness(bed.hardness_n_mm))
    too_soft, too_firm = plain(min(wanted, own) + TOO_SOFT), plain(max(wanted, own) + TOO_FIRM)
    return [(kind, bed), ("too_soft", too_soft), ("too_firm", too_firm)]


def legend(explanation: Explanation, w: Words) -> str:
    """How the person lies in the drawing, and how to read the spine and the pressure drawn."""
    lead = escape(w("result.spine_lead", position=main_position(explanation)))
    marks = ("spine", "straight", "pressure")
    spans = "".join(f'<span><i class="{mark}"></i>{escape(w(f"legend.{mark}"))}</span>' for mark in marks)
    enlarged = w("legend.enlarged", times=ENLARGED)
    return f'<p>{lead}</p><div class="legend">{spans}</div><p class="quiet small">{escape(enlarged)}</p>'


def _interval(firmness: float, sd: float) -> tuple[float, float]:
    return firmness - NORMAL_80 * sd, firmness + NORMAL_80 * sd


def _one(explanation: Explanation, zone: str, w: Words) -> str:
    return w.number(explanation.target.zones[zone], fixed=True)
