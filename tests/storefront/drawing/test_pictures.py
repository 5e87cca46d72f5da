"""Pictures are text: they show what the figures say, and each has a one-sentence description."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from recommender.mechanics.bed import plain
from recommender.mechanics.picture import picture
from recommender.mechanics.rest import Rest, lay
from recommender.person.anthropometry import fill
from recommender.person.profile import parse_profile
from recommender.sleeper import Position
from storefront.drawing.pictures import (
    BEND_GAIN,
    UNITS_PER_POINT,
    WIDTH,
    BedDot,
    firmness_scale,
    lying,
    says_range,
    token_row,
    zone_map,
)
from storefront.look.theme import LIGHT
from storefront.quiz import how_to
from storefront.words import words

W = words("nl")
SVG = "{http://www.w3.org/2000/svg}"
MAN = {"weight_kg": 82, "height_cm": 178, "sex": "male", "side": 1}
ZONES = {"shoulder": (34.7, 61.4), "waist": (61.4, 82.8), "hip": (82.8, 105.9)}


def _at_rest(firmness: float, position: Position = "side") -> Rest:
    return lay(fill([parse_profile(MAN)]), position, plain(firmness))


def _lying(position: Position = "side", firmness: float = 6.0, labels: bool = True) -> ElementTree.Element:
    return ElementTree.fromstring(lying(picture(_at_rest(firmness, position)), "iemand ligt", W, labels=labels))


def _heights(path: str) -> list[float]:
    return [float(pair.split(",")[1]) for pair in re.findall(r"-?[\d.]+,-?[\d.]+", path)]


def _spine(svg: ElementTree.Element) -> list[float]:
    accent = [path.attrib["d"] for path in svg.iter(f"{SVG}path") if "accent" in path.attrib.get("stroke", "")]
    assert len(accent) == 1, "the spine is the one accent line"
    return _heights(accent[0])


@pytest.mark.parametrize("position", ["side", "back", "stomach"])
def test_a_lying_body_is_drawn_inside_its_paper_and_says_itself(position: Position) -> None:
    svg = _lying(position)
    assert svg.attrib["role"] == "img"
    assert svg.attrib["aria-label"] == "iemand ligt"
    height = float(svg.attrib["viewBox"].split()[3])
    for path in svg.iter(f"{SVG}path"):
        assert all(-1 <= y <= height for y in _heights(path.attrib["d"]))


def test_the_spine_bends_more_in_the_drawing_where_the_body_lies_less_level() -> None:
    def bend(firmness: float) -> float:
        spine = _spine(_lying(firmness=firmness))
        return max(spine) - min(spine)

    rms = {f: float(_at_rest(f).measures.rms_mm[0]) for f in (1.0, 10.0)}
    softer, firmer = (bend(f) for f in (1.0, 10.0))
    assert (softer > firmer) == (rms[1.0] > rms[10.0])
    assert BEND_GAIN > 1


def test_zones_are_labelled_in_cm_from_the_head_end() -> None:
    said = "".join(text.text or "" for text in _lying().iter(f"{SVG}text"))
    assert "schouder" in said
    assert "35–61" in said  # 178 cm: shoulder zone from .15 to .30 of stature, crown 8 cm from the head end
    assert not list(_lying(labels=False).iter(f"{SVG}text"))


def test_a_softer_bed_is_drawn_with_a_deeper_hollow() -> None:
    def floor_to_surface(firmness: float) -> float:
        return float(picture(_at_rest(firmness)).bed_mm.max())

    assert floor_to_surface(2.0) > floor_to_surface(8.0)


def test_the_scale_shows_the_target_as_a_band_and_beds_with_their_own_doubt() -> None:
    text = firmness_scale(5.8, (5.1, 6.6), [BedDot("1", 6.0, (5.0, 7.0))], W, "schaal")
    svg = ElementTree.fromstring(text)
    band = next(rect for rect in svg.iter(f"{SVG}rect") if "wash" in rect.attrib["fill"])
    assert float(band.attrib["width"]) == pytest.approx((6.6 - 5.1) * UNITS_PER_POINT, abs=0.1)
    assert len(list(svg.iter(f"{SVG}circle"))) == 1
    assert "5,1 – 6,6" in text


def test_beyond_the_scale_is_said_in_words() -> None:
    assert says_range((0.4, 10.8), W) == "onder 1 – boven 10"


def test_the_zone_map_gives_the_firmness_of_each_place() -> None:
    text = zone_map(ZONES, {"shoulder": 4.7, "waist": 6.2, "hip": 5.6}, W, "zones")
    for said in ("4,7", "6,2", "5,6", "taille", "106 cm"):
        assert said in text


def test_a_long_person_gets_a_longer_bed() -> None:
    tall = {name: (8 + 1.19 * (a - 8), 8 + 1.19 * (b - 8)) for name, (a, b) in ZONES.items()}
    svg = ElementTree.fromstring(zone_map(tall, dict.fromkeys(ZONES, 5.0), W, "zones"))
    assert all(float(rect.attrib["x"]) + float(rect.attrib["width"]) <= WIDTH for rect in svg.iter(f"{SVG}rect"))


def test_ten_tokens_are_ten_marks_told_apart_by_shape() -> None:
    svg = ElementTree.fromstring(token_row({"side": 6, "back": 3, "stomach": 0, "three_quarter": 0}, 10, "nacht"))
    circles, squares = list(svg.iter(f"{SVG}circle")), list(svg.iter(f"{SVG}rect"))
    assert (len(circles), len(squares)) == (7, 3)
    assert sum(circle.attrib["fill"] == "none" for circle in circles) == 1


def test_more_than_ten_tokens_still_fit() -> None:
    svg = ElementTree.fromstring(token_row({"side": 10, "back": 6}, 10, "nacht"))
    assert all(float(rect.attrib["x"]) < WIDTH - 20 for rect in svg.iter(f"{SVG}rect"))


def test_what_is_written_by_others_is_escaped() -> None:
    assert "<script>" not in firmness_scale(5, (4, 6), [BedDot("<script>", 5, (4, 6))], W, '"><script>')


@pytest.mark.parametrize(
    "drawing", [how_to.tape("lint"), how_to.two_books("hip", "boeken"), how_to.two_books("shoulder", "boeken")]
)
def test_how_to_measure_is_drawn_in_the_house_colours(drawing: str) -> None:
    ElementTree.fromstring(drawing)
    assert LIGHT["accent"] in drawing
