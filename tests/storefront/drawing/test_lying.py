"""Somebody lying on a bed, drawn: inside its paper, from the mechanics' own lines, with what differs named as it is."""

from __future__ import annotations

import re
from functools import cache
from xml.etree import ElementTree

import numpy as np
import pytest

from recommender.mechanics.bed import plain
from recommender.mechanics.picture import LyingPicture, picture
from recommender.mechanics.rest import Rest, lay
from recommender.person.anthropometry import fill
from recommender.person.profile import parse_profile
from recommender.sleeper import Position
from storefront.answer.lying_compared import compared, level, pelvis_lower_cm
from storefront.drawing.lying import Note, differ, lying
from storefront.drawing.scene import ENLARGED, Scene
from storefront.words import LANGUAGES, words

W = words("nl")
SVG = "{http://www.w3.org/2000/svg}"
PEOPLE: dict[str, dict[str, object]] = {
    "man": {"weight_kg": 82, "height_cm": 178, "sex": "male"},
    "light woman": {"weight_kg": 48, "height_cm": 152, "sex": "female"},
    "heavy man": {"weight_kg": 160, "height_cm": 190, "sex": "male"},
    "broad shoulders": {
        "weight_kg": 85,
        "height_cm": 185,
        "sex": "male",
        "shoulder_breadth_cm": 56,
        "hip_breadth_cm": 34,
    },
    "wide hips": {"weight_kg": 95, "height_cm": 165, "sex": "female", "hip_breadth_cm": 44},
    "tall": {"weight_kg": 70, "height_cm": 205},
}
POSITIONS: tuple[Position, ...] = ("side", "back", "stomach")


@cache
def _at_rest(firmness: float, position: Position = "side", who: str = "man") -> Rest:
    return lay(fill([parse_profile(PEOPLE[who] | {position: 1})]), position, plain(firmness))


def _picture(firmness: float, position: Position = "side", who: str = "man") -> LyingPicture:
    return picture(_at_rest(firmness, position, who))


def _svg(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def _points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", path)]


def _spine(svg: ElementTree.Element) -> list[float]:
    accent = [path.attrib["d"] for path in svg.iter(f"{SVG}path") if "accent" in path.attrib.get("stroke", "")]
    assert len(accent) == 1, "the spine is the one accent line"
    return [y for _, y in _points(accent[0])]


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize("close", [False, True])
def test_everybody_is_drawn_inside_the_paper_and_says_so(position: Position, who: str, close: bool) -> None:
    drawn = _picture(3.0, position, who)
    notes = [Note("hip", "2 cm dieper"), Note("shoulder", "19% meer druk")]
    text = lying(drawn, "iemand ligt", W, than=_picture(6.0, position, who), notes=notes, close=close, labels=not close)
    svg = _svg(text)
    assert (svg.attrib["role"], svg.attrib["aria-label"]) == ("img", "iemand ligt")
    _, _, width, height = (float(edge) for edge in svg.attrib["viewBox"].split())
    for path in svg.iter(f"{SVG}path"):
        heights = [y for _, y in _points(path.attrib["d"])]
        assert all(-1 <= y <= height for y in heights), path.attrib["d"]
    for said in svg.iter(f"{SVG}text"):
        assert 0 <= float(said.attrib["x"]) <= width
        assert 0 <= float(said.attrib["y"]) <= height
    assert "nan" not in text


def test_the_spine_is_drawn_as_it_lies_with_its_bends_enlarged() -> None:
    for firmness in (1.0, 5.0, 10.0):
        drawn = _picture(firmness)
        scene = Scene(drawn, drawn)
        spine_cm = drawn.spine_mm[scene.trunk] / 10
        shown = _spine(_svg(lying(drawn, "x", W)))
        assert max(shown) - min(shown) == pytest.approx(ENLARGED * np.ptp(spine_cm) * scene.unit, abs=0.3)


def test_what_differs_from_the_other_bed_is_enlarged() -> None:
    own, soft = _picture(6.0), _picture(3.0)
    scene, plain_scene = Scene(soft, own), Scene(own, own)
    unit = scene.unit
    deeper_mm = (soft.spine_mm - own.spine_mm)[scene.trunk]
    shown = (scene.spine - scene.level) - (plain_scene.spine - plain_scene.level)
    assert shown[scene.trunk] == pytest.approx(ENLARGED * deeper_mm / 10 * unit)


def test_zones_are_labelled_in_cm_from_the_head_end() -> None:
    said = "".join(text.text or "" for text in _svg(lying(_picture(6.0), "x", W)).iter(f"{SVG}text"))
    assert "schouder" in said
    assert "35–61" in said  # 178 cm: shoulder zone from .15 to .30 of stature, crown 8 cm from the head end
    assert not list(_svg(lying(_picture(6.0), "x", W, labels=False)).iter(f"{SVG}text"))


def test_the_strokes_of_pressure_are_longer_where_it_presses_harder() -> None:
    def longest(firmness: float) -> float:
        comb = next(
            path.attrib["d"]
            for path in _svg(lying(_picture(firmness), "x", W)).iter(f"{SVG}path")
            if "amber" in path.attrib.get("stroke", "")
        )
        return max(float(end) - float(start) for start, end in re.findall(r"M[\d.]+,([\d.]+) V([\d.]+)", comb))

    assert longest(8.0) > longest(2.0)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("firmness", [2.0, 4.0, 8.0])
def test_each_note_names_a_difference_that_is_there(who: str, firmness: float, lang: str) -> None:
    w = words(lang)
    own, other = _at_rest(6.0, "side", who).measures, _at_rest(firmness, "side", who).measures
    notes, why = compared(own, other, w)
    assert notes
    assert why
    assert len({note.zone for note in notes}) == len(notes)
    rows = {"shoulder": (0, 1), "hip": (2, 3)}
    for note in notes:
        figure = float(re.findall(r"[\d.,]+", note.said)[0].replace(",", "."))
        if "cm" in note.said:
            row = rows[note.zone][0]
            true = float(other.immersion_mm[row, 0] - own.immersion_mm[row, 0]) / 10
        elif note.zone == "waist":
            true = 100 * (1 - float(other.waist_load[0] / own.waist_load[0]))
        else:
            row = rows[note.zone][1]
            true = 100 * (float(other.peak_kpa[row, 0] / own.peak_kpa[row, 0]) - 1)
        assert figure == pytest.approx(true, abs=0.51 if "%" in note.said else 0.051)
        assert true > 0


def test_how_level_the_spine_lies_is_what_the_picture_shows() -> None:
    drawn = _picture(5.0, "side", "broad shoulders")
    lower = pelvis_lower_cm(drawn)
    note = level(drawn, W)
    assert lower > 1
    assert note.zone == "hip"
    assert W.number(lower) in note.said


def test_a_bed_differs_from_itself_in_nothing() -> None:
    assert not differ(_picture(5.0), _picture(5.0))
    assert differ(_picture(2.5), _picture(5.0))
    assert compared(_at_rest(5.0).measures, _at_rest(5.0).measures, W) == ([], "")
